internal import Anatomy
internal import Appraisal
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Persistence
internal import Studio

extension StudioRoutes {
    func addPictures() {
        let services = services
        on(.get, "/api/v1/options") { request, _, account in
            let photo = try await request.query("photo").asyncMap {
                try await services.store.photo($0, account: account)
            }
            return try .json(try await services.options(account, metal: photo?.reading?.metal))
        }
        on(.post, "/api/v1/pictures") { request, _, account in try await services.order(request, account) }
        on(.get, "/api/v1/pictures") { request, _, account in
            let pictures = try await services.store.pictures(PictureQuery(request), account: account)
            return try .json(["pictures": pictures.map(PictureView.init)])
        }
        on(.get, "/api/v1/pictures/:id") { _, context, account in
            try .json(PictureView(try await services.store.picture(try context.name(), account: account)))
        }
        on(.patch, "/api/v1/pictures/:id") { request, context, account in
            try await services.change(request, context, account)
        }
        on(.delete, "/api/v1/pictures/:id") { _, context, account in
            try await services.store.setTrashed(true, picture: try context.name(), account: account)
            return Response(status: .noContent)
        }
        on(.post, "/api/v1/pictures/:id/restore") { _, context, account in
            try await services.store.setTrashed(false, picture: try context.name(), account: account)
            return Response(status: .noContent)
        }
        on(.post, "/api/v1/pictures/:id/wrong") { request, context, account in
            try await services.reportFault(request, context, account)
        }
        let parts: [(RouterPath, @Sendable (StudioPicture) -> (blob: String?, mediaType: String))] = [
            ("/api/v1/pictures/:id/file", { ($0.file, "image/png") }),
            ("/api/v1/pictures/:id/preview", { ($0.preview, "image/jpeg") }),
            ("/api/v1/pictures/:id/thumbnail", { ($0.thumbnail, "image/jpeg") }),
            ("/api/v1/pictures/:id/layer", { ($0.layer, "image/png") }),
        ]
        for (path, part) in parts {
            on(.get, path) { request, context, account in
                let picture = try await services.store.picture(try context.name(), account: account)
                let (blob, mediaType) = part(picture)
                let wantsDownload = request.uri.query?.hasSuffix("&download") == true
                let name = wantsDownload ? try await services.fileName(of: picture, account) : nil
                return try await services.file(blob, mediaType, request, context, downloadName: name)
            }
        }
    }

    func addJobs() {
        let services = services
        on(.get, "/api/v1/jobs") { request, _, account in
            let jobs = try await services.store.jobs(
                account: account, photo: request.query("photo"), states: [.queued, .running], limit: 200)
            return try .json(["jobs": try await services.views(jobs, account)])
        }
        on(.get, "/api/v1/jobs/:id") { _, context, account in
            let job = try await services.store.job(try context.name(), account: account)
            return try .json(try await services.view(job, account))
        }
        on(.get, "/api/v1/jobs/:id/sketch") { _, context, account in
            let job = try await services.store.job(try context.name(), account: account)
            guard let sketch = services.supervisor.sketch(of: job.id) else { throw Problem.notFound }
            return Response(
                status: .ok, headers: [.contentType: "image/jpeg", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: sketch)))
        }
        on(.post, "/api/v1/jobs/:id/cancel") { _, context, account in
            let job = try await services.store.cancel(try context.name(), account: account)
            services.supervisor.stop(job.id)
            return try .json(try await services.view(job, account))
        }
    }
}

extension PictureQuery {
    init(_ request: Request) {
        self.init()
        text = request.query("q")
        type = request.query("type").flatMap { $0.isEmpty ? nil : $0 }
        tag = request.query("tag").flatMap { $0.isEmpty ? nil : $0 }
        favourite = request.query("favourite") == "1"
        photo = request.query("photo")
        comparison = request.query("comparison")
        offset = request.query("offset").flatMap { Int($0) } ?? 0
    }
}

extension StudioServices {
    /// - Parameter metal: of the photo in question.
    func options(_ account: AccountID, metal: Metal?) async throws -> OptionsView {
        OptionsView(
            people: try await people(of: account), portraits: try await store.portraits(account: account),
            metal: metal)
    }

    /// A job with the picture that came of it.
    func view(_ job: Job, _ account: AccountID) async throws -> JobView {
        let picture = try await job.picture.asyncMap { PictureView(try await store.picture($0, account: account)) }
        let recipe = picture == nil ? try await store.recipes(of: [job.id], account: account)[job.id] : nil
        var view = JobView(job, picture: picture, recipe: recipe)
        if supervisor.sketch(of: job.id) != nil {
            view.snapshotUrl = "/api/v1/jobs/\(job.id)/sketch?\(job.attempt)"
        }
        return view
    }

    func views(_ jobs: [Job], _ account: AccountID) async throws -> [JobView] {
        var views: [JobView] = []
        for job in jobs { views.append(try await view(job, account)) }
        return views
    }

    /// A name to download a picture by: `{sku}_{model}_{n}`.
    func fileName(of picture: StudioPicture, _ account: AccountID) async throws -> String {
        let item = try await exportItem(picture, number: 1, account)
        return item.fileName + ".png"
    }

    private struct Order: Decodable {
        var photo: String
        var choices: Choices?
        var kind: Kind?
        /// For previews: one a seed; three when nothing is said.
        var seeds: [UInt64]?
        enum Kind: String, Decodable { case picture, preview }
    }

    fileprivate func order(_ request: Request, _ account: AccountID) async throws -> Response {
        let order = try await request.decoded(Order.self)
        let photo = try await store.photo(order.photo, account: account)
        guard photo.state != .refused else {
            throw Problem(
                .conflict, "refused", "No good picture can be made of this photo as it is.",
                "Correct the cutout with the brush, or take the photo again as the guide shows.")
        }
        let people = try await people(of: account).map(\.person)
        let isPreview = order.kind == .preview
        var recipes = try (order.choices ?? Choices()).recipes(
            photo: photo.original, edits: photo.edits, output: { isPreview ? .preview : .full($0) },
            samplesPerPixel: isPreview ? 8 : 16, model: { id in people.first { $0.id == id } })
        if isPreview {
            let seeds = order.seeds ?? [1, 2, 3]
            guard (1...6).contains(seeds.count) else { throw Problem.malformed("'seeds' must hold 1 to 6 numbers.") }
            recipes = recipes.flatMap { recipe in
                seeds.map { seed in
                    var recipe = recipe
                    recipe.seed = seed
                    return recipe
                }
            }
        }
        return try await submit(recipes, photo: photo.id, key: request.headers[.idempotencyKey], account)
    }

    /// Queues recipes as one order: one job, or several that belong together.
    func submit(
        _ recipes: [Recipe], photo: String, key: String?, _ account: AccountID
    ) async throws -> Response {
        if let key, !(1...200).contains(key.utf8.count) { throw Problem.malformed("The idempotency key is too long.") }
        // Repeated orders must find the same comparison, so its name comes from the key where there is one.
        let comparison =
            recipes.count > 1
            ? key.map { String(SHA256.digest("\(account)|\($0)".utf8).prefix(16)) } ?? Identifier.random() : nil
        let orders = recipes.enumerated().map { number, recipe in
            JobOrder(
                .picture(recipe), photo: photo, idempotencyKey: key.map { "\($0)#\(number)" }, comparison: comparison)
        }
        let jobs = try await views(try await store.submit(orders, account: account), account)
        struct Single: Encodable { var job: JobView }
        struct Several: Encodable {
            var jobs: [JobView]
            var comparison: String?
        }
        guard jobs.count > 1 else { return try .json(Single(job: jobs[0]), status: .accepted) }
        return try .json(Several(jobs: jobs, comparison: comparison), status: .accepted)
    }

    fileprivate func change(
        _ request: Request, _ context: StudioContext, _ account: AccountID
    ) async throws -> Response {
        struct Change: Decodable {
            var favourite: Bool?
            var tags: [String]?
            var nudge: Nudging?
        }
        let change = try await request.decoded(Change.self)
        guard change.tags?.count ?? 0 <= 40 else { throw Problem.malformed("'tags' may hold forty words.") }
        let picture = try await store.update(
            picture: try context.name(), favourite: change.favourite, tags: change.tags, account: account)
        guard let nudging = change.nudge else { return try .json(PictureView(picture)) }
        return try await move(picture, by: nudging, key: request.headers[.idempotencyKey], account)
    }

    /// Something looks wrong: why it may be, what helps, and a retry for nothing; or the price back.
    fileprivate func reportFault(
        _ request: Request, _ context: StudioContext, _ account: AccountID
    ) async throws -> Response {
        struct Asked: Decodable {
            var reason: PictureFault
            var refund: Bool?
        }
        struct Answer: Encodable {
            var cause, fix: String
            var refunded: Bool
            var job: JobView?
        }
        let asked = try await request.decoded(Asked.self)
        let fault = asked.reason
        let picture = try await store.picture(try context.name(), account: account)
        if asked.refund == true {
            try await store.refund(job: picture.job, account: account, reason: fault.rawValue)
            return try .json(Answer(cause: fault.cause, fix: fault.fix, refunded: true))
        }
        var recipe = picture.recipe
        let photo = try await store.photo(picture.photo, account: account)
        // What the seller has put right since counts.
        recipe.edits = photo.edits
        recipe.seed = recipe.seed &+ 1
        recipe.isFree = true
        let job = try await store.submit(
            [JobOrder(.picture(recipe), photo: photo.id, idempotencyKey: "wrong-\(picture.id)-\(fault.rawValue)")],
            account: account)[0]
        return try .json(
            Answer(cause: fault.cause, fix: fault.fix, refunded: false, job: try await view(job, account)),
            status: .accepted)
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
