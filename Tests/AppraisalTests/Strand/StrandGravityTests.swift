import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct StrandGravityTests {
    private func turned(_ points: [Vector2], degrees: Float) -> [Vector2] {
        let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        let centre = Vector2(350, 350)
        return points.map { p in
            let d = p - centre
            return centre + Vector2(c * d.x + s * d.y, c * d.y - s * d.x)
        }
    }

    @Test(arguments: [Float(-14), 0, 9])
    func aTurnedPhotoIsToldByWhatHangs(degrees: Float) throws {
        var matte = DrawnMatte(700, 700)
        matte.stroke(
            turned(DrawnMatte.catenary(from: [160, 120], to: [540, 120], sag: 300), degrees: degrees), width: 7)
        matte.stroke(turned([[350, 420], [350, 560]], degrees: degrees), width: 30)
        let gravity = try #require(try StrandReader().read(matte.alpha).geometry.gravity)
        #expect(abs(gravity.roll.degrees - degrees) < 2.5)
        #expect(gravity.roll.uncertainty < 4)
    }

    @Test func endsAtUnequalHeightsAreNoTurn() throws {
        // A chain between a low and a high end hangs the same on both sides of its lowest point.
        let whole = DrawnMatte.catenary(from: [120, 60], to: [580, 60], sag: 420)
        var matte = DrawnMatte(700, 700)
        matte.stroke(Array(whole.dropLast(40)), width: 7)
        let gravity = try #require(try StrandReader().read(matte.alpha).geometry.gravity)
        #expect(abs(gravity.roll.degrees) < 2.5 * gravity.roll.uncertainty)
        #expect(abs(gravity.roll.degrees) < 12)
    }

    @Test func aChainLaidFlatTellsNoGravity() throws {
        var matte = DrawnMatte(600, 600)
        matte.fill { abs((($0 - Vector2(300, 300)) / Vector2(220, 250)).length - 1) * 230 - 5 }
        #expect(try StrandReader().read(matte.alpha).geometry.gravity == nil)
    }

    /// Beads on a board that leans back: closer together, and still round, where the strand runs down.
    @Test(arguments: [Float(0), 35, 50])
    func evenBeadsTellHowTheDisplayLeans(degrees: Float) throws {
        let squeeze = cos(degrees * .pi / 180)
        let upright = StrandPolyline(DrawnMatte.catenary(from: [60, 0], to: [740, 0], sag: 560)).evenlySpaced(20)
        var matte = DrawnMatte(800, 700)
        for p in upright.points { matte.disc([p.x, 60 + p.y * squeeze], 8.4) }
        let tilt = try #require(try StrandReader().read(matte.alpha).geometry.gravity?.tilt)
        #expect(abs(tilt.degrees - degrees) < max(2 * tilt.uncertainty, 8))
        #expect(tilt.uncertainty < 15)
        #expect(degrees > 0 || tilt.degrees < 15)
    }

    @Test func aPlainCordTellsNoTilt() throws {
        var matte = DrawnMatte(600, 560)
        matte.stroke(DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420), width: 9)
        let gravity = try #require(try StrandReader().read(matte.alpha).geometry.gravity)
        #expect(gravity.tilt == nil)
    }
}
