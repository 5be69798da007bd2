import Foundation
import Geometry
import Imaging
import Rendering
import Testing

@Suite("The renderer keeps its promises") struct RendererTests {
    private static let lights: [Light] = [
        .area(
            AreaLight(group: .left, centre: [-300, 200, 300], u: [80, 0, 80], v: [0, -100, 0], radiance: [9, 8, 7])),
        TestScenes.sky(0.4),
    ]

    private static let scene = Scene(
        surfaces: [
            Surface(mesh: TestScenes.sphere(), material: .skin(SkinMaterial()), objectID: 3),
            Surface(
                mesh: TestScenes.square(half: 200, z: -60), material: TestScenes.matte([0.5, 0.4, 0.3]), objectID: 4),
        ],
        lights: lights)
    private static let camera = TestScenes.camera(pixels: 40, span: 130)

    @Test func theSameSeedGivesTheSamePictureWhateverTheThreads() async throws {
        let settings = TestScenes.settings(4, [.left, .environment], seed: 11)
        let one = try await Renderer(threads: 1).render(Self.scene, camera: Self.camera, settings: settings)
        let three = try await Renderer(threads: 3).render(Self.scene, camera: Self.camera, settings: settings)
        for group in settings.groups {
            expectPixels(one.layers[group]?.pixels, three.layers[group]?.pixels, same: true)
        }
        expectPixels(one.albedo.pixels, three.albedo.pixels, same: true)
        expectPixels(one.normal.pixels, three.normal.pixels, same: true)
        let other = try await Renderer(threads: 2).render(
            Self.scene, camera: Self.camera, settings: TestScenes.settings(4, [.left, .environment], seed: 12))
        expectPixels(one.layers[.left]?.pixels, other.layers[.left]?.pixels, same: false)
    }

    @Test func aWindowIsAPartOfTheWholePicture() async throws {
        let whole = try await Renderer().render(
            Self.scene, camera: Self.camera, settings: TestScenes.settings(2, [.left, .environment]))
        let window = PixelWindow(x: 7, y: 19, width: 21, height: 13)
        let part = try await Renderer().render(
            Self.scene, camera: Self.camera,
            settings: TestScenes.settings(2, [.left, .environment], window: window))
        let cut = whole.cropped(to: window)
        expectPixels(part.layers[.left]?.pixels, cut.layers[.left]?.pixels, same: true)
        expectPixels(part.depth.pixels, cut.depth.pixels, same: true)
        expectPixels(part.object.pixels, cut.object.pixels, same: true)
    }

    @Test func whatIsNotWantedCostsNoRays() async throws {
        var settings = TestScenes.settings(2, [.left])
        let whole = try await Renderer().render(Self.scene, camera: Self.camera, settings: settings)
        var wanted = ImageBuffer<Coverage>(width: 40, height: 40)
        wanted.pixels[20 * 40 + 20] = 0.5
        settings.wanted = wanted
        let rays = LastProgress()
        let part = try await Renderer().render(Self.scene, camera: Self.camera, settings: settings) { rays.note($0) }
        #expect(rays.value.totalTiles == 1 && rays.value.fraction == 1)
        #expect(part.layers[.left]?.rgb(20, 20) == whole.layers[.left]?.rgb(20, 20))
        #expect(part.layers[.left]?.rgb(3, 3) == .zero)
        settings.wanted = ImageBuffer(width: 4, height: 4)
        await #expect(throws: RenderError.invalidSettings("wanted must have the window's size")) {
            try await Renderer().render(Self.scene, camera: Self.camera, settings: settings)
        }
    }

    @Test func layersAddUpToThePictureUnderAllLights() async throws {
        let groups: [LightGroup] = [.left, .environment]
        let both = try await Renderer().render(
            Self.scene, camera: Self.camera, settings: TestScenes.settings(64, groups))
        var sum = Vector3.zero
        for group in groups {
            let alone = try await Renderer().render(
                Self.scene, camera: Self.camera, settings: TestScenes.settings(64, [group], seed: 5))
            sum += try #require(alone.layers[group]).mean
        }
        let mixed = both.mixed(LightMix([.left: .one, .environment: .one])).mean
        #expect(isClose(mixed, sum, within: 0.012 * sum.max()), "\(mixed) against \(sum)")
        let scaled = both.mixed(LightMix([.left: [2, 0, 1], .environment: [0, 3, 0.5]]))
        let (l, e) = (try #require(both.layers[.left]), try #require(both.layers[.environment]))
        #expect(scaled.rgb(20, 20) == Vector3(2, 0, 1) * l.rgb(20, 20) + Vector3(0, 3, 0.5) * e.rgb(20, 20))
    }

    @Test func aMixThatLeavesAGroupDarkStillRendersItTrue() async throws {
        var settings = TestScenes.settings(128, [.left, .environment])
        settings.expectedMix = LightMix([.left: .one])
        let film = try await Renderer().render(Self.scene, camera: Self.camera, settings: settings)
        let alone = try await Renderer().render(
            Self.scene, camera: Self.camera, settings: TestScenes.settings(64, [.environment]))
        let (a, b) = (try #require(film.layers[.environment]).mean, try #require(alone.layers[.environment]).mean)
        #expect(isClose(a, b, within: 0.02 * b.max()), "\(a) against \(b)")
    }

    @Test func theFilmKnowsWhatTheCameraSees() async throws {
        let film = try await Renderer().render(
            Self.scene, camera: Self.camera, settings: TestScenes.settings(4, [.left]))
        #expect(film.object.value(20, 20) == 3)
        #expect(film.object.value(1, 1) == 4)
        #expect(abs(film.depth.value(20, 20) - 950) < 0.5)
        #expect(abs(film.depth.value(1, 1) - 1060) < 0.01)
        #expect(film.normal.rgb(20, 20).z > 0.99)
        #expect(isClose(film.albedo.rgb(1, 1), [0.5, 0.4, 0.3], within: 1e-4))
    }

    @Test func aProxyShadesWithoutBeingSeen() async throws {
        let ground = Surface(mesh: TestScenes.square(half: 500), material: TestScenes.matte(.one), objectID: 1)
        let lamp = Light.area(
            AreaLight(group: .flash, centre: [0, 0, 600], u: [0, 1, 0], v: [1, 0, 0], radiance: [1e5, 1e5, 1e5]))
        let proxy = Surface(
            mesh: TestScenes.square(half: 15, z: 30), material: TestScenes.matte(.zero), objectID: 2,
            visibleToCamera: false)
        func centre(_ surfaces: [Surface]) async throws -> (Vector3, Float) {
            let film = try await Renderer().render(
                Scene(surfaces: surfaces, lights: [lamp]), camera: TestScenes.camera(pixels: 9, span: 20),
                settings: TestScenes.settings(8, [.flash]))
            return (try #require(film.layers[.flash]).rgb(4, 4), film.object.value(4, 4))
        }
        let (free, _) = try await centre([ground])
        let (shaded, seen) = try await centre([ground, proxy])
        #expect(free.x > 0.3)
        #expect(shaded.x < 0.01 * free.x)
        #expect(seen == 1)
    }

    @Test func glowIsSeenAndCastsNothing() async throws {
        let ground = Surface(mesh: TestScenes.square(half: 500), material: TestScenes.matte(.one), objectID: 1)
        let glow = Surface(
            mesh: TestScenes.square(half: 15, z: 30), material: .emissive(EmissiveMaterial(radiance: [3, 2, 1])),
            objectID: 2)
        let scene = Scene(surfaces: [ground, glow], lights: [TestScenes.sky(0.5)])
        let film = try await Renderer().render(
            scene, camera: TestScenes.camera(pixels: 32, span: 80), settings: TestScenes.settings(64))
        let light = try #require(film.layers[.environment])
        #expect(isClose(light.rgb(16, 16), [3, 2, 1], within: 1e-4))
        #expect(isClose(light.rgb(8, 16), [0.5, 0.5, 0.5], within: 0.03))
    }

    @Test("An inset is hidden by what stands before it: wholly, in part at an edge, by hair within the tolerance too")
    func insets() async throws {
        let ground = Surface(mesh: TestScenes.square(half: 500), material: TestScenes.matte(.one), objectID: 1)
        // Covers the left half of the picture, whose middle runs through the middle of a pixel.
        var screen = Surface(
            mesh: TestScenes.square(half: 500, z: 30), material: TestScenes.matte(.one), objectID: 2)
        screen.mesh.positions = screen.mesh.positions.map { $0 - Vector3(500, 0, 0) }
        let hair = CurveSet(
            points: [[8, -60, 21], [8, 0, 21], [8, 60, 21]], radii: [1.2, 1.2, 1.2], counts: [3],
            material: HairMaterial(eumelanin: 8), objectID: 5)
        let camera = TestScenes.camera(pixels: 9, span: 18)
        let distance = camera.position.z
        var settings = TestScenes.settings(1, [.environment])
        func shown(_ z: Float) async throws -> ImageBuffer<Coverage> {
            settings.inset = RenderSettings.Inset(
                depth: ImageBuffer(width: 9, height: 9, fill: distance - z), tolerance: 5)
            let film = try await Renderer().render(
                Scene(surfaces: [ground, screen], curves: [hair], lights: [TestScenes.sky(1)]), camera: camera,
                settings: settings)
            return try #require(film.insetShown)
        }
        let between = try await shown(20)
        #expect(between.value(1, 4) == 0, "the screen stands 10 mm before it")
        #expect((0.25...0.75).contains(between.value(4, 4)), "half a pixel is screen")
        #expect(between.value(6, 4) == 1, "nothing but the ground is there")
        #expect(between.value(8, 4) < 0.5, "hair hides what lies right behind it")
        #expect(try await shown(26).value(1, 4) == 1, "it rests in the screen, within the tolerance")
        #expect(try await shown(26).value(8, 4) == 1, "it lies before the hair")
        settings.inset?.depth = ImageBuffer(width: 3, height: 9)
        await #expect(throws: RenderError.invalidSettings("the inset must have the window's size")) {
            try await Renderer().render(Self.scene, camera: camera, settings: settings)
        }
    }

    @Test func strandsHideAndAreNamed() async throws {
        let strand = CurveSet(
            points: [[0, -60, 5], [0, 0, 5], [0, 60, 5]], radii: [3, 3, 3], counts: [3],
            material: HairMaterial(eumelanin: 8), objectID: 7)
        let ground = Surface(mesh: TestScenes.square(half: 500), material: TestScenes.matte(.one), objectID: 1)
        let film = try await Renderer().render(
            Scene(surfaces: [ground], curves: [strand], lights: [TestScenes.sky(1)]),
            camera: TestScenes.camera(pixels: 32, span: 32), settings: TestScenes.settings(64))
        let light = try #require(film.layers[.environment])
        #expect(film.object.value(16, 16) == 7 && film.object.value(4, 16) == 1)
        #expect(light.rgb(16, 16).x < 0.3 && light.rgb(16, 16).x > 0.01)
        #expect(light.rgb(2, 16).x > 0.8)
    }

    @Test func cancellingStopsTheRender() async throws {
        let task = Task {
            try await Renderer().render(
                Self.scene, camera: TestScenes.camera(pixels: 2000, span: 130),
                settings: TestScenes.settings(512, [.left]))
        }
        try await Task.sleep(for: .milliseconds(300))
        let clock = ContinuousClock()
        let start = clock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.now - start < .seconds(5))
    }

    @Test func progressReachesTheEnd() async throws {
        let last = LastProgress()
        _ = try await Renderer().render(Self.scene, camera: Self.camera, settings: TestScenes.settings(1, [.left])) {
            last.note($0)
        }
        let p = last.value
        #expect(p.finishedTiles == 9 && p.totalTiles == 9 && p.fraction == 1)
        #expect(p.rays > 40 * 40)
    }

    @Test func nonsenseIsRefusedWithAReason() async throws {
        var broken = Self.scene
        broken.surfaces[1].mesh.triangles.append([0, 1, 99])
        #expect(throws: RenderError.invalidGeometry(index: 1, reason: "a triangle names a vertex that is not there")) {
            try PreparedScene(broken)
        }
        var settings = TestScenes.settings(1, [.left])
        settings.window = PixelWindow(x: 30, y: 0, width: 30, height: 10)
        await #expect(throws: RenderError.invalidSettings("the window must lie inside the frame")) {
            try await Renderer().render(Self.scene, camera: Self.camera, settings: settings)
        }
        await #expect(throws: RenderError.self) {
            try await Renderer().render(Self.scene, camera: Self.camera, settings: TestScenes.settings(0, [.left]))
        }
    }

    @Test func projectingUndoesLooking() {
        let camera = Camera(
            position: [120, 30, 900], target: [10, -20, 5], focalLength: 85, width: 640, height: 800)
        for pixel in [Vector2(0, 0), Vector2(320, 400), Vector2(611.25, 17.5)] {
            let (back, depth) = camera.project(camera.position + camera.direction(through: pixel) * 700)
            #expect((back - pixel).length < 0.02)
            #expect(depth > 600)
        }
    }
}

/// Compares without printing a picture's every number when they differ.
private func expectPixels(_ a: [Float]?, _ b: [Float]?, same: Bool, _ place: SourceLocation = #_sourceLocation) {
    let isSame = a == b
    #expect(isSame == same, sourceLocation: place)
    #expect(a?.contains { $0 > 0 } == true, "an empty picture proves nothing", sourceLocation: place)
}

private final class LastProgress: @unchecked Sendable {
    // Unchecked: the lock guards the only property.
    private let lock = NSLock()
    private var latest = RenderProgress(finishedTiles: 0, totalTiles: 0, rays: 0)

    func note(_ p: RenderProgress) {
        lock.withLock { if p.finishedTiles > latest.finishedTiles { latest = p } }
    }
    var value: RenderProgress { lock.withLock { latest } }
}
