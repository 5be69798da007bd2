import Anatomy
import Geometry
import Testing

@Suite struct LandmarkTests {
    @Test(arguments: TestBody.grid)
    func ringsFitFingers(_ shape: BodyShape) throws {
        let engine = try TestBody.engine.get()
        let body = try engine.posedBody(of: TestBody.person(shape), gesture: .handFlat, region: .hand, detail: 3)
        let fingers = body.landmarks.fingers
        #expect(fingers.count == 5)
        let ring = try #require(fingers[.ring])
        #expect((42...72).contains(ring.circumference), "\(ring.circumference) mm")
        for finger in [Finger.index, .middle] {
            #expect(try #require(fingers[finger]).circumference > fingers[.little]!.circumference)
        }
        for (finger, seat) in fingers where finger != .thumb {
            #expect(abs(seat.axis.length - 1) < 1e-3 && abs(seat.dorsal.length - 1) < 1e-3)
            #expect(abs(dot(seat.axis, seat.dorsal)) < 1e-3)
            // The seat lies inside the first phalanx.
            let along = dot(seat.seat - seat.knuckle, seat.axis) / (seat.middleJoint - seat.knuckle).length
            #expect((0.4...0.75).contains(along))
        }
    }

    /// ANSUR II: women's hands are 160–205 mm long, men's 175–220 (5th to 95th percentile, widened).
    @Test(arguments: TestBody.grid)
    func handsHaveHumanLengths(_ shape: BodyShape) throws {
        let engine = try TestBody.engine.get()
        let (_, skeleton) = try engine.skeleton(of: shape)
        let wrist = try #require(skeleton.names.firstIndex(of: "wrist.L"))
        let tip = try #require(skeleton.names.firstIndex(of: "finger3-3.L"))
        let length = (skeleton.tails[tip] - skeleton.heads[wrist]).length
        #expect((145...225).contains(length), "\(length) mm")
    }

    @Test(arguments: TestBody.grid)
    func necksHaveTheirParts(_ shape: BodyShape) throws {
        let engine = try TestBody.engine.get()
        let marks = try engine.posedBody(of: TestBody.person(shape), gesture: .neck, region: .neck, detail: 1).landmarks
        #expect(marks.nape.z < marks.suprasternalNotch.z - 60)
        #expect(marks.nape.y > marks.suprasternalNotch.y)
        #expect(marks.shoulderLeft.x > 30 && marks.shoulderRight.x < -30)
        #expect(marks.shoulderLeft.y > marks.suprasternalNotch.y)
        #expect(marks.mouth.y > marks.suprasternalNotch.y + 100)
        #expect(marks.clavicleLeft.count == marks.clavicleRight.count)
        for (a, b) in zip(marks.clavicleLeft, marks.clavicleLeft.dropFirst()) { #expect(b.x > a.x) }
    }

    @Test(arguments: TestBody.grid)
    func aFistBendsItsMiddleJointsAsASlotHides(_ shape: BodyShape) throws {
        let engine = try TestBody.engine.get()
        let marks = try engine.posedBody(of: TestBody.person(shape), gesture: .handFist, region: .hand, detail: 0)
            .landmarks
        for finger in [Finger.index, .middle, .ring, .little] {
            let f = try #require(marks.fingers[finger])
            let bend = TestPose.degrees(f.middleJoint - f.knuckle, f.lastJoint - f.middleJoint)
            #expect((80...100).contains(bend), "\(finger) \(bend)°")
        }
    }

    @Test(arguments: Gesture.allCases.filter(\.isHand))
    func theForearmLeadsToTheHand(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        let marks = try engine.posedBody(of: TestBody.person(), gesture: gesture, region: .hand, detail: 0).landmarks
        let arm = marks.arm
        #expect((190...330).contains((arm.wrist - arm.elbow).length))
        #expect(abs(dot(arm.dorsal, arm.distal)) < 1e-3)
        // The wrist stays within its limits and the lens, in front, sees the back of the hand.
        #expect(TestPose.degrees(arm.wrist - arm.elbow, arm.distal) < 65)
        #expect(arm.dorsal.z > 0.7)
        let ring = try #require(marks.fingers[.ring])
        #expect((60...110).contains((ring.knuckle - arm.wrist).length))
    }

    @Test(arguments: [Gesture.handFlat, .handUpright])
    func openHandsAreRelaxed(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        let marks = try engine.posedBody(of: TestBody.person(), gesture: gesture, region: .hand, detail: 0).landmarks
        let bends = try [Finger.index, .middle, .ring, .little].map { finger in
            let f = try #require(marks.fingers[finger])
            return TestPose.degrees(f.middleJoint - f.knuckle, f.lastJoint - f.middleJoint)
        }
        #expect(bends.allSatisfy { (3...45).contains($0) })
        #expect(bends[0] < bends[3])
    }
}

enum TestPose {
    static func degrees(_ a: Vector3, _ b: Vector3) -> Float {
        let c = min(max(dot(a.normalized, b.normalized), -1), 1)
        // A series would do, but arc cosine by bisection keeps the test free of Foundation.
        var (low, high): (Float, Float) = (0, 180)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            let x = AffineTransform.rotation(axis: [0, 0, 1], degrees: middle).x.x
            if x > c { low = middle } else { high = middle }
        }
        return low
    }
}
