public import Geometry

/// The garments that the project brings, by name.
public struct Wardrobe: Sendable {
    private let folder: String

    /// - Parameter folder: the assets' `garments` folder.
    public init(folder: String) { self.folder = folder }

    /// A garment on a posed base mesh; nil while the wardrobe has none of that name.
    func garment(named name: String, on base: [Vector3]) throws -> Mesh? {
        nil
    }
}
