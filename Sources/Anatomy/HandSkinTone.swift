internal import Geometry

/// What the skin of a hand has that the rest of the body lacks: a weathered back, red knuckles and fingertips, veins.
struct HandSkinTone: Sendable {
    let traits: SkinTraits
    let age: Float
    let seed: UInt32
    let retouch: SkinRetouch

    /// - Parameter back: share of the point that lies on the back of hand, fingers or forearm, 0…1.
    func vary(_ c: inout Chromophores, at p: Vector3, region r: SkinRegions.Weights) {
        guard r.handBack + r.palm + r.fingertip + r.knuckles > 0.01 else { return }
        // Thin skin over veins and tendons is paler, cooler and browner than a cheek; blood lies in a coarse net.
        let net = retouch.mottling * fractalNoise(p / 6.5, octaves: 3, seed: seed &+ 70)
        let pale = retouch.mottling * smoothstep(0.1, 0.6, fractalNoise(p / 13, octaves: 2, seed: seed &+ 71))
        c.haemoglobin *= 1 + r.handBack * (0.09 * net - 0.14 - 0.08 * pale)
        c.venous += 0.055 * r.handBack * (1 + 0.5 * net)
        c.melanin *= 1 + 0.14 * r.handBack
        c.carotene *= 1 - 0.35 * r.handBack
        // Joints: stretched skin shows its blood, folded skin its pigment.
        let uneven = 1 + 0.5 * valueNoise(p / 3.4, seed: seed &+ 72)
        c.haemoglobin += (0.08 * r.knuckles + 0.05 * r.fingertip) * uneven
        c.melanin *= 1 + 0.22 * r.knuckles * uneven
        // Light is caught in a furrow, and its floor is darker.
        let furrow = max(r.crease, 0.3 * r.fineLines) * r.handBack
        c.haemoglobin += 0.26 * furrow
        c.melanin *= 1 + 0.55 * furrow
        c.venous += r.vein * 0.17 * traits.veins * (0.7 + 0.6 * smoothstep(25, 70, age))
        // Spots of age.
        let spots = smoothstep(0.42, 0.62, valueNoise(p / 3.1, seed: seed &+ 73)) * smoothstep(45, 70, age)
        c.melanin += 0.16 * spots * r.handBack * (1 - smoothstep(0.5, 0.9, traits.melanin)) * retouch.ageSpots
    }
}
