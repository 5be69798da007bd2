public import Appraisal
public import Plates

/// What a seller may choose of a picture's looks; what is left open suits the person.
public struct Style: Sendable, Hashable {
    public var backdrop: Setting.Place?
    public var light: LightMood?
    /// Worn where it suits the piece's type.
    public var garment: Garment?
    /// Whose places and clothes are taken where none is chosen.
    public var look: Look?
    /// Retouch of the skin, 0 natural … 1 flawless.
    public var retouch: Float

    public init(
        backdrop: Setting.Place? = nil, light: LightMood? = nil, garment: Garment? = nil, retouch: Float = 0
    ) {
        (self.backdrop, self.light, self.garment, self.retouch) = (backdrop, light, garment, retouch)
    }

    /// What can be worn: tops for necklaces and portraits with earrings, sleeves for rings and bracelets. Nearer
    /// pictures of earrings have their collar.
    public enum Garment: String, Sendable, Codable, CaseIterable {
        case blouse, knit, satin, wrap, camisole, blazer
        case jersey, shirt

        /// Whether pictures of a type show it.
        public func suits(_ type: PieceType) -> Bool {
            switch self {
            case .blouse, .knit, .satin, .wrap, .camisole, .blazer: type == .necklace || type == .earring
            case .jersey, .shirt: type == .ring || type == .bracelet
            }
        }
    }

    /// A preset, with what is chosen besides it taking its place.
    public init(
        _ look: Look, backdrop: Setting.Place? = nil, light: LightMood? = nil, garment: Garment? = nil,
        retouch: Float = 0
    ) {
        self.init(backdrop: backdrop, light: light ?? look.light, garment: garment, retouch: retouch)
        self.look = look
    }

    /// The moment that a seed stands for: how the head is held, how the hair fell, what stands behind. Seed 1 is the
    /// usual one.
    static func moment(of seed: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: seed &- 1) }
}

/// Backdrop, light and garment that go together.
public enum Look: String, Sendable, CaseIterable {
    case daylight, garden, studio, editorial, natural, stone

    var light: LightMood {
        switch self {
        case .daylight, .stone: .window
        case .garden: .golden
        case .studio: .bright
        case .editorial: .dark
        case .natural: .soft
        }
    }

    /// Of which each moment has one.
    package var places: [Setting.Place] {
        switch self {
        case .daylight: [.room, .shelves, .wall]
        case .garden: [.garden]
        case .studio: [.seamless]
        case .editorial: [.dark, .cafe]
        case .natural: [.linen, .sea, .wall]
        case .stone: [.stone]
        }
    }

    /// Tops, of which each moment has one.
    package var garments: [Style.Garment] {
        switch self {
        case .daylight: [.blouse, .camisole, .knit, .blazer]
        case .garden: [.blouse, .camisole, .wrap]
        case .studio: [.wrap, .blazer, .camisole]
        case .editorial: [.satin, .blazer, .camisole]
        case .natural: [.blouse, .camisole, .knit]
        case .stone: [.satin, .camisole, .wrap]
        }
    }
}
