internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Imaging
public import Studio
internal import Wearing

/// What a child process does: one order from its standard input, then nothing more.
///
/// It decodes, reads, renders and encodes, so that the server never touches a pixel. Its files go into the order's
/// scratch folder, its words to `say`.
public struct Workbench: Sendable {
    private let folders: Folders

    public init(folders: Folders) { self.folders = folders }

    /// What is accepted of an upload.
    static let uploadLimits = DecodingLimits(megapixels: 120, megabytes: 60)

    /// Does the order; whatever goes wrong is said, too.
    public func run(_ order: WorkOrder, say: @escaping @Sendable (WorkMessage) -> Void) async {
        do {
            switch order.task {
            case .inspect: say(.inspected(try inspect(order)))
            case .job(.reading(let edits)): say(.read(try read(order, edits)))
            case .job(.picture(let recipe)): say(.made(try await make(order, recipe, say: say)))
            case .job(.portrait(let person, let type)):
                let picture = try await PlateMaker(folders: folders).picture(
                    of: person, wearing: type, framing: Resolution.framing(.fourToFive, longerSide: 480)
                ) { say(.progress(stage: "photographing the model", share: $0)) }
                try write(picture, WorkFile.thumbnail, order, quality: 88)
                say(.wrote([WrittenFile(file: WorkFile.thumbnail, mediaType: "image/jpeg", name: person.id)]))
            case .job(.rehearsal(let type)):
                try await rehearse(type, order, say: say)
                say(.rehearsed)
            case .preview(let person, let type):
                try write(
                    try await PlateMaker(folders: folders).preview(of: person, wearing: type), WorkFile.preview, order,
                    quality: 90)
                say(.wrote([WrittenFile(file: WorkFile.preview, mediaType: "image/jpeg", name: person.id)]))
            case .packShot(let shot): say(.wrote([try packShot(order, shot)]))
            case .export(let items, let preset):
                say(.wrote(try Exporter(scratch: order.scratch, preset: preset).export(items)))
            }
        } catch {
            say(.failed(JobFailure(error)))
        }
    }

    // MARK: - Tasks

    private func inspect(_ order: WorkOrder) throws -> Inspection {
        let photo = try decode(order, limits: Self.uploadLimits)
        try write(photo.image.fitted(within: 1600), WorkFile.preview, order, quality: 88)
        try write(photo.image.fitted(within: 480), WorkFile.thumbnail, order, quality: 85)
        return Inspection(
            mediaType: photo.metadata.format.mediaType, width: photo.image.width, height: photo.image.height)
    }

    private func read(_ order: WorkOrder, _ edits: PhotoEdits) throws -> PhotoReading {
        let photo = try corrected(order, edits)
        let light = try? LightNetwork(weights: folders.lightWeights, runtime: folders.inferenceLibraries)
        let result = try PhotoCheckUp(method: CutoutChoice.standard.method(folders: folders), lightNetwork: light).run(
            photo: photo.image, type: edits.type,
            strokes: edits.strokes(width: photo.image.width, height: photo.image.height),
            flashFired: photo.metadata.flashFired)
        if let cutout = result.cutout { try write(cutout.straightAlpha, WorkFile.cutout, order) }
        var piece: Piece?
        if let cutout = result.cutout, let light = result.light, let geometry = result.geometry {
            piece = Piece(
                type: result.check.type.value, cutout: cutout, geometry: geometry, metal: result.check.metal,
                light: light.mix, tone: light.tone, scale: ScaleEstimate(geometry, stated: edits.size))
        }
        return PhotoReading(
            check: result.check, cutout: result.cutout, piece: piece, width: photo.image.width,
            height: photo.image.height)
    }

    private func make(
        _ order: WorkOrder, _ recipe: Recipe, say: @escaping @Sendable (WorkMessage) -> Void
    ) async throws -> PictureMade {
        let photo = try corrected(order, recipe.edits)
        let request = recipe.request(photo: (photo.image.width, photo.image.height))
        let made = try await PictureMaker(folders: folders).make(photo, request: request) {
            say(.progress(stage: $0, share: $1))
        } sketched: {
            // A picture without its sketch is whole.
            guard (try? write($0, WorkFile.sketch, order, quality: 86)) != nil else { return }
            say(.sketched)
        }
        say(.progress(stage: "finishing", share: 0.9))
        let words = "\(recipe.person.name) wearing the \(made.check.type.value.rawValue)"
        let file = order.scratch.appending(path: WorkFile.picture)
        try PhotoEncoder.write(
            made.picture, to: file, options: EncodingOptions(xmp: PictureMetadata.xmp(altText: words)))
        try write(made.picture.fitted(within: 1600), WorkFile.preview, order, quality: 90)
        try write(made.picture.fitted(within: 480), WorkFile.thumbnail, order, quality: 86)
        try write(made.worn.fitted(within: 1600), WorkFile.layer, order)
        let written = try PhotoDecoder.decode(contentsOf: file).image
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return PictureMade(
            width: made.picture.width, height: made.picture.height,
            report: try encoder.encode(made.report(of: written, request: request)))
    }

    /// Does with a sample what a newcomer does, so that the plates of its picture and of the sketch are there.
    private func rehearse(
        _ type: PieceType, _ order: WorkOrder, say: @escaping @Sendable (WorkMessage) -> Void
    ) async throws {
        var order = order
        order.input = folders.sample(of: type)
        let reading = try read(order, PhotoEdits())
        let people = Cast.members + MadePeople(folders: folders).all
        let presets = Choices(presetsFor: reading.type, metal: reading.metal, size: nil, among: people)
        let recipes = try presets.recipes(
            photo: "", edits: PhotoEdits(), output: { .full($0) }, model: { id in people.first { $0.id == id } })
        for recipe in recipes { _ = try await make(order, recipe, say: say) }
    }

    private func packShot(_ order: WorkOrder, _ shot: PackShot) throws -> WrittenFile {
        guard let input = order.input else { throw JobFailure.noInput }
        guard let picture = shot.picture(of: try PhotoDecoder.decodeCutout(contentsOf: input)) else {
            throw JobFailure(
                code: "noPiece", message: "There is no piece on its own yet.",
                advice: "Brush over the piece with keep, then try again.")
        }
        let options = EncodingOptions(xmp: PictureMetadata.xmp(altText: "The piece alone"))
        try PhotoEncoder.write(picture, to: order.scratch.appending(path: "packshot.png"), options: options)
        return WrittenFile(file: "packshot.png", mediaType: "image/png", name: "packshot.png")
    }

    // MARK: - Files

    private func decode(_ order: WorkOrder, limits: DecodingLimits = .standard) throws -> Photo {
        guard let input = order.input else { throw JobFailure.noInput }
        return try PhotoDecoder.decode(contentsOf: input, limits: limits)
    }

    /// The photo with the accepted fixes; a changed one is shown, too.
    private func corrected(_ order: WorkOrder, _ edits: PhotoEdits) throws -> Photo {
        let photo = try decode(order)
        let correction = PhotoCorrection(edits, of: photo.image)
        guard !correction.isIdentity else { return photo }
        let corrected = correction.applied(to: photo)
        try write(corrected.image.fitted(within: 1600), WorkFile.corrected, order, quality: 88)
        return corrected
    }

    private func write<M: EncodablePixels>(
        _ image: ImageBuffer<M>, _ name: String, _ order: WorkOrder, quality: Int = 92
    ) throws {
        try PhotoEncoder.write(
            image, to: order.scratch.appending(path: name), options: EncodingOptions(quality: quality))
    }
}

extension JobFailure {
    static let noInput = JobFailure(code: "engine", message: "The order names no file.", advice: "Try again.")

    /// The words for whatever was thrown.
    init(_ error: any Error) {
        switch error {
        case let failure as JobFailure: self = failure
        case let refusal as Refusal:
            let serious = refusal.findings.filter { $0.severity == .refuse }
            let told = serious.isEmpty ? refusal.findings : serious
            self.init(
                code: "refused", message: told.map(\.message).joined(separator: " "),
                advice: told.map(\.fix).joined(separator: " "))
        case let error as ImagingError: self.init(error)
        default:
            self.init(
                code: "engine", message: "The work failed for a reason of ours: \(error).",
                advice: "It cost nothing. Try again; the studio's log tells more.")
        }
    }

    /// Why a file could not be read, without the server's path of it.
    private init(_ error: ImagingError) {
        let photo = "The file"
        switch error {
        case .fileNotFound, .cannotWrite:
            self.init(code: "engine", message: "\(error)", advice: "Try again; the studio's log tells more.")
        case .tooLarge(_, let width, let height, let limit):
            self.init(
                code: "tooLarge",
                message: ImagingError.tooLarge(
                    file: photo, width: width, height: height, limitMegapixels: limit
                ).description,
                advice: "Send a smaller copy; 24 megapixels are plenty.")
        case .empty:
            self.init(code: "unreadable", message: "\(ImagingError.empty(file: photo))", advice: "Send it once more.")
        case .truncated:
            self.init(
                code: "unreadable", message: "\(ImagingError.truncated(file: photo))", advice: "Send it once more.")
        case .unknownFormat(_, let content):
            self.init(
                code: "unknownFormat", message: "This is no photo that can be read; it holds \(content).",
                advice: "Send JPEG, PNG, WebP, TIFF, HEIC, AVIF or camera raw.")
        case .unreadable(_, let reason):
            self.init(
                code: "unreadable", message: "The photo cannot be read: \(reason).",
                advice: "Open it in a photo program, save it as JPEG and send that.")
        }
    }
}
