internal import Foundation
internal import GRDB
public import Studio

extension SQLiteStore {
    /// How long what was thrown away can be brought back.
    public static let trashSeconds = 30 * 86_400.0

    /// Removes for good what has lain in the trash for so long. A photo stays for as long as a picture of it does.
    ///
    /// Jobs are kept, and name what they were about: rows stay behind without a file, and nothing finds them any more.
    ///
    /// - Parameter account: whose trash; everybody's if left out.
    public func emptyTrash(of account: AccountID? = nil, olderThan seconds: Double = trashSeconds) async throws {
        let isOld = "trashedAt <= \(Schema.now) - :seconds AND account = COALESCE(:account, account)"
        let arguments: StatementArguments = ["seconds": seconds, "account": account?.rawValue]
        try await write { db in
            let pictures = try String.fetchAll(
                db, sql: "SELECT id FROM picture WHERE file <> '' AND \(isOld)", arguments: arguments)
            for id in pictures { try Self.erase(db, picture: id) }
            let photos = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM photo WHERE original <> '' AND \(isOld)
                    AND id NOT IN (SELECT photo FROM picture WHERE file <> '')
                    """, arguments: arguments)
            for id in photos { try Self.erase(db, photo: id) }
        }
    }

    private static func erase(_ db: Database, picture id: String) throws {
        try db.execute(sql: "DELETE FROM pictureTag WHERE picture = ?", arguments: [id])
        try db.execute(
            sql: """
                UPDATE picture SET file = '', preview = NULL, thumbnail = NULL, layer = NULL, report = '{}' WHERE id = ?
                """, arguments: [id])
    }

    private static func erase(_ db: Database, photo id: String) throws {
        let isUnderWay = "state IN ('queued', 'running')"
        for job in try String.fetchAll(db, sql: "SELECT id FROM job WHERE photo = ? AND \(isUnderWay)", arguments: [id])
        {
            try end(db, job, as: .cancelled, where: "id = ?", [job])
        }
        let product = try String.fetchOne(db, sql: "SELECT product FROM photo WHERE id = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM shootPhoto WHERE photo = ?", arguments: [id])
        try db.execute(
            sql: """
                UPDATE photo SET product = NULL, name = '', original = '', reading = NULL, preview = NULL,
                    thumbnail = NULL, cutout = NULL, corrected = NULL WHERE id = ?
                """, arguments: [id])
        try db.execute(
            sql: "DELETE FROM product WHERE id = :id AND NOT EXISTS (SELECT 1 FROM photo WHERE product = :id)",
            arguments: ["id": product])
    }
}
