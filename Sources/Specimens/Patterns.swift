import Geometry
internal import Glibc

/// A colour over space: what a surface's texture is, so that texture tells nothing about the piece.
struct Pattern: Sendable {
    enum Kind: String, Sendable {
        case plain, marble, wood, concrete, stripes, dots, brocade, text, grass, stone
        // Never in the training set.
        case checks, terrazzo, leaves, bark
    }
    var kind: Kind
    var light, dark: Vector3
    /// Size of the features, millimetres.
    var scale: Float
    var seed: UInt32
    var turn: Float

    static func kinds(_ split: SpecimenSplit) -> [(Kind, Float)] {
        switch split {
        case .train:
            [
                (.plain, 3), (.marble, 1.6), (.wood, 1.8), (.concrete, 1), (.stripes, 0.5), (.dots, 0.5),
                (.brocade, 0.9), (.text, 0.7), (.grass, 0.4), (.stone, 0.8),
            ]
        case .heldout: [(.checks, 1), (.terrazzo, 1.2), (.leaves, 1), (.bark, 1)]
        }
    }

    init(_ dice: inout Dice, split: SpecimenSplit, kind: Kind? = nil) {
        self.kind = kind ?? dice.draw(Self.kinds(split))
        (seed, turn, scale) = (dice.seed32(), dice.real(0...2 * .pi), dice.size(4...40))
        let tone = dice.draw(
            [(dice.real(0.55...0.88), 0.5), (dice.real(0.15...0.55), 0.3), (dice.real(0.01...0.1), 0.2)]
                as [(Float, Float)])
        let grey = Vector3(tone * dice.real(0.94...1.06), tone, tone * dice.real(0.86...1.04))
        light = dice.chance(0.55) ? grey : dice.colour(saturation: 0.1...0.95, value: 0.06...0.8)
        dark = dice.chance(0.5) ? light * dice.real(0.1...0.8) : dice.colour(saturation: 0...0.9, value: 0.02...0.7)
        switch self.kind {
        case .wood, .bark:
            light = Vector3(0.42, 0.26, 0.14) * dice.real(0.3...1.9)
            dark = light * Vector3(0.5, 0.42, 0.36)
            scale = dice.size(5...25)
        case .marble:
            if dice.chance(0.7) { light = Vector3(0.8, 0.79, 0.77) * dice.real(0.7...1.08) }
            if dice.chance(0.7) { dark = light * dice.real(0.2...0.7) }
            scale = dice.size(15...90)
        case .grass, .leaves:
            light = Vector3(0.16, 0.32, 0.06) * dice.real(0.6...1.6)
            dark = light * 0.25
            scale = dice.size(2.5...9)
        case .text:
            light = Vector3(0.78, 0.76, 0.72) * dice.real(0.8...1.1)
            dark = Vector3(repeating: 0.03)
            scale = dice.size(2...8)
        default: break
        }
    }

    /// The colour at a point, millimetres.
    func colour(at point: Vector3) -> Vector3 {
        let (c, s) = (cos(turn), sin(turn))
        // Turned in the xz and the xy plane alike, so that walls and floors both show it.
        let p = Vector3(
            c * point.x - s * (point.z + 0.7 * point.y), point.y * 0.7, s * point.x + c * (point.z + 0.7 * point.y))
        let q = p / scale
        let t = min(max(share(q), 0), 1)
        let grain = 1 + 0.04 * valueNoise(p / 0.7, seed: seed &+ 77)
        return (mix(light, dark, t) * grain).clamped(lowerBound: .zero, upperBound: Vector3(repeating: 0.95))
    }

    /// Share of the dark colour, about 0…1.
    private func share(_ q: Vector3) -> Float {
        func noise(_ p: Vector3, _ octaves: Int = 3, _ k: UInt32 = 0) -> Float {
            fractalNoise(p, octaves: octaves, seed: seed &+ k)
        }
        func cell(_ p: Vector2) -> (share: Vector2, hash: UInt32) {
            let i = p.rounded(.down)
            return (p - i - 0.5, latticeHash([Int32(i.x), Int32(i.y), 3], seed: seed))
        }
        switch kind {
        case .plain: return 0.08 * (1 + noise(q * 0.3))
        case .marble:
            let warped = q + 1.1 * Vector3(noise(q, 3, 1), noise(q, 3, 2), noise(q, 3, 3))
            let vein = 1 - abs(noise(warped * 0.7, 4)) * 5
            return 0.15 * (1 + noise(q * 0.5)) + pow(max(vein, 0), 2) * 0.9
        case .wood, .bark:
            let along = kind == .wood ? Vector3(0.08, 0.5, 1) : Vector3(0.3, 0.8, 1.3)
            let g = q * along
            let ring = g.z + 1.4 * noise(g * 0.8, 2)
            let streak = 0.5 + 0.5 * sin(ring * 2 * .pi)
            let fibre = noise(Vector3(q.x * 0.6, q.y * 8, q.z * 11), 2, 5)
            return kind == .wood
                ? 0.7 * streak * streak + 0.35 * fibre : smoothstep(-0.1, 0.5, noise(g * 2, 4) + 0.5 * streak)
        case .concrete: return 0.35 + 0.4 * noise(q, 4) + 0.25 * max(noise(q * 9, 1, 4) - 0.6, 0) * 4
        case .stripes: return smoothstep(-0.15, 0.15, sin(q.x * 2 * .pi) + 0.4 * sin(q.x * 5.1))
        case .checks: return smoothstep(-0.1, 0.1, sin(q.x * .pi)) * 0.5 + smoothstep(-0.1, 0.1, sin(q.z * .pi)) * 0.5
        case .dots:
            let (f, h) = cell([q.x, q.z])
            let off = Vector2(Float(h & 255), Float(h >> 8 & 255)) / 255 * 0.4 - 0.2
            return 1 - smoothstep(0.2, 0.26, (f - off).length)
        case .brocade:
            let w = Vector2(abs(fmod(abs(q.x), 2) - 1), fmod(abs(q.z), 2))
            return smoothstep(-0.05, 0.05, noise(Vector3(w.x, abs(w.y - 1), 0) * 3, 2) + 0.05)
        case .text:
            let line = q.z - q.z.rounded(.down)
            let row = q.z.rounded(.down)
            let inLine = smoothstep(0.25, 0.32, line) * (1 - smoothstep(0.68, 0.75, line))
            let words = smoothstep(-0.35, -0.25, valueNoise([q.x * 0.6, row * 7, 1], seed: seed))
            return inLine * words * smoothstep(-0.1, 0.15, valueNoise([q.x * 4, q.z * 4, row], seed: seed &+ 1))
        case .grass: return 0.5 + 0.9 * noise(Vector3(q.x * 2.4, q.y, q.z * 0.5), 3)
        case .leaves: return 0.5 + 1.2 * noise(q, 2) * (1 - abs(noise(q * 2.3, 2, 8)))
        case .stone: return 0.4 + 0.5 * noise(q * 0.6, 5) + 0.3 * noise(q * 6, 2, 3)
        case .terrazzo:
            let (f, h) = cell([q.x, q.z])
            let size = 0.12 + 0.3 * Float(h & 255) / 255
            return f.length + 0.2 * valueNoise(q * 3, seed: seed) < size ? 0.4 + 0.6 * Float(h >> 9 & 255) / 255 : 0
        }
    }

    /// The mesh coloured by this pattern, vertex by vertex, where it lies now.
    func painted(_ mesh: Mesh) -> Mesh {
        var mesh = mesh
        let colours = mesh.positions.map(colour(at:))
        mesh.channels["albedoR"] = colours.map(\.x)
        mesh.channels["albedoG"] = colours.map(\.y)
        mesh.channels["albedoB"] = colours.map(\.z)
        return mesh
    }
}
