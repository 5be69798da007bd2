import Foundation
import Imaging
import Persistence
import Studio
import Testing

@Suite("What the studio does before it is asked", .serialized)
struct PreparationTests {
    @Test("The samples are rehearsed once, tell how far they are, and make way for a photo at once")
    func rehearsals() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await LiveStudio.run(folder: folder, rehearsing: true) { studio in
            let home = try await studio.ask("GET", "/", ["Accept": "text/html"]).text
            #expect(home.contains("data-preparing") && home.contains("0 of 3"))
            try await eventually { try await studio.ask("GET", "/api/v1/jobs").text.contains("\"running\"") }
            try await eventually { Self.nicenessOfChildren.count > 2 }
            #expect(Self.nicenessOfChildren.allSatisfy { $0 == 19 }, "with all its threads it lets others go first")
            let visitor = try await studio.visit()
            let photo = try Data(contentsOf: LiveStudio.root.appending(path: "Examples/ring.jpg"))
            _ = try await studio.ask("POST", "/api/v1/photos", visitor.headers, body: photo)
            try await eventually(within: 10) {
                let jobs = try await studio.ask("GET", "/api/v1/jobs").value("jobs") as? [[String: Any]]
                let states = try #require(jobs).filter { $0["kind"] as? String == "rehearsal" }.map {
                    $0["state"] as? String
                }
                return states == ["queued", "queued", "queued"]
            }
        }
        try await LiveStudio.run(folder: folder, rehearsing: true) { _ in }
        let store = try SQLiteStore(folder: folder)
        let jobs = try await store.jobs(account: .owner).filter { $0.kind == .rehearsal }
        #expect(jobs.count == 3 && jobs.allSatisfy { $0.lostAttempts == 0 && $0.price == 0 })
    }

    /// Of every thread of what this process has started (proc(5), field 19 of `stat`).
    private static var nicenessOfChildren: [Int] {
        func names(_ path: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
        func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        let children = names("/proc/self/task").flatMap { text("/proc/self/task/\($0)/children").split(separator: " ") }
        return children.flatMap { child in
            names("/proc/\(child)/task").compactMap { thread in
                // The name in parentheses may hold spaces; what follows it starts with field 3.
                text("/proc/\(child)/task/\(thread)/stat").split(separator: ")").last?.split(separator: " ").dropFirst(
                    16
                )
                .first.flatMap { Int($0) }
            }
        }
    }

    @Test("A studio that shall prepare nothing says nothing of it")
    func nothing() async throws {
        try await LiveStudio.run { studio in
            let home = try await studio.ask("GET", "/", ["Accept": "text/html"]).text
            #expect(!home.contains("data-preparing"))
            #expect(try await !studio.ask("GET", "/api/v1/jobs").text.contains("rehearsal"))
        }
    }

    @Test("The Model Maker's mirror shows the very person, and of two looks into it the newer counts")
    func previews() async throws {
        try await LiveStudio.run { studio in
            let visitor = try await studio.visit()
            func look(_ json: String) async throws -> LiveStudio.Answer {
                try await studio.post("/api/v1/models/preview", json, as: visitor)
            }
            let fair = "{\"traits\":{\"melanin\":0.05},\"view\":\"neck\",\"seed\":7}"
            let dark = fair.replacing("0.05", with: "0.9")
            async let overtaken = look(fair)
            try await Task.sleep(for: .milliseconds(200))
            let newer = try await look(dark)
            #expect(try await overtaken.status == 409)
            #expect(newer.status == 200 && newer.headers["content-type"] == "image/jpeg")
            let again = try await look(fair)
            #expect(try Self.brightness(again.body) > 1.3 * Self.brightness(newer.body))
            #expect(try await look(fair).body == again.body, "the same person looks the same")
            #expect(try await look(fair.replacing("neck", with: "hand")).body != again.body)
            #expect(try await look(fair.replacing("neck", with: "foot")).status == 400)
            #expect(try await look("{\"traits\":{\"age\":7}}").status == 400)
        }
    }

    /// Mean of the middle of a picture, linear.
    private static func brightness(_ jpeg: Data) throws -> Float {
        let picture = try PhotoDecoder.decode(jpeg).image
        let places = (0..<100).map { (picture.width * (45 + $0 % 10) / 100, picture.height * (30 + $0 / 10) / 100) }
        return places.reduce(0) { $0 + picture.rgb($1.0, $1.1).y } / 100
    }
}
