import Geometry
import Rendering

/// What a display or a ground is covered with.
struct Finish {
    enum Kind: String {
        case velvet, linen, leatherette, satin, wood, stone, paper, gloss, printed, skin, mirror
        // Never in the training set.
        case knit, bark, terrazzo, suede, plaster
    }
    /// The way a cloth's threads are laid on a mesh.
    enum Drape { case front, top }

    var kind: Kind
    private var cloth: ClothMaterial?
    private var coated: CoatedMaterial
    private var pattern: Pattern?
    private var metal: MetalMaterial?

    static func kinds(_ split: SpecimenSplit) -> [(Kind, Float)] {
        split == .train
            ? [
                (.velvet, 1.6), (.linen, 1.4), (.leatherette, 1.5), (.satin, 0.9), (.wood, 0.8), (.stone, 0.9),
                (.paper, 1),
                (.gloss, 0.6), (.printed, 0.7), (.skin, 0.25), (.mirror, 0.2),
            ] : [(.knit, 1), (.bark, 0.6), (.terrazzo, 0.8), (.suede, 1.6), (.plaster, 2), (.printed, 0.7)]
    }

    /// Black velvet whose pile shines where it is seen along it, or black leatherette.
    static func dark(_ dice: inout Dice, split: SpecimenSplit) -> Finish {
        let shade = dice.size(0.004...0.03)
        let colour = Vector3(shade, shade, shade * dice.real(0.9...1.15))
        guard split == .train else { return Finish(&dice, split: split, kind: .suede, colour: colour) }
        guard dice.chance(0.75) else { return Finish(&dice, split: split, kind: .leatherette, colour: colour) }
        var finish = Finish(&dice, split: split, kind: .velvet, colour: colour)
        finish.cloth?.sheen = dice.real(0.5...1)
        return finish
    }

    /// - Parameter colour: in linear light; by lot if nil.
    init(_ dice: inout Dice, split: SpecimenSplit, kind: Kind? = nil, colour: Vector3? = nil) {
        self.kind = kind ?? dice.draw(Self.kinds(split))
        let colour = colour ?? Self.tone(&dice)
        coated = CoatedMaterial(colour: colour)
        let seed = dice.seed32()
        switch self.kind {
        case .velvet:
            cloth = ClothMaterial(
                colour: colour, weave: .none, spacing: dice.real(1...5), colourVariation: dice.real(0.1...0.5),
                roughness: 0.95, sheen: dice.real(0.4...1), seed: seed)
        case .linen:
            cloth = ClothMaterial(
                colour: dice.chance(0.3) ? Vector3(0.42, 0.31, 0.19) * dice.real(0.7...1.4) : colour, weave: .plain,
                spacing: dice.size(0.35...1.8), reliefDepth: dice.real(0.05...0.25),
                colourVariation: dice.real(0.1...0.5),
                sheen: 0.2, seed: seed)
        case .suede:
            cloth = ClothMaterial(
                colour: colour, weave: .none, spacing: dice.real(0.2...0.8), colourVariation: dice.real(0.3...0.8),
                roughness: 1, sheen: dice.real(0...0.25), seed: seed)
        case .plaster:
            pattern = Pattern(&dice, split: .train, kind: .concrete)
            (pattern!.light, pattern!.dark, pattern!.scale) = (colour, colour * dice.real(0.85...1), dice.size(1...6))
        case .knit:
            cloth = ClothMaterial(
                colour: colour, weave: .knit, spacing: dice.size(1...4), reliefDepth: 0.3, colourVariation: 0.25,
                seed: seed)
        case .satin:
            cloth = nil
            coated.coat = dice.real(0.4...0.9)
            coated.coatRoughness = dice.real(0.25...0.45)
        case .leatherette:
            coated.coat = dice.real(0.08...0.45)
            coated.coatRoughness = dice.real(0.3...0.55)
            pattern = Pattern(&dice, split: .train, kind: .stone)
            (pattern!.light, pattern!.dark, pattern!.scale) = (
                colour, colour * dice.real(0.72...0.96), dice.size(2...10)
            )
        case .wood, .bark:
            pattern = Pattern(&dice, split: split, kind: self.kind == .wood ? .wood : .bark)
            coated.coat = dice.real(0...0.5)
        case .stone, .terrazzo:
            pattern = Pattern(
                &dice, split: split,
                kind: self.kind == .terrazzo ? .terrazzo : dice.pick([.marble, .marble, .concrete, .stone]))
            coated.coat = dice.real(0...0.9)
            coated.coatRoughness = dice.real(0.05...0.4)
        case .skin:
            pattern = Pattern(&dice, split: .train, kind: .stone)
            let tone = Vector3(0.62, 0.38, 0.28) * dice.size(0.15...1.15)
            (pattern!.light, pattern!.dark, pattern!.scale) = (tone, tone * Vector3(0.8, 0.68, 0.62), dice.size(5...25))
            (coated.coat, coated.coatRoughness) = (0.3, 0.45)
        case .mirror:
            metal = MetalMaterial(
                reflectance: Vector3(repeating: dice.real(0.3...0.9)), roughness: dice.real(0.02...0.2))
        case .paper: pattern = Pattern(&dice, split: .train, kind: .plain)
        case .gloss:
            coated.coat = 1
            coated.coatRoughness = dice.real(0.03...0.2)
        case .printed:
            pattern = Pattern(&dice, split: split)
            if dice.chance(0.5) {
                cloth = ClothMaterial(colour: colour, weave: .plain, spacing: dice.size(0.4...1.2), seed: seed)
            }
        }
    }

    /// White and cream as often as black and grey, sometimes a colour.
    private static func tone(_ dice: inout Dice) -> Vector3 {
        let white = dice.real(0.62...0.88)
        let black = dice.size(0.008...0.06)
        let grey = dice.real(0.12...0.5)
        return dice.draw(
            [
                (Vector3(white, white * dice.real(0.93...1), white * dice.real(0.78...1.02)), 0.4),
                (Vector3(black, black, black * dice.real(0.9...1.2)), 0.24),
                (Vector3(grey, grey * dice.real(0.93...1), grey * dice.real(0.82...1.03)), 0.14),
                (dice.colour(saturation: 0.15...0.95, value: 0.04...0.75), 0.22),
            ] as [(Vector3, Float)])
    }

    func part(_ mesh: Mesh, drape: Drape) -> Part {
        var mesh = mesh
        if mesh.uvs.isEmpty {
            mesh.uvs = mesh.positions.map { drape == .front ? [$0.x + 0.5 * $0.z, $0.y] : [$0.x, $0.z + 0.5 * $0.y] }
        }
        if let pattern { mesh = pattern.painted(mesh) }
        if let metal { return Part(mesh: mesh, material: .metal(metal)) }
        if let cloth { return Part(mesh: mesh, material: .cloth(cloth)) }
        return Part(mesh: mesh, material: .coated(coated))
    }
}
