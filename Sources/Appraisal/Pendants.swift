internal import Geometry
internal import Imaging

/// What hangs from strands: parts of the matte outside their corridors.
struct PendantSearch {
    let matte: StrandMatte
    let strands: [StrandCentreLine]

    struct Result {
        /// The largest first.
        var pendants: [Pendant]
        /// Share of the whole matte's area that they hold.
        var share: Float
        /// How likely it is that they are a sheet, 0…1.
        var sheetLikelihood: Float
    }

    func result() -> Result {
        let (w, h) = (matte.width, matte.height)
        let step = Float(matte.step)
        // Nearest strand point of every working pixel in some strand's corridor.
        var corridor = [Bool](repeating: false, count: w * h)
        for strand in strands { mark(strand, in: &corridor) }
        let outside = matte.coverage.indices.map { matte.coverage[$0] > 0.4 && !corridor[$0] }
        let total = matte.coverage.count { $0 > 0.4 }
        // Parts linked by thin rings are one pendant: label over small gaps.
        let usual = (strands.map(\.usualWidth).max() ?? 1) / step
        let reach = max(1.5, min(0.5 * usual, 6))
        let near = distanceTransform(to: outside, width: w, height: h).map { $0 <= reach }
        let linked = near.indices.map { near[$0] && !corridor[$0] || outside[$0] }
        let groups = RasterComponents(linked, width: w, height: h)
        var candidates = groups.components.indices.map { Candidate(label: Int32($0 + 1)) }
        for i in outside.indices where outside[i] { candidates[Int(groups.labels[i]) - 1].add(i, width: w) }
        var found: [(pendant: Pendant, area: Int)] = []
        var hangs = [Bool](repeating: false, count: candidates.count + 1)
        for c in candidates where Float(c.area) > max(6, 0.6 * usual * usual) {
            guard let p = pendant(c, groups, usual: usual) else { continue }
            found.append((p, c.area))
            hangs[Int(c.label)] = true
        }
        found.sort { $0.area > $1.area }
        let area = found.reduce(0) { $0 + $1.area }
        let parts = outside.indices.map { outside[$0] && hangs[Int(groups.labels[$0])] ? groups.labels[$0] : 0 }
        var sheet: Float = 0
        for (label, share) in linedShares(parts) {
            let area = Float(candidates[Int(label) - 1].area) / Float(max(total, 1))
            sheet = max(sheet, smoothstep(0.09, 0.26, share) * smoothstep(0.2, 0.45, area))
        }
        if let largest = found.first, Float(largest.area) > 0.5 * Float(total), embraces(largest.pendant) { sheet = 1 }
        return Result(
            pendants: found.map(\.pendant), share: total > 0 ? Float(area) / Float(total) : 0, sheetLikelihood: sheet)
    }

    /// Shares of the longest strand beside which, on one side, each part hangs at least as deep as the strand is wide.
    private func linedShares(_ parts: [Int32]) -> [Int32: Float] {
        guard let strand = longest else { return [:] }
        let points = strand.line.points
        let step = Float(matte.step)
        let tangents = strand.line.tangents(reach: max(2, Int(strand.usualWidth)))
        let count = Int(max(4, 1.2 * strand.usualWidth / step))
        var lined: [Int32: Int] = [:]
        for i in points.indices {
            let start = 0.62 * max(strand.widths[i], 0.8 * strand.usualWidth) / step + 1
            var here: Set<Int32> = []
            for side in [Float(-1), 1] {
                var counts: [Int32: Int] = [:]
                for k in 0..<count {
                    let p = points[i] + tangents[i].perpendicular * (side * (start + Float(k) + 0.5) * step)
                    if let label = matte.index(p).map({ parts[$0] }), label > 0 { counts[label, default: 0] += 1 }
                }
                here.formUnion(counts.filter { $0.value * 10 >= count * 7 }.keys)
            }
            for label in here { lined[label, default: 0] += 1 }
        }
        return lined.mapValues { Float($0) / Float(max(points.count, 1)) }
    }

    private var longest: StrandCentreLine? { strands.max { $0.line.length < $1.line.length } }

    /// Whether a part reaches round the whole of the longest strand: what hangs, hangs below.
    private func embraces(_ part: Pendant) -> Bool {
        guard let points = longest?.line.points, let left = points.map(\.x).min(), let right = points.map(\.x).max(),
            let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
        else { return false }
        return part.upper.x - part.lower.x > 0.9 * (right - left) && part.lower.y < mix(top, bottom, 0.6)
    }

    private struct Candidate {
        let label: Int32
        var area = 0
        var left = Int.max
        var top = Int.max
        var right = -1
        var bottom = -1
        var sum = Vector2.zero

        mutating func add(_ i: Int, width: Int) {
            area += 1
            sum += Vector2(Float(i % width) + 0.5, Float(i / width) + 0.5)
            (left, right) = (min(left, i % width), max(right, i % width))
            (top, bottom) = (min(top, i / width), max(bottom, i / width))
        }
    }

    private func mark(_ strand: StrandCentreLine, in corridor: inout [Bool]) {
        let step = Float(matte.step)
        let half = smoothed(strand.widths, weights: strand.trust.map { $0 + 0.01 }, sigma: max(2, strand.usualWidth))
        for (i, p) in strand.line.points.enumerated() {
            let radius = (0.62 * max(half[i], 0.8 * strand.usualWidth)) / step + 1
            let x = (p.x - Float(matte.originX)) / step
            let y = (p.y - Float(matte.originY)) / step
            let (x0, x1) = (max(0, Int(x - radius)), min(matte.width - 1, Int(x + radius)))
            let (y0, y1) = (max(0, Int(y - radius)), min(matte.height - 1, Int(y + radius)))
            guard x0 <= x1, y0 <= y1 else { continue }
            for yy in y0...y1 {
                for xx in x0...x1 {
                    let d = Vector2(Float(xx) + 0.5 - x, Float(yy) + 0.5 - y)
                    if dot(d, d) <= radius * radius { corridor[yy * matte.width + xx] = true }
                }
            }
        }
    }

    /// The pendant that a part is, hung from the strand that it touches or nearly touches; nil for loose things.
    private func pendant(_ c: Candidate, _ groups: RasterComponents, usual: Float) -> Pendant? {
        let step = Float(matte.step)
        var best: (strand: Int, distance: Float)?
        var contacts = [[(index: Int, distance: Float)]](repeating: [], count: strands.count)
        for y in c.top...c.bottom {
            for x in c.left...c.right where groups.labels[y * matte.width + x] == c.label {
                let i = y * matte.width + x
                guard isRim(i, c.label, groups) else { continue }
                let p = matte.photoPoint(i)
                for s in strands.indices {
                    let near = strands[s].line.nearest(to: p)
                    contacts[s].append(near)
                    if near.distance < best?.distance ?? .infinity { best = (s, near.distance) }
                }
            }
        }
        guard let best, best.distance < (2.5 * usual + 4) * step else { return nil }
        let touching = contacts[best.strand].filter { $0.distance <= best.distance + 1.5 * step }
        let mean = touching.reduce(Float(0)) { $0 + Float($1.index) } / Float(max(1, touching.count))
        let last = Float(max(1, strands[best.strand].line.points.count - 1))
        let corner = Vector2(Float(matte.originX), Float(matte.originY))
        return Pendant(
            strand: best.strand, attachment: mean / last,
            lower: corner + Vector2(Float(c.left), Float(c.top)) * step,
            upper: corner + Vector2(Float(c.right + 1), Float(c.bottom + 1)) * step,
            centroid: corner + c.sum / Float(c.area) * step,
            // Sides are known to a working pixel; where it meets the strand, to a part of the strand's width.
            uncertainty: (0.3 * step * step + 0.02 * usual * usual * step * step).squareRoot())
    }

    private func isRim(_ i: Int, _ label: Int32, _ groups: RasterComponents) -> Bool {
        let w = matte.width
        return [i - 1, i + 1, i - w, i + w].contains {
            $0 < 0 || $0 >= groups.labels.count || groups.labels[$0] != label
        }
    }
}
