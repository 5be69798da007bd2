import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct RingBandReaderTests {
    private func degrees(_ a: Vector3, _ b: SIMD3<Double>) -> Float {
        let c = abs(dot(a, Vector3(b)))
        return acos(min(1, c)) * 180 / .pi
    }

    private func check(
        _ ring: DrawnRing, _ reading: RingBandReader.Reading, axis: Float = 3, radius: Float = 0.02,
        location: SourceLocation = #_sourceLocation
    ) {
        let g = reading.geometry
        let (angle, error) = (degrees(g.axis, ring.axis), abs(g.innerRadius / Float(ring.innerRadius) - 1))
        #expect(angle < axis, "axis \(g.axis) for \(ring.axis)", sourceLocation: location)
        #expect(error < radius, "radius \(g.innerRadius)", sourceLocation: location)
        #expect((g.centre - ring.centre).length < 0.03 * Float(ring.innerRadius), sourceLocation: location)
        #expect(abs(dot(g.axis, g.headDirection)) < 1e-3, sourceLocation: location)
    }

    @Test(arguments: [(15.0, 60.0), (35, 90), (35, -20), (55, 200), (70, -90), (62, 135)])
    func aWholeBandIsFoundWithItsTilt(tilt: Double, toward: Double) throws {
        var ring = DrawnRing()
        ring.axis = DrawnRing.axis(tilt: tilt, toward: toward)
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        check(ring, reading)
        #expect(reading.geometry.residual < 0.02)
        #expect(abs(reading.geometry.thickness - 14) < 4)
        #expect(abs(reading.geometry.bandWidth - 40) < 6)
        #expect(reading.geometry.head == nil)
    }

    @Test(arguments: [(30.0, 90.0), (45, 90), (60, 90), (40, 60), (20, 90)])
    func aSlotMayHideTheLowerPart(tilt: Double, toward: Double) throws {
        var ring = DrawnRing()
        ring.bandWidth = 22
        ring.axis = DrawnRing.axis(tilt: tilt, toward: toward)
        ring.slot = 225
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        check(ring, reading, axis: 5, radius: 0.03)
        // The top is seen, and it is where a head would sit.
        #expect(reading.geometry.headDirection.y < -0.3)
        let arc = reading.geometry.visibleArc
        #expect(arc.contains(0) && arc.upperBound - arc.lowerBound < 4.5)
    }

    @Test(arguments: [(80.0, -90.0), (70, -90), (65, -50)])
    func aRollMayHideTheFarSide(tilt: Double, toward: Double) throws {
        var ring = DrawnRing()
        ring.axis = DrawnRing.axis(tilt: tilt, toward: toward)
        ring.onRoll = true
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        check(ring, reading, axis: 6, radius: 0.05)
        // The near side is seen.
        #expect(reading.geometry.headDirection.z < -0.5)
    }

    @Test func aHeadIsTakenOffTheBand() throws {
        var ring = DrawnRing()
        ring.centre = [200, 230]
        ring.bandWidth = 22
        ring.axis = DrawnRing.axis(tilt: 30, toward: 90)
        ring.stone = ([200, 105], 32)
        ring.slot = 270
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        check(ring, reading, axis: 5, radius: 0.03)
        let head = try #require(reading.geometry.head)
        #expect(head.lower.x > 150 && head.upper.x < 250 && head.lower.y < 80 && head.upper.y < 170)
        #expect(reading.geometry.headDirection.y < -0.6)
        #expect(abs(reading.geometry.headDirection.x) < 0.1)
    }

    @Test func theSignOfTheTiltIsReadFromTheInnerEdges() throws {
        for toward in [90.0, -90, 0, 180, 45] {
            var ring = DrawnRing()
            ring.axis = DrawnRing.axis(tilt: 45, toward: toward)
            let (alpha, photo) = ring.drawn()
            let reading = try RingBandReader().read(alpha, photo: photo)
            #expect(dot(reading.geometry.axis, Vector3(ring.axis)) > 0.99, "toward \(toward): \(reading.geometry.axis)")
        }
    }

    @Test func whatIsNoRingIsRefusedOrFitsBadly() throws {
        #expect(throws: Refusal.self) { try RingBandReader().read(ImageBuffer<Coverage>(width: 200, height: 200)) }
        var scribble = DrawnMatte(300, 300)
        scribble.stroke((0...90).map { Vector2(40 + 2.4 * Float($0), 150 + 70 * sin(Float($0) / 5)) }, width: 10)
        let opaque = Cutout(
            alpha: scribble.alpha, foreground: ImageBuffer(width: 300, height: 300),
            uncertainty: ImageBuffer(width: 300, height: 300))
        do {
            let reading = try RingBandReader().read(scribble.alpha)
            let evidence = HandOutGate.Evidence(reading, cutout: opaque)
            #expect(!HandOutGate().findings(for: evidence, type: .ring).isEmpty, "\(evidence) \(reading)")
        } catch {
            #expect(error.findings.first?.code == .poorFit)
        }
    }
}
