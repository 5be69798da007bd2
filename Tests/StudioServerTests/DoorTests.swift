import Anatomy
import Appraisal
import Foundation
import Persistence
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
        let queries = ["after=nonsense&q=%zz&offset=-5&type=%27", "photo=abc&tag=%00&favourite=2", "&&=&download"]
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let there = try await Self.furnished(folder)
        try await LiveStudio.run(folder: folder) { studio in
            let visitor = try await studio.visit()
            // What deletes comes last, or little would be there for the others.
            let routes = studio.server.routes.sorted { $0.method != "DELETE" && $1.method == "DELETE" }
            for (index, route) in routes.enumerated() {
                let absent = names.map { name in
                    route.path.replacing(/\{[a-z]+\}/, with: name).replacing("**", with: name)
                }
                let present = try #require(Self.address(route.path, there), "\(route.path): nothing to ask it for")
                for (path, isThere) in [(present, true)] + absent.map({ ($0, false) }) {
                    for turn in 0..<(isThere ? bodies.count : 1) {
                        let body = bodies[(index + turn) % bodies.count]
                        let query = queries[(index + turn) % queries.count]
                        let isRead = ["GET", "HEAD"].contains(route.method)
                        let answer = try await studio.ask(
                            route.method, isRead ? "\(path)?\(query)" : path, visitor.headers,
                            body: isRead ? nil : Data(body.utf8))
                        #expect(answer.status < 500, "\(route.method) \(path) \(body.prefix(60))")
                    }
                    // A sketch is there only while its picture is being made.
                    guard isThere, route.method == "GET", !path.hasSuffix("/sketch") else { continue }
                    #expect(try await studio.ask("GET", path).status == 200, "\(path)")
                }
            }
        }
    }

    /// An address of things that are there; nil where a kind of thing has none.
    private static func address(_ route: String, _ there: [String: String]) -> String? {
        var parts = route.split(separator: "/").map(String.init)
        for i in parts.indices where parts[i].hasPrefix("{") || parts[i] == "**" {
            guard let name = there[parts[i - 1]] else { return nil }
            parts[i] = name
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A studio with one thing of each kind that an address can name.
    ///
    /// - Returns: their names, by the part of the address before them.
    private static func furnished(_ folder: URL) async throws -> [String: String] {
        let (store, me) = (try SQLiteStore(folder: folder), AccountID.owner)
        defer { try? store.close() }
        try await store.addAccount(me)
        try await store.grant(nil, to: me, reason: "house")
        let file = try store.blobs.keep(Data(contentsOf: LiveStudio.root.appending(path: "Examples/ring.jpg")))
        let photo = try await store.addPhoto(
            name: "ring.jpg", original: file, inspection: Inspection(mediaType: "image/jpeg", width: 900, height: 900),
            preview: file, thumbnail: file, account: me)
        let reading = try #require(try await store.claim([.reading], lease: 30))
        let json = """
            {"type":"ring","typeConfidence":0.9,"metal":"yellowGold","findings":[],"isRefused":false}
            """
        _ = try await store.finish(
            reading,
            with: .reading(
                try JSONDecoder().decode(PhotoReading.self, from: Data(json.utf8)), cutout: file, corrected: file))
        let recipes = try Choices().recipes(
            photo: file, edits: PhotoEdits(type: .ring), output: { .full($0) }, model: { Cast.member($0) })
        let job = try await store.submit(
            [JobOrder(.picture(recipes[0]), photo: photo.id, comparison: "together")], account: me)[0]
        let claim = try #require(try await store.claim([.picture], lease: 30))
        _ = try await store.finish(
            claim,
            with: .picture(
                PictureMade(width: 9, height: 9, report: Data("{}".utf8)), file: file, preview: file, thumbnail: file,
                layer: file))
        let shoot = try await store.addShoot(name: "Spring", look: Choices(), account: me)
        _ = try await store.update(shoot: shoot.id, name: nil, look: nil, photos: [photo.id], account: me)
        var person = Cast.members[0]
        person.id = "own-1"
        try await store.save(person, retired: false, account: me)
        _ = try await store.submit([JobOrder(.portrait(person, .necklace))], account: me)
        let portrait = try #require(try await store.claim([.portrait], lease: 30))
        _ = try await store.finish(portrait, with: .portrait(file: file))
        return [
            "photos": photo.id, "pictures": try #require(try await store.job(job.id, account: me).picture),
            "jobs": job.id, "compare": "together", "shoots": shoot.id, "models": "own-1", "portraits": "necklace",
            "products": try #require(photo.product), "guide": "ring", "static": "js/page.js",
            "exports": try await store.addExport(
                name: "a.jpg", mediaType: "image/jpeg", file: file, account: me
            ).id,
        ]
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
