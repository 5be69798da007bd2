import Appraisal
import Geometry
internal import Glibc
import Rendering

/// One earring in its own frame: from the ear's hole at the origin down along +z, its face toward +y.
struct EarringDesign {
    enum Family: String, Sendable {
        case stud, hook, hoop, huggie, drop, chandelier, jhumka, tassel
        // Never in the training set.
        case threader, fan, crescent
    }

    var family: Family
    var parts: [Part]
    var metal: Metal
    /// Whether it needs something to hang from.
    var hangs: Bool { family != .stud }

    static func families(_ split: SpecimenSplit) -> [(Family, Float)] {
        split == .train
            ? [
                (.stud, 2), (.hook, 2), (.hoop, 1.6), (.huggie, 0.8), (.drop, 1.6), (.chandelier, 1.2), (.jhumka, 0.7),
                (.tassel, 0.6),
            ] : [(.threader, 1), (.fan, 1), (.crescent, 1.4)]
    }

    init(_ dice: inout Dice, split: SpecimenSplit) {
        let family = dice.draw(Self.families(split))
        let substances = Substances(&dice, split: split)
        self.family = family
        metal = substances.metal
        let material = substances.metalMaterial
        let wire = dice.real(0.35...0.5)
        func pendant(_ size: ClosedRange<Float>, _ kind: Pendant.Family? = nil) -> [Part] {
            Pendant(&dice, size: dice.size(size), substances: substances, split: split, family: kind).parts()
        }
        switch family {
        case .stud: parts = Self.stud(&dice, substances, split, radius: dice.size(2...7))
        case .hook:
            parts = [Self.hook(material, wire)]
            let beads = dice.whole(0...2)
            var z: Float = 1
            for _ in 0..<beads {
                let r = dice.size(1.5...5)
                let bead = Shapes.sphere(centre: [0, 0, z + r], radius: r, segments: 18)
                parts.append(Part(mesh: bead, material: dice.pick(substances.gems + [substances.pearl, material])))
                z += 2 * r + 0.4
            }
            parts += pendant(8...38).moved(by: .translation([0, 0, z]))
        case .hoop, .huggie: parts = Self.hoop(&dice, substances, small: family == .huggie, split: split)
        case .drop:
            parts = Self.stud(&dice, substances, split, radius: dice.size(1.6...4))
            parts += pendant(8...34).moved(by: .translation([0, 0.6, 3]))
        case .chandelier, .fan: parts = Self.chandelier(&dice, substances, split, fan: family == .fan)
        case .jhumka:
            parts = Self.stud(&dice, substances, split, radius: dice.size(4...8))
            parts += pendant(14...26, .dome).moved(by: .translation([0, 0, 6]))
        case .tassel:
            parts = Self.stud(&dice, substances, split, radius: dice.size(2...5))
            parts += pendant(20...60, .tassel).moved(by: .translation([0, 0.5, 3]))
        case .crescent: parts = Self.crescent(&dice, substances, split)
        case .threader:
            let length = dice.size(30...80)
            let track = Track([[0, 0.4, 0], [0, 0.4, length]], normal: [0, 1, 0], closed: false)
            let chain = ChainDesign(family: .cable, width: dice.real(0.9...1.4), material: material, accent: material)
            parts = chain.parts(along: track.resampled(spacing: 0.5)) + [Self.hook(material, wire)]
            parts += pendant(4...12).moved(by: .translation([0, 0, length]))
        }
    }

    private static func stud(
        _ dice: inout Dice, _ substances: Substances, _ split: SpecimenSplit, radius: Float
    ) -> [Part] {
        let post = Part(
            mesh: Shapes.tube(along: Track([[0, -9, 0], [0, 0, 0]], normal: [0, 0, 1], closed: false), radius: 0.4),
            material: substances.metalMaterial)
        switch dice.whole(0...3) {
        case 0:
            return [
                post,
                Part(
                    mesh: Shapes.sphere(centre: [0, 0.8 * radius, 0], radius: radius),
                    material: dice.pick([substances.pearl, substances.metalMaterial])),
            ]
        case 1:
            let flat = Pendant(&dice, size: 2 * radius, substances: substances, split: split)
            return [post] + flat.parts(loop: false).moved(by: .translation([0, 0, -radius]))
        default:
            let setting = StoneSetting(&dice, radius: radius, substances: substances, split: split)
            return [post] + setting.parts.moved(by: .translation([0, 0.8 * radius, 0]))
        }
    }

    /// A shepherd's hook whose wire goes back through the ear.
    private static func hook(_ material: Material, _ wire: Float) -> Part {
        let points = (0...22).map { k -> Vector3 in
            let a = Float(k) / 22 * 1.25 * .pi
            return [0, -4.2 + 4.2 * cos(a), -5 - 4.2 * sin(a) + (k > 17 ? Float(k - 17) * 1.4 : 0)]
        }
        let line = Track([[0, 0, 0.6], [0, 0.2, -2]] + points, normal: [1, 0, 0], closed: false)
        return Part(mesh: Shapes.tube(along: line, radius: wire, sides: 8), material: material)
    }

    /// A hoop hangs in the yz plane, so that it faces sideways as it is worn.
    private static func hoop(
        _ dice: inout Dice, _ substances: Substances, small: Bool, split: SpecimenSplit
    ) -> [Part] {
        let radius = small ? dice.size(5...9) : dice.size(9...32)
        let thickness = small ? dice.size(0.8...2.5) : dice.size(0.5...3)
        let turn = dice.pick([0, .pi / 2, dice.real(0.2...1.4)] as [Float])
        let circle = (0..<72).map { k -> (Vector3, Vector3) in
            let a = Float(k) / 72 * 2 * .pi
            let out = Vector3(sin(a) * sin(turn), sin(a) * cos(turn), -cos(a))
            return (out * radius + [0, 0, radius], out)
        }
        let track = Track(circle.map(\.0), normals: circle.map(\.1), closed: true)
        var parts: [Part]
        switch dice.whole(0...3) {
        case 0:
            parts = ChainDesign(
                family: .rope, width: 2 * thickness, material: substances.metalMaterial,
                accent: substances.metalMaterial
            ).parts(along: track)
        case 1:
            let mesh = Shapes.ribbon(along: track, width: 2.2 * thickness, thickness: 0.5 * thickness)
            parts = [Part(mesh: mesh, material: substances.metalMaterial)]
        case 2 where thickness > 1:
            let row = StoneRow(
                setting: StoneSetting(
                    radius: 0.6 * thickness, hold: .bezel, gem: substances.gems[0], metal: substances.metalMaterial),
                gems: substances.gems)
            parts = row.parts(along: track)
        default:
            parts = [
                Part(
                    mesh: Shapes.tube(along: track, radius: thickness / 2, sides: 12),
                    material: substances.metalMaterial)
            ]
        }
        if dice.chance(small ? 0.5 : 0.3) {
            let charm = Pendant(&dice, size: dice.size(6...18), substances: substances, split: split)
            parts += charm.parts().moved(by: .translation([0, 0, 2 * radius - 0.5]))
        }
        return parts
    }

    /// A flat moon round the lobe, thick below, with or without a stone in it.
    private static func crescent(_ dice: inout Dice, _ substances: Substances, _ split: SpecimenSplit) -> [Part] {
        let radius = dice.size(5...22)
        let (fat, turn) = (radius * dice.real(0.15...0.7), dice.real(-0.5...0.5))
        let points = (0..<96).map { k -> Vector2 in
            let a = Float(k) / 48 * 2 * .pi
            let outer = k < 48
            let q = outer ? radius : radius - fat * (0.12 + 0.88 * (1 - cos(a)) / 2)
            return [q * sin(outer ? a : -a), radius - q * cos(a)]
        }
        // Cut open at the top, so that the outline is simple.
        let open = points.enumerated().filter { !(45...50).contains($0.offset) && $0.offset > 2 && $0.offset < 93 }
        let slab = Shapes.slab(open.map(\.element), thickness: dice.real(0.6...2), dome: 1)
        let pose = AffineTransform.rotation(axis: [0, 0, 1], degrees: turn * 90)
        var parts = [Part(mesh: slab.moved(by: pose), material: substances.metalMaterial)]
        if dice.chance(0.5) {
            let charm = Pendant(&dice, size: radius, substances: substances, split: split)
            parts += charm.parts().moved(by: .translation([0, 0.5, 0.3]))
        }
        return parts
    }

    /// A plate with drops in rows below.
    private static func chandelier(
        _ dice: inout Dice, _ substances: Substances, _ split: SpecimenSplit, fan: Bool
    ) -> [Part] {
        let width = dice.real(14...30)
        var parts = stud(&dice, substances, split, radius: dice.size(2...4))
        let rows = fan ? 1 : dice.whole(1...3)
        var z: Float = 5
        for row in 0..<rows {
            let count = max(dice.whole(3...7) - row, 2)
            let drop = Pendant(&dice, size: dice.size(5...16), substances: substances, split: split)
            let stone = StoneSetting(&dice, radius: width / Float(count) * 0.4, substances: substances, split: split)
            let span = width * (1 - 0.25 * Float(row))
            for k in 0..<count {
                let u = Float(k) / Float(max(count - 1, 1)) - 0.5
                let dip = (fan ? 9 : 4) * (0.25 - u * u) * 4
                let place = AffineTransform.translation([u * span, 0.8, z + dip])
                parts += stone.parts.moved(by: place)
                parts += drop.parts().moved(by: place.shifted([0, -0.6, stone.extent.y]).yawed(fan ? -u * 1.2 : 0))
            }
            let bow = (0...16).map { k -> Vector3 in
                let u = Float(k) / 16 - 0.5
                return [u * span, 0.2, z + (fan ? 9 : 4) * (0.25 - u * u) * 4]
            }
            parts.append(
                Part(
                    mesh: Shapes.tube(along: Track(bow, normal: [0, 1, 0], closed: false), radius: 0.5),
                    material: substances.metalMaterial))
            z += 5 + drop.size + stone.extent.y
        }
        let stem = Track([[0, 0.2, 0], [0, 0.2, max(z - 5, 6)]], normal: [0, 1, 0], closed: false)
        parts.append(Part(mesh: Shapes.tube(along: stem, radius: 0.4), material: substances.metalMaterial))
        return parts
    }
}
