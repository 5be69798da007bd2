public import Anatomy
public import Foundation
public import Studio

// What a database has to do for a studio. One test suite holds every implementation to it.

/// Credits, only ever added to.
public protocol CreditLedger: Sendable {
    /// Gives credits; nil gives without end.
    func grant(_ credits: Int?, to account: AccountID, reason: String, expiresAt: Date?) async throws
    /// What can be spent now; nil is without end.
    func balance(of account: AccountID) async throws -> Int?
    /// The newest lines first; jobs that cost nothing leave none.
    func entries(of account: AccountID, limit: Int) async throws -> [LedgerEntry]
    /// Gives back what a finished job took, by an entry of its own.
    ///
    /// - Throws: `LedgerError.nothingToRefund`, `.alreadyRefunded`.
    func refund(job: String, account: AccountID, reason: String) async throws
}

/// What a worker holds while it works: the job and the token that its writes carry.
public struct Claim: Sendable {
    public var job: String
    public var account: AccountID
    public var work: JobWork
    public var photo: String?
    /// Only the newest claim of a job may write.
    public var token: Int
}

/// What a worker brings home.
public enum JobResult: Sendable {
    case picture(PictureMade, file: String, preview: String?, thumbnail: String?, layer: String? = nil)
    case reading(PhotoReading, cutout: String?, corrected: String?)
    case portrait(file: String)
    /// Nothing to keep.
    case rehearsal
}

/// Durable work. A job's end and its settlement are one transaction, and happen once.
public protocol JobQueue: Sendable {
    /// Queues orders and reserves what they cost, all or none.
    ///
    /// - Throws: `LedgerError.notEnough`, `StoreError.keyUsedForAnotherOrder`.
    func submit(_ orders: [JobOrder], account: AccountID) async throws -> [Job]
    /// The next job of these kinds for a worker, with a lease by the database's clock; one of the background only while
    /// nobody waits for any other.
    func claim(_ kinds: Set<JobWork.Kind>, lease seconds: Double) async throws -> Claim?
    /// Says that the worker lives and how far it is.
    ///
    /// - Returns: false when the job is no longer the worker's: it was cancelled, or its lease ran out.
    func report(_ claim: Claim, stage: String?, share: Double?, lease seconds: Double) async throws -> Bool
    /// Ends the job with its result. Blobs must lie in the store by then.
    ///
    /// - Returns: false when the job was no longer the worker's; nothing was written then.
    func finish(_ claim: Claim, with result: JobResult) async throws -> Bool
    /// Ends the job without a result; what it had reserved is released.
    func fail(_ claim: Claim, _ failure: JobFailure) async throws -> Bool
    /// The worker died: the job is queued again or, the third time, given up.
    func lose(_ claim: Claim) async throws -> Bool
    /// The worker stops in good order: the job is queued again and has lost nothing.
    func giveBack(_ claim: Claim) async throws -> Bool
    /// Ends a job that has not ended; one that has stays as it is.
    func cancel(_ id: String, account: AccountID) async throws -> Job
    func job(_ id: String, account: AccountID) async throws -> Job
    /// The newest first.
    func jobs(
        account: AccountID, photo: String?, shoot: String?, comparison: String?, states: Set<JobState>, limit: Int
    ) async throws -> [Job]
    /// The recipes of jobs, by job.
    func recipes(of jobs: [String], account: AccountID) async throws -> [String: Recipe]
    /// Whether somebody waits for work that is queued or running, of whatever account.
    func isAwaited() async throws -> Bool
    /// How much of an account's background work has ended, and how much there is.
    func preparation(account: AccountID) async throws -> (done: Int, total: Int)
    /// How many jobs of all accounts stand where.
    func census() async throws -> [JobState: Int]
}

/// What happened, for whoever looks on.
public protocol EventLog: Sendable {
    func events(after sequence: Int64, account: AccountID, limit: Int) async throws -> [StudioEvent]
    func lastSequence(account: AccountID) async throws -> Int64
    func record(_ kind: StudioEvent.Kind, data: String, account: AccountID) async throws
    /// Yields whenever something may have been recorded.
    func changes() -> AsyncStream<Void>
}

/// What to look for among pictures.
public struct PictureQuery: Sendable {
    public var text: String?
    public var type: String?
    public var tag: String?
    public var favourite = false
    public var trashed = false
    public var photo: String?
    public var comparison: String?
    public var limit = 60
    public var offset = 0
    public init() {}
}

/// Photos, pictures and how they are ordered.
public protocol Catalogue: Sendable {
    func addPhoto(
        name: String, original: String, inspection: Inspection, preview: String?, thumbnail: String?, account: AccountID
    ) async throws -> StudioPhoto
    func photo(_ id: String, account: AccountID) async throws -> StudioPhoto
    /// Those of these names that there are, in their order.
    func photos(_ ids: [String], account: AccountID) async throws -> [StudioPhoto]
    /// Makes each piece that was found in a photo and is not worn a photo of its own, of the same file.
    ///
    /// - Returns: a photo for each, made now or before.
    func separate(_ id: String, account: AccountID) async throws -> [StudioPhoto]
    func photos(account: AccountID, trashed: Bool, limit: Int) async throws -> [StudioPhoto]
    /// What the files of an account's photos take, each content once and without those in the trash.
    func uploadedBytes(account: AccountID) async throws -> Int64
    /// Changes what is said about a photo and queues that it is read again.
    func edit(_ id: String, _ edits: PhotoEdits, account: AccountID) async throws -> StudioPhoto
    func setTrashed(_ trashed: Bool, photo id: String, account: AccountID) async throws
    func picture(_ id: String, account: AccountID) async throws -> StudioPicture
    /// Those of these names that there are, by name.
    func pictures(_ ids: [String], account: AccountID) async throws -> [String: StudioPicture]
    func pictures(_ query: PictureQuery, account: AccountID) async throws -> [StudioPicture]
    func update(
        picture id: String, favourite: Bool?, tags: [String]?, account: AccountID
    ) async throws -> StudioPicture
    func setTrashed(_ trashed: Bool, picture id: String, account: AccountID) async throws
    func tags(account: AccountID) async throws -> [String]
    func addProduct(name: String, sku: String?, account: AccountID) async throws -> Product
    func products(account: AccountID) async throws -> [Product]
    func product(_ id: String, account: AccountID) async throws -> Product
    func update(product id: String, name: String?, sku: String?, account: AccountID) async throws -> Product
    func setProduct(_ product: String?, photo: String, account: AccountID) async throws
    func addShoot(name: String, look: Choices, account: AccountID) async throws -> Shoot
    func shoot(_ id: String, account: AccountID) async throws -> Shoot
    func shoots(account: AccountID) async throws -> [Shoot]
    /// Changes name, look or the photos and their order; nil leaves.
    func update(
        shoot id: String, name: String?, look: Choices?, photos: [String]?, account: AccountID
    ) async throws -> Shoot
    /// The people that the account made, and those it retired.
    func models(account: AccountID) async throws -> [StudioModel]
    func save(_ person: Person, retired: Bool, account: AccountID) async throws
    /// Keeps a file that is to be taken away, until it is forgotten.
    func addExport(name: String, mediaType: String, file: String, account: AccountID) async throws -> StudioExport
    func export(_ id: String, account: AccountID) async throws -> StudioExport
    /// Portraits of models by identifier and type: the names of their blobs.
    func portraits(account: AccountID) async throws -> [String: String]
}

/// A person that an account made.
public struct StudioModel: Sendable, Hashable {
    public var person: Person
    public var isRetired: Bool
}

/// A file to be taken away.
public struct StudioExport: Sendable, Hashable {
    public var id, name, mediaType, file: String
}
