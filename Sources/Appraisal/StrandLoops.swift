internal import Foundation
internal import Geometry

/// Strands that close on themselves, as chains laid flat do.
extension StrandSearch {
    /// The ways round loops about one another, the innermost first, each cut at its top; empty where none arches over a
    /// large hole.
    ///
    /// Two strands of a worn set enclose a hole too, but the upper one sags into it, while a loop laid flat arches.
    func closedWays(_ group: Int32, _ members: [Int], limit: Int) -> [Way] {
        let (w, h) = (matte.width, matte.height)
        var mask = [Bool](repeating: false, count: inside.count)
        for i in members { mask[i] = true }
        let away = distanceTransform(to: mask, width: w, height: h)
        let holes = RasterComponents(away.map { $0 > reach * 0.7 }, width: w, height: h)
        let box = groups.components[Int(group) - 1]
        for (index, hole) in holes.components.enumerated() where hole.left > 0 && hole.top > 0 {
            guard hole.right < w - 1, hole.bottom < h - 1, hole.area * 4 > box.width * box.height,
                hole.left > box.left, hole.right < box.right, hole.top > box.top
            else { continue }
            let tops = tops(of: hole, label: Int32(index + 1), in: holes)
            guard arches(tops), let cut = cut(above: tops, of: hole, mask) else { continue }
            var ways: [Way] = []
            for run in cut.runs where ways.count < limit {
                guard let way = loop(from: cut.column, at: run, below: cut.bottom, group: group, beside: ways) else {
                    continue
                }
                ways.append(way)
            }
            if !ways.isEmpty { return ways }
        }
        return []
    }

    /// The highest row of a hole in each of its columns.
    private func tops(
        of hole: RasterComponents.Component, label: Int32, in holes: RasterComponents
    ) -> [Int] {
        (hole.left...hole.right).map { x in
            (hole.top...hole.bottom).first { holes.labels[$0 * matte.width + x] == label } ?? hole.bottom
        }
    }

    /// Whether a hole's upper rim lies above the straight line between its sides.
    private func arches(_ tops: [Int]) -> Bool {
        let (a, b) = (tops.count / 12, tops.count - 1 - tops.count / 12)
        guard b - a > 8 else { return false }
        let heights = (a...b).map { x in
            mix(Float(tops[a]), Float(tops[b]), Float(x - a) / Float(b - a)) - Float(tops[x])
        }
        return heights.reduce(0, +) / Float(heights.count) > 0.03 * Float(tops.count)
    }

    /// A column near the hole's middle with matte above the hole, not a gap between beads, and the runs of matte there,
    /// from the hole upward.
    private func cut(
        above tops: [Int], of hole: RasterComponents.Component, _ mask: [Bool]
    ) -> (column: Int, bottom: Int, runs: [Range<Int>])? {
        let middle = tops.count / 2
        var best: (column: Int, bottom: Int, runs: [Range<Int>], score: Float)?
        for offset in -(tops.count / 6)...(tops.count / 6) {
            let x = hole.left + middle + offset
            let bottom = tops[middle + offset] + Int(reach) + 2
            var runs: [Range<Int>] = []
            var y = min(bottom, matte.height - 1)
            while y >= 0 {
                if mask[y * matte.width + x] {
                    var top = y
                    while top > 0, mask[(top - 1) * matte.width + x] { top -= 1 }
                    runs.append(top..<y + 1)
                    y = top
                }
                y -= 1
            }
            guard let first = runs.first else { continue }
            let score =
                10 * Float(runs.count) + min(Float(first.count), 8) - 20 * Float(abs(offset)) / Float(tops.count)
            if score > best?.score ?? -.infinity { best = (x, bottom, runs, score) }
        }
        return best.map { ($0.column, $0.bottom, $0.runs) }
    }

    /// The way from one side of a cut round to its other side.
    private func loop(
        from column: Int, at run: Range<Int>, below bottom: Int, group: Int32, beside known: [Way]
    ) -> Way? {
        let (w, h) = (matte.width, matte.height)
        let y = run.max { depth[$0 * w + column] < depth[$1 * w + column] }!
        let (left, right) = (y * w + column - 1, y * w + column + 1)
        let claims = claims(of: known)
        func path(halfWidth: Float) -> [Int]? {
            var cost = cost(group: group, halfWidth: halfWidth)
            for i in cost.indices where claims[i] > 0 { cost[i] *= pow(8, Float(claims[i])) }
            for row in 0...min(h - 1, bottom) { cost[row * w + column] = .infinity }
            guard cost[left].isFinite, cost[right].isFinite else { return nil }
            let path = FastMarching(cost: cost, width: w, height: h, seeds: [right], target: left).path(from: left)
            return path.count > 20 ? path : nil
        }
        guard let rough = path(halfWidth: 2) else { return nil }
        let halfWidth = halfWidth(along: rough, quantile: 0.5)
        guard let pixels = path(halfWidth: halfWidth) else { return nil }
        let way = Way(pixels: pixels, closed: true, halfWidth: halfWidth)
        // Another loop of its own, not a bead or a clasp beside the first.
        if let first = known.first {
            guard pixels.count * 3 > first.pixels.count * 2,
                nearness(of: way, to: known).apart * 2 > pixels.count
            else { return nil }
        }
        return way
    }
}
