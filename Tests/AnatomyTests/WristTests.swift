import Anatomy
import Geometry
import Testing

@Suite("Wrists")
struct WristTests {
    @Test("bracelets rest on bare forearm behind the wrist", arguments: Gesture.allCases.filter(\.isWrist))
    func seats(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        let body = try engine.posedBody(of: TestBody.person(), gesture: gesture, region: .wrist, detail: 1)
        let seat = try #require(body.landmarks.wrist)
        // The base mesh is slim here; pictures make it fuller.
        #expect((115...170).contains(seat.circumference), "\(seat.circumference)")
        let back = dot(body.landmarks.arm.wrist - seat.centre, seat.axis)
        #expect((14...30).contains(back))
        #expect(abs(dot(seat.axis, seat.dorsal)) < 1e-3 && abs(dot(seat.axis, seat.radial)) < 1e-3)
        // Wider from side to side than from back to front.
        let (wide, deep) = (extent(seat.section.map(\.x)), extent(seat.section.map(\.y)))
        #expect((1.1...1.7).contains(wide / deep), "\(wide) × \(deep)")
        // The thumb's side.
        let thumb = try #require(body.landmarks.fingers[.thumb]).knuckle
        #expect(dot(thumb - seat.centre, seat.radial) > 0)
    }

    @Test("a pushed sleeve ends the forearm about a hand's breadth behind the bracelet")
    func sleeves() throws {
        let engine = try TestBody.engine.get()
        let body = try engine.posedBody(of: TestBody.person(), gesture: .wristLong, region: .wrist, detail: 1)
        let seat = try #require(body.landmarks.wrist)
        let cloth = PushedSleeve(over: seat, elbow: body.landmarks.arm.elbow, seed: 3).mesh(on: body.collisionMesh)
        let backs = cloth.positions.map { dot(seat.centre - $0, seat.axis) }
        #expect((80...100).contains(backs.min() ?? 0))
        #expect((backs.max() ?? 0) > 130)
        // It lies outside of the arm.
        let outside = zip(cloth.positions, cloth.normals).count { p, n in
            let foot = p - seat.centre + seat.axis * dot(seat.centre - p, seat.axis)
            return dot(foot, n) > 0
        }
        #expect(Double(outside) > 0.9 * Double(cloth.positions.count))
    }

    private func extent(_ values: [Float]) -> Float { (values.max() ?? 0) - (values.min() ?? 0) }
}
