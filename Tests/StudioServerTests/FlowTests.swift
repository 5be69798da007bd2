import Appraisal
import Foundation
import Imaging
import Persistence
import Studio
import StudioServer
import Testing

@Suite("From a photo to a file", .serialized)
struct FlowTests {
    private static let ring = LiveStudio.root.appending(path: "Examples/ring.jpg")

    private static func upload(_ studio: LiveStudio, _ visitor: LiveStudio.Visitor) async throws -> String {
        let answer = try await studio.ask(
            "POST", "/api/v1/photos", visitor.headers.merging(["X-File-Name": "my%20ring.jpg"]) { $1 },
            body: try Data(contentsOf: ring))
        #expect(answer.status == 201)
        return try #require(try answer.string("photo.id"))
    }

    @Test("A photo is kept as it came, read in a process of its own, and lifted off its stand")
    func reading() async throws {
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            let id = try await Self.upload(studio, visitor)
            let first = try await studio.ask("GET", "/api/v1/photos/\(id)")
            #expect(try first.string("name") == "my ring.jpg")
            let address = try #require(try first.string("url"))
            #expect(try await studio.ask("GET", address).body == (try Data(contentsOf: Self.ring)))
            try await eventually(within: 400) {
                try await studio.ask("GET", "/api/v1/photos/\(id)").string("state") != "reading"
            }
            let photo = try await studio.ask("GET", "/api/v1/photos/\(id)")
            #expect(try photo.string("state") == "ready")
            #expect(try photo.string("check.type") == "ring")
            let cutout = try await studio.ask("GET", try #require(try photo.string("cutoutUrl")))
            #expect(cutout.headers["content-type"] == "image/png" && cutout.body.count > 1000)

            let shot = try await studio.post(
                "/api/v1/photos/\(id)/packshot", "{\"background\":\"#f4f1ec\",\"shadow\":\"soft\"}", as: visitor)
            #expect(shot.status == 201)
            let file = try await studio.ask("GET", try #require(try shot.string("url")))
            let picture = try PhotoDecoder.decode(file.body)
            // The corner is the ground, the file says what it is and nothing of where it was.
            let corner = picture.image.rgb(0, 0)
            #expect(abs(SRGB.encoded(fromLinear: corner.x) * 255 - 244) < 2)
            #expect(file.body.firstRange(of: Data("compositeSynthetic".utf8)) != nil)
            for page in ["/photos/\(id)", "/library"] {
                #expect(try await studio.ask("GET", page, ["Accept": "text/html"]).text.contains("my ring"))
            }
        }
    }

    @Test("What is no photo, too large or a bomb is refused in words, and nothing of it stays")
    func refusedUploads() async throws {
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            func send(_ body: Data, announcing length: Int? = nil) async throws -> LiveStudio.Answer {
                try await studio.ask("POST", "/api/v1/photos", visitor.headers, body: body, announcing: length)
            }
            let svg = try await send(Data("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8))
            #expect(svg.status == 415)
            #expect(try svg.string("error.advice")?.contains("JPEG") == true)
            #expect(try await send(Data("%PDF-1.7".utf8)).status == 415)
            #expect(try await send(Data()).status == 422)
            #expect(try await send(Data(contentsOf: Self.ring).prefix(20_000)).status == 422)
            #expect(try await send(Data("x".utf8), announcing: 61 << 20).status == 413)
            #expect(try await send(Self.bomb).status == 413)
            #expect(
                try await studio.ask("GET", "/api/v1/photos").value("photos").map { "\($0)" }?.contains("id") == false)
        }
    }

    @Test("An account that has filled its room is told so kindly, and may go on when it has thrown something away")
    func quota() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let large = try await Self.photoOfAGigabyte(in: folder)
        try await LiveStudio.run(folder: folder, accountGigabytes: 1) { studio in
            let visitor = try await studio.visit()
            let ring = try Data(contentsOf: Self.ring)
            let full = try await studio.ask("POST", "/api/v1/photos", visitor.headers, body: ring)
            #expect(full.status == 507)
            #expect(try full.string("error.message")?.contains("1 GB") == true)
            #expect(try await studio.ask("DELETE", "/api/v1/photos/\(large)", visitor.headers).status == 204)
            #expect(try await studio.ask("POST", "/api/v1/photos", visitor.headers, body: ring).status == 201)
        }
    }

    /// A photo whose file is a gigabyte of nothing, which takes no room on the disk.
    private static func photoOfAGigabyte(in folder: URL) async throws -> String {
        let store = try SQLiteStore(folder: folder)
        try await store.addAccount(.owner)
        let name = String(repeating: "a", count: 64)
        let file = store.blobs.url(of: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: file)
        try FileHandle(forWritingTo: file).truncate(atOffset: 1 << 30)
        return try await store.addPhoto(
            name: "large.tif", original: name, inspection: Inspection(mediaType: "image/tiff", width: 9, height: 9),
            preview: nil, thumbnail: nil, account: .owner
        ).id
    }

    /// A PNG that claims 60 000 × 60 000 pixels.
    private static var bomb: Data {
        func chunk(_ name: String, _ content: [UInt8]) -> Data {
            var data = Data(withUnsafeBytes(of: UInt32(content.count).bigEndian) { Array($0) })
            let body = Array(name.utf8) + content
            data += body
            data += withUnsafeBytes(of: CRC32.of(body).bigEndian) { Array($0) }
            return data
        }
        let side = withUnsafeBytes(of: UInt32(60_000).bigEndian) { Array($0) }
        return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) + chunk("IHDR", side + side + [8, 2, 0, 0, 0])
            + chunk("IDAT", [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]) + chunk("IEND", [])
    }

    @Test("An order is made once however often it is sent, and stops when asked, for nothing")
    func orders() async throws {
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            let id = try await Self.upload(studio, visitor)
            let order =
                "{\"photo\":\"\(id)\",\"kind\":\"picture\",\"choices\":{\"type\":\"ring\",\"size\":{\"kind\":\"ring\",\"value\":\"EU 54\"},\"outputSize\":\"1K\"}}"
            let first = try await studio.post("/api/v1/pictures", order, as: visitor, ["Idempotency-Key": "a"])
            #expect(first.status == 202)
            let again = try await studio.post("/api/v1/pictures", order, as: visitor, ["Idempotency-Key": "a"])
            let job = try #require(try first.string("job.id"))
            #expect(try again.string("job.id") == job)
            let other = order.replacing("54", with: "60")
            #expect(
                try await studio.post("/api/v1/pictures", other, as: visitor, ["Idempotency-Key": "a"]).status == 409)
            let impossible = try await studio.post(
                "/api/v1/pictures", order.replacing("EU 54", with: "EU 99"), as: visitor)
            #expect(impossible.status == 422)
            let cancelled = try await studio.post("/api/v1/jobs/\(job)/cancel", "{}", as: visitor)
            #expect(try cancelled.string("state") == "cancelled")
            let several = try await studio.post(
                "/api/v1/pictures",
                "{\"photo\":\"\(id)\",\"choices\":{\"type\":\"ring\",\"models\":[\"lucia\",\"amara\"]}}", as: visitor)
            let comparison = try #require(try several.string("comparison"))
            let page = try await studio.ask("GET", "/compare/\(comparison)", ["Accept": "text/html"])
            #expect(page.text.contains("Amara") && page.text.contains("Lucía"))
            for job in try #require(try several.value("jobs") as? [[String: Any]]) {
                _ = try await studio.post("/api/v1/jobs/\(job["id"] as? String ?? "")/cancel", "{}", as: visitor)
            }
            let credits = try await studio.ask("GET", "/api/v1/credits")
            #expect(try credits.value("unlimited") as? Bool == true)
            #expect(credits.text.contains("\"release\"") && !credits.text.contains("\"capture\""))
        }
    }

    @Test("A picture is moved by hand, and the new one says so")
    func nudged() async throws {
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            let id = try await Self.upload(studio, visitor)
            try await eventually(within: 400) {
                try await studio.ask("GET", "/api/v1/photos/\(id)").string("state") == "ready"
            }
            func picture(of job: String) async throws -> LiveStudio.Answer {
                try await eventually(within: 600) {
                    ["done", "failed"].contains(try await studio.ask("GET", "/api/v1/jobs/\(job)").string("state"))
                }
                let done = try await studio.ask("GET", "/api/v1/jobs/\(job)")
                return try await studio.ask("GET", "/api/v1/pictures/\(try #require(try done.string("picture.id")))")
            }
            let order = "{\"photo\":\"\(id)\",\"kind\":\"preview\",\"seeds\":[1],\"choices\":{\"type\":\"ring\"}}"
            let ordered = try await studio.post("/api/v1/pictures", order, as: visitor)
            let first = try await picture(of: try #require(try ordered.string("job.id")))
            #expect(try first.value("nudge.slide.value") as? Double == 0)
            #expect((try first.value("nudge") as? [String: Any])?["drop"] == nil)
            let layer = try await studio.ask("GET", try #require(try first.string("ghost.url")))
            #expect(layer.headers["content-type"] == "image/png" && layer.body.count > 500)

            let address = "/api/v1/pictures/\(try #require(try first.string("id")))"
            func move(_ values: String) async throws -> LiveStudio.Answer {
                try await studio.ask(
                    "PATCH", address, visitor.headers.merging(["Idempotency-Key": values]) { $1 },
                    body: Data("{\"nudge\":\(values)}".utf8))
            }
            for wrong in ["{\"drop\":3}", "{\"slide\":90}", "{\"turn\":\"far\"}"] {
                #expect(try await move(wrong).status == 400)
            }
            #expect(try await move("{\"scale\":200}").string("error.message")?.contains("80 to 125 percent") == true)
            let moved = try await move("{\"slide\":2,\"turn\":-4,\"scale\":105}")
            #expect(moved.status == 202)
            #expect(
                try await move("{\"slide\":2,\"turn\":-4,\"scale\":105}").string("job.id") == moved.string("job.id"),
                "the same move, sent twice, is one order")
            let second = try await picture(of: try #require(try moved.string("job.id")))
            let words = try #require(try second.value("words") as? [String])
            #expect(
                words.contains("Moved by hand: 2 mm to the fingertip, turned by 4° counter-clockwise, made 5 % larger.")
            )
            #expect(try second.value("nudge.scale.value") as? Double == 105)
        }
    }

    @Test("Events resume after the last that was seen, by stream and by polling")
    func events() async throws {
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            let before = try #require(try await studio.ask("GET", "/api/v1/events").value("last") as? Int)
            let id = try await Self.upload(studio, visitor)
            let polled = try await studio.ask("GET", "/api/v1/events?after=\(before)")
            #expect(polled.text.contains(id))
            let stream = try await LiveStudio.ask(
                studio.port, "GET", "/api/v1/events",
                ["Accept": "text/event-stream", "Last-Event-ID": "\(before)"],
                until: {
                    $0.firstRange(of: Data("event: photo".utf8)) != nil && $0.firstRange(of: Data(id.utf8)) != nil
                })
            #expect(stream.headers["content-type"]?.hasPrefix("text/event-stream") == true)
        }
    }

    @Test("A stop in good order gives running work back, and the next start goes on with it")
    func gracefulStop() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = Place()
        try await LiveStudio.run(folder: folder) { studio in
            let visitor = try await studio.visit()
            let id = try await Self.upload(studio, visitor)
            await place.set(id)
            try await eventually { try await studio.ask("GET", "/api/v1/jobs").text.contains("\"running\"") }
        }
        let id = await place.id
        try await LiveStudio.run(folder: folder) { studio in
            try await eventually(within: 400) {
                try await studio.ask("GET", "/api/v1/photos/\(id)").string("state") == "ready"
            }
        }
        let store = try SQLiteStore(folder: folder)
        let job = try #require(try await store.jobs(account: .owner, photo: id).last)
        #expect(job.state == .done && job.attempt == 2 && job.lostAttempts == 0)
        #expect(try await store.audit() == [])
    }

    private actor Place {
        private(set) var id = ""
        func set(_ id: String) { self.id = id }
    }

    @Test(
        "A process that looks at an upload can read that file and no other",
        .enabled(if: StudioServer.confinesFiles, "this kernel has no Landlock"))
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let necklace = LiveStudio.root.appending(path: "Examples/necklace.jpg")
        func inspection(granting file: URL) async throws -> WorkMessage? {
            try await StudioServer.inspection(
                of: Self.ring, granting: file, scratch: folder.appending(path: "scratch"),
                executable: LiveStudio.executable)
        }
        let seen = try await inspection(granting: Self.ring)
        guard case .inspected(let facts) = seen else { throw Unexpected(message: seen) }
        #expect(facts.width == 900)
        let refused = try await inspection(granting: necklace)
        guard case .failed = refused else { throw Unexpected(message: refused) }
    }

    @Test(
        "A process that looks at an upload reads every format that can be sent, whatever its decoder loads",
        arguments: ImageFormat.allCases.filter { $0 != .raw })
    func formats(_ format: ImageFormat) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "ring.\(format.pathExtension)")
        try PhotoEncoder.write(
            try PhotoDecoder.decode(contentsOf: Self.ring).image.fitted(within: 300), to: file,
            options: EncodingOptions(format: format))
        let seen = try await StudioServer.inspection(
            of: file, granting: file, scratch: folder.appending(path: "scratch"), executable: LiveStudio.executable)
        guard case .inspected(let facts) = seen else { throw Unexpected(message: seen) }
        #expect(facts.width == 300 && facts.mediaType == format.mediaType)
    }

    private struct Unexpected: Error { var message: WorkMessage? }

    @Test("A process that looks at uploads has no network and no new privileges, and goes when its server goes")
    func confinement() async throws {
        let process = Process()
        process.executableURL = LiveStudio.executable
        process.arguments = ["inspect"]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let file = "/proc/\(process.processIdentifier)/status"
        try await eventually { try String(contentsOfFile: file, encoding: .utf8).contains("Seccomp:\t2") }
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("NoNewPrivs:\t1"))
        let limits = try String(contentsOfFile: "/proc/\(process.processIdentifier)/limits", encoding: .utf8)
        #expect(limits.firstMatch(of: /Max data size +5368709120/) != nil)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(!process.isRunning)
    }
}
