import Foundation
import Geometry
import Imaging
import Rendering
import Testing

@Suite("Light goes through clear things") struct ClearThingsTests {
    /// A white floor under even light from straight above, seen from above with what hangs over it in no ray's way.
    private func floor(under things: [Surface], z: Float = 0, samples: Int = 64) async throws -> Vector3 {
        let lamp = Light.area(
            AreaLight(
                group: .overhead, centre: [-400, 0, 400], u: [2, 0, 2], v: [0, -2, 0], radiance: Vector3(repeating: 9e3)
            )
        )
        let ground = Surface(
            mesh: TestScenes.square(half: 60, z: z), material: TestScenes.matte(Vector3(repeating: 0.8)), objectID: 1)
        let scene = Scene(surfaces: [ground] + things, lights: [lamp])
        let film = try await Renderer().render(
            scene, camera: TestScenes.camera(pixels: 8, span: 4), settings: TestScenes.settings(samples, [.overhead]))
        return try #require(film.layers[.overhead]).mean
    }

    /// What things let through of the light that falls on the middle of the floor at 45°.
    private func share(through things: [Surface], z: Float = 0) async throws -> Vector3 {
        let bare = try await floor(under: [], z: z)
        return try await floor(under: things, z: z) / bare
    }

    /// A box about a point between the lamp and the middle of the floor, square to the light, thick along it.
    private func slab(
        thickness: Float, at distance: Float = 30, half: Float = 8, tilt: Float = 0, _ material: Material
    ) -> Surface {
        let toward = Vector3(-1, 0, 1).normalized
        let turn = AffineTransform.rotation(axis: [0, 1, 0], degrees: tilt)
        let along = turn.applyToDirection(toward)
        let across = turn.applyToDirection(Vector3(1, 0, 1).normalized)
        func corner(_ x: Float, _ y: Float, _ z: Float) -> Vector3 {
            toward * distance + across * (x * half) + Vector3(0, y * half, 0) + along * (z * thickness / 2)
        }
        let positions = [-1, 1].flatMap { (z: Float) in
            [corner(-1, -1, z), corner(1, -1, z), corner(1, 1, z), corner(-1, 1, z)]
        }
        let faces: [(UInt32, UInt32, UInt32, UInt32)] = [
            (0, 1, 2, 3), (4, 7, 6, 5), (0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0),
        ]
        var mesh = Mesh(positions: positions, triangles: faces.flatMap { [[$0.0, $0.1, $0.2], [$0.0, $0.2, $0.3]] })
        // Counter-clockwise from outside, whichever way the axes turn.
        let (a, b, c) = (positions[4], positions[7], positions[6])
        if dot(cross(b - a, c - a), along) < 0 { mesh.triangles = mesh.triangles.map { [$0.x, $0.z, $0.y] } }
        return Surface(mesh: mesh, material: material, objectID: 2)
    }

    private func glass(_ absorption: Vector3 = .zero, index: Float = 1.5) -> Material {
        .dielectric(DielectricMaterial(indexOfRefraction: index, absorption: absorption))
    }

    @Test("a slab takes what its faces turn back and what it absorbs")
    func slab() async throws {
        let tint = Vector3(0.02, 0.1, 0.4)
        let seen = try await share(through: [slab(thickness: 5, glass(tint))])
        // 0.04 at each face at normal incidence.
        let expected = 0.96 * 0.96 * Vector3(exp(-0.1), exp(-0.5), exp(-2))
        #expect(isClose(seen, expected, within: 0.006), "\(seen) against \(expected)")
    }

    @Test("slanted light takes the refracted way", arguments: [Float(25), 50])
    func slantedSlab(_ degrees: Float) async throws {
        let seen = try await share(through: [slab(thickness: 3, half: 14, tilt: degrees, glass([0.1, 0.2, 0.3]))])
        let sine = sin(degrees * .pi / 180)
        let (c, t) = ((1 - sine * sine).squareRoot(), (1 - sine * sine / 2.25).squareRoot())
        let (s, p) = ((c - 1.5 * t) / (c + 1.5 * t), (1.5 * c - t) / (1.5 * c + t))
        let passed = 1 - (s * s + p * p) / 2
        let length = 3 / t
        let expected = passed * passed * Vector3(exp(-0.1 * length), exp(-0.2 * length), exp(-0.3 * length))
        #expect(isClose(seen, expected, within: 0.01), "\(seen) against \(expected)")
    }

    @Test("a ray that starts inside leaves through one face")
    func startsInside() async throws {
        // The floor cuts the slab in the middle.
        var cut = slab(thickness: 8, at: 0, glass([0.1, 0.05, 0]))
        cut.visibleToCamera = false
        let seen = try await share(through: [cut])
        let expected = 0.96 * Vector3(exp(-0.4), exp(-0.2), 1)
        #expect(isClose(seen, expected, within: 0.01), "\(seen) against \(expected)")
    }

    @Test("slabs behind one another multiply, and what lies inside another is its own")
    func nested() async throws {
        let two = try await share(through: [
            slab(thickness: 2, at: 20, glass([0.1, 0, 0])), slab(thickness: 4, at: 34, glass([0, 0.1, 0])),
        ])
        let faces: Float = 0.96 * 0.96 * 0.96 * 0.96
        #expect(isClose(two, faces * Vector3(exp(-0.2), exp(-0.4), 1), within: 0.008), "\(two)")
        let inner = try await share(through: [
            slab(thickness: 10, half: 8, glass([0.1, 0, 0])), slab(thickness: 2, half: 6, glass([0, 0.5, 0])),
        ])
        #expect(abs(inner.y / inner.z - exp(-1)) < 0.01 && inner.x < 0.5 * inner.z, "\(inner)")
    }

    @Test("a prism that turns light back lets none through")
    func totalReflection() async throws {
        // Square to the lower leg, the way meets the long side at 43°, beyond the critical 41.8°.
        let toward = Vector3(-1, 0, 1).normalized
        let (middle, aside) = (toward * 30, Vector3(1, 0, 1).normalized * 10)
        let ahead = toward * (10 * tan(43 * Float.pi / 180))
        let section: [Vector3] = [middle - aside - ahead, middle + aside - ahead, middle + aside + ahead]
        let positions: [Vector3] = [Float(10), -10].flatMap { y in section.map { $0 + Vector3(0, y, 0) } }
        var mesh = Mesh(
            positions: positions,
            triangles: [
                [0, 1, 2], [3, 5, 4], [0, 3, 4], [0, 4, 1], [1, 4, 5], [1, 5, 2], [2, 5, 3], [2, 3, 0],
            ])
        let outward = cross(positions[1] - positions[0], positions[2] - positions[0])
        if outward.y < 0 { mesh.triangles = mesh.triangles.map { [$0.x, $0.z, $0.y] } }
        let seen = try await share(through: [Surface(mesh: mesh, material: glass(), objectID: 2)])
        #expect(seen.max() < 0.01, "\(seen)")
    }

    @Test("a filter lets its share through at each boundary, point by point, and no camera sees it")
    func filters() async throws {
        let half = FilterMaterial(transmittance: [0.5, 0.8, 1])
        let seen = try await share(through: [slab(thickness: 3, .filter(half))])
        #expect(isClose(seen, [0.25, 0.64, 1], within: 0.005), "\(seen)")
        var varied = slab(thickness: 3, .filter(half))
        for (name, value) in [("albedoR", Float(1)), ("albedoG", 0.1), ("albedoB", 0.3)] {
            varied.mesh.channels[name] = [Float](repeating: value, count: 8)
        }
        let tinted = try await share(through: [varied])
        #expect(isClose(tinted, [1, 0.01, 0.09], within: 0.005), "\(tinted)")
        // Between camera and floor it is not there: only its shadow is.
        let over = slab(thickness: 3, at: 30, .filter(FilterMaterial(transmittance: .zero)))
        var above = over
        above.mesh.positions = over.mesh.positions.map { $0 + Vector3(21.2, 0, 100) }
        let clear = try await share(through: [above])
        #expect(isClose(clear, .one, within: 0.002), "\(clear)")
    }

    @Test("scattered light is tinted too, and no more comes out than goes in", arguments: [Float(1.3), 1.5, 2.4])
    func furnace(_ index: Float) async throws {
        // Bounced light: a floor in a white sky under a glass ball that it touches.
        func light(_ things: [Surface]) async throws -> Vector3 {
            let ground = Surface(
                mesh: TestScenes.square(half: 400), material: TestScenes.matte(Vector3(repeating: 0.5)), objectID: 1)
            var camera = TestScenes.camera(pixels: 16, span: 40)
            camera.position = [600, 0, 500]
            let film = try await Renderer().render(
                Scene(surfaces: [ground] + things, lights: [TestScenes.sky(1)]), camera: camera,
                settings: TestScenes.settings(128))
            return try #require(film.layers[.environment]).mean
        }
        var ball = Surface(
            mesh: TestScenes.sphere(radius: 10), material: glass([0, 0.05, 0.1], index: index), objectID: 2)
        ball.mesh.positions = ball.mesh.positions.map { $0 + Vector3(0, 0, 40) }
        let (bare, under) = (try await light([]), try await light([ball]))
        #expect(under.x < bare.x && under.y < under.x && under.z < under.y, "\(under) against \(bare)")
        #expect(under.z > 0.8 * bare.z)
    }

    @Test("without a clear thing every bit stays as it was")
    func unchanged() async throws {
        let ball = Surface(mesh: TestScenes.sphere(radius: 20), material: .skin(SkinMaterial()), objectID: 1)
        let ground = Surface(
            mesh: TestScenes.square(half: 60, z: -30), material: TestScenes.matte([0.5, 0.4, 0.3]), objectID: 2)
        // Clear, and in no ray's way.
        var far = slab(thickness: 1, at: 0, glass())
        far.mesh.positions = far.mesh.positions.map { $0 + Vector3(0, 0, -5000) }
        func film(_ surfaces: [Surface]) async throws -> Film {
            try await Renderer().render(
                Scene(surfaces: surfaces, lights: [TestScenes.sky(0.7)]),
                camera: TestScenes.camera(pixels: 24, span: 90),
                settings: TestScenes.settings(4))
        }
        let (without, with) = (try await film([ball, ground]), try await film([ball, ground, far]))
        #expect(without.layers[.environment]?.pixels == with.layers[.environment]?.pixels)
    }
}
