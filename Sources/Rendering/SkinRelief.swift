import Geometry

/// The skin's soft unevenness over rest space, some millimetres wide: what is broad enough to be rendered as light.
///
/// What is finer is `SkinDetail`.
struct SkinRelief {
    /// Depth of the deepest parts, millimetres.
    var depth: Float
    /// Distance between pores, millimetres.
    var spacing: Float
    var seed: UInt32

    @inline(__always) func evaluate(_ rest: Vector3) -> Height {
        var height = wave(rest, period: spacing * 9, amplitude: 1.6 * depth, seed &+ 1)
        height += wave(rest, period: spacing * 3.1, amplitude: 0.8 * depth, seed &+ 2)
        return height
    }

    @inline(__always) private func wave(_ p: Vector3, period: Float, amplitude: Float, _ seed: UInt32) -> Height {
        noiseHeight(p, period: period, seed: seed) * amplitude
    }
}
