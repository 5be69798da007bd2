internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Persistence
internal import Studio
internal import Wearing

// What the API says of things: the shapes of the page's data.

/// Addresses of files. The query names the content, so browsers may keep them for ever.
enum Address {
    static func photo(_ id: String, _ part: String, _ blob: String?) -> String? {
        blob.map { "/api/v1/photos/\(id)/\(part)?\($0.prefix(10))" }
    }
    static func picture(_ id: String, _ part: String, _ blob: String?) -> String? {
        blob.map { "/api/v1/pictures/\(id)/\(part)?\($0.prefix(10))" }
    }
    static func portrait(_ subject: String, _ blob: String?) -> String? {
        blob.map { "/api/v1/models/\(subject.replacing("/", with: "/portraits/"))?\($0.prefix(10))" }
    }
}

struct PriceView: Encodable {
    var credits: Int
    var bySize: [String: Int]

    static let now = PriceView(
        credits: Price.picture(.twoK),
        bySize: Dictionary(uniqueKeysWithValues: Resolution.allCases.map { ($0.rawValue, Price.picture($0)) }))
}

extension PieceType {
    /// As a title names it.
    var title: String { self == .earring ? "Earrings" : rawValue.capitalized }
    /// As a sentence names one of it.
    var words: String { self == .earring ? "pair of earrings" : rawValue }
}

struct PhotoView: Encodable {
    var id, name: String
    var width, height: Int
    var state: StudioPhoto.State
    var url, previewUrl, thumbnailUrl, cutoutUrl: String?
    var alt: String
    var check: Check?
    /// What was found, the largest first.
    var pieces: [Found]
    var presets: Choices
    var size: PhotoReading.Size?
    var price: PriceView
    var product: String?
    /// The accepted corrections of the cutout.
    var strokes: RelativeStrokes
    var edits: PhotoEdits
    /// How long a picture takes, in words.
    var wait: Wait?
    /// The picture that is being made of it.
    var job: JobView?
    /// Why it could not be read.
    var error: JobFailure?
    var createdAt: Date

    struct Check: Encodable {
        var type: PieceType
        var typeConfidence: Double
        var metal: Metal
        var findings: [PhotoReading.Remark]
    }
    struct Found: Encodable {
        var box: [Double]
        /// On the piece itself.
        var point: Vector2
        /// Whether it is the one that is worn.
        var selected: Bool
    }
    struct Wait: Encodable { var words: String }

    /// - Parameters:
    ///   - people: who could wear it.
    ///   - jobs: of this photo, the newest first.
    init(_ photo: StudioPhoto, people: [Person], jobs: [Job] = []) {
        (id, name, width, height, state) = (photo.id, photo.name, photo.width, photo.height, photo.state)
        url = Address.photo(photo.id, "original", photo.original)
        previewUrl =
            Address.photo(photo.id, "corrected", photo.corrected)
            ?? Address.photo(photo.id, "preview", photo.preview)
        thumbnailUrl = Address.photo(photo.id, "thumbnail", photo.thumbnail)
        cutoutUrl = Address.photo(photo.id, "cutout", photo.cutout)
        alt = photo.reading.map { "your photo of a \($0.type.words)" } ?? "your photo"
        check = photo.reading.map {
            Check(type: $0.type, typeConfidence: $0.typeConfidence, metal: $0.metal, findings: $0.findings)
        }
        pieces = (photo.reading?.found ?? []).map { Found(box: $0.box, point: $0.point, selected: $0.isWanted) }
        strokes = photo.edits.strokes
        presets = Choices(
            presetsFor: photo.edits.type ?? photo.reading?.type, metal: photo.reading?.metal, size: photo.edits.size,
            among: people)
        size = photo.reading?.size
        price = .now
        (product, edits, createdAt) = (photo.product, photo.edits, photo.createdAt)
        job = jobs.first { $0.kind == .picture && !$0.state.isFinal && $0.shoot == nil }.map { JobView($0) }
        error = photo.state == .failed ? jobs.first { $0.kind == .reading }?.error : nil
    }
}

struct JobView: Encodable {
    var id: String
    var kind: JobWork.Kind
    var state: JobState
    var stage: String?
    var share: Double
    var secondsLeft: Double?
    /// A small picture of what is being made.
    var snapshotUrl: String?
    var picture: PictureView?
    var photo, comparison, shoot: String?
    var seed: UInt64?
    var error: JobFailure?
    var price: Int
    var createdAt: Date

    init(_ job: Job, picture: PictureView? = nil, recipe: Recipe? = nil) {
        (id, kind, state, share) = (job.id, job.kind, job.state, job.share)
        stage = job.stage.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        (self.picture, photo, comparison, shoot) = (picture, job.photo, job.comparison, job.shoot)
        (error, price, createdAt) = (job.error, job.price, job.createdAt)
        seed = recipe?.seed ?? picture?.seed
        if job.state == .running, let start = job.startedAt {
            secondsLeft = JobProgress.secondsLeft(share: job.share, elapsed: Date().timeIntervalSince(start))
                .map { $0.rounded() }
        }
    }
}

struct PictureView: Encodable {
    var id, photo, job: String
    var kind: String
    var type: PieceType?
    var typeName: String
    var name: String
    var sku: String?
    var model, modelId: String
    var wornBy: String
    var alt: String
    var width, height: Int
    var url, previewUrl, thumbnailUrl, downloadUrl: String?
    var seed: UInt64
    var aspect: Aspect
    var favourite: Bool
    var tags: [String]
    var tagText: String
    var comparison: String?
    var words: [String]
    var warnings: [String]
    var connections: [Connection]
    /// What can be moved, by name.
    var nudge: [String: NudgeHandle]
    /// The piece alone, to be dragged.
    var ghost: NudgeGhost?
    var wrongReasons: [Fault]
    var recipe: Recipe
    var trashed: Bool
    var createdAt: Date

    /// A place to look at, in shares of the picture's width and height.
    struct Connection: Encodable {
        var kind, name: String
        var x, y, reach: Double
    }
    struct Fault: Encodable { var id, name, words: String }

    init(_ picture: StudioPicture) {
        (id, photo, job) = (picture.id, picture.photo, picture.job)
        kind = picture.recipe.output == .preview ? "preview" : "picture"
        let report = picture.wearReport
        type = report?.type ?? picture.recipe.edits.type
        typeName = type?.title ?? "Piece"
        (name, sku) = (picture.name, picture.sku)
        (model, modelId) = (picture.recipe.person.name, picture.recipe.person.id)
        wornBy = "Worn by \(picture.recipe.person.name)."
        alt = "\(picture.recipe.person.name) wearing the \(type?.rawValue ?? "piece")"
        (width, height) = (picture.width, picture.height)
        url = Address.picture(picture.id, "file", picture.file)
        previewUrl = Address.picture(picture.id, "preview", picture.preview)
        thumbnailUrl = Address.picture(picture.id, "thumbnail", picture.thumbnail)
        downloadUrl = url.map { $0 + "&download" }
        (seed, aspect) = (picture.recipe.seed, picture.recipe.aspect)
        (favourite, tags, comparison) = (picture.isFavourite, picture.tags, picture.comparison)
        tagText = picture.tags.joined(separator: ", ")
        (words, warnings) = (report?.words ?? [], report?.warnings ?? [])
        let (w, h) = (Double(max(picture.width, 1)), Double(max(picture.height, 1)))
        connections = (report?.connections ?? []).map {
            Connection(
                kind: $0.kind.rawValue, name: Self.name(of: $0.kind.rawValue), x: Double($0.x) / w,
                y: Double($0.y) / h, reach: Double($0.reach) / w)
        }
        nudge = type.map { NudgeHandle.all(of: $0, picture.recipe) } ?? [:]
        ghost = report?.handle.flatMap { handle in
            Address.picture(picture.id, "layer", picture.layer).map { NudgeGhost(handle, url: $0) }
        }
        wrongReasons = PictureFault.allCases.map { Fault(id: $0.rawValue, name: $0.name, words: $0.words) }
        (recipe, trashed, createdAt) = (picture.recipe, picture.trashedAt != nil, picture.createdAt)
    }

    /// `exitLeft` as “Exit left”.
    private static func name(of kind: String) -> String {
        let spaced = kind.reduce(into: "") { text, letter in
            if letter.isUppercase { text += " " }
            text += letter.lowercased()
        }
        return spaced.prefix(1).uppercased() + spaced.dropFirst()
    }
}
