internal import Anatomy
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
    /// Retouch of the skin, 0 natural … 1 flawless.
    public var retouch: Float?

    public init() {}

    /// How a choice says that it is left open.
    public static let open = "auto"

    /// The style that the engine is asked for.
    var style: Style { Style(backdrop: backdrop, light: light, garment: garment, retouch: retouch ?? 0) }
}

extension Choices {
    /// What was chosen of the looks, for a piece of a type; nothing of what another type's pictures have.
    ///
    /// - Throws: `Problem.notOffered` with the part whose choice is not known, `.retouch`.
    func look(for type: PieceType?) throws(Problem) -> LookChoice {
        func chosen<T: RawRepresentable<String>>(_ wish: String?, _ part: String) throws(Problem) -> T? {
            guard let wish, wish != LookChoice.open else { return nil }
            guard let found = T(rawValue: wish) else { throw .notOffered(part) }
            return found
        }
        var look = LookChoice()
        look.backdrop = try chosen(backdrop, "backdrop")
        look.light = try chosen(light, "light")
        look.garment = try chosen(garment, "garment")
        look.crop = try chosen(crop, "crop")
        if let gesture, gesture != LookChoice.open {
            guard !Gesture.named(gesture).isEmpty else { throw .notOffered("gesture") }
            if type == .ring || type == .bracelet { look.gesture = gesture }
        }
        if let retouch {
            guard (0...1).contains(retouch) else { throw .retouch(retouch) }
            look.retouch = Float(retouch)
        }
        return look
    }
}
