internal import Foundation
internal import Geometry
internal import Imaging

/// Where a piece is on the reduced photo.
struct FoundPiece {
    var evidence: CutoutEvidence
    /// Share of the piece, 0…1, soft where unsure.
    var soft: Raster<Float>
    var mask: Raster<Bool>
    /// How clearly the piece stands out of the display, 0…1.
    var clarity: Float
    /// Share of its outline along which the photo gives no reason for it, 0…1.
    var doubtfulOutline: Float
}

/// Tells the piece from the display by what is smooth, what is linked and what the seller marked.
struct CutoutFinder {
    var evidence: CutoutEvidence
    let type: PieceType

    private var width: Int { evidence.lab.width }
    private var height: Int { evidence.lab.height }
    private var size: Int { max(width, height) }
    private var hasKeep: Bool { evidence.strokes.cells.contains(1) }

    /// - Returns: `nil` when nothing stands out.
    func find() -> FoundPiece? {
        var odds = evidence.novelty
        stamp(&odds)
        var seeds = Raster(width: width, height: height, cells: odds.cells.map { $0 > 3 })
        guard var chosen = select(seeds, odds) else { return nil }
        if type == .necklace, let stand = silhouette(around: chosen) {
            for i in seeds.cells.indices where !stand.cells[i] && evidence.strokes.cells[i] != 1 {
                seeds.cells[i] = false
                odds.cells[i] = min(odds.cells[i], -4)
            }
            guard let again = select(seeds, odds) else { return nil }
            chosen = again
        }
        var soft = odds
        for _ in 0..<2 {
            let informed = informedOdds(chosen, limit: odds)
            soft = solve(informed)
            let mask = Raster(width: width, height: height, cells: soft.cells.map { $0 > 0.5 })
            guard let next = select(mask, informed) else { return nil }
            chosen = next
        }
        let near = chosen.dilated(by: max(2, size / 250))
        for i in soft.cells.indices where !near.cells[i] { soft.cells[i] = 0 }
        return measured(soft, chosen, odds)
    }

    /// Writes the strokes into the odds: the seller is right.
    private func stamp(_ odds: inout Raster<Float>) {
        for (i, s) in evidence.strokes.cells.enumerated() where s != 0 { odds.cells[i] = s > 0 ? 25 : -25 }
    }

    // MARK: - Which of the groups is the piece

    /// The linked group of pixels that is most likely the piece, and what the seller marked.
    private func select(_ seeds: Raster<Bool>, _ odds: Raster<Float>) -> Raster<Bool>? {
        let link = max(2, size / (type == .necklace ? 110 : 200))
        let (labels, count) = seeds.dilated(by: link / 2 + 1).connectedGroups()
        guard count > 0 else { return nil }
        var score = [Float](repeating: 0, count: count + 1)
        var marked = [Int](repeating: 0, count: count + 1)
        var frame = [Float](repeating: 0, count: count + 1)
        var box = [PixelRectangle?](repeating: nil, count: count + 1)
        for y in 0..<height {
            for x in 0..<width where seeds[x, y] {
                let k = Int(labels[x, y])
                let mark = evidence.strokes[x, y]
                if mark > 0 { marked[k] += 1 }
                score[k] += min(max(odds[x, y], 0), 12) / 12 * prior(x, y)
                let atEdge = x < 2 || x >= width - 2 || y >= height - 2 || (y < 2 && type != .necklace)
                if atEdge { frame[k] += 1 }
                let b = box[k] ?? PixelRectangle(x0: x, y0: y, x1: x + 1, y1: y + 1)
                box[k] = PixelRectangle(
                    x0: min(b.x0, x), y0: min(b.y0, y), x1: max(b.x1, x + 1), y1: max(b.y1, y + 1))
            }
        }
        for k in 1...count {
            score[k] *= 1 / (1 + frame[k] / (0.02 * Float(size)))
            // A necklace reaches far; earrings and labels beside it do not.
            if type == .necklace, let b = box[k] {
                let reach = hypotf(Float(b.width), Float(b.height)) / Float(size)
                score[k] *= reach * reach
            }
        }
        let best = (1...count).max { score[$0] < score[$1] } ?? 1
        guard score[best] > 0 else { return nil }
        var taken = Set<Int32>()
        if hasKeep {
            for k in 1...count where marked[k] > 0 { taken.insert(Int32(k)) }
            if !spans(box.indices.filter { marked[$0] > 0 }.compactMap { box[$0] }, box[best]) {
                taken.insert(Int32(best))
            }
        } else {
            taken.insert(Int32(best))
        }
        if type == .necklace { joinNeighbours(&taken, seeds, labels, score, best: score[best]) }
        var out = seeds
        for i in out.cells.indices where seeds.cells[i] { out.cells[i] = taken.contains(labels.cells[i]) }
        return out
    }

    /// Takes in strong groups a little farther away: a strand may break where a bead looks like its bust.
    private func joinNeighbours(
        _ taken: inout Set<Int32>, _ seeds: Raster<Bool>, _ labels: Raster<Int32>, _ score: [Float], best: Float
    ) {
        for _ in 0..<3 {
            var core = seeds
            for i in core.cells.indices where core.cells[i] { core.cells[i] = taken.contains(labels.cells[i]) }
            let near = core.dilated(by: size / 36)
            let before = taken.count
            for i in near.cells.indices where near.cells[i] && seeds.cells[i] {
                let k = labels.cells[i]
                if evidence.strokes.cells[i] >= 0, score[Int(k)] > 0.08 * best { taken.insert(k) }
            }
            if taken.count == before { return }
        }
    }

    /// Whether the marked groups reach as far as the group that would have been chosen.
    private func spans(_ marked: [PixelRectangle], _ best: PixelRectangle?) -> Bool {
        guard let best, !marked.isEmpty else { return marked.isEmpty ? false : true }
        let reach = marked.map { max($0.width, $0.height) }.max() ?? 0
        return reach * 2 > max(best.width, best.height)
    }

    /// Pieces are near the middle of their photo; necklaces also rise to its top.
    @inline(__always) private func prior(_ x: Int, _ y: Int) -> Float {
        let u = (Float(x) + 0.5) / Float(width) * 2 - 1
        let v = (Float(y) + 0.5) / Float(height) * 2 - 1
        return expf(-1.2 * u * u - 1.2 * v * v)
    }

    /// The display's outline, filled row by row: a necklace lies on its bust.
    private func silhouette(around chosen: Raster<Bool>) -> Raster<Bool>? {
        let gap = max(3, size / 130)
        let close = chosen.dilated(by: gap)
        let wide = close.dilated(by: gap)
        var counts = [Float](repeating: 0, count: evidence.display.patches.count)
        var total: Float = 0
        for i in wide.cells.indices where wide.cells[i] && !close.cells[i] && evidence.novelty.cells[i] < -1 {
            counts[Int(evidence.patch.cells[i])] += 1
            total += 1
        }
        guard total > 50 else { return nil }
        let isStand = counts.map { $0 > 0.04 * total }
        var surface = Raster(width: width, height: height, fill: false)
        for i in surface.cells.indices {
            surface.cells[i] = evidence.novelty.cells[i] < 0 && isStand[Int(evidence.patch.cells[i])]
        }
        // What the surface and the piece make together, without threads to clutter.
        for i in surface.cells.indices where chosen.cells[i] { surface.cells[i] = true }
        let solid = surface.dilated(by: gap).eroded(by: gap * 2)
        let (labels, count) = solid.connectedGroups()
        guard count > 0 else { return nil }
        var areas = [Int](repeating: 0, count: count + 1)
        for l in labels.cells where l > 0 { areas[Int(l)] += 1 }
        let largest = areas.max() ?? 0
        let body = Raster(width: width, height: height, cells: labels.cells.map { areas[Int($0)] * 10 > largest })
            .dilated(by: gap)
        var hull = body
        for y in 0..<height {
            var (first, last) = (width, -1)
            for x in 0..<width where body[x, y] { (first, last) = (min(first, x), max(last, x)) }
            guard first <= last else { continue }
            for x in first...last { hull[x, y] = true }
        }
        return hull
    }

    // MARK: - Colour

    /// Log odds with the piece's own palette, near what was chosen.
    private func informedOdds(_ chosen: Raster<Bool>, limit: Raster<Float>) -> Raster<Float> {
        var samples: [ColourSample] = []
        let step = max(1, chosen.cells.lazy.filter { $0 }.count / 8000)
        var n = 0
        for i in chosen.cells.indices where chosen.cells[i] {
            n += 1
            let isKept = evidence.strokes.cells[i] > 0
            guard isKept || (n % step == 0 && evidence.novelty.cells[i] > 4) else { continue }
            samples.append(ColourSample(place: .zero, colour: evidence.lab.cells[i], weight: isKept ? 2 : 1))
        }
        // A long stroke over one stone must not make the palette forget the pearls beside it.
        let kept = samples.lazy.filter { $0.weight > 1 }.count
        let others = samples.count - kept
        if kept > others / 4, others > 0 {
            let weight = Float(others) / 4 / Float(kept)
            for i in samples.indices where samples[i].weight > 1 { samples[i].weight = weight }
        }
        let palette = ColourMixture(samples, count: 6, usesPlace: false, noise: 3, iterations: 10)
        let near = chosen.dilated(by: max(4, size / 60)).distance(limit: 8)
        var out = limit
        let usual = max(1, CutoutEvidence.median(evidence.detail))
        palette.patches.withUnsafeBufferPointer { piece in
            for i in out.cells.indices {
                guard near.cells[i] == 0 else {
                    out.cells[i] = min(limit.cells[i], -6)
                    continue
                }
                guard limit.cells[i] > -8, !piece.isEmpty, evidence.strokes.cells[i] == 0 else { continue }
                let log = ColourMixture.logDensity(piece, usesPlace: false, evidence.lab.cells[i], at: .zero).log
                // 0.6 palette, 0.4 anything: stones need not look like the rest.
                let gain = logf(0.6 * expf(log - ColourMixture.logUniformColour) + 0.4)
                // Facets and links that happen to look like the display lie among detail that it has not.
                let excused = evidence.isEdge.cells[i] || evidence.isShadow.cells[i]
                let busy = excused ? 0 : 4 * smoothstep(2.5, 7, evidence.detail.cells[i] / usual)
                let base = max(min(evidence.novelty.cells[i] + busy, limit.cells[i] + busy), -8)
                out.cells[i] = base + min(gain, max(0, base + 3))
            }
        }
        stamp(&out)
        return out
    }

    private func solve(_ odds: Raster<Float>) -> Raster<Float> {
        var target = [Float](repeating: 0, count: odds.cells.count)
        var confidence = target
        for i in target.indices {
            let u = odds.cells[i]
            target[i] = u > 0 ? 1 : 0
            confidence[i] = abs(u) >= 25 ? 1e4 : min(abs(u), 6) / 6 + 0.01
        }
        let x = CutoutSolver(target: target, confidence: confidence, width: width, height: height)
            .solve(colours: evidence.lab.cells, spread: 6, pull: 0.6, sweeps: 30)
        return Raster(width: width, height: height, cells: x)
    }

    private func measured(_ soft: Raster<Float>, _ mask: Raster<Bool>, _ odds: Raster<Float>) -> FoundPiece? {
        var (sum, n, edge, doubtful) = (Float(0), Float(0), Float(0), Float(0))
        for y in 1..<max(2, height - 1) {
            for x in 1..<max(2, width - 1) where mask[x, y] {
                n += 1
                sum += min(max(odds[x, y], 0), 8) / 8
                for (u, v) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)] where !mask[u, v] {
                    let d = evidence.lab[x, y] - evidence.lab[u, v]
                    edge += 1
                    if (d * d).sum() < 9 && odds[x, y] < 4 { doubtful += 1 }
                }
            }
        }
        guard n > 0 else { return nil }
        return FoundPiece(
            evidence: evidence, soft: soft, mask: mask, clarity: sum / n, doubtfulOutline: doubtful / max(edge, 1))
    }
}
