internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Hummingbird
internal import Persistence
internal import Studio

extension StudioRoutes {
    /// The pages; each is whole without a script.
    func addPages() {
        page("/", "home", room: "studio") { builder, _, _ in
            (builder.pages.sentence("nav.studio"), try await builder.home())
        }
        page("/photos/:id", "bench", room: "studio") { builder, _, context in
            let photo = try await builder.services.store.photo(try context.name(), account: builder.account)
            let view = try JSONValue(try await builder.services.view(photo, builder.account))
            return (photo.name, ["photo": view])
        }
        page("/pictures/:id", "review", room: "library") { builder, _, context in
            let picture = try await builder.services.store.picture(try context.name(), account: builder.account)
            return (picture.name, try await builder.review(picture))
        }
        page("/compare/:id", "compare", room: "studio") { builder, _, context in
            (builder.pages.sentence("compare.title"), try await builder.comparison(try context.name()))
        }
        page("/library", "library", room: "library") { builder, request, _ in
            (builder.pages.sentence("library.title"), try await builder.library(PictureQuery(request)))
        }
        page("/trash", "library", room: "library") { builder, request, _ in
            var query = PictureQuery(request)
            query.trashed = true
            return (builder.pages.sentence("library.trash"), try await builder.library(query))
        }
        page("/shoots", "shoots", room: "shoots") { builder, _, _ in
            (builder.pages.sentence("shoots.title"), try await builder.shoots())
        }
        page("/shoots/:id", "shoot", room: "shoots") { builder, _, context in
            let shoot = try await builder.services.store.shoot(try context.name(), account: builder.account)
            return (shoot.name, try await builder.shoot(shoot))
        }
        page("/models", "models", room: "models") { builder, _, _ in
            let models = try await builder.services.everybody(builder.account)
            let context: JSONValue = ["models": try JSONValue(models)]
            return (builder.pages.sentence("models.title"), context.merging(try await builder.preparing()))
        }
        page("/models/new", "model", room: "models") { builder, _, _ in
            let name = builder.pages.sentence("maker.newName")
            return (name, ["model": ["name": .string(name), "summary": "", "alt": ""]])
        }
        page("/models/:id", "model", room: "models") { builder, _, context in
            let model = try await builder.services.model(try context.name(), builder.account)
            var more: JSONValue = ["alt": .string(model.name)]
            if let url = model.thumbnailUrl { more = more.merging(["previewUrl": .string(url)]) }
            return (model.name, ["model": try JSONValue(model).merging(more)])
        }
        page("/guide", "guide", room: "guide") { builder, _, _ in
            (builder.pages.sentence("guide.title"), ["guides": builder.guides(nil)])
        }
        page("/guide/:type", "guide", room: "guide") { builder, _, context in
            guard let type = PieceType(rawValue: try context.name("type")) else { throw Problem.notFound }
            return (type.title, ["guides": builder.guides(type), "guide": builder.guide(type)])
        }
        page("/credits", "credits", room: "credits") { builder, _, _ in
            (builder.pages.sentence("credits.title"), try await builder.credits())
        }
    }

    /// A page of an account: its title and what its template needs.
    private func page(
        _ path: RouterPath, _ template: String, room: String,
        _ build: @escaping @Sendable (PageBuilder, Request, StudioContext) async throws -> (String, JSONValue)
    ) {
        let services = services
        on(.get, path) { request, context, account in
            let pages = services.pages
            let builder = PageBuilder(services: services, pages: pages, account: account)
            let (title, values) = try await build(builder, request, context)
            return try pages.render(template, title: title, room: room, session: context.session, values)
        }
    }
}
