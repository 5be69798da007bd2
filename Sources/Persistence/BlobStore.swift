public import Foundation

/// Files by their content: a photo is kept once, however often it comes, and never changes.
///
/// A file appears whole or not at all: it is written beside, flushed, renamed, and its folder flushed. Only then may a
/// row of the database name it. What no row names is swept after a day, so an upload or a picture in the making is safe.
public struct BlobStore: Sendable {
    public let folder: URL
    /// Where files are written before they are kept; on the same disk, so that a rename suffices.
    public let incoming: URL

    /// - Throws: a Foundation error when the folders cannot be made.
    public init(folder: URL) throws {
        self.folder = folder
        incoming = folder.appending(path: "incoming")
        try FileManager.default.createDirectory(at: incoming, withIntermediateDirectories: true)
    }

    /// Where a blob lies, whether or not it does.
    public func url(of blob: String) -> URL {
        folder.appending(path: String(blob.prefix(2))).appending(path: String(blob.dropFirst(2)))
    }

    public func contains(_ blob: String) -> Bool {
        Self.isName(blob) && FileManager.default.fileExists(atPath: url(of: blob).path)
    }

    /// Bytes of a blob; 0 where it is not there.
    func size(of blob: String) -> Int64 {
        Int64((try? url(of: blob).resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
    }

    /// A path for a file that is being written.
    public func temporaryFile() -> URL { incoming.appending(path: UUID().uuidString.lowercased()) }

    /// Takes a finished file over; it is gone from where it was.
    ///
    /// - Returns: its name, the SHA-256 of its content.
    /// - Throws: `StoreError.disk`.
    public func adopt(_ file: URL) throws(StoreError) -> String {
        do {
            let name = try SHA256.digest(ofFile: file)
            try flush(file)
            let target = url(of: name)
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            guard rename(file.path, target.path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            // What is kept again is young again, or a sweep could take it just now.
            try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: target.path)
            try flush(target.deletingLastPathComponent())
            try flush(folder)
            return name
        } catch {
            throw .disk("\(error)")
        }
    }

    /// Keeps bytes.
    public func keep(_ bytes: Data) throws(StoreError) -> String {
        let file = temporaryFile()
        do {
            try bytes.write(to: file)
        } catch {
            throw .disk("\(error)")
        }
        return try adopt(file)
    }

    /// Removes what nothing refers to and nobody has touched for a while, and what was never finished.
    ///
    /// - Parameter isReferenced: asked right before a file is removed.
    /// - Returns: how many files went.
    @discardableResult
    public func sweep(olderThan seconds: Double = 86_400, isReferenced: (String) throws -> Bool) throws -> Int {
        let limit = Date().addingTimeInterval(-seconds)
        var removed = 0
        for shelf in try entries(of: folder) {
            let isIncoming = shelf.lastPathComponent == incoming.lastPathComponent
            for file in try entries(of: shelf) {
                let date = try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
                guard let date, date < limit else { continue }
                if !isIncoming, try isReferenced(shelf.lastPathComponent + file.lastPathComponent) { continue }
                try FileManager.default.removeItem(at: file)
                removed += 1
            }
        }
        return removed
    }

    /// Every blob that lies here.
    public func all() throws -> [String] {
        try entries(of: folder).filter { $0 != incoming }.flatMap { shelf in
            try entries(of: shelf).map { shelf.lastPathComponent + $0.lastPathComponent }
        }.filter(Self.isName)
    }

    /// What the files take, bytes.
    public func usedBytes() throws -> Int64 {
        try entries(of: folder).reduce(0) { sum, shelf in
            let files = try FileManager.default.contentsOfDirectory(
                at: shelf, includingPropertiesForKeys: [.fileSizeKey])
            return files.reduce(sum) { $0 + Int64((try? $1.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0) }
        }
    }

    /// Free bytes of the disk, as far as it tells.
    public var freeBytes: Int64? {
        (try? FileManager.default.attributesOfFileSystem(forPath: folder.path)[.systemFreeSize] as? NSNumber)?
            .int64Value
    }

    static func isName(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private func entries(of folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: [.contentModificationDateKey, .isDirectoryKey]
        )
        .filter { folder != self.folder || (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true }
    }

    private func flush(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
