public import Geometry

/// What surrounds a person in a picture, garment and place, and how their skin is shown. It is part of a plate's key; light is not.
public struct Setting: Sendable, Codable, Hashable {
    /// A place, always out of focus.
    public enum Place: String, Sendable, Codable, CaseIterable {
        /// A room with a window at the key's side.
        case room
        /// Leaves, and sky between them.
        case garden
        /// Pale seamless paper.
        case seamless
        /// Toned paper, from light into shade.
        case gradient
        /// A stone wall that light grazes.
        case stone
        /// Linen that hangs in folds.
        case linen
        /// Near black.
        case dark
    }

    public var place: Place
    /// Name of a garment under the assets' `garments` folder, or `CrewNeck.name`; the chest or forearm is never bare.
    public var garment: String
    /// Linear colour of its cloth.
    public var clothColour: Vector3
    /// Which of many such places it is.
    public var variant: UInt32 = 0
    /// Whether the place's light comes from the camera's right, as the key does.
    public var lightFromRight = false
    /// Retouch of the skin, 0 natural … 1 flawless.
    public var retouch: Float = 0

    public init(place: Place, garment: String, clothColour: Vector3) {
        (self.place, self.garment, self.clothColour) = (place, garment, clothColour)
    }
}
