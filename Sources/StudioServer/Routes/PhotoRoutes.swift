internal import Appraisal
internal import Foundation
internal import Geometry
internal import HTTPTypes
internal import Hummingbird
internal import Imaging
internal import Persistence
internal import Studio

extension StudioRoutes {
    func addPhotos() {
        let services = services
        on(.post, "/api/v1/photos") { request, context, account in
            try await services.upload(request, context, account)
        }
        on(.get, "/api/v1/photos/:id") { _, context, account in
            let photo = try await services.store.photo(try context.name(), account: account)
            return try .json(try await services.view(photo, account))
        }
        on(.patch, "/api/v1/photos/:id") { request, context, account in
            let id = try context.name()
            let before = try await services.store.photo(id, account: account)
            let change = try await request.decoded(PhotoChange.self)
            if let product = change.product {
                try await services.store.setProduct(product.isEmpty ? nil : product, photo: id, account: account)
            }
            let photo = try await services.store.edit(id, try change.applied(to: before.edits), account: account)
            return try .json(try await services.view(photo, account))
        }
        on(.delete, "/api/v1/photos/:id") { _, context, account in
            try await services.store.setTrashed(true, photo: try context.name(), account: account)
            return Response(status: .noContent)
        }
        on(.post, "/api/v1/photos/:id/restore") { _, context, account in
            try await services.store.setTrashed(false, photo: try context.name(), account: account)
            return Response(status: .noContent)
        }
        on(.post, "/api/v1/photos/:id/pieces") { _, context, account in
            try await services.separate(try context.name(), account)
        }
        on(.post, "/api/v1/photos/:id/packshot") { request, context, account in
            try await services.packShot(request, context, account)
        }
        let parts: [(RouterPath, @Sendable (StudioPhoto) -> (blob: String?, mediaType: String))] = [
            ("/api/v1/photos/:id/original", { ($0.original, $0.mediaType) }),
            ("/api/v1/photos/:id/preview", { ($0.preview, "image/jpeg") }),
            ("/api/v1/photos/:id/thumbnail", { ($0.thumbnail, "image/jpeg") }),
            ("/api/v1/photos/:id/cutout", { ($0.cutout, "image/png") }),
            ("/api/v1/photos/:id/corrected", { ($0.corrected, "image/jpeg") }),
        ]
        for (path, part) in parts {
            on(.get, path) { request, context, account in
                let photo = try await services.store.photo(try context.name(), account: account)
                let (blob, mediaType) = part(photo)
                return try await services.file(blob, mediaType, request, context)
            }
        }
    }
}

/// What a page may change of a photo; what is not named stays.
struct PhotoChange: Decodable {
    var strokes: RelativeStrokes?
    /// A tap on the wanted piece; an empty list leaves the choice open again.
    var click: [Float]?
    var type: PieceType?
    var size: Choices.Size?
    /// A tap on something grey; an empty list takes the white balance back.
    var grey: [Float]?
    var exposure: Float?
    var product: String?

    /// - Throws: `Problem` where a value can mean nothing.
    func applied(to edits: PhotoEdits) throws -> PhotoEdits {
        var edits = edits
        edits.type = type ?? edits.type
        if let size {
            do {
                edits.size = try size.stated()
            } catch {
                throw Choices.Problem.size(error.description)
            }
        }
        if let strokes {
            guard (strokes.keep + strokes.remove).allSatisfy(\.isSound),
                strokes.keep.count + strokes.remove.count <= 500
            else { throw Problem.malformed("'strokes' must hold points between 0 and 1 and a width.") }
            edits.strokes = strokes
        }
        if let click {
            edits.click = try Self.place(click, "click")
        }
        if let grey {
            edits.grey = try Self.place(grey, "grey")
        }
        if let exposure {
            guard PhotoEdits.exposureRange.contains(exposure) else {
                throw Problem.malformed("'exposure' must lie between −2 and 2 stops.")
            }
            edits.exposureStops = exposure
        }
        return edits
    }

    /// A point of the photo; nil for an empty list.
    private static func place(_ shares: [Float], _ name: String) throws -> Vector2? {
        guard shares.isEmpty || shares.count == 2, shares.allSatisfy({ (0...1).contains($0) }) else {
            throw Problem.malformed("'\(name)' must be a point between 0 and 1, or an empty list.")
        }
        return shares.isEmpty ? nil : Vector2(shares[0], shares[1])
    }
}

extension StudioServices {
    func view(_ photo: StudioPhoto, _ account: AccountID) async throws -> PhotoView {
        var view = PhotoView(
            photo, people: try await people(of: account).map(\.person),
            jobs: try await store.jobs(account: account, photo: photo.id, limit: 20))
        view.wait = .init(words: try await wait(account))
        return view
    }

    /// Makes each piece that is not worn a photo of its own, of the same file; what is one already stays.
    fileprivate func separate(_ id: String, _ account: AccountID) async throws -> Response {
        let photo = try await store.photo(id, account: account)
        guard let reading = photo.reading, reading.found?.contains(where: { !$0.isWanted }) == true else {
            throw Problem(
                .conflict, "onePiece", "No other piece was found in this photo.",
                "Brush over another piece with keep to wear that one.")
        }
        var views: [PhotoView] = []
        for photo in try await store.separate(id, account: account) { views.append(try await view(photo, account)) }
        return try .json(["photos": views], status: .created)
    }

    /// What the last pictures took, in words.
    func wait(_ account: AccountID) async throws -> String {
        let seconds = try await store.jobs(account: account, states: [.done], limit: 60)
            .filter { $0.kind == .picture }.compactMap { job in
                job.startedAt.flatMap { start in job.finishedAt.map { $0.timeIntervalSince(start) } }
            }.sorted()
        guard !seconds.isEmpty else { return "A picture takes a few minutes on this machine." }
        let median = seconds[seconds.count / 2]
        guard median >= 90 else { return "A picture takes about a minute on this machine." }
        return "A picture takes about \(Int((median / 60).rounded())) minutes on this machine."
    }

    /// A blob as it is asked for.
    func file(
        _ blob: String?, _ mediaType: String, _ request: Request, _ context: StudioContext, downloadName: String? = nil
    ) async throws -> Response {
        guard let blob else { throw Problem.notFound }
        return try await FileResponse(
            file: store.blobs.url(of: blob), mediaType: mediaType, tag: blob,
            isImmutable: request.uri.query.map { $0.hasPrefix(blob.prefix(10)) } ?? false, downloadName: downloadName
        ).response(to: request, context)
    }

    /// Streams a photo to the disk, lets a confined child look at it, keeps it.
    fileprivate func upload(
        _ request: Request, _ context: StudioContext, _ account: AccountID
    ) async throws -> Response {
        let limit = Workbench.uploadLimits.megabytes << 20
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw Problem.tooLarge
        }
        try requireRoom(for: limit)
        try await requireQuota(account)
        let arriving = store.blobs.temporaryFile()
        defer { try? FileManager.default.removeItem(at: arriving) }
        do {
            try await FileIO().writeFile(
                contents: LimitedBody(body: request.body, limit: limit), path: arriving.path, context: context)
        } catch let problem as Problem {
            throw problem
        } catch {
            try requireRoom(for: 1 << 20)
            throw error
        }
        let name = Self.fileName(request.headers[HTTPField.Name("X-File-Name")!])
        let photo = try await workers.perform(.inspect, input: arriving, within: 120) { message, folder in
            guard case .inspected(let inspection) = message else {
                throw StoreError.damaged("an inspection brought something else")
            }
            let preview = try store.blobs.adopt(folder.appending(path: WorkFile.preview))
            let thumbnail = try store.blobs.adopt(folder.appending(path: WorkFile.thumbnail))
            return try await store.addPhoto(
                name: name, original: try store.blobs.adopt(arriving), inspection: inspection, preview: preview,
                thumbnail: thumbnail, account: account)
        }
        struct Created: Encodable { var photo: PhotoView }
        return try .json(Created(photo: try await view(photo, account)), status: .created)
    }

    /// - Throws: `Problem.diskFull` where the disk or the quota has no room.
    func requireRoom(for bytes: Int) throws {
        // A reserve for the database, which must go on when uploads stop.
        let reserve: Int64 = 512 << 20
        if let free = store.blobs.freeBytes, free < Int64(bytes) + reserve { throw Problem.diskFull }
        if try store.blobs.usedBytes() > Int64(settings.quotaGigabytes) << 30 { throw Problem.diskFull }
    }

    /// - Throws: `Problem.quota` where the account's photos take all that they may.
    private func requireQuota(_ account: AccountID) async throws {
        guard try await store.uploadedBytes(account: account) >= Int64(settings.accountGigabytes) << 30 else { return }
        throw Problem.quota(gigabytes: settings.accountGigabytes)
    }

    /// The name that a photo came under, without a path or anything that cannot be shown.
    static func fileName(_ header: String?) -> String {
        let text = header?.removingPercentEncoding ?? ""
        let last = text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let shown = last.unicodeScalars.filter { !CharacterSet.controlCharacters.contains($0) }
        let name = String(String.UnicodeScalarView(shown)).trimmingCharacters(in: .whitespaces)
        return name.isEmpty ? "photo" : String(name.prefix(120))
    }

    fileprivate func packShot(
        _ request: Request, _ context: StudioContext, _ account: AccountID
    ) async throws -> Response {
        let photo = try await store.photo(try context.name(), account: account)
        struct Asked: Decodable {
            var background: String?
            var shadow: PackShot.Shadow?
        }
        let asked = try await request.decoded(Asked.self)
        let shot = PackShot(background: asked.background ?? "white", shadow: asked.shadow ?? .soft)
        guard shot.ground != nil else {
            throw Problem.malformed("'background' must be white, transparent or a colour like #f4f1ec.")
        }
        guard let cutout = photo.cutout else {
            throw Problem(
                .conflict, "noCutout", "The piece is not cut out yet.",
                "Wait until the photo is read, or brush over the piece with keep.")
        }
        let name = "\((photo.name as NSString).deletingPathExtension)-packshot.png"
        let export = try await keepExport(
            [ExportPart(task: .packShot(shot))], input: store.blobs.url(of: cutout), name: name, account)
        struct Made: Encodable { var url: String }
        return try .json(Made(url: "/api/v1/exports/\(export.id)"), status: .created)
    }
}
