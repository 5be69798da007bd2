internal import Foundation
package import Geometry

/// An ellipse in the plane.
package struct Ellipse: Sendable, Hashable {
    package var centre: Vector2
    /// Longer and shorter half axis.
    package var major: Float
    package var minor: Float
    /// Direction of the longer axis, radians from x toward y, −π/2…π/2.
    package var angle: Float

    package init(centre: Vector2, major: Float, minor: Float, angle: Float) {
        (self.centre, self.major, self.minor, self.angle) = (centre, major, minor, angle)
    }

    /// The point at a parameter angle, radians.
    package func point(_ t: Float) -> Vector2 {
        let (u, v) = (Vector2(cos(angle), sin(angle)), Vector2(-sin(angle), cos(angle)))
        return centre + u * (major * cos(t)) + v * (minor * sin(t))
    }

    /// First-order distance of a point from the ellipse (Sampson 1982), negative inside.
    package func distance(to p: Vector2) -> Float {
        let (c, s) = (cos(angle), sin(angle))
        let d = p - centre
        let (x, y) = ((c * d.x + s * d.y) / major, (-s * d.x + c * d.y) / minor)
        let gradient = Vector2(x / major, y / minor).length * 2
        return gradient > 0 ? (x * x + y * y - 1) / gradient : -minor
    }

    /// The ellipse of least algebraic distance to at least five points, always an ellipse (Halir and Flusser 1998).
    ///
    /// - Returns: nil where the points lie on a line or otherwise decide no ellipse.
    package init?(fitting points: [Vector2]) {
        guard points.count >= 5 else { return nil }
        // Work about the mean in units of the spread: the scatter matrix is ill-conditioned in raw pixels.
        let mean = points.reduce(.zero, +) / Float(points.count)
        let spread = (points.reduce(Float(0)) { $0 + dot($1 - mean, $1 - mean) } / Float(points.count)).squareRoot()
        guard spread > 0 else { return nil }
        var (s1, s2, s3) = (
            SquareMatrix(zerosOfOrder: 3), SquareMatrix(zerosOfOrder: 3), SquareMatrix(zerosOfOrder: 3)
        )
        for p in points {
            let q = (p - mean) / spread
            let (x, y) = (Double(q.x), Double(q.y))
            let (d1, d2) = ([x * x, x * y, y * y], [x, y, 1])
            for i in 0..<3 {
                for j in 0..<3 {
                    s1[i, j] += d1[i] * d1[j]
                    s2[i, j] += d1[i] * d2[j]
                    s3[i, j] += d2[i] * d2[j]
                }
            }
        }
        guard let inverse3 = s3.inverse else { return nil }
        var t = inverse3 * s2.transposed
        for i in t.values.indices { t.values[i] = -t.values[i] }
        let product = s2 * t
        var reduced = SquareMatrix(zerosOfOrder: 3)
        // The inverse of the constraint matrix of 4ac − b² = 1 swaps and scales rows.
        for j in 0..<3 {
            reduced[0, j] = (s1[2, j] + product[2, j]) / 2
            reduced[1, j] = -(s1[1, j] + product[1, j])
            reduced[2, j] = (s1[0, j] + product[0, j]) / 2
        }
        for lambda in realEigenvalues(of: reduced) {
            guard let a = eigenvector(of: reduced, lambda), 4 * a[0] * a[2] - a[1] * a[1] > 0 else { continue }
            let linear = t * a
            guard let e = Ellipse(conic: a + linear) else { continue }
            self.init(
                centre: e.centre * spread + mean, major: e.major * spread, minor: e.minor * spread, angle: e.angle)
            return
        }
        return nil
    }

    /// The ellipse a x² + b xy + c y² + d x + e y + f = 0.
    private init?(conic q: [Double]) {
        let (a, b, c, d, e, f) = (q[0], q[1], q[2], q[3], q[4], q[5])
        let determinant = 4 * a * c - b * b
        guard determinant > 0 else { return nil }
        let (x, y) = ((b * e - 2 * c * d) / determinant, (b * d - 2 * a * e) / determinant)
        let value = a * x * x + b * x * y + c * y * y + d * x + e * y + f
        let root = ((a - c) * (a - c) + b * b).squareRoot()
        let (p, m) = (-value / ((a + c - root) / 2), -value / ((a + c + root) / 2))
        guard p > 0, m > 0 else { return nil }
        let (first, second) = (p.squareRoot(), m.squareRoot())
        // The eigenvector of the smaller curvature is the longer axis, whichever sign the conic has.
        var angle = 0.5 * atan2(-b, c - a)
        if first < second { angle += .pi / 2 }
        if angle > .pi / 2 { angle -= .pi }
        self.init(
            centre: Vector2(Float(x), Float(y)), major: Float(max(first, second)), minor: Float(min(first, second)),
            angle: Float(angle))
    }
}

/// Real roots of a 3×3 matrix's characteristic polynomial.
private func realEigenvalues(of m: SquareMatrix) -> [Double] {
    let trace = m[0, 0] + m[1, 1] + m[2, 2]
    let minors =
        m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0] + m[0, 0] * m[2, 2] - m[0, 2] * m[2, 0] + m[1, 1] * m[2, 2]
        - m[1, 2] * m[2, 1]
    let determinant =
        m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1]) - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0])
        + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0])
    // λ³ − trace λ² + minors λ − determinant, depressed.
    let shift = trace / 3
    let p = minors - trace * trace / 3
    let q = -2 * trace * trace * trace / 27 + trace * minors / 3 - determinant
    let discriminant = q * q / 4 + p * p * p / 27
    var roots: [Double]
    if discriminant > 0 {
        let r = discriminant.squareRoot()
        roots = [cbrt(-q / 2 + r) + cbrt(-q / 2 - r) + shift]
    } else {
        let r = (-p / 3).squareRoot()
        let phi = r > 0 ? acos(min(max(-q / (2 * r * r * r), -1), 1)) : 0
        roots = (0..<3).map { 2 * r * cos((phi + 2 * .pi * Double($0)) / 3) + shift }
    }
    // One Newton step each: exact points put a root at zero, where cancellation is worst.
    for i in roots.indices {
        for _ in 0..<3 {
            let x = roots[i]
            let slope = 3 * x * x - 2 * trace * x + minors
            if slope != 0 { roots[i] -= (((x - trace) * x + minors) * x - determinant) / slope }
        }
    }
    return roots
}

/// A null vector of `m − λ`: the longest cross product of two of its rows.
private func eigenvector(of m: SquareMatrix, _ lambda: Double) -> [Double]? {
    let rows = (0..<3).map { i in
        SIMD3(m[i, 0] - (i == 0 ? lambda : 0), m[i, 1] - (i == 1 ? lambda : 0), m[i, 2] - (i == 2 ? lambda : 0))
    }
    var best = SIMD3<Double>.zero
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        let (a, b) = (rows[i], rows[j])
        let c = SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
        if (c * c).sum() > (best * best).sum() { best = c }
    }
    let length = (best * best).sum().squareRoot()
    return length > 0 ? [best.x / length, best.y / length, best.z / length] : nil
}
