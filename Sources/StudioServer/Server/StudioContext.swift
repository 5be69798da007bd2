internal import Hummingbird
internal import Logging
internal import Studio

/// What is known of a request while it is answered.
struct StudioContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The browser's session, from its cookie.
    var session: String?

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}

/// Why a request is not done, in words for whoever sent it.
struct Problem: Error, Sendable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    var advice: String

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String, _ advice: String) {
        (self.status, self.code, self.message, self.advice) = (status, code, message, advice)
    }

    static let notFound = Problem(
        .notFound, "notFound", "There is nothing here.", "Go back to the studio, or look in the library.")

    static func malformed(_ what: String) -> Problem {
        Problem(.badRequest, "malformed", what, "Load the page again; if it comes back, tell us what you did.")
    }
}
