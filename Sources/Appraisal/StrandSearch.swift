internal import Geometry

/// Finds the ways that strands take through a matte, as minimal paths between their ends.
package struct StrandSearch {
    /// Where a path search may go and what it costs: cheap in the middle of the matte, dear over gaps.
    let matte: StrandMatte
    let inside: [Bool]
    /// Distance to the matte's rim, working pixels: within the matte, and from outside.
    let depth: [Float]
    let gap: [Float]
    /// How far a path may jump between parts of the matte, working pixels.
    let reach: Float
    let groups: RasterComponents

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
        var mask = Self.covered(matte)
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

    /// What is covered for the most part, and fainter pixels away from broad parts: a chain thinner than a pixel is faint in
    /// places, while faint pixels round something broad are its blur.
    private static func covered(_ matte: StrandMatte) -> [Bool] {
        let (w, h) = (matte.width, matte.height)
        let strong = matte.coverage.map { $0 > 0.4 }
        let depth = distanceTransform(to: strong.map { !$0 }, width: w, height: h)
        let broad = distanceTransform(to: depth.map { $0 > 2.5 && $0.isFinite }, width: w, height: h)
        return strong.indices.map { strong[$0] || matte.coverage[$0] > 0.2 && broad[$0] > 6 }
    }

    /// The ways of up to `limit` strands, the best first.
    package func ways(limit: Int = 6) -> [Way] {
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

    func cost(group: Int32, halfWidth: Float) -> [Float] {
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
        let loops = closedWays(group, members, limit: limit)
        if !loops.isEmpty { return loops }
        let cost = cost(group: group, halfWidth: 2)
        let found = StrandTips.find(members: members, root: root, cost: cost, width: matte.width, height: matte.height)
        let tips = Array(Set(found + found.map(top))).sorted()
        var refused: Set<[Int]> = []
        while refused.count < 6, let pair = bestPair(tips, group, but: refused) {
            if let first = way(from: pair.left, to: pair.right, group: group, cost: cost) {
                return layers(beside: first, tips: tips, group: group, limit: limit)
            }
            refused.insert([pair.left, pair.right])
        }
        return []
    }

    /// The highest place that is reached from a tip without going down: where layers meet, a tip may lie below their end.
    private func top(_ tip: Int) -> Int {
        let w = matte.width
        var seen: Set<Int> = [tip]
        var stack = [tip]
        var best = tip
        while let i = stack.popLast() {
            if i / w < best / w { best = i }
            for y in max(0, i / w - 1)...min(tip / w, i / w + 1) {
                for x in max(0, i % w - 1)...min(w - 1, i % w + 1) where inside[y * w + x] {
                    if seen.insert(y * w + x).inserted { stack.append(y * w + x) }
                }
            }
        }
        return best
    }

    /// The way between two ends: a first try finds how wide the strand is there, the second keeps to its middle.
    private func way(from left: Int, to right: Int, group: Int32, cost: [Float]) -> Way? {
        let first = FastMarching(cost: cost, width: matte.width, height: matte.height, seeds: [left], target: right)
        let rough = first.path(from: right)
        guard rough.count > 8 else { return nil }
        let halfWidth = halfWidth(along: rough)
        let wide = self.cost(group: group, halfWidth: halfWidth)
        let second = FastMarching(cost: wide, width: matte.width, height: matte.height, seeds: [right], target: left)
        let path = second.path(from: left)
        return path.count > 8 ? Way(pixels: path, closed: false, halfWidth: halfWidth) : nil
    }

    /// Depth beside a path, for a first try may hug a rim; pendants and beads only make it deeper.
    ///
    /// - Parameter quantile: of the depths along the path, 0…1.
    func halfWidth(along path: [Int], quantile: Float = 0.3) -> Float {
        let halfWidths = path.map { deepest(around: $0) }.sorted()
        return max(0.7, halfWidths[Int(Float(halfWidths.count) * quantile)])
    }

    /// The largest depth reached by climbing from a pixel to the ridge.
    func deepest(around start: Int) -> Float { matte.summit(of: depth, from: start, steps: 60) }

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

    /// How many of the known ways hold each pixel in their corridors.
    func claims(of known: [Way]) -> [Int] {
        var claims = [Int](repeating: 0, count: inside.count)
        for way in known {
            let corridor = dilated(way.pixels, by: way.halfWidth * 1.3 + 1)
            for i in corridor.indices where corridor[i] { claims[i] += 1 }
        }
        return claims
    }

    func dilated(_ pixels: [Int], by radius: Float) -> [Bool] {
        var mask = [Bool](repeating: false, count: inside.count)
        for i in pixels { mask[i] = true }
        return distanceTransform(to: mask, width: matte.width, height: matte.height).map { $0 <= radius }
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
