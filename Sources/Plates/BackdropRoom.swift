internal import Foundation
internal import Geometry

/// A room as a lens out of focus paints it: a wall that a window at the left lights, and what stands before it.
///
/// Points are in half heights of the frame from its middle, y upward. Edges are soft already, as if the lens stood
/// wider open than it does for the sake of the piece.
struct BackdropRoom {
    private struct Thing {
        var at: Float
        var half: Vector2
        var colour: Vector3
    }

    private let seed: UInt32
    private let wall, wood: Vector3
    /// Right edge of the window, height of the shelf and where it begins.
    private let window, shelf, shelfStart: Float
    private let frame, frameSize, lamp, plant: Vector2
    private let hasFrame, hasLamp, hasPlant: Bool
    private let things: [Thing]

    init(seed: UInt32) {
        self.seed = seed
        var random = PCG32(seed: UInt64(seed), sequence: 3)
        func between(_ a: Float, _ b: Float) -> Float { mix(a, b, random.nextFloat()) }
        wall = mix(Vector3(0.86, 0.78, 0.69), Vector3(0.74, 0.76, 0.74), random.nextFloat())
        wood = mix(Vector3(0.36, 0.23, 0.14), Vector3(0.55, 0.46, 0.37), random.nextFloat())
        window = between(-1.5, -0.8)
        let (shelf, shelfStart) = (between(-0.75, -0.35), between(0.1, 0.6))
        (self.shelf, self.shelfStart) = (shelf, shelfStart)
        frame = Vector2(between(0.35, 0.75), between(0.25, 0.6))
        frameSize = Vector2(between(0.13, 0.24), between(0.18, 0.3))
        lamp = Vector2(between(0.5, 0.95), between(-0.15, 0.3))
        plant = Vector2(between(-0.1, 0.75), shelf + between(0.16, 0.3))
        hasFrame = random.nextFloat() < 0.6
        hasLamp = random.nextFloat() < 0.55
        hasPlant = random.nextFloat() < 0.7
        things = (0..<7).map { _ in
            let own = Vector3(random.nextFloat(), random.nextFloat(), random.nextFloat())
            let colour: Vector3 = mix(Vector3(0.45, 0.38, 0.31), own, 0.3)
            return Thing(
                at: between(shelfStart - 0.2, 1.3), half: Vector2(between(0.015, 0.05), between(0.03, 0.11)),
                colour: colour * between(0.5, 1.2))
        }
    }

    func colour(at p: Vector2) -> Vector3 {
        let away: Float = smoothstep(window, 1.5, p.x)
        var c = bareWall(p, away)
        furnish(&c, p, away)
        glaze(&c, p)
        return c
    }

    /// The wall darkens away from the window, and a patch of its light lies aslant on it.
    private func bareWall(_ p: Vector2, _ away: Float) -> Vector3 {
        let light: Float = mix(1.25, 0.42, away) * mix(0.82, 1.06, smoothstep(-1, 1, p.y))
        let slant = Vector2(p.x + 0.45 * p.y, p.y)
        let patch: Float = 0.3 * box(slant, [window + 0.95, 0.1], [0.24, 0.5], soft: 0.16)
        return wall * (light * (1 + 0.07 * cloud(p, 0.5, 40)) + patch)
    }

    private func furnish(_ c: inout Vector3, _ p: Vector2, _ away: Float) {
        if hasFrame {
            let paper = Vector3(repeating: 0.9 * mix(1.1, 0.55, away))
            c = mix(c, paper, box(p, frame, frameSize, soft: 0.04))
            let ink: Vector3 = mix(
                Vector3(0.2, 0.27, 0.3), Vector3(0.6, 0.5, 0.4), smoothstep(-0.2, 0.3, cloud(p, 0.2, 41)))
            c = mix(c, ink * mix(1, 0.6, away), box(p, frame, frameSize * 0.72, soft: 0.035))
        }
        for thing in things {
            let middle = Vector2(thing.at, shelf + thing.half.y)
            c = mix(c, thing.colour * mix(0.9, 0.5, away), box(p, middle, thing.half, soft: 0.035))
        }
        let top: Float = mix(0.75, 1.25, smoothstep(shelf - 0.05, shelf, p.y))
        let grain: Float = 1 + 0.15 * cloud(Vector2(p.x * 0.2, p.y), 0.04, 42)
        let board: Vector3 = wood * (top * mix(1, 0.55, away) * grain)
        c = mix(c, board, box(p, [shelfStart + 1.5, shelf - 0.6], [1.6, 0.58], soft: 0.04))
        if hasPlant {
            let q = (p - plant) / Vector2(0.3, 0.24)
            let leaves: Float = smoothstep(0, 0.35, cloud(p, 0.09, 43) + 0.85 - dot(q, q))
            let lit: Float = smoothstep(-0.4, 0.5, cloud(p, 0.06, 44))
            let green: Vector3 = mix(Vector3(0.05, 0.08, 0.04), Vector3(0.3, 0.38, 0.17), lit)
            c = mix(c, green * mix(1.1, 0.6, away), leaves * 0.94)
        }
        if hasLamp {
            let d = (p - lamp).length
            let shade = d / 0.11
            let glow: Float = 0.35 * exp(-d * d / 0.16)
            let bulb: Float = 0.9 * exp(-shade * shade * shade * shade)
            c += Vector3(1.0, 0.72, 0.42) * (glow + bulb)
        }
    }

    /// The window: bright, with a bar, and a curtain that hangs in folds beside it.
    private func glaze(_ c: inout Vector3, _ p: Vector2) {
        let glass = box(p, [window - 0.42, 0.45], [0.42, 1.3], soft: 0.05)
        let bar = box([p.x - window + 0.4, p.y], [0, 0], [0.022, 3], soft: 0.025)
        let bright: Float = 3.6 * mix(0.75, 1.15, smoothstep(-1, 1, p.y)) * (1 - 0.75 * bar)
        c = mix(c, Vector3(1, 1, 0.985) * bright, glass)
        let fold: Float = 0.5 + 0.5 * sin(p.x * 46 + 5 * cloud(p, 0.6, 45))
        let curtain = box(p, [window + 0.06, 0.2], [0.12, 1.6], soft: 0.05)
        c = mix(c, Vector3(1.55, 1.5, 1.42) * mix(0.72, 1.15, fold), curtain * 0.9)
    }

    /// 1 in a rectangle, 0 outside, with a soft edge.
    private func box(_ p: Vector2, _ centre: Vector2, _ half: Vector2, soft: Float) -> Float {
        let d = Vector2(abs(p.x - centre.x) - half.x, abs(p.y - centre.y) - half.y)
        return (1 - smoothstep(-soft, soft, d.x)) * (1 - smoothstep(-soft, soft, d.y))
    }

    private func cloud(_ p: Vector2, _ period: Float, _ k: UInt32) -> Float {
        fractalNoise([p.x / period, p.y / period, Float(k) + 0.5], octaves: 3, seed: seed &+ k)
    }
}
