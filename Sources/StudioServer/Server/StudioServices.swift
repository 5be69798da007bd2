internal import Anatomy
internal import Foundation
internal import Hummingbird
internal import Logging
internal import Persistence
internal import Studio

/// What routes work with.
struct StudioServices: Sendable {
    let settings: StudioSettings
    let folders: Folders
    let store: SQLiteStore
    let workers: ChildWorkers
    let supervisor: Supervisor
    let previews: ModelPreviews
    let sessions: Sessions
    let metrics: Metrics
    let pages: Pages
    let logger: Logger
    /// Whose account a request is; nil is nobody's. The gate has let it pass by then.
    let account: @Sendable (Request, StudioContext) async throws -> AccountID?

    /// Who belongs to the house: the cast, and whom `parure cast make` made.
    var house: [Person] { Cast.members + MadePeople(folders: folders).all }

    /// Who can wear a piece: the house and who the account made and did not retire.
    func people(of account: AccountID) async throws -> [(person: Person, isMade: Bool)] {
        let made = try await store.models(account: account).filter { !$0.isRetired }.map { ($0.person, true) }
        return house.map { ($0, false) } + made
    }
}

/// Registers routes. All but a few named ones belong to an account, and their handlers cannot be written without it.
struct StudioRoutes {
    let router: Router<StudioContext>
    let services: StudioServices

    typealias Handler = @Sendable (Request, StudioContext, AccountID) async throws -> Response

    /// A route of an account.
    func on(_ method: HTTPRequest.Method, _ path: RouterPath, _ handler: @escaping Handler) {
        let account = services.account
        router.on(path, method: method) { request, context in
            guard let account = try await account(request, context) else {
                throw Problem(.unauthorized, "account", "Nobody is signed in.", "Open the studio's own address.")
            }
            return try await handler(request, context, account)
        }
    }

    /// A route that anybody who passed the gate may ask: it shows nothing of an account.
    func open(
        _ method: HTTPRequest.Method, _ path: RouterPath,
        _ handler: @escaping @Sendable (Request, StudioContext) async throws -> Response
    ) {
        router.on(path, method: method, use: handler)
    }
}

extension StudioContext {
    /// A part of the path that names a thing.
    ///
    /// - Throws: `Problem.notFound` for what can be no name.
    func name(_ parameter: String = "id") throws -> String {
        guard let text = parameters.get(parameter), Identifier.isPlausible(text) else { throw Problem.notFound }
        return text
    }
}
