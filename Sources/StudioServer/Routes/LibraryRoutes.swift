internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Hummingbird
internal import Persistence
internal import Studio

extension StudioRoutes {
    func addLibrary() {
        let services = services
        on(.get, "/api/v1/photos") { request, _, account in
            let photos = try await services.store.photos(
                account: account, trashed: request.query("trashed") == "1", limit: 200)
            let people = try await services.people(of: account).map(\.person)
            return try .json(["photos": photos.map { PhotoView($0, people: people) }])
        }
        on(.get, "/api/v1/products") { _, _, account in
            try .json(["products": try await services.store.products(account: account)])
        }
        on(.post, "/api/v1/products") { request, _, account in
            struct Asked: Decodable {
                var name: String
                var sku: String?
            }
            let asked = try await request.decoded(Asked.self)
            let product = try await services.store.addProduct(
                name: try Self.title(asked.name), sku: asked.sku.map { String($0.prefix(60)) }, account: account)
            return try .json(product, status: .created)
        }
        on(.get, "/api/v1/tags") { _, _, account in
            try .json(["tags": try await services.store.tags(account: account)])
        }
        on(.get, "/api/v1/credits") { _, _, account in
            struct Answer: Encodable {
                /// Null is without end.
                var balance: Int?
                var unlimited: Bool
                var entries: [LedgerEntry]
            }
            let balance = try await services.store.balance(of: account)
            let entries = try await services.store.entries(of: account, limit: 500)
            return try .json(Answer(balance: balance, unlimited: balance == nil, entries: entries))
        }
    }

    func addShoots() {
        let services = services
        struct Change: Decodable {
            var name: String?
            var look: Choices?
            var photos: [String]?
        }
        on(.get, "/api/v1/shoots") { _, _, account in
            try .json(["shoots": try await services.store.shoots(account: account)])
        }
        on(.post, "/api/v1/shoots") { request, _, account in
            let asked = try await request.decoded(Change.self)
            let shoot = try await services.store.addShoot(
                name: try Self.title(asked.name ?? "Shoot"), look: asked.look ?? Choices(), account: account)
            guard let photos = asked.photos else { return try .json(shoot, status: .created) }
            return try .json(
                try await services.store.update(
                    shoot: shoot.id, name: nil, look: nil, photos: photos, account: account), status: .created)
        }
        on(.get, "/api/v1/shoots/:id") { _, context, account in
            try .json(try await services.store.shoot(try context.name(), account: account))
        }
        on(.patch, "/api/v1/shoots/:id") { request, context, account in
            let asked = try await request.decoded(Change.self)
            return try .json(
                try await services.store.update(
                    shoot: try context.name(), name: try asked.name.map(Self.title), look: asked.look,
                    photos: asked.photos, account: account))
        }
        on(.post, "/api/v1/shoots/:id/photos") { request, context, account in
            struct Asked: Decodable { var photos: [String] }
            let asked = try await request.decoded(Asked.self)
            let shoot = try await services.store.shoot(try context.name(), account: account)
            return try .json(
                try await services.store.update(
                    shoot: shoot.id, name: nil, look: nil, photos: shoot.photos + asked.photos, account: account))
        }
        on(.post, "/api/v1/shoots/:id/start") { request, context, account in
            try await services.start(try context.name(), key: request.headers[.idempotencyKey], account)
        }
    }

    func addModels() {
        let services = services
        on(.get, "/api/v1/models") { _, _, account in
            try .json(["models": try await services.options(account).models])
        }
        on(.get, "/api/v1/models/:id") { _, context, account in
            let id = try context.name()
            guard let model = try await services.options(account).models.first(where: { $0.id == id }) else {
                throw Problem.notFound
            }
            return try .json(model)
        }
        on(.get, "/api/v1/models/:id/portraits/:type") { request, context, account in
            let (id, type) = (try context.name(), try context.name("type"))
            let portraits = try await services.store.portraits(account: account)
            return try await services.file(portraits["\(id)/\(type)"], "image/jpeg", request, context)
        }
    }

    /// A name that people gave something.
    ///
    /// - Throws: `Problem` for an empty one.
    static func title(_ text: String) throws -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw Problem.malformed("'name' must not be empty.") }
        return String(name.prefix(120))
    }
}

extension StudioServices {
    /// One picture of each photo in the shoot's look, as one order.
    fileprivate func start(_ id: String, key: String?, _ account: AccountID) async throws -> Response {
        let shoot = try await store.shoot(id, account: account)
        let people = try await people(of: account).map(\.person)
        var (orders, left): ([JobOrder], [String]) = ([], [])
        for name in shoot.photos {
            let photo = try await store.photo(name, account: account)
            guard photo.state != .refused, photo.state != .failed, photo.trashedAt == nil else {
                left.append(photo.id)
                continue
            }
            var look = shoot.look
            // Type and size are each piece's own.
            (look.type, look.size) = (nil, nil)
            let recipes = try look.recipes(photo: photo.original, edits: photo.edits, output: { .full($0) }) { id in
                people.first { $0.id == id }
            }
            orders += recipes.enumerated().map { number, recipe in
                JobOrder(
                    .picture(recipe), photo: photo.id, idempotencyKey: key.map { "\($0)#\(photo.id)#\(number)" },
                    shoot: shoot.id)
            }
        }
        guard !orders.isEmpty else {
            throw Problem(
                .conflict, "empty", "No photo of this shoot can be made into a picture yet.",
                "Add photos, or look at what was found wrong with them.")
        }
        struct Answer: Encodable {
            var jobs: [JobView]
            /// Photos that were left out.
            var skipped: [String]
        }
        let jobs = try await store.submit(orders, account: account)
        return try .json(Answer(jobs: jobs.map(JobView.init), skipped: left), status: .accepted)
    }
}
