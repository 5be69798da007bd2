internal import Foundation
internal import Geometry
public import Imaging

/// Reads a ring's band and head from its matte.
///
/// The axis has two readings whose outlines hardly differ (Necker's ambiguity): the band seen a little from one side or
/// from the other. `RingTiltSign` tells them apart.
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
