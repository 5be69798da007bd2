public import Geometry

/// One of the two ears, as the person would say it.
public enum EarSide: String, Sendable, Codable, CaseIterable {
    case left, right

    /// +1 for the left ear, −1 for the right: the sign of its x in body space.
    public var sign: Float { self == .left ? 1 : -1 }
}

extension Landmarks {
    /// The lobe of an ear and the place where it is pierced: what an earring hangs from, passes through or grips.
    ///
    /// ```swift
    /// let lobe = body.landmarks.ears[.left]
    /// let back = lobe.piercing - lobe.normal * lobe.thickness  // where a stud's post comes out
    /// ```
    ///
    /// `normal`, `forward` and `down` are a frame: unit, square to each other; right-handed (`forward` × `down` =
    /// `normal`) at the left ear, left-handed at the right one, so that the two ears mirror.
    public struct EarLobe: Sendable {
        public var side: EarSide
        /// Middle of the hole, on the front of the lobe, millimetres in body space.
        public var piercing: Vector3
        /// Out of the lobe's front, mean over about 4 mm round the piercing.
        public var normal: Vector3
        /// In the lobe's surface toward the face, and toward its lower edge.
        public var forward, down: Vector3
        /// Flesh between front and back along the normal, millimetres.
        public var thickness: Float
        /// From the piercing along `down` to the lobe's lower edge, millimetres: what a hoop must clear.
        public var edgeDistance: Float
        /// Highest point of the ear.
        public var top: Vector3
        /// Unit: straight out of the side of the head, where the face looks, and square to both: up. The lobe slants
        /// in this frame.
        public var lateral, ahead, upward: Vector3

        public init(
            side: EarSide, piercing: Vector3, normal: Vector3, forward: Vector3, down: Vector3, thickness: Float,
            edgeDistance: Float, top: Vector3, lateral: Vector3, ahead: Vector3
        ) {
            (self.side, self.piercing, self.normal) = (side, piercing, normal)
            (self.forward, self.down, self.thickness) = (forward, down, thickness)
            (self.edgeDistance, self.top) = (edgeDistance, top)
            (self.lateral, self.ahead) = (lateral, ahead)
            upward = cross(ahead, lateral) * side.sign
        }

        /// Where a post comes out at the back.
        public var exit: Vector3 { piercing - normal * thickness }
    }
}
