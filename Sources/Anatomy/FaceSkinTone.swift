internal import Geometry

/// What the skin of a face has that the rest of the body lacks: thin lids, shaded hollows, blood in nose and cheeks,
/// pigment in lips, a beard below the skin.
struct FaceSkinTone: Sendable {
    let traits: SkinTraits
    let hairMelanin: Float
    let seed: UInt32
    let retouch: SkinRetouch

    func vary(_ c: inout Chromophores, at p: Vector3, region r: SkinRegions.Weights) {
        guard r.lid + r.underEye + r.flush + r.pores + r.lip + r.beard > 0.01 else { return }
        let islands = retouch.mottling * fractalNoise(p / 7, octaves: 3, seed: seed &+ 80)
        c.haemoglobin += r.flush * (0.14 + 0.08 * islands) * (0.6 + 0.8 * traits.redSpots)
        // Lids are the thinnest skin there is: blood and pigment show, and a few veins.
        c.haemoglobin += r.lid * (0.17 + 0.06 * islands)
        c.melanin *= 1 + 0.35 * r.lid + 0.16 * r.underEye
        c.venous += (0.05 * r.lid + 0.10 * r.underEye * retouch.flush) * (1 + 0.6 * islands)
        let line = abs(fractalNoise(p / SIMD3(9, 4, 9), octaves: 2, seed: seed &+ 81))
        c.venous += r.lid * 0.10 * traits.veins * bell(line, 0.035) * retouch.veins
        // Roots and what is left of mascara draw a line.
        c.melanin += 5 * r.lashLine
        lips(&c, at: p, r)
        // What grows below a shaven skin is seen through it, blue where it is deep.
        let stubble = r.beard * (0.8 + 0.5 * valueNoise(p / 1.2, seed: seed &+ 83))
        c.melanin += stubble * mix(0.02, 0.2, hairMelanin)
        c.venous += stubble * mix(0.05, 0.24, hairMelanin)
        // A pore's mouth is a shade darker than what lies between.
        c.melanin *= 1 + 0.05 * r.pores * retouch.relief * valueNoise(p / 0.9, seed: seed &+ 82)
    }

    /// Dark lips are brown rather than red; every lip is darker in its furrows and at its edge.
    private func lips(_ c: inout Chromophores, at p: Vector3, _ r: SkinRegions.Weights) {
        guard r.lip > 0.01 else { return }
        let furrow = valueNoise([p.x / 1.3, p.y / 8, p.z / 8], seed: seed &+ 84)
        let dark = smoothstep(0.35, 0.9, traits.melanin)
        let lips = r.lip * r.lips
        c.haemoglobin += lips * (0.14 * furrow - 0.24 * dark)
        c.melanin *= 1 + lips * (0.25 * furrow + 0.4 * dark)
        c.venous += lips * (0.09 + 0.10 * dark)
        c.carotene *= 1 - 0.7 * lips
    }
}
