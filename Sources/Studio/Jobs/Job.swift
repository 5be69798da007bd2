public import Anatomy
public import Appraisal
public import Foundation

/// Where a job stands. `queued` and `running` change, the others never do.
public enum JobState: String, Sendable, Codable, CaseIterable {
    case queued, running, done, failed, cancelled

    public var isFinal: Bool { self != .queued && self != .running }
}

/// What a worker does, whole: nothing else is needed to do it again.
public enum JobWork: Sendable, Codable, Hashable {
    /// Read a photo: check, cutout, size, what suits it.
    case reading(PhotoEdits)
    /// Make a picture.
    case picture(Recipe)
    /// Photograph a model without a piece, for the gallery.
    case portrait(Person, PieceType)
    /// Make the picture that the sample of a type is preset for, and throw it away: its plates stay in the cache.
    case rehearsal(PieceType)

    public enum Kind: String, Sendable, Codable, CaseIterable {
        case reading, picture, preview, portrait, rehearsal

        /// What nobody waits for.
        public static let background: Set<Kind> = [.portrait, .rehearsal]
    }

    public var kind: Kind {
        switch self {
        case .reading: .reading
        case .picture(let recipe): recipe.output == .preview ? .preview : .picture
        case .portrait: .portrait
        case .rehearsal: .rehearsal
        }
    }
}

/// Work that is asked for.
public struct JobOrder: Sendable, Hashable {
    public var work: JobWork
    /// The photo that it is about.
    public var photo: String?
    /// One order, sent twice with the same key, is one job.
    public var idempotencyKey: String?
    /// The shoot whose batch it belongs to.
    public var shoot: String?
    /// Pictures that are to be looked at side by side share this.
    public var comparison: String?

    public init(
        _ work: JobWork, photo: String? = nil, idempotencyKey: String? = nil, shoot: String? = nil,
        comparison: String? = nil
    ) {
        (self.work, self.photo, self.idempotencyKey) = (work, photo, idempotencyKey)
        (self.shoot, self.comparison) = (shoot, comparison)
    }
}

/// A job as its owner sees it.
public struct Job: Sendable, Hashable {
    public var id: String
    public var kind: JobWork.Kind
    public var state: JobState
    public var photo: String?
    public var shoot: String?
    public var comparison: String?
    /// What is being done, in words; nil before it starts.
    public var stage: String?
    /// 0…1 of the whole.
    public var share: Double
    /// The picture that came of it.
    public var picture: String?
    public var error: JobFailure?
    public var price: Int
    /// How often it was claimed: the token that a worker's writes carry.
    public var attempt: Int
    /// Claims that ended in a crash.
    public var lostAttempts: Int
    public var createdAt: Date
    public var startedAt: Date?
    public var finishedAt: Date?

    public init(
        id: String, kind: JobWork.Kind, state: JobState, photo: String?, shoot: String?, comparison: String?,
        stage: String?, share: Double, picture: String?, error: JobFailure?, price: Int, attempt: Int,
        lostAttempts: Int, createdAt: Date, startedAt: Date?, finishedAt: Date?
    ) {
        (self.id, self.kind, self.state, self.photo) = (id, kind, state, photo)
        (self.shoot, self.comparison, self.stage, self.share) = (shoot, comparison, stage, share)
        (self.picture, self.error, self.price) = (picture, error, price)
        (self.attempt, self.lostAttempts) = (attempt, lostAttempts)
        (self.createdAt, self.startedAt, self.finishedAt) = (createdAt, startedAt, finishedAt)
    }
}

/// Why a job ended without a result, in the seller's words.
public struct JobFailure: Error, Sendable, Codable, Hashable {
    /// For programs: `refused`, `unreadable`, `lost`, `engine`.
    public var code: String
    public var message: String
    public var advice: String

    public init(code: String, message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }

    /// What is said when the work broke off three times.
    public static let lost = JobFailure(
        code: "lost", message: "The work broke off three times and was given up.",
        advice: "It cost nothing. Try again; if it happens once more, try a smaller size.")
}
