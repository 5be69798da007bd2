internal import Foundation
internal import GRDB
public import Studio

// What owners do to jobs: order, look, cancel.

extension SQLiteStore {
    public func submit(_ orders: [JobOrder], account: AccountID) async throws -> [Job] {
        try await write { db in
            try orders.map { order in
                if let job = try Self.repeated(db, order, account) { return job }
                return try Self.insert(db, order, account)
            }
        }
    }

    /// The job that this very order became before.
    private static func repeated(_ db: Database, _ order: JobOrder, _ account: AccountID) throws -> Job? {
        guard let key = order.idempotencyKey else { return nil }
        let row = try Row.fetchOne(
            db, sql: "\(selectJob) WHERE j.account = ? AND j.idempotencyKey = ?", arguments: [account.rawValue, key])
        guard let row else { return nil }
        // The person in a recipe may carry a dictionary, whose order means nothing: compare values, not texts.
        guard try value(JobWork.self, row["work"]) == order.work, row["photo"] == order.photo else {
            throw StoreError.keyUsedForAnotherOrder
        }
        return try job(row)
    }

    static func insert(_ db: Database, _ order: JobOrder, _ account: AccountID) throws -> Job {
        if let photo = order.photo { try requirePhoto(db, photo, account) }
        let id = Identifier.random()
        try db.execute(
            sql: """
                INSERT INTO job (id, account, kind, work, photo, shoot, comparison, idempotencyKey, priority, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, \(Schema.now))
                """,
            arguments: [
                id, account.rawValue, order.work.kind.rawValue, try json(order.work), order.photo, order.shoot,
                order.comparison, order.idempotencyKey,
                JobRules.priority(of: order.work.kind, inBatch: order.shoot != nil),
            ])
        try reserve(db, job: id, price: Price.credits(for: order.work), account: account)
        if case .reading = order.work, let photo = order.photo {
            try db.execute(
                sql: "UPDATE photo SET state = 'reading', readBy = ? WHERE id = ?", arguments: [id, photo])
            try recordPhoto(db, photo, account)
        }
        return try announce(db, id)
    }

    public func job(_ id: String, account: AccountID) async throws -> Job {
        try await read { db in try Self.ownedJob(db, id, account) }
    }

    public func jobs(
        account: AccountID, photo: String? = nil, shoot: String? = nil, comparison: String? = nil,
        states: Set<JobState> = Set(JobState.allCases), limit: Int = 100
    ) async throws -> [Job] {
        let marks = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    \(Self.selectJob) WHERE j.account = :account AND (:photo IS NULL OR j.photo = :photo)
                    AND (:shoot IS NULL OR j.shoot = :shoot)
                    AND (:comparison IS NULL OR j.comparison = :comparison)
                    AND j.state IN (\(marks)) ORDER BY j.seq DESC LIMIT :limit
                    """,
                arguments: [
                    "account": account.rawValue, "photo": photo, "shoot": shoot, "comparison": comparison,
                    "limit": limit,
                ]
            ).map(Self.job)
        }
    }

    public func recipes(of jobs: [String], account: AccountID) async throws -> [String: Recipe] {
        try await read { db in
            var found: [String: Recipe] = [:]
            for job in jobs {
                let work = try String.fetchOne(
                    db, sql: "SELECT work FROM job WHERE id = ? AND account = ?", arguments: [job, account.rawValue])
                if let work, case .picture(let recipe) = try Self.value(JobWork.self, work) { found[job] = recipe }
            }
            return found
        }
    }

    public func cancel(_ id: String, account: AccountID) async throws -> Job {
        try await write { db in
            _ = try Self.ownedJob(db, id, account)
            // One update decides between this and a worker's finish: whoever comes second changes nothing.
            try Self.end(
                db, id, as: .cancelled, where: "id = ? AND state IN ('queued', 'running')", [id])
            return try Self.ownedJob(db, id, account)
        }
    }

    public func isAwaited() async throws -> Bool {
        try await read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (\(Self.selectAwaited))") ?? false
        }
    }

    public func preparation(account: AccountID) async throws -> (done: Int, total: Int) {
        try await read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) AS total, COALESCE(SUM(state NOT IN ('queued', 'running')), 0) AS done
                    FROM job WHERE account = ? AND kind IN (\(Self.background))
                    """, arguments: [account.rawValue])
            return (row?["done"] ?? 0, row?["total"] ?? 0)
        }
    }

    public func census() async throws -> [JobState: Int] {
        try await read { db in
            var counts: [JobState: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT state, COUNT(*) AS n FROM job GROUP BY state") {
                if let state = JobState(rawValue: row["state"]) { counts[state] = row["n"] }
            }
            return counts
        }
    }

    // MARK: - Inside a transaction

    static let background = JobWork.Kind.background.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")

    /// What somebody waits for.
    static let selectAwaited = """
        SELECT 1 FROM job w WHERE w.state IN ('queued', 'running') AND w.kind NOT IN (\(background))
        """

    static let selectJob = """
        SELECT j.*, p.id AS picture, r.price FROM job j LEFT JOIN picture p ON p.job = j.id AND p.file <> ''
        LEFT JOIN creditReservation r ON r.job = j.id
        """

    static func ownedJob(_ db: Database, _ id: String, _ account: AccountID) throws -> Job {
        let row = try Row.fetchOne(
            db, sql: "\(selectJob) WHERE j.id = ? AND j.account = ?", arguments: [id, account.rawValue])
        guard let row else { throw StoreError.notFound }
        return try job(row)
    }

    static func job(_ row: Row) throws -> Job {
        guard let kind = JobWork.Kind(rawValue: row["kind"]), let state = JobState(rawValue: row["state"]) else {
            throw StoreError.damaged("job \(row["id"] as String)")
        }
        return Job(
            id: row["id"], kind: kind, state: state, photo: row["photo"], shoot: row["shoot"],
            comparison: row["comparison"], stage: row["stage"], share: row["share"], picture: row["picture"],
            error: try (row["error"] as String?).map { try value(JobFailure.self, $0) }, price: row["price"] ?? 0,
            attempt: row["attempt"], lostAttempts: row["lostAttempts"],
            createdAt: Date(timeIntervalSince1970: row["createdAt"]), startedAt: Date(seconds: row["startedAt"]),
            finishedAt: Date(seconds: row["finishedAt"]))
    }

    /// Ends a job and settles it, if the condition still holds.
    ///
    /// - Returns: whether it did.
    @discardableResult
    static func end(
        _ db: Database, _ id: String, as state: JobState, failure: JobFailure? = nil, where condition: String,
        _ arguments: StatementArguments
    ) throws -> Bool {
        var all: StatementArguments = [state.rawValue, try failure.map { try json($0) }]
        all += arguments
        try db.execute(
            sql: """
                UPDATE job SET state = ?, error = ?, leaseUntil = NULL, finishedAt = \(Schema.now),
                share = \(state == .done ? "1" : "share") WHERE \(condition)
                """, arguments: all)
        guard db.changesCount == 1 else { return false }
        try settle(db, job: id, as: state)
        if state != .done { try leaveReading(db, job: id) }
        try announce(db, id)
        return true
    }

    /// A photo whose reading ended without an answer says so.
    private static func leaveReading(_ db: Database, job: String) throws {
        let row = try Row.fetchOne(
            db,
            sql: "UPDATE photo SET state = 'failed' WHERE readBy = ? AND state = 'reading' RETURNING id, account",
            arguments: [job])
        if let row { try recordPhoto(db, row["id"], AccountID(rawValue: row["account"])) }
    }

    /// Writes down for listeners how a job stands.
    @discardableResult
    static func announce(_ db: Database, _ id: String) throws -> Job {
        guard
            let row = try Row.fetchOne(db, sql: "\(selectJob) WHERE j.id = ?", arguments: [id])
        else { throw StoreError.notFound }
        let job = try job(row)
        let note = JobNote(
            id: job.id, kind: job.kind, state: job.state, stage: job.stage, share: job.share, picture: job.picture,
            photo: job.photo, shoot: job.shoot)
        try record(db, .job, try json(note), AccountID(rawValue: row["account"]))
        return job
    }

    private struct JobNote: Encodable {
        var id: String
        var kind: JobWork.Kind
        var state: JobState
        var stage: String?
        var share: Double
        var picture, photo, shoot: String?
    }
}
