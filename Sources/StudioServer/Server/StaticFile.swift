internal import Foundation
internal import Hummingbird

/// Files of the checkout that anybody may see.
enum StaticFile {
    private static let mediaTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "json": "application/json; charset=utf-8", "woff2": "font/woff2", "otf": "font/otf", "ttf": "font/ttf",
        "jpg": "image/jpeg", "jpeg": "image/jpeg",
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
