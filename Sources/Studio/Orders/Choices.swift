public import Anatomy
public import Appraisal
internal import Foundation

/// What a seller chose on the page; everything may be left out.
public struct Choices: Sendable, Codable, Hashable {
    /// A size as sellers write it, e.g. `ring` “US 7” or `length` 450.
    public struct Size: Sendable, Codable, Hashable {
        public enum Kind: String, Sendable, Codable, CaseIterable {
            /// Read from the photo: nothing is stated.
            case estimated
            /// Of a chain, or round the inside of a bracelet, millimetres.
            case length
            /// Of an earring, millimetres.
            case height
            /// As `StatedSize.ring` reads it.
            case ring
        }
        public var kind: Kind
        public var value: String?

        public init(kind: Kind, value: String?) { (self.kind, self.value) = (kind, value) }

        /// A stated size as it would be written.
        public init(_ stated: StatedSize?) {
            switch stated {
            case nil: self.init(kind: .estimated, value: nil)
            case .chainLength(let length)?, .braceletLength(let length)?:
                self.init(kind: .length, value: String(format: "%g", length))
            case .earringHeight(let height)?: self.init(kind: .height, value: String(format: "%g", height))
            case .ringInnerDiameter(let diameter)?:
                self.init(kind: .ring, value: String(format: "%.2f mm", diameter))
            }
        }

        private enum Key: CodingKey { case kind, value }

        /// The value may be a text or a number.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            kind = try container.decode(Kind.self, forKey: .kind)
            if let number = try? container.decodeIfPresent(Double.self, forKey: .value) {
                value = String(format: "%g", number)
            } else {
                value = try container.decodeIfPresent(String.self, forKey: .value)
            }
        }

        /// Lengths are written as numbers.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(kind, forKey: .kind)
            if kind != .ring, let number = value.flatMap({ Double($0) }) {
                try container.encode(number, forKey: .value)
            } else {
                try container.encodeIfPresent(value, forKey: .value)
            }
        }

        /// - Throws: `StatedSizeError` where no piece has that size.
        public func stated() throws(StatedSizeError) -> StatedSize? {
            guard kind != .estimated else { return nil }
            let text = (value ?? "").lowercased()
            if kind == .ring { return try .ring(text) }
            let number = text.replacingOccurrences(of: "mm", with: "").trimmingCharacters(in: .whitespaces)
            guard let millimetres = Float(number), millimetres.isFinite else {
                throw .outOfRange(text, "a length is a number of millimetres")
            }
            return try kind == .length ? .length(millimetres: millimetres) : .earring(millimetres: millimetres)
        }
    }

    public var type: PieceType?
    public var size: Size?
    public var model: String?
    /// Several models: several pictures, to be compared.
    public var models: [String]?
    public var aspect: Aspect?
    public var outputSize: Resolution?
    public var seed: UInt64?
    /// Identifiers of what is offered, or `LookChoice.open`; nil leaves it open too.
    public var gesture, finger, hand, ear, light, backdrop, garment, crop: String?
    /// Of the skin, 0 natural … 1 flawless; nil is natural.
    public var retouch: Double?

    public init() {}

    /// How many pictures one order may ask for.
    public static let mostModels = 12

    /// Why an order cannot be made.
    public enum Problem: Error, Sendable, Hashable {
        case unknownModel(String)
        case tooManyModels
        case size(String)
        /// Not a number of 0…1.
        case retouch(Double)
        /// A gesture, a light and the like that is none of those on offer.
        case unknownLook(part: String, value: String, offered: [String])
    }

    /// The recipes that these choices mean, one a model.
    ///
    /// - Parameters:
    ///   - photo: the hash of the photo's file.
    ///   - edits: what was said about the photo before; type and size of the choices count more.
    ///   - model: the person behind an identifier.
    public func recipes(
        photo: String, edits: PhotoEdits, output: (Resolution) -> Recipe.Output, samplesPerPixel: Int = 16,
        model person: (String) -> Person?
    ) throws(Problem) -> [Recipe] {
        var edits = edits
        edits.type = type ?? edits.type
        if let size {
            do {
                edits.size = try size.stated()
            } catch {
                throw .size(error.description)
            }
        }
        let look = try look(for: edits.type)
        let ids = models ?? [model ?? Cast.standardID]
        guard (1...Self.mostModels).contains(ids.count) else { throw .tooManyModels }
        var recipes: [Recipe] = []
        for id in ids {
            guard let person = person(id) else { throw .unknownModel(id) }
            recipes.append(
                Recipe(
                    photo: photo, edits: edits, person: person, aspect: aspect ?? .fourToFive,
                    output: output(outputSize ?? .twoK), look: look, seed: seed ?? 1,
                    samplesPerPixel: samplesPerPixel))
        }
        return recipes
    }
}
