internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Answers with a file: whole or a range of it, or the word that the browser has it already.
struct FileResponse {
    var file: URL
    var mediaType: String
    /// Names the content; the same tag is the same bytes.
    var tag: String
    /// Whether the address changes with the content.
    var isImmutable: Bool
    /// Offered to be saved under this name.
    var downloadName: String?

    func response(to request: Request, _ context: StudioContext) async throws -> Response {
        guard let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? NSNumber)?.intValue
        else { throw Problem.notFound }
        var headers: HTTPFields = [
            .contentType: mediaType, .eTag: "\"\(tag)\"", .acceptRanges: "bytes",
            .cacheControl: isImmutable ? "private, max-age=31536000, immutable" : "private, no-cache",
        ]
        if let downloadName { headers[.contentDisposition] = Self.disposition(downloadName) }
        if let known = request.headers[.ifNoneMatch], Self.tags(known).contains(where: { $0 == tag || $0 == "*" }) {
            return Response(status: .notModified, headers: headers)
        }
        guard size > 0 else { return Response(status: .ok, headers: headers) }
        var (status, range) = (HTTPResponse.Status.ok, 0...size - 1)
        let mayRange = request.headers[.ifRange].map { Self.tags($0).contains(tag) } ?? true
        switch mayRange ? Self.part(request.headers[.range], of: size) : .whole {
        case .whole: break
        case .bytes(let bytes):
            (status, range) = (.partialContent, bytes)
            headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound)/\(size)"
        case .outside:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        if request.method == .head {
            headers[.contentLength] = "\(range.count)"
            return Response(status: status, headers: headers)
        }
        let body = try await FileIO().loadFile(path: file.path, range: range, context: context)
        return Response(status: status, headers: headers, body: body)
    }

    private static func tags(_ header: String) -> [String] {
        header.split(separator: ",").map { part in
            var tag = part.trimmingCharacters(in: .whitespaces)
            if tag.hasPrefix("W/") { tag.removeFirst(2) }
            return tag.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
    }

    private enum Part {
        case whole
        case bytes(ClosedRange<Int>)
        case outside
    }

    /// The one range of a header (RFC 9110, 14.1.2); several or nonsense count as none.
    private static func part(_ header: String?, of size: Int) -> Part {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .whole }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        if ends[0].isEmpty {
            guard let last = Int(ends[1]), last >= 0 else { return .whole }
            return last == 0 ? .outside : .bytes(max(size - last, 0)...size - 1)
        }
        guard let first = Int(ends[0]), first >= 0 else { return .whole }
        guard let last = ends[1].isEmpty ? Int.max : Int(ends[1]), last >= first else { return .whole }
        return first < size ? .bytes(first...min(last, size - 1)) : .outside
    }

    private static func disposition(_ name: String) -> String {
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
        let encoded = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? plain
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }
}
