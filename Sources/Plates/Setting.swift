public import Geometry

/// What surrounds a person in a picture: garment and place. It is part of a plate's key; light is not.
public struct Setting: Sendable, Codable, Hashable {
    /// A place, always out of focus.
    public enum Place: String, Sendable, Codable, CaseIterable {
        /// A room with a window at the camera's left.
        case room
        /// Leaves and sparks of sky.
        case garden
        /// Grey seamless paper.
        case seamless
    }

    public var place: Place
    /// Name of a garment under the assets' `garments` folder, or `CrewNeck.name`; the chest or forearm is never bare.
    public var garment: String
    /// Linear colour of its cloth.
    public var clothColour: Vector3

    public init(place: Place, garment: String, clothColour: Vector3) {
        (self.place, self.garment, self.clothColour) = (place, garment, clothColour)
    }
}
