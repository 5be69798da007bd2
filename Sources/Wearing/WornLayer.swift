internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// A strand hung and seen by the picture's camera, with what hangs from it.
struct WornLayer {
    let layer: StrandLayer
    let line: WornLine
    /// Half its thickness, millimetres.
    let radius: Float

    var strand: Polyline { layer.line }
    var width: Float { layer.width }
    var pendants: [Pendant] { layer.pendants }
    /// Photo pixels.
    private var tangentWidth: Float { max(width, 4) }

    /// The photo's position beside the strand at an arc length, as the picture's lies beside the chain.
    private func alongStrand(
        _ q: Vector2, arc: Float, at s: Float, fitted fitting: StrandFitting = .none
    ) -> Vector2 {
        let offset = offset(of: q, at: arc)
        let there = strand.tangent(at: s, width: tangentWidth)
        // Square to the chain but for the last pixels where it goes out of sight.
        return strand.point(at: s) + there.perpendicular * fitting.across(offset.across) + there * offset.along
    }

    /// How far a place of the picture lies from the chain's at an arc length, along it and across it, photo pixels.
    private func offset(of q: Vector2, at arc: Float) -> (along: Float, across: Float) {
        let tangent = line.curve.tangent(at: arc, width: tangentWidth / line.photoPixels)
        let d = (q - line.curve.point(at: arc)) * line.photoPixels
        return (dot(d, tangent), dot(d, tangent.perpendicular))
    }

    /// The farthest that any of what belongs to this strand lies from it, photo pixels.
    func reach(of cutout: Cutout, beside layers: [WornLayer]) -> Float {
        let alpha = cutout.alpha
        let lines = layers.map { $0.strand.resampled(count: 64) }
        let own = layers.firstIndex { $0.layer.index == layer.index } ?? 0
        let step = max(max(alpha.width, alpha.height) / 300, 1)
        var farthest: Float = 0
        for y in stride(from: 0, to: alpha.height, by: step) {
            for x in stride(from: 0, to: alpha.width, by: step) where alpha.value(x, y) > 0.3 {
                let p = Vector2(Float(x), Float(y))
                let distance = lines[own].nearest(to: p).distance
                guard distance > farthest else { continue }
                let isNearest = lines.indices.allSatisfy { $0 == own || lines[$0].nearest(to: p).distance >= distance }
                if isNearest { farthest = distance }
            }
        }
        let lowest = strand.points.map(\.y).max() ?? 0
        let hanging = pendants.map { ($0.upper - Vector2($0.centroid.x, min(lowest, $0.lower.y))).length }.max() ?? 0
        return (layers.count > 1 ? max(farthest, hanging) : farthest) + Float(2 * step)
    }

    // MARK: - Beyond the chain

    /// Places along the strand, in the photo and in the picture.
    private func pairs(count: Int) -> [(photo: Vector2, picture: Vector2, arc: Float)] {
        (0..<count).compactMap { k in
            let s = strand.length * Float(k) / Float(count - 1)
            let t = line.curveArc(s)
            guard t > 0, t < line.curve.length else { return nil }
            return (strand.point(at: s), line.curve.point(at: t), s)
        }
    }

    /// Turn of what hangs, radians, of the picture against the photo: gravity turns a pendant, not the strand, and so it
    /// keeps the photo's upright but for the turn of the whole piece.
    var turn: Float {
        let pairs = pairs(count: 96).map { ($0.photo, $0.picture) }
        return min(max(Similarity2D(nearest: pairs)?.angle ?? 0, -0.12), 0.12)
    }

    /// From the picture to the photo, steered by pairs along the strand and by points of the pendants.
    private func warp() -> RigidWarp {
        let pairs = self.pairs(count: 96)
        var (picture, photo) = (pairs.map(\.picture), pairs.map(\.photo))
        var weights = [Float](repeating: 1, count: pairs.count)
        let turn = turn
        // A row of pendants follows the strand, turn by turn; one or two are held rigid by points of their own.
        if pendants.count <= 2 {
            for pendant in pendants
            where (pendant.upper - pendant.lower).length > 3 * width
                && pendant.upper.x - pendant.lower.x < 0.25 * strand.length
            {
                let s = pendant.attachment * strand.length
                let t = line.curveArc(s)
                guard t > 0, t < line.curve.length else { continue }
                let rigid = Similarity2D(scale: 1 / line.photoPixels, angle: turn)
                let (from, to) = (strand.point(at: s), line.curve.point(at: t))
                for u in [Float(0), 0.5, 1] {
                    for v in [Float(0.15), 0.5, 0.85, 1] {
                        let p = Vector2(
                            mix(pendant.lower.x, pendant.upper.x, u), mix(pendant.lower.y, pendant.upper.y, v))
                        guard p.y > from.y + width else { continue }
                        photo.append(p)
                        picture.append(to + rigid.applyToDirection(p - from))
                        weights.append(3)
                    }
                }
            }
        }
        guard picture.count > 1 else {
            return RigidWarp(
                from: [line.curve.points[0], line.curve.points[line.curve.points.count - 1]],
                to: [strand.point(at: 0), strand.point(at: strand.length)], scale: line.photoPixels)
        }
        return RigidWarp(from: picture, to: photo, weights: weights, scale: line.photoPixels)
    }

    /// The piece as a net of rigid islands; nil where too little of the strand finds a place.
    private func sheet(of cutout: Cutout) -> SheetMesh? {
        let pairs = self.pairs(count: 120)
        guard pairs.count > 8 else { return nil }
        let scale = 1 / line.photoPixels
        let held = pairs.map { pair in
            // Its ends must meet the chain that goes on; the rest may hang a little beside its course.
            let inside = min(pair.arc, strand.length - pair.arc) / strand.length
            let (from, to) = (
                strand.tangent(at: pair.arc, width: 6 * width),
                line.curve.tangent(at: line.curveArc(pair.arc), width: 6 * width * scale)
            )
            return (
                photo: pair.photo, picture: pair.picture, turn: atan2(cross(from, to), dot(from, to)),
                weight: mix(Float(4), 0.6, smoothstep(0.03, 0.15, inside))
            )
        }
        return SheetMesh(alpha: cutout.alpha, scale: scale, pairs: held)
    }

    /// Largest relative change of length along the centre line where it shows, over pieces of a hundredth of it, beyond
    /// what the body's turn toward or away from the camera accounts for.
    private func stretch(_ ends: ChainContinuation) -> Float {
        var worst: Float = 0
        let step = line.curve.length / 100
        for k in 0..<99 {
            let (a, b) = (Float(k) * step, Float(k + 1) * step)
            let (from, to) = (line.strandArc(a), line.strandArc(b))
            guard from > ends.first, to < ends.last, line.isVisible(at: a), line.isVisible(at: b) else { continue }
            let parts = 8
            var photo: Float = 0
            for j in 0..<parts {
                func source(_ j: Int) -> Vector2 {
                    let t = a + step * Float(j) / Float(parts)
                    return alongStrand(line.curve.point(at: t), arc: t, at: line.strandArc(t))
                }
                photo += (source(j + 1) - source(j)).length
            }
            let ratio = photo / (step * line.photoPixels)
            let turned = (line.trueStrandArc(b) - line.trueStrandArc(a)) / (step * line.photoPixels)
            worst = max(worst, ratio - max(1, turned), min(1, turned) - ratio)
        }
        return worst
    }
}

extension WornLayer {
    /// Where the picture's pixels find this layer's in the photo, prepared for a window.
    struct Map {
        let ends: ChainContinuation
        /// Largest relative change of length; of a sheet also beside its strand.
        let stretch: Float
        /// That of a sheet alone; 0 of a strand.
        let sheetStretch: Float
        /// Root mean square distance of a sheet's strand from the chain's course, picture pixels.
        let offCourse: Float
        private let worn: WornLayer
        private let nearby: NearestArc
        /// Arc lengths between which the chain is in sight, picture pixels.
        private let shown: ClosedRange<Float>
        /// Of what lies beside a strand; a sheet has its net.
        private let far: CoarseWarp?
        private let sheet: [Vector2]?
        /// What of a strand does not bend; a sheet has islands of its own.
        private let islands: RigidIslands?

        init(_ worn: WornLayer, reach: Float, cutout: Cutout, isSheet: Bool, window: PixelWindow) {
            self.worn = worn
            nearby = NearestArc(line: worn.line.curve, visible: worn.line.visible, reach: reach, window: window)
            let (visible, arcs) = (worn.line.visible, worn.line.curve.arcLengths)
            shown = arcs[visible.firstIndex(of: true) ?? 0]...arcs[visible.lastIndex(of: true) ?? 0]
            ends = ChainContinuation(
                strand: worn.strand, widths: worn.layer.strand.widths, pitch: worn.layer.strand.pitch,
                alpha: cutout.alpha, foreground: cutout.foreground)
            let mesh = isSheet ? worn.sheet(of: cutout) : nil
            far = mesh == nil ? CoarseWarp(worn.warp(), window: window) : nil
            islands = mesh == nil ? RigidIslands(worn, alpha: cutout.alpha) : nil
            sheet = mesh?.sources(in: window)
            stretch = mesh?.stretch ?? worn.stretch(ends)
            sheetStretch = mesh?.stretch ?? 0
            offCourse = mesh?.offCourse ?? 0
        }

        /// What a pixel of the picture shows.
        struct Found {
            var photo: Vector2
            /// Widths beside the strand.
            var beside: Float
            /// Where along the chain.
            var arc: Float
            /// Factor on the photo's colour.
            var gain: Float = 1
            /// Whether no island may take its place: where the strand is repeated, stones are too, and where it goes on
            /// alone nothing hangs.
            var keepsIslandsOff = false
        }

        /// - Parameter pixel: index of `q` in the window.
        func source(of q: Vector2, pixel: Int) -> Found? {
            guard let near = nearby.arc(of: q) else { return nil }
            let bent = bentSource(of: q, pixel: pixel, near: near)
            guard let islands, bent?.keepsIslandsOff != true else { return bent }
            guard let photo = islands.source(of: q, bent: bent?.photo) else { return nil }
            var found =
                bent
                ?? Found(photo: photo, beside: near.distance * worn.line.photoPixels / worn.width, arc: near.arcLength)
            found.photo = photo
            return found
        }

        /// As if all of the piece bent with the strand.
        private func bentSource(of q: Vector2, pixel: Int, near: (arcLength: Float, distance: Float)) -> Found? {
            let (line, width) = (worn.line, worn.width)
            let s = line.strandArc(near.arcLength)
            let beside = near.distance * line.photoPixels / width
            // Where it goes out of sight over a shoulder it stands off it by its own thickness, no more.
            if !shown.contains(near.arcLength), abs(worn.offset(of: q, at: near.arcLength).along) >= 0.6 * width {
                return nil
            }
            let isBare = line.isBare(at: near.arcLength)
            let isRepeated = s < ends.first || s > ends.last
            if isBare || isRepeated {
                // The band that the piece is at its end goes on: one chain, or all rows of it.
                let (past, across) = worn.offset(of: q, at: near.arcLength)
                let band = isBare ? -0.6 * width...0.6 * width : ends.band(atStart: s < ends.first)
                guard abs(past) < 1.6 * width, band.contains(across) else { return nil }
                guard isRepeated else {
                    return Found(
                        photo: worn.alongStrand(q, arc: near.arcLength, at: s), beside: beside, arc: near.arcLength,
                        keepsIslandsOff: true)
                }
                // A row farther out has the longer way round a bend.
                let from = line.curveArc(s < ends.first ? ends.first : ends.last)
                let along = s - across * line.turn(from: from, to: near.arcLength)
                let there = ends.repeated(along, like: s)
                let fitting = ends.fitting(of: there, atStart: s < ends.first)
                return Found(
                    photo: worn.alongStrand(q, arc: near.arcLength, at: there, fitted: fitting), beside: beside,
                    arc: near.arcLength, gain: fitting.gain, keepsIslandsOff: true)
            }
            var t = smoothstep(0.8, 1.8, beside)
            var beyond = Vector2.zero
            if let sheet {
                // Up to where it meets the chain that goes on, a sheet lies as its own net does.
                t = max(t, smoothstep(0, 0.08 * worn.strand.length, min(s - ends.first, ends.last - s)))
                beyond = sheet[pixel]
                if !beyond.x.isFinite {
                    guard t < 1, beside < 1.6 else { return nil }
                    t = 0
                }
            } else if t > 0, let far {
                beyond = far.point(q)
            }
            if t >= 1 { return Found(photo: beyond, beside: beside, arc: near.arcLength) }
            let along = worn.alongStrand(q, arc: near.arcLength, at: s)
            return Found(photo: t > 0 ? mix(along, beyond, t) : along, beside: beside, arc: near.arcLength)
        }
    }
}
