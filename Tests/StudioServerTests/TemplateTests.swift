import Foundation
import Studio
import StudioServer
import Testing

@Suite("Templates")
struct TemplateTests {
    private static let web = Folders.standard().root.appending(path: "Web")

    /// Which template a fixture is for, where its name does not say.
    private static let templates = [
        "library-empty": "library", "trash": "library", "guide-index": "guide",
    ]

    static var fixtures: [String] {
        let folder = web.appending(path: "fixtures")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".json") && $0 != "common.json" }.map { String($0.dropLast(5)) }.sorted()
    }

    @Test("A page filled with its fixture is whole", arguments: fixtures)
    func fixture(_ name: String) async throws {
        let file = Self.web.appending(path: "fixtures").appending(path: "\(name).json")
        let html = try await StudioServer.page(
            Self.templates[name] ?? name, filledWith: Data(contentsOf: file), web: Self.web)
        let page = try #require(html)
        #expect(page.hasPrefix("<!doctype html>"))
        #expect(page.contains("</html>"))
        #expect(!page.contains("{{"))
    }

    @Test("What a seller types is text on a page, never markup")
    func escaping() async throws {
        let nasty = "<script>alert(1)</script>"
        let json = try JSONSerialization.data(withJSONObject: [
            "title": nasty, "shoot": ["name": nasty, "id": nasty, "items": [[String: String]]()],
        ])
        let page = try #require(try await StudioServer.page("shoot", filledWith: json, web: Self.web))
        #expect(!page.contains(nasty))
        #expect(page.contains("&lt;script&gt;"))
    }
}
