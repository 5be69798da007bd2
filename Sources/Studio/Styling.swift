package import Anatomy
package import Appraisal
internal import Geometry
internal import Imaging
package import Plates
internal import Rendering
package import Wearing

/// What people wear and where they are: what suits them and leaves the piece the brightest thing.
package enum Styling {
    /// A person dresses the same way for every piece of a type and moment, so that pieces share plates.
    package static func setting(
        for person: Person, wearing type: PieceType, style: Style = Style(), crop: Crop = .standard, seed: UInt64 = 1
    ) -> Setting {
        // Each draw has its own sequence: what is chosen of one thing changes nothing of another.
        func dice(_ sequence: UInt64) -> PCG32 {
            PCG32(seed: UInt64(person.seed) &+ seed &* 0x51ed, sequence: sequence)
        }
        var (place, garment, cloth) = (dice(1), dice(2), dice(3))
        let worn = Self.garment(for: person, wearing: type, style: style, crop: crop, &garment)
        let colours = Colours(for: person, &cloth)
        var setting = Setting(
            place: style.backdrop ?? place.pick(style.look?.places ?? places), garment: worn,
            clothColour: colours.cloth)
        setting.pattern = ClothPattern(of: worn, colours, &cloth)
        setting.underColour = colours.under
        setting.variant = Style.moment(of: seed)
        setting.retouch = style.retouch
        return setting
    }

    /// Where people are who chose no place.
    private static let places: [Setting.Place] = [.room, .garden, .wall, .shelves, .cafe, .street, .sea]

    private static func garment(
        for person: Person, wearing type: PieceType, style: Style, crop: Crop, _ dice: inout PCG32
    ) -> String {
        let chosen = style.garment.flatMap { $0.suits(type) ? $0 : nil }
        switch type {
        case .ring: return chosen == .shirt ? "shirt" : "sleeve"
        case .bracelet: return chosen == .shirt ? "shirtback" : PushedSleeve.name
        case .earring where !crop.showsFace: return CrewNeck.name
        case .earring, .necklace:
            let tops = style.look?.garments ?? [.blouse, .knit, .satin, .wrap, .camisole, .blazer]
            return (chosen ?? (person.shape.masculinity > 0.6 ? .knit : dice.pick(tops))).rawValue
        }
    }
}

/// Linear colours of what a person wears.
private struct Colours {
    let cloth: Vector3
    /// Of lines and flowers on it.
    let accent: Vector3
    /// Of what is worn below a jacket.
    let under: Vector3

    /// Deep cloth beside fair skin and light cloth beside dark skin: either way the skin stays the middle tone.
    init(for person: Person, _ dice: inout PCG32) {
        let suiting: [Vector3] =
            switch person.skin.melanin {
            case ..<0.24: [Self.wine, Self.moss, Self.ink, Self.green, Self.rust, Self.charcoal, Self.slate, Self.plum]
            case ..<0.48: [Self.ivory, Self.ink, Self.green, Self.sky, Self.rust, Self.charcoal, Self.sage, Self.wine]
            default: [Self.ivory, Self.sand, Self.ochre, Self.sky, Self.rose, Self.sage, Self.white, Self.rust]
            }
        cloth = dice.pick(suiting)
        let isLight = luminance(cloth) > 0.2
        accent = dice.pick(
            isLight ? [Self.ink, Self.wine, Self.moss, Self.charcoal] : [Self.ivory, Self.sand, Self.rose])
        under = dice.pick(
            isLight ? [Self.charcoal, Self.white, Self.ink] : [Self.ivory, Self.white, Self.charcoal, Self.sand])
    }

    private static let wine: Vector3 = [0.115, 0.022, 0.032]
    private static let moss: Vector3 = [0.082, 0.098, 0.050]
    private static let ink: Vector3 = [0.042, 0.057, 0.098]
    private static let green: Vector3 = [0.038, 0.105, 0.088]
    private static let rust: Vector3 = [0.23, 0.075, 0.032]
    private static let plum: Vector3 = [0.085, 0.035, 0.075]
    private static let slate: Vector3 = [0.12, 0.155, 0.195]
    private static let charcoal: Vector3 = [0.036, 0.036, 0.040]
    private static let ivory: Vector3 = [0.66, 0.62, 0.55]
    private static let white: Vector3 = [0.72, 0.72, 0.71]
    private static let sand: Vector3 = [0.47, 0.38, 0.28]
    private static let ochre: Vector3 = [0.36, 0.19, 0.05]
    private static let sky: Vector3 = [0.33, 0.43, 0.55]
    private static let sage: Vector3 = [0.26, 0.28, 0.21]
    private static let rose: Vector3 = [0.50, 0.27, 0.25]
}

extension ClothPattern {
    /// What a garment's cloth is patterned with, if it is.
    fileprivate init?(of garment: String, _ colours: Colours, _ dice: inout PCG32) {
        let melange = ClothPattern(
            .melange, accent: mix(colours.cloth, Vector3(repeating: 0.6), 0.4), repeatMillimetres: 5)
        let sprigs = ClothPattern(.sprigs, accent: colours.accent, repeatMillimetres: mix(13, 24, dice.nextFloat()))
        let stripes = ClothPattern(.stripes, accent: colours.accent, repeatMillimetres: mix(3, 9, dice.nextFloat()))
        let bands = ClothPattern(.bands, accent: colours.accent, repeatMillimetres: mix(14, 30, dice.nextFloat()))
        let kinds: [ClothPattern?] =
            switch garment {
            case "blouse", "wrap": [nil, nil, sprigs, stripes]
            case "knit": [nil, nil, melange, bands]
            case "satin", "camisole": [nil, nil, nil, sprigs]
            case "blazer": [nil, melange, melange]
            case "shirt", "shirtback": [nil, nil, stripes]
            default: [nil, melange, nil]
            }
        guard let kind = dice.pick(kinds) else { return nil }
        self = kind
    }
}

extension PCG32 {
    /// One of some, each as likely; there must be one.
    fileprivate mutating func pick<T>(_ all: [T]) -> T { all[Int(nextFloat() * Float(all.count))] }
}
