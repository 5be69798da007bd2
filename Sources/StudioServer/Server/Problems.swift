internal import Foundation
internal import Hummingbird
internal import Logging
internal import Persistence
internal import Studio

extension Problem {
    /// What to tell for whatever was thrown; nil for what is our fault.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let failure as JobFailure: self.init(failure)
        case StoreError.notFound: self = .notFound
        case StoreError.keyUsedForAnotherOrder:
            self.init(
                .conflict, "keyUsed", "This order was sent before with other choices.", "Send it again as a new order.")
        case StoreError.disk:
            self.init(
                HTTPResponse.Status.noRoom, "disk", "The disk is full or broken: nothing could be kept.",
                "Free some space on the studio's disk, then try again.")
        case LedgerError.notEnough(let price, let available):
            self.init(
                HTTPResponse.Status.notPaid, "credits", "This costs \(price) credits, and \(available) are left.",
                "A preview is free; or get more credits.")
        case LedgerError.nothingToRefund:
            self.init(.conflict, "notPaid", "This picture cost nothing, so nothing can be paid back.", "Make it again.")
        case LedgerError.alreadyRefunded:
            self.init(.conflict, "refunded", "This picture was paid back already.", "Make it again.")
        case let problem as Choices.Problem: self.init(problem)
        case let invalid as ModelTraits.Invalid: self = .malformed(invalid.description)
        case let error as DecodingError: self.init(error)
        case let error as any HTTPResponseError where error.status.code < 500: self.init(error.status)
        default: return nil
        }
    }

    private init(_ failure: JobFailure) {
        let status: HTTPResponse.Status =
            switch failure.code {
            case "unknownFormat": .unsupportedMediaType
            case "tooLarge": .contentTooLarge
            case "unreadable", "refused", "noPiece": .unprocessableContent
            case "lost": .serviceUnavailable
            default: .internalServerError
            }
        self.init(status, failure.code, failure.message, failure.advice)
    }

    private init(_ problem: Choices.Problem) {
        switch problem {
        case .unknownModel(let id):
            self.init(.unprocessableContent, "unknownModel", "There is no model '\(id)'.", "Choose one of the gallery.")
        case .tooManyModels:
            self.init(
                .unprocessableContent, "tooMany", "So many models are too many for one order.",
                "Choose 1 to \(Choices.mostModels).")
        case .size(let words): self.init(.unprocessableContent, "size", words, "Correct the size or leave it out.")
        case .retouch(let amount):
            self.init(
                .unprocessableContent, "retouch", "A retouch of \(amount) is not between 0 and 1.",
                "Choose between 0, natural, and 1, flawless.")
        case .unknownLook(let part, let value, let offered):
            self.init(
                .unprocessableContent, "unknownChoice", "There is no \(part) '\(value)'.",
                "Choose one of: \(offered.joined(separator: ", ")); or leave it out.")
        }
    }

    private init(_ error: DecodingError) {
        func place(_ path: [any CodingKey]) -> String {
            let names = path.map(\.stringValue).filter { !$0.isEmpty }
            return names.isEmpty ? "The request" : "'\(names.joined(separator: "."))'"
        }
        let words =
            switch error {
            case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing."
            case .typeMismatch(_, let context), .valueNotFound(_, let context):
                "\(place(context.codingPath)) has the wrong type."
            case .dataCorrupted(let context): "\(place(context.codingPath)) is not valid."
            @unknown default: "The request is not valid."
            }
        self = .malformed(words)
    }

    private init(_ status: HTTPResponse.Status) {
        switch status {
        case .notFound: self = .notFound
        case .contentTooLarge:
            self.init(status, "tooLarge", "That is more than can be taken at once.", "Send less.")
        default:
            self.init(
                status, "http", "That cannot be done: \(status.reasonPhrase.lowercased()).", "Load the page again.")
        }
    }
}

/// Turns every error into words: JSON for programs, a page for people.
struct ProblemMiddleware: RouterMiddleware {
    let pages: Pages

    func handle(
        _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem: Problem
            if let known = Problem(error) {
                problem = known
            } else {
                context.logger.error("our fault", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
                problem = Problem(
                    .internalServerError, "internal", "Something broke on our side.",
                    "Try again; the studio's log tells more.")
            }
            return try response(to: request, problem, context)
        }
    }

    private func response(to request: Request, _ problem: Problem, _ context: StudioContext) throws -> Response {
        let wantsPage =
            !request.uri.path.hasPrefix("/api/") && request.headers[.accept]?.contains("text/html") == true
        if wantsPage { return try pages.error(problem, session: context.session) }
        return try .json(ErrorBody(error: .init(problem)), status: problem.status)
    }

    private struct ErrorBody: Encodable {
        struct Detail: Encodable {
            var code, message, advice: String
            init(_ problem: Problem) { (code, message, advice) = (problem.code, problem.message, problem.advice) }
        }
        var error: Detail
    }
}

extension HTTPResponse.Status {
    static let noRoom = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
    static let notPaid = HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required")
}

extension JSONEncoder {
    /// Dates as ISO 8601, the same value always the same text: answers and events alike.
    static var api: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension Response {
    /// A value as JSON, dates as ISO 8601.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let data = try JSONEncoder.api.encode(value)
        return Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}

extension Request {
    /// The body as a value.
    ///
    /// - Throws: `DecodingError`, and 413 beyond a megabyte.
    func decoded<T: Decodable>(_ type: T.Type) async throws -> T {
        let buffer = try await body.collect(upTo: 1 << 20)
        return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
    }

    func query(_ name: String) -> String? { uri.queryParameters[name[...]].map(String.init) }
}
