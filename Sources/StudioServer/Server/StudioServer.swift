internal import Anatomy
internal import Appraisal
public import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Persistence
internal import ServiceLifecycle
public import Studio
internal import UnixSignals

/// A studio: pages, the API, and the workers behind them, on one machine.
///
/// ```swift
/// let server = try await StudioServer(settings: settings, folders: .standard(), executable: executable)
/// try await server.run { address in print("The studio is open at \(address)") }
/// ```
public struct StudioServer: Sendable {
    private let services: StudioServices
    private let logger: Logger

    /// Opens the data and brings them up to date.
    ///
    /// - Parameters:
    ///   - executable: Parure's own, which workers are started from.
    /// - Throws: `StoreError`, or a sentence of the templates.
    public init(
        settings: StudioSettings, folders: Folders, executable: URL,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        try await self.init(
            settings: settings, folders: folders, executable: executable, environment: environment, owner: .owner)
    }

    /// - Parameter owner: who is signed in; nil is nobody.
    package init(
        settings: StudioSettings, folders: Folders, executable: URL, environment: [String: String], owner: AccountID?
    ) async throws {
        var logger = Logger(label: "parure.studio") { JSONLogHandler(label: $0) }
        logger.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .info
        self.logger = logger
        let store = try SQLiteStore(folder: settings.data)
        let workers = try ChildWorkers(
            executable: executable, environment: environment, scratch: settings.data.appending(path: "scratch"))
        if !ChildWorkers.confinesFiles {
            logger.warning("this kernel has no Landlock: what looks at uploads can read files")
        }
        let sessions = try Sessions(folder: settings.data)
        services = StudioServices(
            settings: settings, folders: folders, store: store, workers: workers,
            supervisor: Supervisor(store: store, workers: workers, logger: logger, renderers: settings.renderers),
            previews: ModelPreviews(workers: workers), sessions: sessions, metrics: Metrics(),
            pages: try await Pages(folder: folders.root.appending(path: "Web"), sessions: sessions), logger: logger,
            account: { _, _ in owner })
        try await Self.welcome(store, settings)
    }

    /// The owner's account, its credits without end, the samples' rehearsals and the gallery's portraits, each once.
    private static func welcome(_ store: SQLiteStore, _ settings: StudioSettings) async throws {
        try await store.addAccount(.owner)
        if try await store.entries(of: .owner, limit: 1).isEmpty {
            try await store.grant(nil, to: .owner, reason: "house")
        }
        var orders: [JobOrder] = []
        // A plate of another build is another plate.
        if settings.rehearsesSamples {
            orders += StudioServices.samples.map {
                JobOrder(.rehearsal($0), idempotencyKey: "rehearsal-\($0)-\(PlateMaker.platesOfThisProgram)")
            }
        }
        if settings.preparesPortraits {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            // One who has changed is photographed again.
            orders += try Cast.members.map { person in
                let traits = SHA256.digest(try encoder.encode(person)).prefix(16)
                return JobOrder(
                    .portrait(person, .necklace),
                    idempotencyKey: "portrait-\(person.id)-necklace-\(traits)-\(StudioServices.portraitVersion)")
            }
        }
        _ = try await store.submit(orders, account: .owner)
    }

    /// Serves until the process is asked to stop; running work is then given back and loses nothing.
    ///
    /// - Parameter ready: told the address when the door is open.
    public func run(ready: @escaping @Sendable (String) -> Void) async throws {
        let (host, settings, sessions) = (services.settings.host, services.settings, services.sessions)
        let application = Application(
            router: services.router(),
            server: .http1(configuration: .init(additionalChannelHandlers: [ContinueHandler()])),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: settings.port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                sessions.open(port: port)
                ready("http://\(host.contains(":") ? "[\(host)]" : host):\(port)/")
            },
            logger: logger)
        // Workers stop first: they give their jobs back while the database is still open.
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: application), .init(service: services.supervisor)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        defer {
            do {
                try services.store.close()
            } catch {
                logger.error("the data are not closed: \(error)")
            }
        }
        try await group.run()
    }
}

extension StudioServer {
    /// Every route as method and path, e.g. `GET /api/v1/photos/{id}`.
    package var routes: [(method: String, path: String)] {
        services.router().routes.map { ($0.method.rawValue, $0.path.description) }
    }

    /// Whether this kernel can keep what looks at uploads from other files.
    package static var confinesFiles: Bool { ChildWorkers.confinesFiles }

    /// What a process that looks at uploads says of a photo while it may read another only, or also this one; nil when
    /// it dies.
    package static func inspection(
        of photo: URL, granting granted: URL, scratch: URL, executable: URL
    ) async throws -> WorkMessage? {
        let workers = try ChildWorkers(
            executable: executable, environment: ProcessInfo.processInfo.environment, scratch: scratch)
        let child = try workers.inspect(
            WorkOrder(.inspect, input: photo, scratch: try workers.makeScratch()), reading: granted)
        var last: WorkMessage?
        for await message in child.messages { last = message }
        return last
    }

    /// A template filled with what a fixture holds; nil where there is none of that name.
    package static func page(_ template: String, filledWith json: Data, web: URL) async throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: Identifier.random())
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pages = try await Pages(folder: web, sessions: try Sessions(folder: folder))
        return pages.html(template, try JSONDecoder().decode(JSONValue.self, from: json))
    }
}

extension StudioServices {
    /// Changes when portraits should be taken again.
    static let portraitVersion = 1
    /// What a newcomer finds on the first screen.
    static let samples: [PieceType] = [.ring, .necklace, .earring]

    /// Every route of the studio.
    func router() -> Router<StudioContext> {
        let router = Router(context: StudioContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: MetricsMiddleware(metrics: metrics))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: ProblemMiddleware(pages: pages))
        router.add(middleware: GateMiddleware(sessions: sessions))
        let routes = StudioRoutes(router: router, services: self)
        routes.addPhotos()
        routes.addPictures()
        routes.addJobs()
        routes.addLibrary()
        routes.addShoots()
        routes.addModels()
        routes.addExports()
        routes.addEvents()
        routes.addOperations()
        routes.addPages()
        return router
    }
}
