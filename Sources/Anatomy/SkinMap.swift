internal import Foundation
public import Geometry

/// Skin as a map from surface point to optical properties.
public struct SkinMap: Sendable {
    private let traits: SkinTraits
    private let age: Float
    private let seed: UInt32
    private let hairMelanin: Float
    private let retouch: SkinRetouch

    public init(_ person: Person, retouch: SkinRetouch = .natural) {
        self.retouch = retouch
        (traits, age, seed) = (person.skin, person.shape.ageYears, person.seed)
        hairMelanin = person.hair.melanin
    }

    /// Bakes the skin's channels into a mesh of the body: `albedoR`, `albedoG`, `albedoB`, `scatter`, `roughness`,
    /// `oil`, `relief` and `furrows`, as `SkinMaterial` reads them.
    ///
    /// Region channels that the mesh carries (`lips`, `ears`, `knuckles`, `palm`, `fingertip`, `chestFlush`,
    /// `nails`, `crease`, `handBack`, `vein`, `fineLines`, `face`, `auricle`, `earRim`, `concha`, `earCrease`, `scalp`, `lid`, `lashLine`, `underEye`, `flush`, `pores`, `lip`, `beard`)
    /// steer blood, melanin and relief; a missing one counts as 0.
    public func bake(into mesh: inout Mesh) {
        let rest = mesh.restPositions.isEmpty ? mesh.positions : mesh.restPositions
        var history = scatterMarks(over: mesh, traits: traits, seed: seed)
        for k in history.indices { history[k].strength *= retouch.share(of: history[k].kind) }
        let marks = SkinMarkGrid(history)
        let ground = Chromophores(traits)
        let regions = SkinRegions(mesh)
        let count = rest.count
        var (red, green, blue) = (
            [Float](repeating: 0, count: count), [Float](repeating: 0, count: count),
            [Float](repeating: 0, count: count)
        )
        var (scatter, roughness, oil, relief, furrows) = (red, red, red, red, red)

        for i in 0..<count {
            let p = rest[i]
            let r = retouch.applied(to: regions[i])
            var c = ground
            vary(&c, at: p, region: r)
            // A mole in the bowl of an ear looks like a second canal.
            if r.concha < 0.4 { marks.apply(at: p, to: &c) }
            let albedo = skinAlbedo(c)
            (red[i], green[i], blue[i]) = (albedo.x, albedo.y, albedo.z)
            // Light goes farther through cartilage than through a cheek.
            scatter[i] = 1 + 0.3 * max(r.ears, r.auricle) + 0.25 * r.lips
            let patch = fractalNoise(p / 14, octaves: 3, seed: seed &+ 40)
            roughness[i] = 0.07 * patch - 0.14 * r.lips + 0.04 * r.knuckles + 0.05 * r.palm - 0.05 * r.pores
            // Sebum gathers on a face and in its creases, hardly on limbs; it dries up with the years.
            let sebum = (1 + 0.5 * max(r.face, r.concha) - 0.35 * r.handBack) * (1 - 0.3 * smoothstep(45, 75, age))
            oil[i] = max(
                sebum * (1 + 0.8 * fractalNoise(p / 30, octaves: 3, seed: seed &+ 41)) + 2.2 * r.lips - 0.5 * r.palm
                    + 0.75 * r.pores,
                0.1)
            relief[i] = max(
                1 + 0.35 * patch + 0.4 * r.knuckles + 0.5 * r.palm - 0.5 * r.lips + 0.25 * r.handBack
                    + 0.8 * smoothstep(30, 70, age) + 0.6 * traits.lines - 0.4 * r.face * (1 - smoothstep(45, 75, age))
                    - 0.25 * r.auricle + 1.1 * r.pores - 0.4 * r.lid, 0.1)
            relief[i] *= retouch.relief
            if r.handBack > 0 {
                // A hand's net of furrows comes and goes: here stretched, there slack.
                let slack = smoothstep(-0.35, 0.45, fractalNoise(p / 17, octaves: 2, seed: seed &+ 42))
                relief[i] *= mix(1, 0.45 + 0.75 * slack, min(r.handBack, 1))
            }
            // Below 0 are pores that are wider than a cheek's.
            furrows[i] = furrowed(r) * retouch.furrows * (1 - r.pores) - r.pores * retouch.relief
        }
        mesh.channels["albedoR"] = red
        mesh.channels["albedoG"] = green
        mesh.channels["albedoB"] = blue
        mesh.channels["scatter"] = scatter
        mesh.channels["roughness"] = roughness
        mesh.channels["oil"] = oil
        mesh.channels["relief"] = relief
        mesh.channels["furrows"] = furrows
    }

    /// From pores alone (0) to furrows that cross (1): a face has pores, the back of a hand furrows, a neck both.
    private func furrowed(_ r: SkinRegions.Weights) -> Float {
        let years = smoothstep(35, 75, age)
        let body = 0.5 + 0.25 * years
        let face = 0.12 + 0.4 * years
        let limbs = mix(mix(body, face, min(r.face, 1)), 1, max(r.handBack, r.knuckles))
        return limbs * (1 - max(0.5 * r.auricle, 0.85 * r.scalp)) * (1 - 0.7 * r.palm) * (1 - 0.6 * r.lips)
    }

    /// Region, mottling, flush and veins.
    private func vary(_ c: inout Chromophores, at p: Vector3, region r: SkinRegions.Weights) {
        // Blood pools in patches of some centimetres and in a fine net; melanin in its own, slower ones.
        // Limbs are more even than a chest.
        let even = retouch.mottling * (1 - 0.45 * min(r.handBack, 1))
        let broad = even * fractalNoise(p / 48, octaves: 3, seed: seed &+ 10)
        let medium = even * fractalNoise(p / 11, octaves: 3, seed: seed &+ 11)
        let fine = even * fractalNoise(p / 2.4, octaves: 2, seed: seed &+ 12)
        let flush = even * smoothstep(0.05, 0.55, fractalNoise(p / 38, octaves: 4, seed: seed &+ 13))
        let tan = even * fractalNoise(p / 60, octaves: 3, seed: seed &+ 14)
        let grain = even * fractalNoise(p / 1.6, octaves: 2, seed: seed &+ 15)

        c.haemoglobin *= 1 + 0.24 * broad + (0.20 * medium + 0.10 * fine) * (1 - 0.5 * r.face)
        // Cheeks carry vessels close to the surface, in islands.
        c.haemoglobin +=
            r.face * (0.03 + 0.08 * smoothstep(-0.3, 0.7, 0.4 * medium + broad)) * (0.6 + 0.8 * traits.redSpots)
        c.haemoglobin += 0.13 * flush * (0.6 + 0.5 * r.chestFlush) * (0.5 + traits.redSpots)
        c.haemoglobin += 0.07 * r.chestFlush + 0.55 * r.lips + 0.08 * r.ears + 0.12 * r.knuckles
        c.haemoglobin += 0.20 * r.fingertip + 0.10 * r.palm + 0.10 * r.crease
        c.melanin *= 1 + 0.16 * tan + 0.07 * medium + 0.06 * grain
        // Knuckles and creases are darker, palms and the inside of lips far lighter, the more so in dark skin.
        c.melanin *= 1 + 0.35 * r.knuckles + 0.15 * r.crease
        c.melanin *= 1 - 0.62 * r.palm * smoothstep(0.2, 0.7, traits.melanin)
        c.melanin += 0.10 * r.lips * traits.melanin
        // Blood shows at an ear's rim and in its hollows; under hair the scalp has the hair's tone.
        let blush = 0.5 + 0.6 * fractalNoise(p / 12, octaves: 2, seed: seed &+ 16)
        c.haemoglobin += (0.03 + 0.12 * blush) * r.auricle + (0.18 + 0.14 * blush) * r.earRim
        c.haemoglobin += 0.10 * r.concha + 0.14 * r.earCrease
        c.melanin += 0.12 * r.concha + 0.1 * r.earCrease
        c.melanin += r.scalp * mix(0.2, 1.6, hairMelanin)
        HandSkinTone(traits: traits, age: age, seed: seed, retouch: retouch).vary(&c, at: p, region: r)
        FaceSkinTone(traits: traits, hairMelanin: hairMelanin, seed: seed, retouch: retouch).vary(
            &c, at: p, region: r)

        // Veins are zero crossings of a slow, warped noise: long lines that fork and fade.
        let warp = Vector3(
            valueNoise(p / 30, seed: seed &+ 20), valueNoise(p / 30, seed: seed &+ 21),
            valueNoise(p / 30, seed: seed &+ 22))
        let line = abs(fractalNoise((p + warp * 9) / SIMD3(26, 60, 26), octaves: 2, seed: seed &+ 23))
        let present = smoothstep(0.0, 0.4, fractalNoise(p / 55, octaves: 2, seed: seed &+ 24))
        let vein = exp(-pow(line / 0.028, 2)) * present * (1 - r.palm) * (1 - r.lips)
        // A hand's veins are modelled.
        c.venous += vein * 0.22 * traits.veins * (1 - r.handBack) * retouch.veins
    }
}

/// The region channels of a mesh, as arrays that may be missing.
struct SkinRegions {
    struct Weights {
        var lips, ears, knuckles, palm, fingertip, chestFlush, crease, handBack, vein, fineLines: Float
        var face, auricle, earRim, concha, earCrease, scalp: Float
        var lid, lashLine, underEye, flush, pores, lip, beard: Float
    }

    private let lips, ears, knuckles, palm, fingertip, chestFlush, crease, handBack, vein, fineLines: [Float]
    private let face, auricle, earRim, concha, earCrease, scalp: [Float]
    private let lid, lashLine, underEye, flush, pores, lip, beard: [Float]

    init(_ mesh: Mesh) {
        func channel(_ name: String) -> [Float] { mesh.channels[name] ?? [] }
        (lips, ears, knuckles, palm) = (channel("lips"), channel("ears"), channel("knuckles"), channel("palm"))
        (fingertip, chestFlush, crease) = (channel("fingertip"), channel("chestFlush"), channel("crease"))
        (handBack, vein, fineLines) = (channel("handBack"), channel("vein"), channel("fineLines"))
        (auricle, earRim, concha) = (channel("auricle"), channel("earRim"), channel("concha"))
        (earCrease, scalp, face) = (channel("earCrease"), channel("scalp"), channel("face"))
        (lid, lashLine) = (channel("lid"), channel("lashLine"))
        (underEye, flush) = (channel("underEye"), channel("flush"))
        (pores, lip, beard) = (channel("pores"), channel("lip"), channel("beard"))
    }

    subscript(i: Int) -> Weights {
        func at(_ values: [Float]) -> Float { values.isEmpty ? 0 : values[i] }
        return Weights(
            lips: at(lips), ears: at(ears), knuckles: at(knuckles), palm: at(palm), fingertip: at(fingertip),
            chestFlush: at(chestFlush), crease: at(crease), handBack: at(handBack), vein: at(vein),
            fineLines: at(fineLines), face: at(face), auricle: at(auricle), earRim: at(earRim), concha: at(concha),
            earCrease: at(earCrease), scalp: at(scalp), lid: at(lid), lashLine: at(lashLine),
            underEye: at(underEye), flush: at(flush), pores: at(pores), lip: at(lip), beard: at(beard))
    }
}
