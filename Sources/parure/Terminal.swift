internal import Foundation
internal import Synchronization

/// Words for a person, on standard error, so that standard output stays for results.
enum Terminal {
    /// Whether somebody watches.
    static let isWatched = isatty(STDERR_FILENO) == 1

    static func complain(_ message: String) {
        FileHandle.standardError.write(Data((message.hasSuffix("\n") ? message : message + "\n").utf8))
    }
}

/// One line that shows how far the work has come; silent in a pipe.
///
/// Any thread may update it; it draws at most ten times a second.
final class ProgressBar: Sendable {
    private struct State {
        var stage = ""
        var drawn: ContinuousClock.Instant?
        var isShown = false
    }
    private let state = Mutex(State())
    private let isOn: Bool
    private static let width = 28

    init(isOn: Bool = Terminal.isWatched) { self.isOn = isOn }

    /// - Parameters:
    ///   - stage: what is being done, e.g. “rendering the plate”.
    ///   - fraction: share of that stage, 0…1.
    func update(_ stage: String, _ fraction: Double) {
        guard isOn else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if state.stage == stage, let drawn = state.drawn, now - drawn < .milliseconds(100), fraction < 1 { return }
            (state.stage, state.drawn, state.isShown) = (stage, now, true)
            let share = fraction.isFinite ? min(max(fraction, 0), 1) : 0
            let full = Int((share * Double(Self.width)).rounded())
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.width - full)
            let percent = String(Int((share * 100).rounded()))
            let line = "\r\u{1B}[2K\(bar) \(String(repeating: " ", count: 3 - percent.count))\(percent) %  \(stage)"
            FileHandle.standardError.write(Data(line.utf8))
        }
    }

    /// Takes the line away.
    func clear() {
        state.withLock { state in
            if state.isShown { FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8)) }
            state.isShown = false
        }
    }
}
