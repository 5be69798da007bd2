package import Anatomy
internal import Foundation

/// The Model Maker's sliders and the person that they mean.
package struct ModelTraits: Codable, Hashable, Sendable {
    /// What is wrong with a trait.
    package struct Invalid: Error, CustomStringConvertible {
        package let description: String
    }

    struct Ancestry: Codable, Hashable, Sendable {
        var african = 0.2
        var asian = 0.3
        var european = 0.5
    }

    var age = 32.0
    var masculinity = 0.1
    var ancestry = Ancestry()
    var melanin = 0.35
    var undertone = 0.1
    var freckles = 0.1
    var hairStyle = HairTraits.Style.up
    var hairMelanin = 0.8
    var curl = 0.2
    var weight = 0.48
    var muscle = 0.5
    var fingerLength = 0.0
    var fingerGirth = 0.0

    package init(_ person: Person) {
        func rounded(_ value: Float) -> Double { (Double(value) * 1000).rounded() / 1000 }
        (age, masculinity) = (rounded(person.shape.ageYears), rounded(person.shape.masculinity))
        ancestry = Ancestry(
            african: rounded(person.shape.african), asian: rounded(person.shape.asian),
            european: rounded(person.shape.european))
        (melanin, undertone) = (rounded(person.skin.melanin), rounded(person.skin.undertone))
        freckles = rounded(person.skin.freckles)
        (hairStyle, hairMelanin) = (person.hair.style, rounded(person.hair.melanin))
        curl = rounded(person.hair.curl)
        (weight, muscle) = (rounded(person.shape.weight), rounded(person.shape.muscle))
        func slider(_ name: String) -> Double {
            let details = person.shape.details
            return rounded((details["hands/l-\(name)-incr"] ?? 0) - (details["hands/l-\(name)-decr"] ?? 0))
        }
        (fingerLength, fingerGirth) = (slider("hand-fingers-length"), slider("hand-fingers-diameter"))
    }

    private enum Key: String, CodingKey, CaseIterable {
        case age, masculinity, ancestry, melanin, undertone, freckles, hairStyle, hairMelanin, curl, weight, muscle
        case fingerLength, fingerGirth
    }

    /// What is missing is as usual.
    ///
    /// - Throws: `Invalid` for a value outside its range.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func read(_ key: Key, _ range: ClosedRange<Double>, _ value: inout Double) throws {
            guard let given = try container.decodeIfPresent(Double.self, forKey: key) else { return }
            guard range.contains(given) else {
                throw Invalid(
                    description: "'\(key.rawValue)' must lie between \(range.lowerBound) and \(range.upperBound).")
            }
            value = given
        }
        try read(.age, 18...80, &age)
        try read(.masculinity, 0...1, &masculinity)
        try read(.melanin, 0...1, &melanin)
        try read(.undertone, -1...1, &undertone)
        try read(.freckles, 0...1, &freckles)
        try read(.hairMelanin, 0...1, &hairMelanin)
        try read(.curl, 0...1, &curl)
        try read(.weight, 0.2...0.8, &weight)
        try read(.muscle, 0.2...0.8, &muscle)
        try read(.fingerLength, -1...1, &fingerLength)
        try read(.fingerGirth, -1...1, &fingerGirth)
        if let given = try container.decodeIfPresent(String.self, forKey: .hairStyle) {
            guard let style = HairTraits.Style(rawValue: given) else {
                throw Invalid(
                    description:
                        "There is no hair style '\(given)'. There are: \(Self.styles.map(\.id).joined(separator: ", "))."
                )
            }
            hairStyle = style
        }
        ancestry = try container.decodeIfPresent(Ancestry.self, forKey: .ancestry) ?? ancestry
        let shares = [ancestry.african, ancestry.asian, ancestry.european]
        guard shares.allSatisfy({ (0...1).contains($0) }), shares.reduce(0, +) > 0.01 else {
            throw Invalid(description: "'ancestry' must hold shares between 0 and 1, not all of them 0.")
        }
    }

    /// The person; the same name and traits are the same person.
    ///
    /// - Parameter seed: of moles, mottling and strands.
    package func person(id: String, name: String, seed: UInt32) -> Person {
        let sum = ancestry.african + ancestry.asian + ancestry.european
        var details: [String: Float] = [:]
        for (slider, value) in [("hand-fingers-length", fingerLength), ("hand-fingers-diameter", fingerGirth)]
        where abs(value) > 0.001 {
            for side in ["l", "r"] {
                details["hands/\(side)-\(slider)-\(value > 0 ? "incr" : "decr")"] = Float(abs(value))
            }
        }
        // What a life leaves on a skin comes with the years.
        let years = Float((age - 18) / 62)
        return Person(
            id: id, name: name,
            shape: BodyShape(
                ageYears: Float(age), masculinity: Float(masculinity), african: Float(ancestry.african / sum),
                asian: Float(ancestry.asian / sum), european: Float(ancestry.european / sum), weight: Float(weight),
                muscle: Float(muscle), details: details),
            skin: SkinTraits(
                melanin: Float(melanin), undertone: Float(undertone), freckles: Float(freckles),
                redSpots: 0.2 + 0.4 * years, veins: 0.25 + 0.4 * years, lines: 0.12 + 0.75 * years),
            hair: HairTraits(style: hairStyle, melanin: Float(hairMelanin), curl: Float(curl)), seed: seed)
    }

    // MARK: - The sliders as data

    package struct Group: Encodable, Sendable {
        package var id, name, words: String
        package var items: [Item]
    }
    package struct Item: Encodable, Sendable {
        package struct Part: Encodable, Sendable { package var id, name: String }
        package enum Usual: Encodable, Sendable {
            case number(Double)
            case word(String)
            case shares([String: Double])
            package func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .number(let value): try container.encode(value)
                case .word(let value): try container.encode(value)
                case .shares(let value): try container.encode(value)
                }
            }
        }
        package var id, kind, name: String
        package var min, max, step: Double?
        package var usual: Usual
        package var words, ends: [String]?
        package var swatch: String?
        package var parts, options: [Part]?

        static func range(
            _ id: String, _ name: String, _ range: ClosedRange<Double>, step: Double, usual: Double,
            words: [String]? = nil, ends: [String]? = nil, swatch: String? = nil
        ) -> Item {
            Item(
                id: id, kind: "range", name: name, min: range.lowerBound, max: range.upperBound, step: step,
                usual: .number(usual), words: words, ends: ends, swatch: swatch)
        }
    }

    private static let styles: [Item.Part] = [
        .init(id: "up", name: "Pinned up"), .init(id: "overShoulder", name: "Over the shoulder"),
        .init(id: "cropped", name: "Cropped"),
    ]

    package static let groups: [Group] = [
        Group(
            id: "presence", name: "Presence", words: "Who comes into the room",
            items: [
                .range("age", "Age", 18...80, step: 1, usual: 32),
                .range(
                    "masculinity", "Presentation", 0...1, step: 0.02, usual: 0.1,
                    words: ["feminine", "rather feminine", "androgynous", "rather masculine", "masculine"]),
                Item(
                    id: "ancestry", kind: "mixture", name: "Features from",
                    usual: .shares(["african": 0.2, "asian": 0.3, "european": 0.5]),
                    parts: [
                        .init(id: "african", name: "Africa"), .init(id: "asian", name: "Asia"),
                        .init(id: "european", name: "Europe"),
                    ]),
            ]),
        Group(
            id: "skin", name: "Complexion", words: "What the light falls on",
            items: [
                .range(
                    "melanin", "Tone", 0...1, step: 0.01, usual: 0.35,
                    words: ["very fair", "fair", "light", "olive", "tan", "brown", "dark", "very dark"], swatch: "tone"),
                .range(
                    "undertone", "Undertone", -1...1, step: 0.05, usual: 0.1, words: ["cool", "neutral", "golden"],
                    swatch: "undertone"),
                .range("freckles", "Freckles", 0...1, step: 0.05, usual: 0.1, ends: ["none", "many"]),
            ]),
        Group(
            id: "hair", name: "Hair", words: "What frames the piece",
            items: [
                Item(
                    id: "hairStyle", kind: "choice", name: "Worn", usual: .word("up"),
                    options: styles),
                .range(
                    "hairMelanin", "Colour", 0...1, step: 0.02, usual: 0.8,
                    words: ["platinum", "blond", "brown", "dark brown", "black"]),
                .range("curl", "Curl", 0...1, step: 0.05, usual: 0.2, ends: ["straight", "tight curls"]),
            ]),
        Group(
            id: "figure", name: "Figure and hands", words: "What carries it",
            items: [
                .range("weight", "Build", 0.2...0.8, step: 0.02, usual: 0.48, ends: ["slight", "full"]),
                .range("muscle", "Muscle", 0.2...0.8, step: 0.02, usual: 0.5, ends: ["soft", "strong"]),
                .range("fingerLength", "Fingers", -1...1, step: 0.05, usual: 0, ends: ["short", "long"]),
                .range("fingerGirth", "Their girth", -1...1, step: 0.05, usual: 0, ends: ["slender", "broad"]),
            ]),
    ]

    /// Each trait as `cast make --trait` takes it.
    package var lines: [String] {
        func line(_ name: String, _ value: Double) -> String { "\(name)=\(String(format: "%g", value))" }
        return [
            line("age", age), line("masculinity", masculinity), line("african", ancestry.african),
            line("asian", ancestry.asian), line("european", ancestry.european), line("melanin", melanin),
            line("undertone", undertone), line("freckles", freckles), "hairStyle=\(hairStyle.rawValue)",
            line("hairMelanin", hairMelanin), line("curl", curl), line("weight", weight), line("muscle", muscle),
            line("fingerLength", fingerLength), line("fingerGirth", fingerGirth),
        ]
    }
}
