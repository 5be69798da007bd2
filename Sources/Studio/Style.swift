public import Appraisal
public import Plates

/// What a seller may choose of a picture's looks; what is left open suits the person.
public struct Style: Sendable, Hashable {
    public var backdrop: Setting.Place?
    public var light: LightMood?
    /// Worn where it suits the piece's type.
    public var garment: Garment?
    /// Retouch of the skin, 0 natural … 1 flawless.
    public var retouch: Float

    public init(
        backdrop: Setting.Place? = nil, light: LightMood? = nil, garment: Garment? = nil, retouch: Float = 0
    ) {
        (self.backdrop, self.light, self.garment, self.retouch) = (backdrop, light, garment, retouch)
    }

    /// What can be worn: tops for necklaces, sleeves for rings and bracelets; earrings have their collar.
    public enum Garment: String, Sendable, Codable, CaseIterable {
        case blouse, knit, satin, wrap
        case jersey, shirt

        /// Whether pictures of a type show it.
        public func suits(_ type: PieceType) -> Bool {
            switch self {
            case .blouse, .knit, .satin, .wrap: type == .necklace
            case .jersey, .shirt: type == .ring || type == .bracelet
            }
        }
    }

    /// A preset, with what is chosen besides it taking its place.
    public init(
        _ look: Look, backdrop: Setting.Place? = nil, light: LightMood? = nil, garment: Garment? = nil,
        retouch: Float = 0
    ) {
        let (place, mood, top): (Setting.Place, LightMood, Garment) =
            switch look {
            case .daylight: (.room, .window, .blouse)
            case .garden: (.garden, .golden, .blouse)
            case .studio: (.seamless, .bright, .wrap)
            case .editorial: (.dark, .dark, .satin)
            case .natural: (.linen, .soft, .blouse)
            case .stone: (.stone, .window, .satin)
            }
        self.init(backdrop: backdrop ?? place, light: light ?? mood, garment: garment ?? top, retouch: retouch)
    }

    /// The moment that a seed stands for: how the head is held, how the hair fell, what stands behind. Seed 1 is the
    /// usual one.
    static func moment(of seed: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: seed &- 1) }
}

/// Backdrop, light and garment that go together.
public enum Look: String, Sendable, CaseIterable {
    case daylight, garden, studio, editorial, natural, stone
}
