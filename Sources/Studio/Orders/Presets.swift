public import Anatomy
public import Appraisal
internal import Plates
internal import Wearing

extension Choices {
    /// What a page begins with for a photo: whom the metal suits, a picture for shops, all else as it suits.
    ///
    /// - Parameters:
    ///   - type, metal: as read or stated; nil while they are not known.
    ///   - people: who could wear it.
    public init(presetsFor type: PieceType?, metal: Metal?, size: StatedSize?, among people: [Person]) {
        self.init()
        self.type = type
        self.size = Size(size)
        model = metal.map { Suiting.model(for: $0, among: people) } ?? Cast.standardID
        (aspect, outputSize, seed) = (.fourToFive, .twoK, 1)
        presetLook(for: type)
    }

    /// The looks that a page begins with: light from a window, skin as it is, all else as it suits.
    public mutating func presetLook(for type: PieceType?) {
        (light, backdrop) = (LightMood.window.rawValue, LookChoice.open)
        retouch = 0
        crop = type.map { _ in Crop.standard.rawValue }
        garment = type == nil || type == .earring ? nil : LookChoice.open
        gesture = type == .ring || type == .bracelet ? LookChoice.open : nil
        (finger, hand) = (type == .ring ? LookChoice.open : nil, gesture)
        ear = type == .earring ? LookChoice.open : nil
    }
}
