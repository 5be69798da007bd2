/// A small dense square matrix of doubles, row by row: normal equations, scatter matrices.
public struct SquareMatrix: Sendable, Hashable {
    public let order: Int
    /// `order · order` values, row by row.
    public var values: [Double]

    public init(order: Int, values: [Double]) {
        precondition(values.count == order * order, "a square matrix has order² values")
        (self.order, self.values) = (order, values)
    }

    public init(zerosOfOrder order: Int) {
        self.init(order: order, values: [Double](repeating: 0, count: order * order))
    }

    public subscript(row: Int, column: Int) -> Double {
        get { values[row * order + column] }
        set { values[row * order + column] = newValue }
    }

    public static func * (m: SquareMatrix, v: [Double]) -> [Double] {
        (0..<m.order).map { row in
            var sum = 0.0
            for column in 0..<m.order { sum += m[row, column] * v[column] }
            return sum
        }
    }

    public static func * (a: SquareMatrix, b: SquareMatrix) -> SquareMatrix {
        var product = SquareMatrix(zerosOfOrder: a.order)
        for i in 0..<a.order {
            for k in 0..<a.order {
                let f = a[i, k]
                for j in 0..<a.order { product[i, j] += f * b[k, j] }
            }
        }
        return product
    }

    public var transposed: SquareMatrix {
        var t = self
        for i in 0..<order { for j in 0..<order { t[j, i] = self[i, j] } }
        return t
    }

    /// The solution of `self · x = b` by Gaussian elimination with partial pivoting; nil where singular.
    public func solve(_ b: [Double]) -> [Double]? {
        precondition(b.count == order, "one right-hand value a row")
        var (m, x) = (self, b)
        let largest = values.reduce(0) { max($0, abs($1)) }
        for k in 0..<order {
            var pivot = k
            for row in k..<order where abs(m[row, k]) > abs(m[pivot, k]) { pivot = row }
            guard abs(m[pivot, k]) > largest * 1e-14 else { return nil }
            if pivot != k {
                for j in 0..<order { (m[k, j], m[pivot, j]) = (m[pivot, j], m[k, j]) }
                x.swapAt(k, pivot)
            }
            for row in (k + 1)..<max(order, k + 1) {
                let f = m[row, k] / m[k, k]
                guard f != 0 else { continue }
                for j in k..<order { m[row, j] -= f * m[k, j] }
                x[row] -= f * x[k]
            }
        }
        for k in stride(from: order - 1, through: 0, by: -1) {
            for j in (k + 1)..<max(order, k + 1) { x[k] -= m[k, j] * x[j] }
            x[k] /= m[k, k]
        }
        return x
    }

    /// The inverse, column by column; nil where singular.
    public var inverse: SquareMatrix? {
        var result = SquareMatrix(zerosOfOrder: order)
        for j in 0..<order {
            var e = [Double](repeating: 0, count: order)
            e[j] = 1
            guard let column = solve(e) else { return nil }
            for i in 0..<order { result[i, j] = column[i] }
        }
        return result
    }

    /// Eigenvalues in ascending order and their unit eigenvectors, by Jacobi rotations. The matrix must be symmetric.
    public func symmetricEigen() -> (values: [Double], vectors: [[Double]]) {
        var a = self
        var v = SquareMatrix(zerosOfOrder: order)
        for i in 0..<order { v[i, i] = 1 }
        for _ in 0..<64 {
            var off = 0.0
            for i in 0..<order { for j in 0..<i { off += a[i, j] * a[i, j] } }
            if off < 1e-300 { break }
            for p in 0..<order {
                for q in (p + 1)..<max(order, p + 1) where a[p, q] != 0 { a.rotate(p, q, accumulating: &v) }
            }
        }
        let ascending = (0..<order).sorted { a[$0, $0] < a[$1, $1] }
        return (
            ascending.map { a[$0, $0] },
            ascending.map { column in (0..<order).map { v[$0, column] } }
        )
    }

    /// One Jacobi rotation that zeroes the entry `p`, `q`.
    private mutating func rotate(_ p: Int, _ q: Int, accumulating v: inout SquareMatrix) {
        let theta = (self[q, q] - self[p, p]) / (2 * self[p, q])
        let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<order {
            let (x, y) = (self[k, p], self[k, q])
            (self[k, p], self[k, q]) = (c * x - s * y, s * x + c * y)
        }
        for k in 0..<order {
            let (x, y) = (self[p, k], self[q, k])
            (self[p, k], self[q, k]) = (c * x - s * y, s * x + c * y)
        }
        for k in 0..<order {
            let (x, y) = (v[k, p], v[k, q])
            (v[k, p], v[k, q]) = (c * x - s * y, s * x + c * y)
        }
    }
}
