internal import ArgumentParser
internal import Foundation

/// A file to write, checked before the work begins; the encoders see to it that it appears whole or not at all.
struct OutputFile: Sendable {
    let url: URL

    /// - Parameter extensions: those allowed, lower case.
    /// - Throws: `ValidationError` when the file could not be written there anyway, before any work is done.
    init(_ path: String, extensions: [String]) throws {
        url = URL(filePath: path)
        guard extensions.contains(url.pathExtension.lowercased()) else {
            let list = extensions.map { ".\($0)" }.joined(separator: ", ")
            throw ValidationError("'\(path)' must end in \(list), which says the format to write.")
        }
        let folder = url.deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw ValidationError("There is no folder '\(folder)' to write '\(url.lastPathComponent)' into.")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw ValidationError("The folder '\(folder)' cannot be written to.")
        }
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
            throw ValidationError("'\(path)' is a folder.")
        }
    }

    static let pictures = ["png", "jpg", "jpeg", "webp", "tif", "tiff"]
    /// Formats that keep alpha.
    static let cutouts = ["png", "webp", "tif", "tiff"]

    /// Whether this is the same file as another path.
    func isSame(as path: String) -> Bool {
        url.resolvingSymlinksInPath().standardizedFileURL
            == URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL
    }
}
