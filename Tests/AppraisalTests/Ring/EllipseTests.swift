import Appraisal
import Foundation
import Geometry
import Testing

@Suite struct EllipseTests {
    @Test(arguments: [0, 0.4, 1.2, -0.9, 1.57] as [Float])
    func pointsOnAnEllipseGiveThatEllipse(angle: Float) throws {
        let truth = Ellipse(centre: [812, 455], major: 120, minor: 47, angle: angle)
        let fit = try #require(Ellipse(fitting: (0..<60).map { truth.point(Float($0) * 0.1) }))
        #expect((fit.centre - truth.centre).length < 0.01)
        #expect(abs(fit.major - truth.major) < 0.02 && abs(fit.minor - truth.minor) < 0.02)
        #expect(abs(sin(fit.angle - truth.angle)) < 1e-3)
    }

    @Test func aQuarterArcIsEnough() throws {
        let truth = Ellipse(centre: [300, 200], major: 90, minor: 60, angle: 0.3)
        let fit = try #require(Ellipse(fitting: (0..<50).map { truth.point(Float($0) * 0.032) }))
        #expect((fit.centre - truth.centre).length < 0.5)
        #expect(abs(fit.major - truth.major) < 0.5)
    }

    @Test func aCircleHasEqualAxes() throws {
        let truth = Ellipse(centre: [50, 60], major: 30, minor: 30, angle: 0)
        let fit = try #require(Ellipse(fitting: (0..<20).map { truth.point(Float($0) * 0.3) }))
        #expect(abs(fit.major - 30) < 0.01 && abs(fit.minor - 30) < 0.01)
    }

    @Test func aLineIsNoEllipse() {
        #expect(Ellipse(fitting: (0..<4).map { Vector2(Float($0), 1) }) == nil)
        #expect(Ellipse(fitting: (0..<9).map { Vector2(Float($0), 2 * Float($0)) }).map { $0.minor < 0.01 } ?? true)
    }

    @Test func distancesAreSigned() {
        let e = Ellipse(centre: [0, 0], major: 50, minor: 20, angle: 0)
        #expect(abs(e.distance(to: [51, 0]) - 1) < 0.05)
        #expect(abs(e.distance(to: [0, 19]) + 1) < 0.05)
    }
}
