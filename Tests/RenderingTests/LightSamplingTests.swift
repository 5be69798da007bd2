import Foundation
import Geometry
import Imaging
import Rendering
import Testing

@Suite("Light is sampled with the density it claims") struct LightSamplingTests {
    private static var map: ImageBuffer<SceneLinear> {
        var map = ImageBuffer<SceneLinear>(width: 32, height: 16)
        var random = PCG32(seed: 3)
        for y in 0..<16 {
            for x in 0..<32 {
                let v = random.nextFloat() * (x == 20 && y == 5 ? 80 : 1)
                for c in 0..<3 { map.pixels[map.index(x, y) + c] = v * Float(c + 1) }
            }
        }
        return map
    }

    private static func sphere(_ random: inout PCG32) -> Vector3 {
        let z = 1 - 2 * random.nextFloat()
        let (r, phi) = ((1 - z * z).squareRoot(), 2 * Float.pi * random.nextFloat())
        return Vector3(r * cos(phi), z, r * sin(phi))
    }

    @Test func environmentDensityIntegratesToOne() {
        var arena = Arena()
        defer { arena.free() }
        let light = EnvironmentMap(EnvironmentLight(group: .environment, map: Self.map, yaw: 40), in: &arena)
        var random = PCG32(seed: 1)
        let count = 400_000
        var sum = 0.0
        for _ in 0..<count { sum += Double(light.density(toward: Self.sphere(&random))) }
        #expect(abs(sum / Double(count) * 4 * .pi - 1) < 0.02)
    }

    @Test func environmentSamplesFollowTheirDensity() {
        var arena = Arena()
        defer { arena.free() }
        let light = EnvironmentMap(EnvironmentLight(group: .environment, map: Self.map, yaw: -75), in: &arena)
        var random = PCG32(seed: 2)
        let (count, bands, sectors) = (200_000, 8, 12)
        func bin(_ d: Vector3) -> Int {
            let band = min(Int((1 - d.y) / 2 * Float(bands)), bands - 1)
            let sector = min(Int((atan2(d.z, d.x) / (2 * .pi) + 0.5) * Float(sectors)), sectors - 1)
            return band * sectors + sector
        }
        var drawn = [Double](repeating: 0, count: bands * sectors)
        var expected = drawn
        for _ in 0..<count {
            let (d, density) = light.sample(Vector2(random.nextFloat(), random.nextFloat()))
            #expect(abs(d.length - 1) < 1e-4)
            #expect(abs(light.density(toward: d) / density - 1) < 0.02 || abs(d.y) > 0.99)
            drawn[bin(d)] += 1
            // The bins are equal in solid angle, so even directions weighted by density give what each should get.
            let e = Self.sphere(&random)
            expected[bin(e)] += Double(light.density(toward: e)) * 4 * .pi
        }
        for (a, b) in zip(drawn, expected) { #expect(abs(a - b) < 6 * max(a, b, 100).squareRoot() + 0.06 * b) }
    }

    @Test func theChoiceAmongLightsIntegratesToOne() throws {
        var arena = Arena()
        defer { arena.free() }
        let p = Vector3(10, -5, 3)
        let lights: [Light] = [
            .area(AreaLight(group: .left, centre: [-200, 50, 300], u: [80, 0, 60], v: [0, -90, 0], radiance: .one)),
            .area(AreaLight(group: .rim, centre: [0, 300, 100], u: [50, 0, 0], v: [0, 0, 70], radiance: .one)),
            .environment(EnvironmentLight(group: .environment, map: Self.map)),
        ]
        let settings = TestScenes.settings(1, [.left, .rim, .environment])
        let sampler = LightSampler(PreparedLights(lights, in: &arena), settings: settings)
        defer { sampler.free() }
        #expect(sampler.prepare(at: p, normal: [0, 0, 1]))
        var random = PCG32(seed: 5)
        var integral = 0.0
        let count = 300_000
        for _ in 0..<count {
            // The mean of 1 / density over the samples is the solid angle that each strategy covers together:
            // here every strategy's density is integrated over the sphere instead.
            let d = Self.sphere(&random)
            integral += Double(sampler.density(environment: 0, direction: d))
            for i in 0..<2 {
                guard case .area(let area) = lights[i] else { continue }
                let n = cross(area.u, area.v).normalized
                let c = -dot(d, n)
                guard c > 1e-4 else { continue }
                let t = dot(p - area.centre, n) / c
                guard t > 0 else { continue }
                let q = p + d * t - area.centre
                guard abs(dot(q, area.u)) <= dot(area.u, area.u), abs(dot(q, area.v)) <= dot(area.v, area.v) else {
                    continue
                }
                integral += Double(sampler.density(rectangle: i, direction: d, distance: t))
            }
        }
        #expect(abs(integral / Double(count) * 4 * .pi - 1) < 0.03)
        for _ in 0..<1000 {
            let u = Vector2(random.nextFloat(), random.nextFloat())
            guard let s = sampler.sample(from: p, choice: random.nextFloat(), u), s.slot < 2 else { continue }
            let again = sampler.density(rectangle: s.slot, direction: s.direction, distance: s.distance)
            #expect(abs(again / s.density - 1) < 1e-3)
        }
    }

    @Test func aSoftboxLightsAPlaneAsItsFormFactorSays() async throws {
        // A square light of half edge a at height h over the middle of a plane that faces it.
        let (a, h): (Float, Float) = (60, 100)
        let light = Light.area(
            AreaLight(group: .overhead, centre: [0, 0, h], u: [0, a, 0], v: [a, 0, 0], radiance: [3, 2, 1]))
        let scene = Scene(
            surfaces: [Surface(mesh: TestScenes.square(half: 40), material: TestScenes.matte(.one), objectID: 1)],
            lights: [light])
        let film = try await Renderer().render(
            scene, camera: TestScenes.camera(pixels: 16, span: 2), settings: TestScenes.settings(256, [.overhead]))
        let x = a / h
        let factor = 4 / (2 * Float.pi) * 2 * (x / (1 + x * x).squareRoot()) * atan(x / (1 + x * x).squareRoot())
        let mean = try #require(film.layers[.overhead]).mean
        #expect(isClose(mean, Vector3(3, 2, 1) * factor, within: 0.01), "\(mean) against \(factor)")
    }

    @Test func sobolPairsFillEveryStratum() {
        for pixel in 0..<20 {
            var (columns, rows, cells) = (Set<Int>(), Set<Int>(), Set<Int>())
            for index in 0..<16 {
                var sampler = PixelSampler(x: pixel, y: 7, index: index, seed: 9)
                _ = sampler.next2D()
                let u = sampler.next2D()
                #expect(u.x >= 0 && u.x < 1 && u.y >= 0 && u.y < 1)
                columns.insert(Int(u.x * 16))
                rows.insert(Int(u.y * 16))
                cells.insert(Int(u.x * 4) * 4 + Int(u.y * 4))
            }
            #expect(columns.count == 16 && rows.count == 16 && cells.count == 16)
        }
    }
}
