import Appraisal
import Geometry
import Imaging
import Rendering
import Testing
import Wearing

@Suite("The naive paste that pictures are compared with")
struct NaivePasteTests {
    @Test("lies where the seating put the piece, with a shadow beside it")
    func pastes() {
        let size = 60
        var alpha = ImageBuffer<Coverage>(width: size, height: size)
        for y in 20..<30 { for x in 10..<40 { alpha.pixels[y * size + x] = 1 } }
        let red = ImageBuffer<DisplayLinear>(
            width: size, height: size, pixels: (0..<3 * size * size).map { $0 % 3 == 0 ? 0.7 : 0.1 })
        let cutout = Cutout(
            alpha: alpha, foreground: red, uncertainty: ImageBuffer(width: size, height: size))
        // The seating turns the piece by a quarter and halves it; the source of (x, y) is (2y, 60 − 2x).
        let window = PixelWindow(x: 5, y: 0, width: 30, height: 30)
        let source = (0..<900).map { i in
            Vector2(2 * (Float(i / 30) + 0.5), 60 - 2 * (Float(5 + i % 30) + 0.5))
        }
        let placement = Placement(
            window: window, source: source, depth: [Float](repeating: 1, count: 900), minification: 2, maxStretch: 0,
            hiddenFraction: 0, continuedFraction: 0, bendMillimetres: 0)
        let person = ImageBuffer<DisplayLinear>(
            width: 200, height: 80, pixels: [Float](repeating: 0.5, count: 3 * 200 * 80))
        let picture = NaivePaste().picture(person: person, cutout: cutout, placement: placement)
        // The strip of 10 × 30 photo pixels stands upright now, 5 wide and 15 high, its middle at (17.5, 12.5).
        for p in [(16, 7), (17, 12), (18, 18)] {
            #expect((picture.rgb(p.0, p.1) - SIMD3(0.7, 0.1, 0.1)).max() < 0.02, "\(p)")
        }
        #expect(picture.rgb(17, 22).x < 0.5, "a shadow below")
        #expect(picture.rgb(60, 60) == person.rgb(60, 60))
    }
}
