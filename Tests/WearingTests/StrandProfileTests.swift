import Geometry
import Imaging
import Testing
import Wearing

@Suite("How a chain looks along its line")
struct StrandProfileTests {
    /// A level band about y = 40 + `offset(x)`, of half a breadth and a brightness that depend on x.
    private func profile(
        offset: (Float) -> Float, half: (Float) -> Float, brightness: (Float) -> Float
    ) -> StrandProfile {
        var alpha = ImageBuffer<Coverage>(width: 400, height: 80)
        var colour = ImageBuffer<DisplayLinear>(width: 400, height: 80)
        for x in 0..<400 {
            for y in 0..<80 {
                let u = Float(x)
                alpha.pixels[alpha.index(x, y)] = abs(Float(y) + 0.5 - 40 - offset(u)) < half(u) ? 1 : 0
                for c in 0..<3 { colour.pixels[colour.index(x, y) + c] = brightness(u) }
            }
        }
        return StrandProfile(
            of: Polyline([Vector2(0, 40), Vector2(200, 40), Vector2(399, 40)]), halfWidth: 14, window: 20,
            alpha: alpha, foreground: colour)
    }

    @Test("Place, breadth and brightness are found where they change")
    func looks() throws {
        let profile = profile(
            offset: { $0 < 200 ? 0 : 3 }, half: { $0 < 200 ? 4 : 8 }, brightness: { $0 < 200 ? 0.2 : 0.5 })
        let (narrow, broad) = (try #require(profile.look(at: 80)), try #require(profile.look(at: 320)))
        #expect(abs(narrow.offset) < 0.3 && abs(broad.offset - 3) < 0.3)
        #expect(abs(broad.breadth / narrow.breadth - 2) < 0.15)
        #expect(abs(narrow.luminance - 0.2) < 0.01 && abs(broad.luminance - 0.5) < 0.01)
        #expect(profile.look(at: 5000) == nil)
    }

    @Test("A repeated stretch goes on from the end: as far beside the line, as broad, as bright")
    func fitting() throws {
        let profile = profile(
            offset: { $0 < 200 ? 0 : 3 }, half: { $0 < 200 ? 6 : 7.5 }, brightness: { $0 < 200 ? 0.2 : 0.3 })
        let (end, repeated) = (try #require(profile.look(at: 80)), try #require(profile.look(at: 320)))
        let fitting = StrandFitting(repeated, like: end)
        // The end's edges fall on the edges of what is repeated.
        #expect(abs(fitting.across(6) - 10.5) < 0.6)
        #expect(abs(fitting.across(-6) + 4.5) < 0.6)
        #expect(abs(fitting.gain - 2 / 3) < 0.02)
        #expect(StrandFitting.none.across(5) == 5 && StrandFitting.none.gain == 1)
    }
}
