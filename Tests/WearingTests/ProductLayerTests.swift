import Appraisal
import Geometry
import Imaging
import Rendering
import Testing
import Wearing

@Suite("Product pixels in the picture")
struct ProductLayerTests {
    /// A red square on a green stand whose colour must never show.
    private func cutout() -> Cutout {
        var alpha = ImageBuffer<Coverage>(width: 40, height: 40)
        var colour = ImageBuffer<DisplayLinear>(width: 40, height: 40)
        for y in 0..<40 {
            for x in 0..<40 {
                let inside = (10..<30).contains(x) && (10..<30).contains(y)
                alpha.pixels[y * 40 + x] = inside ? 1 : 0
                let c: SIMD3<Float> = inside ? [0.8, 0.05, 0.05] : [0.0, 0.9, 0.0]
                for k in 0..<3 { colour.pixels[3 * (y * 40 + x) + k] = c[k] }
            }
        }
        return Cutout(alpha: alpha, foreground: colour, uncertainty: ImageBuffer(width: 40, height: 40))
    }

    private func placement(scale: Float, shift: Vector2) -> Placement {
        let window = PixelWindow(x: 0, y: 0, width: 30, height: 30)
        var source: [Vector2] = []
        for y in 0..<30 { for x in 0..<30 { source.append(Vector2(Float(x) + 0.5, Float(y) + 0.5) * scale + shift) } }
        return Placement(
            window: window, source: source, depth: [Float](repeating: 500, count: 900), minification: scale,
            maxStretch: 0, hiddenFraction: 0, continuedFraction: 0, bendMillimetres: 0)
    }

    @Test("no stand colour bleeds in, whatever the scale", arguments: [Float(0.7), 1, 1.33, 2.6])
    func noBleeding(_ scale: Float) {
        let layer = ProductLayer(cutout: cutout(), placement: placement(scale: scale, shift: [0.3, 0.1]))
        var covered = 0
        for i in 0..<900 where layer.alpha.pixels[i] > 0.02 {
            covered += 1
            #expect(abs(layer.colour.pixels[3 * i] - 0.8) < 0.01)
            #expect(layer.colour.pixels[3 * i + 1] < 0.06)
        }
        #expect(covered > 50)
    }

    @Test("a whole-pixel shift changes no pixel")
    func exactShift() {
        let layer = ProductLayer(cutout: cutout(), placement: placement(scale: 1, shift: [5, 5]))
        for y in 0..<30 {
            for x in 0..<30 {
                let expected: Float = (5..<25).contains(x) && (5..<25).contains(y) ? 1 : 0
                #expect(abs(layer.alpha.value(x, y) - expected) < 1e-5)
            }
        }
    }

    @Test("coverage is conserved when the photo is made smaller")
    func coverage() {
        let layer = ProductLayer(cutout: cutout(), placement: placement(scale: 2, shift: .zero))
        #expect(abs(layer.alpha.pixels.reduce(0, +) - 100) < 2)
    }
}
