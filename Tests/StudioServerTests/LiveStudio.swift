import Foundation
import Persistence
import Studio
import StudioServer
import Synchronization
import Testing

/// A studio that runs in this process, on a free port and in a folder of its own.
final class LiveStudio: Sendable {
    /// The binary lies beside the test bundle.
    static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "parure")
    static let root = Folders.standard().root

    let server: StudioServer
    let port: Int
    private let running: Task<Void, any Error>

    private init(server: StudioServer, port: Int, running: Task<Void, any Error>) {
        (self.server, self.port, self.running) = (server, port, running)
    }

    /// Runs the body against a studio, which is gone afterwards.
    ///
    /// - Parameters:
    ///   - owner: who is signed in; nil is nobody.
    ///   - folder: of the data; a new one if left out.
    ///   - rehearsing: whether the samples' plates are prepared.
    static func run(
        owner: AccountID? = .owner, folder: URL? = nil, accountGigabytes: Int = 50, rehearsing: Bool = false,
        _ body: (LiveStudio) async throws -> Void
    ) async throws {
        let data = folder ?? FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { if folder == nil { try? FileManager.default.removeItem(at: data) } }
        var settings = StudioSettings(data: data)
        (settings.port, settings.preparesPortraits, settings.logLevel) = (0, false, "error")
        (settings.accountGigabytes, settings.rehearsesSamples) = (accountGigabytes, rehearsing)
        var environment = ProcessInfo.processInfo.environment
        environment["PARURE_ROOT"] = root.path
        let server = try await StudioServer(
            settings: settings, folders: .standard(), executable: executable, environment: environment, owner: owner)
        let (addresses, address) = AsyncStream<String>.makeStream()
        let running = Task {
            defer { address.finish() }
            try await server.run { address.yield($0) }
        }
        var found: Int?
        for await text in addresses {
            found = URL(string: text)?.port
            break
        }
        guard let port = found else {
            try await running.value
            return
        }
        let studio = LiveStudio(server: server, port: port, running: running)
        do {
            try await body(studio)
        } catch {
            running.cancel()
            _ = await running.result
            throw error
        }
        running.cancel()
        _ = await running.result
    }

    // MARK: - Requests

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }
        /// A value by its path, e.g. `photo.id`.
        func value(_ path: String) throws -> Any? {
            try path.split(separator: ".").reduce(JSONSerialization.jsonObject(with: body)) { place, key in
                (place as? [String: Any])?[String(key)] as Any
            }
        }
        func string(_ path: String) throws -> String? { try value(path) as? String }
    }

    /// Session and token as a page gets them.
    struct Visitor: Sendable {
        var cookie, token: String
        var headers: [String: String] { ["Cookie": "parure-session=\(cookie)", "X-Parure-Token": token] }
    }

    func visit() async throws -> Visitor {
        let page = try await ask("GET", "/", ["Accept": "text/html"])
        let cookie = page.headers["set-cookie"]?.split(separator: ";").first?.split(separator: "=").last
        let token = page.text.firstMatch(of: /name="parure-token" content="([0-9a-f]+)"/)?.1
        return Visitor(cookie: String(try #require(cookie)), token: String(try #require(token)))
    }

    func ask(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: Data? = nil,
        announcing length: Int? = nil
    ) async throws -> Answer {
        try await Self.ask(port, method, path, headers, body: body, announcing: length)
    }

    func post(_ path: String, _ json: String, as visitor: Visitor, _ more: [String: String] = [:]) async throws
        -> Answer
    {
        try await ask(
            "POST", path, visitor.headers.merging(["Content-Type": "application/json"]) { $1 }.merging(more) { $1 },
            body: Data(json.utf8))
    }

    /// One request over a connection of its own: nothing of it is tidied up on the way, as a browser's library would.
    static func ask(
        _ port: Int, _ method: String, _ path: String, _ headers: [String: String] = [:], body: Data? = nil,
        announcing length: Int? = nil, until enough: @escaping @Sendable (Data) -> Bool = { _ in false }
    ) async throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nConnection: close\r\n"
        var all = headers
        all["Host"] = headers["Host"] ?? "127.0.0.1:\(port)"
        if let count = length ?? body?.count { all["Content-Length"] = "\(count)" }
        for (name, value) in all { head += "\(name): \(value)\r\n" }
        let request = Data((head + "\r\n").utf8) + (body ?? Data())
        let answer = try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try exchange(port, request, until: enough) }) }.start()
        }
        return try parse(answer)
    }

    private static func exchange(_ port: Int, _ request: Data, until enough: (Data) -> Bool) throws -> Data {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
        var rest = request[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // A server that has heard enough answers and closes before the end.
            guard sent > 0 else { break }
            rest = rest.dropFirst(sent)
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !enough(answer) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[0..<count])
        }
        return answer
    }

    private static func parse(_ data: Data) throws -> Answer {
        let end = try #require(data.firstRange(of: Data("\r\n\r\n".utf8)), "there was no answer")
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        var body = Data(data[end.upperBound...])
        if headers["transfer-encoding"] == "chunked" { body = unchunked(body) }
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Answer(status: try #require(status), headers: headers, body: body)
    }

    private static func unchunked(_ data: Data) -> Data {
        var (rest, out) = (data[...], Data())
        while let line = rest.firstRange(of: Data("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            out += rest[line.upperBound...].prefix(size)
            rest = rest[line.upperBound...].dropFirst(size + 2)
        }
        return out
    }
}

/// Waits until something holds.
func eventually(
    within seconds: Double = 60, _ location: SourceLocation = #_sourceLocation, _ holds: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("it did not happen within \(seconds) s", sourceLocation: location)
}
