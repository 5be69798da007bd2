internal import Geometry

/// How head, shoulders and arms are held for a picture of the neck, degrees.
struct NeckPose: Sendable, Hashable {
    /// Arms lowered from the rest pose; 45 hangs straight down.
    var arms: Float = 30
    /// Head turned toward the person's left, and tilted.
    var turn: Float = 20
    var tilt: Float = 1.5
    /// Trunk turned and leaning: what breaks the symmetry and pulls folds into cloth.
    var twist: Float = 5
    var lean: Float = 0.6
    /// The left shoulder raised above the right.
    var shrug: Float = 4
    /// One arm forward, the other back.
    var swing: Float = 4

    static let standard = NeckPose()
    /// Turned and tilted away from the left ear: the neck's muscle stands out below it and the shoulder hangs.
    static let leftEar = NeckPose(turn: -15, tilt: -2.5, twist: -3, lean: -0.4, shrug: -4, swing: 2)

    /// The pose as one moment has it: nobody holds their head twice alike.
    func at(_ person: Person) -> NeckPose {
        guard person.moment != 0 else { return self }
        var random = PCG32(seed: UInt64(person.seed) &+ UInt64(person.moment) << 32, sequence: 61)
        func jitter(_ degrees: Float) -> Float { degrees * (2 * random.nextFloat() - 1) }
        var pose = self
        pose.turn += jitter(8)
        pose.tilt += jitter(2.5)
        pose.twist += jitter(3)
        pose.lean += jitter(0.8)
        pose.shrug += jitter(2)
        return pose
    }

    /// How the neck is held in a gesture; a hand's picture does not show it.
    ///
    /// - Parameter person: who takes it; nil is nobody's moment.
    static func of(_ gesture: Gesture, _ person: Person?) -> NeckPose? {
        let usual: NeckPose
        switch gesture {
        case .neck: usual = standard
        case .leftEar, .rightEar, .leftPortrait, .rightPortrait: usual = leftEar
        default: return nil
        }
        return person.map { usual.at($0) } ?? usual
    }

    var pose: Pose {
        let (up, left, back): (Vector3, Vector3, Vector3) = ([0, 1, 0], [1, 0, 0], [0, 0, -1])
        func turn(_ axis: Vector3, _ degrees: Float) -> Quaternion { Quaternion(axis: axis, degrees: degrees) }
        var pose = Pose([
            "spine02": turn(up, twist * 0.6) * turn(back, lean),
            "spine03": turn(up, twist * 0.4) * turn(back, lean),
            "neck01": turn(up, self.turn * 0.25) * turn(left, -3) * turn(back, tilt * 0.4),
            "neck02": turn(up, self.turn * 0.3) * turn(back, tilt),
            "neck03": turn(up, self.turn * 0.25) * turn(back, tilt),
            "head": turn(up, self.turn * 0.2) * turn(left, -3),
            // The base mesh's lips stand a little open.
            "jaw": turn(left, -2.2),
        ])
        for (side, sign) in [("L", Float(1)), ("R", Float(-1))] {
            pose.rotations["clavicle.\(side)"] = turn(back, sign * 3 + 1.2 - (sign > 0 ? shrug : 0))
            pose.rotations["upperarm01.\(side)"] =
                turn(back, sign * (arms - 1.5 * sign)) * turn(left, swing * sign)
        }
        return pose
    }
}

extension Gesture {
    /// Turns of the bones that take this gesture, for a hand at rest.
    ///
    /// - Parameter person: who takes it; nil is nobody's moment.
    func pose(_ frame: HandFrame, of person: Person?) -> Pose {
        if let neck = NeckPose.of(self, person) { return ear == .right ? neck.pose.mirrored : neck.pose }
        // A hand's picture still shows a person at ease: the rest of the body stands as for the neck.
        var pose = NeckPose.standard.pose
        guard let hand = HandPose.of(self) else { return pose }
        for bone in ["clavicle.L", "spine02", "spine03"] { pose.rotations[bone] = nil }
        pose.rotations.merge(hand.pose(frame).rotations) { $1 }
        return pose
    }
}
