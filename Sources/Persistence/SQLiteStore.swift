public import Foundation
internal import GRDB
public import Studio
internal import Synchronization

/// A studio's data in one folder: `studio.sqlite`, `blobs`, `backups`.
///
/// One process at a time has it open. Every transaction is flushed before it counts as done.
public final class SQLiteStore: Sendable {
    public let folder: URL
    public let blobs: BlobStore
    let pool: DatabasePool
    private let lock: FolderLock
    private let listeners = Mutex<[UUID: AsyncStream<Void>.Continuation]>([:])

    /// Opens the data of a folder, which is made if it is not there, and brings the tables up to date; before that the
    /// old ones are copied into `backups`.
    ///
    /// - Throws: `StoreError.inUse`, `.newerSchema`, `.disk`.
    public convenience init(folder: URL) throws { try self.init(folder: folder, versions: .max) }

    /// Opens the data as an older Parure would, with the tables of its first so many versions.
    package init(folder: URL, versions: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        lock = try FolderLock(folder: folder)
        blobs = try BlobStore(folder: folder.appending(path: "blobs"))
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        pool = try DatabasePool(
            path: folder.appending(path: Self.databaseName).path, configuration: configuration)
        // A ledger does not lose its last entries in a power cut; opening the pool set NORMAL, and only now it holds.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try migrate(Schema.migrator(versions: versions))
    }

    static let databaseName = "studio.sqlite"

    private func migrate(_ migrator: DatabaseMigrator) throws {
        let (done, isNewer, isNew) = try pool.read { db in
            (
                try migrator.hasCompletedMigrations(db), try migrator.hasBeenSuperseded(db),
                try migrator.appliedIdentifiers(db).isEmpty
            )
        }
        guard !isNewer else { throw StoreError.newerSchema }
        guard !done else { return }
        if !isNew {
            let backups = folder.appending(path: "backups")
            try FileManager.default.createDirectory(at: backups, withIntermediateDirectories: true)
            let stamp = ISO8601DateFormatter().string(from: Date()).replacingOccurrences(of: ":", with: "")
            try copyDatabase(to: backups.appending(path: "before-migration-\(stamp).sqlite"))
        }
        try migrator.migrate(pool)
    }

    /// A consistent copy of the database while it is used.
    func copyDatabase(to file: URL) throws {
        try pool.vacuum(into: file.path)
    }

    /// Closes the database, and lets another open the folder even while somebody still holds this store; what they ask
    /// from now on fails.
    ///
    /// - Throws: `DatabaseError` while something is still read; the folder stays this store's then.
    public func close() throws {
        try pool.close()
        lock.release()
    }

    /// Makes an account if it is not there.
    public func addAccount(_ account: AccountID) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO account (id, createdAt) VALUES (?, \(Schema.now)) ON CONFLICT DO NOTHING",
                arguments: [account.rawValue])
        }
    }

    // MARK: - Access

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await told { try await pool.read(body) }
    }

    /// One transaction, after which listeners look whether something happened.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let (result, changed) = try await told {
            try await pool.write { db in
                let before = db.totalChangesCount
                return (try body(db), db.totalChangesCount != before)
            }
        }
        if changed { wake() }
        return result
    }

    /// Lets listeners look.
    public func wake() {
        for listener in listeners.withLock({ Array($0.values) }) { listener.yield() }
    }

    /// No error type of the database leaves.
    private func told<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR {
                throw StoreError.disk(error.message ?? "\(error.resultCode)")
            }
            throw StoreError.damaged(error.message ?? "\(error.resultCode)")
        }
    }

    public func changes() -> AsyncStream<Void> {
        let id = UUID()
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            listeners.withLock { $0[id] = continuation }
            continuation.onTermination = { [weak self] _ in
                _ = self?.listeners.withLock { $0.removeValue(forKey: id) }
            }
        }
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<T: Decodable>(_ type: T.Type, _ json: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }
}

/// Keeps a second process out of a folder for as long as it lives; the system lets go when the process dies.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init(folder: URL) throws(StoreError) {
        descriptor = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .disk(String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(folder: folder.path)
        }
    }

    /// Lets go at once, of copies of the descriptor in processes that are just being started too.
    func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }
}

extension Date {
    init?(seconds: Double?) {
        guard let seconds else { return nil }
        self.init(timeIntervalSince1970: seconds)
    }
}
