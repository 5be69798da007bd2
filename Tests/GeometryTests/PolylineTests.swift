import Foundation
import Geometry
import Testing

@Suite("Lines in the plane")
struct PolylineTests {
    @Test("smoothing takes the wobble of links away and keeps the way and its ends")
    func smoothed() {
        let wobbly = Polyline((0...400).map { [Float($0), 20 * Float($0) / 400 + 1.5 * sinf(Float($0))] })
        let smooth = wobbly.smoothed(sigma: 8, spacing: 2)
        #expect((smooth.points.first! - wobbly.points.first!).length < 0.01)
        #expect((smooth.points.last! - wobbly.points.last!).length < 0.01)
        #expect(abs(smooth.length - 400.5) < 2 && wobbly.length > 440)
        for p in smooth.points.dropFirst(8).dropLast(8) { #expect(abs(p.y - p.x / 20) < 0.2) }
    }

    @Test("an arc length lies in the segment that it is on")
    func segments() {
        let line = Polyline([[0, 0], [3, 4], [3, 14]])
        #expect(line.segment(at: -1) == 0 && line.segment(at: 4) == 0 && line.segment(at: 6) == 1)
        #expect(line.segment(at: 99) == 1)
    }
}
