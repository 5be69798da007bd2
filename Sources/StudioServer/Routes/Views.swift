internal import Anatomy
internal import Appraisal
internal import Foundation
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

struct PhotoView: Encodable {
    var id, name: String
    var width, height: Int
    var state: StudioPhoto.State
    var url, previewUrl, thumbnailUrl, cutoutUrl, correctedUrl: String?
    var check: Check?
    var pieces: [Box]
    var presets: Choices
    var size: PhotoReading.Size?
    var price: PriceView
    var product: String?
    var edits: PhotoEdits
    var createdAt: Date

    struct Check: Encodable {
        var type: PieceType
        var typeConfidence: Double
        var metal: Metal
        var findings: [PhotoReading.Remark]
    }
    struct Box: Encodable { var box: [Double] }

    /// - Parameter people: who could wear it.
    init(_ photo: StudioPhoto, people: [Person]) {
        (id, name, width, height, state) = (photo.id, photo.name, photo.width, photo.height, photo.state)
        url = Address.photo(photo.id, "original", photo.original)
        previewUrl = Address.photo(photo.id, "preview", photo.preview)
        thumbnailUrl = Address.photo(photo.id, "thumbnail", photo.thumbnail)
        cutoutUrl = Address.photo(photo.id, "cutout", photo.cutout)
        correctedUrl = Address.photo(photo.id, "corrected", photo.corrected)
        check = photo.reading.map {
            Check(type: $0.type, typeConfidence: $0.typeConfidence, metal: $0.metal, findings: $0.findings)
        }
        pieces = photo.reading?.pieces.map(Box.init) ?? []
        presets = Choices()
        presets.type = photo.edits.type ?? photo.reading?.type
        presets.model = photo.reading.map { Suiting.model(for: $0.metal, among: people) } ?? Cast.standardID
        (presets.aspect, presets.outputSize, presets.seed) = (.fourToFive, .twoK, 1)
        size = photo.reading?.size
        price = .now
        (product, edits, createdAt) = (photo.product, photo.edits, photo.createdAt)
    }
}

struct JobView: Encodable {
    var id: String
    var kind: JobWork.Kind
    var state: JobState
    var stage: String?
    var share: Double
    var secondsLeft: Double?
    /// A picture in the making is not shown yet: the engine gives none out before it is finished.
    var snapshotUrl: String?
    var picture, photo, comparison, shoot: String?
    var error: JobFailure?
    var price: Int
    var createdAt: Date

    init(_ job: Job) {
        (id, kind, state, stage, share) = (job.id, job.kind, job.state, job.stage, job.share)
        (picture, photo, comparison, shoot) = (job.picture, job.photo, job.comparison, job.shoot)
        (error, price, createdAt) = (job.error, job.price, job.createdAt)
        if job.state == .running, let start = job.startedAt {
            secondsLeft = JobProgress.secondsLeft(share: job.share, elapsed: Date().timeIntervalSince(start))
                .map { $0.rounded() }
        }
    }
}

struct PictureView: Encodable {
    var id, photo, job: String
    var kind: String
    var width, height: Int
    var url, previewUrl, thumbnailUrl, downloadUrl: String?
    var type: PieceType?
    var model: ModelView
    var seed: UInt64
    var aspect: Aspect
    var favourite: Bool
    var tags: [String]
    var comparison: String?
    var report: WearReport?
    var words: [String]
    var warnings: [String]
    var connections: [WearReport.Connection]
    var recipe: Recipe
    var trashed: Bool
    var createdAt: Date

    struct ModelView: Encodable { var id, name: String }

    init(_ picture: StudioPicture) {
        (id, photo, job) = (picture.id, picture.photo, picture.job)
        kind = picture.recipe.output == .preview ? "preview" : "picture"
        (width, height) = (picture.width, picture.height)
        url = Address.picture(picture.id, "file", picture.file)
        previewUrl = Address.picture(picture.id, "preview", picture.preview)
        thumbnailUrl = Address.picture(picture.id, "thumbnail", picture.thumbnail)
        downloadUrl = url.map { $0 + "&download" }
        report = try? JSONDecoder().decode(WearReport.self, from: picture.report)
        type = report?.type ?? picture.recipe.edits.type
        model = ModelView(id: picture.recipe.person.id, name: picture.recipe.person.name)
        (seed, aspect) = (picture.recipe.seed, picture.recipe.aspect)
        (favourite, tags, comparison) = (picture.isFavourite, picture.tags, picture.comparison)
        (words, warnings) = (report?.words ?? [], report?.warnings ?? [])
        connections = report?.connections ?? []
        (recipe, trashed, createdAt) = (picture.recipe, picture.trashedAt != nil, picture.createdAt)
    }

    /// What somebody who does not see the picture is told.
    var altText: String { "\(model.name) wearing the \(type?.rawValue ?? "piece")" }
}

/// Everything that can be chosen, as data: what the engine cannot do is not in it.
struct OptionsView: Encodable {
    struct Named: Encodable { var id, name: String }
    struct Size: Encodable {
        var id, name: String
        var credits: Int
        /// Pixels at 4:5.
        var width, height: Int
    }
    struct Model: Encodable {
        var id, name, summary, tone, ageGroup: String
        var ageYears: Int
        var types: [PieceType]
        var thumbnailUrl: String?
        /// A sentence for each metal that it suits.
        var suits: [String: String]
        var isMade: Bool
    }

    var types: [Named]
    var models: [Model]
    var gestures: [String: [Named]] = [:]
    var lights: [Named] = []
    var backdrops: [Named] = []
    var garments: [Named] = []
    var crops: [Named] = []
    var retouch = false
    var nudges: [String] = []
    var aspects: [Named]
    var sizes: [Size]
    var ringSizeSystems: [Named]
    var sizeKinds: [String: String]
    var exportPresets: [ExportPreset]
    var packShotShadows: [String]
    var faults: [String]
    var upload: Upload

    struct Upload: Encodable { var megabytes, megapixels: Int }

    init(people: [(person: Person, isMade: Bool)], portraits: [String: String]) {
        types = PieceType.allCases.map { Named(id: $0.rawValue, name: $0.rawValue.capitalized) }
        models = people.map { Model($0.person, isMade: $0.isMade, portraits: portraits) }
        aspects = Aspect.allCases.map { Named(id: $0.rawValue, name: $0.rawValue) }
        sizes = Resolution.allCases.map {
            let frame = $0.framing(.fourToFive)
            return Size(
                id: $0.rawValue, name: $0.rawValue, credits: Price.picture($0), width: frame.width, height: frame.height
            )
        }
        ringSizeSystems = [
            Named(id: "EU", name: "EU (ISO 8653)"), Named(id: "US", name: "US"), Named(id: "UK", name: "UK"),
            Named(id: "mm", name: "inner diameter in mm"),
        ]
        sizeKinds = [
            "necklace": Choices.Size.Kind.chainLength.rawValue, "ring": Choices.Size.Kind.ringSize.rawValue,
            "bracelet": Choices.Size.Kind.braceletLength.rawValue,
            "earring": Choices.Size.Kind.earringHeight.rawValue,
        ]
        exportPresets = ExportPreset.all
        packShotShadows = PackShot.Shadow.allCases.map(\.rawValue)
        faults = PictureFault.allCases.map(\.rawValue)
        upload = Upload(megabytes: Workbench.uploadLimits.megabytes, megapixels: Workbench.uploadLimits.megapixels)
    }
}

extension OptionsView.Model {
    init(_ person: Person, isMade: Bool, portraits: [String: String]) {
        (id, name, summary) = (person.id, person.name, person.summary)
        tone =
            switch person.skin.melanin {
            case ..<0.17: "fair"
            case ..<0.38: "medium"
            case ..<0.62: "tan"
            default: "deep"
            }
        ageYears = Int(person.shape.ageYears)
        ageGroup = ageYears < 30 ? "20s" : ageYears < 45 ? "30s" : ageYears < 60 ? "50s" : "60s"
        types = PieceType.allCases
        let subject = "\(person.id)/\(PieceType.necklace.rawValue)"
        thumbnailUrl = Address.portrait(subject, portraits[subject])
        let metals: [Metal] = [.yellowGold, .roseGold, .silver]
        suits = Dictionary(
            uniqueKeysWithValues: metals.compactMap { metal in
                Suiting.reason(person, metal).map { (metal.rawValue, $0) }
            })
        self.isMade = isMade
    }
}
