public import Anatomy

/// The people who can wear a piece. None of them exists.
public enum Cast {
    /// Everybody, from very fair to very dark skin.
    public static let members: [Person] = [
        Person(
            id: "ingrid", name: "Ingrid",
            shape: BodyShape(
                ageYears: 29, masculinity: 0.06, african: 0, asian: 0.04, european: 0.96, weight: 0.42, muscle: 0.48,
                height: 0.64, details: both("hand-fingers-length-incr", 0.25)),
            skin: SkinTraits(
                melanin: 0.06, pheomelanin: 0.42, haemoglobin: 0.58, undertone: -0.35, freckles: 0.55, moles: 0.5,
                redSpots: 0.35, veins: 0.5, lines: 0.22),
            hair: HairTraits(style: .overShoulder, melanin: 0.22, redness: 0.25, curl: 0.3), seed: 1107),
        Person(
            id: "ruth", name: "Ruth",
            shape: BodyShape(
                ageYears: 64, masculinity: 0.14, african: 0.03, asian: 0.05, european: 0.92, weight: 0.52, muscle: 0.44,
                height: 0.46),
            skin: SkinTraits(
                melanin: 0.13, pheomelanin: 0.3, haemoglobin: 0.55, undertone: 0.05, freckles: 0.4, moles: 0.6,
                redSpots: 0.6, veins: 0.65, lines: 0.85),
            hair: HairTraits(style: .up, melanin: 0.12, redness: 0.05, curl: 0.2), seed: 2213),
        Person(
            id: "mei", name: "Mei",
            shape: BodyShape(
                ageYears: 26, masculinity: 0.05, african: 0, asian: 0.97, european: 0.03, weight: 0.4, muscle: 0.46,
                height: 0.45,
                details: both("hand-fingers-diameter-decr", 0.2)),
            skin: SkinTraits(
                melanin: 0.2, pheomelanin: 0.2, haemoglobin: 0.42, undertone: 0.35, freckles: 0.08, moles: 0.35,
                redSpots: 0.2, veins: 0.3, lines: 0.15),
            hair: HairTraits(style: .overShoulder, melanin: 0.97, redness: 0.05, curl: 0.06), seed: 3319),
        Person(
            id: "lucia", name: "Lucía",
            shape: BodyShape(
                ageYears: 41, masculinity: 0.1, african: 0.1, asian: 0.1, european: 0.8, weight: 0.5, muscle: 0.5,
                height: 0.5),
            skin: SkinTraits(
                melanin: 0.3, pheomelanin: 0.22, haemoglobin: 0.5, undertone: 0.4, freckles: 0.25, moles: 0.55,
                redSpots: 0.35, veins: 0.32, lines: 0.45),
            hair: HairTraits(style: .up, melanin: 0.78, redness: 0.2, curl: 0.3), seed: 4421),
        Person(
            id: "mateo", name: "Mateo",
            shape: BodyShape(
                ageYears: 35, masculinity: 0.94, african: 0.12, asian: 0.26, european: 0.62, weight: 0.5, muscle: 0.62,
                height: 0.58),
            skin: SkinTraits(
                melanin: 0.4, pheomelanin: 0.2, haemoglobin: 0.55, undertone: 0.3, freckles: 0.15, moles: 0.45,
                redSpots: 0.35, veins: 0.5, lines: 0.4),
            hair: HairTraits(style: .cropped, melanin: 0.88, redness: 0.15, curl: 0.15), seed: 5527),
        Person(
            id: "priya", name: "Priya",
            shape: BodyShape(
                ageYears: 33, masculinity: 0.07, african: 0.18, asian: 0.3, european: 0.52, weight: 0.48, muscle: 0.44,
                height: 0.44),
            skin: SkinTraits(
                melanin: 0.52, pheomelanin: 0.2, haemoglobin: 0.48, undertone: 0.5, freckles: 0.05, moles: 0.5,
                redSpots: 0.2, veins: 0.25, lines: 0.28),
            hair: HairTraits(style: .overShoulder, melanin: 0.96, redness: 0.08, curl: 0.22), seed: 6637),
        Person(
            id: "amara", name: "Amara",
            shape: BodyShape(
                ageYears: 28, masculinity: 0.06, african: 0.92, asian: 0.02, european: 0.06, weight: 0.45, muscle: 0.54,
                height: 0.6, details: both("hand-fingers-length-incr", 0.2)),
            skin: SkinTraits(
                melanin: 0.72, pheomelanin: 0.16, haemoglobin: 0.5, undertone: 0.25, freckles: 0.02, moles: 0.4,
                redSpots: 0.12, veins: 0.15, lines: 0.22),
            hair: HairTraits(style: .overShoulder, melanin: 0.98, redness: 0.05, curl: 0.75), seed: 7741),
        Person(
            id: "nyala", name: "Nyala",
            shape: BodyShape(
                ageYears: 23, masculinity: 0.05, african: 1, asian: 0, european: 0, weight: 0.36, muscle: 0.5,
                height: 0.72, details: ["neck/neck-scale-vert-incr": 0.3]),
            skin: SkinTraits(
                melanin: 0.92, pheomelanin: 0.12, haemoglobin: 0.48, undertone: -0.15, freckles: 0.02, moles: 0.3,
                redSpots: 0.08, veins: 0.1, lines: 0.15),
            hair: HairTraits(style: .cropped, melanin: 1, redness: 0.02, curl: 1), seed: 8849),
    ]

    /// Who wears a piece when nobody was asked for.
    public static let standardID = "lucia"

    /// The member with an identifier.
    public static func member(_ id: String) -> Person? { members.first { $0.id == id } }

    /// A detail of both hands.
    private static func both(_ detail: String, _ weight: Float) -> [String: Float] {
        ["hands/l-\(detail)": weight, "hands/r-\(detail)": weight]
    }
}

extension Person {
    /// Skin, age and hair in a few words, e.g. “woman, 23, very dark skin, cropped black hair”.
    public var summary: String {
        "\(shape.masculinity < 0.5 ? "woman" : "man"), \(Int(shape.ageYears)), \(skinWord) skin, \(hairWord) hair"
    }

    private var skinWord: String {
        switch skin.melanin {
        case ..<0.1: "very fair"
        case ..<0.17: "fair"
        case ..<0.27: "light"
        case ..<0.38: "olive"
        case ..<0.48: "tan"
        case ..<0.62: "brown"
        case ..<0.82: "dark"
        default: "very dark"
        }
    }

    private var hairWord: String {
        let colour =
            switch hair.melanin {
            case ..<0.17: shape.ageYears > 50 ? "grey" : "platinum"
            case ..<0.4: hair.redness > 0.5 ? "red" : "blond"
            case ..<0.85: "brown"
            default: "black"
            }
        return switch hair.style {
        case .up: "pinned-up \(colour)"
        case .overShoulder: "loose \(colour)"
        case .cropped: "cropped \(colour)"
        }
    }
}
