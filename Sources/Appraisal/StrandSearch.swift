internal import Geometry

/// Finds the ways that strands take through a matte, as minimal paths between their ends.
package struct StrandSearch {
    /// Where a path search may go and what it costs: cheap in the middle of the matte, dear over gaps.
    private let matte: StrandMatte
    private let inside: [Bool]
    /// Distance to the matte's rim, working pixels: within the matte, and from outside.
    private let depth: [Float]
    private let gap: [Float]
    /// How far a path may jump between parts of the matte, working pixels.
    private let reach: Float
    private let groups: RasterComponents

    /// One way through the matte.
    package struct Way {
        /// Working pixels, from the end at the left to the end at the right.
        package var pixels: [Int]
        package var closed: Bool
        /// Half width of the strand near its ends, working pixels.
        package var halfWidth: Float
    }

    package init(_ matte: StrandMatte) {
        self.matte = matte
        let (w, h) = (matte.width, matte.height)
        var mask = matte.coverage.map { $0 > 0.4 }
        let total = mask.count { $0 }
        // Specks are not strands.
        let parts = RasterComponents(mask, width: w, height: h)
        let smallest = max(5, total / 2000)
        for i in mask.indices where mask[i] && parts.components[Int(parts.labels[i]) - 1].area < smallest {
            mask[i] = false
        }
        inside = mask
        depth = distanceTransform(to: mask.map { !$0 }, width: w, height: h)
        gap = distanceTransform(to: mask, width: w, height: h)
        reach = max(3, Float(max(w, h)) * 0.02)
        let reach = reach
        groups = RasterComponents(gap.map { $0 <= reach }, width: w, height: h)
    }

    /// The ways of up to `limit` strands, the best first.
    package func ways(limit: Int = 3) -> [Way] {
        let order = groups.components.indices.sorted { weight($0) > weight($1) }
        guard let main = order.first else { return [] }
        var ways: [Way] = []
        let spanOfMain = groups.components[main].width
        for group in order.prefix(4) where ways.count < limit {
            // Earrings and clasps beside the necklace are narrow.
            guard groups.components[group].width * 2 > spanOfMain else { continue }
            ways += waysInGroup(Int32(group + 1), limit: limit - ways.count)
        }
        return ways
    }

    private func weight(_ group: Int) -> Float {
        let c = groups.components[group]
        return Float(c.area).squareRoot() * Float(c.width + c.height)
    }

    private func cost(group: Int32, halfWidth: Float) -> [Float] {
        let r = max(halfWidth, 1)
        return inside.indices.map { i in
            guard groups.labels[i] == group else { return .infinity }
            if inside[i] {
                let shortfall = 1 - min(depth[i] / r, 1)
                return 1 + 4 * shortfall * shortfall
            }
            return 8 + 4 * gap[i]
        }
    }

    private func waysInGroup(_ group: Int32, limit: Int) -> [Way] {
        let members = inside.indices.filter { inside[$0] && groups.labels[$0] == group }
        guard members.count >= 12, let root = members.max(by: { $0 / matte.width < $1 / matte.width }) else {
            return []
        }
        if let loop = closedWay(group, members) { return [loop] }
        var cost = cost(group: group, halfWidth: 2)
        let tips = StrandTips.find(members: members, root: root, cost: cost, width: matte.width, height: matte.height)
        var ways: [Way] = []
        var taken = [Bool](repeating: false, count: inside.count)
        var refused: Set<[Int]> = []
        // Layers may share their ends: a pair is tried again beside the ways already found until it gives none.
        while ways.count < limit, refused.count < 6, let pair = bestPair(tips, group, but: refused) {
            guard let way = way(from: pair.left, to: pair.right, group: group, cost: cost, taken: taken) else {
                refused.insert([pair.left, pair.right])
                continue
            }
            if let first = ways.first, !isLayer(way, beside: ways, first: first) {
                refused.insert([pair.left, pair.right])
                continue
            }
            ways.append(way)
            let corridor = dilated(way.pixels, by: way.halfWidth * 1.5 + 1.5)
            for i in corridor.indices where corridor[i] { taken[i] = true }
            for i in cost.indices where corridor[i] && cost[i].isFinite { cost[i] *= 6 }
        }
        return ways
    }

    /// Whether a way is a strand of its own: most of it lies beyond bare background from the strands already found, and
    /// both its ends are up where theirs are. Ways through a bib, a wide pendant or along the same strand are not.
    private func isLayer(_ way: Way, beside ways: [Way], first: Way) -> Bool {
        let rows = first.pixels.map { $0 / matte.width }
        guard let top = rows.min(), let bottom = rows.max(), let left = way.pixels.first, let right = way.pixels.last
        else { return false }
        guard max(left / matte.width, right / matte.width) <= top + (bottom - top) * 45 / 100 else { return false }
        let known = ways.flatMap(\.pixels)
        let closest = 3 * max(way.halfWidth, first.halfWidth)
        var apart = 0
        let every = max(1, way.pixels.count / 200)
        for i in stride(from: 0, to: way.pixels.count, by: every) {
            let p = (x: way.pixels[i] % matte.width, y: way.pixels[i] / matte.width)
            var nearest = (x: 0, y: 0, squared: Int.max)
            for k in known {
                let (dx, dy) = (k % matte.width - p.x, k / matte.width - p.y)
                if dx * dx + dy * dy < nearest.squared {
                    nearest = (k % matte.width, k / matte.width, dx * dx + dy * dy)
                }
            }
            let distance = Float(nearest.squared).squareRoot()
            guard distance > closest else { continue }
            let steps = Int(distance)
            let bare = (0...steps).count { k in
                let (x, y) = (p.x + (nearest.x - p.x) * k / steps, p.y + (nearest.y - p.y) * k / steps)
                return !inside[y * matte.width + x]
            }
            if bare >= 2 { apart += every }
        }
        return apart * 2 > way.pixels.count && apart * 5 > first.pixels.count * 2
    }

    /// The way between two ends: a first try finds how wide the strand is there, the second keeps to its middle.
    private func way(from left: Int, to right: Int, group: Int32, cost: [Float], taken: [Bool]) -> Way? {
        let first = FastMarching(cost: cost, width: matte.width, height: matte.height, seeds: [left], target: right)
        let rough = first.path(from: right)
        guard rough.count > 8 else { return nil }
        // Depth beside the path, for the path of the first try may hug a rim; pendants and beads only make it deeper.
        let halfWidths = rough.map { deepest(around: $0) }.sorted()
        let halfWidth = max(0.7, halfWidths[halfWidths.count * 3 / 10])
        var wide = self.cost(group: group, halfWidth: halfWidth)
        for i in wide.indices where taken[i] && wide[i].isFinite { wide[i] *= 6 }
        let second = FastMarching(cost: wide, width: matte.width, height: matte.height, seeds: [right], target: left)
        let path = second.path(from: left)
        return path.count > 8 ? Way(pixels: path, closed: false, halfWidth: halfWidth) : nil
    }

    /// The largest depth reached by climbing from a pixel to the ridge.
    private func deepest(around start: Int) -> Float {
        var i = start
        for _ in 0..<60 {
            var best = i
            for dy in -1...1 {
                for dx in -1...1 {
                    let (x, y) = (i % matte.width + dx, i / matte.width + dy)
                    guard x >= 0, y >= 0, x < matte.width, y < matte.height else { continue }
                    if depth[y * matte.width + x] > depth[best] { best = y * matte.width + x }
                }
            }
            if best == i { break }
            i = best
        }
        return depth[i]
    }

    private func bestPair(_ tips: [Int], _ group: Int32, but refused: Set<[Int]>) -> (left: Int, right: Int)? {
        let box = groups.components[Int(group) - 1]
        let (w, h) = (Float(max(box.width, 1)), Float(max(box.height, 1)))
        var best: (score: Float, left: Int, right: Int)?
        for a in tips {
            for b in tips where a % matte.width < b % matte.width && !refused.contains([a, b]) {
                let across = Float(b % matte.width - a % matte.width) / w
                let up = (Float(box.bottom - a / matte.width) + Float(box.bottom - b / matte.width)) / h
                let lower = Float(box.bottom - max(a / matte.width, b / matte.width)) / h
                guard across > 0.12, lower > 0.12 else { continue }
                let score = up + 0.8 * across + 0.5 * lower
                if score > best?.score ?? 0 { best = (score, a, b) }
            }
        }
        return best.map { ($0.left, $0.right) }
    }

    private func dilated(_ pixels: [Int], by radius: Float) -> [Bool] {
        var mask = [Bool](repeating: false, count: inside.count)
        for i in pixels { mask[i] = true }
        return distanceTransform(to: mask, width: matte.width, height: matte.height).map { $0 <= radius }
    }
}

// MARK: - Closed loops

extension StrandSearch {
    /// The way round a strand that closes on itself, cut at its top; nil where no loop arches over a large hole.
    ///
    /// Two strands of a worn set enclose a hole too, but the upper one sags into it, while a loop laid flat arches.
    private func closedWay(_ group: Int32, _ members: [Int]) -> Way? {
        let (w, h) = (matte.width, matte.height)
        let holes = RasterComponents(gap.map { $0 > reach * 0.7 }, width: w, height: h)
        let box = groups.components[Int(group) - 1]
        for (index, hole) in holes.components.enumerated() where hole.left > 0 && hole.top > 0 {
            guard hole.right < w - 1, hole.bottom < h - 1, hole.area * 3 > box.width * box.height,
                hole.left > box.left, hole.right < box.right, hole.top > box.top
            else { continue }
            let label = Int32(index + 1)
            func top(_ x: Int) -> Int? { (hole.top...hole.bottom).first { holes.labels[$0 * w + x] == label } }
            let middle = (hole.left + hole.right) / 2
            let tops = [hole.left + hole.width / 6, middle, hole.right - hole.width / 6].compactMap(top)
            guard tops.count == 3, tops[1] < min(tops[0], tops[2]) - hole.height / 20 else { continue }
            // Cut upward from the hole's top in the middle; the way runs from one side of the cut to the other.
            var cost = cost(group: group, halfWidth: 2)
            for y in 0...min(h - 1, tops[1] + Int(reach) + 2) { cost[y * w + middle] = .infinity }
            let above = (box.top...tops[1]).filter { inside[$0 * w + middle] }
            guard !above.isEmpty else { continue }
            let y = above[above.count / 2]
            let (left, right) = (y * w + middle - 1, y * w + middle + 1)
            guard cost[left].isFinite, cost[right].isFinite else { continue }
            let path = FastMarching(cost: cost, width: w, height: h, seeds: [right], target: left).path(from: left)
            guard path.count > 20 else { continue }
            let halfWidths = path.map { deepest(around: $0) }.sorted()
            return Way(pixels: path, closed: true, halfWidth: max(0.7, halfWidths[halfWidths.count / 2]))
        }
        return nil
    }
}

/// The ends of a branching matte, found as the farthest points from the tree known so far.
enum StrandTips {
    static func find(members: [Int], root: Int, cost: [Float], width: Int, height: Int, limit: Int = 10) -> [Int] {
        var tree = [root]
        var tips: [Int] = []
        var longest: Float = 0
        while tips.count < limit {
            let march = FastMarching(cost: cost, width: width, height: height, seeds: tree)
            guard
                let tip = members.filter({ march.length[$0].isFinite })
                    .max(by: { march.length[$0] < march.length[$1] })
            else { break }
            let length = march.length[tip]
            longest = max(longest, length)
            if length < max(6, longest * 0.1) { break }
            tips.append(tip)
            let branch = march.path(from: tip)
            // Layers that share an end make a loop: the branch turns there, at its highest point.
            if let top = branch.min(by: { $0 / width < $1 / width }), let foot = branch.last,
                Float(min(tip / width, foot / width) - top / width) > 0.1 * length
            {
                tips.append(top)
            }
            tree += branch
        }
        return tips
    }
}
