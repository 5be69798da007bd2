import Geometry
internal import Glibc
import Rendering

/// Necklaces that are more sheet, stone or plate than strand.
extension NecklaceDesign {
    enum Statement: String {
        case crystalSheet, crystalRows, crystalFringe, crystalSpray, glass, coins, plate, tassel, resin, ribbon
        // Never in the training set.
        case crystalLattice, resinCubes
    }

    /// Two in five necklaces are statements; nil is any other.
    static func statements(_ split: SpecimenSplit) -> [(Statement?, Float)] {
        split == .train
            ? [
                (nil, 0.575), (.crystalSheet, 0.055), (.crystalRows, 0.04), (.crystalFringe, 0.045),
                (.crystalSpray, 0.045), (.glass, 0.045), (.coins, 0.045), (.plate, 0.04), (.tassel, 0.035),
                (.resin, 0.045), (.ribbon, 0.03),
            ] : [(nil, 0.88), (.crystalLattice, 0.06), (.resinCubes, 0.06)]
    }

    mutating func become(_ statement: Statement, _ dice: inout Dice) {
        switch statement {
        case .crystalSheet: wearCrystals(.sheet, &dice)
        case .crystalRows: wearCrystals(.rows, &dice)
        case .crystalFringe: wearCrystals(.fringe, &dice)
        case .crystalSpray: wearCrystals(.spray, &dice)
        case .crystalLattice: wearCrystals(.lattice, &dice)
        case .glass:
            bodies = [chain(&dice, width: 1...4)]
            hang(.glass, size: 14...30, alone: 0.4, &dice)
        case .coins:
            bodies = [dice.chance(0.3) ? beads(&dice, diameter: 3...8) : chain(&dice, width: 1...5)]
            hang(.medallion, size: 9...36, alone: 0.25, &dice)
        case .plate:
            bodies = [dice.chance(0.3) ? beads(&dice, diameter: 3...8) : chain(&dice, width: 1.2...5)]
            let made = Pendant(
                &dice, size: dice.size(34...75), substances: substances, split: split, family: .plate)
            pendant = made
            family = bodies[0].family + "+plate"
        case .tassel:
            bodies = [dice.chance(0.6) ? beads(&dice, diameter: 3...10) : chain(&dice, width: 1...3)]
            pendant = Pendant(
                &dice, size: dice.size(40...95), substances: substances, split: split, family: .tassel)
            family = bodies[0].family + "+tassel"
        case .resin, .resinCubes: wearResin(isCubes: statement == .resinCubes, &dice)
        case .ribbon: wearRibbon(&dice)
        }
    }

    private func chain(_ dice: inout Dice, width: ClosedRange<Float>) -> Body {
        .chain(
            ChainDesign(
                family: dice.pick([.cable, .curb, .figaro, .rope, .snake, .cord]), width: dice.size(width),
                material: substances.metalMaterial, accent: Substances.cord(&dice)))
    }

    private func beads(_ dice: inout Dice, diameter: ClosedRange<Float>) -> Body {
        .beads(
            BeadStrand(
                &dice, family: dice.draw(BeadStrand.families(split)), diameter: dice.size(diameter),
                substances: substances))
    }

    private mutating func wearCrystals(_ kind: CrystalCollar.Family, _ dice: inout Dice) {
        substances.becomeSilvery(&dice)
        let made = CrystalCollar(&dice, family: kind, substances: substances)
        collar = made
        let radius = min(made.radius, 1.6)
        let row = StoneRow(
            setting: StoneSetting(
                radius: radius, hold: .bezel, gem: made.crystal, metal: substances.metalMaterial),
            gems: [made.crystal])
        bodies = [kind == .rows || dice.chance(0.6) ? .row(row) : chain(&dice, width: 1...2.5)]
        family = bodies[0].family + (kind == .fringe ? "+fringe-crystal" : "+bib-crystal-\(kind.rawValue)")
        // A great drop in the middle.
        guard kind != .rows, dice.chance(0.3) else { return }
        let drop = Pendant(
            &dice, size: dice.size(8...20), substances: substances, split: split, family: split == .train ? .drop : nil)
        pendant = drop
        pendantDrop = made.depth
    }

    private mutating func hang(
        _ kind: Pendant.Family, size: ClosedRange<Float>, alone: Float, _ dice: inout Dice
    ) {
        if dice.chance(alone) {
            pendant = Pendant(
                &dice, size: size.upperBound * dice.real(0.8...1.5), substances: substances, split: split, family: kind)
            family = bodies[0].family + "+" + kind.rawValue
        } else {
            let item = Pendant(&dice, size: dice.size(size), substances: substances, split: split, family: kind)
            // From the middle to the shoulders.
            fringe = (item, max(Int(dice.real(40...260) / item.size), 3))
            family = bodies[0].family + "+fringe-" + kind.rawValue
        }
    }

    /// Large beads of resin, acrylic and lacquered wood.
    private mutating func wearResin(isCubes: Bool, _ dice: inout Dice) {
        let kind: BeadStrand.Family = isCubes ? .cubes : dice.pick([.round, .graduated, .discs, .chips, .rondelles])
        var strand = BeadStrand(&dice, family: kind, diameter: dice.size(13...27), substances: substances)
        strand.materials = (0..<dice.whole(1...4)).map { _ in Substances.resin(&dice) }
        bodies = [.beads(strand)]
        if dice.chance(0.2) { bodies.append(bodies[0]) }
        family = "resin-" + kind.rawValue
    }

    /// A band of velvet, satin or grosgrain close about the neck, bare or with something on it.
    private mutating func wearRibbon(_ dice: inout Dice) {
        let colour =
            dice.chance(0.5) ? Vector3(repeating: dice.size(0.006...0.04)) : dice.colour(saturation: 0.2...0.95)
        let cloth =
            dice.chance(0.6)
            ? Material.cloth(
                ClothMaterial(
                    colour: colour, weave: dice.chance(0.5) ? .none : .plain, spacing: dice.size(0.3...1),
                    colourVariation: 0.2, roughness: 0.95, sheen: dice.real(0.2...1), seed: dice.seed32()))
            : .coated(CoatedMaterial(colour: colour, coat: dice.real(0.3...0.8), coatRoughness: dice.real(0.25...0.4)))
        bodies = [.ribbon(width: dice.size(5...24), material: cloth)]
        family = "ribbon"
        if dice.chance(0.65) {
            let made = Pendant(&dice, size: dice.size(10...34), substances: substances, split: split)
            pendant = made
            family += "+" + made.family.rawValue
        }
    }
}

extension CrystalCollar {
    /// How far it goes down in the middle, millimetres.
    var depth: Float {
        switch family {
        case .sheet, .lattice, .rows: Float(rows) * 2 * radius
        case .fringe: Float(rows) * 2.3 * radius + 2 * radius
        case .spray: Float(rows) * 1.7 * radius
        }
    }
}

extension Substances {
    /// Cast resin: clear, frosted or opaque, always glossy where it was polished.
    static func resin(_ dice: inout Dice) -> Material {
        let colour = dice.chance(0.25) ? Vector3(repeating: dice.size(0.01...0.7)) : dice.colour(saturation: 0.3...1)
        guard dice.chance(0.4) else {
            return .coated(
                CoatedMaterial(
                    colour: colour, roughness: 0.9, coat: dice.real(0.4...1), coatRoughness: dice.real(0.03...0.3)))
        }
        let clear = (Vector3.one - colour) * dice.size(0.01...0.2)
        return .dielectric(
            DielectricMaterial(
                indexOfRefraction: 1.5, absorption: clear, roughness: dice.chance(0.3) ? dice.real(0.1...0.35) : 0))
    }
}
