internal import Foundation
public import Geometry

extension Landmarks {
    /// Where a bracelet rests: on the forearm, a little behind the head of the ulna.
    public struct WristSeat: Sendable {
        /// Middle of the forearm's section.
        public var centre: Vector3
        /// Unit: along the forearm toward the hand, out of the back of the forearm, toward the thumb.
        public var axis, dorsal, radial: Vector3
        /// Hull of the skin's section square to the axis, counter-clockwise, in millimetres along `radial` and `dorsal`.
        public var section: [Vector2]
        /// Girth of that hull, millimetres: what a tape measures.
        public var circumference: Float

        public init(
            centre: Vector3, axis: Vector3, dorsal: Vector3, radial: Vector3, section: [Vector2], circumference: Float
        ) {
            (self.centre, self.axis, self.dorsal, self.radial) = (centre, axis, dorsal, radial)
            (self.section, self.circumference) = (section, circumference)
        }
    }
}

extension Landmarks.WristSeat {
    /// From the wrist's joint back to where bracelets rest, millimetres.
    static let fromJoint: Float = 24

    /// - Parameter arm: elbow and wrist in the pose of the mesh.
    init(_ arm: Landmarks.Arm, on mesh: Mesh) {
        let axis = (arm.wrist - arm.elbow).normalized
        let guess = arm.wrist - axis * Self.fromJoint
        let section = CrossSection(mesh, centre: guess, axis: axis, radius: 32)
        let dorsal = (arm.dorsal - axis * dot(arm.dorsal, axis)).normalized
        let radial = cross(axis, dorsal) * (dot(cross(axis, dorsal), arm.radial) < 0 ? -1 : 1)
        let (u, v) = axis.orthonormalBasis
        let off = section.centre - guess
        let points = section.hull.map { q -> Vector2 in
            let p = u * q.x + v * q.y - off
            return Vector2(dot(p, radial), dot(p, dorsal))
        }
        self.init(
            centre: section.centre, axis: axis, dorsal: dorsal, radial: radial,
            section: CrossSection.convexHull(points), circumference: section.girth)
    }
}
