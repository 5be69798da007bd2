import Appraisal
import Geometry
internal import Glibc
import Rendering

/// A bracelet of any kind, to be laid round a support.
struct BraceletDesign {
    enum Family: String, Sendable {
        case chain, tennis, beads, charms, bangle, cuff, cord, watch, crystals
        // Never in the training set.
        case mesh, links, double
    }

    var family: Family
    var substances: Substances
    var split: SpecimenSplit
    var seed: UInt64
    /// Width along the wrist, millimetres.
    var width: Float

    static func families(_ split: SpecimenSplit) -> [(Family, Float)] {
        split == .train
            ? [
                (.chain, 2), (.tennis, 1.2), (.beads, 2), (.charms, 1.2), (.bangle, 1.4), (.cuff, 1), (.cord, 0.8),
                (.watch, 0.5), (.crystals, 0.9),
            ] : [(.mesh, 1), (.links, 1), (.double, 1.4)]
    }

    init(_ dice: inout Dice, split: SpecimenSplit) {
        family = dice.draw(Self.families(split))
        substances = Substances(&dice, split: split)
        (self.split, seed) = (split, UInt64(dice.seed32()))
        switch family {
        case .chain, .charms: width = dice.size(1...9)
        case .tennis: width = dice.size(2...6)
        case .beads, .double: width = dice.size(3...13)
        case .bangle: width = dice.size(1.6...7)
        case .cuff, .watch, .links, .mesh: width = dice.size(5...26)
        case .cord: width = dice.size(1...4)
        case .crystals: width = dice.size(6...26)
        }
    }

    /// The bracelet round a closed track whose normals lead away from the wrist.
    ///
    /// - Parameters:
    ///   - down: the way charms hang.
    ///   - front: share of the track where the middle of the piece lies.
    func jewel(along track: Track, down: Vector3, front: Float) -> Jewel {
        var dice = Dice(seed: seed, sequence: 51)
        var jewel = Jewel(type: .bracelet, family: family.rawValue, metal: substances.metal, parts: [])
        let metal = substances.metalMaterial
        jewel.lineRadius = min(width / 2, 6)
        jewel.finest = width
        let line = track.lifted(
            by: family == .cuff || family == .watch || family == .mesh || family == .links
                || family == .crystals ? 0 : width / 2)
        jewel.lines = [line]
        func chain(_ line: Track, _ family: ChainDesign.Family? = nil) -> [Part] {
            ChainDesign(
                family: family ?? dice.draw(ChainDesign.families(split)), width: width, material: metal,
                accent: dice.pick(substances.gems)
            ).parts(along: line)
        }
        switch family {
        case .chain: jewel.parts = chain(line)
        case .tennis:
            let setting = StoneSetting(&dice, radius: width / 2.5, substances: substances, split: split)
            jewel.parts = StoneRow(setting: setting, gems: substances.gems).parts(along: track)
        case .beads:
            let strand = BeadStrand(
                &dice, family: dice.draw(BeadStrand.families(split)), diameter: width, substances: substances)
            jewel.parts = strand.parts(along: line)
        case .charms: jewel.parts = chain(line) + charms(line, down: down, &dice)
        case .bangle: jewel.parts = bangle(line, &dice)
        case .cuff:
            jewel.parts = cuff(track, front, &dice)
            jewel.lines = [track.stretch(0.09, 0.91, spacing: 1.2)]
        case .cord:
            let cord = Substances.cord(&dice)
            jewel.parts = [
                Part(mesh: Shapes.tube(along: line.resampled(spacing: 1.5), radius: width / 2), material: cord)
            ]
            jewel.parts += centre(line, front, size: dice.size(8...22), down: down, &dice)
        case .watch: jewel.parts = watch(track, front, &dice)
        case .mesh:
            let band = Shapes.ribbon(along: track.resampled(spacing: 1.5), width: width, thickness: 1.4)
            jewel.parts = [Part(mesh: band, material: metal)]
            jewel.parts += centre(track.lifted(by: 1.4), front, size: width, down: down, &dice)
        case .links: jewel.parts = plates(track)
        case .crystals: jewel.parts = crystals(track, &dice)
        case .double:
            // Beads and a chain side by side on one clasp.
            let strand = BeadStrand(
                &dice, family: dice.draw(BeadStrand.families(split)), diameter: width, substances: substances)
            let beside = Track(
                line.stations.map { $0.apply([0, 0, 0.8 * width]) }, normals: line.normals, closed: line.closed)
            jewel.lines.append(beside)
            jewel.parts = strand.parts(along: line)
            jewel.parts += ChainDesign(
                family: dice.draw(ChainDesign.families(split)), width: 0.4 * width, material: metal, accent: metal
            ).parts(along: beside)
        }
        return jewel
    }

    private func charms(_ line: Track, down: Vector3, _ dice: inout Dice) -> [Part] {
        (0..<dice.whole(2...9)).flatMap { _ -> [Part] in
            let i = dice.whole(0...line.points.count - 1)
            let charm = Pendant(&dice, size: dice.size(6...18), substances: substances, split: split)
            // On a flat wrist line the charm lies outward, else it hangs.
            let way = abs(dot(down, line.normals[i])) > 0.7 ? line.station(i).z : down
            return charm.parts().moved(by: line.hanging(at: i, down: way, sink: 0.4 * width))
        }
    }

    private func centre(_ line: Track, _ front: Float, size: Float, down: Vector3, _ dice: inout Dice) -> [Part] {
        let i = Int(front * Float(line.points.count)) % line.points.count
        let made = Pendant(&dice, size: size, substances: substances, split: split)
        let f = line.station(i)
        return made.parts(loop: false).moved(
            by: AffineTransform(x: f.x, y: f.y, z: f.z, translation: f.apply([0, -0.2, -size / 2])))
    }

    private func bangle(_ line: Track, _ dice: inout Dice) -> [Part] {
        let metal = substances.metalMaterial
        let fine = line.resampled(spacing: 1.2)
        switch dice.whole(0...4) {
        case 0: return ChainDesign(family: .rope, width: width, material: metal, accent: metal).parts(along: line)
        case 1:
            return [Part(mesh: Shapes.ribbon(along: fine, width: width * 1.6, thickness: 0.3 * width), material: metal)]
        case 2:
            let setting = StoneSetting(
                radius: 0.35 * width, hold: .bezel, gem: substances.gems[0], metal: metal)
            return [Part(mesh: Shapes.tube(along: fine, radius: 0.4 * width, sides: 12), material: metal)]
                + StoneRow(setting: setting, gems: substances.gems).parts(
                    along: line.stretch(0.1, 0.4, spacing: 1).lifted(by: 0.2 * width))
        case 3:
            // Open, with a bead at each end.
            let open = line.stretch(0.06, 0.94, spacing: 1.2)
            var mesh = Shapes.tube(along: open, radius: 0.4 * width, sides: 12)
            for p in [open.points.first!, open.points.last!] {
                mesh.append(Shapes.sphere(centre: p, radius: 0.8 * width, segments: 20))
            }
            return [Part(mesh: mesh, material: metal)]
        default: return [Part(mesh: Shapes.tube(along: fine, radius: width / 2, sides: 14), material: metal)]
        }
    }

    private func cuff(_ track: Track, _ front: Float, _ dice: inout Dice) -> [Part] {
        let open = track.stretch(0.09, 0.91, spacing: 1.2)
        var parts = [
            Part(mesh: Shapes.ribbon(along: open, width: width, thickness: 1.3), material: substances.metalMaterial)
        ]
        if dice.chance(0.5) {
            for k in -2...2 where dice.chance(0.7) {
                let i = min(max(open.points.count / 2 + k * Int(width * 0.6), 0), open.points.count - 1)
                let setting = StoneSetting(&dice, radius: width * 0.22, substances: substances, split: split)
                parts += setting.parts.moved(by: open.station(i).shifted([0, 1.3, 0]))
            }
        }
        return parts
    }

    /// Rows of crystals close together, some rows of flowers between them.
    private func crystals(_ track: Track, _ dice: inout Dice) -> [Part] {
        var silvery = substances
        silvery.becomeSilvery(&dice)
        let crystal = Substances.crystal(&dice)
        var work = CrystalWork(
            crystal: crystal, accent: dice.chance(0.3) ? dice.pick(substances.gems) : crystal,
            metal: silvery.metalMaterial, cuts: [.round, .pear])
        let radius = dice.size(0.9...1.8)
        let rows = max(Int(width / (2.1 * radius)), 2)
        // The middle of a wide one is open work.
        let blooms = rows > 5 && dice.chance(0.6)
        func beside(_ z: Float) -> Track {
            Track(track.stations.map { $0.apply([0, 0, z]) }, normals: track.normals, closed: track.closed)
        }
        for k in 0..<rows {
            let z = (Float(k) - Float(rows - 1) / 2) * 2.08 * radius
            if blooms, k > 0, k < rows - 1 { continue }
            let line = beside(z).resampled(spacing: 2.12 * radius)
            for f in line.stations { work.set(.round, at: f.shifted([0, 0.8 * radius, 0]), radius: radius) }
            work.solder(Shapes.tube(along: line.lifted(by: 0.2 * radius), radius: 0.25 * radius, sides: 4))
        }
        if blooms {
            let size = (Float(rows) - 1) * 2.08 * radius / 2 - radius
            for (i, f) in track.resampled(spacing: 1.9 * size, multiple: 2).stations.enumerated() {
                work.flower(
                    at: f.shifted([0, 0.3 * radius, 0]), radius: size * (i % 2 == 0 ? 1 : 0.9), petals: 6,
                    heartIsAccent: i % 2 == 0)
            }
        }
        return work.parts
    }

    /// Plates side by side.
    private func plates(_ track: Track) -> [Part] {
        let plate = Shapes.cushion(half: [3.6, 1, width / 2], power: 8, segments: 20)
        var mesh = Mesh()
        for f in track.resampled(spacing: 7.8).stations { mesh.stamp(plate, f.shifted([0, 1, 0])) }
        return [Part(mesh: mesh, material: substances.metalMaterial)]
    }

    private func watch(_ track: Track, _ front: Float, _ dice: inout Dice) -> [Part] {
        let metal = substances.metalMaterial
        let f = track.station(Int(front * Float(track.points.count)) % track.points.count)
        let r = dice.real(11...19)
        let leather = Substances.cord(&dice)
        var parts =
            dice.chance(0.5)
            ? plates(track)
            : [
                Part(
                    mesh: Shapes.ribbon(along: track.resampled(spacing: 1.5), width: width, thickness: 2),
                    material: leather)
            ]
        let squareness: Float = dice.chance(0.6) ? 2 : 8
        let body = Shapes.cushion(half: [r, 3.6, r], power: 3, segments: 40)
        let dial = Shapes.cushion(half: [0.84 * r, 0.4, 0.84 * r], power: max(squareness, 3), segments: 40)
        let white = dice.chance(0.5)
        parts.append(Part(mesh: body.moved(by: f.shifted([0, 3, 0])), material: metal))
        parts.append(
            Part(
                mesh: dial.moved(by: f.shifted([0, 6.5, 0])),
                material: .coated(
                    CoatedMaterial(
                        colour: white ? [0.8, 0.8, 0.78] : [0.02, 0.03, 0.06], coat: 1, coatRoughness: 0.06))))
        var hands = Mesh()
        for k in 0..<14 {
            let a = k < 12 ? Float(k) / 12 * 2 * .pi : dice.real(0...6.28)
            let (from, to): (Float, Float) = k < 12 ? (0.66, 0.76) : (0, k == 12 ? 0.4 : 0.6)
            let line = Track(
                [from, to].map { [cos(a) * $0 * r, 7, sin(a) * $0 * r] }, normal: [0, 1, 0], closed: false)
            hands.append(Shapes.tube(along: line, radius: 0.4, sides: 4))
        }
        parts.append(
            Part(mesh: hands.moved(by: f), material: .coated(CoatedMaterial(colour: white ? .zero : .one * 0.7))))
        return parts
    }
}
