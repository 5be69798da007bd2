import Appraisal
import Foundation
import Geometry
import Testing

@Suite("How long a strand is that runs round a neck")
struct StrandReliefTests {
    /// A chain on an upright column, 120 wide and `roundness` times as deep, seen from far in front.
    private func chain(roundness: Float, drop: Float) -> (seen: [Vector2], length: Float) {
        let points = (0...400).map { k -> Vector3 in
            let u = 2 * Float(k) / 400 - 1
            return [60 * u, drop * (1 - u * u), 60 * roundness * (1 - u * u).squareRoot()]
        }
        let length = (1...400).reduce(Float(0)) { $0 + (points[$1] - points[$1 - 1]).length }
        return (points.map { Vector2($0.x + 200, $0.y + 80) }, length)
    }

    @Test(
        "is told within a twentieth, where what is seen of it is much too short", arguments: [0.7, 0.85, 1] as [Float])
    func lengths(roundness: Float) throws {
        let (seen, length) = chain(roundness: roundness, drop: 90)
        let told = try #require(StrandRelief(seen)?.arcLengths.last)
        #expect(abs(told / length - 1) < 0.08)
        #expect(abs(told / length - 1) < 0.6 * abs(Polyline(seen).length / length - 1))
    }

    @Test("is not told of a line that hangs between no two ends")
    func refuses() {
        #expect(StrandRelief([[10, 10], [10, 11]]) == nil)
        #expect(StrandRelief((0..<50).map { Vector2(40, Float($0)) }) == nil)
    }
}
