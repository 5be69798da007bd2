public import Geometry

/// A gesture of the left hand: where arm and hand point in body space, and how far each finger bends.
public struct HandPose: Sendable, Hashable {
    /// Unit, from shoulder to elbow and from elbow to wrist.
    public var upperArm, forearm: Vector3
    /// Where the back of the hand faces and where straight fingers would point.
    public var dorsal, distal: Vector3
    public var fingers: [Finger: FingerBend]
    public var thumb: ThumbPose

    /// Directions of the thumb's three bones, in the palm's frame: x toward the thumb's side, y out of the back of
    /// the hand, z to the fingertips; and where its nail faces.
    public struct ThumbPose: Sendable, Hashable {
        public var metacarpal, first, last, nail: Vector3
    }

    /// The library of gestures; nil for those that are not of a hand.
    public static func of(_ gesture: Gesture) -> HandPose? {
        switch gesture {
        case .neck, .leftEar, .rightEar, .leftPortrait, .rightPortrait: nil
        case .handFlat: flat
        case .handUpright: upright
        case .handFist: fist
        case .handFanned: fanned
        case .handCurled: curled
        case .handCup: cup
        case .handDraped: draped
        case .handChin: chin
        case .wristRelaxed: wristRelaxed
        case .wristLong: wristLong
        case .wristFist: wristFist
        case .wristDraped: wristDraped
        case .wristRaised: wristRaised
        case .wristCup: wristCup
        }
    }

    /// The forearm lies across the body, the hand hangs a little, fingers fall from index to little.
    static let flat = HandPose(
        upperArm: [0.30, -0.88, 0.36], forearm: [-0.84, 0.22, 0.50], dorsal: [0.16, 0.34, 0.93],
        distal: [-0.86, -0.12, 0.30],
        fingers: [
            .index: FingerBend(knuckle: 4, middle: 16, last: 8, spread: 3),
            .middle: FingerBend(knuckle: 10, middle: 23, last: 10, spread: 0),
            .ring: FingerBend(knuckle: 15, middle: 27, last: 12, spread: 1),
            .little: FingerBend(knuckle: 16, middle: 25, last: 13, spread: 5),
        ],
        thumb: ThumbPose(
            metacarpal: [0.66, -0.36, 0.66], first: [0.42, -0.34, 0.84], last: [0.16, -0.36, 0.92],
            nail: [0.66, 0.72, 0.1]))

    /// Fingers upright and together, hardly fanned, relaxed less and less toward the index.
    static let upright = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.28, 0.93, 0.20], dorsal: [0.10, 0.04, 1.0],
        distal: [-0.10, 1.0, -0.02],
        fingers: [
            .index: FingerBend(knuckle: 3, middle: 9, last: 5, spread: 0),
            .middle: FingerBend(knuckle: 6, middle: 12, last: 6, spread: 0),
            .ring: FingerBend(knuckle: 9, middle: 15, last: 8, spread: -1.5),
            .little: FingerBend(knuckle: 12, middle: 19, last: 10, spread: 1),
        ],
        thumb: ThumbPose(
            metacarpal: [0.58, -0.42, 0.70], first: [0.28, -0.30, 0.91], last: [0.05, -0.26, 0.96],
            nail: [0.62, 0.76, 0.1]))

    /// A loose fist: first phalanges up toward the lens, the rest folded away behind them.
    static let fist = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.28, 0.90, 0.34], dorsal: [0.08, -0.22, 0.97],
        distal: [-0.10, 0.97, 0.22],
        fingers: [
            .index: FingerBend(knuckle: 13, middle: 90, last: 50, spread: -19),
            .middle: FingerBend(knuckle: 16, middle: 95, last: 56, spread: 0),
            .ring: FingerBend(knuckle: 20, middle: 97, last: 58, spread: -10),
            .little: FingerBend(knuckle: 26, middle: 95, last: 51, spread: -18),
        ],
        thumb: ThumbPose(
            metacarpal: [0.36, -0.55, 0.75], first: [-0.02, -0.62, 0.78], last: [-0.42, -0.62, 0.66],
            nail: [0.70, -0.20, 0.66]))
}

extension HandPose {
    /// Turns of the bones that take this pose.
    func pose(_ hand: HandFrame) -> Pose {
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
        let back = hand.backs[finger] ?? hand.dorsal
        let side: Float = finger == .index || finger == .middle ? 1 : -1
        let sideways = (bend.spread - hand.fan(of: finger)) * side
        for (k, degrees) in [bend.knuckle, bend.middle, bend.last].enumerated() {
            // The knuckle's hinge is the palm's, the last joint's the nail's.
            let out = mix(hand.dorsal, back, [0.35, 0.8, 1][k])
            let axis = cross(hand.phalanx(finger, k), -out)
            var turn = Quaternion(axis: axis, degrees: degrees - hand.restBend(finger, k))
            if k == 0 { turn = Quaternion(axis: hand.dorsal, degrees: -sideways) * turn }
            pose.rotations["finger\(finger.number)-\(k + 1).L"] = turn
        }
    }

    private func poseThumb(_ hand: HandFrame, _ pose: inout Pose) {
        func place(_ v: Vector3) -> Vector3 { hand.radial * v.x + hand.dorsal * v.y + hand.distal * v.z }
        let back = hand.backs[.thumb] ?? hand.radial
        var before = Quaternion.identity
        for (k, direction) in [thumb.metacarpal, thumb.first, thumb.last].enumerated() {
            // From the thumb at rest to the direction wanted, less what the bones before have turned.
            let whole = Quaternion(
                from: (hand.phalanx(.thumb, k), back), to: (place(direction).normalized, place(thumb.nail)))
            pose.rotations["finger1-\(k + 1).L"] = before.inverse * whole
            before = whole
        }
    }
}

extension HandFrame {
    /// How far a finger's first phalanx points away from the middle finger's in the palm's plane at rest, degrees;
    /// for the middle finger, 0.
    func fan(of finger: Finger) -> Float {
        func flat(_ f: Finger) -> Vector3 {
            let d = phalanx(f, 0)
            return (d - dorsal * dot(d, dorsal)).normalized
        }
        let angle = degreesBetween(flat(finger), flat(.middle))
        let outward = finger == .index ? radial : -radial
        return dot(flat(finger) - flat(.middle), outward) < 0 ? -angle : angle
    }

    /// How far a joint is bent in the rest mesh already, degrees of flexion; the knuckle is counted from the palm.
    func restBend(_ finger: Finger, _ k: Int) -> Float {
        let b = phalanx(finger, k)
        if k == 0 { return degreesBetween(b, b - dorsal * dot(b, dorsal)) * (dot(b, dorsal) > 0 ? -1 : 1) }
        let a = phalanx(finger, k - 1)
        let turned = degreesBetween(a, b)
        return dot(cross(a, b), cross(a, -dorsal)) < 0 ? -turned : turned
    }
}
