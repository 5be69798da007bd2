import Foundation
import Geometry
import Rendering
import Testing

private let white = Vector3.one
private let warm = Vector3(0.8, 0.5, 0.2)

/// Lobes wide enough for the grid of the sphere.
private let cases: [LobeCase] = [
    LobeCase("Lambertian", Lambertian(albedo: warm)),
    LobeCase("Oren–Nayar 0.7", OrenNayar(albedo: warm, roughness: 0.7)),
    LobeCase("gold 0.3", ConductorScattering(reflectance: [1, 0.77, 0.34], edgeTint: [1, 0.9, 0.7], roughness: 0.3)),
    LobeCase("white metal 1", ConductorScattering(reflectance: white, roughness: 1)),
    LobeCase("glass 0.4", DielectricScattering(indexOfRefraction: 1.5, roughness: 0.4)),
    LobeCase("diamond 0.6", DielectricScattering(indexOfRefraction: 2.4, roughness: 0.6)),
    LobeCase("lacquer", CoatedScattering(albedo: warm, roughness: 0.3, coat: 1, coatRoughness: 0.3)),
    LobeCase("satin", CoatedScattering(albedo: warm, roughness: 1, coat: 0.4, coatRoughness: 0.6)),
    LobeCase("skin", SkinSpecular(indexOfRefraction: 1.4, roughness: 0.44, oil: 0.2, oilRoughness: 0.3)),
    LobeCase("velvet", ClothScattering(albedo: warm, roughness: 0.8, sheen: 1, sheenRoughness: 0.5, translucency: 0)),
    LobeCase("gauze", ClothScattering(albedo: warm, roughness: 0.8, sheen: 0.3, translucency: 0.4)),
]

private func directions(for lobe: any ScatteringLobe) -> [Vector3] {
    let above = [8, 40, 70, 84].map { direction(degrees: $0) }
    let both = lobe is DielectricScattering || lobe is ClothScattering
    return both ? above + [25, 60].map { direction(degrees: 180 - $0) } : above
}

/// Lobes that draw a direction for every number. The others drop what facets shadow (GGX) at most up to here.
private func allowedRemainder(_ lobe: any ScatteringLobe) -> Double {
    lobe is Lambertian || lobe is OrenNayar || lobe is ClothScattering ? 0 : 0.35
}

struct ScatteringDensityTests {
    @Test("The density integrates to one less the share of dropped samples", arguments: cases)
    func densityIsNormalised(_ item: LobeCase) {
        for wo in directions(for: item.lobe) {
            let integral = SphereGrid(rows: 40, columns: 48).integrals {
                Double(item.lobe.evaluate(wo: wo, wi: $0).pdf)
            }
            .reduce(0, +)
            var dropped = 0
            let samples = 20_000
            for n in 0..<samples where item.lobe.sample(wo: wo, u: lowDiscrepancyPoint(n)) == nil { dropped += 1 }
            let remainder = Double(dropped) / Double(samples)
            #expect(abs(integral + remainder - 1) < 0.01, "\(integral) + \(remainder) at \(wo)")
            #expect(remainder <= allowedRemainder(item.lobe), "at \(wo)")
        }
    }

    @Test("Samples fall where the density says", arguments: cases)
    func samplesFollowTheDensity(_ item: LobeCase) {
        let grid = SphereGrid()
        for wo in directions(for: item.lobe) {
            let samples = 60_000
            var random = PCG32(seed: 7)
            var counts = [Int](repeating: 0, count: grid.count)
            for _ in 0..<samples {
                let u = SIMD3(random.nextFloat(), random.nextFloat(), random.nextFloat())
                if let s = item.lobe.sample(wo: wo, u: u) { counts[grid.cell(of: s.wi)] += 1 }
            }
            let expected = grid.integrals { Double(item.lobe.evaluate(wo: wo, wi: $0).pdf) * Double(samples) }
            let deviation = chiSquareDeviation(counts: counts, expected: expected)
            #expect(deviation < 4.5, "\(deviation) σ at \(wo)")
        }
    }

    @Test("A sample's weight and density are those of evaluate", arguments: cases)
    func samplesAgreeWithEvaluate(_ item: LobeCase) {
        var random = PCG32(seed: 3)
        var drawn = 0
        for _ in 0..<4000 {
            let z = random.nextFloat() * 0.98 + 0.01
            let phi = random.nextFloat() * 2 * .pi
            let r = (1 - z * z).squareRoot()
            let flips = item.lobe is DielectricScattering || item.lobe is ClothScattering
            let wo = Vector3(r * cos(phi), r * sin(phi), flips && random.nextFloat() < 0.5 ? -z : z)
            let u = SIMD3(random.nextFloat(), random.nextFloat(), random.nextFloat())
            guard let s = item.lobe.sample(wo: wo, u: u) else { continue }
            drawn += 1
            let (value, pdf) = item.lobe.evaluate(wo: wo, wi: s.wi)
            let isClose = abs(pdf - s.pdf) <= 0.01 * s.pdf && (value - s.weight * pdf).length <= 0.01 * value.length
            let isFinite = (s.weight.x + s.weight.y + s.weight.z + s.pdf).isFinite
            #expect(isClose && isFinite && abs(s.wi.length - 1) < 1e-4, "wo \(wo) wi \(s.wi) \(pdf) \(s.pdf)")
            #expect(s.isTransmission == (s.wi.z * wo.z < 0) && !s.isSpecular)
            if !(isClose && isFinite) { break }
        }
        #expect(drawn > 2500)
    }

    @Test("The mean of the weights is the integral of the lobe", arguments: cases)
    func samplingIsUnbiased(_ item: LobeCase) {
        for wo in directions(for: item.lobe) {
            let sampled = directionalAlbedo(item.lobe, wo: wo).y
            let integral = SphereGrid(rows: 40, columns: 48)
                .integrals { Double(item.lobe.evaluate(wo: wo, wi: $0).value.y) }.reduce(0, +)
            #expect(abs(sampled - integral) < 0.01, "\(sampled), \(integral) at \(wo)")
        }
    }

    @Test("Nothing comes from below an opaque surface, nor from a mirror off its axis")
    func hiddenSidesAreDark() {
        let (up, down) = (direction(degrees: 30), direction(degrees: 150))
        for item in cases where !(item.lobe is DielectricScattering) && item.name != "gauze" {
            #expect(item.lobe.evaluate(wo: up, wi: down).value == .zero, "\(item.name)")
            if !(item.lobe is ClothScattering) {
                #expect(item.lobe.sample(wo: down, u: [0.3, 0.4, 0.5]) == nil, "\(item.name)")
            }
        }
        let mirror = ConductorScattering(reflectance: white, roughness: 0)
        #expect(mirror.evaluate(wo: up, wi: up).pdf == 0)
        let sample = mirror.sample(wo: up, u: [0.3, 0.4, 0.5])
        #expect(sample?.wi == Vector3(-up.x, -up.y, up.z) && sample?.isSpecular == true)
    }

    @Test("Scattering is the same when light and eye change places")
    func reciprocity() {
        var random = PCG32(seed: 11)
        func upper() -> Vector3 {
            let z = random.nextFloat() * 0.95 + 0.05
            let phi = random.nextFloat() * 2 * .pi
            let r = (1 - z * z).squareRoot()
            return Vector3(r * cos(phi), r * sin(phi), z)
        }
        let plain = ClothScattering(albedo: warm, roughness: 0.8, sheen: 0, translucency: 0.4)
        let reciprocal = cases.filter { !($0.lobe is DielectricScattering || $0.lobe is ClothScattering) }
        for item in reciprocal + [LobeCase("cloth without sheen", plain)] {
            for _ in 0..<500 {
                let (a, b) = (upper(), upper())
                let there = item.lobe.evaluate(wo: a, wi: b).value / b.z
                let back = item.lobe.evaluate(wo: b, wi: a).value / a.z
                #expect((there - back).length <= 1e-3 * there.length + 1e-6, "\(item.name) \(a) \(b)")
            }
        }
    }
}
