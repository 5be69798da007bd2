internal import Foundation
internal import GRDB

extension SQLiteStore {
    /// What does not agree between jobs, pictures, ledger and files: nothing, whatever was killed when.
    ///
    /// - Returns: one sentence a fault.
    public func audit() async throws -> [String] {
        let (faults, files) = try await read { db in (try Self.faults(db), try Self.referencedBlobs(db)) }
        return faults + files.filter { !blobs.contains($0) }.sorted().map { "the file \($0) is missing" }
    }

    /// Compares every file with its name.
    public func damagedBlobs() throws -> [String] {
        try blobs.all().filter { try SHA256.digest(ofFile: blobs.url(of: $0)) != $0 }
    }

    /// Removes files that nothing refers to, a day after they were last touched.
    @discardableResult
    public func sweep(olderThan seconds: Double = 86_400) async throws -> Int {
        let referenced = try await read { db in try Self.referencedBlobs(db) }
        return try blobs.sweep(olderThan: seconds) { referenced.contains($0) }
    }

    static func referencedBlobs(_ db: Database) throws -> Set<String> {
        let columns: [(String, [String])] = [
            ("photo", ["original", "preview", "thumbnail", "cutout", "corrected"]),
            ("picture", ["file", "preview", "thumbnail", "layer"]), ("portrait", ["file"]),
            ("export", ["file"]),
        ]
        var names = Set<String>()
        for (table, columns) in columns {
            for column in columns {
                names.formUnion(
                    try String.fetchAll(db, sql: "SELECT \(column) FROM \(table) WHERE \(column) <> ''"))
            }
        }
        return names
    }

    private static func faults(_ db: Database) throws -> [String] {
        let checks: [(String, String)] = [
            ("a job has no reservation", "SELECT id FROM job WHERE id NOT IN (SELECT job FROM creditReservation)"),
            (
                "a job has ended without settlement",
                """
                SELECT id FROM job WHERE state IN ('done', 'failed', 'cancelled')
                AND id NOT IN (SELECT job FROM creditSettlement)
                """
            ),
            (
                "a job was settled before its end",
                "SELECT j.id FROM job j JOIN creditSettlement s ON s.job = j.id WHERE j.state IN ('queued', 'running')"
            ),
            (
                "a job was settled the wrong way",
                """
                SELECT j.id FROM job j JOIN creditSettlement s ON s.job = j.id
                WHERE (j.state = 'done') <> (s.outcome = 'capture')
                """
            ),
            (
                "a finished job has no picture",
                """
                SELECT id FROM job WHERE state = 'done' AND kind IN ('picture', 'preview')
                AND id NOT IN (SELECT job FROM picture)
                """
            ),
            (
                "a picture's job has not finished",
                "SELECT p.id FROM picture p JOIN job j ON j.id = p.job WHERE j.state <> 'done'"
            ),
            (
                "a price is not what its lots pay",
                """
                SELECT r.job FROM creditReservation r WHERE r.price <>
                (SELECT COALESCE(SUM(credits), 0) FROM creditDraw d WHERE d.job = r.job)
                """
            ),
            (
                "a lot paid more than it had",
                """
                SELECT l.id FROM creditLot l WHERE l.credits < (SELECT COALESCE(SUM(d.credits), 0) FROM creditDraw d
                LEFT JOIN creditSettlement s ON s.job = d.job WHERE d.lot = l.id AND COALESCE(s.outcome, '') <> 'release')
                """
            ),
            (
                "a lot paid for another account",
                "SELECT d.job FROM creditDraw d JOIN creditLot l ON l.id = d.lot WHERE l.account <> d.account"
            ),
        ]
        return try checks.flatMap { sentence, sql in
            try String.fetchAll(db, sql: sql).map { "\(sentence): \($0)" }
        } + (try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" })
    }
}
