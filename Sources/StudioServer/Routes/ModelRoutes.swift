internal import Anatomy
internal import Foundation
internal import Hummingbird
internal import Persistence
internal import Studio

extension StudioRoutes {
    func addModels() {
        let services = services
        on(.get, "/api/v1/models") { _, _, account in
            try .json(["models": try await services.everybody(account)])
        }
        on(.post, "/api/v1/models") { request, _, account in
            struct Asked: Decodable {
                var name: String
                var traits: ModelTraits
                /// Of moles and strands: what the preview had.
                var seed: UInt32?
                /// Whom she is a copy of.
                var from: String?
            }
            let asked = try await request.decoded(Asked.self)
            let origin = try await services.anybody(asked.from, account)
            var generator = SystemRandomNumberGenerator()
            let person = asked.traits.person(
                id: "own-\(Identifier.random())", name: try Self.title(asked.name),
                seed: origin?.seed ?? asked.seed ?? generator.next())
            try await services.store.save(person, retired: false, account: account)
            return try .json(
                ["model": try await services.model(person.id, account)], status: .created)
        }
        on(.get, "/api/v1/models/:id") { _, context, account in
            try .json(try await services.model(try context.name(), account))
        }
        on(.patch, "/api/v1/models/:id") { request, context, account in
            struct Asked: Decodable {
                var name: String?
                var traits: ModelTraits?
                var retired: Bool?
            }
            let asked = try await request.decoded(Asked.self)
            let before = try await services.madeModel(try context.name(), account)
            let name = try asked.name.map(Self.title) ?? before.person.name
            var person = before.person
            if let traits = asked.traits {
                person = traits.person(id: person.id, name: name, seed: person.seed)
            }
            person.name = name
            try await services.store.save(person, retired: asked.retired ?? before.isRetired, account: account)
            return try .json(try await services.model(person.id, account))
        }
        // Pictures keep their person by value, so nobody is ever deleted: one retires.
        on(.delete, "/api/v1/models/:id") { _, context, account in
            let model = try await services.madeModel(try context.name(), account)
            try await services.store.save(model.person, retired: true, account: account)
            return Response(status: .noContent)
        }
        on(.post, "/api/v1/models/preview") { request, _, account in
            struct Asked: Decodable {
                var traits: ModelTraits
                var seed: UInt32?
                /// Whose traits they are.
                var model: String?
                var view: PreviewView?
            }
            let asked = try await request.decoded(Asked.self)
            let model = try await services.anybody(asked.model, account)
            // Nobody of the house changes, and sliders do not tell all of her.
            let ofHouse = services.house.first { $0.id == model?.id }
            let person =
                ofHouse ?? asked.traits.person(id: "preview", name: "", seed: model?.seed ?? asked.seed ?? 0)
            let picture = try await services.previews.picture(
                of: person, wearing: (asked.view ?? .neck).type, account: account)
            return Response(
                status: .ok, headers: [.contentType: "image/jpeg", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture)))
        }
        on(.get, "/api/v1/models/:id/portraits/:type") { request, context, account in
            let (id, type) = (try context.name(), try context.name("type"))
            let portraits = try await services.store.portraits(account: account)
            return try await services.file(portraits["\(id)/\(type)"], "image/jpeg", request, context)
        }
    }
}

extension StudioServices {
    /// The cast and everybody whom the account made, retired or not.
    func everybody(_ account: AccountID) async throws -> [ModelView] {
        let portraits = try await store.portraits(account: account)
        let made = try await store.models(account: account)
        return house.map { ModelView($0, own: false, portraits: portraits) }
            + made.map { ModelView($0.person, own: true, retired: $0.isRetired, portraits: portraits) }
    }

    func model(_ id: String, _ account: AccountID) async throws -> ModelView {
        guard let model = try await everybody(account).first(where: { $0.id == id }) else { throw Problem.notFound }
        return model
    }

    /// A person of the house or of the account's own, retired or not.
    fileprivate func anybody(_ id: String?, _ account: AccountID) async throws -> Person? {
        let made = try await store.models(account: account).map(\.person)
        return (house + made).first { $0.id == id }
    }

    /// A person of the account's own; the house's cannot be changed.
    fileprivate func madeModel(_ id: String, _ account: AccountID) async throws -> StudioModel {
        let found = try await store.models(account: account).first { $0.person.id == id }
        if let found { return found }
        guard !house.contains(where: { $0.id == id }) else {
            throw Problem(
                .conflict, "house", "This model belongs to the house and stays as she is.",
                "Duplicate her, then change that one."
            )
        }
        throw Problem.notFound
    }
}
