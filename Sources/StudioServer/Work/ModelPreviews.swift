internal import Anatomy
internal import Appraisal
internal import Foundation
internal import HTTPTypes
internal import Persistence
internal import Studio
internal import Synchronization

/// The Model Maker's mirror. Each look into it is a child of its own, and an account has one at a time: whoever moves a
/// slider on does not wait for a picture of before.
final class ModelPreviews: Sendable {
    private let workers: ChildWorkers
    private let current = Mutex<[AccountID: Task<Data, any Error>]>([:])

    init(workers: ChildWorkers) { self.workers = workers }

    /// A small JPEG picture of a person as a type of piece is worn.
    ///
    /// - Throws: `Problem.overtaken` when a newer one was asked for meanwhile; `JobFailure`.
    func picture(of person: Person, wearing type: PieceType, account: AccountID) async throws -> Data {
        let task = Task { [workers] in
            try await workers.perform(.preview(person, type), input: nil, within: 60) { _, folder in
                try Data(contentsOf: folder.appending(path: WorkFile.preview))
            }
        }
        current.withLock { $0.updateValue(task, forKey: account) }?.cancel()
        do {
            return try await task.value
        } catch  where task.isCancelled {
            throw Problem.overtaken
        }
    }
}

extension Problem {
    static let overtaken = Problem(
        .conflict, "overtaken", "A newer preview was asked for.", "Look at that one.")
}
