import Geometry
internal import Glibc
import Rendering

/// Coins, plates and glass that fill a large part of a picture: relief, dark grounds, things seen through.
extension Pendant {
    /// Half the plate's size at an angle from x toward z, for a half height of 1.
    private static func outline(_ dice: inout Dice, isPlate: Bool) -> (Float) -> Float {
        func superellipse(_ a: Float, _ b: Float, _ power: Float) -> (Float) -> Float {
            { t in pow(pow(abs(cos(t)) / a, power) + pow(abs(sin(t)) / b, power), -1 / power) }
        }
        guard isPlate else {
            let (lobes, depth) = (Float(dice.whole(5...12)), dice.chance(0.25) ? dice.real(0.03...0.1) : 0)
            return { t in 1 - depth * abs(sin(lobes * t / 2)) }
        }
        let wide = dice.real(0.7...1.7)
        switch dice.whole(0...3) {
        case 0: return superellipse(wide, 1, dice.real(4...9))
        case 1: return superellipse(wide, 1, 2)
        case 2:
            // A shield: straight above, pointed below.
            let (top, below) = (superellipse(0.8, 0.8, 5), superellipse(0.8, 1.2, dice.real(1.2...2)))
            return { t in sin(t) > 0 ? below(t) : top(t) }
        default:
            // A half moon, the straight side up.
            let (top, below) = (superellipse(wide, 0.35, 5), superellipse(wide, 1.1, 2.2))
            return { t in sin(t) > 0 ? below(t) : top(t) }
        }
    }

    /// Height of a relief, 0…1, at a share of the way to the rim and an angle.
    private static func relief(_ dice: inout Dice) -> (Float, Float) -> Float {
        let (n, m, seed) = (Float(dice.whole(4...16)), dice.real(1...4), dice.seed32())
        switch dice.whole(0...4) {
        case 0: return { q, t in smoothstep(-0.2, 0.3, cos(n * t) * sin(m * .pi * q)) }
        case 1: return { q, t in smoothstep(0, 0.35, sin(m * 5 * q + 1.5 * cos(n * t))) }
        case 2:
            // A head or a figure, and letters round it.
            return { q, t in
                let p = Vector3(q * cos(t), q * sin(t), 0) * 1.7
                let figure = smoothstep(-0.05, 0.25, fractalNoise(p, octaves: 3, seed: seed) + 0.35 - q)
                let letters = q > 0.66 && q < 0.82 ? smoothstep(0, 0.2, valueNoise([t * 9, q * 6, 1], seed: seed)) : 0
                return max(figure, letters)
            }
        case 3:
            return { q, t in
                let p = Vector3(q * cos(t), q * sin(t), 0)
                return smoothstep(-0.1, 0.2, fractalNoise(p * 4, octaves: 2, seed: seed))
            }
        default: return { q, t in q < 0.3 ? 1 - q : smoothstep(-0.1, 0.5, cos(n * t + 5 * q)) }
        }
    }

    /// A disc or plate with a raised rim and relief, its hollows dark where it has aged or is enamelled.
    func medallion(_ r: Float, isPlate: Bool, _ dice: inout Dice) -> [Part] {
        let (edge, height) = (Self.outline(&dice, isPlate: isPlate), Self.relief(&dice))
        let (thick, deep) = (max(0.07 * r, 0.6), r * dice.real(0.03...0.09) + 0.15)
        let (rim, sides, steps) = (dice.real(0.84...0.95), r < 7 ? 48 : 96, r < 7 ? 12 : 24)
        func ring(_ q: Float, _ y: (Float) -> Float) -> [Vector3] {
            (0..<sides).map { k in
                let t = Float(k) / Float(sides) * 2 * .pi
                return [r * q * edge(t) * cos(t), y(t), r * (1 + q * edge(t) * sin(t))]
            }
        }
        var rings = [ring(0.001) { _ in 0 }, ring(0.98) { _ in 0 }, ring(1) { _ in 0.3 * thick }]
        rings += [
            ring(1) { _ in thick + deep }, ring(0.97) { _ in thick + 1.15 * deep }, ring(rim) { _ in thick + deep },
        ]
        rings += (0...steps).map { j in
            let q = rim * 0.97 * max(1 - Float(j) / Float(steps), 0.002)
            return ring(q) { t in thick + deep * height(q, t) }
        }
        let whole = Shapes.swept(rings: rings, closed: false)
        // A third is all bright.
        guard dice.chance(0.67) else { return [Part(mesh: whole, material: metal)] }
        let threshold = thick + deep * dice.real(0.25...0.6)
        var (bright, dark) = (whole, whole)
        let isHollow = whole.triangles.map { t -> Bool in
            let corners = [t.x, t.y, t.z].map { whole.positions[Int($0)].y }
            return corners.min()! >= 0.9 * thick && corners.reduce(0, +) / 3 < threshold
        }
        bright.triangles = zip(whole.triangles, isHollow).filter { !$1 }.map(\.0)
        dark.triangles = zip(whole.triangles, isHollow).filter { $1 }.map(\.0)
        guard !dark.triangles.isEmpty else { return [Part(mesh: whole, material: metal)] }
        return [Part(mesh: bright, material: metal), Part(mesh: dark, material: Self.ground(&dice))]
    }

    /// What lies in the hollows: tarnish, black enamel, a colour.
    private static func ground(_ dice: inout Dice) -> Material {
        let shade = dice.size(0.015...0.12)
        return dice.draw(
            [
                (
                    .metal(
                        MetalMaterial(reflectance: Vector3(1, 0.93, 0.85) * shade, roughness: dice.real(0.2...0.45))),
                    0.5
                ),
                (Substances.darkStone(&dice), 0.3), (Substances.opaqueStone(&dice), 0.2),
            ] as [(Material, Float)])
    }

    /// A coin-sized glass or cabochon in a bezel: one sees through it, or to a foil, a dark back or a print.
    func glass(_ r: Float, _ dice: inout Dice) -> [Part] {
        let long = dice.pick([1, 1, 1.25, 1.4] as [Float])
        let place = AffineTransform.translation([0, 0.14 * r, r * long]).scaled([1, 1, long])
        let dome = dice.real(0.2...0.5)
        let clear = Material.dielectric(
            DielectricMaterial(
                indexOfRefraction: dice.real(1.45...1.6),
                absorption: dice.chance(0.6) ? .zero : dice.colour(saturation: 0.2...0.9, value: 0.02...0.15)))
        var stone: Mesh
        if dice.chance(0.4) {
            stone = StoneSetting(cut: .round, radius: 0.95 * r, hold: .bare, gem: clear, metal: metal).parts[0].mesh
            // Flat below, so that it lies on the chest.
            stone.positions = stone.positions.map { [$0.x, $0.y < 0 ? 0.12 * $0.y : $0.y, $0.z] }
        } else {
            let profile: [Vector2] =
                [[0.01, 0], [0.95, 0], [0.96, 0.06]]
                + (1...7).map { k in
                    let a = Float(k) / 7 * .pi / 2
                    return [max(0.95 * cos(a), 0.01), 0.06 + dome * sin(a)]
                }
            stone = Shapes.lathe(profile: profile.map { $0 * r }, segments: 36)
        }
        let collar = Shapes.lathe(
            profile: ([[0.9, -0.12], [1.02, -0.12], [1.05, 0], [1.03, 0.1], [0.96, 0.13], [0.95, 0.02]] as [Vector2])
                .map {
                    $0 * r
                }, segments: 40)
        var parts = [Part(mesh: stone, material: clear), Part(mesh: collar, material: metal)]
        let back = Shapes.lathe(
            profile: [[0.01, -0.12], [0.97, -0.12], [0.97, -0.05], [0.01, -0.05]].map { $0 * r }, segments: 40)
        switch dice.draw([(0, 0.35), (1, 0.25), (2, 0.25), (3, 0.15)] as [(Int, Float)]) {
        case 0: break
        case 1: parts.append(Part(mesh: back, material: metal))
        case 2: parts.append(Part(mesh: back, material: Substances.darkStone(&dice)))
        default:
            var print = Pattern(&dice, split: split)
            print.scale = r * dice.real(0.1...0.6)
            parts.append(Part(mesh: print.painted(back), material: .coated(CoatedMaterial(colour: .one))))
        }
        return parts.moved(by: place)
    }
}
