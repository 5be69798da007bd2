import Geometry
import Imaging
import Rendering
import Testing

@Suite("What is too fine for a denoiser is kept beside the light") struct FineDetailTests {
    private static func film(_ skin: SkinMaterial) async throws -> Film {
        let scene = Scene(
            surfaces: [Surface(mesh: TestScenes.square(half: 40), material: .skin(skin), objectID: 1)],
            lights: [
                .area(
                    AreaLight(
                        group: .left, centre: [-400, 120, 260], u: [60, 0, 90], v: [0, -100, 0],
                        radiance: [12, 12, 12]))
            ])
        return try await Renderer().render(
            scene, camera: TestScenes.camera(pixels: 96, span: 14), settings: TestScenes.settings(8, [.left]))
    }

    /// Mean luminance, and the mean difference between neighbours as a share of it.
    private static func measures(_ picture: ImageBuffer<SceneLinear>) -> (mean: Float, texture: Float) {
        let y = stride(from: 0, to: picture.pixels.count, by: 3).map {
            luminance(Vector3(picture.pixels[$0], picture.pixels[$0 + 1], picture.pixels[$0 + 2]))
        }
        let mean = y.reduce(0, +) / Float(y.count)
        let steps = (1..<y.count).filter { $0 % picture.width != 0 }.map { abs(y[$0] - y[$0 - 1]) }
        return (mean, steps.reduce(0, +) / Float(steps.count) / mean)
    }

    @Test func `Denoised skin has its pores, and is as bright as skin without any`() async throws {
        let mix = LightMix([.left: .one])
        let film = try await Self.film(SkinMaterial(reliefDepth: 0.03))
        let plain = try Denoiser().denoise(film.mixed(mix), albedo: film.albedo, normal: film.normal)
        let (smooth, fine) = (Self.measures(plain), Self.measures(try film.exposed(mix).developed()))
        #expect(fine.texture > 3 * smooth.texture, "\(fine.texture) and \(smooth.texture)")
        #expect(abs(fine.mean / smooth.mean - 1) < 0.08, "\(fine.mean) and \(smooth.mean)")
    }

    @Test func `Noise of a single pixel leaves no black speck, and a pore of several pixels stays`() async throws {
        let mix = LightMix([.left: .one])
        var film = try await Self.film(SkinMaterial(reliefDepth: 0.03))
        film.fine?.tint = ImageBuffer(width: 96, height: 96, fill: 0)
        var relief = ImageBuffer<Scalar>(width: 96, height: 96, fill: 0)
        relief.pixels[20 * 96 + 20] = -5
        for y in 60..<64 { for x in 60..<64 { relief.pixels[y * 96 + x] = -0.1 } }
        film.fine?.layers[.left] = relief
        let picture = try film.exposed(mix).developed()
        var bare = film
        bare.fine = nil
        let smooth = try bare.exposed(mix).developed()
        #expect(luminance(picture.rgb(20, 20)) > 0.99 * luminance(smooth.rgb(20, 20)))
        #expect(luminance(picture.rgb(62, 62)) < 0.97 * luminance(smooth.rgb(62, 62)))
    }

    @Test func `A film without fine relief has no such layers`() async throws {
        let film = try await Self.film(SkinMaterial(reliefDepth: 0))
        #expect(film.fine == nil)
    }

    @Test func `A window of a film has that window's detail, and a retake replaces it`() async throws {
        let mix = LightMix([.left: .one])
        let film = try await Self.film(SkinMaterial(reliefDepth: 0.03))
        let window = PixelWindow(x: 20, y: 30, width: 16, height: 12)
        let part = film.cropped(to: window)
        #expect(part.fine?.tint.rgb(3, 4) == film.fine?.tint.rgb(23, 34))
        #expect(part.fine?.layers[.left]?.value(3, 4) == film.fine?.layers[.left]?.value(23, 34))

        var smooth = part
        smooth.fine!.layers[.left] = ImageBuffer(width: 16, height: 12, fill: 0)
        smooth.fine!.tint = ImageBuffer(width: 16, height: 12, fill: 0)
        var exposure = film.exposed(mix)
        exposure.blend(smooth.exposed(mix), at: window, weight: ImageBuffer(width: 16, height: 12, fill: 1))
        let picture = try exposure.developed()
        let (inside, outside) = (
            Self.measures(picture.cropped(to: window)),
            Self.measures(picture.cropped(to: PixelWindow(x: 50, y: 30, width: 16, height: 12)))
        )
        #expect(inside.texture < 0.5 * outside.texture)
    }
}
