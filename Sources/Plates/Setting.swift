public import Geometry
public import Rendering

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
        /// A plastered or brick wall with the light between leaves on it.
        case wall
        /// Shelves of books.
        case shelves
        /// Lamps in a dim room.
        case cafe
        /// Houses along a street, and its lights.
        case street
        /// Sky over water.
        case sea
    }

    public var place: Place
    /// Name of a garment under the assets' `garments` folder, or `CrewNeck.name`; the chest or forearm is never bare.
    public var garment: String
    /// Linear colour of its cloth.
    public var clothColour: Vector3
    /// What is woven into the cloth or printed on it.
    public var pattern: ClothPattern?
    /// Linear colour of what is worn below a jacket.
    public var underColour = Vector3(0.6, 0.57, 0.52)
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
