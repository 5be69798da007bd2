import Geometry
import Imaging
import Rendering
import Testing

@Suite("In even light a body shows its albedo") struct FurnaceTests {
    private func picture(of material: Material, samples: Int = 64) async throws -> Vector3 {
        let scene = Scene(
            surfaces: [Surface(mesh: TestScenes.sphere(), material: material, objectID: 1)],
            lights: [TestScenes.sky(1)])
        let film = try await Renderer().render(
            scene, camera: TestScenes.camera(pixels: 24, span: 40), settings: TestScenes.settings(samples))
        return try #require(film.layers[.environment]).mean
    }

    @Test func matteSpheresShowTheirAlbedo() async throws {
        let mean = try await picture(of: TestScenes.matte([0.8, 0.5, 0.2]))
        #expect(isClose(mean, [0.8, 0.5, 0.2], within: 0.004))
    }

    @Test func whiteSkinWithoutGlossLosesNothing() async throws {
        var skin = SkinMaterial(albedo: .one, indexOfRefraction: 1, oil: 0, reliefDepth: 0)
        skin.meanFreePath = [2, 1, 0.5]
        let mean = try await picture(of: .skin(skin))
        #expect(isClose(mean, .one, within: 0.03), "\(mean)")
    }

    @Test func skinShowsTheAlbedoThatItsMediumWasInvertedFrom() async throws {
        let albedo = Vector3(0.75, 0.5, 0.2)
        var skin = SkinMaterial(albedo: albedo, indexOfRefraction: 1, oil: 0, reliefDepth: 0)
        // Short paths, so that the sphere's curve does not count.
        skin.meanFreePath = [0.2, 0.1, 0.05]
        let mean = try await picture(of: .skin(skin), samples: 128)
        #expect(isClose(mean, albedo, within: 0.02), "\(mean)")
    }

    @Test func glossySkinGivesBackNoMoreThanItGets() async throws {
        let skin = SkinMaterial(albedo: .one, reliefDepth: 0)
        let mean = try await picture(of: .skin(skin))
        #expect(isClose(mean, .one, within: 0.04), "\(mean)")
    }

    @Test(arguments: [
        Material.cloth(ClothMaterial(colour: .one, weave: .none, reliefDepth: 0, colourVariation: 0)),
        .metal(MetalMaterial(reflectance: .one)),
        .coated(CoatedMaterial(colour: .one, roughness: 0.5, coat: 1)),
        .dielectric(DielectricMaterial(indexOfRefraction: 1.5)),
    ])
    func whiteBodiesVanish(_ material: Material) async throws {
        let mean = try await picture(of: material)
        #expect(isClose(mean, .one, within: 0.035), "\(mean)")
    }
}
