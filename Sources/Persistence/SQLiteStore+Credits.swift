public import Foundation
internal import GRDB
public import Studio

extension SQLiteStore: CreditLedger {
    public func grant(
        _ credits: Int?, to account: AccountID, reason: String, expiresAt: Date? = nil
    ) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO creditLot (id, account, credits, expiresAt, reason, createdAt)
                    VALUES (?, ?, ?, ?, ?, \(Schema.now))
                    """,
                arguments: [
                    Identifier.random(), account.rawValue, credits, expiresAt?.timeIntervalSince1970, reason,
                ])
        }
    }

    public func balance(of account: AccountID) async throws -> Int? {
        try await read { db in
            LedgerRules.balance(of: try Self.lots(db, account), at: try Self.now(db))
        }
    }

    public func refund(job: String, account: AccountID, reason: String) async throws {
        try await write { db in
            let paid = try Row.fetchOne(
                db,
                sql: """
                    SELECT r.price, EXISTS (SELECT 1 FROM creditLot WHERE refundOf = r.job) AS refunded
                    FROM creditReservation r JOIN creditSettlement s ON s.job = r.job
                    WHERE r.job = ? AND r.account = ? AND s.outcome = 'capture' AND r.price > 0
                    """,
                arguments: [job, account.rawValue])
            guard let paid else { throw LedgerError.nothingToRefund }
            guard !paid["refunded"] else { throw LedgerError.alreadyRefunded }
            // What comes back expires when the last of what was paid would have.
            try db.execute(
                sql: """
                    INSERT INTO creditLot (id, account, credits, expiresAt, reason, refundOf, createdAt)
                    SELECT ?, ?, ?,
                        (SELECT CASE WHEN COUNT(*) = COUNT(l.expiresAt) THEN MAX(l.expiresAt) END
                         FROM creditDraw d JOIN creditLot l ON l.id = d.lot WHERE d.job = ?),
                        ?, ?, \(Schema.now)
                    """,
                arguments: [
                    Identifier.random(), account.rawValue, paid["price"] as Int, job, reason, job,
                ])
        }
    }

    public func entries(of account: AccountID, limit: Int) async throws -> [LedgerEntry] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT createdAt, CASE WHEN refundOf IS NULL THEN 'grant' ELSE 'refund' END AS kind, credits,
                        refundOf AS job, reason, CASE WHEN refundOf IS NULL THEN 0 ELSE 3 END AS step
                        FROM creditLot WHERE account = :account
                    UNION ALL SELECT createdAt, 'reserve', -price, job, NULL, 1 FROM creditReservation
                        WHERE account = :account AND price > 0
                    UNION ALL SELECT s.createdAt, s.outcome, CASE s.outcome WHEN 'release' THEN r.price ELSE 0 END,
                        s.job, NULL, 2 FROM creditSettlement s JOIN creditReservation r ON r.job = s.job
                        WHERE s.account = :account AND r.price > 0
                    ORDER BY createdAt DESC, step DESC LIMIT :limit
                    """,
                arguments: ["account": account.rawValue, "limit": limit]
            ).compactMap { row in
                guard let kind = LedgerEntry.Kind(rawValue: row["kind"]) else { return nil }
                return LedgerEntry(
                    at: Date(timeIntervalSince1970: row["createdAt"]), kind: kind, credits: row["credits"],
                    job: row["job"], reason: row["reason"])
            }
        }
    }

    // MARK: - Inside a transaction

    static func now(_ db: Database) throws -> Date {
        Date(timeIntervalSince1970: try Double.fetchOne(db, sql: "SELECT \(Schema.now)") ?? 0)
    }

    /// An account's lots with what is left of each: what came in less what jobs drew that were not released.
    static func lots(_ db: Database, _ account: AccountID) throws -> [CreditLot] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT l.id, l.expiresAt, CASE WHEN l.credits IS NOT NULL THEN l.credits - COALESCE(
                    (SELECT SUM(d.credits) FROM creditDraw d LEFT JOIN creditSettlement s ON s.job = d.job
                     WHERE d.lot = l.id AND COALESCE(s.outcome, '') <> 'release'), 0) END AS remaining
                FROM creditLot l WHERE l.account = ?
                """,
            arguments: [account.rawValue]
        ).map { CreditLot(id: $0["id"], remaining: $0["remaining"], expiresAt: Date(seconds: $0["expiresAt"])) }
    }

    /// Sets a job's price aside.
    ///
    /// - Throws: `LedgerError.notEnough`, which undoes the transaction.
    static func reserve(_ db: Database, job: String, price: Int, account: AccountID) throws {
        let draws = price == 0 ? [] : try LedgerRules.draws(for: price, from: try lots(db, account), at: try now(db))
        try db.execute(
            sql: "INSERT INTO creditReservation (job, account, price, createdAt) VALUES (?, ?, ?, \(Schema.now))",
            arguments: [job, account.rawValue, price])
        for draw in draws {
            try db.execute(
                sql: "INSERT INTO creditDraw (job, account, lot, credits) VALUES (?, ?, ?, ?)",
                arguments: [job, account.rawValue, draw.lot, draw.credits])
        }
    }

    /// Takes or gives back what was set aside. The table's key refuses a second time.
    static func settle(_ db: Database, job: String, as state: JobState) throws {
        try db.execute(
            sql: """
                INSERT INTO creditSettlement (job, account, outcome, createdAt)
                SELECT job, account, ?, \(Schema.now) FROM creditReservation WHERE job = ?
                """,
            arguments: [state == .done ? "capture" : "release", job])
    }
}
