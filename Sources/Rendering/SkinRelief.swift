import Geometry

/// The skin's fine relief over rest space: soft unevenness, fine lines that cross, follicles and round pores.
///
/// Round pits and lines a few pixels long survive denoising; networks of one-pixel furrows turn into worms. What the
/// relief shades is told to the denoiser as a tone, too, since it keeps only what its guides know.
struct SkinRelief {
    /// Depth of the deepest parts, millimetres.
    var depth: Float
    /// Distance between pores, millimetres.
    var spacing: Float
    var seed: UInt32

    /// Height, and the share of its colour that a point gains or loses by lying high or low.
    ///
    /// - Parameter footprint: width of a pixel on the skin, millimetres; what is much finer is left out.
    @inline(__always) func evaluate(_ rest: Vector3, footprint: Float) -> (height: Height, tone: Float) {
        var height = Height()
        var tone: Float = 0
        height += wave(rest, period: spacing * 9, amplitude: 1.6 * depth, seed &+ 1)
        height += wave(rest, period: spacing * 3.1, amplitude: 0.8 * depth, seed &+ 2)
        let clusters = noiseHeight(rest / (spacing * 14), seed: seed &+ 3).value
        let visibleLines = 1 - smoothstep(1, 3, footprint / spacing)
        if visibleLines > 0 {
            var lines = line(rest, across: Vector3(0.5, 0.84, 0.2), scale: 1.3, seed &+ 4)
            lines += line(rest, across: Vector3(-0.62, 0.72, 0.3), scale: 1.3, seed &+ 5) * 0.8
            lines += line(rest, across: Vector3(0.2, 0.35, 0.92), scale: 1.3, seed &+ 6) * 0.6
            let strength = visibleLines * (0.55 + 0.35 * clusters)
            height += lines * (depth * strength)
            tone += 0.045 * strength * (lines.value + 0.7)
        }
        // Long shallow folds that lie across the limb, as on every neck that turns.
        let visibleFolds = 1 - smoothstep(1, 3, footprint / (2.6 * spacing))
        if visibleFolds > 0 {
            let folds = line(rest, across: Vector3(0.1, 0.97, 0.2), scale: 3.4, seed &+ 7)
            let strength = visibleFolds * max(0.5 + 0.8 * clusters, 0)
            height += folds * (1.2 * depth * strength)
            tone += 0.05 * strength * (folds.value + 0.25)
        }
        pits(rest, spacing: 1.9 * spacing, depth: 1.6, tone: 0.1, footprint, seed &+ 8, &height, &tone)
        pits(rest, spacing: spacing, depth: 1, tone: 0.12, footprint, seed, &height, &tone)
        return (height, tone)
    }

    @inline(__always) private func wave(_ p: Vector3, period: Float, amplitude: Float, _ seed: UInt32) -> Height {
        let n = noiseHeight(p / period, seed: seed)
        return Height(value: n.value * amplitude, gradient: n.gradient * (amplitude / period))
    }

    /// Shallow furrows square to a direction: the zero lines of a noise stretched along the other two.
    @inline(__always) private func line(_ p: Vector3, across: Vector3, scale: Float, _ seed: UInt32) -> Height {
        let a = across.normalized
        let along = dot(p, a)
        let stretch: Float = 0.22
        let scale = 1 / (spacing * scale)
        let q = (p * stretch + a * (along * (1 - stretch))) * scale
        let n = noiseHeight(q, seed: seed)
        let w: Float = 0.24
        let t = n.value / w
        let k = 1 / (1 + t * t)
        let slope = 2 * t / w * k * k
        let g = n.gradient * (slope * scale)
        return Height(value: -k, gradient: g * stretch + a * (dot(g, a) * (1 - stretch)))
    }

    /// Round dimples at jittered lattice points near the skin.
    @inline(__always) private func pits(
        _ rest: Vector3, spacing: Float, depth share: Float, tone: Float, _ footprint: Float, _ seed: UInt32,
        _ total: inout Height, _ totalTone: inout Float
    ) {
        let visible = 1 - smoothstep(0.8, 2, footprint / spacing)
        guard visible > 0 else { return }
        let p = rest / spacing
        let base = (p - 0.5).rounded(.down)
        for k in 0..<8 {
            let cell = base + Vector3(Float(k & 1), Float(k >> 1 & 1), Float(k >> 2))
            let h = latticeHash(SIMD3(Int32(cell.x), Int32(cell.y), Int32(cell.z)), seed: seed)
            // Clusters: a pit exists where a coarse hash of its neighbourhood lets it.
            guard h & 7 < 5 else { continue }
            let jitter = Vector3(Float(h >> 3 & 255), Float(h >> 11 & 255), Float(h >> 19 & 255)) * (0.5 / 255) + 0.25
            let d = p - cell - jitter
            let radius: Float = 0.2 + 0.11 * Float(h >> 27) / 31
            let q = dot(d, d) / (radius * radius)
            guard q < 1 else { continue }
            let m = 1 - q
            total.value -= m * m * depth * share * visible
            total.gradient += d * (4 * m / (radius * radius * spacing) * depth * share * visible)
            totalTone -= m * tone * visible
        }
    }
}
