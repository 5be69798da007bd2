import Appraisal
import Geometry
internal import Glibc
import Rendering

/// Small cut crystals in cups, many hundreds of them: one mesh a material, few facets a stone.
struct CrystalWork {
    /// Clear stones, and the few of another colour among them.
    var crystal, accent: Material
    var metal: Material
    private var crystals = Mesh()
    private var accents = Mesh()
    private var cups = Mesh()
    private let shapes: [StoneSetting.Cut: (stone: Mesh, cup: Mesh)]

    /// - Parameter cuts: what will be set.
    init(crystal: Material, accent: Material, metal: Material, cuts: [StoneSetting.Cut]) {
        (self.crystal, self.accent, self.metal) = (crystal, accent, metal)
        var shapes: [StoneSetting.Cut: (stone: Mesh, cup: Mesh)] = [:]
        for cut in cuts {
            // Under a millimetre a setting has the fewest facets.
            let unit = StoneSetting(cut: cut, radius: 0.99, hold: .bare, gem: crystal, metal: metal)
            shapes[cut] = (unit.parts[0].mesh, Self.cup(unit))
        }
        self.shapes = shapes
    }

    /// A cup whose rim stands a little over the girdle.
    private static func cup(_ stone: StoneSetting) -> Mesh {
        let sides = 10
        let rings = ([(0.4, -0.78), (1.06, -0.2), (1.13, 0.12), (0.97, 0.1)] as [(Float, Float)]).map { r, y in
            (0..<sides).map { k -> Vector3 in
                let g = stone.girdle(Float(k) / Float(sides) * 2 * .pi) * r
                return [g.x, y, g.y]
            }
        }
        return Shapes.swept(rings: rings, closed: false)
    }

    /// Sets a stone that faces along the frame's y, its length along z.
    mutating func set(_ cut: StoneSetting.Cut, at frame: AffineTransform, radius: Float, isAccent: Bool = false) {
        guard let shape = shapes[cut] else { preconditionFailure("a cut that was not announced") }
        let place = frame.scaled(Vector3(repeating: radius))
        if isAccent { accents.stamp(shape.stone, place) } else { crystals.stamp(shape.stone, place) }
        cups.stamp(shape.cup, place)
    }

    /// A wire, a plate: what holds cups together.
    mutating func solder(_ mesh: Mesh) { cups.append(mesh) }

    var parts: [Part] {
        [
            Part(mesh: crystals, material: crystal), Part(mesh: accents, material: accent),
            Part(mesh: cups, material: metal),
        ].filter { !$0.mesh.positions.isEmpty }
    }

    // MARK: - Motifs

    /// Pear petals round a heart, of a radius over all.
    mutating func flower(at frame: AffineTransform, radius: Float, petals: Int, heartIsAccent: Bool) {
        // Petals that touch: half width of one on a circle of 0.62 radii.
        let petal = min(0.62 * radius * sin(.pi / Float(petals)) * 1.1, 0.32 * radius)
        for k in 0..<petals {
            let a = (Float(k) + 0.25) / Float(petals) * 2 * .pi
            let place = frame.shifted([0.6 * radius * cos(a), 0, 0.6 * radius * sin(a)]).yawed(.pi / 2 - a)
            set(.pear, at: place, radius: petal)
        }
        set(.round, at: frame.shifted([0, 0.1 * radius, 0]), radius: 0.24 * radius, isAccent: heartIsAccent)
    }

    /// A spray of leaves that opens toward an angle from x, with a bud at its foot.
    mutating func spray(at frame: AffineTransform, radius: Float, toward angle: Float, leaves: Int) {
        for k in 0..<leaves {
            let a = angle + (Float(k) - Float(leaves - 1) / 2) * 0.8
            let place = frame.shifted([0.62 * radius * cos(a), 0.04 * Float(k % 2) * radius, 0.62 * radius * sin(a)])
            set(.marquise, at: place.yawed(.pi / 2 - a), radius: 0.27 * radius)
        }
        set(.round, at: frame.shifted([0, 0.08 * radius, 0]), radius: 0.2 * radius)
    }
}

extension Substances {
    /// Clear crystal: cut glass that is seen through, or foiled behind and as bright as a faceted mirror.
    static func crystal(_ dice: inout Dice) -> Material {
        if dice.chance(0.55) {
            return .dielectric(DielectricMaterial(indexOfRefraction: dice.real(1.6...2.2)))
        }
        let tint = dice.chance(0.8) ? Vector3(repeating: dice.real(0.8...0.95)) : Vector3(0.93, 0.85, 0.76)
        return .metal(MetalMaterial(reflectance: tint, roughness: dice.real(0.03...0.1)))
    }

    /// Silver or rhodium most of the time, as crystals are set.
    mutating func becomeSilvery(_ dice: inout Dice) {
        guard metal != .silver, dice.chance(0.65) else { return }
        metal = .silver
        metalMaterial = .metal(
            MetalMaterial(reflectance: Vector3(0.9, 0.9, 0.89) * dice.real(0.8...1), roughness: dice.real(0.05...0.2)))
    }

    /// Black and nearly black: gunmetal, onyx, jet, smoky glass, black pearls.
    mutating func darken(_ dice: inout Dice) {
        let shade = dice.size(0.03...0.2)
        metal = .other
        metalMaterial =
            dice.chance(0.6)
            ? .metal(
                MetalMaterial(
                    reflectance: Vector3(shade, shade, shade * dice.real(0.9...1.15)),
                    roughness: dice.real(0.06...0.35)))
            : .coated(
                CoatedMaterial(
                    colour: Vector3(repeating: 0.15 * shade), roughness: 0.9, coat: dice.real(0.5...1),
                    coatRoughness: dice.real(0.04...0.3)))
        gems = gems.map { _ in Self.darkStone(&dice) }
        let nacre = dice.size(0.01...0.08)
        pearl = .coated(
            CoatedMaterial(
                colour: [nacre, nacre * 1.05, nacre * 1.2], roughness: 0.6, coat: 1,
                coatRoughness: dice.real(0.08...0.2)))
    }

    /// Onyx, jet, garnet or smoke so deep that it is nearly black.
    static func darkStone(_ dice: inout Dice) -> Material {
        if dice.chance(0.5) {
            let deep: Vector3 = dice.pick([[0.9, 1, 1.1], [0.3, 1.2, 1.2], [1.2, 1, 0.4], [1, 1, 1]])
            return .dielectric(
                DielectricMaterial(indexOfRefraction: dice.real(1.5...1.8), absorption: deep * dice.real(0.6...3)))
        }
        let shade = dice.size(0.004...0.025)
        return .coated(
            CoatedMaterial(
                colour: Vector3(repeating: shade), roughness: 0.9, coat: dice.real(0.6...1),
                coatRoughness: dice.real(0.03...0.2)))
    }
}
