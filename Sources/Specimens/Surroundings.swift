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
        if dice.chance(0.12) {
            parts = drapery(&dice, split: split, floor: floor, behind: behind, reach: reach)
        } else if dice.chance(0.5) {
            parts = [sweep(Finish(&dice, split: split, kind: dice.chance(0.7) ? .paper : nil), floor, behind, reach)]
        } else {
            var table = ground(&dice, split: split, reach: reach, cells: 160)
            for i in table.mesh.positions.indices { table.mesh.positions[i].y += floor }
            parts = [table, wall(&dice, split: split, behind: behind * dice.size(1.5...4), reach: reach)]
        }
        return parts
    }

    /// Satin or another cloth laid in deep folds round the stand and up behind it.
    private static func drapery(
        _ dice: inout Dice, split: SpecimenSplit, floor: Float, behind: Float, reach: Float
    ) -> [Part] {
        let isSatin = split == .train && dice.chance(0.75)
        let white = Vector3(0.8, 0.79, 0.77) * dice.real(0.75...1.05)
        let finish = Finish(
            &dice, split: split, kind: isSatin ? .satin : nil, colour: isSatin && dice.chance(0.6) ? white : nil)
        let fold = folds(
            &dice, height: reach * dice.real(0.15...0.4), length: reach * dice.real(0.35...0.9), level: 0.9 * reach)
        return [
            ground(
                &dice, split: split, reach: reach, cells: 260,
                relief: { x, z in
                    // It rises behind, so that no wall is needed.
                    let rise = smoothstep(0, -3 * reach, z - behind) * 7 * reach
                    return floor + fold(x, z) * (1 + rise / (4 * reach)) + rise
                }, finish: finish)
        ]
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
        var mesh = Shapes.sheet(width: size, depth: size, across: 180, down: 180)
        if dice.chance(0.35) {
            // A curtain.
            let fold = folds(&dice, height: 0.25 * reach, length: reach * dice.real(0.3...0.8), level: 0)
            for i in mesh.positions.indices { mesh.positions[i].y = fold(mesh.positions[i].x, mesh.positions[i].z) }
        }
        mesh.normals = mesh.smoothNormals()
        mesh = mesh.moved(
            by: AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, 0, behind]))
        return Finish(&dice, split: split).part(mesh, drape: .front)
    }
}
