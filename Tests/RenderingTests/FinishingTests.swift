import Foundation
import Geometry
import Imaging
import Rendering
import Testing

@Suite("From film to picture") struct FinishingTests {
    @Test func theToneCurveUndoesItself() {
        for transform in [
            ViewTransform(), ViewTransform(exposure: 0.7, contrast: 1.15),
            ViewTransform(exposure: -1, shoulderStart: 0.4),
        ] {
            var last: Float = -1
            for k in 0..<200 {
                let x = Float(k) / 40
                let y = transform.curve(x)
                #expect(y > last && y < 1)
                #expect(abs(transform.inverse(y) - x) < 2e-3 * (1 + x * x))
                last = y
            }
        }
    }

    @Test func midtonesAreLeftAlone() {
        for x: Float in [0, 0.01, 0.18, 0.5] { #expect(ViewTransform().curve(x) == x) }
        #expect(isClose(ViewTransform().apply([0.4, 0.3, 0.2]), [0.4, 0.3, 0.2], within: 1e-6))
    }

    @Test func highlightsFadeTowardWhiteWithoutTurning() {
        let warm = ViewTransform().apply([8, 4, 2])
        #expect(warm.x > warm.y && warm.y > warm.z)
        #expect(warm.z / warm.x > 2.0 / 8 && warm.x <= 1)
    }

    @Test func grainIsFineGreyAndTheSameEveryTime() {
        let grey = ImageBuffer<SceneLinear>(width: 96, height: 96, fill: 0.2)
        let picture = ViewTransform(grain: 0.012).apply(to: grey)
        #expect(picture.pixels == ViewTransform(grain: 0.012).apply(to: grey).pixels)
        let encoded = stride(from: 0, to: picture.pixels.count, by: 3).map { pow(picture.pixels[$0], 1 / 2.2) }
        let mean = encoded.reduce(0, +) / Float(encoded.count)
        let variance = encoded.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(encoded.count)
        #expect((0.006...0.016).contains(variance.squareRoot()), "deviation \(variance.squareRoot())")
        #expect(abs(mean - pow(0.2, 1 / 2.2)) < 0.002)
        #expect(picture.pixels[0] == picture.pixels[1] && picture.pixels[1] == picture.pixels[2])
        #expect(ViewTransform().apply(to: grey).pixels[7] == 0.2)
    }

    @Test func denoisingRemovesNoiseAndKeepsTheMean() throws {
        var (noisy, random) = (ImageBuffer<SceneLinear>(width: 64, height: 64), PCG32(seed: 1))
        for i in noisy.pixels.indices { noisy.pixels[i] = random.nextFloat() }
        let albedo = ImageBuffer<Vector>(width: 64, height: 64, fill: 0.5)
        let clean = try Denoiser().denoise(noisy, albedo: albedo, normal: ImageBuffer(width: 64, height: 64))
        func spread(_ b: ImageBuffer<SceneLinear>) -> Float {
            b.pixels.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Float(b.pixels.count)
        }
        #expect(spread(clean) < 0.1 * spread(noisy))
        #expect(isClose(clean.mean, noisy.mean, within: 0.03))
        #expect(throws: RenderError.self) {
            try Denoiser().denoise(noisy, albedo: ImageBuffer(width: 3, height: 3), normal: albedo)
        }
    }

    @Test func aPastedCropChangesNothing() {
        var buffer = ImageBuffer<SceneLinear>(width: 7, height: 5)
        for i in buffer.pixels.indices { buffer.pixels[i] = Float(i) }
        let before = buffer.pixels
        let window = PixelWindow(x: 2, y: 1, width: 4, height: 3)
        let patch = buffer.cropped(to: window)
        #expect(patch.rgb(0, 0) == buffer.rgb(2, 1))
        buffer.paste(patch, x: 2, y: 1)
        #expect(buffer.pixels == before)
        buffer.paste(patch, x: 0, y: 0)
        #expect(buffer.rgb(0, 0) == patch.rgb(0, 0))
    }
}
