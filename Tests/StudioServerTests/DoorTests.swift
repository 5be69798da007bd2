import Foundation
import Studio
import StudioServer
import Testing

@Suite("The door of the studio", .serialized)
struct DoorTests {
    /// What may be seen without an account; whoever adds a route here thinks first.
    private static let open: Set = ["/healthz", "/metrics", "/static/**"]

    @Test("No route shows or does anything for nobody")
    func everyRouteHasAnAccount() async throws {
        try await LiveStudio.run(owner: nil) { studio in
            let visitor = try await Self.visitor(studio)
            let routes = studio.server.routes
            #expect(routes.count > 50)
            for (method, path) in routes where !Self.open.contains(path) {
                let concrete = path.replacing(/\{[a-z]+\}/, with: "abc")
                let answer = try await studio.ask(method, concrete, visitor.headers, body: Data("{}".utf8))
                #expect(answer.status == 401, "\(method) \(path)")
            }
        }
    }

    @Test("Malformed requests get an answer in words, and never break anything")
    func fuzz() async throws {
        let bodies = [
            "", "{", "[]", "null", "{\"photo\":1}", "{\"photo\":\"x\",\"choices\":{\"seed\":-1}}",
            "{\"strokes\":{\"keep\":[{\"points\":[[1e39,2]],\"width\":1}],\"remove\":[]}}", "{\"grey\":[\"a\"]}",
            "{\"exposure\":1e300}", "{\"name\":\"\"}", "{\"traits\":{\"age\":17}}", "{\"pictures\":[],\"presets\":[]}",
            "{\"background\":\"url(x)\"}", String(repeating: "[", count: 5000), "\u{0}\u{1}\u{FFFD}",
        ]
        let names = [
            "abc", "..%2f..%2fetc%2fpasswd", "%00",
            "'; DROP TABLE job; --".addingPercentEncoding(withAllowedCharacters: .alphanumerics)!, "{{7*7}}",
        ]
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            for (index, route) in studio.server.routes.enumerated() {
                if route.path.hasSuffix("/events") { continue }
                for (turn, name) in names.enumerated() {
                    let path = route.path.replacing(/\{[a-z]+\}/, with: name).replacing("**", with: name)
                    let body = bodies[(index + turn * 4) % bodies.count]
                    let answer = try await studio.ask(
                        route.method, path, visitor.headers, body: route.method == "GET" ? nil : Data(body.utf8))
                    #expect(answer.status < 500, "\(route.method) \(path) \(body.prefix(60))")
                }
            }
            let after = "?after=nonsense&q=%zz&offset=-5&type=%27"
            for path in ["/api/v1/events", "/library", "/api/v1/pictures", "/api/v1/options"] {
                #expect(try await studio.ask("GET", path + after).status < 500)
            }
        }
    }

    @Test("Other hosts, other origins and pages without the token are turned away")
    func gate() async throws {
        try await LiveStudio.run { studio in
            #expect(try await studio.ask("GET", "/", ["Host": "evil.example"]).status == 421)
            #expect(try await studio.ask("GET", "/", ["Host": "127.0.0.1:1"]).status == 421)
            #expect(try await studio.ask("GET", "/", ["Host": "localhost:\(studio.port)"]).status == 200)
            let visitor = try await studio.visit()
            func post(_ headers: [String: String]) async throws -> Int {
                try await studio.ask("POST", "/api/v1/shoots", headers, body: Data("{\"name\":\"S\"}".utf8)).status
            }
            #expect(try await post(visitor.headers) == 201)
            #expect(try await post([:]) == 403)
            #expect(try await post(["Cookie": "parure-session=\(visitor.cookie)"]) == 403)
            #expect(try await post(["X-Parure-Token": visitor.token]) == 403)
            #expect(try await post(["Cookie": "parure-session=other", "X-Parure-Token": visitor.token]) == 403)
            #expect(try await post(visitor.headers.merging(["Origin": "http://evil.example"]) { $1 }) == 403)
            #expect(try await post(visitor.headers.merging(["Origin": "null"]) { $1 }) == 403)
            #expect(try await post(visitor.headers.merging(["Sec-Fetch-Site": "cross-site"]) { $1 }) == 403)
            let own = "http://127.0.0.1:\(studio.port)"
            #expect(try await post(visitor.headers.merging(["Origin": own]) { $1 }) == 201)
        }
    }

    @Test("Every page comes with a strict policy and keeps to it")
    func pages() async throws {
        try await LiveStudio.run { studio in
            let paths = [
                "/", "/library", "/trash", "/shoots", "/models", "/models/new", "/models/lucia", "/guide",
                "/guide/ring", "/guide/necklace", "/guide/earring", "/guide/bracelet", "/credits",
            ]
            for path in paths + ["/pictures/nothing"] {
                let page = try await studio.ask("GET", path, ["Accept": "text/html"])
                #expect(page.status == (paths.contains(path) ? 200 : 404), "\(path)")
                #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
                #expect(page.headers["x-content-type-options"] == "nosniff")
                #expect(page.text.contains("</html>"))
                #expect(!page.text.contains("{{"), "\(path) is filled")
                #expect(
                    page.text.firstMatch(of: /<script(?![^>]*src)|\sstyle="|\son[a-z]+="|https?:\/\//) == nil, "\(path)"
                )
            }
        }
    }

    @Test("Every file that a page names is there")
    func staticFiles() async throws {
        try await LiveStudio.run { studio in
            var files = Set<String>()
            for path in ["/", "/library", "/guide/ring", "/models/new", "/credits"] {
                let page = try await studio.ask("GET", path, ["Accept": "text/html"]).text
                for match in page.matches(of: /(?:src|href)="(\/static\/[^"]+)"/) { files.insert(String(match.1)) }
            }
            #expect(files.count > 6)
            for file in files {
                let answer = try await studio.ask("GET", file)
                #expect(answer.status == 200, "\(file)")
                #expect(answer.headers["etag"] != nil)
                let again = try await studio.ask("GET", file, ["If-None-Match": answer.headers["etag"] ?? ""])
                #expect(again.status == 304)
            }
            let part = try await studio.ask("GET", "/static/samples/ring.jpg", ["Range": "bytes=10-19"])
            #expect(part.status == 206 && part.body.count == 10)
            #expect(try await studio.ask("GET", "/static/samples/ring.jpg", ["Range": "bytes=99999999-"]).status == 416)
            for secret in [
                "/static/../Package.swift", "/static/%2e%2e/Package.swift", "/static/.git",
                "/static/samples/../../Package.swift",
            ] {
                #expect(try await studio.ask("GET", secret).status == 404)
            }
        }
    }

    @Test("Only this machine's own addresses are served, and the refusal says what to do")
    func loopbackOnly() throws {
        for host in ["0.0.0.0", "192.168.1.4", "studio.example"] {
            let error = #expect(throws: StudioSettings.Invalid.self) {
                try StudioSettings.read(
                    data: "/nowhere", host: host, port: nil, environment: [:], standardData: URL(filePath: "/nowhere"))
            }
            #expect(error?.description.contains("ssh") == true)
        }
    }

    @Test("Settings come from flags, the environment and a file, in this order; nonsense is named")
    func settings() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func read(_ port: Int?, _ environment: [String: String]) throws -> StudioSettings {
            try StudioSettings.read(
                data: folder.path, host: nil, port: port, environment: environment, standardData: folder)
        }
        try Data("{\"port\": 1000, \"renderers\": 2}".utf8).write(to: folder.appending(path: "studio.json"))
        #expect(try read(nil, [:]).port == 1000)
        #expect(try read(nil, ["PARURE_PORT": "2000"]).port == 2000)
        #expect(try read(3000, ["PARURE_PORT": "2000"]).port == 3000)
        #expect(try read(3000, [:]).renderers == 2)
        #expect(throws: StudioSettings.Invalid("PARURE_PORT must be a whole number, not 'x'.")) {
            try read(nil, ["PARURE_PORT": "x"])
        }
        #expect(try read(nil, [:]).rehearsesSamples && !read(nil, ["PARURE_SAMPLES": "0"]).rehearsesSamples)
        #expect(throws: StudioSettings.Invalid("PARURE_SAMPLES must be 0 or 1, not 'no'.")) {
            try read(nil, ["PARURE_SAMPLES": "no"])
        }
        try Data("{\"prot\": 1000}".utf8).write(to: folder.appending(path: "studio.json"))
        #expect(throws: StudioSettings.Invalid.self) { try read(nil, [:]) }
    }

    /// Nobody can load a page to get a token, so it is made as the server would: from the session of an earlier day.
    private static func visitor(_ studio: LiveStudio) async throws -> LiveStudio.Visitor {
        let page = try await studio.ask("GET", "/", ["Accept": "text/html"])
        #expect(page.status == 401)
        let cookie = page.headers["set-cookie"]?.split(separator: ";").first?.split(separator: "=").last
        let token = page.text.firstMatch(of: /name="parure-token" content="([0-9a-f]+)"/)?.1
        return LiveStudio.Visitor(cookie: String(try #require(cookie)), token: String(try #require(token)))
    }
}
