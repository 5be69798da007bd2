import Appraisal
import Geometry
internal import Glibc
import Rendering

/// A necklace of any kind, to be laid along tracks that a display offers.
struct NecklaceDesign {
    enum Body {
        case chain(ChainDesign)
        case beads(BeadStrand)
        case row(StoneRow)
        case ribbon(width: Float, material: Material)
    }

    var substances: Substances
    var split: SpecimenSplit
    /// Strands, innermost first.
    var bodies: [Body]
    var pendant: Pendant?
    /// Things that hang along the front of the last strand, and how many.
    var fringe: (Pendant, count: Int)?
    /// What spreads below the last strand.
    var bib: Bib?
    var collar: CrystalCollar?
    /// How far below the last strand the pendant hangs, millimetres.
    var pendantDrop: Float = 0
    /// Black on a display that is black most of the time.
    let isDark: Bool
    var family: String

    init(_ dice: inout Dice, split: SpecimenSplit) {
        self.split = split
        substances = Substances(&dice, split: split)
        isDark = dice.chance(0.06)
        if isDark { substances.darken(&dice) }
        (bodies, family) = ([], "")
        if let statement = dice.draw(Self.statements(split)) {
            become(statement, &dice)
        } else {
            beOrdinary(&dice)
        }
    }

    private mutating func beOrdinary(_ dice: inout Dice) {
        let strands = dice.draw([(1, 0.72), (2, 0.15), (3, 0.09), (4, 0.04)] as [(Int, Float)])
        let alike = dice.chance(0.5)
        for k in 0..<strands {
            if k > 0, alike {
                bodies.append(bodies[0])
            } else {
                bodies.append(Self.body(&dice, substances, split, strands))
            }
        }
        family = bodies.last!.family
        let style = dice.real(0...1)
        if style > 0.87, strands < 3 {
            let made = Bib(&dice, substances: substances, split: split)
            bib = made
            family += "+bib-" + made.family.rawValue
        } else if style < 0.52, strands < 3 || dice.chance(0.4) {
            let made = Pendant(&dice, size: dice.size(5...34), substances: substances, split: split)
            pendant = made
            family += "+" + made.family.rawValue
        } else if style < 0.74 {
            let made = Pendant(&dice, size: dice.size(4...20), substances: substances, split: split)
            fringe = (made, dice.whole(3...19))
            family += "+fringe-" + made.family.rawValue
        }
    }

    private static func body(
        _ dice: inout Dice, _ substances: Substances, _ split: SpecimenSplit, _ strands: Int
    ) -> Body {
        let kind = dice.real(0...1)
        if kind < 0.62 {
            let family = dice.draw(ChainDesign.families(split))
            // Thin chains are the hard case: half of all lie under 1.6 mm.
            let width =
                strands > 2 ? dice.size(0.8...2.5) : dice.chance(0.55) ? dice.size(0.8...1.6) : dice.size(1.4...8)
            let accent =
                family == .cord ? Substances.cord(&dice) : dice.pick(substances.gems + [substances.metalMaterial])
            return .chain(ChainDesign(family: family, width: width, material: substances.metalMaterial, accent: accent))
        }
        if kind < 0.9 {
            let family = dice.draw(BeadStrand.families(split))
            return .beads(BeadStrand(&dice, family: family, diameter: dice.size(2...13), substances: substances))
        }
        let setting = StoneSetting(&dice, radius: dice.size(1...3.6), substances: substances, split: split)
        return .row(StoneRow(setting: setting, gems: substances.gems))
    }

    /// The piece along its tracks: one a strand, each closed or cut by the frame.
    ///
    /// - Parameters:
    ///   - down: the way things hang on the support.
    ///   - support: its surface; nil for one that is flat about the tracks.
    func jewel(along tracks: [Track], down: Vector3, on support: Support? = nil) -> Jewel {
        var jewel = Jewel(type: .necklace, family: family, metal: substances.metal, parts: [])
        for (body, track) in zip(bodies, tracks) {
            let line = track.lifted(by: body.radius)
            jewel.lines.append(line)
            jewel.lineRadius = max(jewel.lineRadius, body.radius)
            jewel.finest = min(jewel.finest, 2 * body.radius)
            jewel.parts += body.parts(along: line)
        }
        guard let line = jewel.lines.last else { return jewel }
        let lowest = line.points.indices.max { dot(line.points[$0], down) < dot(line.points[$1], down) }!
        jewel.pose = line.pose(at: lowest, down: down)
        if let pendant {
            let hang = line.hanging(at: lowest, down: down, sink: bodies.last!.radius)
            jewel.parts += pendant.parts().moved(by: hang.shifted([0, 0, pendantDrop]))
        }
        if let collar { jewel.parts += collar.parts(along: tracks[bodies.count - 1], down: down, on: support) }
        if let bib { jewel.parts += bib.parts(along: line, down: down) }
        if let (item, count) = fringe { jewel.parts += fringed(line, item, count, around: lowest, down: down) }
        return jewel
    }

    private func fringed(
        _ line: Track, _ item: Pendant, _ count: Int, around lowest: Int, down: Vector3
    ) -> [Part] {
        let spacing = line.length / Float(line.points.count)
        let step = max(Int(item.size * 0.95 / spacing), 1)
        let parts = item.parts()
        return (0..<count).flatMap { k -> [Part] in
            let i = lowest + (k - count / 2) * step
            guard line.closed || line.points.indices.contains(i) else { return [] }
            let n = line.points.count
            return parts.moved(by: line.hanging(at: ((i % n) + n) % n, down: down, sink: bodies.last!.radius))
        }
    }
}

extension NecklaceDesign.Body {
    /// Half the thickness, millimetres.
    var radius: Float {
        switch self {
        case .chain(let chain): chain.family == .herringbone ? 0.1 * chain.width : chain.width * 0.45
        case .beads(let beads): beads.diameter / 2
        case .row(let row): row.setting.radius * 0.3
        case .ribbon: 0.4
        }
    }

    var family: String {
        switch self {
        case .chain(let chain): chain.family.rawValue
        case .beads(let beads): beads.family.rawValue
        case .row: "riviere"
        case .ribbon: "ribbon"
        }
    }

    func parts(along track: Track) -> [Part] {
        switch self {
        case .chain(let chain): chain.parts(along: track)
        case .beads(let beads): beads.parts(along: track)
        case .row(let row): row.parts(along: track)
        case .ribbon(let width, let material):
            [Part(mesh: Self.ribbon(along: track, width: width), material: material)]
        }
    }

    /// A band with the uv of its cloth, millimetres.
    private static func ribbon(along track: Track, width: Float) -> Mesh {
        let line = track.resampled(spacing: 1.5).lifted(by: -0.3)
        var mesh = Shapes.ribbon(along: line, width: width, thickness: 0.8)
        let across = mesh.positions.count / line.points.count
        mesh.uvs = mesh.positions.indices.map { i in
            let p = line.points[i / across]
            return [1.5 * Float(i / across), (mesh.positions[i] - p).length * (i % across < across / 2 ? 1 : -1)]
        }
        return mesh
    }
}

extension Track {
    /// The frame of a piece that hangs: x to the side, y up, z away from the support, about the middle of the line.
    func pose(at i: Int, down: Vector3) -> AffineTransform {
        let z = (normals[i] - down * dot(normals[i], down)).normalized
        return AffineTransform(
            x: Geometry.cross(z, down), y: down * -1, z: z, translation: points.reduce(.zero, +) / Float(points.count))
    }

    /// The frame in which something hangs from a point: x to the side, y away from the support, z down.
    func hanging(at i: Int, down: Vector3, sink: Float) -> AffineTransform {
        let y = normals[i]
        let z = (down - y * dot(down, y)).normalized
        return AffineTransform(x: Geometry.cross(y, z), y: y, z: z, translation: points[i] - y * sink)
    }
}
