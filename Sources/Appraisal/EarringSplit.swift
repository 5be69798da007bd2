internal import Foundation
internal import Geometry

/// Tells whether a matte holds one earring or a pair, and which parts are whose.
///
/// A pair is two parts that look alike: moved onto each other or, where they lie apart, mirrored.
struct EarringSplit {
    /// Index of the earring of each covered cell; −1 elsewhere.
    private(set) var owners: [Int8]
    private(set) var count: Int
    /// For a pair, share of each outline along which the two touch.
    private(set) var touching: Float = 0

    private let matte: StrandMatte
    private let cells: [Int]

    /// - Parameter matte: with `covered` cells the piece's.
    init(_ matte: StrandMatte, covered: [Bool]) {
        self.matte = matte
        cells = covered.indices.filter { covered[$0] }
        owners = covered.map { $0 ? 0 : -1 }
        count = cells.isEmpty ? 0 : 1
        guard cells.count > 40 else { return }
        var best: (cut: Cut, score: Float)?
        for k in 0..<12 {
            guard let cut = cut(degrees: Float(k) * 15) else { continue }
            let score = likeness(cut, covered: covered)
            if score > best?.score ?? 0.5 { best = (cut, score) }
        }
        guard let best else { return }
        assign(best.cut, covered: covered)
    }

    /// A line across the matte: cells with `dot(cell, normal) < offset` are on its first side.
    private struct Cut {
        var normal: Vector2
        var offset: Float
        /// Covered cells on the line over the length of the piece along it.
        var crossing: Float
    }

    private func point(_ i: Int) -> Vector2 { Vector2(Float(i % matte.width), Float(i / matte.width)) }

    /// The line square to a direction that cuts through the least of the piece, near its middle.
    private func cut(degrees: Float) -> Cut? {
        let a = degrees * .pi / 180
        let n = Vector2(cos(a), sin(a))
        let along = cells.map { dot(point($0), n) }
        let across = cells.map { dot(point($0), n.perpendicular) }
        guard let low = along.min(), let high = along.max(), let near = across.min(), let far = across.max(),
            high - low > 12
        else { return nil }
        var histogram = [Float](repeating: 0, count: Int(high - low) + 2)
        for t in along { histogram[Int(t - low)] += 1 }
        var (before, best): (Float, (k: Int, cost: Float)?) = (0, nil)
        let total = Float(cells.count)
        for k in histogram.indices.dropLast() {
            before += histogram[k]
            let share = before / total
            guard (0.3...0.7).contains(share) else { continue }
            let cost = max(histogram[k], histogram[k + 1]) + 0.05 * (far - near) * abs(share - 0.5)
            if cost < best?.cost ?? .infinity { best = (k, cost) }
        }
        guard let best else { return nil }
        // The widest gap's middle rather than its edge.
        var end = best.k
        while end + 1 < histogram.count, histogram[best.k] == 0, histogram[end + 1] == 0 { end += 1 }
        let k = (best.k + end) / 2
        return Cut(
            normal: n, offset: low + Float(k) + 1,
            crossing: min(histogram[k], histogram[min(k + 1, histogram.count - 1)]) / max(far - near, 1))
    }

    /// How much the two sides of a cut look like a pair, about 0…1.
    private func likeness(_ cut: Cut, covered: [Bool]) -> Float {
        let first = cells.filter { dot(point($0), cut.normal) < cut.offset }
        let second = cells.filter { dot(point($0), cut.normal) >= cut.offset }
        guard first.count > 15, second.count > 15 else { return 0 }
        let areas = Float(min(first.count, second.count)) / Float(max(first.count, second.count))
        let isApart = cut.crossing == 0
        // What hangs is in parts, too: one above the other is a pair only where nothing joins them and they are one shape.
        let isBelow = abs(cut.normal.y) > 0.85
        if isBelow && !isApart { return 0 }
        let (a, b) = (Shape(first.map(point)), Shape(second.map(point)))
        var alike = Self.overlap(a, b) { $0 }
        if isApart {
            let n = cut.normal
            alike = max(alike, Self.overlap(a, b) { $0 - n * (2 * dot($0, n)) })
            // Laid down anyhow they are still of about one size.
            let sizes = min(a.long, b.long) / max(a.long, b.long) * min(a.wide, b.wide) / max(a.wide, b.wide)
            if abs(cut.normal.y) < 0.72 { alike = max(alike, 0.95 * sizes.squareRoot()) }
            if isBelow { alike -= 0.2 }
        }
        return alike * areas.squareRoot() - 0.8 * cut.crossing
    }

    /// Points about their middle.
    private struct Shape {
        var points: [Vector2]
        /// Standard deviations along the principal axes.
        var long, wide: Float

        init(_ cells: [Vector2]) {
            let mean = cells.reduce(.zero, +) / Float(cells.count)
            points = cells.map { $0 - mean }
            var (xx, xy, yy): (Float, Float, Float) = (0, 0, 0)
            for p in points { (xx, xy, yy) = (xx + p.x * p.x, xy + p.x * p.y, yy + p.y * p.y) }
            let n = Float(points.count)
            let (middle, root) = (
                (xx + yy) / 2 / n, (((xx - yy) / 2 / n) * ((xx - yy) / 2 / n) + xy * xy / n / n).squareRoot()
            )
            (long, wide) = (max(middle + root, 1e-3).squareRoot(), max(middle - root, 1e-3).squareRoot())
        }
    }

    /// The lesser share of either shape that lies on the other, within a small reach, where they fit best.
    private static func overlap(_ a: Shape, _ b: Shape, _ move: (Vector2) -> Vector2) -> Float {
        let moved = a.points.map(move)
        let reach = max(1, 0.07 * (a.long + b.long))
        func cell(_ p: Vector2) -> SIMD2<Int32> { SIMD2<Int32>((p / reach).rounded(.toNearestOrEven)) }
        func grid(_ points: [Vector2]) -> Set<SIMD2<Int32>> { Set(points.map(cell)) }
        func share(_ points: [Vector2], on grid: Set<SIMD2<Int32>>, shifted: Vector2) -> Float {
            Float(points.count { grid.contains(cell($0 + shifted)) }) / Float(points.count)
        }
        let (first, second) = (grid(moved), grid(b.points))
        var best: Float = 0
        // Crumbs move the middle by a little.
        for v in -2...2 {
            for u in -2...2 {
                let shift = Vector2(Float(u), Float(v)) * reach
                best = max(
                    best, min(share(moved, on: second, shifted: shift), share(b.points, on: first, shifted: -shift)))
            }
        }
        return best
    }

    /// Gives every connected part to the side that most of it lies on; what lies on both sides is cut.
    private mutating func assign(_ cut: Cut, covered: [Bool]) {
        let parts = RasterComponents(covered, width: matte.width, height: matte.height)
        var onSecond = [Int](repeating: 0, count: parts.components.count)
        func isSecond(_ i: Int) -> Bool { dot(point(i), cut.normal) >= cut.offset }
        for i in cells where isSecond(i) { onSecond[Int(parts.labels[i]) - 1] += 1 }
        for i in cells {
            let k = Int(parts.labels[i]) - 1
            let share = Float(onSecond[k]) / Float(parts.components[k].area)
            owners[i] = share < 0.12 ? 0 : share > 0.88 ? 1 : isSecond(i) ? 1 : 0
        }
        count = 2
        orderFromLeft()
        var (rim, seam) = (0, 0)
        let w = matte.width
        for i in cells where owners[i] == 0 {
            let around = [i - 1, i + 1, i - w, i + w].filter { $0 >= 0 && $0 < owners.count }
            if around.contains(where: { owners[$0] != 0 }) { rim += 1 }
            if around.contains(where: { owners[$0] == 1 }) { seam += 1 }
        }
        touching = Float(seam) / Float(max(rim, 1))
    }

    private mutating func orderFromLeft() {
        func middle(_ owner: Int8) -> Float {
            let own = cells.filter { owners[$0] == owner }
            return own.reduce(0) { $0 + point($1).x } / Float(max(own.count, 1))
        }
        guard middle(0) > middle(1) else { return }
        for i in cells { owners[i] = 1 - owners[i] }
    }
}
