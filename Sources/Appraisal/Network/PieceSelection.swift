internal import Foundation
internal import Geometry
internal import Imaging

/// Which of the pieces that were found is wanted.
///
/// A dot on a piece says: this one, and no other. A keep stroke takes what it touches in besides, a remove stroke that
/// covers much of a piece and lies beside the rest takes it out. Unasked, it is the piece that its type, size and place
/// speak for, with its like.
struct PieceSelection {
    let map: FinderMap
    let type: PieceType
    /// +1 keep, +2 click, −1 remove, at the map's size.
    let marks: Raster<Int8>
    /// Width of the widest remove stroke, map pixels.
    var removingBrush = 0

    /// Probability from which a pixel counts as found.
    static let threshold: Float = 0.4
    /// Probability from which a pixel beside what was found may belong to it; its own colour then decides.
    static let weakThreshold: Float = 0.12

    var width: Int { map.probability.width }
    var height: Int { map.probability.height }
    var size: Int { max(width, height) }

    struct Found {
        /// Pixels of the wanted pieces, without gaps of a stroke's width.
        var wanted: Raster<Bool>
        /// Pixels of other pieces.
        var others: Raster<Bool>
        /// Mean probability over the wanted pieces' pixels.
        var clarity: Float
        /// The pieces that were found, wanted or not.
        var pieces: [PieceInPhoto]
        /// Pixels linked to the wanted pieces of which the finder is in doubt: dense crystals, clear stones.
        var doubtful: Raster<Bool>

        /// The box around what may be wanted.
        var bounds: PixelRectangle? {
            guard let sure = wanted.bounds, let unsure = doubtful.bounds else { return wanted.bounds }
            return sure.united(with: unsure)
        }
    }

    struct Candidate {
        var mass: Float = 0
        var score: Float = 0
        var pixels = 0
        var kept = 0
        var clicked = 0
        var removed = 0
        /// Pixels no farther from a remove stroke than half a brush.
        var besideRemoved = 0
        var atFrame = 0
        var box: PixelRectangle
    }

    /// - Returns: nil where no piece was found and none was marked.
    func select() -> Found? {
        var seeds = Raster(width: width, height: height, cells: map.probability.cells.map { $0 > Self.threshold })
        for i in seeds.cells.indices where marks.cells[i] != 0 { seeds.cells[i] = marks.cells[i] > 0 }
        let link = max(2, size / (type == .necklace ? 130 : 220))
        let (labels, count) = seeds.dilated(by: link).connectedGroups()
        guard count > 0 else { return nil }
        let candidates = measure(seeds, labels, count)
        var taken = choose(candidates)
        if type == .necklace { joinNeighbours(&taken, seeds, labels, candidates) }
        guard taken.contains(true) else { return nil }
        var (wanted, others) = (seeds, seeds)
        var (mass, pixels): (Float, Float) = (0, 0)
        for i in seeds.cells.indices where seeds.cells[i] {
            let isTaken = taken[Int(labels.cells[i])]
            (wanted.cells[i], others.cells[i]) = (isTaken, !isTaken)
            if isTaken {
                mass += max(map.probability.cells[i], marks.cells[i] > 0 ? 1 : 0)
                pixels += 1
            }
        }
        return Found(
            wanted: wanted, others: others, clarity: mass / max(pixels, 1),
            pieces: pieces(of: seeds, labels, candidates, taken: taken),
            doubtful: doubtful(beside: wanted, not: others))
    }

    /// Follows what is weakly believed from the wanted pieces on, no farther than a large stone is wide; beside a keep
    /// stroke all is doubtful that the seller did not remove.
    private func doubtful(beside wanted: Raster<Bool>, not others: Raster<Bool>) -> Raster<Bool> {
        let reach = size / 20
        let toWanted = wanted.distance(limit: reach)
        let toOthers = others.distance(limit: reach)
        let byStroke = max(5, size / 80)
        let toKept = Raster(width: width, height: height, cells: marks.cells.map { $0 == 1 }).distance(limit: byStroke)
        var weak = wanted
        for i in weak.cells.indices where !wanted.cells[i] {
            weak.cells[i] =
                (map.probability.cells[i] > Self.weakThreshold || toKept.cells[i] < Int16(byStroke))
                && marks.cells[i] >= 0
                && toWanted.cells[i] < Int16(reach) && toWanted.cells[i] <= toOthers.cells[i]
        }
        let (labels, count) = weak.dilated(by: 1).connectedGroups()
        var isLinked = [Bool](repeating: false, count: count + 1)
        for i in wanted.cells.indices where wanted.cells[i] { isLinked[Int(labels.cells[i])] = true }
        for i in weak.cells.indices {
            weak.cells[i] = weak.cells[i] && !wanted.cells[i] && isLinked[Int(labels.cells[i])]
        }
        return weak
    }

    private func measure(_ seeds: Raster<Bool>, _ labels: Raster<Int32>, _ count: Int) -> [Candidate] {
        let nothing = Candidate(box: PixelRectangle(x0: width, y0: height, x1: 0, y1: 0))
        var all = [Candidate](repeating: nothing, count: count + 1)
        let brush = max(removingBrush / 2, 4)
        let toRemoved = Raster(width: width, height: height, cells: marks.cells.map { $0 < 0 }).distance(
            limit: brush + 1)
        for y in 0..<height {
            for x in 0..<width {
                let k = Int(labels[x, y])
                guard k > 0 else { continue }
                if marks[x, y] < 0 && map.probability[x, y] > Self.threshold { all[k].removed += 1 }
                guard seeds[x, y] else { continue }
                all[k].pixels += 1
                all[k].mass += map.probability[x, y]
                // Squared: what is half believed counts a quarter.
                all[k].score += map.probability[x, y] * map.probability[x, y] * prior(x, y)
                if marks[x, y] > 0 { all[k].kept += 1 }
                if toRemoved[x, y] <= Int16(brush) { all[k].besideRemoved += 1 }
                if marks[x, y] == 2 { all[k].clicked += 1 }
                if x < 2 || x >= width - 2 || y >= height - 2 || (y < 2 && type != .necklace) { all[k].atFrame += 1 }
                let b = all[k].box
                all[k].box = PixelRectangle(
                    x0: min(b.x0, x), y0: min(b.y0, y), x1: max(b.x1, x + 1), y1: max(b.y1, y + 1))
            }
        }
        for k in 1...count {
            all[k].score /= 1 + Float(all[k].atFrame) / (0.03 * Float(size))
            // A necklace reaches far; earrings and labels beside it do not.
            if type == .necklace { all[k].score *= reach(all[k]) }
            // Where a stand hangs on the piece, what is removed may be large, but the piece lies apart from it.
            if 5 * all[k].removed > all[k].pixels && 10 * all[k].besideRemoved > 6 * all[k].pixels { all[k].score = 0 }
        }
        return all
    }

    private func reach(_ c: Candidate) -> Float { hypotf(Float(c.box.width), Float(c.box.height)) / Float(size) }

    private func choose(_ candidates: [Candidate]) -> [Bool] {
        if candidates.contains(where: { $0.clicked > 0 }) {
            let clicked = candidates.map { $0.clicked > 0 || $0.kept > $0.clicked }
            // A dot on nothing that was found mends a piece; it does not choose one.
            if zip(candidates, clicked).contains(where: { $1 && $0.mass > 12 }) { return clicked }
        }
        guard let best = candidates.max(by: { $0.score < $1.score }), best.score > 0 else {
            return candidates.map { $0.kept > 0 }
        }
        // Earrings come in pairs, rings are sold one by one or by threes, and necklaces in layers.
        return candidates.map { c in
            if c.kept > 0 { return true }
            guard c.score > 0 else { return false }
            if type == .necklace { return c.score == best.score || isLayer(c, of: best) }
            return c.score >= (type == .earring ? 0.3 : 0.35) * best.score
        }
    }

    /// Whether a group is a further layer of a necklace: layers are concentric, earrings beside it reach less far.
    private func isLayer(_ c: Candidate, of best: Candidate) -> Bool {
        let gap = max(c.box.x0 - best.box.x1, best.box.x0 - c.box.x1, c.box.y0 - best.box.y1, best.box.y0 - c.box.y1)
        let middle = (c.box.x0 + c.box.x1) / 2
        return middle > best.box.x0 && middle < best.box.x1 && gap < size / 12 && reach(c) > 0.5 * reach(best)
    }

    /// Takes in groups next to what was taken: strands break where a bead looks like its bust.
    private func joinNeighbours(
        _ taken: inout [Bool], _ seeds: Raster<Bool>, _ labels: Raster<Int32>, _ candidates: [Candidate]
    ) {
        let best = candidates.map(\.score).max() ?? 0
        for _ in 0..<3 {
            var core = seeds
            for i in core.cells.indices where core.cells[i] { core.cells[i] = taken[Int(labels.cells[i])] }
            let near = core.dilated(by: size / 40)
            let before = taken
            for i in near.cells.indices where near.cells[i] && seeds.cells[i] {
                let k = Int(labels.cells[i])
                if candidates[k].score > 0.01 * best { taken[k] = true }
            }
            if taken == before { return }
        }
    }

    /// Pieces are near the middle of their photo.
    @inline(__always) private func prior(_ x: Int, _ y: Int) -> Float {
        let u = (Float(x) + 0.5) / Float(width) * 2 - 1
        let v = (Float(y) + 0.5) / Float(height) * 2 - 1
        return expf(-1.2 * u * u - (type == .necklace ? 0.6 : 1.2) * v * v)
    }
}

extension Strokes {
    /// +1 under keep strokes, +2 under keep strokes of a single point (a click), −1 under remove strokes, 0 elsewhere.
    func marks(width: Int, height: Int, scale: Float, origin: Vector2 = .zero) -> Raster<Int8> {
        var out = Raster<Int8>(width: width, height: height, fill: 0)
        for s in remove { s.paint(width: width, height: height, scale: scale, origin: origin) { out.cells[$0] = -1 } }
        for s in keep {
            let mark: Int8 = s.points.count == 1 ? 2 : 1
            s.paint(width: width, height: height, scale: scale, origin: origin) { out.cells[$0] = mark }
        }
        return out
    }
}
