import Foundation
import Geometry
import Rendering
import Testing

extension HairScattering: ScatteringLobe {}

/// A hair by what matters to scattering.
private struct Hair: Sendable, CustomTestStringConvertible {
    var longitudinal: Float
    var azimuthal: Float
    var absorption: Vector3 = .zero
    var testDescription: String { "roughness \(longitudinal), \(azimuthal), absorption \(absorption.x)" }

    func scattering(offset: Float) -> HairScattering {
        let optics = HairOptics(
            absorption: absorption, longitudinalRoughness: longitudinal, azimuthalRoughness: azimuthal, cuticleTilt: 2)
        return HairScattering(optics: optics, offset: offset)
    }
}

private let hairs = [
    Hair(longitudinal: 0.25, azimuthal: 0.3), Hair(longitudinal: 0.4, azimuthal: 0.4, absorption: [0.5, 0.8, 1.5]),
    Hair(longitudinal: 0.3, azimuthal: 0.6, absorption: [3, 5, 9]), Hair(longitudinal: 0.8, azimuthal: 0.9),
]

/// Directions at an inclination to the fibre's cross-section, at odd azimuths.
private let views: [Vector3] = [0, 25, -50, 70].enumerated().map { i, degrees in
    let (t, phi) = (Float(degrees) * .pi / 180, 0.4 + 1.7 * Float(i))
    return Vector3(sin(t), cos(t) * cos(phi), cos(t) * sin(phi))
}

/// The grid has its poles on z, where no hair lobe is special.
private let grid = SphereGrid(rows: 40, columns: 64)

struct ScatteringHairTests {
    @Test("The density integrates to one", arguments: hairs)
    fileprivate func densityIsNormalised(_ hair: Hair) {
        for (wo, offset) in zip(views, [-0.8, -0.3, 0.1, 0.95] as [Float]) {
            let lobe = hair.scattering(offset: offset)
            let integral = grid.integrals { Double(lobe.evaluate(wo: wo, wi: $0).pdf) }.reduce(0, +)
            #expect(abs(integral - 1) < 0.01, "\(integral) at \(wo)")
        }
    }

    @Test("Samples fall where the density says", arguments: hairs)
    fileprivate func samplesFollowTheDensity(_ hair: Hair) {
        for (wo, offset) in zip(views, [0.7, 0.2, -0.5, -0.9] as [Float]) {
            let lobe = hair.scattering(offset: offset)
            var random = PCG32(seed: 5)
            var counts = [Int](repeating: 0, count: grid.count)
            let samples = 60_000
            for _ in 0..<samples {
                let u = SIMD3(random.nextFloat(), random.nextFloat(), random.nextFloat())
                if let s = lobe.sample(wo: wo, u: u) { counts[grid.cell(of: s.wi)] += 1 }
            }
            let expected = grid.integrals { Double(lobe.evaluate(wo: wo, wi: $0).pdf) * Double(samples) }
            let deviation = chiSquareDeviation(counts: counts, expected: expected)
            #expect(deviation < 4.5, "\(deviation) σ at \(wo)")
        }
    }

    @Test("A sample's weight and density are those of evaluate", arguments: hairs)
    fileprivate func samplesAgreeWithEvaluate(_ hair: Hair) throws {
        var random = PCG32(seed: 9)
        for _ in 0..<3000 {
            func number() -> Float { random.nextFloat() }
            let wo = Vector3(number() - 0.5, number() - 0.5, number() - 0.5).normalized
            let lobe = hair.scattering(offset: 2 * number() - 1)
            let s = try #require(lobe.sample(wo: wo, u: SIMD3(number(), number(), number())))
            let (value, pdf) = lobe.evaluate(wo: wo, wi: s.wi)
            let isClose =
                abs(pdf - s.pdf) <= 0.02 * s.pdf + 1e-5 && (value - s.weight * pdf).length <= 0.02 * value.length + 1e-5
            let isFinite = (s.weight.x + s.weight.y + s.weight.z + s.pdf).isFinite
            try #require(isClose && isFinite && abs(s.wi.length - 1) < 1e-4, "wo \(wo) wi \(s.wi)")
        }
    }

    @Test("A fibre that absorbs nothing gives back all light", arguments: [0.1, 0.25, 0.5, 0.75, 1] as [Float])
    func furnace(roughness: Float) {
        for azimuthal in [0.1, 0.3, 0.6, 1] as [Float] {
            let hair = Hair(longitudinal: roughness, azimuthal: azimuthal)
            for wo in views {
                for offset in [-0.99, -0.6, 0, 0.3, 0.9] as [Float] {
                    let albedo = directionalAlbedo(hair.scattering(offset: offset), wo: wo, samples: 4000).y
                    #expect(abs(albedo - 1) < 0.002, "\(azimuthal), \(offset): \(albedo) at \(wo)")
                }
            }
        }
        // Weights are all one without absorption; so let quadrature, which asks the values, agree.
        let lobe = Hair(longitudinal: max(roughness, 0.25), azimuthal: 0.3).scattering(offset: 0.4)
        let integral = grid.integrals { Double(lobe.evaluate(wo: views[1], wi: $0).value.y) }.reduce(0, +)
        #expect(abs(integral - 1) < 0.01, "\(integral)")
    }

    @Test("More pigment is darker, eumelanin brown and pheomelanin red")
    func pigment() {
        func colour(_ eumelanin: Float, _ pheomelanin: Float) -> SIMD3<Double> {
            let optics = HairOptics(HairMaterial(eumelanin: eumelanin, pheomelanin: pheomelanin))
            return (0..<40).reduce(SIMD3<Double>.zero) { sum, i in
                let lobe = HairScattering(optics: optics, offset: (Float(i) + 0.5) / 20 - 1)
                return sum + directionalAlbedo(lobe, wo: [0, 0, 1], samples: 500) / 40
            }
        }
        let (blond, brown, black, red) = (colour(0.3, 0), colour(1.3, 0), colour(8, 0), colour(0.3, 1.5))
        #expect(blond.y > brown.y && brown.y > black.y && black.y > 0.01)
        #expect(brown.x > brown.y && brown.y > brown.z)
        #expect(red.x / red.z > blond.x / blond.z)
    }

    @Test("The reflected glint leans toward the root by twice the cuticle's tilt")
    func cuticleShiftsTheGlint() {
        let optics = HairOptics(
            absorption: [100, 100, 100], longitudinalRoughness: 0.1, azimuthalRoughness: 0.3, cuticleTilt: 3)
        let lobe = HairScattering(optics: optics, offset: 0)
        var (best, brightest): (Float, Float) = (0, -1)
        for i in -300...300 {
            let degrees = Float(i) / 10
            let t = degrees * .pi / 180
            let value = lobe.evaluate(wo: [0, 0, 1], wi: [sin(t), 0, cos(t)]).value.y
            if value > brightest { (best, brightest) = (degrees, value) }
        }
        #expect(abs(best + 6) < 0.5, "\(best)°")
    }

    @Test("Light meets the side where the eye's ray does")
    func offsetTurnsTheGlint() {
        // Seen from +z, a point at +y of the axis mirrors to the azimuth 90° − 2 asin(h): toward +y.
        let optics = HairOptics(
            absorption: [100, 100, 100], longitudinalRoughness: 0.3, azimuthalRoughness: 0.1, cuticleTilt: 0)
        let lobe = HairScattering(optics: optics, offset: 0.5)
        let glint = lobe.evaluate(wo: [0, 0, 1], wi: direction(degrees: 60, azimuth: .pi / 2)).value.y
        let other = lobe.evaluate(wo: [0, 0, 1], wi: direction(degrees: 60, azimuth: -.pi / 2)).value.y
        #expect(glint > 20 * other)
    }
}
