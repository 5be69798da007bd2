internal import Foundation
internal import GRDB
public import Studio

extension SQLiteStore {
    public func addPhoto(
        name: String, original: String, inspection: Inspection, preview: String?, thumbnail: String?, account: AccountID
    ) async throws -> StudioPhoto {
        guard blobs.contains(original) else { throw StoreError.damaged("the photo's file is not kept") }
        let photo = StudioPhoto(
            id: Identifier.random(), name: name, original: original, mediaType: inspection.mediaType,
            width: inspection.width, height: inspection.height, state: .reading, preview: preview, thumbnail: thumbnail,
            createdAt: Date())
        return try await write { db in try Self.insert(db, photo, account) }
    }

    public func separate(_ id: String, account: AccountID) async throws -> [StudioPhoto] {
        try await write { db in
            let photo = try Self.ownedPhoto(db, id, account)
            guard let reading = photo.reading, let found = reading.found else { return [] }
            var same = try Row.fetchAll(
                db, sql: "SELECT * FROM photo WHERE account = ? AND original = ? AND trashedAt IS NULL",
                arguments: [account.rawValue, photo.original]
            ).map(Self.photo)
            return try found.filter { !$0.isWanted }.map { piece in
                if let there = same.first(where: { $0.id != id && $0.isAbout(piece, of: reading) }) { return there }
                var other = photo
                let name = photo.name as NSString
                let numbered = "\(name.deletingPathExtension) \(same.count + 1)" as NSString
                (other.id, other.edits) = (Identifier.random(), PhotoEdits())
                other.name =
                    name.pathExtension.isEmpty
                    ? numbered as String : numbered.appendingPathExtension(name.pathExtension) ?? photo.name
                // What was put right about the light holds for the whole photo.
                (other.edits.grey, other.edits.exposureStops) = (photo.edits.grey, photo.edits.exposureStops)
                other.edits.click = piece.point
                same.append(try Self.insert(db, other, account))
                return same[same.count - 1]
            }
        }
    }

    public func photo(_ id: String, account: AccountID) async throws -> StudioPhoto {
        try await read { db in try Self.ownedPhoto(db, id, account) }
    }

    public func photos(_ ids: [String], account: AccountID) async throws -> [StudioPhoto] {
        let found = try await read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM photo WHERE account = ? AND id IN (\(databaseQuestionMarks(count: ids.count)))",
                arguments: [account.rawValue] + StatementArguments(ids)
            ).map(Self.photo)
        }
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    public func photos(account: AccountID, trashed: Bool, limit: Int) async throws -> [StudioPhoto] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM photo WHERE account = ? AND (trashedAt IS NOT NULL) = ? AND original <> ''
                    ORDER BY createdAt DESC LIMIT ?
                    """, arguments: [account.rawValue, trashed, limit]
            ).map(Self.photo)
        }
    }

    public func uploadedBytes(account: AccountID) async throws -> Int64 {
        let originals = try await read { db in
            try String.fetchAll(
                db, sql: "SELECT DISTINCT original FROM photo WHERE account = ? AND trashedAt IS NULL",
                arguments: [account.rawValue])
        }
        return originals.reduce(0) { $0 + blobs.size(of: $1) }
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

    /// Adds a photo with a product of its own, and queues that it is read.
    private static func insert(_ db: Database, _ photo: StudioPhoto, _ account: AccountID) throws -> StudioPhoto {
        let product = Identifier.random()
        // A piece that nobody has named yet is called as its photo.
        try db.execute(
            sql: "INSERT INTO product (id, account, name, createdAt) VALUES (?, ?, ?, \(Schema.now))",
            arguments: [product, account.rawValue, (photo.name as NSString).deletingPathExtension])
        try db.execute(
            sql: """
                INSERT INTO photo (id, account, product, name, original, mediaType, width, height, state, edits, preview,
                    thumbnail, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'reading', ?, ?, ?, \(Schema.now))
                """,
            arguments: [
                photo.id, account.rawValue, product, photo.name, photo.original, photo.mediaType, photo.width,
                photo.height, try json(photo.edits), photo.preview, photo.thumbnail,
            ])
        _ = try insert(db, JobOrder(.reading(photo.edits), photo: photo.id), account)
        return try ownedPhoto(db, photo.id, account)
    }

    static func requirePhoto(_ db: Database, _ id: String, _ account: AccountID) throws {
        let isThere = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM photo WHERE id = ? AND account = ? AND original <> '')",
            arguments: [id, account.rawValue])
        guard isThere == true else { throw StoreError.notFound }
    }

    static func ownedPhoto(_ db: Database, _ id: String, _ account: AccountID) throws -> StudioPhoto {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM photo WHERE id = ? AND account = ? AND original <> ''",
            arguments: [id, account.rawValue])
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
