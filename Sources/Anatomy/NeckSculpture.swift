internal import Geometry

/// What the base mesh lacks between chin and chest: clavicles, notch, neck muscles, hollows, larynx, rings.
///
/// All places are millimetres on the reference body from the base mesh's origin (x to the person's left, y up,
/// z forward), so that they sit at the same anatomy on every shape and in every pose.
struct NeckSculpture: Sendable {
    /// 0 lean … 1 heavy: bones and hollows drown in flesh.
    let fullness: Float
    let masculinity: Float
    /// 0 young … 1 old.
    let age: Float
    /// Degrees that the head is turned to the person's left: the muscle of the other side stands out.
    let headTurn: Float
    let seed: UInt32
    let retouch: SkinRetouch

    private let clavicle = SculptLine(Landmarks.clavicle.map { Vector3($0.x, $0.y, 0) })
    private let sternalHead = SculptLine([[10, 497, 0], [17, 514, 0], [27, 540, 0], [43, 575, 0], [60, 622, 0]])
    private let clavicularHead = SculptLine([[44, 503, 0], [41, 525, 0], [43, 552, 0], [50, 585, 0]])

    init(_ person: Person, headTurn: Float, retouch: SkinRetouch) {
        fullness = person.shape.weight
        masculinity = person.shape.masculinity
        age = smoothstep(28, 75, person.shape.ageYears)
        (self.headTurn, self.retouch) = (headTurn, retouch)
        seed = person.seed &* 31
    }

    /// - Parameters:
    ///   - rest: On the reference body, from the base mesh's origin.
    ///   - normal: Unit, there.
    func relief(at rest: Vector3, normal: Vector3) -> SkinRelief {
        var relief = SkinRelief()
        guard rest.y > 300, rest.y < 660, abs(rest.x) < 260 else { return relief }
        let p = warped(rest)
        // Rounded, so that nothing creases along the middle.
        let x = (p.x * p.x + 30).squareRoot()
        let front = clamp01(normal.z * 1.6 + 0.35)
        let upper = max(front, clamp01(normal.y))
        let side = clamp01(normal.z * 1.5 + 0.75) * smoothstep(-45, -15, p.z)
        // No two sides are alike.
        let handed: Float = seed & 1 == 0 ? 1 : -1
        let gain = 1 + 0.15 * handed * (smoothstep(-50, 50, rest.x) * 2 - 1)

        let bones = clavicles(x, p, upper) * gain + notch(x, p.y) * front
        let muscles = sternomastoid(Vector3(x, p.y, 0), leftness: smoothstep(-16, 16, p.x) * 2 - 1) * side * gain
        relief.height = bones + muscles + throat(x, p.y) * front + chest(x, p.y) * front
        relief.height += rings(rest, p, side, &relief)
        relief.height += 0.7 * fractalNoise(rest / 52, octaves: 3, seed: seed &+ 3) * (0.5 + 0.5 * front)
        // Above the jaw there is nothing of the neck.
        relief.height *= 1 - smoothstep(622, 658, rest.y)
        relief.chestFlush = clamp01(
            bell(x, 46) * smoothstep(395, 455, p.y) * (1 - smoothstep(488, 512, p.y)) * front
                + 0.4 * front * smoothstep(0, 0.6, fractalNoise(rest / 60, octaves: 2, seed: seed &+ 9)))
        return relief
    }

    /// Breaks the mirror's symmetry by a few millimetres, and lets one shoulder hang.
    private func warped(_ p: Vector3) -> Vector3 {
        let shift = Vector3(valueNoise(p / 110, seed: seed &+ 21), 0, valueNoise(p / 125, seed: seed &+ 22)) * 3.5
        return p + shift - Vector3(0, 0.02 * p.x, 0)
    }

    private var lean: Float { mix(1.4, 0.35, smoothstep(0, 1, fullness)) }

    /// The bone's ridge: steep toward the hollow above it, soft below; thick at the sternum, hardly there near the
    /// shoulder. The hollows above and below lie beside it.
    private func clavicles(_ x: Float, _ p: Vector3, _ gate: Float) -> Float {
        let wander = 1.8 * valueNoise(Vector3(p.x / 33, 0, 0), seed: seed &+ 5)
        let distance = clavicle.nearest(Vector3(x, p.y - wander, 0)).distance
        let along = (x - 13) / 129
        let line = clavicleHeight(x)
        let above = p.y - wander - line
        let inside = gate * smoothstep(-55, -20, p.z)
        let strength =
            smoothstep(-0.08, 0.08, along) * (1 - 0.18 * bell(along - 0.30, 0.12))
            * (1 - 0.62 * smoothstep(0.62, 1, along))
            * (0.94 + 0.12 * valueNoise(Vector3(p.x / 27, 7, 0), seed: seed &+ 6))
        // One width passes into the other over the crest.
        let width = mix(mix(6.8, 8.8, clamp01(along)), mix(4.9, 5.8, clamp01(along)), smoothstep(-4, 4, above))
        let ridge = 6.6 * bell(distance, width) * strength
        let head = 1.2 * bell(x - 19, 8.5) * bell(p.y - 497, 8)
        let fossa = 5.6 * bell(x - 60, 24) * bell(above - 16, 8.5) * smoothstep(-60, -10, p.z)
        let below = 3.0 * bell(x - 84, 26) * bell(above + 18, 10)
        return (ridge + head) * inside * mix(lean, 1, 0.25 * masculinity) - (fossa + below) * gate * lean
    }

    private func clavicleHeight(_ x: Float) -> Float {
        let q = clavicle.points
        if x <= q[0].x { return q[0].y }
        for i in 0..<(q.count - 1) where x < q[i + 1].x {
            return mix(q[i].y, q[i + 1].y, (x - q[i].x) / max(q[i + 1].x - q[i].x, 1e-3))
        }
        return q[q.count - 1].y
    }

    /// The suprasternal notch: a rounded V with a firm lower rim, open toward the throat.
    private func notch(_ x: Float, _ y: Float) -> Float {
        let width = 8.6 + 0.20 * max(y - 500, 0)
        let depth = smoothstep(490, 503, y) * (1 - smoothstep(505, 530, y))
        let rim = 0.5 * bell(x, 14) * bell(y - 488, 6)
        return (-4.8 * bell(x, width) * depth + rim) * mix(lean, 1, 0.4)
    }

    /// The muscle from behind the ear to the sternum, with its second head on the clavicle and the hollow between.
    private func sternomastoid(_ p: Vector3, leftness: Float) -> Float {
        let (ds, ts) = sternalHead.nearest(p)
        let (dc, tc) = clavicularHead.nearest(p)
        let turned = -headTurn / 20 * leftness
        let effort = (1 + 0.45 * turned) * mix(1.05, 0.7, fullness) * (1 + 0.35 * masculinity)
        let cord = 4.2 * bell(ds, mix(5.2, 8.5, smoothstep(0, 0.55, ts))) * smoothstep(0, 0.2, ts)
        let second = 2.2 * bell(dc, 7.5) * smoothstep(0, 0.2, tc) * (1 - smoothstep(0.55, 1, tc))
        let hollow = 1.6 * bell(p.x - 29, 6) * bell(p.y - 510, 9)
        let behind = 2.2 * bell(ds - 15, 7) * smoothstep(22, 42, p.x) * smoothstep(0.05, 0.2, ts)
        let fade = 1 - smoothstep(0.68, 1, ts)
        return (cord * fade + second - hollow - behind * (1 - smoothstep(0.6, 0.9, ts))) * effort
    }

    /// Larynx and the windpipe below it; prominent in men.
    private func throat(_ x: Float, _ y: Float) -> Float {
        let tube = mix(1.7, 2.4, masculinity) * bell(x, 10.5) * smoothstep(508, 530, y) * (1 - smoothstep(548, 580, y))
        let apple = mix(0.5, 4.2, masculinity) * bell(x, mix(9, 6.5, masculinity)) * bell(y - 548, 8)
        return tube + apple
    }

    /// Pectoral edges and the faint heads of ribs, so that the chest is not a board; no groove down the middle.
    private func chest(_ x: Float, _ y: Float) -> Float {
        var h: Float = 0
        for (height, strength) in [(Float(474), Float(0.55)), (452, 0.55), (430, 0.4)] {
            h += strength * bell(y - height - 0.10 * (x - 25), 5.5) * bell(x - 30, 14) * lean
        }
        h += 0.9 * bell(x, 17) * smoothstep(420, 455, y) * (1 - smoothstep(478, 492, y)) * lean
        return h + mix(0.4, 2.6, masculinity) * bell(x - 62, 34) * bell(y - 440, 26)
    }

    /// Two or three rings round the neck, broken and never level.
    private func rings(_ rest: Vector3, _ p: Vector3, _ side: Float, _ relief: inout SkinRelief) -> Float {
        let wander = fractalNoise(p / 50, octaves: 3, seed: seed &+ 5)
        var height: Float = 0
        for (k, ring) in [(Float(531), Float(0.26)), (553, 0.34), (518, 0.14)].enumerated() {
            let at = ring.0 + 6 * valueNoise(Vector3(Float(k) * 3.7, 0.5, 0.5), seed: seed &+ 17)
            let y = p.y - (at - 9 * bell(p.x, 38) + 8 * wander)
            guard abs(y) < 16 else { continue }
            let broken = smoothstep(-0.1, 0.35, fractalNoise(p / 26, octaves: 3, seed: seed &+ 30 &+ UInt32(k)))
            let depth = ring.1 * (1 + 1.6 * age) * broken * side * retouch.wrinkles
            height += depth * (-bell(y, 1.5) + 0.4 * bell(y - 3.6, 2.8) + 0.3 * bell(y + 3.6, 2.8))
            relief.crease = max(relief.crease, bell(y, 1.2) * broken * side * (0.6 + 0.4 * age))
        }
        return height
    }
}
