internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Mustache
internal import Persistence
internal import Studio

/// Server-rendered pages: templates, sentences and static files of the folder `Web`.
struct Pages: Sendable {
    private let library: MustacheLibrary
    /// Every sentence, by room and key.
    private let sentences: JSONValue
    let sessions: Sessions
    /// Names the content of all static files: addresses change when it does.
    let build: String

    /// - Throws: when a template or a file of sentences is missing or broken.
    init(folder: URL, sessions: Sessions) async throws {
        self.sessions = sessions
        library = try await MustacheLibrary(directory: folder.appending(path: "templates").path)
        var all = JSONValue.object([:])
        let strings = folder.appending(path: "strings")
        for (file, room) in [("en.json", nil), ("guide.en.json", "guides")] {
            let part = try JSONDecoder().decode(
                JSONValue.self, from: Data(contentsOf: strings.appending(path: file)))
            all = all.merging(room.map { .object([$0: part]) } ?? part)
        }
        sentences = all
        build = Self.digest(ofFilesIn: [folder.appending(path: "static"), strings])
    }

    /// A page in its frame.
    ///
    /// - Parameters:
    ///   - room: of the navigation, e.g. `library`.
    ///   - context: what the template needs beside the frame's.
    func render(
        _ template: String, title: String, room: String, session: String?, status: HTTPResponse.Status = .ok,
        _ context: JSONValue
    ) throws -> Response {
        let session = session ?? Identifier.random()
        let frame: JSONValue = [
            "title": .string(title), "lang": "en", "build": .string(build),
            "token": .string(sessions.token(for: session)), "nav": .object(room.isEmpty ? [:] : [room: true]),
        ]
        guard let html = html(template, context.merging(frame)) else {
            throw StoreError.damaged("there is no template \(template)")
        }
        var response = Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
        response.setCookie(
            Cookie(name: Sessions.cookie, value: session, path: "/", httpOnly: true, sameSite: .strict))
        return response
    }

    /// A template filled with a context and every sentence; nil where there is no such template.
    func html(_ template: String, _ context: JSONValue) -> String? {
        library.render(context.merging(["t": sentences]).mustache, withTemplate: template)
    }

    /// A sentence, e.g. `library.first`; its key where there is none.
    func sentence(_ key: String) -> String {
        if case .string(let text) = part(key) { text } else { key }
    }

    /// A part of the sentences by its dotted key.
    func part(_ key: String) -> JSONValue {
        key.split(separator: ".").reduce(sentences) { $0[String($1)] }
    }

    func error(_ problem: Problem, session: String?) throws -> Response {
        try render(
            "error", title: problem.message, room: "", session: session, status: problem.status,
            [
                "status": .number(Double(problem.status.code)), "heading": .string(problem.message),
                "message": .string(problem.advice), "advice": "",
                "action": ["href": "/", "words": .string(sentence("nav.studio"))],
            ])
    }

    private static func digest(ofFilesIn folders: [URL]) -> String {
        let files = folders.flatMap {
            FileManager.default.enumerator(at: $0, includingPropertiesForKeys: nil)?.allObjects ?? []
        }
        var hash = SHA256()
        for file in files.compactMap({ $0 as? URL }).sorted(by: { $0.path < $1.path }) {
            guard let data = try? Data(contentsOf: file) else { continue }
            hash.update(Array(file.lastPathComponent.utf8))
            hash.update([UInt8](data))
        }
        return String(hash.finish().prefix(10))
    }
}
