internal import Anatomy
internal import Appraisal
internal import Geometry
internal import Plates

/// What people wear and where they are: what suits them and leaves the piece the brightest thing.
enum Styling {
    // Linear colours of cloth.
    private static let wine: Vector3 = [0.115, 0.022, 0.032]
    private static let moss: Vector3 = [0.082, 0.098, 0.050]
    private static let ink: Vector3 = [0.042, 0.057, 0.098]
    private static let green: Vector3 = [0.038, 0.105, 0.088]
    private static let ivory: Vector3 = [0.66, 0.62, 0.55]
    private static let sand: Vector3 = [0.47, 0.38, 0.28]
    private static let ochre: Vector3 = [0.36, 0.19, 0.05]

    /// Deep cloth beside fair skin and light cloth beside dark skin: either way the skin stays the middle tone.
    private static func cloth(for person: Person) -> Vector3 {
        let suiting: [Vector3] =
            switch person.skin.melanin {
            case ..<0.24: [wine, moss, ink]
            case ..<0.48: [ivory, ink, green]
            default: [ivory, sand, ochre]
            }
        return suiting[Int(person.seed / 100) % suiting.count]
    }

    /// A person dresses the same way for every piece of a type, so that pieces share plates.
    static func setting(
        for person: Person, wearing type: PieceType, style: Style = Style(), seed: UInt64 = 1
    ) -> Setting {
        var setting = Setting(
            place: style.backdrop ?? (person.seed % 3 == 1 ? .garden : .room),
            garment: garment(for: person, wearing: type, style: style), clothColour: cloth(for: person))
        setting.variant = Style.moment(of: seed)
        setting.retouch = style.retouch
        return setting
    }

    private static func garment(for person: Person, wearing type: PieceType, style: Style) -> String {
        let chosen = style.garment.flatMap { $0.suits(type) ? $0 : nil }
        return switch type {
        case .ring: chosen == .shirt ? "shirt" : "sleeve"
        case .bracelet: chosen == .shirt ? "shirtback" : PushedSleeve.name
        case .earring: CrewNeck.name
        case .necklace: (chosen ?? (person.shape.masculinity > 0.6 ? .knit : .blouse)).rawValue
        }
    }
}
