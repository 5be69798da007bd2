import Geometry
internal import Glibc
import Rendering

/// A cut stone and how it is held, facing +y with its length along z.
struct StoneSetting: Sendable {
    enum Cut: String, Sendable { case round, oval, pear, marquise, cushion, emerald, cabochon, heart }
    enum Hold: String, Sendable { case bezel, prongs, halo, bare }

    var cut: Cut
    /// Half the width, millimetres.
    var radius: Float
    var hold: Hold
    var gem: Material
    var metal: Material
    /// Small stones of a halo.
    var melee: Material

    static func cuts(_ split: SpecimenSplit) -> [(Cut, Float)] {
        split == .train
            ? [(.round, 4), (.oval, 1), (.pear, 1), (.marquise, 0.7), (.cushion, 1), (.cabochon, 1.2)]
            : [(.emerald, 1), (.heart, 1)]
    }

    init(_ dice: inout Dice, radius: Float, substances: Substances, split: SpecimenSplit) {
        cut = dice.draw(Self.cuts(split))
        self.radius = radius
        hold = dice.draw([(.bezel, 1), (.prongs, 1.4), (.halo, radius > 1.8 ? 0.8 : 0), (.bare, 0.2)])
        gem = dice.pick(substances.gems)
        metal = substances.metalMaterial
        melee = dice.chance(0.7) ? .dielectric(DielectricMaterial(indexOfRefraction: 2.1)) : gem
    }

    init(cut: Cut = .round, radius: Float, hold: Hold, gem: Material, metal: Material) {
        (self.cut, self.radius, self.hold, self.gem, self.metal, melee) = (cut, radius, hold, gem, metal, gem)
    }

    /// Half the length over half the width.
    var aspect: Float {
        switch cut {
        case .round, .cushion, .heart: 1
        case .oval, .cabochon, .emerald: 1.35
        case .pear: 1.5
        case .marquise: 1.9
        }
    }

    /// Half the size with what holds it, along x and z.
    var extent: Vector2 { Vector2(1, aspect) * radius + (hold == .halo ? 0.62 * radius : 0.25 * radius) }

    /// The girdle at an angle from x toward z, for a half width of 1.
    func girdle(_ t: Float) -> Vector2 {
        let (c, s) = (cos(t), sin(t))
        switch cut {
        case .round: return [c, s]
        case .oval, .cabochon: return [c, s * aspect]
        case .marquise: return [c * pow(abs(c), 0.5), s * aspect]
        case .pear: return [c * (1 - 0.42 * max(-s, 0)), s * aspect]
        case .cushion, .emerald:
            let power: Float = cut == .cushion ? 0.5 : 0.22
            func bent(_ v: Float) -> Float { (v < 0 ? -1 : 1) * pow(abs(v), power) }
            return [bent(c), bent(s) * aspect]
        case .heart: return [c * (1 - 0.25 * max(s, 0)), s * 1.05 - 0.35 * (1 - abs(c)) * (s < 0 ? 1 : 0) * -1]
        }
    }

    /// The stone with its holding, girdle at y = 0 and lowest metal about 0.8 radii below.
    var parts: [Part] {
        let facets = radius < 1 ? 8 : radius < 2.5 ? 12 : 16
        var parts = [Part(mesh: stone(facets: facets), material: gem)]
        switch hold {
        case .bare: break
        case .bezel: parts.append(Part(mesh: rim(0.14 * radius + 0.12, facets), material: metal))
        case .prongs:
            parts.append(Part(mesh: prongs(), material: metal))
        case .halo:
            parts.append(Part(mesh: rim(0.12 * radius, facets), material: metal))
            parts += haloStones()
        }
        return parts
    }

    private func warped(_ mesh: Mesh) -> Mesh {
        var mesh = mesh
        for i in mesh.positions.indices {
            let p = mesh.positions[i]
            let r = (p.x * p.x + p.z * p.z).squareRoot()
            let g = girdle(atan2(p.z, p.x)) * r * radius
            mesh.positions[i] = [g.x, p.y * radius, g.y]
        }
        if !mesh.normals.isEmpty { mesh.normals = mesh.smoothNormals() }
        return mesh
    }

    private func stone(facets: Int) -> Mesh {
        guard cut == .cabochon else { return warped(Shapes.brilliant(facets: facets)) }
        let profile: [Vector2] =
            [[0.01, -0.2], [0.95, -0.2], [1, 0]]
            + (1...6).map { k in
                let a = Float(k) / 6 * .pi / 2
                return [max(cos(a), 0.01), 0.55 * sin(a)]
            }
        return warped(Shapes.lathe(profile: profile, segments: 24))
    }

    /// A collar round the girdle.
    private func rim(_ wire: Float, _ facets: Int) -> Mesh {
        let segments = 2 * facets
        let rings = (0..<segments).map { k -> [Vector3] in
            let g = girdle(Float(k) / Float(segments) * 2 * .pi) * radius
            let out = g.normalized
            let section: [Vector2] = [[0, 0.1], [0.7, 0.35], [1.3, 0], [1.1, -2.2], [0.2, -2.2]]
            return section.map { s in [g.x + out.x * s.x * wire, s.y * wire, g.y + out.y * s.x * wire] }
        }
        return Shapes.swept(rings: rings, closed: true)
    }

    private func prongs() -> Mesh {
        let count = cut == .marquise ? 2 : radius > 2.5 ? 6 : 4
        let wire = 0.09 * radius + 0.1
        var mesh = Mesh()
        for k in 0..<count {
            let t = (Float(k) + 0.5) / Float(count) * 2 * .pi + (cut == .marquise ? 0 : 0.001)
            let g = girdle(t) * (radius * 1.03)
            let foot = Vector3(g.x * 0.55, -0.8 * radius, g.y * 0.55)
            let claw = Track(
                [foot, [g.x, 0, g.y], [g.x * 0.93, 0.17 * radius, g.y * 0.93]],
                normal: cross([g.x, 0, g.y], [0, 1, 0]).normalized, closed: false)
            mesh.append(Shapes.tube(along: claw, radius: wire, sides: 6))
        }
        mesh.append(
            Shapes.torus(majorRadius: 0.62 * radius, minorRadius: wire * 0.9, segments: 16, sides: 5).moved(
                by: .translation([0, -0.6 * radius, 0])))
        return mesh
    }

    private func haloStones() -> [Part] {
        let size = 0.2 * radius
        let circumference = 2 * Float.pi * radius * (1 + aspect) / 2 * 1.35
        let count = max(Int(circumference / (2.1 * size)), 8)
        let small = StoneSetting(radius: size, hold: .bare, gem: melee, metal: metal).parts[0].mesh
        let seat = Shapes.sphere(centre: [0, -0.7 * size, 0], radius: size * 0.95, segments: 8)
        var (stones, seats) = (Mesh(), Mesh())
        for k in 0..<count {
            let g = girdle(Float(k) / Float(count) * 2 * .pi)
            let p = g * radius + g.normalized * (0.36 * radius)
            stones.stamp(small, .translation([p.x, 0, p.y]))
            seats.stamp(seat, .translation([p.x, 0, p.y]))
        }
        return [Part(mesh: stones, material: melee), Part(mesh: seats, material: metal)]
    }
}

/// Stones one after the other along a track: rivières, tennis bracelets, eternity bands, pavé.
struct StoneRow {
    var setting: StoneSetting
    var gems: [Material]
    /// Distance of neighbours in stone widths.
    var pitch: Float = 1.12

    func parts(along track: Track) -> [Part] {
        let places = track.resampled(spacing: setting.extent.x * 2 * pitch / 1.25, multiple: gems.count).stations
        let whole = setting.parts
        var stones = [Mesh](repeating: Mesh(), count: gems.count)
        var metal = Mesh()
        for (i, f) in places.enumerated() {
            let seat = f.shifted([0, setting.radius * 0.8, 0])
            stones[i % gems.count].stamp(whole[0].mesh, seat)
            for part in whole.dropFirst() { metal.stamp(part.mesh, seat) }
        }
        let wire = Track(
            places.map { $0.apply([0, setting.radius * 0.3, 0]) }, normals: places.map(\.y), closed: track.closed)
        metal.append(Shapes.tube(along: wire, radius: setting.radius * 0.3, sides: 6))
        return zip(stones, gems).map { Part(mesh: $0, material: $1) } + [Part(mesh: metal, material: setting.metal)]
    }
}
