import Appraisal
import Geometry
import Rendering

/// What a piece is made of, drawn once for the whole piece.
struct Substances {
    var metal: Metal
    var metalMaterial: Material
    /// Stones of the piece, one kind or a few that go together.
    var gems: [Material]
    var pearl: Material

    init(_ dice: inout Dice, split: SpecimenSplit) {
        (metal, metalMaterial) = Self.metal(&dice)
        let kinds = dice.draw([(1, 0.7), (2, 0.2), (4, 0.1)] as [(Int, Float)])
        gems = (0..<kinds).map { _ in Self.gem(&dice, split: split) }
        pearl = Self.pearl(&dice)
    }

    static func metal(_ dice: inout Dice) -> (Metal, Material) {
        let roughness = dice.draw(
            [(dice.real(0.05...0.16), 0.7), (dice.real(0.16...0.3), 0.22), (0.4, 0.08)] as [(Float, Float)])
        let (metal, base): (Metal, Vector3) = dice.draw(
            [
                ((.yellowGold, [0.94, 0.70, 0.32]), 0.3), ((.yellowGold, [0.93, 0.76, 0.46]), 0.08),
                ((.roseGold, [0.92, 0.63, 0.50]), 0.11), ((.silver, [0.92, 0.91, 0.89]), 0.25),
                ((.silver, [0.78, 0.77, 0.75]), 0.12), ((.other, [0.86, 0.48, 0.32]), 0.05),
                ((.other, [0.30, 0.29, 0.28]), 0.05), ((.other, [0.60, 0.45, 0.26]), 0.04),
            ] as [((Metal, Vector3), Float)])
        let shade = dice.real(0.88...1.04)
        let colour = (base * shade).clamped(lowerBound: .zero, upperBound: Vector3(repeating: 0.97))
        return (metal, .metal(MetalMaterial(reflectance: colour, roughness: roughness)))
    }

    /// A stone: clear and cut, foiled, or opaque.
    static func gem(_ dice: inout Dice, split: SpecimenSplit) -> Material {
        if dice.chance(0.34) {
            return .dielectric(DielectricMaterial(indexOfRefraction: dice.real(1.75...2.3)))
        }
        let hues: [Vector3] =
            split == .train
            ? [
                [0.04, 0.5, 0.45], [0.55, 0.35, 0.03], [0.6, 0.04, 0.35], [0.25, 0.5, 0.06], [0.02, 0.12, 0.5],
                [0.4, 0.1, 0.1], [0.05, 0.03, 0.12],
            ] : [[0.1, 0.02, 0.3], [0.3, 0.02, 0.12], [0.01, 0.06, 0.25]]
        if dice.chance(0.5) {
            return .dielectric(
                DielectricMaterial(
                    indexOfRefraction: dice.real(1.55...1.9), absorption: dice.pick(hues) * dice.real(0.4...1.6)))
        }
        if dice.chance(0.45) {
            // A foiled back throws all light back through the colour, as a tinted mirror with facets does.
            let tint =
                dice.chance(0.5) ? Vector3(repeating: 0.9) : dice.colour(saturation: 0.5...0.95, value: 0.4...0.9)
            return .metal(MetalMaterial(reflectance: tint, edgeTint: .one, roughness: dice.real(0.05...0.14)))
        }
        return opaqueStone(&dice)
    }

    /// Turquoise, onyx, coral, jade, lapis, howlite, enamel, plastic.
    static func opaqueStone(_ dice: inout Dice) -> Material {
        let named: [Vector3] = [
            [0.06, 0.42, 0.40], [0.012, 0.012, 0.014], [0.62, 0.08, 0.05], [0.12, 0.38, 0.18], [0.02, 0.05, 0.28],
            [0.75, 0.73, 0.70], [0.55, 0.26, 0.06], [0.30, 0.04, 0.06], [0.70, 0.45, 0.42],
        ]
        let colour = dice.chance(0.7) ? dice.pick(named) : dice.colour(saturation: 0.2...0.95)
        return .coated(
            CoatedMaterial(
                colour: colour * dice.real(0.8...1.1), roughness: 0.9, coat: dice.real(0.3...1),
                coatRoughness: dice.real(0.05...0.3)))
    }

    static func pearl(_ dice: inout Dice) -> Material {
        let colour: Vector3 = dice.draw(
            [
                ([0.84, 0.80, 0.74], 0.4), ([0.86, 0.85, 0.84], 0.25), ([0.83, 0.66, 0.58], 0.12),
                ([0.72, 0.60, 0.36], 0.08),
                ([0.10, 0.10, 0.12], 0.1), ([0.33, 0.34, 0.38], 0.05),
            ] as [(Vector3, Float)])
        return .coated(
            CoatedMaterial(
                colour: colour, roughness: 0.6, coat: dice.real(0.6...1), coatRoughness: dice.real(0.1...0.24)))
    }

    /// Leather, waxed cotton, silk thread.
    static func cord(_ dice: inout Dice) -> Material {
        let colour: Vector3 = dice.draw(
            [
                ([0.02, 0.018, 0.016], 0.4), ([0.16, 0.08, 0.04], 0.25), ([0.55, 0.50, 0.42], 0.15),
                ([0.8, 0.78, 0.74], 0.1),
                (dice.colour(saturation: 0.4...0.9), 0.3),
            ] as [(Vector3, Float)])
        return .coated(CoatedMaterial(colour: colour, coat: dice.real(0...0.35), coatRoughness: 0.4))
    }
}
