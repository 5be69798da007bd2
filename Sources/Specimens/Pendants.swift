import Geometry
internal import Glibc
import Rendering

/// Something that hangs: from the origin down along +z, its face toward +y, its back about at y = 0.
struct Pendant {
    enum Family: String, Sendable {
        case disc, coin, cross, heart, star, drop, bar, script, ring, stone, cluster, leaf, tassel, moon, dome
        case medallion, plate, glass
        // Never in the training set.
        case key, flower, spiral, tree
    }

    var family: Family
    /// Height about, millimetres.
    var size: Float
    var substances: Substances
    var split: SpecimenSplit
    var seed: UInt64

    static func families(_ split: SpecimenSplit) -> [(Family, Float)] {
        split == .train
            ? [
                (.disc, 1), (.coin, 0.8), (.cross, 1), (.heart, 1), (.star, 0.7), (.drop, 1.2), (.bar, 0.7),
                (.script, 1), (.ring, 0.8), (.stone, 2), (.cluster, 1), (.leaf, 0.7), (.tassel, 0.6), (.moon, 0.6),
                (.dome, 0.4), (.medallion, 0.8), (.plate, 0.5), (.glass, 0.5),
            ] : [(.key, 1), (.flower, 1), (.spiral, 1), (.tree, 1)]
    }

    init(_ dice: inout Dice, size: Float, substances: Substances, split: SpecimenSplit, family: Family? = nil) {
        self.family = family ?? dice.draw(Self.families(split))
        (self.size, self.substances, self.split) = (size, substances, split)
        seed = UInt64(dice.seed32())
    }

    var metal: Material { substances.metalMaterial }

    /// The pendant with its loop, in the frame said above.
    ///
    /// - Parameter loop: false for one that is soldered on.
    func parts(loop hasLoop: Bool = true) -> [Part] {
        let loop = max(0.07 * size, 0.7)
        let bail = Shapes.torus(majorRadius: loop, minorRadius: loop * 0.24, segments: 18, sides: 6).moved(
            by: AffineTransform(x: [0, 1, 0], y: [1, 0, 0], z: [0, 0, -1], translation: [0, 0.3 * loop, loop * 0.7]))
        var dice = Dice(seed: seed, sequence: 31)
        let body = body(&dice).moved(by: .translation([0, 0, 1.6 * loop]))
        return (hasLoop ? [Part(mesh: bail, material: metal)] : []) + body
    }

    private func body(_ dice: inout Dice) -> [Part] {
        let r = size / 2
        switch family {
        case .disc: return [slab(circle(r), thickness: 0.09 * r)]
        case .coin: return coin(r, &dice)
        case .cross:
            return [slab(cross(r), thickness: 0.22 * r)] + gemmed(at: [0, 0.22 * r, 0.75 * r], 0.16 * r, &dice)
        case .heart: return [slab(heart(r), thickness: 0.2 * r, dome: 0.9)]
        case .star: return [slab(star(r, points: dice.pick([5, 5, 6, 8])), thickness: 0.16 * r, dome: 0.5)]
        case .moon: return [slab(moon(r), thickness: 0.16 * r, dome: 0.6)]
        case .leaf: return [slab(leaf(r), thickness: 0.1 * r, dome: 1)]
        case .bar: return [Part(mesh: bar(dice.chance(0.5)), material: metal)]
        case .script: return [script(&dice)]
        case .ring: return openRing(r, &dice)
        case .dome: return dome(r, &dice)
        case .drop, .stone: return stone(&dice)
        case .cluster: return cluster(r, &dice)
        case .tassel: return tassel(&dice)
        case .medallion, .plate: return medallion(r, isPlate: family == .plate, &dice)
        case .glass: return glass(r, &dice)
        case .key: return key(r)
        case .flower: return flower(r, &dice)
        case .spiral: return [spiral(r)]
        case .tree: return tree(r, &dice)
        }
    }

    private func slab(_ outline: [Vector2], thickness: Float, dome: Float = 0.35) -> Part {
        Part(mesh: Shapes.slab(outline, thickness: max(thickness, 0.5), dome: dome), material: metal)
    }

    private func gemmed(at p: Vector3, _ radius: Float, _ dice: inout Dice) -> [Part] {
        guard dice.chance(0.5) else { return [] }
        let setting = StoneSetting(radius: radius, hold: .bezel, gem: dice.pick(substances.gems), metal: metal)
        return setting.parts.moved(by: .translation(p))
    }

    // MARK: - Stones

    private func stone(_ dice: inout Dice) -> [Part] {
        var setting = StoneSetting(&dice, radius: size / 2.6, substances: substances, split: split)
        if family == .drop, split == .train { setting.cut = .pear }
        return setting.parts.moved(by: .translation([0, 0.8 * setting.radius, setting.extent.y]))
    }

    private func cluster(_ r: Float, _ dice: inout Dice) -> [Part] {
        let count = dice.whole(5...9)
        let petal = StoneSetting(&dice, radius: r * .pi / Float(count) * 0.62, substances: substances, split: split)
        var parts = StoneSetting(
            radius: r * 0.3, hold: .bezel, gem: dice.chance(0.4) ? substances.pearl : dice.pick(substances.gems),
            metal: metal
        ).parts.moved(by: .translation([0, 0.4 * r, r]))
        for k in 0..<count {
            let a = Float(k) / Float(count) * 2 * .pi
            let place = AffineTransform.translation([0.62 * r * cos(a), 0.3 * r, r + 0.62 * r * sin(a)]).yawed(
                .pi / 2 - a)
            parts += petal.parts.moved(by: place)
        }
        return parts
    }

    // MARK: - Metal

    private func coin(_ r: Float, _ dice: inout Dice) -> [Part] {
        let profile: [Vector2] = [
            [0.01, 0], [0.97, 0], [1, 0.03], [1, 0.1], [0.96, 0.13], [0.88, 0.1], [0.84, 0.08], [0.01, 0.08],
        ]
        var mesh = Shapes.lathe(profile: profile.map { $0 * r }, segments: 48).moved(by: .translation([0, 0, r]))
        let relief = Shapes.slab(star(0.6 * r, points: dice.whole(4...9)), thickness: 0.13 * r, dome: 1.2)
        mesh.append(relief.moved(by: .translation([0, 0, 0.4 * r])))
        return [Part(mesh: mesh, material: metal)]
    }

    private func bar(_ upright: Bool) -> Mesh {
        let h = Vector3(upright ? 0.08 * size : 0.5 * size, 0.05 * size, upright ? 0.5 * size : 0.08 * size)
        return Shapes.cushion(half: h, power: 10, segments: 24).moved(by: .translation([0, h.y, h.z]))
    }

    /// A name in one wire: loops and ascenders in writing order.
    private func script(_ dice: inout Dice) -> Part {
        let letters = dice.whole(3...7)
        let (width, height) = (size * 1.5, size * 0.42)
        // Narrow loops are an l or an e, wide ones an o, none at all an arch of n and m.
        let shapes = (0..<letters).map { k in
            (
                tall: k == 0 ? 1.8 : dice.pick([0.7, 0.8, 0.85, 1.7] as [Float]),
                loop: dice.pick([0, 0.15, 0.6, 1, 1.3] as [Float]),
                width: dice.real(0.5...1.5), slope: dice.real(0.1...0.3)
            )
        }
        let total = shapes.reduce(0) { $0 + $1.width }
        var (points, start): ([Vector3], Float) = ([], 0)
        for shape in shapes {
            for j in 0..<14 {
                let t = Float(j) / 14 * 2 * .pi
                let rise = shape.tall * (1 - cos(t)) / 2
                let x = start + shape.width * (Float(j) / 14 - 0.4 * shape.loop * sin(t)) + shape.slope * rise
                points.append([(x / total - 0.5) * width, 0.1 * size, height * (1 - rise)])
            }
            start += shape.width
        }
        let line = Track(points, normal: [0, 1, 0], closed: false).resampled(spacing: 0.04 * size)
        return Part(mesh: Shapes.tube(along: line, radius: 0.028 * size + 0.15, sides: 6), material: metal)
    }

    private func openRing(_ r: Float, _ dice: inout Dice) -> [Part] {
        var parts = [
            Part(
                mesh: Shapes.torus(majorRadius: 0.92 * r, minorRadius: 0.05 * r + 0.15, segments: 48, sides: 8).moved(
                    by: .translation([0, 0.08 * r, r])), material: metal)
        ]
        for _ in 0..<dice.whole(0...8) {
            let a = dice.real(0...6.28)
            let bead = Shapes.sphere(
                centre: [0.92 * r * cos(a), 0.1 * r, r + 0.92 * r * sin(a)], radius: r * dice.real(0.08...0.16),
                segments: 12)
            parts.append(Part(mesh: bead, material: dice.pick(substances.gems + [substances.pearl])))
        }
        return parts
    }

    /// A bell with a fringe of beads.
    private func dome(_ r: Float, _ dice: inout Dice) -> [Part] {
        let profile = (0...8).map { k -> Vector2 in
            let a = Float(k) / 8 * .pi / 2
            return [max(r * sin(a), 0.05), r * (1 - cos(a)) * 0.95]
        }
        // The lathe's axis is y; the bell hangs along z.
        let hang = AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, 0.6 * r, 0])
        var parts = [Part(mesh: Shapes.lathe(profile: profile, segments: 32).moved(by: hang), material: metal)]
        var (beads, studs) = (Mesh(), Mesh())
        for k in 0..<18 {
            let a = Float(k) / 18 * 2 * .pi
            let p = Vector3(r * cos(a), 0.6 * r + r * sin(a), 0)
            beads.append(Shapes.sphere(centre: p + [0, 0, 1.15 * r], radius: 0.13 * r, segments: 10))
            studs.append(
                Shapes.sphere(
                    centre: [0.93 * p.x, 0.6 * r + 0.93 * r * sin(a), 0.62 * r], radius: 0.09 * r, segments: 8))
        }
        parts.append(Part(mesh: beads, material: dice.chance(0.5) ? substances.pearl : metal))
        parts.append(Part(mesh: studs, material: dice.pick(substances.gems)))
        return parts
    }

    private func tassel(_ dice: inout Dice) -> [Part] {
        let thread = dice.chance(0.5) ? Substances.cord(&dice) : metal
        let cap = Shapes.cushion(half: [0.12 * size, 0.12 * size, 0.09 * size], power: 3, segments: 20)
        var mesh = Mesh()
        // A great tassel has more threads, not thicker ones.
        let count = min(max(Int(1.6 * size), 36), 120)
        let thickness = 0.013 * size * (36 / Float(count)).squareRoot() + 0.06
        for _ in 0..<count {
            let (a, q) = (dice.real(0...6.28), dice.real(0...1).squareRoot())
            let top = Vector3(cos(a) * q * 0.1, sin(a) * q * 0.1 + 0.1, 0.15) * size
            let end = Vector3(cos(a) * q * 0.2, sin(a) * q * 0.12 + 0.1, dice.real(0.9...1.02)) * size
            let line = Track([top, mix(top, end, 0.3) + [0, 0.01, 0], end], normal: [0, 1, 0], closed: false)
            mesh.append(Shapes.tube(along: line, radius: thickness, sides: 4))
        }
        return [
            Part(mesh: cap.moved(by: .translation([0, 0.1 * size, 0.1 * size])), material: metal),
            Part(mesh: mesh, material: thread),
        ]
    }

    private func key(_ r: Float) -> [Part] {
        var mesh = Shapes.torus(majorRadius: 0.42 * r, minorRadius: 0.09 * r, segments: 32, sides: 8).moved(
            by: .translation([0, 0.1 * r, 0.5 * r]))
        let shaft = Track([[0, 0.1 * r, 0.9 * r], [0, 0.1 * r, 2 * r]], normal: [0, 1, 0], closed: false)
        mesh.append(Shapes.tube(along: shaft, radius: 0.09 * r))
        for z in [1.65, 1.9] as [Float] {
            mesh.append(
                Shapes.cushion(half: [0.16 * r, 0.05 * r, 0.06 * r], power: 8, segments: 12).moved(
                    by: .translation([0.2 * r, 0.1 * r, z * r])))
        }
        return [Part(mesh: mesh, material: metal)]
    }

    private func flower(_ r: Float, _ dice: inout Dice) -> [Part] {
        let petals = dice.whole(5...7)
        let petal = Shapes.slab(leaf(0.48 * r), thickness: 0.1 * r, dome: 1.2)
        var mesh = Mesh()
        for k in 0..<petals {
            let a = Float(k) / Float(petals) * 2 * .pi
            mesh.append(petal.moved(by: AffineTransform.translation([0, 0.05 * r, r]).yawed(a)))
        }
        let heart = Shapes.sphere(centre: [0, 0.2 * r, r], radius: 0.24 * r, segments: 18)
        let filling = dice.chance(0.5) ? substances.pearl : Substances.opaqueStone(&dice)
        return [Part(mesh: mesh, material: metal), Part(mesh: heart, material: filling)]
    }

    private func spiral(_ r: Float) -> Part {
        let points = (0..<90).map { k -> Vector3 in
            let a = Float(k) / 90 * 5 * .pi
            let q = r * (1 - Float(k) / 100)
            return [q * sin(a), 0.08 * r, r - q * cos(a)]
        }
        return Part(
            mesh: Shapes.tube(along: Track(points, normal: [0, 1, 0], closed: false), radius: 0.05 * r + 0.1),
            material: metal)
    }

    private func tree(_ r: Float, _ dice: inout Dice) -> [Part] {
        var parts = openRing(r, &dice)
        var mesh = Mesh()
        for k in 0..<9 {
            let a = (Float(k) / 8 - 0.5) * 2.4
            let tip = Vector3(0.9 * r * sin(a), 0.1 * r, r - 0.9 * r * cos(a))
            let line = Track(
                [[0, 0.1 * r, 1.9 * r], [0.05 * r * sin(a), 0.1 * r, 1.2 * r], tip], normal: [0, 1, 0], closed: false)
            mesh.append(Shapes.tube(along: line, radius: 0.03 * r + 0.1, sides: 5))
        }
        parts.append(Part(mesh: mesh, material: metal))
        return parts
    }
}
