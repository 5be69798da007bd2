import Foundation
import Geometry
import Rendering
import Testing

private let white = Vector3.one
private let angles: [Float] = [0, 20, 40, 60, 75, 85, 88]

/// White lobes in a white furnace: nothing may be gained or lost beyond the bound.
struct ScatteringEnergyTests {
    /// The largest distance of the directional albedo from one.
    private func furnaceError(_ lobe: some ScatteringLobe, angles: [Float] = angles) -> Double {
        var worst = 0.0
        for angle in angles {
            let error = directionalAlbedo(lobe, wo: direction(degrees: angle), samples: 16_000).y - 1
            if abs(error) > abs(worst) { worst = error }
        }
        return worst
    }

    @Test("White rough surfaces reflect everything", arguments: [0, 0.2, 0.5, 0.8, 1] as [Float])
    func diffuseFurnace(roughness: Float) {
        #expect(abs(furnaceError(Lambertian(albedo: white))) < 1e-4)
        let error = furnaceError(OrenNayar(albedo: white, roughness: roughness))
        #expect(abs(error) < 0.005, "\(error)")
    }

    @Test("White metal reflects everything", arguments: [0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 1] as [Float])
    func conductorFurnace(roughness: Float) {
        let error = furnaceError(ConductorScattering(reflectance: white, roughness: roughness))
        #expect(abs(error) < 0.015, "\(error)")
    }

    @Test("Glass loses nothing, from either side", arguments: [0, 0.1, 0.3, 0.6, 1] as [Float])
    func dielectricFurnace(roughness: Float) {
        for index in [1.33, 1.52, 1.77, 2.42] as [Float] {
            let glass = DielectricScattering(indexOfRefraction: index, roughness: roughness)
            let outside = furnaceError(glass)
            let inside = furnaceError(glass, angles: angles.map { 180 - $0 })
            #expect(abs(outside) < 0.025, "outside \(index): \(outside)")
            #expect(abs(inside) < 0.025, "inside \(index): \(inside)")
        }
    }

    @Test("White under a coat stays white", arguments: [0.1, 0.2, 0.4, 0.7] as [Float])
    func coatFurnace(coatRoughness: Float) {
        for coat in [0, 0.5, 1] as [Float] {
            for roughness in [0, 0.5, 1] as [Float] {
                let lobe = CoatedScattering(
                    albedo: white, roughness: roughness, coat: coat, coatRoughness: coatRoughness)
                let error = furnaceError(lobe)
                #expect(abs(error) < 0.025, "coat \(coat) on \(roughness): \(error)")
            }
        }
    }

    @Test("White cloth reflects and passes on everything", arguments: [0, 0.5, 1] as [Float])
    func clothFurnace(sheen: Float) {
        for sheenRoughness in [0.1, 0.3, 0.6, 1] as [Float] {
            for translucency in [0, 0.5, 1] as [Float] {
                let cloth = ClothScattering(
                    albedo: white, roughness: 0.8, sheen: sheen, sheenRoughness: sheenRoughness,
                    translucency: translucency)
                let error = furnaceError(cloth)
                #expect(abs(error) < 0.005, "sheen \(sheenRoughness), translucency \(translucency): \(error)")
            }
        }
    }

    @Test("What skin reflects and what enters it make one", arguments: [0.15, 0.3, 0.44, 0.7, 1] as [Float])
    func skinFurnace(roughness: Float) {
        for oil in [0, 0.11, 0.5] as [Float] {
            let skin = SkinSpecular(indexOfRefraction: 1.4, roughness: roughness, oil: oil, oilRoughness: 0.26)
            for angle in angles {
                let wo = direction(degrees: angle)
                let sum = directionalAlbedo(skin, wo: wo, samples: 8000).y + Double(skin.transmittedShare(cosine: wo.z))
                #expect(abs(sum - 1) < 0.01, "oil \(oil), \(angle)°: \(sum)")
            }
        }
    }

    @Test("The table of reflected shares agrees with sampling between its nodes")
    func tableIsAccurate() {
        var (worst, squares) = (0.0, 0.0)
        for n in 0..<400 {
            let u = lowDiscrepancyPoint(n)
            let (cosine, roughness, index) = (max(u.x, 0.02), 0.05 + 0.95 * u.y, 1.1 + 1.4 * u.z)
            let skin = SkinSpecular(indexOfRefraction: index, roughness: roughness, oil: 0, oilRoughness: 1)
            let wo = Vector3((1 - cosine * cosine).squareRoot(), 0, cosine)
            let error = directionalAlbedo(skin, wo: wo, samples: 8000).y - Double(skin.reflectedShare(cosine: cosine))
            worst = max(worst, abs(error))
            squares += error * error
        }
        let mean = (squares / 400).squareRoot()
        #expect(worst < 0.015 && mean < 0.003, "worst \(worst), root mean square \(mean)")
    }

    @Test("No coloured lobe gives out more than it gets")
    func colouredLobesAbsorb() {
        let lobes: [LobeCase] = [
            LobeCase(
                "gold", ConductorScattering(reflectance: [1, 0.77, 0.34], edgeTint: [1, 0.9, 0.7], roughness: 0.5)),
            LobeCase("cloth", ClothScattering(albedo: [0.9, 0.3, 0.1], roughness: 1, sheen: 1, translucency: 0.2)),
            LobeCase("paint", CoatedScattering(albedo: [0.9, 0.3, 0.1], roughness: 1, coat: 1, coatRoughness: 0.3)),
        ]
        for item in lobes {
            for angle in angles {
                let albedo = directionalAlbedo(item.lobe, wo: direction(degrees: angle), samples: 8000)
                #expect(albedo.max() < 1.01, "\(item.name) \(angle)°: \(albedo)")
                #expect(albedo.x > albedo.z, "\(item.name) keeps its hue")
            }
        }
    }
}

struct FresnelTests {
    @Test("A boundary reflects what the equations say")
    func dielectric() {
        #expect(abs(fresnelDielectric(cosine: 1, eta: 1.5) - 0.04) < 1e-5)
        #expect(fresnelDielectric(cosine: 0, eta: 1.5) == 1)
        // Brewster's angle: only the perpendicular half, ((n² − 1)/(n² + 1))²/2.
        let brewster = cos(atan(Float(1.5)))
        #expect(abs(fresnelDielectric(cosine: brewster, eta: 1.5) - 0.0739645) < 1e-5)
        // The same light on its way back, refracted angle inside; nothing gets out beyond the critical angle.
        let c: Float = 0.6
        let inside = (1 - (1 - c * c) / 2.25).squareRoot()
        #expect(abs(fresnelDielectric(cosine: c, eta: 1.5) - fresnelDielectric(cosine: inside, eta: 1 / 1.5)) < 1e-5)
        #expect(fresnelDielectric(cosine: 0.7, eta: 1 / 1.5) == 1)
    }

    @Test("A conductor has its colours at normal incidence and at 82°, and is white at grazing incidence")
    func conductor() {
        let (f0, tint) = (Vector3(0.95, 0.64, 0.54), Vector3(0.9, 0.8, 0.95))
        let metal = ConductorFresnel(reflectance: f0, edgeTint: tint)
        #expect((metal.reflectance(cosine: 1) - f0).length < 1e-5)
        #expect((metal.reflectance(cosine: 0) - .one).length < 1e-5)
        let schlick = fresnelSchlick(cosine: 1 / 7, f0: f0)
        #expect((metal.reflectance(cosine: 1 / 7) - schlick * tint).length < 1e-5)
        var sum = Vector3.zero
        for i in 0..<1000 {
            let mu = (Float(i) + 0.5) / 1000
            sum += metal.reflectance(cosine: mu) * (2 * mu / 1000)
        }
        #expect((sum - metal.average).length < 1e-3)
    }

    @Test("Refraction follows Snell's law and comes back the same way")
    func snell() throws {
        let wo = direction(degrees: 50)
        let wi = try #require(refract(wo, about: [0, 0, 1], eta: 1.5))
        let (sinO, sinI) = ((1 - wo.z * wo.z).squareRoot(), (1 - wi.z * wi.z).squareRoot())
        #expect(abs(sinO - 1.5 * sinI) < 1e-5 && wi.z < 0 && abs(wi.length - 1) < 1e-5)
        let back = try #require(refract(wi, about: [0, 0, -1], eta: 1 / 1.5))
        #expect((back - wo).length < 1e-5)
        #expect(refract(direction(degrees: 60), about: [0, 0, 1], eta: 1 / 1.5) == nil)
    }
}
