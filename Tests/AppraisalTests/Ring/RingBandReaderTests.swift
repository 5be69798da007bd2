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

    /// An inlaid steel band lying, or standing and turned aside, whose rims are as bright as its walls.
    @Test(arguments: [(60.0, -90.0), (55, -100), (62, 170), (60, 15)])
    func ornamentTellsTheOuterWall(tilt: Double, toward: Double) throws {
        var ring = DrawnRing()
        ring.bandWidth = 60
        ring.axis = DrawnRing.axis(tilt: tilt, toward: toward)
        (ring.inlays, ring.isUniform) = (40, true)
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        #expect(dot(reading.geometry.axis, Vector3(ring.axis)) > 0.98, "\(reading.geometry.axis) for \(ring.axis)")
        #expect(reading.tiltConfidence > 0.5)
    }

    /// Nothing in the picture tells, so it is how things lie on tables: seen from above.
    @Test func aPlainLyingBandIsSeenFromAbove() throws {
        var ring = DrawnRing()
        ring.axis = DrawnRing.axis(tilt: 58, toward: -90)
        ring.isUniform = true
        // Far away, so that perspective is silent.
        ring.distance = 400
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        #expect(dot(reading.geometry.axis, Vector3(ring.axis)) > 0.98, "\(reading.geometry.axis)")
        var inlaid = ring
        inlaid.inlays = 40
        let (inlaidAlpha, inlaidPhoto) = inlaid.drawn()
        let sure = try RingBandReader().read(inlaidAlpha, photo: inlaidPhoto)
        #expect(sure.tiltConfidence > reading.tiltConfidence)
    }

    @Test(arguments: [(50.0, 90.0), (60, -90), (45, 20)])
    func theFrontOfABandWithoutAHeadIsItsNearSide(tilt: Double, toward: Double) throws {
        var ring = DrawnRing()
        ring.axis = DrawnRing.axis(tilt: tilt, toward: toward)
        (ring.inlays, ring.bandWidth) = (40, 24)
        // A slot below hides part of the far side, or of the near one.
        ring.slot = 255
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        let evidence = HandOutGate.Evidence(
            reading,
            cutout: Cutout(
                alpha: alpha, foreground: photo, uncertainty: ImageBuffer(width: alpha.width, height: alpha.height)))
        let lies = toward < 0
        // Lying, the slot hides the near side, and no front is in view with both its shoulders.
        #expect(lies || evidence.missingShare < 0.05, "\(evidence) \(reading.geometry)")
        #expect(lies || reading.geometry.headDirection.z < -0.3)
    }

    @Test func openworkIsNotWhatAStandHides() throws {
        var ring = DrawnRing()
        ring.axis = DrawnRing.axis(tilt: 72, toward: -90)
        ring.bandWidth = 50
        (ring.onRoll, ring.openings) = (true, 12)
        let (alpha, photo) = ring.drawn()
        let reading = try RingBandReader().read(alpha, photo: photo)
        let arc = reading.geometry.visibleArc
        #expect(arc.lowerBound < -1 && arc.upperBound > 1, "\(arc)")
        #expect(reading.explainedOutline > 0.6)
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
