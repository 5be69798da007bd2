internal import Foundation
internal import Synchronization

/// Threads of their own for work that never waits.
///
/// A render would hold every thread of the cooperative pool until it ends; whoever wants to cancel it, or to answer a
/// request meanwhile, would get none.
enum RenderThreads {
    /// Runs the same work on several threads and returns when all have ended.
    ///
    /// - Throws: the first error that one of them threw; the others are awaited all the same.
    static func run(_ count: Int, _ work: @escaping @Sendable () throws -> Void) async throws {
        let outcome = Outcome(count)
        try await withCheckedThrowingContinuation { continuation in
            for _ in 0..<count {
                let thread = Thread {
                    let result = Result { try work() }
                    if let whole = outcome.end(with: result) { continuation.resume(with: whole) }
                }
                thread.stackSize = 8 << 20
                thread.start()
            }
        }
    }

    private final class Outcome: Sendable {
        private let state: Mutex<(running: Int, result: Result<Void, any Error>)>

        init(_ count: Int) { state = Mutex((count, .success(()))) }

        /// Notes one thread's end; the last one gets the result of all.
        func end(with result: Result<Void, any Error>) -> Result<Void, any Error>? {
            state.withLock { state in
                state.running -= 1
                if case .success = state.result { state.result = result }
                return state.running == 0 ? state.result : nil
            }
        }
    }
}
