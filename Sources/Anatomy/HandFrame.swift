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
    /// Unit, out of each finger's nail, square to its last phalanx.
    let backs: [Finger: Vector3]

    init(_ skeleton: Skeleton, assets: BodyAssets, positions: [Vector3]) {
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
        let nails = Self.nailNormals(joints, assets: assets, positions: positions)
        backs = joints.reduce(into: [:]) { backs, finger in
            let axis = (finger.value[3] - finger.value[2]).normalized
            let n = nails[finger.key] ?? up
            backs[finger.key] = (n - axis * dot(n, axis)).normalized
        }
    }

    /// Mean outward normal of each finger's nail, from the faces that the nails' mask covers.
    private static func nailNormals(
        _ joints: [Finger: [Vector3]], assets: BodyAssets, positions: [Vector3]
    ) -> [Finger: Vector3] {
        guard let mask = assets.masks["fingernails"] else { return [:] }
        var sums: [Finger: Vector3] = [:]
        for q in assets.faces[assets.faceGroups["body"] ?? 0..<0] {
            let weight = (0..<4).reduce(Float(0)) { $0 + mask[Int(q[$1])] } / 4
            guard weight > 0.4 else { continue }
            let p = (0..<4).map { positions[Int(q[$0])] }
            let centre = (p[0] + p[1] + p[2] + p[3]) / 4
            let near = joints.min { (centre - $0.value[3]).length < (centre - $1.value[3]).length }
            guard let near, (centre - near.value[3]).length < 25 else { continue }
            sums[near.key, default: .zero] += cross(p[2] - p[0], p[3] - p[1]) * weight
        }
        return sums.mapValues(\.normalized)
    }

    /// Unit direction of a phalanx, 0 the one beside the knuckle.
    func phalanx(_ finger: Finger, _ k: Int) -> Vector3 {
        let j = joints[finger, default: []]
        return (j[k + 1] - j[k]).normalized
    }
}
