internal import Foundation
internal import Geometry

/// Tells chains and bands apart that lie side by side, from what hangs off them and from what curls away at the ends:
/// a strip is what covers the same heights nearly all along.
struct BraceletStrips {
    let matte: BraceletMatte
    let circle: HalfCircle
    let isLoop: Bool
    /// Usual width of all strips together as it looks, pixels.
    let width: Float

    /// Share of the length over which a strip's heights are covered at least.
    private static let coverage: Float = 0.35

    func strips(over arc: ClosedRange<Float>) -> [BraceletStrip] {
        let size = matte.step
        let upright = (1 - circle.bow * circle.bow).squareRoot()
        // Heights and columns of the mask, in working pixels.
        var cells: [SIMD2<Int32>: Int] = [:]
        var (low, high) = (Int32.max, Int32.min)
        var columns = Set<Int32>()
        for i in matte.mask.indices where matte.mask[i] {
            let p = matte.position(i)
            let u = dot(p, circle.across)
            guard abs(u - circle.middle) < 0.98 * circle.radius else { continue }
            let h = dot(p, circle.upright) - circle.front(at: u)
            guard abs(h) < 1.2 * width + 2 * size else { continue }
            let cell = SIMD2(Int32((u / (2 * size)).rounded(.down)), Int32((h / size).rounded(.down)))
            cells[cell, default: 0] += 1
            // The ends bend away.
            guard abs(u - circle.middle) < 0.75 * circle.radius else { continue }
            columns.insert(cell.x)
            (low, high) = (min(low, cell.y), max(high, cell.y))
        }
        guard low <= high, !columns.isEmpty else { return [] }
        let shares = (low...high).map { y in
            Float(columns.count { cells[SIMD2($0, y)] != nil }) / Float(columns.count)
        }
        var (ranges, start): ([ClosedRange<Int32>], Int32?) = ([], nil)
        for (k, share) in shares.enumerated() {
            let y = low + Int32(k)
            if share > Self.coverage {
                if start == nil { start = y }
            } else if let first = start {
                ranges.append(first...(y - 1))
                start = nil
            }
        }
        if let first = start { ranges.append(first...high) }
        // A course that wavers leaves crumbs.
        let widest = ranges.map(\.count).max() ?? 0
        return ranges.filter { $0.count * 5 > widest }
            .compactMap { strip(of: $0, cells: cells, arc: arc, upright: upright) }
    }

    private func strip(
        of range: ClosedRange<Int32>, cells: [SIMD2<Int32>: Int], arc: ClosedRange<Float>, upright: Float
    ) -> BraceletStrip? {
        let size = matte.step
        var columns: [Int32: (sum: Float, low: Int32, high: Int32, count: Float)] = [:]
        for cell in cells.keys where range.contains(cell.y) {
            var c = columns[cell.x] ?? (0, cell.y, cell.y, 0)
            c = (c.sum + Float(cell.y) + 0.5, min(c.low, cell.y), max(c.high, cell.y), c.count + 1)
            columns[cell.x] = c
        }
        let sorted = columns.sorted { $0.key < $1.key }
        guard sorted.count > 2 else { return nil }
        let line = sorted.map { key, c -> Vector2 in
            let u = (Float(key) + 0.5) * 2 * size
            return circle.across * u + circle.upright * (circle.front(at: u) + size * c.sum / c.count)
        }
        func end(_ p: Vector2, _ angle: Float) -> BraceletStrip.End {
            if matte.isAtPhotoEdge(p, within: 4 * size) { return .photoEdge }
            return abs(angle) > 1 ? .behind : .open
        }
        let heights = Float(range.lowerBound) * size / upright...Float(range.upperBound + 1) * size / upright
        return BraceletStrip(
            centreLine: line, widths: sorted.map { Float($0.value.high - $0.value.low + 1) * size / upright },
            heights: heights, start: end(line[0], arc.lowerBound), end: end(line[line.count - 1], arc.upperBound))
    }
}
