internal import Dispatch
internal import Foundation
internal import Synchronization

/// Ctrl-C and a polite kill cancel the work, which then takes its unfinished files away; a second one ends the process.
enum Interruption {
    private static let work = Mutex<Task<Void, Never>?>(nil)

    static func cancelOnFirstSignal() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                work.withLock { $0?.cancel() }
                signal(number, SIG_DFL)
            }
            source.resume()
            sources.withLock { $0.append(Kept(source: source)) }
        }
    }

    /// From now on the command takes signals itself.
    static func leaveToOthers() {
        sources.withLock { kept in
            for one in kept { one.source.cancel() }
            kept = []
        }
    }

    /// Runs the command as a task that a signal can cancel.
    static func run(_ body: @escaping @Sendable () async -> Void) async {
        let task = Task { await body() }
        work.withLock { $0 = task }
        await task.value
    }

    /// Dispatch sources are thread-safe by Dispatch's contract; they are kept here only to stay alive.
    private struct Kept: @unchecked Sendable { let source: any DispatchSourceSignal }
    private static let sources = Mutex<[Kept]>([])
}
