public import Geometry

// The body is posed as a left hand; its mirror image is a right one.

extension Vector3 {
    /// With left and right exchanged.
    fileprivate var mirrored: Vector3 { Vector3(-x, y, z) }
}

extension Mesh {
    /// The mesh with left and right exchanged; triangles stay counter-clockwise seen from outside.
    public var mirrored: Mesh {
        var mesh = self
        mesh.positions = positions.map(\.mirrored)
        mesh.normals = normals.map(\.mirrored)
        mesh.triangles = triangles.map { [$0.x, $0.z, $0.y] }
        return mesh
    }
}

extension Landmarks {
    /// Hand, arm and wrist with left and right exchanged; what lies on the trunk is as it was.
    public var withOtherHand: Landmarks {
        var marks = self
        marks.fingers = fingers.mapValues(\.mirrored)
        marks.arm = Arm(
            elbow: arm.elbow.mirrored, wrist: arm.wrist.mirrored, dorsal: arm.dorsal.mirrored,
            distal: arm.distal.mirrored, radial: arm.radial.mirrored)
        marks.wrist = wrist?.mirrored
        return marks
    }
}

extension Landmarks.FingerSeat {
    fileprivate var mirrored: Self {
        Self(
            knuckle: knuckle.mirrored, middleJoint: middleJoint.mirrored, lastJoint: lastJoint.mirrored,
            tip: tip.mirrored, seat: seat.mirrored, axis: axis.mirrored, dorsal: dorsal.mirrored,
            circumference: circumference,
            stations: stations.map { Station(along: $0.along, centre: $0.centre.mirrored, girth: $0.girth) })
    }
}

extension Landmarks.WristSeat {
    /// The section keeps its numbers: they count along the thumb's side and the back, wherever these point.
    fileprivate var mirrored: Self {
        Self(
            centre: centre.mirrored, axis: axis.mirrored, dorsal: dorsal.mirrored, radial: radial.mirrored,
            section: section, circumference: circumference)
    }
}
