public import Anatomy
internal import Appraisal
public import Plates
public import Wearing

/// How a picture looks, as far as the seller chose it; what is left open suits person and photo.
public struct LookChoice: Sendable, Codable, Hashable {
    public var backdrop: Setting.Place?
    public var light: LightMood?
    /// Worn where it suits the piece's type.
    public var garment: Style.Garment?
    public var crop: Crop?
    /// `Gesture.name` of a hand or wrist.
    public var gesture: String?
    /// The finger of a ring.
    public var finger: Finger?
    /// The hand of a ring or a bracelet.
    public var hand: HandSide?
    /// The ear of an earring.
    public var ear: EarSide?
    /// Retouch of the skin, 0 natural … 1 flawless.
    public var retouch: Float?

    public init() {}

    /// How a choice says that it is left open.
    public static let open = "auto"

    /// The choice of an identifier; nil where it is left open.
    ///
    /// - Throws: `Choices.Problem.unknownLook` for one that is not on offer.
    public static func chosen<T: RawRepresentable<String> & CaseIterable>(
        _ wish: String?, _ part: String
    ) throws(Choices.Problem) -> T? {
        guard let wish, wish != open else { return nil }
        guard let found = T(rawValue: wish) else {
            throw .unknownLook(part: part, value: wish, offered: T.allCases.map(\.rawValue))
        }
        return found
    }

    /// The style that the engine is asked for.
    var style: Style { Style(backdrop: backdrop, light: light, garment: garment, retouch: retouch ?? 0) }
}

extension Choices {
    /// What was chosen of the looks, for a piece of a type; nothing of what another type's pictures have.
    ///
    /// - Throws: `Problem.unknownLook` for a choice that is not known, `.retouch`.
    func look(for type: PieceType?) throws(Problem) -> LookChoice {
        let hasHand = type == .ring || type == .bracelet
        var look = LookChoice()
        look.backdrop = try LookChoice.chosen(backdrop, "backdrop")
        look.light = try LookChoice.chosen(light, "light")
        look.garment = try LookChoice.chosen(garment, "garment")
        look.crop = try LookChoice.chosen(crop, "crop")
        if let gesture, gesture != LookChoice.open {
            guard !Gesture.named(gesture).isEmpty else {
                throw .unknownLook(part: "gesture", value: gesture, offered: Gesture.allCases.compactMap(\.name))
            }
            if hasHand { look.gesture = gesture }
        }
        let finger: Finger? = try LookChoice.chosen(finger, "finger")
        if type == .ring { look.finger = finger }
        let hand: HandSide? = try LookChoice.chosen(hand, "hand")
        if hasHand { look.hand = hand }
        let ear: EarSide? = try LookChoice.chosen(ear, "ear")
        if type == .earring { look.ear = ear }
        if let retouch {
            guard (0...1).contains(retouch) else { throw .retouch(retouch) }
            look.retouch = Float(retouch)
        }
        return look
    }
}
