internal import Geometry

/// The skin over one finger joint: an eye of transverse wrinkles on its back, creases on its palm side.
///
/// Straight joints gather skin into an almond of lines that meet at the sides; bent ones stretch it smooth and show
/// the two heads of the bone. Number, spacing and breaks differ from joint to joint.
struct JointWrinkles: Sendable {
    private struct Line {
        /// Millimetres from the joint, depth and width.
        var offset, depth, width: Float
        /// Where along its length it is broken.
        var phase: Float
    }

    private let centre, halfWidth, spread: Float
    private let lines: [Line]
    private let palmLines: [Line]
    /// 1 straight … 0 bent.
    private let slack: Float
    private let bend: Float
    private let strength: Float
    private let seed: UInt32
    /// Of the depth on the back that is left.
    private let share: Float

    init(_ chain: FingerCoordinates.Chain, joint: Int, bend: Float, seed: UInt32, share: Float) {
        let main = joint == chain.middle
        var random = PCG32(seed: UInt64(seed), sequence: UInt64(chain.finger.number * 8 + joint))
        func vary(_ middle: Float, _ share: Float) -> Float { middle * (1 + share * (2 * random.nextFloat() - 1)) }
        centre = chain.lengths[joint] + (main ? vary(0.6, 0.8) : -0.5)
        halfWidth = chain.halfWidth * (main ? 1 : 0.86)
        strength = main ? vary(1, 0.2) : (chain.finger == .thumb ? 0.15 : 0.8)
        spread = main ? vary(4.6, 0.15) : vary(2.6, 0.15)
        self.bend = bend
        slack = 1 - 0.74 * smoothstep(12, 75, bend)
        self.share = share
        self.seed = seed &* 13 &+ UInt32(chain.finger.number * 8 + joint)

        let count = main ? 7 + Int(random.nextFloat() * 3) : 5
        var lines: [Line] = []
        for k in 0..<count {
            let at = (Float(k) + 0.5) / Float(count) * 2 - 1
            let deep: Float = random.nextFloat() < 0.4 ? 1 : 0.45
            lines.append(
                Line(
                    offset: at * spread * 1.35 + vary(0, 0) + (random.nextFloat() - 0.5) * spread * 0.22,
                    depth: deep * vary(0.42, 0.3), width: vary(deep > 0.9 ? 0.33 : 0.24, 0.25),
                    phase: random.nextFloat() * 40))
        }
        self.lines = lines
        palmLines = (main ? [Float(-1.3), 1.1] : [0]).map {
            Line(offset: $0 + random.nextFloat() - 0.5, depth: vary(0.55, 0.2), width: vary(0.5, 0.2), phase: 0)
        }
    }

    func add(_ p: Vector3, along: Float, across: Float, back: Float, front: Float, _ relief: inout SkinRelief) {
        let s = along - centre
        guard abs(s) < spread * 3.5 else { return }
        if back > 0.01 { addBack(p, s, across, back, &relief) }
        if front > 0.01 { addFront(p, s, across, front, &relief) }
    }

    private func addBack(_ p: Vector3, _ s: Float, _ across: Float, _ back: Float, _ relief: inout SkinRelief) {
        let q = across / halfWidth
        let almond = bell(s, spread) * bell(q, 0.72)
        // Lines draw together toward the sides, as lids do.
        let narrowing = max(1 - 0.42 * q * q, 0.25)
        let wander = 0.5 * valueNoise(p / 2.6, seed: seed) + 0.35 * valueNoise(p / 6, seed: seed &+ 1)
        var furrows: Float = 0
        for line in lines {
            let d = s / narrowing - line.offset - wander
            guard abs(d) < line.width * 4 else { continue }
            let broken = smoothstep(-0.45, 0.15, valueNoise(Vector3(across / 3.1, line.phase, 0.5), seed: seed &+ 2))
            furrows += line.depth * bell(d, line.width) * broken
        }
        // Short lines along the finger cut the folds into lozenges.
        for k in 0..<5 {
            let at = (Float(k) - 2) * 0.36 * halfWidth + 0.9 * valueNoise(Vector3(Float(k), 0.5, 3), seed: seed)
            let d = across - at - 0.12 * s * valueNoise(Vector3(Float(k), 7, 0.5), seed: seed)
            let broken = smoothstep(0, 0.45, valueNoise(Vector3(s / 2.2, Float(k) * 9, 0.5), seed: seed &+ 3))
            furrows += 0.16 * bell(d, 0.26) * broken
        }
        let depth = furrows * almond * strength * back
        relief.height -= depth * slack * share
        // Fullness between the lines of a straight joint; two heads of bone under a bent one.
        let bent = smoothstep(35, 90, bend)
        relief.height += 0.42 * strength * bell(s, spread * 1.15) * bell(q, 0.9) * back * (1 - bent)
        let heads = bell(q - 0.6, 0.36) + bell(q + 0.6, 0.36) - 0.2 * bell(q, 0.3)
        relief.height += 0.5 * strength * bent * bell(s + 1, 5.5) * heads * back
        relief.knuckles = max(relief.knuckles, min(strength, 1) * bell(s, spread * 1.2) * bell(q, 0.95) * back)
        relief.crease = max(relief.crease, min(depth * slack * 3.2, 1))
    }

    private func addFront(_ p: Vector3, _ s: Float, _ across: Float, _ front: Float, _ relief: inout SkinRelief) {
        let folded = 1 + 1.2 * smoothstep(20, 90, bend)
        let wander = 0.35 * valueNoise(p / 4, seed: seed &+ 5)
        for line in palmLines {
            let d = s - line.offset - wander + 0.012 * across * across
            let groove = bell(d, line.width * folded) * front
            relief.height -= line.depth * groove
            relief.crease = max(relief.crease, groove)
        }
    }
}
