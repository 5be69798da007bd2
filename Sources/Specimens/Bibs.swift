import Geometry
internal import Glibc
import Rendering

/// What spreads below a neckline: a bib of stones or pearls in rows, or a collar of sheet metal.
struct Bib {
    enum Family: String, Sendable {
        case stones, pearls, collar
        // Never in the training set.
        case scales
    }

    var family: Family
    /// Rows of stones.
    var rows: Int
    /// Half width of a stone, or width of a collar over 6, millimetres.
    var radius: Float
    var substances: Substances
    var split: SpecimenSplit
    var seed: UInt64

    static func families(_ split: SpecimenSplit) -> [(Family, Float)] {
        split == .train ? [(.stones, 2), (.pearls, 1), (.collar, 0.8)] : [(.scales, 1)]
    }

    init(_ dice: inout Dice, substances: Substances, split: SpecimenSplit) {
        family = dice.draw(Self.families(split))
        (rows, radius) = (dice.whole(1...5), dice.size(1.4...5))
        (self.substances, self.split, seed) = (substances, split, UInt64(dice.seed32()))
    }

    /// The bib below a track whose front is its middle third.
    func parts(along track: Track, down: Vector3) -> [Part] {
        var dice = Dice(seed: seed, sequence: 61)
        if family == .collar { return collar(track, &dice) }
        let base = track.resampled(spacing: 2.3 * radius, multiple: 2)
        let count = base.points.count
        let lowest = base.points.indices.max { dot(base.points[$0], down) < dot(base.points[$1], down) }!
        // The bib takes a third to all of what is seen of the line.
        let reach = Int(Float(count) * dice.real(0.12...0.26))
        var settings = (0..<3).map { _ in StoneSetting(&dice, radius: radius, substances: substances, split: split) }
        if family == .scales {
            settings = settings.map { s in
                var s = s
                (s.cut, s.hold, s.gem) = (.cabochon, .bare, substances.metalMaterial)
                return s
            }
        }
        var parts = [
            Part(mesh: Shapes.tube(along: base, radius: 0.35 * radius, sides: 6), material: substances.metalMaterial)
        ]
        var pearls = Mesh()
        let pearl = Shapes.sphere(centre: .zero, radius: radius, segments: 16)
        for k in -reach...reach {
            let i = base.closed ? ((lowest + k) % count + count) % count : lowest + k
            guard base.points.indices.contains(i) else { continue }
            let hang = base.hanging(at: i, down: down, sink: 0)
            // Longest in the middle.
            let share = 1 - abs(Float(k)) / Float(reach + 1)
            let here = max(Int((Float(rows) * (0.35 + 0.65 * share)).rounded()), 1)
            for row in 0..<here {
                let setting = settings[row % settings.count]
                let place = hang.shifted([
                    0, 0.5 * radius, (Float(row) + 0.3) * 2.25 * radius * (family == .scales ? 0.6 : setting.aspect),
                ])
                if family == .pearls {
                    pearls.stamp(pearl, place)
                } else {
                    parts += setting.parts.moved(by: place)
                }
            }
        }
        if !pearls.positions.isEmpty { parts.append(Part(mesh: pearls, material: substances.pearl)) }
        return merged(parts)
    }

    private func collar(_ track: Track, _ dice: inout Dice) -> [Part] {
        let open = track.closed ? track.stretch(0.02, 0.98, spacing: 1.5) : track.resampled(spacing: 1.5)
        let width = 6 * radius
        var mesh = Shapes.ribbon(along: open.lifted(by: 0.4), width: width, thickness: 1.2)
        if dice.chance(0.5) {
            let scale = dice.real(2...6)
            mesh.positions = mesh.positions.map { $0 + Vector3(0, 0, 0.35) * valueNoise($0 / scale) }
            mesh.normals = mesh.smoothNormals()
        }
        return [Part(mesh: mesh, material: substances.metalMaterial)]
    }

    /// Metal parts as one mesh: hundreds of little surfaces are slow to build.
    private func merged(_ parts: [Part]) -> [Part] {
        var smooth: [String: Part] = [:]
        var order: [String] = []
        for part in parts {
            let key = "\(part.material)" + (part.mesh.normals.isEmpty ? "-" : "+")
            if smooth[key] == nil { order.append(key) }
            smooth[key, default: Part(mesh: Mesh(), material: part.material)].mesh.append(part.mesh)
        }
        return order.map { smooth[$0]! }
    }
}
