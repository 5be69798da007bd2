internal import Geometry

/// The fine lines of a hand's back: two slanting families that cut skin into lozenges, and a weaker one along it.
struct HandSkinLines: Sendable {
    let seed: UInt32

    /// Strength of the lines there, 0…1.
    ///
    /// - Parameters:
    ///   - along: toward the fingertip, millimetres.
    ///   - across: toward the thumb, millimetres.
    func strength(along: Float, across: Float) -> Float {
        let patches = 0.6 + 0.6 * valueNoise(Vector3(along / 7, across / 7, 0.5), seed: seed)
        let lines =
            family(along + 0.42 * across, across - 0.42 * along, spacing: 1.15, 1)
            + 0.9 * family(along - 0.50 * across, across + 0.50 * along, spacing: 1.3, 2)
            + 0.45 * family(across, along, spacing: 1.6, 3)
        return clamp01(0.8 * lines * patches)
    }

    /// Lines square to `s`: zero crossings of a noise that is slow along `t`.
    private func family(_ s: Float, _ t: Float, spacing: Float, _ k: UInt32) -> Float {
        let n = valueNoise(Vector3(s / spacing, t / (spacing * 4.5), Float(k) + 0.5), seed: seed &+ k)
        return bell(n, 0.15)
    }
}
