internal import Foundation
internal import GRDB
public import Studio

extension SQLiteStore {
    public func picture(_ id: String, account: AccountID) async throws -> StudioPicture {
        try await read { db in try Self.ownedPicture(db, id, account) }
    }

    public func pictures(_ query: PictureQuery, account: AccountID) async throws -> [StudioPicture] {
        try await read { db in
            var conditions = ["p.account = :account", "(p.trashedAt IS NOT NULL) = :trashed", "p.file <> ''"]
            var arguments: StatementArguments = [
                "account": account.rawValue, "trashed": query.trashed, "limit": min(max(query.limit, 1), 500),
                "offset": max(query.offset, 0),
            ]
            if let text = query.text, !text.isEmpty {
                conditions.append(
                    """
                    (photo.name LIKE :text ESCAPE '\\' OR product.name LIKE :text ESCAPE '\\'
                     OR product.sku LIKE :text ESCAPE '\\' OR EXISTS (SELECT 1 FROM pictureTag t
                        WHERE t.picture = p.id AND t.tag LIKE :text ESCAPE '\\'))
                    """)
                let literal = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
                arguments += ["text": "%\(literal)%"]
            }
            let columns = [("type", query.type), ("photo", query.photo), ("comparison", query.comparison)]
            for case (let column, let wanted?) in columns {
                conditions.append("p.\(column) = :\(column)")
                arguments += [column: wanted]
            }
            if query.favourite { conditions.append("p.isFavourite = 1") }
            if let tag = query.tag {
                conditions.append("EXISTS (SELECT 1 FROM pictureTag t WHERE t.picture = p.id AND t.tag = :tag)")
                arguments += ["tag": tag]
            }
            return try Row.fetchAll(
                db,
                sql: """
                    \(Self.selectPicture) WHERE \(conditions.joined(separator: " AND ")) ORDER BY p.seq DESC LIMIT :limit OFFSET :offset
                    """, arguments: arguments
            ).map(Self.picture)
        }
    }

    public func pictures(_ ids: [String], account: AccountID) async throws -> [String: StudioPicture] {
        let found = try await read { db in
            try Row.fetchAll(
                db,
                sql:
                    "\(Self.selectPicture) WHERE p.account = ? AND p.id IN (\(databaseQuestionMarks(count: ids.count)))",
                arguments: [account.rawValue] + StatementArguments(ids)
            ).map(Self.picture)
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    public func update(
        picture id: String, favourite: Bool?, tags: [String]?, account: AccountID
    ) async throws -> StudioPicture {
        try await write { db in
            _ = try Self.ownedPicture(db, id, account)
            if let favourite {
                try db.execute(sql: "UPDATE picture SET isFavourite = ? WHERE id = ?", arguments: [favourite, id])
            }
            if let tags {
                try db.execute(sql: "DELETE FROM pictureTag WHERE picture = ?", arguments: [id])
                for tag in Set(tags.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }) where !tag.isEmpty {
                    try db.execute(
                        sql: "INSERT INTO pictureTag (account, picture, tag) VALUES (?, ?, ?)",
                        arguments: [account.rawValue, id, String(tag.prefix(60))])
                }
            }
            try Self.record(db, .picture, try Self.json(["id": id]), account)
            return try Self.ownedPicture(db, id, account)
        }
    }

    public func setTrashed(_ trashed: Bool, picture id: String, account: AccountID) async throws {
        try await write { db in
            _ = try Self.ownedPicture(db, id, account)
            try db.execute(
                sql: "UPDATE picture SET trashedAt = \(trashed ? Schema.now : "NULL") WHERE id = ?", arguments: [id])
            try Self.record(db, .picture, try Self.json(["id": id]), account)
        }
    }

    public func tags(account: AccountID) async throws -> [String] {
        try await read { db in
            try String.fetchAll(
                db, sql: "SELECT DISTINCT tag FROM pictureTag WHERE account = ? ORDER BY tag",
                arguments: [account.rawValue])
        }
    }

    // MARK: - Inside a transaction

    private static let selectPicture = """
        SELECT p.*, COALESCE(product.name, photo.name) AS name, product.sku,
            (SELECT json_group_array(tag) FROM (SELECT tag FROM pictureTag WHERE picture = p.id ORDER BY tag)) AS tags
        FROM picture p JOIN photo ON photo.id = p.photo LEFT JOIN product ON product.id = photo.product
        """

    static func ownedPicture(_ db: Database, _ id: String, _ account: AccountID) throws -> StudioPicture {
        let row = try Row.fetchOne(
            db, sql: "\(selectPicture) WHERE p.id = ? AND p.account = ? AND p.file <> ''",
            arguments: [id, account.rawValue])
        guard let row else { throw StoreError.notFound }
        return try picture(row)
    }

    private static func picture(_ row: Row) throws -> StudioPicture {
        StudioPicture(
            id: row["id"], job: row["job"], photo: row["photo"], comparison: row["comparison"],
            recipe: try value(Recipe.self, row["recipe"]), name: row["name"], sku: row["sku"], width: row["width"],
            height: row["height"],
            file: row["file"], preview: row["preview"], thumbnail: row["thumbnail"], layer: row["layer"],
            report: Data((row["report"] as String).utf8), isFavourite: row["isFavourite"],
            tags: try value([String].self, row["tags"]), createdAt: Date(timeIntervalSince1970: row["createdAt"]),
            trashedAt: Date(seconds: row["trashedAt"]))
    }
}
