internal import Geometry

extension Finger {
    /// The rig counts fingers from the thumb, 1…5.
    var number: Int { (Finger.allCases.firstIndex(of: self) ?? 0) + 1 }
}

/// Directions of the left hand at rest, and the joints of its fingers.
struct HandFrame: Sendable {
    let wrist, elbow, shoulder: Vector3
    /// Unit: to the fingertips, out of the back of the hand, toward the thumb.
    let distal, dorsal, radial: Vector3
    /// Knuckle, middle joint, last joint and tip of each finger.
    let joints: [Finger: [Vector3]]

    init(_ skeleton: Skeleton) {
        let root = skeleton.head("wrist.L")
        var joints: [Finger: [Vector3]] = [:]
        for finger in Finger.allCases {
            joints[finger] =
                (1...3).map { skeleton.head("finger\(finger.number)-\($0).L") }
                + [skeleton.tail("finger\(finger.number)-3.L")]
        }
        func knuckle(_ f: Finger) -> Vector3 { joints[f]?.first ?? root }
        let up = cross(knuckle(.index) - root, knuckle(.little) - root).normalized
        let along = knuckle(.middle) - root
        let tipward = (along - up * dot(along, up)).normalized
        (wrist, self.joints) = (root, joints)
        elbow = skeleton.head("lowerarm01.L")
        shoulder = skeleton.head("upperarm01.L")
        (distal, dorsal, radial) = (tipward, up, cross(tipward, up))
    }

    /// Unit direction of a phalanx, 0 the one beside the knuckle.
    func phalanx(_ finger: Finger, _ k: Int) -> Vector3 {
        let j = joints[finger, default: []]
        return (j[k + 1] - j[k]).normalized
    }
}
