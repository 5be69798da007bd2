internal import Foundation
internal import GRDB
public import Studio

extension SQLiteStore {
    public func addPhoto(
        name: String, original: String, inspection: Inspection, preview: String?, thumbnail: String?, account: AccountID
    ) async throws -> StudioPhoto {
        guard blobs.contains(original) else { throw StoreError.damaged("the photo's file is not kept") }
        let (id, product) = (Identifier.random(), Identifier.random())
        return try await write { db in
            // A piece that nobody has named yet is called as its photo.
            try db.execute(
                sql: "INSERT INTO product (id, account, name, createdAt) VALUES (?, ?, ?, \(Schema.now))",
                arguments: [product, account.rawValue, (name as NSString).deletingPathExtension])
            try db.execute(
                sql: """
                    INSERT INTO photo (id, account, product, name, original, mediaType, width, height, state, edits, preview,
                        thumbnail, createdAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'reading', ?, ?, ?, \(Schema.now))
                    """,
                arguments: [
                    id, account.rawValue, product, name, original, inspection.mediaType, inspection.width,
                    inspection.height,
                    try Self.json(PhotoEdits()), preview, thumbnail,
                ])
            _ = try Self.insert(db, JobOrder(.reading(PhotoEdits()), photo: id), account)
            return try Self.ownedPhoto(db, id, account)
        }
    }

    public func photo(_ id: String, account: AccountID) async throws -> StudioPhoto {
        try await read { db in try Self.ownedPhoto(db, id, account) }
    }

    public func photos(account: AccountID, trashed: Bool, limit: Int) async throws -> [StudioPhoto] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM photo WHERE account = ? AND (trashedAt IS NOT NULL) = ?
                    ORDER BY createdAt DESC LIMIT ?
                    """, arguments: [account.rawValue, trashed, limit]
            ).map(Self.photo)
        }
    }

    public func edit(_ id: String, _ edits: PhotoEdits, account: AccountID) async throws -> StudioPhoto {
        try await write { db in
            let before = try Self.ownedPhoto(db, id, account)
            guard before.edits != edits || before.state == .failed else { return before }
            try db.execute(
                sql: "UPDATE photo SET edits = ? WHERE id = ?", arguments: [try Self.json(edits), id])
            // Nobody wants the answer to what was said before.
            let outdated = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM job WHERE photo = ? AND kind = 'reading' AND state IN ('queued', 'running')
                    """, arguments: [id])
            _ = try Self.insert(db, JobOrder(.reading(edits), photo: id), account)
            // Only now: the photo is the new reading's, and an old one's end says nothing of it.
            for job in outdated { try Self.end(db, job, as: .cancelled, where: "id = ?", [job]) }
            return try Self.ownedPhoto(db, id, account)
        }
    }

    public func setTrashed(_ trashed: Bool, photo id: String, account: AccountID) async throws {
        try await write { db in
            _ = try Self.ownedPhoto(db, id, account)
            try db.execute(
                sql: "UPDATE photo SET trashedAt = \(trashed ? Schema.now : "NULL") WHERE id = ?", arguments: [id])
            try Self.recordPhoto(db, id, account)
        }
    }

    // MARK: - Inside a transaction

    static func requirePhoto(_ db: Database, _ id: String, _ account: AccountID) throws {
        let isThere = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM photo WHERE id = ? AND account = ?)",
            arguments: [id, account.rawValue])
        guard isThere == true else { throw StoreError.notFound }
    }

    static func ownedPhoto(_ db: Database, _ id: String, _ account: AccountID) throws -> StudioPhoto {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM photo WHERE id = ? AND account = ?", arguments: [id, account.rawValue])
        guard let row else { throw StoreError.notFound }
        return try photo(row)
    }

    private static func photo(_ row: Row) throws -> StudioPhoto {
        guard let state = StudioPhoto.State(rawValue: row["state"]) else {
            throw StoreError.damaged("photo \(row["id"] as String)")
        }
        return StudioPhoto(
            id: row["id"], name: row["name"], product: row["product"], original: row["original"],
            mediaType: row["mediaType"], width: row["width"], height: row["height"], state: state,
            edits: try value(PhotoEdits.self, row["edits"]),
            reading: try (row["reading"] as String?).map { try value(PhotoReading.self, $0) },
            preview: row["preview"], thumbnail: row["thumbnail"], cutout: row["cutout"], corrected: row["corrected"],
            createdAt: Date(timeIntervalSince1970: row["createdAt"]), trashedAt: Date(seconds: row["trashedAt"]))
    }
}
