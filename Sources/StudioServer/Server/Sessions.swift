internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Persistence
internal import Studio
internal import Synchronization

/// Who may ask: hosts that are ours, and for what changes something a token that only our own pages know.
final class Sessions: Sendable {
    static let cookie = "parure-session"
    private let secret: String
    /// `host:port` as browsers write it; none before the door is open.
    private let authorities = Mutex<Set<String>>([])

    /// - Parameter folder: keeps the secret, so that open pages survive a restart.
    init(folder: URL) throws {
        let file = folder.appending(path: "secret")
        if let kept = try? String(contentsOf: file, encoding: .utf8), kept.utf8.count == 64 {
            secret = kept
        } else {
            secret = (0..<4).map { _ in Identifier.random() }.joined()
            guard
                FileManager.default.createFile(
                    atPath: file.path, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600])
            else { throw StoreError.disk("the secret cannot be kept") }
        }
    }

    /// From now on these are our names.
    func open(port: Int) {
        let hosts = StudioSettings.loopback.map { $0.contains(":") ? "[\($0)]" : $0 }
        authorities.withLock { $0 = Set(hosts.map { "\($0):\(port)" }).union(port == 80 ? hosts : []) }
    }

    /// The token that goes with a session: nobody can make it without the secret.
    func token(for session: String) -> String { SHA256.digest("\(secret)|\(session)|\(secret)".utf8) }

    func isOurs(authority: String?) -> Bool {
        authority.map { name in authorities.withLock { $0.contains(name.lowercased()) } } ?? false
    }

    func isOurs(origin: String) -> Bool {
        origin.hasPrefix("http://") && isOurs(authority: String(origin.dropFirst(7)))
    }
}

/// Refuses other hosts, and changes that no page of ours asks for.
struct GateMiddleware: RouterMiddleware {
    let sessions: Sessions

    func handle(
        _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        guard sessions.isOurs(authority: request.head.authority) else {
            throw Problem(
                .misdirectedRequest, "host", "This studio does not go by that name.",
                "Open the address that it printed when it started.")
        }
        var context = context
        let cookie = request.cookies[Sessions.cookie]?.value
        context.session = cookie.flatMap { Identifier.isPlausible($0) ? $0 : nil }
        if ![.get, .head].contains(request.method) { try check(request, context.session) }
        return try await next(request, context)
    }

    private func check(_ request: Request, _ session: String?) throws {
        let refusal = Problem(
            .forbidden, "token", "This page is too old, or not ours.", "Load the page again, then repeat what you did.")
        if let origin = request.headers[.origin] {
            guard sessions.isOurs(origin: origin) else { throw refusal }
        } else if let site = request.headers[HTTPField.Name("Sec-Fetch-Site")!] {
            guard site == "same-origin" || site == "none" else { throw refusal }
        }
        guard let session, let token = request.headers[HTTPField.Name("X-Parure-Token")!],
            token.utf8.elementsEqual(sessions.token(for: session).utf8)
        else { throw refusal }
    }
}

/// What browsers are told never to do with our pages.
struct SecurityHeadersMiddleware: RouterMiddleware {
    static let contentSecurityPolicy = """
        default-src 'none'; img-src 'self' blob: data:; style-src 'self'; script-src 'self'; connect-src 'self'; \
        font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    func handle(
        _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[HTTPField.Name("Content-Security-Policy")!] = Self.contentSecurityPolicy
        response.headers[HTTPField.Name("X-Content-Type-Options")!] = "nosniff"
        response.headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        response.headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] = "same-origin"
        response.headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "same-origin"
        response.headers[HTTPField.Name("X-Request-Id")!] = context.id
        return response
    }
}
