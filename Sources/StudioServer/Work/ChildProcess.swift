internal import CConfinement
internal import Foundation
internal import Logging
internal import Studio
internal import Synchronization

/// A worker in a process of its own: it can crash, be killed or run out of memory, and nothing else does.
final class ChildProcess: Sendable {
    /// What the process does, which decides what it may.
    enum Command: String, Sendable { case work, inspect }

    private let pid: pid_t
    /// Open for as long as the child may live: its end of the pipe tells it that we are gone.
    private let input: Int32
    private let isRunning = Mutex(true)
    /// What the child says, until it ends.
    let messages: AsyncStream<WorkMessage>

    /// - Parameter readable: all that it may read besides its scratch folder; nil is whatever its user may.
    /// - Throws: `POSIXError` when no process can be started.
    init(
        _ command: Command, _ order: WorkOrder, executable: URL, environment: [String: String],
        readable: [String]? = nil
    ) throws {
        let arguments = [executable.path, command.rawValue]
        var (pid, input, output) = (pid_t(0), Int32(-1), Int32(-1))
        let error = withCStrings(arguments) { arguments in
            withCStrings(environment.map { "\($0)=\($1)" }) { environment in
                withCStrings(readable ?? []) { files in
                    files.withUnsafeBufferPointer { files in
                        confinement_spawn(
                            executable.path, arguments, environment, readable == nil ? nil : files.baseAddress,
                            order.scratch.path, order.task.niceness, &pid, &input, &output)
                    }
                }
            }
        }
        guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EAGAIN) }
        let (started, writing, reading) = (pid, input, output)
        (self.pid, self.input) = (started, writing)
        let (messages, continuation) = AsyncStream<WorkMessage>.makeStream()
        self.messages = messages
        let line = try JSONEncoder().encode(order) + Data([0x0A])
        let reader = Thread { [self] in
            // A child that died before it read its order closes the pipe; the end is noticed below.
            _ = line.withUnsafeBytes { write(writing, $0.baseAddress, $0.count) }
            Self.readLines(reading) { continuation.yield($0) }
            // It may say nothing more and still run: wait for its end, and reap it under the lock, so that `kill`
            // never meets a number that another process has by now.
            var (status, end) = (Int32(0), siginfo_t())
            while waitid(P_PID, id_t(started), &end, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
            isRunning.withLock { isRunning in
                while waitpid(started, &status, 0) < 0 && errno == EINTR {}
                isRunning = false
            }
            close(reading)
            close(writing)
            continuation.finish()
        }
        reader.name = "child \(pid)"
        reader.start()
    }

    /// Ends the process and whatever it started; it has nothing to save.
    func kill() {
        isRunning.withLock { isRunning in
            if isRunning { _ = Foundation.kill(-pid, SIGKILL) }
        }
    }

    private static func readLines(_ descriptor: Int32, _ handle: (WorkMessage) -> Void) {
        var pending = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            pending.append(contentsOf: buffer[0..<count])
            while let end = pending.firstIndex(of: 0x0A) {
                if let message = try? JSONDecoder().decode(WorkMessage.self, from: pending[..<end]) { handle(message) }
                pending = pending[(end + 1)...]
            }
            // A child that says no line in so many bytes has gone mad.
            guard pending.count < 64 << 20 else { return }
        }
    }
}

/// Lends texts as a null-terminated array of C strings.
private func withCStrings<R>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
}

/// Starts workers and takes what they bring.
struct ChildWorkers: Sendable {
    let executable: URL
    let environment: [String: String]
    /// Where each child gets an empty folder.
    let scratch: URL

    init(executable: URL, environment: [String: String], scratch: URL) throws {
        // A child needs its way, not the server's secrets.
        let wanted = ["PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "PARURE_ROOT"]
        self.environment = environment.filter { wanted.contains($0.key) }
        (self.executable, self.scratch) = (executable, scratch)
        // What an earlier server left behind belongs to nobody.
        try? FileManager.default.removeItem(at: scratch)
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    }

    /// Whether children that look at uploads are kept from all other files.
    static var confinesFiles: Bool { confinement_knows_files() == 1 }

    /// Where the code of a child and what decoders load lies: the folders of whatever is loaded here, and the system's.
    private static let libraries: [String] = {
        // A page at a time is all that one read of it gives; only a handle reads on to the end.
        let maps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd()
        let loaded = String(decoding: maps ?? Data(), as: UTF8.self).split(separator: "\n").compactMap { line in
            line.firstIndex(of: "/").map { String(line[$0...]) }
        }.filter { $0.contains(".so") }.map { ($0 as NSString).deletingLastPathComponent }
        return Set(loaded).sorted() + [
            "/usr/lib", "/usr/share", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom",
            "/sys/devices/system/cpu",
            // Dispatch reads its threads' states there and traps where it cannot. What is secret of other processes
            // stays shut: Landlock also forbids to trace what is not confined alike.
            "/proc",
        ]
    }()

    func makeScratch() throws -> URL {
        let folder = scratch.appending(path: Identifier.random())
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    func start(_ task: WorkOrder.Task, input: URL?, scratch: URL) throws -> ChildProcess {
        let order = WorkOrder(task, input: input, scratch: scratch)
        if case .inspect = task { return try inspect(order, reading: input) }
        return try ChildProcess(.work, order, executable: executable, environment: environment)
    }

    /// Starts what looks at an upload: it reads that file, writes into its folder, and reaches no other.
    func inspect(_ order: WorkOrder, reading input: URL?) throws -> ChildProcess {
        var environment = environment
        environment["TMPDIR"] = order.scratch.path
        return try ChildProcess(
            .inspect, order, executable: executable, environment: environment,
            readable: Self.libraries + [executable.path] + (input.map { [$0.path] } ?? []))
    }

    /// Lets a child do something short and hands its last word and its folder to `take`; then the folder goes.
    ///
    /// - Throws: `JobFailure` when the child fails, dies, or takes too long.
    func perform<R>(
        _ task: WorkOrder.Task, input: URL?, within seconds: Double, take: (WorkMessage, URL) async throws -> R
    ) async throws -> R {
        let folder = try makeScratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let child = try start(task, input: input, scratch: folder)
        let timer = Task {
            try await Task.sleep(for: .seconds(seconds))
            child.kill()
        }
        defer { timer.cancel() }
        let last = await withTaskCancellationHandler {
            var last: WorkMessage?
            for await message in child.messages { last = message }
            return last
        } onCancel: {
            child.kill()
        }
        switch last {
        case .failed(let failure): throw failure
        case .progress, nil:
            throw JobFailure(
                code: "lost", message: "The work broke off: it took too long or too much memory.",
                advice: "Try again with a smaller file.")
        case .some(let message): return try await take(message, folder)
        }
    }
}
