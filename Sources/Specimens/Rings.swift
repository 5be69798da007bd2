import Appraisal
import Geometry
internal import Glibc
import Rendering

/// A finger ring about the y axis, its head on the +z side.
struct RingDesign {
    enum Band: String, Sendable {
        case comfort, flat, pave, inlay, twisted, wires, crossover, open, wide
        // Never in the training set.
        case braided, hammered
    }
    enum Head: String, Sendable {
        case none, solitaire, three, signet, cluster, cabochon, spiral, pendantLike
        // Never in the training set.
        case crown, eternityDome
    }

    var innerRadius: Float
    var width: Float
    var thickness: Float
    var band: Band
    var head: Head
    var substances: Substances
    var split: SpecimenSplit
    /// Rings on top of each other along the axis.
    var stack: Int
    /// Black on a stand that is black most of the time.
    var isDark: Bool
    var seed: UInt64

    static func bands(_ split: SpecimenSplit) -> [(Band, Float)] {
        split == .train
            ? [
                (.comfort, 3), (.flat, 1.4), (.pave, 1.4), (.inlay, 0.8), (.twisted, 0.8), (.wires, 0.8),
                (.crossover, 0.8), (.open, 0.8), (.wide, 1.9),
            ] : [(.braided, 1), (.hammered, 1.4)]
    }

    static func heads(_ split: SpecimenSplit) -> [(Head, Float)] {
        split == .train
            ? [
                (.none, 1.6), (.solitaire, 2.4), (.three, 0.8), (.signet, 0.9), (.cluster, 1), (.cabochon, 1.2),
                (.spiral, 0.4), (.pendantLike, 0.6),
            ] : [(.crown, 1.3), (.eternityDome, 1), (.none, 0.8)]
    }

    init(_ dice: inout Dice, split: SpecimenSplit) {
        self.split = split
        substances = Substances(&dice, split: split)
        isDark = dice.chance(0.06)
        if isDark { substances.darken(&dice) }
        innerRadius = dice.real(7.4...10.8)
        (band, head) = (dice.draw(Self.bands(split)), dice.draw(Self.heads(split)))
        width = head == .none ? dice.size(1.6...9) : dice.size(1.4...4.5)
        thickness = dice.real(1...2.1)
        stack = dice.draw([(1, 0.84), (2, 0.1), (3, 0.06)] as [(Int, Float)])
        seed = UInt64(dice.seed32())
        if band == .wide { becomeWide(&dice) }
        // Onyx and smoke on a bright band.
        if dice.chance(0.06) { substances.gems = [Substances.darkStone(&dice)] }
    }

    private mutating func becomeWide(_ dice: inout Dice) {
        head = dice.draw([(.none, 0.8), (.signet, 0.1), (.cabochon, 0.1)] as [(Head, Float)])
        (width, thickness, stack) = (dice.size(4...12), dice.real(1.4...2.8), 1)
        if case .metal(var metal) = substances.metalMaterial, dice.chance(0.7) {
            // Turned and polished to a mirror.
            metal.roughness = dice.real(0.015...0.08)
            substances.metalMaterial = .metal(metal)
        }
    }

    func jewel() -> Jewel {
        var dice = Dice(seed: seed, sequence: 41)
        var jewel = Jewel(type: .ring, family: "\(band.rawValue)+\(head.rawValue)", metal: substances.metal, parts: [])
        for k in 0..<stack {
            let place =
                AffineTransform.translation([0, Float(k) * (width + 0.35), 0])
                * .rotation(axis: [0, 1, 0], degrees: k == 0 ? 0 : dice.real(-8...8))
            jewel.parts += (bandParts(&dice) + (k == 0 || width < 2.5 && dice.chance(0.4) ? headParts(&dice) : []))
                .moved(by: place)
        }
        jewel.instances = stack
        jewel.band = Jewel.Band(centre: .zero, axis: [0, 1, 0], head: [0, 0, 1], innerRadius: innerRadius)
        return jewel
    }

    var metal: Material { substances.metalMaterial }

    /// The circle at a distance from the axis; x of its stations runs round, z along the axis.
    private func circle(_ radius: Float, from: Float = 0, to: Float = 1, wave: (Float) -> Float = { _ in 0 }) -> Track {
        let closed = to - from >= 1
        let count = 120
        let places = (0..<(closed ? count : count + 1)).map { k -> (Vector3, Vector3) in
            let a = mix(from, to, Float(k) / Float(count)) * 2 * .pi + .pi
            let out = Vector3(sin(a), 0, cos(a))
            return (out * radius + [0, wave(a), 0], out)
        }
        return Track(places.map(\.0), normals: places.map(\.1), closed: closed)
    }

    private func bandParts(_ dice: inout Dice) -> [Part] {
        let (r, t, w) = (innerRadius, thickness, width)
        switch band {
        case .wide: return wideBand(&dice)
        case .comfort: return [Part(mesh: Shapes.ribbon(along: circle(r), width: w, thickness: t), material: metal)]
        case .flat: return [Part(mesh: flatBand(0, 1), material: metal)]
        case .hammered:
            var mesh = Shapes.ribbon(along: circle(r), width: w, thickness: t)
            mesh.positions = mesh.positions.map { $0 * (1 + 0.012 * valueNoise($0 * 0.9)) }
            mesh.normals = mesh.smoothNormals()
            return [Part(mesh: mesh, material: metal)]
        case .open: return [Part(mesh: flatBand(0.05, 0.95), material: metal)]
        case .pave:
            let small = max(min(0.32 * w, 1), 0.5)
            let rows = max(Int(w / (2.2 * small)), 1)
            var parts = [Part(mesh: Shapes.ribbon(along: circle(r), width: w, thickness: 0.7 * t), material: metal)]
            for k in 0..<rows {
                let y = (Float(k) - Float(rows - 1) / 2) * 2.2 * small
                let row = StoneRow(
                    setting: StoneSetting(radius: small, hold: .bare, gem: substances.gems[0], metal: metal),
                    gems: [substances.gems[0]])
                parts += row.parts(
                    along: circle(r + 0.35 * t, from: 0.15, to: 0.85).moved(by: .translation([0, y, 0])))
            }
            return parts
        case .inlay:
            let stripe = dice.chance(0.5) ? Substances.opaqueStone(&dice) : substances.gems[0]
            let core = Shapes.ribbon(along: circle(r + 0.25 * t), width: 0.6 * w, thickness: 0.78 * t)
            return [Part(mesh: flatBand(0, 1), material: metal), Part(mesh: core, material: stripe)]
        case .twisted: return rope(w * 0.7, .rope)
        case .braided: return rope(w * 0.8, .wheat)
        case .wires:
            return (0..<dice.whole(2...4)).map { k in
                let (phase, height) = (dice.real(0...6.28), w * dice.real(0.2...0.5))
                let track = circle(r + 0.5) { height * sin(Float(k + 1) * $0 + phase) }
                return Part(mesh: Shapes.tube(along: track, radius: dice.real(0.4...0.7)), material: metal)
            }
        case .crossover:
            return ([-1, 1] as [Float]).map { side in
                let track = circle(r) { (angle: Float) -> Float in
                    let front = max(cos(angle), 0) * sin(angle) * 1.8 * w
                    return side * (front + 0.3 * w * max(-cos(angle), 0))
                }
                return Part(mesh: Shapes.ribbon(along: track, width: 0.6 * w, thickness: t), material: metal)
            }
        }
    }

    private func rope(_ width: Float, _ family: ChainDesign.Family) -> [Part] {
        ChainDesign(family: family, width: width, material: metal, accent: metal).parts(
            along: circle(innerRadius + width / 2))
    }

    private func flatBand(_ from: Float, _ to: Float) -> Mesh {
        let track = circle(innerRadius, from: from, to: to)
        let (w, t) = (width / 2, thickness)
        let section: [Vector2] = [
            [-w, 0.1], [-w, t - 0.12], [-w + 0.12, t], [w - 0.12, t], [w, t - 0.12], [w, 0.1], [w - 0.1, 0],
            [-w + 0.1, 0],
        ]
        return Shapes.swept(
            rings: track.stations.map { f in section.map { f.apply([0, $0.y, $0.x]) } }, closed: track.closed)
    }

    /// Stones and shields on the outside of the band.
    private func headParts(_ dice: inout Dice) -> [Part] {
        let top = innerRadius + thickness
        func place(_ parts: [Part], x: Float = 0, lift: Float) -> [Part] {
            // The stone's own y axis points out of the finger; a turn about the band brings it aside.
            let turn = AffineTransform.rotation(axis: [0, 1, 0], degrees: x)
            return parts.moved(
                by: turn
                    * AffineTransform(x: [0, 1, 0], y: [0, 0, 1], z: [1, 0, 0], translation: [0, 0, top + lift]))
        }
        let radius = dice.size(1.8...6)
        func stone(_ r: Float) -> StoneSetting { StoneSetting(&dice, radius: r, substances: substances, split: split) }
        switch head {
        case .none: return []
        case .solitaire, .crown:
            var s = stone(radius)
            if s.hold == .bare { s.hold = .prongs }
            var parts = place(s.parts, lift: 0.7 * radius)
            if head == .crown {
                for x in stride(from: Float(-60), through: 60, by: 20) where x != 0 {
                    parts += place(
                        StoneSetting(radius: 1, hold: .prongs, gem: s.gem, metal: metal).parts, x: x, lift: 0.6)
                }
            }
            return parts
        case .three:
            let (big, small) = (stone(radius * 0.8), stone(radius * 0.5))
            let aside = (radius * 1.45) / top * 180 / .pi
            return place(big.parts, lift: 0.6 * radius) + place(small.parts, x: aside, lift: 0.4 * radius)
                + place(small.parts, x: -aside, lift: 0.4 * radius)
        case .signet:
            let shield = Shapes.cushion(
                half: [radius * 0.9 + 2, 1, radius * 0.9 + 1.4], power: dice.pick([2.6, 5, 9]))
            return place([Part(mesh: shield, material: metal)], lift: 0.2)
                + (dice.chance(0.3) ? place(stone(radius * 0.6).parts, lift: 1.2) : [])
        case .cluster, .eternityDome:
            let made = Pendant(&dice, size: 2 * radius + 4, substances: substances, split: split, family: .cluster)
            return place(made.parts(loop: false).moved(by: .translation([0, 0, -radius - 2.5])), lift: -0.3)
        case .cabochon:
            var s = stone(radius + 1.5)
            (s.cut, s.hold, s.gem) = (.cabochon, .bezel, Substances.opaqueStone(&dice))
            return place(s.parts, lift: 0.4 * radius)
        case .spiral, .pendantLike:
            let made = Pendant(
                &dice, size: 2 * radius + 4, substances: substances, split: split,
                family: head == .spiral ? .spiral : nil)
            return place(made.parts(loop: false).moved(by: .translation([0, 0, -radius - 2.5])), lift: 0)
        }
    }
}
