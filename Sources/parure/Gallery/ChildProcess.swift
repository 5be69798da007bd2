internal import Foundation

/// This program run again as a process of its own, so that whatever happens in it stays there.
struct ChildProcess {
    struct Result: Sendable {
        /// Exit code; 128 + the signal's number for a process that a signal ended.
        var status: Int32
        var output: Data
        var complaints: String
        var seconds: Double
        var ranOutOfTime: Bool
        /// The most memory that it held, MiB; 0 where the system does not tell.
        var peakMebibytes: Double
    }

    private static var executable: URL {
        get throws {
            guard let url = Bundle.main.executableURL else { throw CocoaError(.fileNoSuchFile) }
            return url
        }
    }

    /// Digest of the running program: results of another build are not results of this one.
    static func codeVersion() throws -> String {
        // FNV-1a over eight bytes at a time; it tells builds apart, it guards no secret.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        try Data(contentsOf: executable, options: .mappedIfSafe).withUnsafeBytes { bytes in
            for i in stride(from: 0, to: bytes.count & ~7, by: 8) {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)) &* 0x100_0000_01b3
            }
        }
        return String(hash, radix: 16)
    }

    /// Runs until the end, the time limit or cancellation.
    ///
    /// - Parameter environment: variables besides those of this process.
    static func run(
        _ arguments: [String], timeout: Double, scratch: URL, environment: [String: String] = [:]
    ) async throws -> Result {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.executableURL = try executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let (output, complaints) = (scratch.appending(path: ".out.part"), scratch.appending(path: ".err.part"))
        for file in [output, complaints] { try Data().write(to: file) }
        defer { for file in [output, complaints] { try? FileManager.default.removeItem(at: file) } }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: complaints)

        let start = ContinuousClock.now
        try process.run()
        var ranOutOfTime = false
        var peak = 0.0
        while process.isRunning {
            if Task.isCancelled || (start.duration(to: .now) > .seconds(timeout) && !ranOutOfTime) {
                ranOutOfTime = !Task.isCancelled
                process.terminate()
                try? await Task.sleep(for: .seconds(2))
                if process.isRunning { kill(process.processIdentifier, SIGKILL) }
                process.waitUntilExit()
            }
            peak = max(peak, peakMebibytes(of: process.processIdentifier))
            try? await Task.sleep(for: .milliseconds(50))
        }
        try Task.checkCancellation()
        let crashed = process.terminationReason == .uncaughtSignal
        return Result(
            status: process.terminationStatus + (crashed ? 128 : 0), output: (try? Data(contentsOf: output)) ?? Data(),
            complaints: String(decoding: (try? Data(contentsOf: complaints)) ?? Data(), as: UTF8.self),
            seconds: start.duration(to: .now) / .seconds(1), ranOutOfTime: ranOutOfTime,
            peakMebibytes: peak)
    }

    /// The high-water mark that Linux keeps of a process (`VmHWM`, proc(5)).
    private static func peakMebibytes(of process: Int32) -> Double {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kibibytes / 1024
    }
}
