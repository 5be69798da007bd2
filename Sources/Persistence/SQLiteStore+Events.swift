internal import Foundation
internal import GRDB
public import Studio

extension SQLiteStore: EventLog {
    public func events(after sequence: Int64, account: AccountID, limit: Int = 500) async throws -> [StudioEvent] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT sequence, kind, data FROM event WHERE account = ? AND sequence > ?
                    ORDER BY sequence LIMIT ?
                    """, arguments: [account.rawValue, sequence, limit]
            ).compactMap { row in
                StudioEvent.Kind(rawValue: row["kind"]).map {
                    StudioEvent(sequence: row["sequence"], kind: $0, data: row["data"])
                }
            }
        }
    }

    public func lastSequence(account: AccountID) async throws -> Int64 {
        try await read { db in
            try Int64.fetchOne(
                db, sql: "SELECT MAX(sequence) FROM event WHERE account = ?", arguments: [account.rawValue]) ?? 0
        }
    }

    public func record(_ kind: StudioEvent.Kind, data: String, account: AccountID) async throws {
        try await write { db in try Self.record(db, kind, data, account) }
    }

    /// Forgets events that nobody can still be waiting for.
    public func forgetEvents(olderThan seconds: Double = 7 * 86_400) async throws {
        try await write { db in
            try db.execute(sql: "DELETE FROM event WHERE createdAt <= \(Schema.now) - ?", arguments: [seconds])
        }
    }

    static func record(_ db: Database, _ kind: StudioEvent.Kind, _ data: String, _ account: AccountID) throws {
        try db.execute(
            sql: "INSERT INTO event (account, kind, data, createdAt) VALUES (?, ?, ?, \(Schema.now))",
            arguments: [account.rawValue, kind.rawValue, data])
    }

    static func recordPhoto(_ db: Database, _ id: String, _ account: AccountID) throws {
        let state = try String.fetchOne(db, sql: "SELECT state FROM photo WHERE id = ?", arguments: [id]) ?? ""
        try record(db, .photo, try json(["id": id, "state": state]), account)
    }
}
