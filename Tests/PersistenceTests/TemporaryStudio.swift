import Anatomy
import Appraisal
import Foundation
import Persistence
import Studio
import Testing

/// What holds for one database holds for all: later ones are added here.
enum Implementation: String, CaseIterable, Sendable { case sqlite }

/// A studio in a folder of its own that goes when the test ends.
final class TemporaryStudio: Sendable {
    let folder: URL
    let store: SQLiteStore
    let me = AccountID(rawValue: "me")
    let other = AccountID(rawValue: "other")

    init(_ implementation: Implementation = .sqlite) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        store = try SQLiteStore(folder: folder)
        try await store.addAccount(me)
        try await store.addAccount(other)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func blob(_ text: String = UUID().uuidString) throws -> String { try store.blobs.keep(Data(text.utf8)) }

    /// A photo whose first reading is out of the queue.
    func photo(of account: AccountID? = nil, name: String = "ring.jpg") async throws -> StudioPhoto {
        let photo = try await store.addPhoto(
            name: name, original: try blob(),
            inspection: Inspection(mediaType: "image/jpeg", width: 400, height: 300), preview: nil, thumbnail: nil,
            account: account ?? me)
        for job in try await store.jobs(account: account ?? me, photo: photo.id, states: [.queued]) {
            _ = try await store.cancel(job.id, account: account ?? me)
        }
        return photo
    }

    func recipe(seed: UInt64 = 1, output: Recipe.Output = .full(.twoK)) -> Recipe {
        Recipe(
            photo: "0", edits: PhotoEdits(type: .ring), person: Cast.members[0], aspect: .fourToFive, output: output,
            seed: seed)
    }

    func order(_ photo: StudioPhoto, seed: UInt64 = 1, key: String? = nil, shoot: String? = nil) -> JobOrder {
        JobOrder(.picture(recipe(seed: seed)), photo: photo.id, idempotencyKey: key, shoot: shoot)
    }

    func result(_ text: String = UUID().uuidString) throws -> JobResult {
        .picture(
            PictureMade(width: 10, height: 20, report: Data("{}".utf8)), file: try blob(text), preview: nil,
            thumbnail: nil)
    }

    func expectAgreement(_ location: SourceLocation = #_sourceLocation) async throws {
        let faults = try await store.audit()
        #expect(faults == [], sourceLocation: location)
    }
}

extension StoreError {
    /// The store's own error that an action ends with; nil when it ends well or otherwise.
    static func thrown(by action: () async throws -> Void) async -> StoreError? {
        do {
            try await action()
            return nil
        } catch {
            return error as? StoreError
        }
    }
}

/// What another program reads from a database, or does to it.
@discardableResult
func python(_ database: URL, _ sql: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
        "python3", "-c",
        """
        import sqlite3, sys
        with sqlite3.connect(sys.argv[1]) as db:
            for row in db.execute(sys.argv[2]): print(row[0])
        """, database.path, sql,
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
}
