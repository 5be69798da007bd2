internal import Geometry

/// Layers: strands that hang below each other, each with a way of its own.
extension StrandSearch {
    /// A strand's way and every other strand's that crosses the same columns, the given one first.
    ///
    /// Layers may share their ends and differ only between them. So each stretch of matte on a column is tried as the
    /// place where a strand crosses it: with the rest of the column walled, the minimal way through that stretch to both
    /// sides is the strand's, if it lies apart from those that are known.
    func layers(beside first: Way, tips: [Int], group: Int32, limit: Int) -> [Way] {
        let w = matte.width
        guard let left = first.pixels.first.map({ $0 % w }), let right = first.pixels.last.map({ $0 % w }),
            right - left > 20
        else { return [first] }
        let ends = tips + [first.pixels[0], first.pixels[first.pixels.count - 1]]
        var known = [first]
        var tries = 0
        for share in [0.5, 0.38, 0.62, 0.28, 0.72] as [Float] {
            let column = left + Int(share * Float(right - left))
            for run in runs(column: column, group: group) where known.count < limit && tries < 12 {
                let isKnown = known.contains { way in
                    way.pixels.contains { abs($0 % w - column) <= 1 && run.contains($0 / w) }
                }
                guard !isKnown else { continue }
                tries += 1
                guard let way = way(across: column, at: run, tips: ends, group: group, beside: known),
                    isLayer(way, beside: known)
                else { continue }
                known.append(way)
            }
        }
        return known
    }

    /// Stretches of matte on a column.
    private func runs(column: Int, group: Int32) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for y in 0...matte.height {
            let i = y * matte.width + column
            let isSet = y < matte.height && inside[i] && groups.labels[i] == group
            if isSet, start == nil { start = y }
            if !isSet, let from = start {
                runs.append(from..<y)
                start = nil
            }
        }
        return runs
    }

    private func way(
        across column: Int, at run: Range<Int>, tips: [Int], group: Int32, beside known: [Way]
    ) -> Way? {
        let (w, h) = (matte.width, matte.height)
        let seed = run.max { depth[$0 * w + column] < depth[$1 * w + column] }! * w + column
        // What other strands took is dear, so that a strand of its own is followed to its own ends.
        let claims = claims(of: known)
        func path(halfWidth: Float) -> [Int]? {
            var cost = cost(group: group, halfWidth: halfWidth)
            for i in cost.indices where claims[i] > 0 { cost[i] *= 4 }
            for y in 0..<h where !run.contains(y) { cost[y * w + column] = .infinity }
            let march = FastMarching(cost: cost, width: w, height: h, seeds: [seed])
            func side(_ isSide: (Int) -> Bool) -> [Int]? {
                tips.filter { isSide($0 % w) && march.time[$0].isFinite }.map { march.path(from: $0) }
                    .filter { $0.count > 8 }.max { score($0, group) < score($1, group) }
            }
            guard let left = side({ $0 < column }), let right = side({ $0 > column }), isSimple(left, right) else {
                return nil
            }
            return left + right.reversed().dropFirst()
        }
        guard let rough = path(halfWidth: 2) else { return nil }
        let halfWidth = halfWidth(along: rough)
        return path(halfWidth: halfWidth).map { Way(pixels: $0, closed: false, halfWidth: halfWidth) }
    }

    /// Whether two ways to the same pixel keep apart but near it: both ways out of a pendant lead through where it hangs.
    private func isSimple(_ left: [Int], _ right: [Int]) -> Bool {
        let corridor = dilated(left, by: 1.5)
        let shared = right.dropLast(10).count { corridor[$0] }
        return shared * 10 < left.count + right.count
    }

    /// How good the way from an end is: high up, far aside, and over matte.
    private func score(_ path: [Int], _ group: Int32) -> Float {
        let box = groups.components[Int(group) - 1]
        let (end, start) = (path[0], path[path.count - 1])
        let up = Float(box.bottom - end / matte.width) / Float(max(box.height, 1))
        let aside = Float(abs(end % matte.width - start % matte.width)) / Float(max(box.width, 1))
        let bare = Float(path.count { !inside[$0] }) / Float(path.count)
        return up + 0.8 * aside - 3 * bare
    }

    /// Whether a way is a strand of its own: much of it lies beyond bare background from the strands already found, both
    /// its ends are up where theirs are, and it comes near them only toward its ends. Ways through a bib, round a pendant
    /// or along the same strand are not.
    private func isLayer(_ way: Way, beside known: [Way]) -> Bool {
        let rows = known[0].pixels.map { $0 / matte.width }
        guard let top = rows.min(), let bottom = rows.max(), let left = way.pixels.first, let right = way.pixels.last,
            max(left / matte.width, right / matte.width) <= top + (bottom - top) * 45 / 100
        else { return false }
        let near = nearness(of: way, to: known)
        return near.apart * 5 > way.pixels.count * 2 && near.apart * 4 > known[0].pixels.count
            && near.atMiddle * 12 < way.pixels.count
    }

    /// How many pixels of a way lie beyond bare background from all others, and how many touch the middle part of
    /// another, where pendants hang.
    func nearness(of way: Way, to known: [Way]) -> (apart: Int, atMiddle: Int) {
        let w = matte.width
        let every = max(1, way.pixels.count / 200)
        var (apart, atMiddle) = (0, 0)
        for i in stride(from: 0, to: way.pixels.count, by: every) {
            let p = (x: way.pixels[i] % w, y: way.pixels[i] / w)
            var nearest = (x: 0, y: 0, squared: Int.max, halfWidth: Float(0), share: Float(0))
            for other in known {
                for (k, pixel) in other.pixels.enumerated() {
                    let (dx, dy) = (pixel % w - p.x, pixel / w - p.y)
                    if dx * dx + dy * dy < nearest.squared {
                        let share = Float(k) / Float(other.pixels.count)
                        nearest = (pixel % w, pixel / w, dx * dx + dy * dy, other.halfWidth, share)
                    }
                }
            }
            let distance = Float(nearest.squared).squareRoot()
            let free = distance - way.halfWidth - nearest.halfWidth
            if free < 0.5 {
                if abs(nearest.share - 0.5) < 0.2 { atMiddle += every }
                continue
            }
            let steps = Int(distance)
            let bare = (0...steps).count { k in
                !inside[(p.y + (nearest.y - p.y) * k / steps) * w + p.x + (nearest.x - p.x) * k / steps]
            }
            if bare >= 1, Float(bare) > 0.35 * free { apart += every }
        }
        return (apart, atMiddle)
    }
}
