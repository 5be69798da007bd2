import Geometry
internal import Glibc
import Rendering

/// Things that lie and stand about, and what sellers leave on a piece.
extension Surroundings {
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
    fileprivate static func prop(_ dice: inout Dice, split: SpecimenSplit, size: Float) -> [Part] {
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

    // MARK: - On the piece

    /// A paper tag on a thread.
    static func priceTag(_ dice: inout Dice, on staging: Staging) -> [Part] {
        let outline = staging.jewel.outline
        guard !outline.isEmpty else { return [] }
        let up = staging.isStanding ? staging.front : staging.up
        var knot = dice.pick(outline)
        var loop: [Part] = []
        let paper = Material.coated(CoatedMaterial(colour: Vector3(0.8, 0.79, 0.75) * dice.real(0.7...1.1)))
        if let band = staging.jewel.band {
            // Tied round the band beside the head, on the side that is seen.
            let side = cross(band.axis, band.head)
            let a = dice.real(1...1.9) * (dice.chance(0.5) ? 1 : -1)
            let out = (band.head * cos(a) + side * sin(a)).normalized
            let middle = band.centre + out * (band.innerRadius + 1)
            knot = middle + out * 1.6 + up * 0.8
            let round = (0..<24).map { k -> Vector3 in
                let t = Float(k) / 24 * 2 * .pi
                return middle + out * (2 * cos(t)) + band.axis * ((staging.jewel.bandWidth / 2 + 0.7) * sin(t))
            }
            let thread = Track(round, normal: cross(band.axis, out), closed: true)
            loop = [Part(mesh: Shapes.tube(along: thread, radius: 0.22, sides: 5), material: paper)]
        }
        let size = dice.real(4...9)
        // A tag hangs where there is a below, and lies anywhere on a ground.
        let aside = cross(staging.up, staging.front)
        let way =
            staging.isStanding
            ? (aside * dice.real(-0.4...0.4) - staging.up).normalized
            : (aside * dice.real(-1...1) + staging.front * dice.real(-1...1)).normalized
        let frame = AffineTransform(
            x: cross(up, way), y: up, z: way, translation: knot + way * dice.real(6...18) + up * 0.8)
        let card = Shapes.cushion(half: [size * 0.6, 0.25, size], power: 20, segments: 24).moved(
            by: .translation([0, 0, size]))
        let face = Shapes.sheet(width: size, depth: 1.7 * size, across: 30, down: 50).moved(
            by: .translation([0, 0.32, size]))
        var print = Pattern(&dice, split: .train, kind: .text)
        print.scale = size * 0.35
        let thread = Track(
            [knot, mix(knot, frame.translation, 0.5) + up * 1.5, frame.translation], normal: aside, closed: false)
        return loop + [
            Part(mesh: card.moved(by: frame), material: paper),
            Part(mesh: print.painted(face.moved(by: frame)), material: paper),
            Part(mesh: Shapes.tube(along: thread.resampled(spacing: 1), radius: 0.25, sides: 5), material: paper),
        ]
    }

    /// Finger tips that reach into the frame from a side.
    static func fingers(_ dice: inout Dice, beside staging: Staging) -> [Part] {
        let outline = staging.jewel.outline
        let centre = outline.reduce(.zero, +) / Float(max(outline.count, 1))
        let reach = outline.map { ($0 - centre).length }.max() ?? 40
        let facing = staging.isStanding ? staging.front : staging.up
        let side = cross(staging.up, staging.front) * (dice.chance(0.5) ? -1 : 1)
        let below = cross(facing, side)
        let tone = Vector3(0.62, 0.38, 0.28) * dice.size(0.15...1.15)
        let skin = Material.coated(CoatedMaterial(colour: tone, coat: 0.3, coatRoughness: 0.45))
        let depth = -facing * dice.real(4...14)
        return (0..<dice.whole(1...4)).map { k in
            let spread = below * (Float(k) * 17 - 20 + dice.real(-4...4))
            let tip = centre + side * (reach * dice.real(0.75...1.1) + 6) + spread + depth
            let root = tip + side * 160 + below * dice.real(-30...30)
            // Points crowd at the tip, which is round.
            let places = (0...40).map { 160 * Float($0 * $0) / 1600 }
            let line = Track(places.map { mix(tip, root, $0 / 160) }, normal: facing, closed: false)
            let radii = places.map { t -> Float in
                (t < 8 ? max(64 - (8 - t) * (8 - t), 0.1).squareRoot() : 8) + 0.5 * sin(t / 11) * min(t / 20, 1)
            }
            return Part(mesh: Shapes.tube(along: line, radii: radii, sides: 24), material: skin)
        }
    }
}
