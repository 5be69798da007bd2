internal import Anatomy
internal import Foundation
internal import Hummingbird
internal import Persistence
internal import Studio

extension StudioRoutes {
    func addShoots() {
        let services = services
        on(.get, "/api/v1/shoots") { _, _, account in
            var views: [ShootView] = []
            for shoot in try await services.store.shoots(account: account) {
                views.append(try await services.view(shoot, account))
            }
            return try .json(["shoots": views])
        }
        on(.post, "/api/v1/shoots") { request, _, account in
            struct Asked: Decodable {
                var name: String?
                var choices: Choices?
                var photos: [String]?
            }
            let asked = try await request.decoded(Asked.self)
            var shoot = try await services.store.addShoot(
                name: try Self.title(asked.name ?? "Shoot"), look: asked.choices ?? ShootView.standardLook,
                account: account)
            if let photos = asked.photos {
                shoot = try await services.store.update(
                    shoot: shoot.id, name: nil, look: nil, photos: photos, account: account)
            }
            return try .json(["shoot": try await services.view(shoot, account)], status: .created)
        }
        on(.get, "/api/v1/shoots/:id") { _, context, account in
            let shoot = try await services.store.shoot(try context.name(), account: account)
            return try .json(try await services.view(shoot, account))
        }
        on(.patch, "/api/v1/shoots/:id") { request, context, account in
            try await services.change(shoot: try context.name(), request, account)
        }
        on(.post, "/api/v1/shoots/:id/photos") { request, context, account in
            struct Asked: Decodable { var photos: [String] }
            let asked = try await request.decoded(Asked.self)
            let before = try await services.store.shoot(try context.name(), account: account)
            let shoot = try await services.store.update(
                shoot: before.id, name: nil, look: nil, photos: before.photos + asked.photos, account: account)
            return try .json(try await services.view(shoot, account))
        }
        on(.post, "/api/v1/shoots/:id/start") { request, context, account in
            struct Asked: Decodable { var items: [String]? }
            let asked = try await request.decoded(Asked.self)
            let shoot = try await services.store.shoot(try context.name(), account: account)
            try await services.start(
                shoot, items: asked.items ?? shoot.photos, key: request.headers[.idempotencyKey], account)
            return try .json(try await services.view(shoot, account), status: .accepted)
        }
    }
}

/// A shoot with how far each of its pieces is.
struct ShootView: Encodable {
    struct Item: Encodable {
        struct Photo: Encodable {
            var id: String
            var previewUrl: String?
        }
        /// The photo's: a photo is in a shoot once.
        var id: String
        var photo: Photo
        var name: String
        /// `reading`, `refused`, `ready`, or as its newest job.
        var state: String
        var job, stage: String?
        var share, secondsLeft: Double?
        var picture: PictureView?
        var error: JobFailure?

        init(_ photo: StudioPhoto, _ newest: JobView?, name: String) {
            (id, self.name) = (photo.id, name)
            self.photo = Photo(id: photo.id, previewUrl: Address.photo(photo.id, "preview", photo.preview))
            state = newest?.state.rawValue ?? photo.state.rawValue
            (job, stage, share, secondsLeft) = (newest?.id, newest?.stage, newest?.share, newest?.secondsLeft)
            (picture, error) = (newest?.picture, newest?.error)
        }
    }
    var id, name, state: String
    var choices: Choices
    var items: [Item]
    var createdAt: Date

    static var standardLook: Choices {
        var look = Choices()
        (look.model, look.aspect, look.outputSize, look.seed) = (Cast.standardID, .fourToFive, .twoK, 1)
        look.presetLook(for: nil)
        return look
    }
}

extension StudioServices {
    func view(_ shoot: Shoot, _ account: AccountID) async throws -> ShootView {
        let jobs = try await store.jobs(account: account, shoot: shoot.id, limit: 2000)
        // The newest come first.
        let newest = Dictionary(jobs.map { ($0.photo, $0) }, uniquingKeysWith: { first, _ in first })
        let pictures = try await store.pictures(newest.values.compactMap(\.picture), account: account)
        let products = try await store.products(account: account)
        let names = Dictionary(uniqueKeysWithValues: products.map { ($0.id, $0.name) })
        let items = try await store.photos(shoot.photos, account: account).map { photo in
            let job = newest[photo.id]
            return ShootView.Item(
                photo, job.map { JobView($0, picture: $0.picture.flatMap { pictures[$0] }.map(PictureView.init)) },
                name: photo.product.flatMap { names[$0] } ?? photo.name)
        }
        let isRunning = jobs.contains { !$0.state.isFinal }
        return ShootView(
            id: shoot.id, name: shoot.name, state: isRunning ? "running" : "ready", choices: shoot.look, items: items,
            createdAt: shoot.createdAt)
    }

    fileprivate func change(shoot id: String, _ request: Request, _ account: AccountID) async throws -> Response {
        struct Change: Decodable {
            var name: String?
            var choices: Choices?
            var order, remove, retry: [String]?
        }
        let asked = try await request.decoded(Change.self)
        let before = try await store.shoot(id, account: account)
        var photos = before.photos
        if let order = asked.order {
            // Whatever is not named keeps its place behind what is.
            photos = order.filter(before.photos.contains) + before.photos.filter { !order.contains($0) }
        }
        if let remove = asked.remove { photos.removeAll(where: remove.contains) }
        let shoot = try await store.update(
            shoot: id, name: try asked.name.map(StudioRoutes.title), look: asked.choices,
            photos: photos == before.photos ? nil : photos, account: account)
        if let retry = asked.retry { try await start(shoot, items: retry, key: nil, again: true, account) }
        return try .json(try await view(shoot, account))
    }

    /// Orders one picture of each item in the shoot's look; what cannot be made yet, or is made already, is left out.
    fileprivate func start(
        _ shoot: Shoot, items: [String], key: String?, again: Bool = false, _ account: AccountID
    ) async throws {
        let people = try await people(of: account).map(\.person)
        let jobs = try await store.jobs(account: account, shoot: shoot.id, limit: 2000)
        var orders: [JobOrder] = []
        for id in items where shoot.photos.contains(id) {
            let photo = try await store.photo(id, account: account)
            let newest = jobs.first { $0.photo == id }
            let isMade = newest?.state == .done && !again
            let isUnderWay = newest.map { !$0.state.isFinal } ?? false
            guard photo.state == .ready || photo.state == .reading, photo.trashedAt == nil else { continue }
            // With a key the same order comes back as it is; without one nothing is made twice.
            guard key != nil || !(isMade || isUnderWay) else { continue }
            var look = shoot.look
            // Type and size are each piece's own; a retry is another sitting.
            (look.type, look.size, look.models) = (nil, nil, nil)
            if again { look.seed = (look.seed ?? 1) &+ UInt64(jobs.count { $0.photo == id }) }
            let recipe = try look.recipes(
                photo: photo.original, edits: photo.edits, output: { .full($0) },
                model: { id in people.first { $0.id == id } })[0]
            orders.append(
                JobOrder(
                    .picture(recipe), photo: photo.id, idempotencyKey: key.map { "\($0)#\(photo.id)" }, shoot: shoot.id)
            )
        }
        _ = try await store.submit(orders, account: account)
        try await store.record(.shoot, data: "{\"id\":\"\(shoot.id)\"}", account: account)
    }
}

extension Optional {
    func asyncMap<T>(_ body: (Wrapped) async throws -> T) async rethrows -> T? {
        guard let self else { return nil }
        return try await body(self)
    }
}
