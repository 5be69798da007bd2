public import Geometry

/// A gesture of the left hand: where arm and hand point in body space, and how far each finger bends.
public struct HandPose: Sendable, Hashable {
    /// Unit, from shoulder to elbow and from elbow to wrist.
    public var upperArm, forearm: Vector3
    /// Where the back of the hand faces and where straight fingers would point.
    public var dorsal, distal: Vector3
    public var fingers: [Finger: FingerBend]
    /// The thumb: turn at its root toward the palm, away from the index, and bends at its two joints, degrees.
    public var thumbOpposition, thumbSpread, thumbMiddle, thumbLast: Float

    /// The library of gestures; nil for those that are not of a hand.
    public static func of(_ gesture: Gesture) -> HandPose? {
        switch gesture {
        case .neck: nil
        case .handFlat: flat
        case .handUpright: upright
        case .handFist: fist
        }
    }

    /// The forearm lies across the body, the hand hangs a little, fingers fall from index to little.
    static let flat = HandPose(
        upperArm: [0.30, -0.88, 0.36], forearm: [-0.84, 0.22, 0.50], dorsal: [0.16, 0.34, 0.93],
        distal: [-0.86, -0.12, 0.30],
        fingers: [
            .index: FingerBend(knuckle: 4, middle: 17, last: 8, spread: -1),
            .middle: FingerBend(knuckle: 10, middle: 23, last: 10, spread: 0),
            .ring: FingerBend(knuckle: 15, middle: 27, last: 12, spread: -3),
            .little: FingerBend(knuckle: 16, middle: 25, last: 13, spread: -4),
        ], thumbOpposition: 10, thumbSpread: -4, thumbMiddle: 12, thumbLast: 14)

    /// Fingers upright and together, hardly fanned, relaxed less and less toward the index.
    static let upright = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.28, 0.93, 0.20], dorsal: [0.10, 0.04, 1.0],
        distal: [-0.10, 1.0, -0.02],
        fingers: [
            .index: FingerBend(knuckle: 3, middle: 9, last: 5, spread: -3),
            .middle: FingerBend(knuckle: 6, middle: 12, last: 6, spread: 0),
            .ring: FingerBend(knuckle: 9, middle: 15, last: 8, spread: -5),
            .little: FingerBend(knuckle: 12, middle: 19, last: 10, spread: -5),
        ], thumbOpposition: 12, thumbSpread: -8, thumbMiddle: 14, thumbLast: 12)

    /// A loose fist: first phalanges up toward the lens, the rest folded away behind them.
    static let fist = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.28, 0.90, 0.34], dorsal: [0.08, -0.22, 0.97],
        distal: [-0.10, 0.97, 0.22],
        fingers: [
            .index: FingerBend(knuckle: 22, middle: 86, last: 44, spread: -5),
            .middle: FingerBend(knuckle: 24, middle: 92, last: 48, spread: 0),
            .ring: FingerBend(knuckle: 28, middle: 94, last: 50, spread: -5),
            .little: FingerBend(knuckle: 34, middle: 95, last: 46, spread: -6),
        ], thumbOpposition: 38, thumbSpread: -14, thumbMiddle: 30, thumbLast: 34)
}

extension HandPose {
    /// Turns of the bones of a skeleton that take this pose.
    func pose(_ skeleton: Skeleton) -> Pose {
        let hand = HandFrame(skeleton)
        var pose = Pose()
        poseArm(hand, &pose)
        for finger in Finger.allCases where finger != .thumb {
            poseFinger(finger, fingers[finger]?.limited ?? FingerBend(knuckle: 0, middle: 0, last: 0), hand, &pose)
        }
        poseThumb(hand, &pose)
        return pose
    }

    /// Upper arm and forearm by direction, with the elbow's hinge square to both; the forearm's turn about its
    /// length is spread along it, as radius and ulna do.
    private func poseArm(_ hand: HandFrame, _ pose: inout Pose) {
        let upperRest = (hand.elbow - hand.shoulder).normalized
        let foreRest = (hand.wrist - hand.elbow).normalized
        let hingeRest = cross(upperRest, foreRest)
        let hinge = cross(upperArm, forearm)
        let upper = Quaternion(from: (upperRest, hingeRest), to: (upperArm, hinge))
        let lower = Quaternion(from: (foreRest, hingeRest), to: (forearm, hinge))
        let palm = Quaternion(from: (hand.dorsal, hand.distal), to: (dorsal, distal))
        // What is left for wrist and forearm once the elbow has bent, in the forearm's rest space.
        let turn = lower.inverse * palm
        let twist = turn.twist(about: foreRest)
        pose.rotations["upperarm01.L"] = upper
        pose.rotations["lowerarm01.L"] = upper.inverse * lower * twist.scaled(0.3)
        pose.rotations["lowerarm02.L"] = twist.scaled(0.5)
        pose.rotations["wrist.L"] = twist.scaled(0.8).inverse * turn
    }

    private func poseFinger(_ finger: Finger, _ bend: FingerBend, _ hand: HandFrame, _ pose: inout Pose) {
        let name = "finger\(finger.number)"
        // Spread is counted from the middle finger's direction in the palm's plane.
        let direction = hand.phalanx(finger, 0)
        let reference = hand.phalanx(.middle, 0)
        let flat = (direction - hand.dorsal * dot(direction, hand.dorsal)).normalized
        let flatReference = (reference - hand.dorsal * dot(reference, hand.dorsal)).normalized
        let angle = degreesBetween(flat, flatReference) * (dot(cross(flatReference, flat), hand.dorsal) < 0 ? -1 : 1)
        let side: Float = finger == .index || finger == .middle ? 1 : -1
        let toward = bend.spread * side * (dot(cross(hand.distal, hand.radial), hand.dorsal) < 0 ? -1 : 1)
        let sideways = finger == .middle ? toward : -angle * Self.gathering[finger, default: 0] + toward
        for (k, degrees) in [bend.knuckle, bend.middle, bend.last].enumerated() {
            let axis = cross(hand.phalanx(finger, k), -hand.dorsal)
            var turn = Quaternion(axis: axis, degrees: degrees - restBend(finger, k, hand))
            if k == 0 { turn = Quaternion(axis: hand.dorsal, degrees: sideways) * turn }
            pose.rotations["\(name)-\(k + 1).L"] = turn
        }
    }

    /// Share of the rest pose's fan that is taken away before `spread` is added.
    private static let gathering: [Finger: Float] = [.index: 0.5, .ring: 0.6, .little: 0.5]

    /// How far a joint is bent in the rest mesh already, degrees of flexion.
    private func restBend(_ finger: Finger, _ k: Int, _ hand: HandFrame) -> Float {
        guard k > 0 else { return 0 }
        let (a, b) = (hand.phalanx(finger, k - 1), hand.phalanx(finger, k))
        let axis = cross(a, -hand.dorsal).normalized
        let turned = degreesBetween(a, b)
        return dot(cross(a, b), axis) < 0 ? -turned : turned
    }

    private func poseThumb(_ hand: HandFrame, _ pose: inout Pose) {
        let first = hand.phalanx(.thumb, 0)
        let curl = hand.radial * -0.8 - hand.dorsal * 0.6
        pose.rotations["finger1-1.L"] =
            Quaternion(axis: hand.dorsal, degrees: thumbSpread)
            * Quaternion(axis: cross(first, -hand.dorsal), degrees: thumbOpposition)
        pose.rotations["finger1-2.L"] = Quaternion(axis: cross(hand.phalanx(.thumb, 1), curl), degrees: thumbMiddle)
        pose.rotations["finger1-3.L"] = Quaternion(axis: cross(hand.phalanx(.thumb, 2), curl), degrees: thumbLast)
    }
}
