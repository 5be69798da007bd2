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
    let folder: URL

    /// - Throws: when a template or a file of sentences is missing or broken.
    init(folder: URL, sessions: Sessions) async throws {
        (self.folder, self.sessions) = (folder, sessions)
        library = try await MustacheLibrary(directory: folder.appending(path: "templates").path)
        var all = JSONValue.object([:])
        let strings = folder.appending(path: "strings")
        for file in try FileManager.default.contentsOfDirectory(atPath: strings.path).sorted()
        where file.hasSuffix("en.json") {
            let part = try JSONDecoder().decode(
                JSONValue.self, from: Data(contentsOf: strings.appending(path: file)))
            all = all.merging(part)
        }
        sentences = all
        build = try Self.digest(ofFilesIn: folder.appending(path: "static"))
    }

    /// A page in its frame.
    ///
    /// - Parameters:
    ///   - room: of the navigation, e.g. `library`.
    ///   - context: what the template needs beside the frame's.
    func render(
        _ template: String, title: String, room: String, session: String?, status: HTTPResponse.Status = .ok,
        _ context: [String: Any]
    ) throws -> Response {
        let session = session ?? Identifier.random()
        var whole = context
        whole["t"] = sentences.mustache
        whole["title"] = title
        whole["lang"] = "en"
        whole["build"] = build
        whole["token"] = sessions.token(for: session)
        whole["nav"] = [room: true]
        guard let html = library.render(whole, withTemplate: template) else {
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

    /// A sentence, e.g. `library.first`; its key where there is none.
    func sentence(_ key: String, _ values: [String: String] = [:]) -> String {
        var place = sentences
        for part in key.split(separator: ".") { place = place[String(part)] }
        guard case .string(var text) = place else { return key }
        for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
        return text
    }

    func error(_ problem: Problem, session: String?) throws -> Response {
        try render(
            "error", title: problem.message, room: "", session: session, status: problem.status,
            [
                "status": "\(problem.status.code)", "heading": problem.message, "message": problem.advice,
                "advice": "", "action": ["href": "/", "words": sentence("nav.studio")] as [String: Any],
            ])
    }

    /// A static file by its path below `/static/`.
    ///
    /// - Throws: `Problem.notFound` for whatever is not plainly a file in there.
    func file(_ path: String, of root: String, _ request: Request, _ context: StudioContext) async throws -> Response {
        try await StaticFile.response(path, in: folder.appending(path: root), build: build, request, context)
    }

    private static func digest(ofFilesIn folder: URL) throws -> String {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        var hash = SHA256()
        for file in files.compactMap({ $0 as? URL }).sorted(by: { $0.path < $1.path }) {
            guard let data = try? Data(contentsOf: file) else { continue }
            hash.update(Array(file.lastPathComponent.utf8))
            hash.update([UInt8](data))
        }
        return String(hash.finish().prefix(10))
    }
}

/// Files of the checkout that anybody may see.
enum StaticFile {
    private static let mediaTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "json": "application/json; charset=utf-8", "woff2": "font/woff2", "jpg": "image/jpeg", "jpeg": "image/jpeg",
        "png": "image/png", "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon",
        "txt": "text/plain; charset=utf-8",
    ]

    /// - Parameter path: as in the address; only plain names in folders are files.
    static func response(
        _ path: String, in root: URL, build: String, _ request: Request, _ context: StudioContext
    ) async throws -> Response {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".")
                && part.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
                        || [0x2D, 0x2E, 0x5F].contains($0)
                }
        }
        let file = root.appending(path: path)
        guard isPlain, let mediaType = mediaTypes[file.pathExtension.lowercased()],
            let facts = try? FileManager.default.attributesOfItem(atPath: file.path),
            facts[.type] as? FileAttributeType == .typeRegular
        else { throw Problem.notFound }
        let seconds = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return try await FileResponse(
            file: file, mediaType: mediaType, tag: "\((facts[.size] as? NSNumber)?.intValue ?? 0)-\(Int(seconds))",
            isImmutable: request.uri.query == build
        ).response(to: request, context)
    }
}

/// JSON with Swift's own types, as templates want them.
enum JSONValue: Codable, Sendable {
    case string(String), number(Double), bool(Bool), array([JSONValue]), object([String: JSONValue]), null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }

    subscript(key: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members[key] ?? .null
    }

    func merging(_ other: JSONValue) -> JSONValue {
        guard case .object(let mine) = self, case .object(let theirs) = other else { return other }
        return .object(mine.merging(theirs) { $0.merging($1) })
    }

    /// What the template engine reads; a whole number is written without a point.
    var mustache: Any {
        switch self {
        case .string(let value): value
        case .number(let value): value == value.rounded() && abs(value) < 1e15 ? Int(value) as Any : value
        case .bool(let value): value
        case .array(let value): value.map(\.mustache)
        case .object(let value): value.mapValues(\.mustache)
        case .null: Optional<String>.none as Any
        }
    }
}
