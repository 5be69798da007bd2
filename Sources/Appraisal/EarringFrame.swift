internal import Geometry

/// An earring's mask turned so that it hangs straight down: rows from its top, cells of the working matte.
struct EarringFrame {
    let width: Int
    let height: Int
    /// Row-major; with an empty rim of one cell.
    let mask: [Bool]
    /// Runs of covered cells of each row, from the left.
    let runs: [[Range<Int>]]
    /// The largest opening that the mask closes on both sides and below.
    private(set) var opening: Opening?

    private let right, down: Vector2
    private let low: Vector2

    /// - Parameters:
    ///   - points: the covered cells.
    ///   - contains: whether a place lies on a covered cell.
    ///   - down: unit, along which it hangs.
    init(_ points: [Vector2], down: Vector2, contains: (Vector2) -> Bool) {
        self.down = down
        right = Vector2(down.y, -down.x)
        var (low, high) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
        for p in points {
            let q = Vector2(dot(p, right), dot(p, down))
            (low, high) = (pointwiseMin(low, q), pointwiseMax(high, q))
        }
        self.low = low - Vector2(1, 1)
        width = Int((high.x - low.x).rounded(.up)) + 3
        height = Int((high.y - low.y).rounded(.up)) + 3
        var mask = [Bool](repeating: false, count: width * height)
        for y in 1..<height - 1 {
            for x in 1..<width - 1 {
                let p = right * (self.low.x + Float(x)) + down * (self.low.y + Float(y))
                mask[y * width + x] = contains(p)
            }
        }
        self.mask = mask
        let w = width
        runs = (0..<height).map { y in
            var runs: [Range<Int>] = []
            var x = 0
            while x < w {
                guard mask[y * w + x] else {
                    x += 1
                    continue
                }
                var end = x
                while end < w, mask[y * w + end] { end += 1 }
                runs.append(x..<end)
                x = end
            }
            return runs
        }
        opening = largestOpening()
    }

    /// A place of the frame in cells of the matte.
    func cell(_ x: Float, _ y: Float) -> Vector2 { right * (low.x + x) + down * (low.y + y) }

    /// First and last row with anything in it.
    var top: Int { runs.firstIndex { !$0.isEmpty } ?? 0 }
    var bottom: Int { runs.lastIndex { !$0.isEmpty } ?? 0 }

    /// Covered cells of a row.
    func covered(_ y: Int) -> Int { runs[y].reduce(0) { $0 + $1.count } }

    /// The widest run of a row.
    func widest(_ y: Int) -> Range<Int>? { runs[y].max { $0.count < $1.count } }

    /// Mean place of what is covered in some rows.
    func middle(of rows: ClosedRange<Int>) -> Vector2 {
        var (sum, n) = (Vector2.zero, Float(0))
        for y in rows {
            for run in runs[y] {
                sum += Vector2(Float(run.lowerBound + run.upperBound - 1) / 2, Float(y)) * Float(run.count)
                n += Float(run.count)
            }
        }
        return n > 0 ? sum / n : Vector2(Float(width) / 2, Float(rows.lowerBound))
    }

    /// An opening in the mask.
    struct Opening {
        var box: RasterComponents.Component
        /// Whether the mask closes it above; a ring may be open at its top, or what it hangs from hides that.
        var isClosed: Bool
    }

    /// The largest opening that the mask closes on both sides and below, gaps of a cell bridged.
    private func largestOpening() -> Opening? {
        var closed = mask
        for y in 1..<height - 1 {
            for x in 1..<width - 1 where !mask[y * width + x] {
                let i = y * width + x
                closed[i] =
                    (mask[i - 1] && mask[i + 1]) || (mask[i - width] && mask[i + width])
                    || (mask[i - width - 1] && mask[i + width + 1]) || (mask[i - width + 1] && mask[i + width - 1])
            }
        }
        let inside = insideHull()
        let pockets = RasterComponents(
            closed.indices.map { inside[$0] && !closed[$0] }, width: width, height: height, diagonally: false)
        // The lowest place at which each pocket is open to the outside.
        var lowestGap = [Int](repeating: -1, count: pockets.components.count)
        for y in 1..<height - 1 {
            for x in 1..<width - 1 where pockets.labels[y * width + x] > 0 {
                let i = y * width + x
                if [i - 1, i + 1, i - width, i + width].contains(where: { !inside[$0] && !closed[$0] }) {
                    lowestGap[Int(pockets.labels[i]) - 1] = y
                }
            }
        }
        let openings = pockets.components.enumerated().compactMap { k, box -> Opening? in
            // The legs of a hook are open below, and are no ring.
            guard lowestGap[k] < box.top + 2 * box.height / 5 else { return nil }
            let (x, y) = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            guard runs[y].contains(where: { $0.upperBound <= box.left + box.width / 3 }),
                runs[y].contains(where: { $0.lowerBound >= box.right - box.width / 3 }),
                (box.bottom + 1..<height).contains(where: { closed[$0 * width + x] })
            else { return nil }
            return Opening(box: box, isClosed: (0..<box.top).contains { closed[$0 * width + x] })
        }
        return openings.max { $0.box.area < $1.box.area }
    }

    /// Cells inside the convex hull of the mask.
    private func insideHull() -> [Bool] {
        // Monotone chains over the outermost cells of each row (Andrew 1979).
        func chain(_ edge: (Range<Int>, Range<Int>) -> Float, sign: Float) -> [Vector2] {
            var chain: [Vector2] = []
            for y in 0..<height {
                guard let first = runs[y].first, let last = runs[y].last else { continue }
                let p = Vector2(edge(first, last), Float(y))
                while chain.count > 1,
                    sign * cross(chain[chain.count - 1] - chain[chain.count - 2], p - chain[chain.count - 1]) <= 0
                {
                    chain.removeLast()
                }
                chain.append(p)
            }
            return chain
        }
        let left = chain({ first, _ in Float(first.lowerBound) }, sign: -1)
        let right = chain({ _, last in Float(last.upperBound - 1) }, sign: 1)
        var inside = [Bool](repeating: false, count: width * height)
        func place(_ chain: [Vector2], _ y: Float) -> Float? {
            guard let k = chain.indices.dropLast().first(where: { chain[$0].y <= y && chain[$0 + 1].y >= y })
            else { return nil }
            let (a, b) = (chain[k], chain[k + 1])
            return mix(a.x, b.x, (y - a.y) / max(b.y - a.y, 1e-6))
        }
        for y in 0..<height {
            guard let from = place(left, Float(y)), let to = place(right, Float(y)), from <= to else { continue }
            for x in Int(from.rounded(.up))...max(Int(to), Int(from.rounded(.up))) { inside[y * width + x] = true }
        }
        return inside
    }

    /// Area that the mask shares with its mirror image about a column, over the area of either.
    func symmetry(about x: Float) -> Float {
        var (both, either) = (0, 0)
        for y in 0..<height {
            for u in 0..<width {
                let mirrored = Int((2 * x - Float(u)).rounded())
                let (a, b) = (mask[y * width + u], mirrored >= 0 && mirrored < width && mask[y * width + mirrored])
                if a && b { both += 1 }
                if a || b { either += 1 }
            }
        }
        return Float(both) / Float(max(either, 1))
    }
}
