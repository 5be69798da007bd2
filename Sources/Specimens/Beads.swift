import Geometry
import Rendering

/// A strand of beads.
struct BeadStrand {
    enum Family: String, Sendable {
        case pearls, round, graduated, rondelles, chips, discs
        // Never in the training set.
        case cubes, baroque
    }

    var family: Family
    /// Millimetres.
    var diameter: Float
    /// In turn, or by lot.
    var materials: [Material]
    var byLot: Bool
    var seed: UInt64

    static func families(_ split: SpecimenSplit) -> [(Family, Float)] {
        split == .train
            ? [(.pearls, 2), (.round, 2), (.graduated, 1), (.rondelles, 1), (.chips, 0.8), (.discs, 0.6)]
            : [(.cubes, 1), (.baroque, 1.3)]
    }

    init(_ dice: inout Dice, family: Family, diameter: Float, substances: Substances) {
        (self.family, self.diameter) = (family, diameter)
        seed = UInt64(dice.seed32())
        byLot = dice.chance(0.3)
        if family == .pearls || family == .baroque || (family == .graduated && dice.chance(0.6)) {
            materials = [substances.pearl]
            if dice.chance(0.15) { materials += [substances.pearl, substances.metalMaterial] }
        } else {
            let count = dice.draw([(1, 0.45), (2, 0.25), (3, 0.15), (5, 0.15)] as [(Int, Float)])
            materials = (0..<count).map { _ in
                dice.draw(
                    [
                        (Substances.opaqueStone(&dice), 1), (Substances.gem(&dice, split: .train), 0.5),
                        (substances.metalMaterial, 0.35), (Self.wood(&dice), 0.3),
                    ] as [(Material, Float)])
            }
        }
    }

    private static func wood(_ dice: inout Dice) -> Material {
        .coated(CoatedMaterial(colour: Vector3(0.36, 0.2, 0.1) * dice.real(0.3...1.6), coat: 0.25, coatRoughness: 0.35))
    }

    func parts(along track: Track) -> [Part] {
        var dice = Dice(seed: seed, sequence: 21)
        let thickness = family == .rondelles ? 0.62 : family == .discs ? 0.3 : family == .chips ? 0.7 : Float(1)
        var lengths: [Float] = []
        var sizes: [Float] = []
        var s: Float = 0
        let total = track.length
        while s < total - 0.4 * diameter * thickness {
            let middle = 1 - abs(2 * s / total - 1)
            let size = diameter * (family == .graduated ? mix(0.5, 1, middle) : dice.real(0.96...1))
            let step = size * thickness * 1.03
            lengths.append(s + step / 2)
            sizes.append(size)
            s += step
        }
        var meshes = [Mesh](repeating: Mesh(), count: materials.count)
        for (i, f) in track.at(lengths: lengths).stations.enumerated() {
            let k = byLot ? dice.whole(0...materials.count - 1) : i % materials.count
            let turned = f.rolled(dice.real(0...6.28))
            meshes[k].stamp(bead(&dice), turned.scaled(Vector3(repeating: sizes[i] / 2)))
        }
        let thread = Part(
            mesh: Shapes.tube(along: track.resampled(spacing: 2), radius: 0.22, sides: 5),
            material: .coated(CoatedMaterial(colour: [0.5, 0.48, 0.44])))
        return zip(meshes, materials).filter { !$0.0.positions.isEmpty }.map { Part(mesh: $0, material: $1) } + [thread]
    }

    /// A bead of radius 1, its hole along x.
    private func bead(_ dice: inout Dice) -> Mesh {
        let segments = diameter < 3 ? 10 : diameter < 6 ? 16 : 22
        switch family {
        case .pearls, .round, .graduated: return Shapes.sphere(centre: .zero, radius: 1, segments: segments)
        case .rondelles: return Shapes.cushion(half: [0.62, 1, 1], power: 2.6, segments: segments)
        case .discs: return Shapes.cushion(half: [0.28, 1, 1], power: 4, segments: segments)
        case .cubes: return Shapes.cushion(half: [0.8, 0.8, 0.8], power: 9, segments: segments)
        case .chips, .baroque:
            var mesh = Shapes.sphere(centre: .zero, radius: 1, segments: segments)
            let shift = Vector3(dice.real(0...50), dice.real(0...50), 0)
            let amount: Float = family == .chips ? 0.55 : 0.25
            mesh.positions = mesh.positions.map { p in
                p * (1 + amount * valueNoise(p * 1.3 + shift)) * Vector3(family == .chips ? 0.7 : 1, 1, 1)
            }
            mesh.normals = mesh.smoothNormals()
            return mesh
        }
    }
}
