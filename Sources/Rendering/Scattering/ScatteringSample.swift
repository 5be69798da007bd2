package import Geometry

/// A direction drawn from a lobe.
///
/// Directions are unit vectors that point away from the surface, in its frame: the normal is +z.
package struct ScatteringSample: Sendable {
    package var wi: Vector3
    /// f · |cos θi| / pdf.
    package var weight: Vector3
    /// Density per steradian of the whole lobe; for a specular sample the probability of the choice.
    package var pdf: Float
    /// Whether `wi` is the only direction possible, so that `evaluate` gives zero for it.
    package var isSpecular: Bool
    package var isTransmission: Bool

    package init(wi: Vector3, weight: Vector3, pdf: Float, isSpecular: Bool = false, isTransmission: Bool = false) {
        (self.wi, self.weight, self.pdf) = (wi, weight, pdf)
        (self.isSpecular, self.isTransmission) = (isSpecular, isTransmission)
    }

    /// A sample whose value and density are those of `evaluate`; nil where nothing is scattered.
    init?(wi: Vector3, evaluated: (value: Vector3, pdf: Float), isTransmission: Bool = false) {
        guard evaluated.pdf > 0, evaluated.pdf.isFinite else { return nil }
        self.init(
            wi: wi, weight: evaluated.value / evaluated.pdf, pdf: evaluated.pdf, isTransmission: isTransmission)
    }
}

/// Makes a choice with a number in [0, 1): true with `probability`; the number is stretched back to [0, 1) for reuse.
@inline(__always)
func choose(_ u: inout Float, probability: Float) -> Bool {
    if u < probability {
        u = min(u / probability, oneMinusEpsilon)
        return true
    }
    u = min(max((u - probability) / (1 - probability), 0), oneMinusEpsilon)
    return false
}

/// The largest number below one.
let oneMinusEpsilon: Float = 0x1.fffffep-1

extension Vector3 {
    /// This vector mirrored about a unit vector.
    @inline(__always) func reflected(about m: Vector3) -> Vector3 { m * (2 * dot(self, m)) - self }

    /// This vector with every part brought into 0…1; `clamped` of the standard library is a call.
    @inline(__always) var clampedToUnit: Vector3 {
        let positive = replacing(with: 0, where: self .< 0)
        return positive.replacing(with: 1, where: positive .> 1)
    }
}
