internal import Anatomy
public import Appraisal
internal import Foundation
public import Imaging
internal import Plates
public import Wearing

/// Makes pictures from photos: reads the piece, seats it, judges the result, reports.
///
/// ```swift
/// let maker = try PictureMaker(folders: .standard())
/// let made = try await maker.make(photo, request: request) { stage, share in print(stage, share) }
/// try PhotoEncoder.write(made.picture, to: url)
/// ```
public struct PictureMaker: Sendable {
    private let wearer: Wearer
    private let cutoutMethod: any CutoutMethod
    private let lightNetwork: LightNetwork?

    /// Loads the body and the networks and opens the plate cache.
    ///
    /// - Throws: `AnatomyError`, `InferenceError` when set-up has not run.
    public init(folders: Folders, cutout: CutoutChoice = .standard) throws {
        wearer = Wearer(studio: try PlateStudio(folders: folders))
        cutoutMethod = try cutout.method(folders: folders)
        // Light can be read without its network, only less well.
        lightNetwork = try? LightNetwork(weights: folders.lightWeights, runtime: folders.inferenceLibraries)
    }

    /// A picture with all that was learnt while making it.
    public struct Made: Sendable {
        /// The size that was asked for.
        public var picture: ImageBuffer<DisplayLinear>
        public var cutout: Cutout
        public var check: PhotoCheck
        public var onModel: OnModelImage
        /// The piece as it was read.
        public var piece: Piece
        public var warnings: [String]
        /// Wall-clock seconds a stage.
        public var seconds: [String: Double]
    }

    /// A photo as read, and what speaks against a picture of it.
    public struct Reading: Sendable {
        public var piece: Piece
        public var check: PhotoCheck
        /// What the hand-out gate found; a `refuse` among them means that no picture is given out.
        public var objections: [Finding]
        /// Wall-clock seconds that the reading took.
        public var seconds: Double
    }

    /// Reads a photo and makes its picture.
    ///
    /// - Parameters:
    ///   - progress: stage in words and its share done, 0…1; called from any thread.
    ///   - sketched: called once with a small picture of what is being made, unless that is as small itself.
    /// - Throws: `Refusal`, `CancellationError`.
    public func make(
        _ photo: Photo, request: PictureRequest,
        progress: @escaping @Sendable (String, Double) -> Void = { _, _ in },
        sketched: (@Sendable (ImageBuffer<DisplayLinear>) -> Void)? = nil
    ) async throws -> Made {
        progress(Self.readingWords, 0)
        return try await make(read(photo, request: request), request: request, progress: progress, sketched: sketched)
    }

    /// Makes the picture of a piece as read.
    public func make(
        _ appraisal: Reading, request: PictureRequest,
        progress: @escaping @Sendable (String, Double) -> Void = { _, _ in },
        sketched: (@Sendable (ImageBuffer<DisplayLinear>) -> Void)? = nil
    ) async throws -> Made {
        if appraisal.objections.contains(where: { $0.severity == .refuse }) { throw Refusal(appraisal.objections) }
        try Task.checkCancellation()
        let start = Date()
        var seconds = ["appraisal": appraisal.seconds]

        let worn = try await wearer.wear(
            wearRequest(appraisal, request), progress: { step, share in progress(step.words, share) },
            sketched: sketched)
        for (step, value) in worn.secondsByStep { seconds[step.rawValue] = value }

        let enlarging = Date()
        var picture = worn.picture
        if picture.width != request.framing.width || picture.height != request.framing.height {
            picture = picture.resized(toWidth: request.framing.width, height: request.framing.height)
        }
        seconds["enlarging"] = Date().timeIntervalSince(enlarging)
        seconds["total"] = appraisal.seconds + Date().timeIntervalSince(start)
        var warnings = appraisal.check.findings.filter { $0.severity == .warning }.map(\.message) + worn.fit.warnings
        warnings += request.wishesWithoutUse(for: appraisal.piece.type)
        if worn.enlargement > 1.01 {
            warnings.append(
                "The photo is too small for this size: the finished picture was enlarged \((worn.enlargement * 100).rounded() / 100) times."
            )
        }
        return Made(
            picture: picture, cutout: appraisal.piece.cutout, check: appraisal.check, onModel: worn,
            piece: appraisal.piece, warnings: warnings, seconds: seconds)
    }

    /// Seats a piece as read without making its picture.
    ///
    /// - Throws: `Refusal`, `CancellationError`.
    public func seat(_ reading: Reading, request: PictureRequest) throws -> Seated {
        try wearer.seat(wearRequest(reading, request))
    }

    /// Photographs the person of a picture that was made with other surfaces on, which the camera sees: what a piece of
    /// which everything is known would truly look like there.
    ///
    /// - Parameter piece: builds the surfaces in body space, and says where they rest on skin.
    package func photograph(
        _ made: Made, _ reading: Reading, request: PictureRequest, wearing piece: WornConstruction
    ) async throws -> WornPhotograph {
        try await wearer.photograph(made.onModel, request: wearRequest(reading, request), wearing: piece)
    }

    private func wearRequest(_ reading: Reading, _ request: PictureRequest) -> WearRequest {
        var person = request.person
        person.moment = Style.moment(of: request.seed)
        var wearing = WearRequest(
            piece: reading.piece, person: person,
            setting: Styling.setting(
                for: person, wearing: reading.piece.type, style: request.style, crop: request.framing.crop,
                seed: request.seed),
            framing: request.framing,
            statedMillimetres: request.size?.millimetres(for: reading.piece.type),
            samplesPerPixel: request.samplesPerPixel, seed: request.seed)
        wearing.pastesNaively = request.pastesNaively
        wearing.mirrorsSkin = request.mirrorsSkin
        wearing.mood = request.style.light ?? .window
        wearing.setting.lightFromRight = wearing.isLitFromRight
        (wearing.gestures, wearing.finger, wearing.hand) = (request.gestures, request.finger, request.hand)
        (wearing.ear, wearing.nudge) = (request.ear, request.nudge.possible(for: reading.piece.type))
        return wearing
    }

    // MARK: - Reading

    /// The reading as a progress bar names it.
    static let readingWords = "reading the piece"

    /// Reads a piece off its photo.
    ///
    /// - Throws: `Refusal` where the photo check or the geometry says no.
    public func read(_ photo: Photo, request: PictureRequest) throws -> Reading {
        let start = Date()
        let result = try PhotoCheckUp(method: cutoutMethod, lightNetwork: lightNetwork).run(
            photo: photo.image, type: request.type, strokes: request.strokes, flashFired: photo.metadata.flashFired)
        let check = result.check
        let type = check.type.value
        guard let cutout = result.cutout, let light = result.light, let geometry = result.geometry else {
            throw Refusal(check.findings)
        }
        let others = check.findings.filter { !result.objections.contains($0) }
        if others.contains(where: { $0.severity == .refuse }) { throw Refusal(check.findings) }
        var piece = Piece(
            type: type, cutout: cutout, geometry: geometry, metal: check.metal, light: light.mix,
            tone: light.tone, scale: ScaleEstimate(geometry, stated: request.size))
        piece.grain = PhotoGrain(photo: photo.image, alpha: cutout.alpha)
        piece.sharpness = PhotoSharpness(photo: photo.image, alpha: cutout.alpha)
        piece.compression = PhotoCompression(photo: photo.image, fileQuality: photo.metadata.jpegQuality)
        piece.gains = photo.gains
        if request.mirrorsSkin { piece.stand = cutout.standColour(in: photo.image) }
        piece.lens = PhotoLens(photo.metadata, size: (photo.image.width, photo.image.height))
        return Reading(
            piece: piece, check: check, objections: result.objections, seconds: Date().timeIntervalSince(start))
    }
}

extension StatedSize {
    /// Millimetres of a size that belongs to a type of piece.
    func millimetres(for type: PieceType) -> Float? {
        switch (self, type) {
        case (.chainLength(let length), .necklace): length
        case (.ringInnerDiameter(let diameter), .ring): diameter
        case (.braceletLength(let length), .bracelet): length
        case (.earringHeight(let height), .earring): height
        default: nil
        }
    }
}

extension WearStep {
    /// The step as a progress bar names it.
    var words: String {
        switch self {
        case .fitting: "fitting the piece"
        case .staging: "dressing the model"
        case .sketch: "sketching the picture"
        case .plate: "photographing the model"
        case .contact: "laying the piece on"
        case .composing: "finishing"
        }
    }
}

extension PictureMaker.Made {
    /// The integrity report of this picture.
    ///
    /// - Parameter written: the picture as decoded from its file.
    public func report(of written: ImageBuffer<DisplayLinear>, request: PictureRequest) -> WearReport {
        let integrity = ProductIntegrity(written: written, image: onModel)
        let placement = onModel.fit.placement
        var report = WearReport(
            type: check.type.value, model: request.person.id, seed: request.seed, seconds: seconds,
            product: WearReport.Product(
                colourDifference: WearReport.ColourDifference(
                    mean: integrity.meanColourDifference, p99: integrity.p99ColourDifference),
                detailRetained: integrity.detailRetained, maxStretch: Double(placement.maxStretch),
                hiddenFraction: Double(placement.hiddenFraction),
                continuedFraction: Double(placement.continuedFraction), enlargement: Double(onModel.enlargement)),
            scale: onModel.fit.scale,
            contact: WearReport.Contact(gapMillimetres: WearReport.Gap(onModel.fit.gaps)), warnings: warnings)
        (report.connections, report.handle, report.box) = (connections, handle, box)
        report.photo = WearReport.Photo(piece)
        report.camera = onModel.fit.distance
        let setting = onModel.stage.setting
        report.look = WearReport.Look(
            backdrop: setting.place.rawValue, light: (request.style.light ?? .window).rawValue,
            garment: setting.garment, crop: request.framing.crop.rawValue,
            retouch: setting.retouch)
        let nudge = request.nudge.possible(for: check.type.value)
        report.nudge = nudge.isIdentity ? nil : nudge
        report.product.mirrorsSkin = request.mirrorsSkin && piece.stand != nil ? true : nil
        report.words = report.sentences
        return report
    }
}
