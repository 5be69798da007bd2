import Foundation
import Persistence
import Studio
import Testing

@Suite(
    "Whatever is killed when", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["PARURE_SLOW_TESTS"] == "1", "slow"))
struct KillTests {
    /// How often something is killed; `PARURE_KILLS` for another number.
    private static let kills = ProcessInfo.processInfo.environment["PARURE_KILLS"].flatMap { Int($0) } ?? 200

    @Test(
        "After hundreds of kills of server and workers, ledger and pictures agree, and no order is lost or paid twice")
    func randomKills() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var dice = SystemRandomNumberGenerator()
        var (server, orders) = (try await StudioProcess(folder: folder), [String: String]())
        let visitor = try await server.visit()
        let photo = try await server.upload(LiveStudio.root.appending(path: "Examples/ring.jpg"), visitor)
        var (workersKilled, serversKilled) = (0, 0)
        for kill in 1...Self.kills {
            // Three kinds of work are always under way: a reading, a sketch, and a picture that is paid for.
            for (kind, key) in [("preview", "p\(kill)"), ("picture", "f\(kill)")] where kill % 4 == 1 {
                let order =
                    "{\"photo\":\"\(photo)\",\"kind\":\"\(kind)\",\"seeds\":[1],\"choices\":{\"type\":\"ring\",\"outputSize\":\"1K\",\"seed\":\(kill)}}"
                // An answer may be lost with the server: the same order goes out again under its key.
                for _ in 1...20 {
                    let answer = try? await server.post("/api/v1/pictures", order, visitor, key: key)
                    if let id = try answer?.string("job.id") {
                        if let before = orders[key] { #expect(before == id) }
                        orders[key] = id
                        break
                    }
                    if !server.isRunning { server = try await StudioProcess(folder: folder) }
                }
            }
            let exposure = Double(kill % 20) / 20
            _ = try? await server.ask(
                "PATCH", "/api/v1/photos/\(photo)", visitor, body: "{\"exposure\":\(exposure)}")
            // Mostly at once, and now and then late enough for something to be finished just then.
            try await Task.sleep(for: .seconds(0.02 + 12 * pow(Double.random(in: 0...1, using: &dice), 4)))
            if Bool.random(using: &dice), let worker = server.workers.randomElement(using: &dice) {
                _ = Foundation.kill(worker, SIGKILL)
                workersKilled += 1
            } else {
                server.kill()
                serversKilled += 1
                server = try await StudioProcess(folder: folder)
            }
        }
        // What is left is finished or stopped in good order.
        for id in orders.values { _ = try await server.post("/api/v1/jobs/\(id)/cancel", "{}", visitor, key: nil) }
        try await eventually(within: 300) {
            try await server.ask("GET", "/api/v1/photos/\(photo)", visitor).string("state") != "reading"
        }
        await server.stop()

        let store = try SQLiteStore(folder: folder)
        #expect(try await store.audit() == [])
        #expect(try store.damagedBlobs() == [])
        let jobs = try await store.jobs(account: .owner, limit: 100_000)
        #expect(jobs.count { !$0.state.isFinal } == 0, "nothing hangs")
        for (key, id) in orders { #expect(jobs.contains { $0.id == id }, "\(key) is not lost") }
        let pictures = jobs.filter { $0.kind == .picture }
        let captures = try await store.entries(of: .owner, limit: 100_000).filter { $0.kind == .capture }
        #expect(Set(captures.map(\.job)).count == captures.count, "nothing is paid twice")
        #expect(captures.count == pictures.count { $0.state == .done })
        print(
            "killed \(workersKilled) workers and \(serversKilled) servers over \(jobs.count) jobs:",
            "\(jobs.count { $0.state == .done }) done, \(jobs.count { $0.state == .failed }) given up,",
            "\(jobs.count { $0.state == .cancelled }) stopped")
    }
}

/// `parure studio` as a process that can be killed.
private final class StudioProcess: @unchecked Sendable {
    // Only the test's one task uses it.
    private let process = Process()
    let port: Int

    var isRunning: Bool { process.isRunning }

    /// Starts a studio and waits for its address.
    init(folder: URL) async throws {
        process.executableURL = LiveStudio.executable
        process.arguments = ["studio", "--port", "0", "--data", folder.path]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PARURE_PORTRAITS": "0", "PARURE_SAMPLES": "0", "PARURE_LOG_LEVEL": "error",
            "PARURE_ROOT": LiveStudio.root.path,
        ]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = Data()
        while said.firstIndex(of: 0x0A) == nil {
            let more = output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "the studio did not start")
            said += more
        }
        let text = String(decoding: said, as: UTF8.self)
        let digits = try #require(text.firstMatch(of: /:([0-9]+)\//)?.1)
        port = try #require(Int(digits))
    }

    /// Its children: the workers.
    var workers: [pid_t] {
        let path = "/proc/\(process.processIdentifier)/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return tasks.flatMap { task in
            ((try? String(contentsOfFile: "\(path)/\(task)/children", encoding: .utf8)) ?? "")
                .split(separator: " ").compactMap { pid_t($0) }
        }
    }

    func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func stop() async {
        process.terminate()
        process.waitUntilExit()
    }

    func visit() async throws -> LiveStudio.Visitor {
        let page = try await LiveStudio.ask(port, "GET", "/", ["Accept": "text/html"])
        let cookie = page.headers["set-cookie"]?.split(separator: ";").first?.split(separator: "=").last
        let token = page.text.firstMatch(of: /name="parure-token" content="([0-9a-f]+)"/)?.1
        return LiveStudio.Visitor(cookie: String(try #require(cookie)), token: String(try #require(token)))
    }

    func ask(
        _ method: String, _ path: String, _ visitor: LiveStudio.Visitor, body: String? = nil
    ) async throws -> LiveStudio.Answer {
        try await LiveStudio.ask(port, method, path, visitor.headers, body: body.map { Data($0.utf8) })
    }

    func post(
        _ path: String, _ json: String, _ visitor: LiveStudio.Visitor, key: String?
    ) async throws -> LiveStudio.Answer {
        let headers = visitor.headers.merging(key.map { ["Idempotency-Key": $0] } ?? [:]) { $1 }
        return try await LiveStudio.ask(port, "POST", path, headers, body: Data(json.utf8))
    }

    func upload(_ file: URL, _ visitor: LiveStudio.Visitor) async throws -> String {
        let answer = try await LiveStudio.ask(
            port, "POST", "/api/v1/photos", visitor.headers, body: try Data(contentsOf: file))
        return try #require(try answer.string("photo.id"))
    }
}
