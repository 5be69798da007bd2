internal import Anatomy
internal import Appraisal
internal import Foundation
internal import GRDB
public import Studio

// What workers do to jobs: claim, report, finish, fail. Every write carries the claim's token.

extension SQLiteStore: JobQueue {
    private static let isMine = "id = ? AND attempt = ? AND state = 'running'"

    public func claim(_ kinds: Set<JobWork.Kind>, lease seconds: Double) async throws -> Claim? {
        let marks = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await write { db in
            try Self.recoverLapsed(db)
            // By priority, moved up by waiting; then whoever was served longest ago; then who came first. A batch of which
            // something has begun has waited since then only, or its hundredth picture would overtake a single one.
            let row = try Row.fetchOne(
                db,
                sql: """
                    UPDATE job SET state = 'running', attempt = attempt + 1, leaseUntil = \(Schema.now) + ?,
                        startedAt = \(Schema.now), stage = NULL, share = 0
                    WHERE id = (
                        SELECT q.id FROM job q WHERE q.state = 'queued' AND q.kind IN (\(marks))
                            AND (q.kind NOT IN (\(Self.background)) OR NOT EXISTS (\(Self.selectAwaited)))
                        ORDER BY q.priority - CAST((\(Schema.now) - MAX(q.createdAt, COALESCE(
                                (SELECT MAX(b.startedAt) FROM job b WHERE b.shoot = q.shoot), 0))) / ? AS INTEGER),
                            (SELECT COALESCE(MAX(s.startedAt), 0) FROM job s
                             WHERE s.account = q.account AND s.kind = q.kind),
                            q.seq
                        LIMIT 1)
                    RETURNING *
                    """,
                arguments: [seconds, JobRules.secondsOfWaitPerPriority])
            guard let row else { return nil }
            try Self.announce(db, row["id"])
            return Claim(
                job: row["id"], account: AccountID(rawValue: row["account"]),
                work: try Self.value(JobWork.self, row["work"]), photo: row["photo"], token: row["attempt"])
        }
    }

    public func report(
        _ claim: Claim, stage: String?, share: Double?, lease seconds: Double
    ) async throws -> Bool {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE job SET leaseUntil = \(Schema.now) + ?, stage = COALESCE(?, stage),
                        share = COALESCE(?, share) WHERE \(Self.isMine)
                    """,
                arguments: [seconds, stage, share, claim.job, claim.token])
            guard db.changesCount == 1 else { return false }
            if stage != nil || share != nil { try Self.announce(db, claim.job) }
            return true
        }
    }

    public func finish(_ claim: Claim, with result: JobResult) async throws -> Bool {
        let isComplete =
            switch result {
            case .picture(_, let file, let preview, let thumbnail, let layer): hold([file, preview, thumbnail, layer])
            case .reading(_, let cutout, let corrected): hold([cutout, corrected])
            case .portrait(let file): hold([file])
            case .rehearsal: true
            }
        guard isComplete else { throw StoreError.damaged("a result names a file that is not kept") }
        return try await write { db in
            let owned = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM job WHERE \(Self.isMine))", arguments: [claim.job, claim.token])
            guard owned == true else { return false }
            switch result {
            case .picture(let made, let file, let preview, let thumbnail, let layer):
                try Self.keep(db, claim, made, file: file, preview: preview, thumbnail: thumbnail, layer: layer)
            case .reading(let reading, let cutout, let corrected):
                try Self.keep(db, claim, reading, cutout: cutout, corrected: corrected)
            case .portrait(let file): try Self.keep(db, claim, portrait: file)
            case .rehearsal: break
            }
            if JobWork.Kind.background.contains(claim.work.kind) {
                try Self.record(db, .notice, try Self.json(["prepared": claim.job]), claim.account)
            }
            return try Self.end(db, claim.job, as: .done, where: Self.isMine, [claim.job, claim.token])
        }
    }

    public func fail(_ claim: Claim, _ failure: JobFailure) async throws -> Bool {
        try await write { db in
            try Self.end(
                db, claim.job, as: .failed, failure: failure, where: Self.isMine, [claim.job, claim.token])
        }
    }

    public func lose(_ claim: Claim) async throws -> Bool {
        try await write { db in try Self.lose(db, job: claim.job, token: claim.token) }
    }

    public func giveBack(_ claim: Claim) async throws -> Bool {
        try await write { db in
            try Self.requeue(db, job: claim.job, token: claim.token, lost: 0)
        }
    }

    /// Every running job is lost: called once at start, when no worker can be alive.
    public func loseRunningJobs() async throws {
        try await write { db in
            for row in try Row.fetchAll(db, sql: "SELECT id, attempt FROM job WHERE state = 'running'") {
                _ = try Self.lose(db, job: row["id"], token: row["attempt"])
            }
        }
    }

    // MARK: - Inside a transaction

    private func hold(_ names: [String?]) -> Bool { names.compactMap(\.self).allSatisfy(blobs.contains) }

    /// Jobs whose workers have not been heard of are lost.
    private static func recoverLapsed(_ db: Database) throws {
        let lapsed = try Row.fetchAll(
            db, sql: "SELECT id, attempt FROM job WHERE state = 'running' AND leaseUntil < \(Schema.now)")
        for row in lapsed { _ = try lose(db, job: row["id"], token: row["attempt"]) }
    }

    private static func lose(_ db: Database, job: String, token: Int) throws -> Bool {
        let lost = try Int.fetchOne(
            db, sql: "SELECT lostAttempts FROM job WHERE \(isMine)", arguments: [job, token])
        guard let lost else { return false }
        if JobRules.stateAfterLoss(lostAttempts: lost + 1) == .failed {
            try db.execute(sql: "UPDATE job SET lostAttempts = lostAttempts + 1 WHERE id = ?", arguments: [job])
            return try end(db, job, as: .failed, failure: .lost, where: isMine, [job, token])
        }
        return try requeue(db, job: job, token: token, lost: 1)
    }

    private static func requeue(_ db: Database, job: String, token: Int, lost: Int) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE job SET state = 'queued', leaseUntil = NULL, stage = NULL, share = 0,
                    lostAttempts = lostAttempts + ? WHERE \(isMine)
                """, arguments: [lost, job, token])
        guard db.changesCount == 1 else { return false }
        try announce(db, job)
        return true
    }

    private static func keep(
        _ db: Database, _ claim: Claim, _ made: PictureMade, file: String, preview: String?, thumbnail: String?,
        layer: String?
    ) throws {
        guard case .picture(let recipe) = claim.work, let photo = claim.photo else {
            throw StoreError.damaged("a picture came of other work")
        }
        let id = Identifier.random()
        let reading = try String.fetchOne(db, sql: "SELECT reading FROM photo WHERE id = ?", arguments: [photo])
        let type = try recipe.edits.type ?? reading.map { try value(PhotoReading.self, $0).type }
        try db.execute(
            sql: """
                INSERT INTO picture (id, account, job, photo, comparison, recipe, type, width, height, file, preview,
                    thumbnail, layer, report, isPreview, createdAt)
                SELECT ?, account, id, photo, comparison, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \(Schema.now) FROM job WHERE id = ?
                """,
            arguments: [
                id, try json(recipe), type?.rawValue ?? "", made.width, made.height, file, preview, thumbnail,
                layer,
                String(decoding: made.report, as: UTF8.self), recipe.output == .preview, claim.job,
            ])
        try record(db, .picture, try json(["id": id, "photo": photo, "job": claim.job]), claim.account)
    }

    /// A photo's answer counts if it was not asked again since.
    private static func keep(
        _ db: Database, _ claim: Claim, _ reading: PhotoReading, cutout: String?, corrected: String?
    ) throws {
        guard let photo = claim.photo else { throw StoreError.damaged("a reading of no photo") }
        try db.execute(
            sql: """
                UPDATE photo SET state = ?, reading = ?, cutout = ?, corrected = ? WHERE id = ? AND readBy = ?
                """,
            arguments: [
                reading.isRefused ? "refused" : "ready", try json(reading), cutout, corrected, photo, claim.job,
            ])
        if db.changesCount == 1 { try recordPhoto(db, photo, claim.account) }
    }

    private static func keep(_ db: Database, _ claim: Claim, portrait file: String) throws {
        guard case .portrait(let person, let type) = claim.work else {
            throw StoreError.damaged("a portrait came of other work")
        }
        try db.execute(
            sql: """
                INSERT INTO portrait (account, subject, file, createdAt) VALUES (?, ?, ?, \(Schema.now))
                ON CONFLICT (account, subject) DO UPDATE SET file = excluded.file, createdAt = excluded.createdAt
                """,
            arguments: [claim.account.rawValue, "\(person.id)/\(type.rawValue)", file])
    }
}
