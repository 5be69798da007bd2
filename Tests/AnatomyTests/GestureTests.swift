import Anatomy
import Foundation
import Geometry
import Testing

@Suite("Gestures")
struct GestureTests {
    static let held = Gesture.allCases.filter { $0.isHand || $0.isWrist }

    @Test("rings have eight gestures and bracelets six, each with a name of its own")
    func names() {
        for (region, count) in [(BodyRegion.hand, 8), (.wrist, 6)] {
            let names = Gesture.allCases.filter { $0.region == region }.compactMap(\.name)
            #expect(names.count == count && Set(names).count == count)
            for name in names { #expect(Gesture.named(name).contains { $0.region == region }) }
        }
        #expect(Gesture.named("fist") == [.handFist, .wristFist])
        #expect(Gesture.named("handstand").isEmpty)
    }

    @Test("no finger goes through another, the thumb or the palm", arguments: held)
    func selfIntersection(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        for shape in [BodyShape.reference, TestBody.shape(male: 1, weight: 0.8)] {
            let body = try engine.posedBody(
                of: TestBody.person(shape), gesture: gesture, region: gesture.region, detail: 0)
            // The base mesh's own quads: some thousands on a hand, enough for fingers.
            let mesh = try #require(body.parts[.skin])
            let hand = body.landmarks.arm.wrist
            let near = mesh.triangles.filter { (mesh.positions[Int($0.x)] - hand).length < 230 }
            let vertices = Set(near.flatMap { [Int($0.x), Int($0.y), Int($0.z)] }).filter {
                dot(mesh.positions[$0] - hand, body.landmarks.arm.distal) > 0 || (mesh.positions[$0] - hand).length > 60
            }.filter { (mesh.positions[$0] - hand).length < 215 }.sorted()
            // Folds of a bent joint's own skin meet a little; a finger in a finger goes deep.
            var (deep, seen) = (0, 0)
            for v in vertices where v % 3 == 0 {
                seen += 1
                if windings(mesh.positions[v] + mesh.normals[v] * 1.5, near, mesh.positions) > 0.6 { deep += 1 }
            }
            #expect(seen > 150)
            #expect(deep * 100 <= seen, "\(deep) of \(seen) points lie in flesh")
        }
    }

    /// How often a closed surface goes round a point (van Oosterom and Strackee 1983, equation 8, summed).
    private func windings(_ p: Vector3, _ triangles: [SIMD3<UInt32>], _ positions: [Vector3]) -> Float {
        var sum: Float = 0
        for t in triangles {
            let (a, b, c) = (positions[Int(t.x)] - p, positions[Int(t.y)] - p, positions[Int(t.z)] - p)
            let (la, lb, lc) = (a.length, b.length, c.length)
            sum += atan2(
                dot(a, cross(b, c)), la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb)
        }
        return sum / (2 * .pi)
    }

    @Test("a wide band lies farther from the web than a narrow one, and both before the joint")
    func wideBands() throws {
        let engine = try TestBody.engine.get()
        let marks = try engine.posedBody(of: TestBody.person(), gesture: .handFlat, region: .hand, detail: 1).landmarks
        for finger in Finger.allCases {
            let seat = try #require(marks.fingers[finger])
            #expect(seat.stations.count > 5)
            #expect(seat.seating(width: 3).seat == seat.seat)
            let wide = seat.seating(width: 14)
            let moved = dot(wide.seat - seat.seat, seat.axis)
            #expect((0...6).contains(moved), "\(finger) \(moved) mm")
            #expect(wide.circumference >= seat.circumference - 1)
        }
    }
}
