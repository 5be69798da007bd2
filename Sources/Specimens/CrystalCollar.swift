import Geometry
internal import Glibc
import Rendering

/// A collar of hundreds of crystals that lies on the chest below a neckline, row by row.
struct CrystalCollar {
    enum Family: String, Sendable {
        /// Rows close together that shorten downward.
        case sheet
        /// Two to five rows all round.
        case rows
        /// Strings of crystals that end in drops.
        case fringe
        /// Flowers and leaves.
        case spray
        // Never in the training set.
        case lattice
    }

    var family: Family
    /// Half the width of a stone, millimetres.
    var radius: Float
    var rows: Int
    /// Half of what the collar takes of the line, 0…0.5.
    var reach: Float
    /// Whether rows lead straight down (0) or across the line (1).
    var fan: Float
    var substances: Substances
    var crystal: Material
    var seed: UInt64

    init(_ dice: inout Dice, family: Family, substances: Substances) {
        (self.family, self.substances) = (family, substances)
        (fan, reach, crystal) = (dice.real(0.5...1), dice.real(0.14...0.3), Substances.crystal(&dice))
        switch family {
        case .sheet, .lattice: (rows, radius, reach) = (dice.whole(3...12), dice.size(0.9...1.9), dice.real(0.16...0.4))
        case .rows: (rows, radius, reach) = (dice.whole(2...5), dice.size(1...2.2), 0.5)
        case .fringe: (rows, radius) = (dice.whole(3...9), dice.size(0.8...1.7))
        case .spray: (rows, radius) = (dice.whole(1...3), dice.size(3...6.5))
        }
        seed = UInt64(dice.seed32())
    }

    /// The collar below a track that lies on a support.
    func parts(along track: Track, down: Vector3, on support: Support?) -> [Part] {
        var dice = Dice(seed: seed, sequence: 63)
        let accent = dice.chance(0.4) ? Substances.gem(&dice, split: .train) : crystal
        var work = CrystalWork(
            crystal: crystal, accent: accent, metal: substances.metalMaterial,
            cuts: family == .lattice ? [.round, .emerald, .pear] : [.round, .pear, .marquise])
        let front = track.front(reach: reach, down: down)
        func row(_ distance: Float, share: Float, spacing: Float) -> Track {
            front.beside(distance, down: down, fan: fan, on: support).stretch(
                0.5 - 0.5 * share, 0.5 + 0.5 * share, spacing: spacing)
        }
        switch family {
        case .sheet, .rows, .lattice: sheet(&work, row, &dice)
        case .fringe: fringe(&work, front, down, support, &dice)
        case .spray: spray(&work, row, &dice)
        }
        return work.parts
    }

    private typealias Row = (_ distance: Float, _ share: Float, _ spacing: Float) -> Track

    private func sheet(_ work: inout CrystalWork, _ row: Row, _ dice: inout Dice) {
        let (taper, accented) = (family == .rows ? 0 : dice.real(0.3...1.1), dice.whole(0...rows - 1))
        // Graded: stones grow or shrink from row to row.
        let growth = dice.chance(0.4) ? dice.real(0.9...1.12) : 1
        let (edged, hasWindows) = (dice.chance(0.6), family == .lattice || dice.chance(0.2))
        var (distance, r) = (Float(0), radius)
        for k in 0..<rows {
            let share = pow(1 - Float(k) / Float(rows), taper)
            let line = row(distance, share, 2.14 * r)
            for (i, f) in line.stations.enumerated() {
                // An open net leaves every third place of its inner rows empty.
                if hasWindows, k > 0, k < rows - 1, (i + k) % 3 == 0 { continue }
                let cut: StoneSetting.Cut = family == .lattice && k % 2 == 1 ? .emerald : .round
                work.set(
                    cut, at: f.shifted([0, 0.8 * r, 0]), radius: cut == .emerald ? 0.74 * r : r,
                    isAccent: k == accented)
            }
            work.solder(Shapes.tube(along: line.lifted(by: 0.25 * r), radius: 0.22 * r, sides: 4))
            if k == rows - 1, edged, family != .rows {
                let edge = row(distance + 2.7 * r, 0.94 * share, 4.4 * r)
                for f in edge.stations {
                    work.set(.pear, at: f.turned(from: line).shifted([0, 0.9 * r, 0]), radius: 1.1 * r)
                }
            }
            distance += (family == .rows ? 2.3 : 1.98) * r
            r *= growth
        }
    }

    private func fringe(
        _ work: inout CrystalWork, _ front: Track, _ down: Vector3, _ support: Support?, _ dice: inout Dice
    ) {
        let spacing = radius * dice.real(2.3...6)
        let places = front.resampled(spacing: spacing)
        let (pointed, alternate, drop) = (dice.real(0.3...1.6), dice.chance(0.5), dice.real(1.1...2.2))
        let cut: StoneSetting.Cut = dice.pick([.pear, .pear, .marquise, .round])
        let lines = (0...rows).map { front.beside(Float($0) * 2.3 * radius, down: down, fan: fan, on: support) }
            .map { $0.resampled(spacing: spacing * $0.length / front.length, multiple: 1) }
        let half = Float(places.points.count - 1) / 2
        for i in places.points.indices {
            let middle = 1 - abs(Float(i) - half) / half
            var here = max(Int((Float(rows) * (0.25 + 0.75 * pow(middle, pointed))).rounded()), 1)
            if alternate, i % 2 == 1 { here = max(here / 2, 1) }
            // Rows have one count of points all but for rounding.
            func at(_ k: Int) -> Vector3 {
                let p = lines[k].points
                return p[min(Int((Float(i) / (2 * half) * Float(p.count - 1)).rounded()), p.count - 1)]
            }
            let string = Track((0...here).map(at), normal: places.normals[i], closed: false)
            for (k, f) in string.stations.enumerated() {
                let isLast = k == here
                let frame = AffineTransform(x: f.z * -1, y: f.y, z: f.x, translation: f.translation)
                work.set(
                    isLast ? cut : .round, at: frame.shifted([0, 0.8 * radius, isLast ? (drop - 1) * radius : 0]),
                    radius: isLast ? drop * radius : radius, isAccent: isLast && rows % 2 == 0)
            }
            work.solder(Shapes.tube(along: string.lifted(by: 0.25 * radius), radius: 0.2 * radius, sides: 4))
        }
    }

    private func spray(_ work: inout CrystalWork, _ row: Row, _ dice: inout Dice) {
        let (isFlower, petals) = (dice.chance(0.5), dice.whole(5...6))
        for k in 0..<rows {
            let share = pow(1 - Float(k) / Float(rows), 1.3)
            let line = row(Float(k) * 1.7 * radius, share, 1.85 * radius)
            let half = Float(line.points.count - 1) / 2
            for (i, f) in line.stations.enumerated() {
                let middle = 1 - abs(Float(i) - half) / half
                let size = radius * (0.72 + 0.28 * middle)
                let seat = f.shifted([0, 0.3 * radius, 0])
                if isFlower {
                    work.flower(at: seat, radius: size, petals: petals, heartIsAccent: k == 0)
                } else {
                    // Leaves look to the middle from both sides, and down there.
                    let side: Float = Float(i) < half ? 0 : .pi
                    let below: Float = dot(f.z, line.way) < 0 ? -1 : 1
                    work.spray(
                        at: seat, radius: 1.1 * size,
                        toward: side + (side == 0 ? 1 : -1) * below * (i % 2 == 0 ? 0.55 : -0.45), leaves: 3)
                }
            }
            work.solder(Shapes.tube(along: line.lifted(by: 0.15), radius: 0.1 * radius, sides: 5))
        }
    }
}

/// Where a support's surface is nearest below a point, and the way out of it there.
typealias Support = (Vector3) -> (point: Vector3, normal: Vector3)

extension Track {
    /// The open stretch round the lowest point, a point a millimetre.
    ///
    /// - Parameter reach: half its share of the whole line.
    func front(reach: Float, down: Vector3) -> Track {
        let lowest = points.indices.max { dot(points[$0], down) < dot(points[$1], down) }!
        if closed {
            // Begun again opposite the lowest point, the front lies in the middle.
            let (n, first) = (points.count, (lowest + points.count / 2) % points.count)
            func turned(_ v: [Vector3]) -> [Vector3] { (0..<n).map { v[(first + $0) % n] } }
            let line = Track(turned(points), normals: turned(normals), closed: true)
            return line.stretch(max(0.5 - reach, 0.015), min(0.5 + reach, 0.985), spacing: 1)
        }
        let middle = (0..<lowest).reduce(Float(0)) { $0 + (points[$1 + 1] - points[$1]).length } / length
        return stretch(max(middle - reach, 0.015), min(middle + reach, 0.985), spacing: 1)
    }

    /// The line beside this one at a distance, along the support.
    ///
    /// - Parameters:
    ///   - down: the side it lies on.
    ///   - fan: 0 straight down from every point, 1 square to the line.
    func beside(_ distance: Float, down: Vector3, fan: Float, on support: Support?) -> Track {
        let side: Float = dot(station(points.count / 2).z, down) < 0 ? -1 : 1
        let places = stations.map { f -> (point: Vector3, normal: Vector3) in
            let level = (down - f.y * dot(down, f.y)).normalized
            let way = (f.z * (side * fan) + level * (1 - fan)).normalized
            let p = f.translation + way * distance
            return support?(p) ?? (p, f.y)
        }
        return Track(places.map(\.point), normals: places.map(\.normal), closed: closed)
    }

    /// The side away from where the line is bent to.
    var way: Vector3 {
        (points[points.count / 2] * 2 - points[0] - points[points.count - 1]).normalized
    }
}

extension AffineTransform {
    /// The frame whose z leads away from a line.
    func turned(from line: Track) -> AffineTransform {
        let nearest = line.points.min { ($0 - translation).length < ($1 - translation).length }!
        let away = translation - nearest
        let z = (away - y * dot(away, y)).normalized
        return AffineTransform(x: cross(y, z), y: y, z: z, translation: translation)
    }
}
