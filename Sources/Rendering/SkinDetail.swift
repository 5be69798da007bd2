import Geometry

/// What skin has that is finer than a denoiser can keep: furrows that cross, pores, and blood and pigment in specks.
///
/// Furrows are the edges of two nets of cells (Worley 1996), each drawn out along a direction of its own, so that they
/// cut skin into lozenges as the lines of tension do; pores and follicles are pits with a raised, reddish ring. All
/// lengths are millimetres over rest space. A path tracer renders skin without them, with the gloss that they spread;
/// beside it goes the difference that they make to the light of each sample, which needs no denoising: see
/// `FineDetail`.
struct SkinDetail {
    /// Depth of the deepest furrow.
    private let depth: Float
    /// 0: pores alone, as on a cheek … 1: furrows alone, as on the back of a hand.
    private let furrows: Float
    /// 0: pores as on a cheek … 1: as wide as on a nose.
    private let width: Float
    private let cell: Float
    private let skin: SkinMaterial
    private let seed: UInt32
    private let footprint: Float

    /// What the detail does at a point.
    struct Value {
        /// Of the height over rest space.
        var gradient = Vector3.zero
        /// Pigment and blood above the mean, in the units of `SkinMaterial.pigmentAbsorption`.
        var melanin: Float = 0
        var blood: Float = 0
    }

    /// - Parameters:
    ///   - relief, furrows: channels of the mesh at the point.
    ///   - footprint: width of a pixel on the skin, millimetres; what is much finer is left out.
    init(_ skin: SkinMaterial, relief: Float, furrows: Float, footprint: Float) {
        (self.skin, self.footprint, seed) = (skin, footprint, skin.seed)
        self.furrows = min(max(furrows, 0), 1.5)
        width = min(max(-furrows, 0), 1)
        depth = skin.reliefDepth * relief * mix(0.7, 1.25, min(self.furrows, 1))
        cell = skin.poreSpacing * mix(1.1, 1.75, min(self.furrows, 1))
    }

    @inline(__always) func evaluate(_ rest: Vector3) -> Value {
        var value = Value()
        // Strength wanders over the skin: here a net shows, there it is smooth.
        let here = noiseHeight(rest, period: 2.6 * cell, seed: seed &+ 3).value
        let there = noiseHeight(rest, period: 8 * cell, seed: seed &+ 4).value
        let patches = 0.8 + 0.45 * there
        let visible = 1 - smoothstep(0.45, 1.1, footprint / cell)
        if furrows > 0.02, visible > 0 {
            let strong = 0.8 * max(0.5 + 0.9 * here, 0.05) * patches * visible
            net(rest, along: skin.furrowDirections.0, cell: cell, strength: strong, seed &+ 5, &value)
            let weak = 0.62 * max(0.5 - 0.9 * here, 0.05) * patches * visible
            net(rest, along: skin.furrowDirections.1, cell: 0.72 * cell, strength: weak, seed &+ 6, &value)
        }
        // Follicles a few millimetres apart, and between them pores.
        pits(
            rest, spacing: 3.6 * skin.poreSpacing, radius: 0.2, ring: 0.012, hole: 0.018, blood: 0.10, melanin: 0.06,
            seed &+ 7, &value)
        let pores = 1 - 0.75 * min(furrows, 1)
        pits(
            rest, spacing: (1.35 + 0.5 * width) * skin.poreSpacing, radius: 0.12 + 0.08 * width, ring: 0,
            hole: (0.3 * depth + 0.009) * pores * (1 + 2.2 * width), blood: 0.03 * pores,
            melanin: (0.05 + 0.07 * width) * pores, seed &+ 8, &value)
        // Cells of the horny layer catch the light in glints.
        let glint = 1 - smoothstep(0.1, 0.26, footprint)
        value.gradient += noiseHeight(rest, period: 0.24, seed: seed &+ 9).gradient * (0.25 * depth * glint)
        let grain = 1 - smoothstep(0.22, 0.6, footprint)
        value.gradient +=
            noiseHeight(rest, period: 0.55, seed: seed &+ 10).gradient * (0.4 * depth * grain * (1 + width))
        stain(rest, &value)
        return value
    }

    /// Blood in a net of capillaries and pigment in the fine grain that every skin has.
    @inline(__always) private func stain(_ p: Vector3, _ value: inout Value) {
        let coarse = noiseHeight(p, period: 2.7, seed: seed &+ 11).value
        let fine = noiseHeight(p, period: 1.1, seed: seed &+ 12).value
        let grain = noiseHeight(p, period: 0.5, seed: seed &+ 13).value
        // A cheek's blood lies in broader islands, which its map has already.
        let stain = skin.stain * (0.45 + 0.55 * min(2 * furrows, 1))
        value.blood += stain * (0.085 * coarse + 0.075 * fine + 0.04 * grain)
        value.melanin += stain * (0.028 * fine - 0.022 * coarse + 0.03 * grain)
    }

    /// One net of furrows.
    @inline(__always) private func net(
        _ rest: Vector3, along: Vector3, cell: Float, strength: Float, _ seed: UInt32, _ value: inout Value
    ) {
        let keep: Float = 0.42
        let bend = noiseHeight(rest, period: 2.3 * cell, seed: seed &+ 50).value
        let side = noiseHeight(rest, period: 1.7 * cell, seed: seed &+ 51).value
        let p = rest + Vector3(bend, side, -bend) * (0.32 * cell)
        let q = (p - along * (dot(p, along) * (1 - keep))) / cell
        let (first, second, toFirst, toSecond) = nearestTwo(q, seed: seed)
        // Half the difference of the distances is the way to the cells' border.
        // Where a pixel is wider than a furrow, what is left is a wider, gentler one.
        let width = max(skin.furrowWidth, 0.45 * footprint) / cell
        let t = 0.5 * (second - first) / width
        let k = 1 / (1 + t * t)
        let ditch = k * k
        let slope = -4 * t * k * k * k * (0.5 / width)
        let g = (toSecond - toFirst) * (slope / cell)
        // Fields between furrows bulge a little.
        let dome = toFirst * (-2 * first * 0.35 / cell)
        let both = dome - g
        value.gradient += (both - along * (dot(both, along) * (1 - keep))) * (depth * strength)
        let shade = min(ditch * strength, 1.2) * min(furrows, 1)
        value.melanin += 0.12 * (shade - 0.12)
        value.blood += 0.07 * (shade - 0.12)
    }

    /// Distances to the two nearest of jittered lattice points, and the unit vectors away from them.
    @inline(__always) private func nearestTwo(_ q: Vector3, seed: UInt32)
        -> (first: Float, second: Float, Vector3, Vector3)
    {
        let base = q.rounded(.down)
        let i = SIMD3(Int32(base.x), Int32(base.y), Int32(base.z))
        let f = q - base - 0.5
        var (a, b) = (Float(9), Float(9))
        var (va, vb) = (Vector3(1, 0, 0), Vector3(1, 0, 0))
        for z in Int32(-1)...1 {
            for y in Int32(-1)...1 {
                for x in Int32(-1)...1 {
                    let h = latticeHash(i &+ SIMD3(x, y, z), seed: seed)
                    let jitter = Vector3(Float(h & 1023), Float(h >> 10 & 1023), Float(h >> 20 & 1023)) * (0.85 / 1023)
                    let v = f - Vector3(Float(x), Float(y), Float(z)) - jitter + 0.425
                    let d = dot(v, v)
                    if d < a {
                        (b, vb) = (a, va)
                        (a, va) = (d, v)
                    } else if d < b {
                        (b, vb) = (d, v)
                    }
                }
            }
        }
        let (first, second) = (max(a, 1e-8).squareRoot(), max(b, 1e-8).squareRoot())
        return (first, second, va / first, vb / second)
    }

    /// Holes in a raised, reddish ring, at jittered lattice points.
    @inline(__always) private func pits(
        _ rest: Vector3, spacing: Float, radius: Float, ring rise: Float, hole fall: Float, blood: Float,
        melanin: Float, _ seed: UInt32, _ value: inout Value
    ) {
        let visible = 1 - smoothstep(1.5, 4, footprint / radius)
        guard visible > 0 else { return }
        let p = rest / spacing
        let base = (p - 0.5).rounded(.down)
        for k in 0..<8 {
            let cell = base + Vector3(Float(k & 1), Float(k >> 1 & 1), Float(k >> 2))
            let h = latticeHash(SIMD3(Int32(cell.x), Int32(cell.y), Int32(cell.z)), seed: seed)
            guard h & 7 < 5 else { continue }
            let jitter = Vector3(Float(h >> 3 & 255), Float(h >> 11 & 255), Float(h >> 19 & 255)) * (0.5 / 255) + 0.25
            let d = (p - cell - jitter) * spacing
            let size: Float = 0.55 + 0.9 * Float(h >> 27) / 31
            let reach = 2.2 * radius * size
            let q = dot(d, d) / (reach * reach)
            guard q < 1 else { continue }
            let ring = (1 - q) * (1 - q)
            let hole = max(1 - 4.5 * q, 0)
            let slope: Float = 18 * hole * fall - 4 * (1 - q) * rise
            value.gradient += d * (slope * visible / (reach * reach))
            let stain: Float = size * visible * skin.stain
            value.blood += blood * (ring - 0.15) * stain
            value.melanin += melanin * (hole - 0.05) * stain
        }
    }
}
