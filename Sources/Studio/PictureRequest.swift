public import Anatomy
public import Appraisal
public import Wearing

/// What a seller asks for.
public struct PictureRequest: Sendable {
    public var person: Person
    /// The piece's type where the seller says it; else it is read from the photo.
    public var type: PieceType?
    /// A length or ring size where the seller says it; else the scale is estimated.
    public var size: StatedSize?
    /// The seller's corrections of the cutout.
    public var strokes: Strokes
    /// The picture to make.
    public var framing: Framing
    /// Light paths a pixel; 16 suits a picture to publish.
    public var samplesPerPixel: Int
    public var seed: UInt64
    /// The gestures that may be taken: those of the piece's type count, and none leaves the choice open.
    public var gestures: [Gesture] = []
    /// The finger that wears a ring; nil leaves the choice open.
    public var finger: Finger?
    /// The hand that wears a ring or a bracelet; nil leaves the choice open.
    public var hand: HandSide?
    /// The ear that wears an earring; nil leaves the choice open.
    public var ear: EarSide?
    /// How the piece is moved from where it would be worn.
    public var nudge = Nudge()
    /// Whether metal may mirror skin near its edge instead of its stand, which changes the product's own pixels.
    public var mirrorsSkin = false
    /// Also make a naive paste of the same cutout, to compare with.
    public var pastesNaively = false
    /// Backdrop, light and garment.
    public var style = Style()

    public init(
        person: Person, type: PieceType? = nil, size: StatedSize? = nil, strokes: Strokes = Strokes(),
        framing: Framing, samplesPerPixel: Int = 16, seed: UInt64 = 1
    ) {
        (self.person, self.type, self.size, self.strokes) = (person, type, size, strokes)
        (self.framing, self.samplesPerPixel, self.seed) = (framing, samplesPerPixel, seed)
    }
}

extension PictureRequest {
    /// What was asked for and says nothing of a piece of this type, as sentences: a photo may be read as another type
    /// than the seller had in mind.
    package func wishesWithoutUse(for type: PieceType) -> [String] {
        var unused: [String] = []
        if let size, size.millimetres(for: type) == nil {
            let (what, whose) = size.words
            unused.append(
                "\(what) says the size of \(whose); this was read as \(type.withArticle), whose size is estimated. State --type if it was read wrongly."
            )
        }
        if let finger, type != .ring {
            unused.append("--finger \(finger.rawValue) is for rings; this was read as \(type.withArticle).")
        }
        if let hand, type != .ring, type != .bracelet {
            unused.append(
                "--hand \(hand.rawValue) is for rings and bracelets; this was read as \(type.withArticle).")
        }
        if let ear, type != .earring {
            unused.append("--ear \(ear.rawValue) is for earrings; this was read as \(type.withArticle).")
        }
        unused += nudge.faults(for: type).map { "Not moved so: \($0)." }
        let region: BodyRegion? = type == .ring ? .hand : type == .bracelet ? .wrist : nil
        if let asked = gestures.first, !gestures.contains(where: { $0.region == region }) {
            unused.append(
                "\(type.withArticle.capitalizedFirst) is not worn with the gesture \(asked.name ?? asked.rawValue): one was chosen."
            )
        }
        return unused
    }
}

extension StatedSize {
    /// The option that states it, and whose size it is.
    fileprivate var words: (option: String, whose: String) {
        switch self {
        case .chainLength: ("--length beyond 245 mm", "a necklace")
        case .braceletLength: ("--length up to 245 mm", "a bracelet")
        case .ringInnerDiameter: ("--ring-size", "a ring")
        case .earringHeight: ("--height", "an earring")
        }
    }
}

extension PieceType {
    fileprivate var withArticle: String { self == .earring ? "an earring" : "a \(rawValue)" }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
