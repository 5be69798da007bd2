import Geometry

/// The skin's fine relief over rest space: soft unevenness, fine lines that cross, and round pores in clusters.
///
/// Round pores and lines a few pixels long survive denoising; networks of one-pixel furrows turn into worms.
struct SkinRelief {
    /// Depth of the deepest parts, millimetres.
    var depth: Float
    /// Distance between pores, millimetres.
    var spacing: Float
    var seed: UInt32

    /// Height and the share of the point that lies in a pore.
    ///
    /// - Parameter footprint: width of a pixel on the skin, millimetres; what is much finer is left out.
    @inline(__always) func evaluate(_ rest: Vector3, footprint: Float) -> (height: Height, pore: Float) {
        var height = Height()
        height += wave(rest, period: spacing * 9, amplitude: 1.6 * depth, seed &+ 1)
        height += wave(rest, period: spacing * 3.1, amplitude: 0.8 * depth, seed &+ 2)
        let visibleLines = 1 - smoothstep(1, 3, footprint / spacing)
        if visibleLines > 0 {
            let clusters = noiseHeight(rest / (spacing * 14), seed: seed &+ 3).value
            let strength = depth * visibleLines * (0.55 + 0.35 * clusters)
            height += line(rest, across: Vector3(0.5, 0.84, 0.2), seed &+ 4) * strength
            height += line(rest, across: Vector3(-0.62, 0.72, 0.3), seed &+ 5) * (0.8 * strength)
            height += line(rest, across: Vector3(0.2, 0.35, 0.92), seed &+ 6) * (0.6 * strength)
        }
        let visiblePores = 1 - smoothstep(0.8, 2, footprint / spacing)
        guard visiblePores > 0 else { return (height, 0) }
        let (pores, share) = poreField(rest)
        height += pores * (depth * visiblePores)
        return (height, share * visiblePores)
    }

    @inline(__always) private func wave(_ p: Vector3, period: Float, amplitude: Float, _ seed: UInt32) -> Height {
        let n = noiseHeight(p / period, seed: seed)
        return Height(value: n.value * amplitude, gradient: n.gradient * (amplitude / period))
    }

    /// Shallow furrows square to a direction: the zero lines of a noise stretched along the other two.
    @inline(__always) private func line(_ p: Vector3, across: Vector3, _ seed: UInt32) -> Height {
        let a = across.normalized
        let along = dot(p, a)
        let stretch: Float = 0.22
        let scale = 1 / (spacing * 1.3)
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
    @inline(__always) private func poreField(_ rest: Vector3) -> (Height, Float) {
        let p = rest / spacing
        let base = (p - 0.5).rounded(.down)
        var height = Height()
        var share: Float = 0
        for k in 0..<8 {
            let cell = base + Vector3(Float(k & 1), Float(k >> 1 & 1), Float(k >> 2))
            let h = latticeHash(SIMD3(Int32(cell.x), Int32(cell.y), Int32(cell.z)), seed: seed)
            // Clusters: a pore exists where a coarse hash of its neighbourhood lets it.
            guard h & 7 < 5 else { continue }
            let jitter = Vector3(Float(h >> 3 & 255), Float(h >> 11 & 255), Float(h >> 19 & 255)) * (0.5 / 255) + 0.25
            let d = p - cell - jitter
            let radius: Float = 0.16 + 0.09 * Float(h >> 27) / 31
            let q = dot(d, d) / (radius * radius)
            guard q < 1 else { continue }
            let m = 1 - q
            height.value -= m * m
            height.gradient += d * (4 * m / (radius * radius * spacing))
            share = max(share, m)
        }
        return (height, share)
    }
}
