public import Foundation
internal import GRDB

/// A copy of a studio's data in a folder of its own: the database, the files that it names, and a list of checksums.
public enum Backup {
    private static let manifestName = "manifest.json"

    private struct Manifest: Codable {
        var version = 1
        var database: String
        var blobs: [String]
    }

    /// Copies the data of a folder, which may be in use, into a new one.
    ///
    /// Files never change and are swept only a day after nothing names them, so a snapshot of the database followed by
    /// the files that it names is consistent.
    ///
    /// - Returns: how many files were copied.
    /// - Throws: `StoreError.disk` when the target is there already, `.damaged` when a file is not what it should be.
    @discardableResult
    public static func make(of folder: URL, to target: URL) throws -> Int {
        let source = folder.appending(path: SQLiteStore.databaseName)
        guard FileManager.default.fileExists(atPath: source.path) else {
            throw StoreError.disk("there are no data in \(folder.path)")
        }
        try requireAbsent(target)
        let unfinished = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).part")
        try? FileManager.default.removeItem(at: unfinished)
        try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: true)
        // Where all went well it has been moved away.
        defer { try? FileManager.default.removeItem(at: unfinished) }
        let copy = unfinished.appending(path: SQLiteStore.databaseName)
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        try DatabaseQueue(path: source.path, configuration: configuration).vacuum(into: copy.path)

        let names = try DatabaseQueue(path: copy.path).read { db in try SQLiteStore.referencedBlobs(db) }.sorted()
        let from = try BlobStore(folder: folder.appending(path: "blobs"))
        try copyBlobs(names, from: from, to: try BlobStore(folder: unfinished.appending(path: "blobs")))
        let manifest = Manifest(database: try SHA256.digest(ofFile: copy), blobs: names)
        try JSONEncoder().encode(manifest).write(to: unfinished.appending(path: manifestName), options: .atomic)
        sync()
        try FileManager.default.moveItem(at: unfinished, to: target)
        return names.count
    }

    /// Brings a backup into an empty folder, with every checksum and the ledger verified.
    ///
    /// - Throws: `StoreError.damaged` when anything is not what it was; the folder is then not made.
    public static func restore(_ backup: URL, to folder: URL) async throws {
        try requireAbsent(folder)
        guard FileManager.default.fileExists(atPath: backup.path) else {
            throw StoreError.disk("there is no backup in \(backup.path)")
        }
        guard let data = try? Data(contentsOf: backup.appending(path: manifestName)),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: data)
        else { throw StoreError.damaged("\(backup.path) is no whole backup") }
        let database = backup.appending(path: SQLiteStore.databaseName)
        guard try SHA256.digest(ofFile: database) == manifest.database else {
            throw StoreError.damaged("the database of the backup has changed")
        }
        let unfinished = folder.deletingLastPathComponent().appending(path: ".\(folder.lastPathComponent).part")
        try? FileManager.default.removeItem(at: unfinished)
        try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: unfinished) }
        try FileManager.default.copyItem(at: database, to: unfinished.appending(path: SQLiteStore.databaseName))
        try copyBlobs(
            manifest.blobs, from: try BlobStore(folder: backup.appending(path: "blobs")),
            to: try BlobStore(folder: unfinished.appending(path: "blobs")))
        let faults = try await SQLiteStore(folder: unfinished).audit()
        guard faults.isEmpty else { throw StoreError.damaged(faults.joined(separator: "; ")) }
        sync()
        // An empty folder may be there; it gives way.
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.moveItem(at: unfinished, to: folder)
    }

    private static func copyBlobs(_ names: [String], from source: BlobStore, to target: BlobStore) throws {
        for name in names {
            let copy = target.temporaryFile()
            do {
                try FileManager.default.copyItem(at: source.url(of: name), to: copy)
            } catch {
                throw StoreError.damaged("the file \(name) is missing")
            }
            guard try target.adopt(copy) == name else { throw StoreError.damaged("the file \(name) has changed") }
        }
    }

    private static func requireAbsent(_ folder: URL) throws {
        let contents = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard contents?.isEmpty ?? true else { throw StoreError.disk("\(folder.path) is not empty") }
        guard contents != nil || !FileManager.default.fileExists(atPath: folder.path) else {
            throw StoreError.disk("\(folder.path) is a file")
        }
    }
}
