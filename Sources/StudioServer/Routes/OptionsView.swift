internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Imaging
internal import Studio
internal import Wearing

/// Everything that can be chosen, as data: what the engine cannot do is not in it.
struct OptionsView: Encodable {
    struct Named: Encodable {
        var id, name: String
        var words: String?
    }
    struct Size: Encodable {
        var id, name, words, hint: String
        /// Credits.
        var price: Int
    }
    struct Usual: Encodable {
        var name: String
        var value: Double
    }
    struct Upload: Encodable { var megabytes, megapixels: Int }

    var types: [Named]
    var models: [ModelView]
    var gestures = Self.gestures
    var fingers = Self.fingers
    var hands = Self.hands
    var ears = Self.ears
    var lights = Self.lights
    var backdrops = Self.backdrops
    var garments = Self.garments
    var crops = Self.crops
    var retouch = true
    var aspects: [Named]
    var outputSizes: [Size]
    var ringSystem = "eu"
    /// Least, most, step and usual, millimetres.
    var sizeRanges: [String: [Double]]
    var usualSizes: [String: [Usual]]
    var previewViews = PreviewView.allCases.map { Named(id: $0.rawValue, name: $0.rawValue.capitalized) }
    var traits = ModelTraits.groups
    var packShotShadows: [String]
    var upload: Upload

    /// - Parameter metal: of the photo in question; says whom it suits.
    init(people: [(person: Person, isMade: Bool)], portraits: [String: String], metal: Metal?) {
        types = PieceType.allCases.map { Named(id: $0.rawValue, name: $0.title, words: $0.words) }
        models = people.map { ModelView($0.person, own: $0.isMade, portraits: portraits, metal: metal) }
        aspects = Aspect.allCases.map {
            Named(id: $0.rawValue, name: $0.rawValue, words: $0.rawValue.replacing(":", with: " : "))
        }
        outputSizes = Resolution.allCases.map { resolution in
            let frame = resolution.framing(.fourToFive)
            let (name, hint) =
                switch resolution {
                case .oneK: ("1K, for a first look", "\(frame.width) × \(frame.height) pixels at 4 : 5")
                case .twoK: ("2K, for shops", "\(frame.width) × \(frame.height) pixels at 4 : 5")
                case .fourK: ("4K, for print", "\(frame.width) × \(frame.height) pixels at 4 : 5; takes longest")
                }
            return Size(
                id: resolution.rawValue, name: name, words: resolution.rawValue, hint: hint,
                price: Price.picture(resolution))
        }
        func range(_ range: ClosedRange<Float>, step: Double, usual: Double) -> [Double] {
            [Double(range.lowerBound), Double(range.upperBound), step, usual]
        }
        sizeRanges = [
            "necklace": range(StatedSize.chainLengthRange, step: 5, usual: 450),
            "bracelet": range(StatedSize.braceletLengthRange, step: 1, usual: 180),
            "earring": range(StatedSize.earringHeightRange, step: 1, usual: 25),
        ]
        usualSizes = [
            "necklace": [
                Usual(name: "Choker", value: 360), Usual(name: "Collar", value: 400),
                Usual(name: "Princess", value: 450), Usual(name: "Matinee", value: 550),
                Usual(name: "Opera", value: 700),
            ]
        ]
        packShotShadows = PackShot.Shadow.allCases.map(\.rawValue)
        upload = Upload(
            megabytes: Workbench.uploadLimits.megabytes, megapixels: Workbench.uploadLimits.megapixels)
    }
}

/// What the Model Maker's mirror shows.
enum PreviewView: String, Decodable, CaseIterable {
    case neck, hand

    /// What is worn there.
    var type: PieceType { self == .neck ? .necklace : .ring }
}

/// A person as the gallery shows one.
struct ModelView: Encodable {
    struct Suits: Encodable { var words: String }

    var id, name, summary, href, initial: String
    /// 1 very fair … 8 very dark.
    var tone: Int
    var toneName, ageGroup, ageGroupName: String
    var types: [PieceType]
    var thumbnailUrl: String?
    var suits: Suits?
    var own, retired: Bool
    var traits: ModelTraits

    init(_ person: Person, own: Bool, retired: Bool = false, portraits: [String: String], metal: Metal? = nil) {
        (id, name, summary) = (person.id, person.name, person.summary)
        (href, initial) = ("/models/\(person.id)", String(person.name.prefix(1)))
        let bounds: [Float] = [0.1, 0.17, 0.27, 0.38, 0.48, 0.62, 0.82]
        let names = ["Very fair", "Fair", "Light", "Olive", "Tan", "Brown", "Dark", "Very dark"]
        let step = bounds.firstIndex { person.skin.melanin < $0 } ?? bounds.count
        (tone, toneName) = (step + 1, names[step])
        ageGroup = "\(Int(person.shape.ageYears) / 10 * 10)s"
        ageGroupName = ageGroup
        types = PieceType.allCases
        let subject = "\(person.id)/\(PieceType.necklace.rawValue)"
        thumbnailUrl = Address.portrait(subject, portraits[subject])
        suits = metal.flatMap { Suiting.reason(person, $0) }.map {
            Suits(words: $0.prefix(1).uppercased() + $0.dropFirst() + ".")
        }
        (self.own, self.retired) = (own, retired)
        traits = ModelTraits(person)
    }
}
