internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Plates
internal import Studio
internal import Wearing

/// The looks on offer, by the identifiers that `Choices` takes, in the words of the page's sentence.
extension OptionsView {
    private static func open(_ words: String) -> Named {
        Named(id: LookChoice.open, name: "Whatever suits", words: words)
    }

    static let lights: [Named] = LightMood.allCases.map { mood in
        let (name, words) =
            switch mood {
            case .window: ("A window at one side", "window light")
            case .soft: ("An overcast day", "soft daylight")
            case .golden: ("Low sun", "golden light")
            case .dark: ("One lamp in the dark", "dark editorial light")
            case .bright: ("A shop's catalogue", "bright, even light")
            }
        return Named(id: mood.rawValue, name: name, words: words)
    }

    static let backdrops: [Named] =
        [open("a place that suits")]
        + Setting.Place.allCases.map { place in
            let (name, words) =
                switch place {
                case .room: ("A room with a window", "a bright room")
                case .garden: ("A garden, out of focus", "a garden")
                case .seamless: ("Pale seamless paper", "pale paper")
                case .gradient: ("Toned paper", "toned paper")
                case .stone: ("A stone wall", "a stone wall")
                case .linen: ("Linen in folds", "linen")
                case .dark: ("Near black", "the dark")
                case .wall: ("A wall in the shade of leaves", "a wall in leafy shade")
                case .shelves: ("Shelves of books", "bookshelves")
                case .cafe: ("Lamps in a dim room", "lamplight")
                case .street: ("A street", "a street")
                case .sea: ("The sea", "the sea")
                }
            return Named(id: place.rawValue, name: name, words: words)
        }

    static let garments: [String: [Named]] = {
        func named(_ type: PieceType) -> [Named] {
            [open("clothes that suit the model")]
                + Style.Garment.allCases.filter { $0.suits(type) }.map { garment in
                    let (name, words) =
                        switch garment {
                        case .blouse: ("A gathered blouse", "a blouse")
                        case .knit: ("A jumper", "a jumper")
                        case .satin: ("A satin top", "satin")
                        case .wrap: ("A wrapped blouse", "a wrapped blouse")
                        case .camisole: ("A silk camisole", "a camisole")
                        case .blazer: ("A blazer", "a blazer")
                        case .jersey: ("A jersey sleeve", "a jersey sleeve")
                        case .shirt: ("A shirt's cuff", "a shirt")
                        }
                    return Named(id: garment.rawValue, name: name, words: words)
                }
        }
        let types = [PieceType.necklace, .ring, .bracelet]
        return Dictionary(uniqueKeysWithValues: types.map { ($0.rawValue, named($0)) })
    }()

    static let gestures: [String: [Named]] = {
        func named(_ region: BodyRegion, _ part: String) -> [Named] {
            [open("\(part) held as the photo asks")]
                + Gesture.allCases.filter { $0.region == region }.compactMap { gesture in
                    gesture.name.map {
                        Named(
                            id: $0, name: gesture.words.prefix(1).uppercased() + gesture.words.dropFirst(),
                            words: gesture.words)
                    }
                }
        }
        return [PieceType.ring.rawValue: named(.hand, "hand"), PieceType.bracelet.rawValue: named(.wrist, "wrist")]
    }()

    static let fingers: [String: [Named]] = [
        PieceType.ring.rawValue: [open("any finger")]
            + Finger.allCases.map { finger in
                let words = finger == .thumb ? "thumb" : "\(finger.rawValue) finger"
                return Named(
                    id: finger.rawValue, name: words.prefix(1).uppercased() + words.dropFirst(), words: "the \(words)")
            }
    ]

    static let hands: [String: [Named]] = {
        func named(_ part: String, _ link: String) -> [Named] {
            [open("\(link) either \(part)")]
                + HandSide.allCases.map {
                    Named(
                        id: $0.rawValue, name: "\($0.rawValue.capitalized) \(part)",
                        words: "\(link) the \($0.rawValue) \(part)")
                }
        }
        return [PieceType.ring.rawValue: named("hand", "of"), PieceType.bracelet.rawValue: named("arm", "on")]
    }()

    static let ears: [String: [Named]] = [
        PieceType.earring.rawValue: [open("on either ear")]
            + EarSide.allCases.map {
                Named(id: $0.rawValue, name: "\($0.rawValue.capitalized) ear", words: "on the \($0.rawValue) ear")
            }
    ]

    static let crops: [String: [Named]] = {
        func named(_ type: PieceType) -> [Named] {
            Crop.allCases.map { crop in
                let (name, words) =
                    switch crop {
                    case .macro: ("Macro: the piece fills the frame", "close")
                    case .standard: ("Standard", "standard crop")
                    case .lifestyle where type == .earring: ("Lifestyle, with the face", "with the face")
                    case .lifestyle: ("Lifestyle, with surroundings", "wide")
                    }
                return Named(id: crop.rawValue, name: name, words: words)
            }
        }
        return Dictionary(uniqueKeysWithValues: PieceType.allCases.map { ($0.rawValue, named($0)) })
    }()
}
