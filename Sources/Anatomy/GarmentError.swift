/// Why a garment could not be worn, in words that say what to do.
public enum GarmentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no file of that name among the assets.
    case missing(name: String, folder: String)
    /// The file is cut short, altered, or of another version.
    case damaged(path: String, reason: String)
    /// The positions given are not those of the whole base mesh.
    case unfitting(reason: String)

    public var description: String {
        switch self {
        case .missing(let name, let folder):
            "There is no garment “\(name)” in \(folder). Restore Assets/garments from the repository."
        case .damaged(let path, let reason):
            "The garment at \(path) cannot be used (\(reason)). Restore Assets/garments from the repository."
        case .unfitting(let reason): "The garment cannot be put on: \(reason)."
        }
    }
}
