/// Why a body could not be made, in words that say what to do.
public enum AnatomyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The compact body file is not there.
    case missingAssets(path: String)
    /// The compact body file is cut short, altered, or of another version.
    case damagedAssets(path: String, reason: String)
    /// A file of the body data that set-up unpacks is missing or unreadable.
    case unreadableSource(path: String, reason: String)
    /// A shape attribute lies outside its range.
    case invalidShape(String)
    /// A detail names no morph target.
    case unknownTarget(String)
    /// The bones or the level of subdivision asked for do not exist.
    case invalidRequest(String)

    public var description: String {
        switch self {
        case .missingAssets(let path):
            "The body data is missing at \(path). Run ./parure again to set up."
        case .damagedAssets(let path, let reason):
            "The body data at \(path) cannot be used (\(reason)). Delete it and run ./parure again to set up."
        case .unreadableSource(let path, let reason):
            "The body source \(path) cannot be read (\(reason)). Delete .deps and run ./parure again to set up."
        case .invalidShape(let reason): "This body shape cannot be made: \(reason)."
        case .unknownTarget(let name): "There is no shape detail named “\(name)”."
        case .invalidRequest(let reason): "This body cannot be posed: \(reason)."
        }
    }
}
