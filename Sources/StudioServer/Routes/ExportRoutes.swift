internal import Anatomy
internal import Foundation
internal import Hummingbird
internal import Imaging
internal import Persistence
internal import Studio
internal import Wearing

extension StudioRoutes {
    func addExports() {
        let services = services
        on(.get, "/api/v1/exports/presets") { _, _, _ in
            try .json(["presets": ExportPreset.all.map(PresetView.init)])
        }
        on(.post, "/api/v1/exports") { request, _, account in try await services.makeExport(request, account) }
        on(.get, "/api/v1/exports/:id") { request, context, account in
            let export = try await services.store.export(try context.name(), account: account)
            return try await services.file(
                export.file, export.mediaType, request, context, downloadName: export.name)
        }
    }
}

/// A preset as the page offers it.
private struct PresetView: Encodable {
    var id, name, format, words: String
    /// Ticked before anybody chooses.
    var usual: Bool

    init(_ preset: ExportPreset) {
        (id, name, words) = (preset.id, preset.name, preset.words)
        format = ([preset.format.rawValue.uppercased()] + (preset.longerSide.map { ["\($0) px"] } ?? []))
            .joined(separator: ", ")
        usual = preset.id == "jpeg"
    }
}

extension StudioServices {
    /// What an exporter has to know of a picture.
    func exportItem(_ picture: StudioPicture, number: Int, _ account: AccountID) async throws -> ExportItem {
        let photo = try await store.photo(picture.photo, account: account)
        var sku = (photo.name as NSString).deletingPathExtension
        if let id = photo.product {
            let product = try await store.product(id, account: account)
            sku = product.sku ?? product.name
        }
        return ExportItem(
            picture: store.blobs.url(of: picture.file), original: store.blobs.url(of: photo.original), sku: sku,
            model: picture.recipe.person.id, number: number, altText: PictureView(picture).alt,
            box: picture.wearReport?.box)
    }

    fileprivate func makeExport(_ request: Request, _ account: AccountID) async throws -> Response {
        struct Asked: Decodable {
            var pictures: [String]
            var presets: [String]
        }
        let asked = try await request.decoded(Asked.self)
        guard (1...200).contains(asked.pictures.count), (1...ExportPreset.all.count).contains(asked.presets.count)
        else {
            throw Problem.malformed("An export holds 1 to 200 pictures in 1 to \(ExportPreset.all.count) presets.")
        }
        guard Set(asked.presets).count == asked.presets.count else {
            throw Problem.malformed("A preset is named twice.")
        }
        let presets = try asked.presets.map { id in
            guard let preset = ExportPreset.named(id) else { throw Problem.malformed("There is no preset '\(id)'.") }
            return preset
        }
        var (items, numbers): ([ExportItem], [String: Int]) = ([], [:])
        for id in asked.pictures {
            let picture = try await store.picture(id, account: account)
            var item = try await exportItem(picture, number: 1, account)
            numbers[item.fileName, default: 0] += 1
            item.number = numbers[item.fileName]!
            items.append(item)
        }
        let parts = presets.map { preset in
            ExportPart(
                folder: presets.count > 1 ? "\(preset.id)/" : "", task: .export(items, preset: preset),
                disclosure: preset.disclosure)
        }
        let export = try await keepExport(parts, input: nil, name: nil, account)
        struct Made: Encodable { var url, name: String }
        return try .json(Made(url: "/api/v1/exports/\(export.id)", name: export.name), status: .created)
    }

    /// Lets children write what is then kept for a day: one file as it is, several as a ZIP.
    ///
    /// - Parameter name: of the one file; its own if left out.
    func keepExport(
        _ parts: [ExportPart], input: URL?, name: String?, _ account: AccountID
    ) async throws -> StudioExport {
        let whole = try workers.makeScratch()
        defer { try? FileManager.default.removeItem(at: whole) }
        var files: [(name: String, mediaType: String, file: URL)] = []
        for part in parts {
            try await workers.perform(part.task, input: input, within: Self.exportSeconds) { message, scratch in
                guard case .wrote(let written) = message else { throw StoreError.damaged("an export brought nothing") }
                for file in written {
                    let kept = whole.appending(path: file.file)
                    try FileManager.default.moveItem(at: scratch.appending(path: file.file), to: kept)
                    files.append((part.folder + file.name, file.mediaType, kept))
                }
            }
            if let disclosure = part.disclosure {
                let file = whole.appending(path: "\(files.count)-disclosure.txt")
                try Data("\(disclosure)\n".utf8).write(to: file)
                files.append((part.folder + "disclosure.txt", "text/plain", file))
            }
        }
        guard let first = files.first else { throw StoreError.damaged("an export brought nothing") }
        if files.count == 1 {
            return try await store.addExport(
                name: name ?? first.name, mediaType: first.mediaType, file: try store.blobs.adopt(first.file),
                account: account)
        }
        let archive = whole.appending(path: "export.zip")
        try ZipArchive.write(files.map { ($0.name, $0.file) }, to: archive)
        return try await store.addExport(
            name: "parure.zip", mediaType: "application/zip", file: try store.blobs.adopt(archive), account: account)
    }

    /// How long one part of an export may take: 200 pictures at 4K.
    private static let exportSeconds = 600.0
}

/// What one child writes for an export.
struct ExportPart {
    /// The folder in the ZIP, with its slash; none for the only part.
    var folder = ""
    var task: WorkOrder.Task
    /// A text that has to lie beside the pictures.
    var disclosure: String?
}
