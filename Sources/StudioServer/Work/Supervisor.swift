internal import Foundation
internal import Logging
internal import Persistence
internal import ServiceLifecycle
internal import Studio
internal import Synchronization

/// Keeps workers busy: claims jobs, starts a child for each, watches it, and writes down what came of it.
///
/// Readings have a lane of their own, so that a photo is read while a picture renders.
struct Supervisor: Service, CustomStringConvertible {
    var description: String { "workers" }

    let store: SQLiteStore
    let workers: ChildWorkers
    let logger: Logger
    /// How many pictures render at once.
    let renderers: Int
    var lease = JobRules.leaseSeconds
    var heartbeat = JobRules.heartbeatSeconds
    private let running = Running()
    private let sketches = Sketches()

    init(store: SQLiteStore, workers: ChildWorkers, logger: Logger, renderers: Int) {
        (self.store, self.workers, self.logger, self.renderers) = (store, workers, logger, renderers)
    }

    /// The children by job, to stop one as soon as its job is cancelled.
    private final class Running: Sendable {
        private let children = Mutex<[String: ChildProcess]>([:])
        func set(_ child: ChildProcess?, for job: String) { children.withLock { $0[job] = child } }
        func kill(_ job: String) { children.withLock { $0[job] }?.kill() }
    }

    /// Small pictures of what is being made, JPEG. They live as long as the work: a job that begins anew sketches anew.
    private final class Sketches: Sendable {
        private let pictures = Mutex<[String: Data]>([:])
        func set(_ picture: Data?, for job: String) { pictures.withLock { $0[job] = picture } }
        func picture(of job: String) -> Data? { pictures.withLock { $0[job] } }
    }

    /// What a job has to show before its picture is made.
    func sketch(of job: String) -> Data? { sketches.picture(of: job) }

    /// Stops the child of a job that was cancelled; without this it would be noticed at the next heartbeat.
    func stop(_ job: String) { running.kill(job) }

    func run() async throws {
        // Nobody else has the folder open, so whoever held these jobs has died.
        try await store.loseRunningJobs()
        let lanes: [Set<JobWork.Kind>] =
            [[.reading]] + Array(repeating: [.picture, .preview, .portrait, .rehearsal], count: renderers)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for kinds in lanes { group.addTask { await work(on: kinds) } }
                group.addTask { await tidy() }
                await group.waitForAll()
            }
        }
    }

    private func work(on kinds: Set<JobWork.Kind>) async {
        var changes = store.changes().makeAsyncIterator()
        while !Task.isCancelled {
            do {
                if let claim = try await store.claim(kinds, lease: lease) {
                    await perform(claim)
                } else {
                    await Self.wait(for: &changes)
                }
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("cannot claim", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }

    /// Until something was written, or some seconds have passed: a lapsed lease writes nothing.
    private static func wait(for changes: inout AsyncStream<Void>.AsyncIterator) async {
        _ = await changes.next()
        try? await Task.sleep(for: .milliseconds(20))
    }

    /// Forgets, empties the trash and sweeps once an hour, and lets waiting lanes look at lapsed leases.
    private func tidy() async {
        var seconds = 0
        while !Task.isCancelled {
            do {
                if seconds % 3600 == 0 {
                    try await store.forgetEvents()
                    try await store.forgetExports()
                    try await store.emptyTrash()
                    try await store.sweep()
                }
                try await Task.sleep(for: .seconds(10))
                seconds += 10
                store.wake()
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("cannot tidy", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(10))
            }
        }
    }

    // MARK: - One job

    private func perform(_ claim: Claim) async {
        let began = ContinuousClock.now
        var logger = logger
        logger[metadataKey: "job"] = "\(claim.job)"
        logger[metadataKey: "attempt"] = "\(claim.token)"
        do {
            let scratch = try workers.makeScratch()
            defer { try? FileManager.default.removeItem(at: scratch) }
            let photo = try await input(of: claim)
            let child = try workers.start(.job(claim.work), input: photo, scratch: scratch)
            running.set(child, for: claim.job)
            defer {
                running.set(nil, for: claim.job)
                sketches.set(nil, for: claim.job)
            }
            let yielding = Task { try await yield(child, claim) }
            let last = await watch(child, claim, scratch)
            yielding.cancel()
            let hasYielded = await (try? yielding.value) ?? false
            // Whatever happens to this task now, what came of the child is written down.
            let isStopping = Task.isCancelled || hasYielded
            try await Task { try await settle(claim, last, scratch, isStopping: isStopping, logger) }.value
        } catch {
            let isStopping = Task.isCancelled
            if !isStopping { logger.error("a job broke off", metadata: ["error": "\(error)"]) }
            _ = try? await Task { isStopping ? try await store.giveBack(claim) : try await store.lose(claim) }.value
        }
        logger.info(
            "left a job",
            metadata: ["kind": "\(claim.work.kind)", "seconds": "\(began.duration(to: .now) / .seconds(1))"])
    }

    /// What nobody waits for makes way as soon as somebody waits for anything.
    ///
    /// - Returns: whether it did.
    private func yield(_ child: ChildProcess, _ claim: Claim) async throws -> Bool {
        guard JobWork.Kind.background.contains(claim.work.kind) else { return false }
        while true {
            try await Task.sleep(for: .seconds(1))
            guard try await store.isAwaited() else { continue }
            child.kill()
            return true
        }
    }

    private func input(of claim: Claim) async throws -> URL? {
        guard let id = claim.photo else { return nil }
        return store.blobs.url(of: try await store.photo(id, account: claim.account).original)
    }

    /// Hears the child until it ends; tells the database that it lives, and kills it when the job is its no more.
    ///
    /// - Returns: its last word.
    private func watch(_ child: ChildProcess, _ claim: Claim, _ scratch: URL) async -> WorkMessage? {
        let pulse = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(heartbeat))
                guard try await store.report(claim, stage: nil, share: nil, lease: lease) else { return child.kill() }
            }
        }
        defer { pulse.cancel() }
        return await withTaskCancellationHandler {
            var last: WorkMessage?
            var told: (at: ContinuousClock.Instant, stage: String, share: Double)?
            for await message in child.messages {
                if case .sketched = message {
                    sketches.set(try? Data(contentsOf: scratch.appending(path: WorkFile.sketch)), for: claim.job)
                    // Whoever listens is told that there is something to see.
                    _ = try? await store.report(claim, stage: told?.stage, share: told?.share, lease: lease)
                    continue
                }
                guard case .progress(let stage, let share) = message else {
                    last = message
                    continue
                }
                let whole = JobProgress.overall(stage: stage, share: share)
                if let told, told.stage == stage, told.at.duration(to: .now) < .milliseconds(400) { continue }
                if let told, told.stage == stage, whole - told.share < 0.005 { continue }
                told = (.now, stage, whole)
                if await (try? store.report(claim, stage: stage, share: whole, lease: lease)) == false { child.kill() }
            }
            return last
        } onCancel: {
            child.kill()
        }
    }

    private func settle(
        _ claim: Claim, _ last: WorkMessage?, _ scratch: URL, isStopping: Bool, _ logger: Logger
    ) async throws {
        func blob(_ name: String) throws -> String? {
            let file = scratch.appending(path: name)
            return FileManager.default.fileExists(atPath: file.path) ? try store.blobs.adopt(file) : nil
        }
        func needed(_ name: String) throws -> String {
            guard let blob = try blob(name) else { throw StoreError.damaged("a worker brought no \(name)") }
            return blob
        }
        switch last {
        case .made(let made):
            _ = try await store.finish(
                claim,
                with: .picture(
                    made, file: try needed(WorkFile.picture), preview: try blob(WorkFile.preview),
                    thumbnail: try blob(WorkFile.thumbnail), layer: try blob(WorkFile.layer)))
        case .read(let reading):
            _ = try await store.finish(
                claim,
                with: .reading(
                    reading, cutout: try blob(WorkFile.cutout), corrected: try blob(WorkFile.corrected)))
        case .wrote:
            _ = try await store.finish(claim, with: .portrait(file: try needed(WorkFile.thumbnail)))
        case .rehearsed: _ = try await store.finish(claim, with: .rehearsal)
        case .failed(let failure): _ = try await store.fail(claim, failure)
        case .progress, .sketched, .inspected, nil:
            let isMine = isStopping ? try await store.giveBack(claim) : try await store.lose(claim)
            if isMine && !isStopping { logger.warning("a worker died") }
        }
    }
}
