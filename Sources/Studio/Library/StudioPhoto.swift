public import Foundation
package import Wearing

/// A photo that a seller brought.
public struct StudioPhoto: Sendable, Hashable {
    public enum State: String, Sendable, Codable { case reading, ready, refused, failed }

    public var id: String
    public var name: String
    public var product: String?
    /// Content of the file as it came, SHA-256.
    public var original: String
    public var mediaType: String
    /// Of the upright photo, pixels.
    public var width, height: Int
    public var state: State
    public var edits: PhotoEdits
    public var reading: PhotoReading?
    public var preview, thumbnail, cutout, corrected: String?
    public var createdAt: Date
    public var trashedAt: Date?

    public init(
        id: String, name: String, product: String? = nil, original: String, mediaType: String, width: Int, height: Int,
        state: State, edits: PhotoEdits = PhotoEdits(), reading: PhotoReading? = nil, preview: String? = nil,
        thumbnail: String? = nil, cutout: String? = nil, corrected: String? = nil, createdAt: Date,
        trashedAt: Date? = nil
    ) {
        (self.id, self.name, self.product, self.original) = (id, name, product, original)
        (self.mediaType, self.width, self.height, self.state) = (mediaType, width, height, state)
        (self.edits, self.reading, self.preview) = (edits, reading, preview)
        (self.thumbnail, self.cutout, self.corrected) = (thumbnail, cutout, corrected)
        (self.createdAt, self.trashedAt) = (createdAt, trashedAt)
    }
}

extension StudioPhoto {
    /// Whether this photo is about a piece that was found in another photo of the same file.
    public func isAbout(_ piece: PhotoReading.Found, of other: PhotoReading) -> Bool {
        let places = edits.click.map { [$0] } ?? reading?.found?.filter(\.isWanted).map(\.point) ?? []
        // One that wears several at once is about none of them.
        return places.count == 1 && other.piece(at: places[0]) == piece
    }
}

/// A finished picture.
public struct StudioPicture: Sendable, Hashable {
    public var id: String
    public var job: String
    public var photo: String
    public var comparison: String?
    public var recipe: Recipe
    /// Of the product, or of the photo where it has none.
    public var name: String
    public var sku: String?
    public var width, height: Int
    /// Content of its files, SHA-256.
    public var file: String
    public var preview, thumbnail: String?
    /// The piece alone, as large as the preview.
    public var layer: String?
    /// The integrity report, JSON.
    public var report: Data
    public var isFavourite: Bool
    public var tags: [String]
    public var createdAt: Date
    public var trashedAt: Date?

    public init(
        id: String, job: String, photo: String, comparison: String?, recipe: Recipe, name: String,
        sku: String?, width: Int, height: Int, file: String, preview: String?, thumbnail: String?, layer: String?,
        report: Data,
        isFavourite: Bool, tags: [String],
        createdAt: Date, trashedAt: Date?
    ) {
        (self.id, self.job, self.photo, self.comparison, self.recipe) = (id, job, photo, comparison, recipe)
        (self.name, self.sku) = (name, sku)
        (self.width, self.height, self.file) = (width, height, file)
        (self.preview, self.thumbnail, self.layer, self.report) = (preview, thumbnail, layer, report)
        (self.isFavourite, self.tags, self.createdAt, self.trashedAt) = (isFavourite, tags, createdAt, trashedAt)
    }
}

extension StudioPicture {
    /// The integrity report; nil where it is another version's that cannot be read.
    package var wearReport: WearReport? { try? JSONDecoder().decode(WearReport.self, from: report) }
}

/// What a seller sells.
public struct Product: Sendable, Hashable, Codable {
    public var id, name: String
    public var sku: String?
    public var createdAt: Date

    public init(id: String, name: String, sku: String?, createdAt: Date) {
        (self.id, self.name, self.sku, self.createdAt) = (id, name, sku, createdAt)
    }
}

/// One look over many photos.
public struct Shoot: Sendable, Hashable, Codable {
    public var id, name: String
    public var look: Choices
    /// Its photos in order.
    public var photos: [String]
    public var createdAt: Date

    public init(id: String, name: String, look: Choices, photos: [String], createdAt: Date) {
        (self.id, self.name, self.look, self.photos, self.createdAt) = (id, name, look, photos, createdAt)
    }
}

/// Something that happened, in the order of `sequence`.
public struct StudioEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable { case photo, job, picture, shoot, notice }

    public var sequence: Int64
    public var kind: Kind
    /// JSON.
    public var data: String

    public init(sequence: Int64, kind: Kind, data: String) {
        (self.sequence, self.kind, self.data) = (sequence, kind, data)
    }
}

/// What a seller says is wrong with a picture.
public enum PictureFault: String, Sendable, Codable, CaseIterable {
    case floating, colour, soft, size, edge, other

    /// How it is called, and how it shows.
    public var name: String {
        switch self {
        case .floating: "It floats"
        case .colour: "The colour is off"
        case .soft: "A stone looks soft"
        case .size: "The size is wrong"
        case .edge: "The edge shows"
        case .other: "Something else"
        }
    }

    public var words: String {
        switch self {
        case .floating: "There is a gap, or its shadow is too far away."
        case .colour: "Gold looks brown, or a stone has another hue."
        case .soft: "Facets are smeared or out of focus."
        case .size: "Too large or too small on this person."
        case .edge: "A fringe of the stand, or a missing part."
        case .other: "Tell us by giving the credits back."
        }
    }

    /// Why it usually happens.
    public var cause: String {
        switch self {
        case .floating: "The piece was seated where its outline told least: an end or a back was hidden in the photo."
        case .colour: "The photo's white was not neutral, so that metal and skin were lit by different lights."
        case .soft: "The photo is softer than the picture is large: the stone had too few pixels or was out of focus."
        case .size: "Nobody said how large the piece is, so its size was estimated."
        case .edge: "The cutout kept some of the stand or lost some of the piece."
        case .other: "We cannot tell from here."
        }
    }

    /// What helps.
    public var fix: String {
        switch self {
        case .floating:
            "We seat it anew with another seed. If it floats again, photograph it as it hangs or sits when worn."
        case .colour: "Tap on something grey in the photo: the retry takes it over."
        case .soft: "Choose the 1K size, or photograph closer with the focus on the stone."
        case .size: "State the size beside the photo: the retry takes it over."
        case .edge: "Brush the edge with keep or remove on the photo: the retry takes it over."
        case .other: "We try once more with another seed."
        }
    }
}
