public import Geometry

/// A person in a pose, subdivided for the camera, in millimetres.
public struct PosedBody: Sendable {
    /// What a mesh of the body is.
    public enum Part: String, Sendable, CaseIterable { case skin, nails, lips, lashes, eyes, teeth }

    /// Meshes with rest positions and the skin's channels; every part may be missing.
    public var parts: [Part: Mesh]
    public var landmarks: Landmarks
    /// The whole body, unsubdivided, for collisions: what a chain or a garment lies on.
    public var collisionMesh: Mesh
    /// Height of the base mesh's origin above the reference body's soles, which rest positions count from.
    public var referenceOrigin: Float

    public init(parts: [Part: Mesh], landmarks: Landmarks, collisionMesh: Mesh, referenceOrigin: Float = 0) {
        (self.parts, self.landmarks, self.collisionMesh) = (parts, landmarks, collisionMesh)
        self.referenceOrigin = referenceOrigin
    }
}

/// The part of the body that a picture shows; only it is subdivided finely.
public enum BodyRegion: String, Sendable, Codable, CaseIterable {
    case neck, hand, leftEar, rightEar, leftPortrait, rightPortrait, wrist

    /// The ear that a picture of this region shows.
    public var ear: EarSide? {
        switch self {
        case .leftEar, .leftPortrait: .left
        case .rightEar, .rightPortrait: .right
        case .neck, .hand, .wrist: nil
        }
    }

    /// Whether a picture of this region shows the face.
    public var showsFace: Bool { self == .leftPortrait || self == .rightPortrait }
}
