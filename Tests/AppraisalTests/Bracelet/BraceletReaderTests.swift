import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite("Reading bracelets")
struct BraceletReaderTests {
    private func degrees(_ a: Vector3, _ b: Vector3) -> Float { acos(min(1, abs(dot(a, b)))) * 180 / .pi }

    @Test(
        "a bracelet round a roll is found with the lean of its axis",
        arguments: [(Float(0), Float(25)), (80, 20), (-70, -30), (20, 45), (0, 8), (-35, 55)])
    func roundARoll(turn: Float, lean: Float) throws {
        var bracelet = DrawnBracelet()
        (bracelet.turn, bracelet.lean) = (turn, lean)
        let g = try BraceletReader().read(bracelet.drawn()).geometry
        #expect(degrees(g.axis, bracelet.axis) < 5, "axis \(g.axis) for \(bracelet.axis)")
        #expect(abs(g.radius / bracelet.radius - 1) < 0.07, "radius \(g.radius)")
        #expect((g.centre - bracelet.centre).length < 0.08 * bracelet.radius)
        #expect(abs(dot(g.axis, g.front)) < 1e-3 && g.front.z < 0)
        #expect(!g.isLoop && g.strips.count == 1 && g.residual < 0.03)
    }

    @Test("of a loop that lies free the nearer half is the front", arguments: [Float(18), 30, 48])
    func lyingLoops(lean: Float) throws {
        var bracelet = DrawnBracelet()
        (bracelet.lean, bracelet.isLoop) = (lean, true)
        let g = try BraceletReader().read(bracelet.drawn()).geometry
        #expect(g.isLoop)
        #expect(degrees(g.axis, bracelet.axis) < 5)
        #expect(abs(g.radius / bracelet.radius - 1) < 0.05)
        // Lower in the picture is nearer on a table.
        #expect(g.isFront(g.pixel(angle: 0, height: 0)) && g.pixel(angle: 0, height: 0).y > bracelet.centre.y)
        let behind = bracelet.centre * 2 - g.pixel(angle: 0, height: 0)
        #expect(!g.isFront(behind))
    }

    @Test("a closed bangle is told from beads that lie in a circle")
    func bangles() throws {
        var bracelet = DrawnBracelet()
        (bracelet.lean, bracelet.isLoop) = (30, true)
        #expect(try BraceletReader().read(bracelet.drawn()).geometry.isStiff)
        (bracelet.beads, bracelet.width, bracelet.thickness) = (28, 30, 30)
        let beads = try BraceletReader().read(bracelet.drawn()).geometry
        #expect(beads.isLoop && !beads.isStiff)
        // Round a roll nothing is known of the other half.
        #expect(try !BraceletReader().read(DrawnBracelet().drawn()).geometry.isStiff)
    }

    @Test("a ring of chain seen from straight above is refused with advice")
    func fromAbove() throws {
        var bracelet = DrawnBracelet()
        (bracelet.lean, bracelet.isLoop) = (82, true)
        let alpha = bracelet.drawn()
        let refusal = #expect(throws: Refusal.self) { try BraceletReader().read(alpha) }
        #expect(refusal?.findings.first?.fix.contains("roll") == true)
    }

    @Test("two chains side by side are two strips on one wrist")
    func sideBySide() throws {
        var bracelet = DrawnBracelet()
        bracelet.second = 75
        let g = try BraceletReader().read(bracelet.drawn()).geometry
        #expect(g.strips.count == 2)
        #expect(g.strips.allSatisfy { abs($0.heights.upperBound - $0.heights.lowerBound - 18) < 10 })
    }

    @Test("charms that hang do not move the chain")
    func charmsHang() throws {
        var bracelet = DrawnBracelet()
        bracelet.width = 12
        bracelet.charms = [-0.9, -0.2, 0.5]
        let g = try BraceletReader().read(bracelet.drawn()).geometry
        #expect(degrees(g.axis, bracelet.axis) < 6)
        #expect(g.hasCharms && g.width < 20, "\(g.width)")
    }

    @Test("places on the front go to pixels and back")
    func placesRoundTrip() throws {
        let g = try BraceletReader().read(DrawnBracelet().drawn()).geometry
        for angle in [Float(-1), -0.3, 0, 0.7, 1.2] {
            for height in [Float(-20), 0, 15] {
                let place = g.place(of: g.pixel(angle: angle, height: height))
                #expect(abs(place.angle - angle) < 1e-3 && abs(place.height - height) < 0.05)
            }
        }
    }

    @Test("an empty matte is refused")
    func nothing() {
        #expect(throws: Refusal.self) {
            try BraceletReader().read(ImageBuffer<Coverage>(width: 60, height: 40))
        }
    }

    @Test("a stated inner length sets the scale")
    func statedLength() throws {
        let bracelet = DrawnBracelet()
        let g = try BraceletReader().read(bracelet.drawn()).geometry
        let scale = ScaleEstimate(.bracelet(g), stated: try .bracelet(millimetres: 170))
        let truth = 170 / (2 * Float.pi * (bracelet.radius - bracelet.thickness / 2))
        #expect(abs(scale.millimetresPerPixel / truth - 1) < 0.1 && scale.source == .stated)
        #expect(try StatedSize.length(millimetres: 170) == .braceletLength(millimetres: 170))
        #expect(try StatedSize.length(millimetres: 450) == .chainLength(millimetres: 450))
    }
}
