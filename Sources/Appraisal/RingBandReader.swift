internal import Foundation
internal import Geometry
public import Imaging

/// Reads a ring's band and head from its matte.
///
/// The axis has two readings whose outlines hardly differ (Necker's ambiguity): the band seen a little from one side or
/// from the other. Which rim lies nearer is told by the edges inside the matte where the photo is given, and otherwise
/// by how rings are shown: what is in view of a band that a stand hides in part shows its outer wall.
public struct RingBandReader: Sendable {
    /// What was read, and what the hand-out gate needs to know besides.
    public struct Reading: Sendable {
        public var geometry: RingGeometry
        /// Share of the matte's outline beside the head that lies on the fitted rims, 0…1; a stand's edge takes the rest.
        public var explainedOutline: Float
        /// Share of the matte's area that is neither band nor head, 0…1.
        public var unexplainedShare: Float
        /// How sure the sign of the tilt is, 0 (a guess) … 1.
        public var tiltConfidence: Float
    }

    public init() {}

    /// - Parameters:
    ///   - alpha: The piece's matte, the size of the upright photo.
    ///   - photo: The upright photo, for the rims inside the matte.
    /// - Throws: `Refusal` where no band can be fitted.
    public func read(
        _ alpha: ImageBuffer<Coverage>, photo: ImageBuffer<DisplayLinear>? = nil
    ) throws(Refusal) -> Reading {
        guard let matte = RingBandMatte(alpha) else { throw Self.noBand }
        let fit = RingBandFit(matte)
        guard let best = fit.results().first, best.score.isFinite, best.explained > 0.15 else { throw Self.noBand }
        let sign = RingTiltSign(matte: matte, fit: fit, photo: photo)
        let (chosen, confidence) = sign.chosen(best)
        var model = chosen.model
        model.axis = towardFingertip(model.axis)
        let parts = RingParts(matte: matte, model: model)
        let geometry = RingGeometry(
            centre: Vector2(Float(model.centre.x), Float(model.centre.y)), innerRadius: Float(model.innerRadius),
            thickness: Float(model.thickness), bandWidth: Float(model.bandWidth), axis: Vector3(model.axis),
            headDirection: Vector3(parts.headDirection), distance: Float(1 / model.nearness),
            visibleArc: parts.visibleArc, head: parts.head, residual: Float(chosen.rms / model.innerRadius))
        return Reading(
            geometry: geometry, explainedOutline: Float(fit.explainedShare(chosen.model, besides: parts.head)),
            unexplainedShare: parts.unexplainedShare,
            tiltConfidence: confidence)
    }

    /// The sign of the axis that a finger would take: toward the lens, as in a fist, where the hole is seen; upward,
    /// as in a raised hand, where the band is seen from its side.
    private func towardFingertip(_ axis: SIMD3<Double>) -> SIMD3<Double> {
        let toward = abs(axis.z) > 0.35 ? axis.z < 0 : axis.y < 0
        return toward ? axis : -axis
    }

    private static let noBand = Refusal([
        Finding(
            .poorFit, .refuse, message: "No band of a ring could be made out.",
            fix: "Photograph one ring alone, standing or in a slot, with its head and both shoulders in view, "
                + "or mark it with keep strokes.")
    ])
}

/// Tells the two readings of a band's tilt apart.
struct RingTiltSign {
    let matte: RingBandMatte
    let fit: RingBandFit
    let photo: ImageBuffer<DisplayLinear>?

    /// The better of a fit and its mirror, and how sure that is.
    func chosen(_ first: RingBandFit.Result) -> (RingBandFit.Result, Float) {
        var mirrored = first.model
        // Toward the camera as before, turned to the other side.
        mirrored.axis = SIMD3(-mirrored.axis.x, -mirrored.axis.y, mirrored.axis.z)
        let second = fit.finished(mirrored)
        let lean = (first.model.axis.x * first.model.axis.x + first.model.axis.y * first.model.axis.y).squareRoot()
        // Face-on both are the same.
        guard lean > 0.05 else { return (first, 1) }
        var evidence = outerWallEvidence(first.model) - outerWallEvidence(second.model)
        if let photo { evidence += 1.5 * (edges(first.model, photo) - edges(second.model, photo)) }
        // Perspective: the nearer side is larger.
        evidence += 8 * (second.score - first.score)
        let confidence = Float(min(1, abs(evidence) * 1.5))
        return evidence >= 0 ? (first, confidence) : (second, confidence)
    }

    /// How much more of the near, outer-wall side than of the far side is matte: a stand hides what is behind it.
    private func outerWallEvidence(_ model: RingBandModel) -> Double {
        let near = unit3(model.axis * model.axis.z - SIMD3(0, 0, 1))
        var sums = (near: 0.0, far: 0.0)
        for k in 0..<90 {
            let angle = (Double(k) + 0.5) / 90 * 2 * .pi
            let u = model.point(angle, radius: 1, height: 0, from: near)
            let p = model.project(u * (model.innerRadius + model.thickness / 2))
            let alpha = Double(matte.coverage(at: p))
            let weight = dot3(u, near)
            if weight > 0 { sums.near += weight * alpha } else { sums.far -= weight * alpha }
        }
        return (sums.near - sums.far) / max(sums.near + sums.far, 1e-6)
    }

    /// Mean contrast across the near rim's edges where they run inside the matte, in units of the usual contrast there.
    private func edges(_ model: RingBandModel, _ photo: ImageBuffer<DisplayLinear>) -> Double {
        let nearHeight = model.axis.z < 0 ? model.bandWidth / 2 : -model.bandWidth / 2
        let margin = max(2, 0.03 * model.innerRadius)
        let delta = max(1, 0.02 * model.innerRadius)
        let helper: SIMD3<Double> = abs(model.axis.z) < 0.7 ? SIMD3(0, 0, 1) : SIMD3(1, 0, 0)
        let from = unit3(cross3(model.axis, helper))
        func luminance(_ p: SIMD2<Double>) -> Double {
            let (x, y) = (Int(p.x), Int(p.y))
            guard x >= 0, y >= 0, x < photo.width, y < photo.height else { return 0 }
            let c = photo.rgb(x, y)
            return Double(max(0, Imaging.luminance(c))).squareRoot()
        }
        var (contrast, usual, count) = (0.0, 0.0, 0.0)
        for (radius, isOuter) in [(model.outerRadius, true), (model.innerRadius, false)] {
            for k in 0..<240 {
                let angle = Double(k) / 240 * 2 * .pi
                let p = model.project(model.point(angle, radius: radius, height: nearHeight, from: from))
                let inside =
                    isOuter
                    ? model.hullDistance(p).distance < -margin : model.holeDistance(p).distance > margin
                guard inside, matte.coverage(at: p) > 0.9 else { continue }
                let n = model.circleDistance(p, radius: radius, height: nearHeight).gradient
                let values = (-3...3).map { luminance(p + n * (Double($0) * delta)) }
                contrast += abs(values[4] - values[2])
                // Beside the edge the same step, so that texture and stones count for nothing.
                usual += (abs(values[6] - values[4]) + abs(values[2] - values[0])) / 2
                count += 1
            }
        }
        guard count > 12 else { return 0 }
        return (contrast - usual) / max(contrast + usual, 0.02 * count)
    }
}
