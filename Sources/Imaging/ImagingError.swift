/// Why a picture could not be read or written, in the words of the person who brought it.
///
/// `file` is the path as given.
public enum ImagingError: Error, Sendable, Hashable {
    case fileNotFound(file: String)
    /// The file has no content.
    case empty(file: String)
    /// The file begins like a picture but its end is missing.
    case truncated(file: String)
    /// The content is none of the formats that are read, whatever the name says.
    case unknownFormat(file: String, content: String)
    /// More pixels than the limit; found before anything was decoded.
    case tooLarge(file: String, width: Int, height: Int, limitMegapixels: Int)
    /// The content is damaged, or of a kind that its format allows and this program does not read.
    case unreadable(file: String, reason: String)
    case cannotWrite(file: String, reason: String)
}

extension ImagingError: CustomStringConvertible {
    /// What is wrong and what to do about it, one or two sentences.
    public var description: String {
        switch self {
        case .fileNotFound(let file):
            "There is no file \(file). Check the path."
        case .empty(let file):
            "\(file) is empty. Copy or download it again."
        case .truncated(let file):
            "\(file) is cut short: the end of the picture is missing. Copy or download it again."
        case .unknownFormat(let file, let content):
            "\(file) is not a photo that can be read; it holds \(content). Use JPEG, PNG, WebP, TIFF, HEIC, AVIF or camera raw."
        case .tooLarge(let file, let width, let height, let limit):
            "\(file) is too large: \(width) × \(height) pixels, and the limit is \(limit) megapixels. Make it smaller first."
        case .unreadable(let file, let reason):
            "\(file) cannot be read: \(reason). Open it in a photo program and save it as JPEG."
        case .cannotWrite(let file, let reason):
            "\(file) cannot be written: \(reason)."
        }
    }
}
