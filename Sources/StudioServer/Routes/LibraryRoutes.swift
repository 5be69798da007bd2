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
        on(.patch, "/api/v1/products/:id") { request, context, account in
            struct Asked: Decodable { var name, sku: String? }
            let asked = try await request.decoded(Asked.self)
            return try .json(
                try await services.store.update(
                    product: try context.name(), name: try asked.name.map(Self.title),
                    sku: asked.sku.map { String($0.prefix(60)) }, account: account))
        }
        on(.get, "/api/v1/tags") { _, _, account in
            try .json(["tags": try await services.store.tags(account: account)])
        }
        on(.delete, "/api/v1/trash") { _, _, account in
            try await services.store.emptyTrash(of: account, olderThan: 0)
            try await services.store.sweep()
            return Response(status: .noContent)
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

    /// A name that people gave something.
    ///
    /// - Throws: `Problem` for an empty one.
    static func title(_ text: String) throws -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw Problem.malformed("'name' must not be empty.") }
        return String(name.prefix(120))
    }
}
