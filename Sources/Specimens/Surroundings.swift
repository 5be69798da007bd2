import Geometry
internal import Glibc
import Rendering

/// Everything in the frame that is neither piece nor display: ground, backdrop, props.
enum Surroundings {
    /// A ground at y = 0 round the origin, finest there, that rises by `relief`.
    static func ground(
        _ dice: inout Dice, split: SpecimenSplit, reach: Float, cells: Int = 220,
        relief: (Float, Float) -> Float = { _, _ in 0 }, finish: Finish? = nil
    ) -> Part {
        var mesh = Mesh()
        // Spacing grows outward like a hyperbolic sine: a third of all cells lie in the inner tenth.
        func spread(_ t: Float) -> Float { sinh(3.2 * t) / sinh(3.2) * 6 * reach }
        for j in 0...cells {
            for i in 0...cells {
                let (x, z) = (spread(Float(i) / Float(cells) * 2 - 1), spread(Float(j) / Float(cells) * 2 - 1))
                mesh.positions.append([x, relief(x, z), z])
                mesh.uvs.append([x, z])
            }
        }
        mesh.addGridTriangles(across: cells, down: cells)
        mesh.normals = mesh.smoothNormals()
        return (finish ?? Finish(&dice, split: split)).part(mesh, drape: .top)
    }

    /// Folds of a cloth: a height over the ground that is level near the origin.
    static func folds(_ dice: inout Dice, height: Float, length: Float, level: Float) -> (Float, Float) -> Float {
        let (seed, turn) = (dice.seed32(), dice.real(0...3.14))
        return { x, z in
            let (u, v) = (x * cos(turn) + z * sin(turn), z * cos(turn) - x * sin(turn))
            let p = Vector3(u / length, v / (3 * length), 0)
            let wave = 1 - abs(fractalNoise(p, octaves: 3, seed: seed)) * 2
            let far = level <= 0 ? 1 : smoothstep(0.7 * level, 2 * level, (x * x + z * z).squareRoot())
            return height * (wave - 1) * far
        }
    }

    /// Ground and wall behind a thing that stands on y = `floor`: a seamless sweep, or a table before a far wall.
    static func standing(_ dice: inout Dice, split: SpecimenSplit, floor: Float, reach: Float) -> [Part] {
        let behind = -reach * dice.size(0.6...3)
        var parts: [Part]
        if dice.chance(0.5) {
            parts = [sweep(Finish(&dice, split: split, kind: dice.chance(0.7) ? .paper : nil), floor, behind, reach)]
        } else {
            var table = ground(&dice, split: split, reach: reach, cells: 160)
            for i in table.mesh.positions.indices { table.mesh.positions[i].y += floor }
            parts = [table, wall(&dice, split: split, behind: behind * dice.size(1.5...4), reach: reach)]
        }
        return parts
    }

    private static func sweep(_ finish: Finish, _ floor: Float, _ behind: Float, _ reach: Float) -> Part {
        let (bend, columns, rows) = (0.5 * reach, 90, 90)
        var mesh = Mesh()
        for j in 0...rows {
            let t = Float(j) / Float(rows)
            let p: Vector2
            if t < 0.4 {
                p = Vector2(mix(3 * reach, behind + bend, t / 0.4), floor)
            } else if t > 0.6 {
                p = Vector2(behind, mix(floor + bend, floor + 8 * reach, (t - 0.6) / 0.4))
            } else {
                let a = (t - 0.4) / 0.2 * .pi / 2
                p = Vector2(behind + bend * (1 - sin(a)), floor + bend * (1 - cos(a)))
            }
            for i in 0...columns {
                let x = (Float(i) / Float(columns) - 0.5) * 12 * reach
                mesh.positions.append([x, p.y, p.x])
            }
        }
        mesh.addGridTriangles(across: columns, down: rows)
        mesh.triangles = mesh.triangles.map { [$0.x, $0.z, $0.y] }
        mesh.normals = mesh.smoothNormals()
        return finish.part(mesh, drape: .top)
    }

    private static func wall(_ dice: inout Dice, split: SpecimenSplit, behind: Float, reach: Float) -> Part {
        let size = 10 * max(reach, -behind)
        let mesh = Shapes.sheet(width: size, depth: size, across: 150, down: 150).moved(
            by: AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, 0, behind]))
        return Finish(&dice, split: split).part(mesh, drape: .front)
    }

    // MARK: - Props

    /// Things beside and behind a subject of half extent `clear` that stands on y = `floor`.
    static func props(
        _ dice: inout Dice, split: SpecimenSplit, floor: Float, clear: Float, around: Bool
    ) -> [Part] {
        (0..<dice.whole(1...5)).flatMap { _ -> [Part] in
            let size = clear * dice.size(0.25...0.9)
            // Behind and beside a standing subject, all round a lying one.
            let angle = around ? dice.real(0...2 * .pi) : dice.real(-0.3...Float.pi + 0.3)
            let distance = clear * dice.real(1.15...2.2) + size
            let foot = Vector3(cos(angle) * distance, floor, -sin(angle) * distance)
            return prop(&dice, split: split, size: size).moved(
                by: AffineTransform.translation(foot) * .rotation(axis: [0, 1, 0], degrees: dice.real(0...360)))
        }
    }

    /// A thing of about `size` that stands on the origin.
    private static func prop(_ dice: inout Dice, split: SpecimenSplit, size: Float) -> [Part] {
        switch dice.whole(0...6) {
        case 0: return book(&dice, split: split, size)
        case 1:
            let half = Vector3(dice.real(0.3...1), dice.real(0.15...0.8), dice.real(0.3...1)) * size * 0.6
            let box = Shapes.cushion(half: half, power: 14, segments: 24).moved(by: .translation([0, half.y, 0]))
            return [Finish(&dice, split: split).part(box, drape: .front)]
        case 2: return flower(&dice, size)
        case 3: return stones(&dice, split: split, size)
        case 4:
            let profile: [Vector2] = [
                [0.01, 0], [dice.real(0.2...0.5), 0], [dice.real(0.1...0.5), 0.5], [dice.real(0.2...0.6), 1],
                [0.15, 1.05], [0.01, 0.3],
            ]
            let cup = Shapes.lathe(profile: profile.map { $0 * size }, segments: 40)
            return [Finish(&dice, split: split, kind: .gloss).part(cup, drape: .front)]
        case 5: return leaves(&dice, size)
        default:
            let glow = dice.chance(0.5) ? Vector3(3, 1.9, 0.8) : Vector3(2, 2.2, 2.6)
            return (0..<dice.whole(2...7)).map { _ in
                let p = Vector3(dice.real(-1...1), dice.real(0.2...2), dice.real(-1...1)) * size
                return Part(
                    mesh: Shapes.sphere(centre: p, radius: 0.1 * size, segments: 12),
                    material: .emissive(EmissiveMaterial(radiance: glow)))
            }
        }
    }

    private static func book(_ dice: inout Dice, split: SpecimenSplit, _ size: Float) -> [Part] {
        let h = Vector3(0.7, dice.real(0.06...0.16), 0.95) * size
        let pages = Shapes.box(
            lower: [-0.97 * h.x, 0.12 * h.y, -0.97 * h.z], upper: [0.97 * h.x, 1.88 * h.y, 0.97 * h.z])
        var cover = Shapes.box(lower: [-h.x, 0, -h.z], upper: [h.x, 0.12 * h.y, h.z])
        cover.append(Shapes.box(lower: [-h.x, 0, -h.z], upper: [-0.96 * h.x, 2 * h.y, h.z]))
        let open = dice.chance(0.4)
        let face = Shapes.sheet(width: 1.9 * h.x, depth: 1.9 * h.z, across: 80, down: 80).moved(
            by: .translation([0, (open ? 1.9 : 2) * h.y, 0]))
        if !open { cover.append(Shapes.box(lower: [-h.x, 1.88 * h.y, -h.z], upper: [h.x, 1.99 * h.y, h.z])) }
        let text = Pattern(&dice, split: .train, kind: .text)
        return [
            Part(mesh: pages, material: .coated(CoatedMaterial(colour: [0.75, 0.72, 0.64]))),
            Finish(&dice, split: split, kind: .leatherette).part(cover, drape: .top),
            open
                ? Part(mesh: text.painted(face), material: .coated(CoatedMaterial(colour: .one)))
                : Finish(&dice, split: split).part(face, drape: .top),
        ]
    }

    private static func flower(_ dice: inout Dice, _ size: Float) -> [Part] {
        let colour = dice.colour(saturation: 0.1...0.9, value: 0.3...0.8)
        var petals = Mesh()
        for ring in 0..<3 {
            let count = 6 + ring
            for k in 0..<count {
                let a = (Float(k) + 0.5 * Float(ring)) / Float(count) * 2 * .pi
                let tilt = 15 + 25 * Float(2 - ring)
                let petal = Shapes.cushion(half: [0.26 * size, 0.03 * size, 0.18 * size], power: 2, segments: 16)
                let place =
                    AffineTransform.rotation(axis: [0, 1, 0], degrees: a * 180 / .pi)
                    * .translation([(0.14 + 0.13 * Float(ring)) * size, (0.3 - 0.06 * Float(ring)) * size, 0])
                    * .rotation(axis: [0, 0, 1], degrees: tilt)
                petals.append(petal.moved(by: place))
            }
        }
        let heart = Shapes.sphere(centre: [0, 0.3 * size, 0], radius: 0.12 * size, segments: 14)
        return [
            Part(mesh: petals, material: .coated(CoatedMaterial(colour: colour))),
            Part(mesh: heart, material: .coated(CoatedMaterial(colour: [0.6, 0.4, 0.05]))),
        ]
    }

    private static func leaves(_ dice: inout Dice, _ size: Float) -> [Part] {
        let green = Vector3(0.08, 0.2, 0.05) * dice.real(0.5...2)
        var mesh = Mesh()
        for _ in 0..<dice.whole(3...10) {
            let leaf = Shapes.cushion(half: [0.35 * size, 0.015 * size, 0.13 * size], power: 2, segments: 20)
            let place =
                AffineTransform.rotation(axis: [0, 1, 0], degrees: dice.real(0...360))
                * .translation([0.3 * size, dice.real(0.05...0.5) * size, 0])
                * .rotation(axis: [dice.real(-1...1), 0.1, 1], degrees: dice.real(-30...40))
            mesh.append(leaf.moved(by: place))
        }
        return [Part(mesh: mesh, material: .coated(CoatedMaterial(colour: green, coat: 0.3, coatRoughness: 0.3)))]
    }

    private static func stones(_ dice: inout Dice, split: SpecimenSplit, _ size: Float) -> [Part] {
        let finish = Finish(&dice, split: split, kind: split == .train ? .stone : .terrazzo)
        return (0..<dice.whole(1...4)).map { k in
            let r = size * dice.real(0.2...0.5)
            let at = Vector3(dice.real(-0.8...0.8) * size, 0.5 * r, dice.real(-0.8...0.8) * size)
            return finish.part(rock(radius: r, seed: dice.seed32()).moved(by: .translation(at)), drape: .top)
        }
    }

    static func rock(radius: Float, seed: UInt32) -> Mesh {
        var mesh = Shapes.sphere(centre: .zero, radius: 1, segments: 36)
        mesh.positions = mesh.positions.map { p in
            p * (radius * (1 + 0.45 * fractalNoise(p * 1.2, octaves: 3, seed: seed))) * Vector3(1, 0.7, 1)
        }
        mesh.normals = mesh.smoothNormals()
        return mesh
    }
}
