public import Anatomy
public import Appraisal
public import Geometry
public import Rendering

/// How a piece is worn: the pose and camera that suit its photograph, and where it sits.
public struct Fit: Sendable {
    public var gesture: Gesture
    public var camera: Camera
    public var scale: ScaleEstimate
    public var placement: Placement
    /// Stand-ins for the piece in body space that light meets and the camera does not see.
    public var proxies: [ContactProxy]
    /// Half of the piece's greatest thickness, millimetres, for the stand-in made of its silhouette.
    public var reliefHalfThickness: Float
    /// Points where the piece rests on skin, with the radius that the skin must clear, millimetres.
    public var contacts: [(centre: Vector3, radius: Float)]
    /// How the lobe gives way, for earrings.
    public var lobePull: LobePull?
    /// The hole that a wire goes through; nil where a front hides it.
    public var piercing: Piercing?
    /// Distance between the piece's underside and the skin along the contact, millimetres.
    public var gaps: [Float]
    /// What a seller should know.
    public var warnings: [String]
    /// Where the piece meets the person: what to look at first.
    public var connections: [Connection] = []
    /// From the lens to the piece, and what told it.
    public var distance: CameraDistance?
    /// Where a hand takes hold of the piece to move it.
    public var handle: Handle?

    /// A point about which the piece turns and grows, millimetres in body space, and the unit directions in which it slides
    /// and drops; what does not drop has no such direction.
    public struct Handle: Sendable {
        public var point, slide: Vector3
        public var drop: Vector3?
    }

    /// A place where a piece meets the person, or goes out of sight.
    public struct Connection: Sendable {
        public enum Kind: String, Sendable, Codable, CaseIterable {
            /// The hole of an ear, the seat of a ring, the wrist under a bracelet.
            case lobe, ringSeat, wrist
            /// Where a chain goes out of sight, at the picture's left and right.
            case exitLeft, exitRight
        }

        public var kind: Kind
        /// Millimetres in body space.
        public var point: Vector3

        public init(_ kind: Kind, at point: Vector3) { (self.kind, self.point) = (kind, point) }
    }

    public init(
        gesture: Gesture, camera: Camera, scale: ScaleEstimate, placement: Placement, proxies: [ContactProxy],
        reliefHalfThickness: Float, contacts: [(centre: Vector3, radius: Float)], gaps: [Float], warnings: [String] = []
    ) {
        (self.gesture, self.camera, self.scale, self.placement) = (gesture, camera, scale, placement)
        (self.proxies, self.gaps, self.warnings) = (proxies, gaps, warnings)
        (self.reliefHalfThickness, self.contacts) = (reliefHalfThickness, contacts)
    }
}

/// A stand-in for a part of the piece: a shape for shadows, and how it presses the skin.
public struct ContactProxy: Sendable {
    public var mesh: Mesh
    /// Mean colour of the piece there, linear: it tints the light that it throws on the skin.
    public var colour: Vector3
    /// True for bright metal, which mirrors; false for stones, pearls, cord.
    public var isMetal: Bool

    public init(mesh: Mesh, colour: Vector3, isMetal: Bool) {
        (self.mesh, self.colour, self.isMetal) = (mesh, colour, isMetal)
    }
}

/// The size and shape of the picture to make.
public struct Framing: Sendable, Hashable, Codable {
    public var width, height: Int
    /// How close the camera goes.
    public var crop = Crop.standard

    public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

    public var aspect: Float { Float(width) / Float(height) }
}
