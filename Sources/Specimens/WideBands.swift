import Geometry
internal import Glibc
import Rendering

/// Bands as wide as men wear them: bevelled, polished inside and out, with or without an inlay.
extension RingDesign {
    /// A closed band of a section about the y axis: distance from the axis and place along it, millimetres.
    private func turned(_ section: [Vector2], segments: Int = 180) -> Mesh {
        // A little edge on either side of each corner keeps flats flat under smooth shading.
        let crisp = section.indices.flatMap { i -> [Vector2] in
            let (a, b) = (section[i], section[(i + 1) % section.count])
            let edge = min(0.05, 0.2 * (b - a).length) * (b - a).normalized
            return [a + edge, b - edge]
        }
        return Shapes.swept(
            rings: (0..<segments).map { k in
                let a = Float(k) / Float(segments) * 2 * .pi
                return crisp.map { [$0.x * sin(a), $0.y, $0.x * cos(a)] }
            }, closed: true)
    }

    func wideBand(_ dice: inout Dice) -> [Part] {
        let (r, t, w) = (innerRadius, thickness, width / 2)
        let bevel = min(w * dice.real(0.08...0.35), 1.6)
        let hollow = dice.chance(0.6) ? dice.real(0.1...0.4) * t : 0
        let body = turned([
            [r + hollow, -w], [r, -w + 0.9 * bevel], [r, w - 0.9 * bevel], [r + hollow, w], [r + 0.6 * t, w],
            [r + t, w - bevel], [r + t, -w + bevel], [r + 0.6 * t, -w],
        ])
        var parts = [Part(mesh: body, material: metal)]
        if dice.chance(0.55) { parts.append(inlay(half: (w - bevel) * dice.real(0.55...0.92), &dice)) }
        if dice.chance(0.15) {
            // A sleeve of another metal lines it.
            let sleeve = turned([
                [r - 0.08, -0.8 * w], [r - 0.08, 0.8 * w], [r + 0.1, 0.8 * w], [r + 0.1, -0.8 * w],
            ])
            let lining: Material = dice.chance(0.6) ? Substances.darkStone(&dice) : Substances.metal(&dice).1
            parts.append(Part(mesh: sleeve, material: lining))
        }
        return parts
    }

    /// A stripe of crushed opal or shell, of wood, carbon or enamel, level with the metal.
    private func inlay(half: Float, _ dice: inout Dice) -> Part {
        let (around, across) = (420, 18)
        let top = innerRadius + thickness + 0.015
        var mesh = Mesh()
        for i in 0...around {
            let a = Float(i) / Float(around) * 2 * .pi
            for j in 0...across {
                mesh.positions.append([top * sin(a), (Float(j) / Float(across) * 2 - 1) * half, top * cos(a)])
                mesh.normals.append([sin(a), 0, cos(a)])
            }
        }
        mesh.addGridTriangles(across: across, down: around)
        let seed = dice.seed32()
        let base =
            dice.chance(0.35)
            ? Vector3(repeating: dice.size(0.01...0.06)) : dice.colour(saturation: 0.4...0.95, value: 0.1...0.6)
        let flakes = (0..<4).map { _ in
            mix(base, dice.colour(saturation: 0.2...0.9, value: 0.2...0.8), dice.real(0.2...1))
        }
        let grain = dice.size(0.5...3)
        let isPlain = dice.chance(0.25)
        let colours = mesh.positions.map { p -> Vector3 in
            guard !isPlain else { return base }
            let q = p * grain
            let which = fractalNoise(q, octaves: 2, seed: seed)
            let flake = flakes[min(max(Int((which + 1) * 2), 0), 3)]
            return flake * (0.75 + 0.35 * valueNoise(q * 2.3, seed: seed &+ 5))
        }
        mesh.channels["albedoR"] = colours.map { max($0.x, 0) }
        mesh.channels["albedoG"] = colours.map { max($0.y, 0) }
        mesh.channels["albedoB"] = colours.map { max($0.z, 0) }
        return Part(
            mesh: mesh,
            material: .coated(
                CoatedMaterial(colour: .one, roughness: 0.9, coat: 1, coatRoughness: dice.real(0.03...0.15))))
    }
}
