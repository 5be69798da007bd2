internal import Geometry

extension BodyRegion {
    /// How often to split each face of the body for a picture of this region; −1 leaves a face out.
    ///
    /// - Parameters:
    ///   - rest: The reference body's positions, millimetres.
    ///   - origin: Height of the base mesh's origin above the soles, millimetres.
    ///   - detail: 0…5: 4 gives quads of about 0.8 mm on neck and chest and 0.22 mm on the hand.
    func levels(
        faces: ArraySlice<SIMD4<UInt32>>, rest: [Vector3], hand: HandFrame, origin: Float, detail: Int
    ) -> [Int] {
        faces.map { q in
            let corners = (0..<4).map { rest[Int(q[$0])] }
            let centre = (corners[0] + corners[1] + corners[2] + corners[3]) / 4
            let edge =
                ((corners[2] - corners[0]).length + (corners[3] - corners[1]).length) / (2 * Float(2).squareRoot())
            guard let target = targetEdge(at: centre, hand: hand) else { return -1 }
            // What is modelled on an ear needs all of its vertices.
            if let ear, centre.x * ear.sign > 0, EarSculpture.contains(centre - [0, origin, 0]) {
                return min(detail, 4)
            }
            let goal = target * Float(1 << (4 - min(detail, 4))) / (detail > 4 ? 2 : 1)
            var (level, length) = (0, edge)
            while length > goal * 1.35 && level < detail {
                level += 1
                length /= 2
            }
            return level
        }
    }

    /// Edge length of the finest quads there at detail 4, millimetres; nil outside the region.
    private func targetEdge(at p: Vector3, hand: HandFrame) -> Float? {
        switch self {
        case .leftEar, .rightEar:
            guard p.y > 1195, abs(p.x) < 310 else { return nil }
            let side = p.x * (ear?.sign ?? 1)
            // Ear, jaw, cheek and neck of one side; hair covers the skull, and the far side only casts shadows.
            guard side > -35 else { return 12 }
            return p.y > 1380 ? (p.z > -20 ? 0.7 : 2.4) : 2
        case .leftPortrait, .rightPortrait:
            guard p.y > 1195, abs(p.x) < 310 else { return nil }
            // Of the far side a face shows as much as lies before its cheekbone.
            guard p.x * (ear?.sign ?? 1) > -35 || p.z > 20 else { return 12 }
            guard p.y > 1380 else { return 2 }
            guard p.z > 85, abs(p.x) < 55 else { return p.z > -20 ? 0.7 : 2.4 }
            // Lids, nose and lips are modelled by small forms.
            return p.y < 1540 ? 0.4 : 0.7
        case .neck:
            // The reference body is 1.66 m tall; garments begin above 1230, so nothing below the chest is ever made but
            // the arms, which straps leave bare.
            if abs(p.x) > 190, abs(p.x) < 420, p.y > 1000 { return p.y > 1300 ? 0.8 : 1.6 }
            guard p.y > 1195, abs(p.x) < 310 else { return nil }
            // Above the mouth the head only casts shadows.
            return p.y > 1475 ? 12 : 0.8
        case .hand:
            let along = dot(p - hand.elbow, (hand.wrist - hand.elbow).normalized)
            // A sleeve hides the arm from the elbow on: what looks out behind it is no arm any more.
            guard p.x > 200, along > 45, p.y < hand.elbow.y + 60 else { return nil }
            return dot(p - hand.wrist, hand.distal) < -45 ? 0.8 : 0.22
        case .wrist:
            let along = dot(p - hand.elbow, (hand.wrist - hand.elbow).normalized)
            guard p.x > 200, along > -30, p.y < hand.elbow.y + 60 else { return nil }
            // The forearm is the subject; the hand is seen smaller than in a ring's picture.
            let fromWrist = dot(p - hand.wrist, hand.distal)
            return fromWrist < -110 ? 1.2 : fromWrist < 20 ? 0.4 : 0.3
        }
    }
}
