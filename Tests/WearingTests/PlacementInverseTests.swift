import Geometry
import Rendering
import Testing
import Wearing

@Suite("From the photo to the picture")
struct PlacementInverseTests {
    /// A window of 40 × 30 whose source is an affine map, torn at column 20 for the second half to repeat the first.
    private func placement(torn: Bool) -> Placement {
        let window = PixelWindow(x: 5, y: 7, width: 40, height: 30)
        let source = (0..<window.width * window.height).map { i -> Vector2 in
            let x = torn ? i % 40 % 20 : i % 40
            let p = Vector2(Float(x + 5) + 0.5, Float(i / 40 + 7) + 0.5)
            return [2 * p.x - 0.3 * p.y + 11, 0.3 * p.x + 2 * p.y - 4]
        }
        return Placement(
            window: window, source: source, depth: source.map { _ in 1 }, minification: 2, maxStretch: 0,
            hiddenFraction: 0, continuedFraction: 0, bendMillimetres: 0)
    }

    @Test("a place in the photo is found again in the picture")
    func found() throws {
        let q = Vector2(22.3, 19.8)
        let p = Vector2(2 * q.x - 0.3 * q.y + 11, 0.3 * q.x + 2 * q.y - 4)
        let places = placement(torn: false).picturePositions(of: p)
        #expect(places.count == 1)
        #expect((try #require(places.first) - q).length < 1e-3)
        #expect(placement(torn: false).picturePositions(of: [500, 500]).isEmpty)
    }

    @Test("what is repeated is found twice")
    func repeated() {
        let q = Vector2(12.3, 19.8)
        let p = Vector2(2 * q.x - 0.3 * q.y + 11, 0.3 * q.x + 2 * q.y - 4)
        let places = placement(torn: true).picturePositions(of: p)
        #expect(places.count == 2)
        #expect(places.contains { ($0 - q).length < 1e-3 } && places.contains { ($0 - q - [20, 0]).length < 1e-3 })
    }
}
