internal import Geometry

/// What the base mesh lacks on hand and fingers: wrinkles over bent and straight joints, knuckles, tendons, veins,
/// pads and the creases of the palm.
///
/// Places count from the joints of the reference hand; depths follow how far each joint is bent: a straight joint
/// gathers skin, a bent one stretches it over bone.
struct HandSculpture: Sendable {
    let hand: HandFrame
    let coordinates: FingerCoordinates
    /// Flexion in degrees at each finger's three joints.
    let bends: [Finger: [Float]]
    let wrinkles: [[JointWrinkles]]
    let skinLines: HandSkinLines
    let nails: [NailShape?]
    /// 0 young … 1 old; 0 lean … 1 heavy.
    let age, fullness, masculinity: Float
    let seed: UInt32
    let retouch: SkinRetouch

    private let tendons: [(line: SculptLine, strength: Float)]
    private let veins: [SculptLine]
    private let palmLines: [(line: SculptLine, depth: Float)]

    init(
        _ person: Person, gesture: Gesture, reference: HandFrame, nails: [Finger: NailShape], retouch: SkinRetouch
    ) {
        (hand, self.retouch) = (reference, retouch)
        let coordinates = FingerCoordinates(reference)
        self.coordinates = coordinates
        age = smoothstep(28, 75, person.shape.ageYears)
        fullness = person.shape.weight
        masculinity = person.shape.masculinity
        seed = person.seed &* 57 &+ 11
        skinLines = HandSkinLines(seed: person.seed &* 31 &+ 5)
        let bends = HandPose.of(gesture)?.jointBends ?? [:]
        self.bends = bends
        self.nails = coordinates.chains.map { nails[$0.finger] }
        wrinkles = coordinates.chains.map { chain in
            let bend = bends[chain.finger] ?? [0, 0, 0]
            return (0..<3).map {
                JointWrinkles(chain, joint: $0, bend: bend[$0], seed: person.seed, share: retouch.wrinkles)
            }
        }
        tendons = Self.tendons(reference)
        veins = Self.veins(reference)
        palmLines = Self.palmLines(reference)
    }

    func relief(at p: Vector3, normal n: Vector3) -> SkinRelief {
        var relief = SkinRelief()
        let fromWrist = dot(p - hand.wrist, hand.distal)
        guard (p - hand.wrist).length < 260, p.x > 0, fromWrist > -150 else { return relief }
        let dorsal = clamp01(dot(n, hand.dorsal) * 1.4 + 0.2)
        let palmar = clamp01(-dot(n, hand.dorsal) * 1.4 + 0.2)
        let warp = valueNoise(p / 9, seed: seed)
        let place = coordinates.place(p)
        relief.handBack = 1 - smoothstep(0.1, 0.75, palmar)

        backOfHand(p, fromWrist, dorsal, warp, &relief)
        palm(p, fromWrist, palmar, &relief)
        if let place { finger(p, n, place, warp, &relief) }
        fineLines(p, fromWrist, place, &relief)
        relief.height += 0.35 * fractalNoise(p / 30, octaves: 3, seed: seed &+ 3) * (1 - relief.nailBed)
        return relief
    }

    /// Lozenges everywhere on the back; they fade over the nails.
    private func fineLines(
        _ p: Vector3, _ fromWrist: Float, _ place: FingerCoordinates.Place?, _ relief: inout SkinRelief
    ) {
        let gate = relief.handBack * (1 - relief.nailBed)
        guard gate > 0.02 else { return }
        let onFinger = place.map { $0.phalanx > 0 || $0.along > 12 } ?? false
        let (along, across) =
            onFinger && place != nil
            ? (place!.along, place!.across + 40 * Float(place!.chain)) : (fromWrist, dot(p - hand.wrist, hand.radial))
        let lines = skinLines.strength(along: along, across: across) * gate * (1 - tautness(place))
        relief.height -= mix(0.05, 0.085, age) * lines * retouch.wrinkles
        relief.fineLines = lines
    }

    /// How far skin is stretched smooth over a bent joint, 0…1.
    private func tautness(_ place: FingerCoordinates.Place?) -> Float {
        guard let place else { return 0 }
        let chain = coordinates.chains[place.chain]
        let bends = bends[chain.finger] ?? [0, 0, 0]
        return (1..<3).reduce(0) { taut, joint in
            max(taut, 0.7 * smoothstep(35, 90, bends[joint]) * bell(place.along - chain.lengths[joint], 8))
        }
    }

    // MARK: Fingers

    private func finger(
        _ p: Vector3, _ n: Vector3, _ place: FingerCoordinates.Place, _ warp: Float, _ relief: inout SkinRelief
    ) {
        let chain = coordinates.chains[place.chain]
        let back = clamp01(dot(n, place.back) * 1.5 + 0.1)
        let front = clamp01(-dot(n, place.back) * 1.5 + 0.1)
        // On the first phalanx this only speaks beyond the web.
        let free = place.distance < 13 ? Float(1) : 1 - smoothstep(13, 17, place.distance)
        for (joint, lines) in wrinkles[place.chain].enumerated() where joint > 0 {
            lines.add(p, along: place.along, across: place.across, back: back * free, front: front * free, &relief)
        }
        pads(chain, place, front * free, &relief)
        // Fingers are widest over the bone's head and waisted between joints.
        let sideward = smoothstep(0.35, 0.9, 1 - abs(dot(n, place.back)))
        let middle = chain.lengths[chain.middle]
        let waist =
            bell(place.along - mix(middle, chain.lengths[3], 0.30), 6) + bell(place.along - mix(0, middle, 0.66), 6.5)
        relief.height += (0.62 * bell(place.along - middle, 5) - 0.22 * waist) * sideward * free
        let tip = smoothstep(chain.lengths[3] - 17, chain.lengths[3] - 2, place.along)
        relief.fingertip = max(relief.fingertip, tip * (0.35 + 0.65 * front))
        if let nail = nails[place.chain] { nail.imprint(p, n, &relief) }
    }

    /// Soft pads between the palm-side creases; the last one is the fullest.
    private func pads(
        _ chain: FingerCoordinates.Chain, _ place: FingerCoordinates.Place, _ front: Float, _ relief: inout SkinRelief
    ) {
        let l = chain.lengths
        for (k, height) in [Float(0.25), 0.35, 0.6].enumerated() {
            let middle = k == 2 ? mix(l[2], l[3], 0.56) : mix(l[k], l[k + 1], k == 0 ? 0.72 : 0.5)
            relief.height += height * bell(place.along - middle, 0.22 * (l[k + 1] - l[k])) * front
        }
    }

    // MARK: Back of the hand

    private func backOfHand(
        _ p: Vector3, _ fromWrist: Float, _ dorsal: Float, _ warp: Float, _ relief: inout SkinRelief
    ) {
        guard dorsal > 0 else { return }
        let flat = p - hand.dorsal * dot(p - hand.wrist, hand.dorsal)
        let lean = mix(1.25, 0.45, fullness)
        for chain in coordinates.chains where chain.finger != .thumb {
            let bend = clamp01((bends[chain.finger]?[0] ?? 0) / 70)
            let knuckle = chain.joints[0] - hand.dorsal * dot(chain.joints[0] - hand.wrist, hand.dorsal)
            let off = flat - knuckle
            let (u, v) = (dot(off, hand.distal), dot(off, hand.radial))
            // The head of the metacarpal, rounder and higher the more the finger bends; the dip beside it.
            let head = bell(u + 1, mix(6.5, 7.5, bend)) * bell(v, 5.6)
            relief.height +=
                (mix(0.7, 2.0, bend) * head - mix(0.15, 0.9, bend) * bell(u - 2, 9) * bell(abs(v) - 10, 3)) * dorsal
                * lean
            relief.knuckles = max(relief.knuckles, 0.75 * head * dorsal)
            // Loose skin over a straight knuckle puckers in short arcs.
            let loose = (1 - smoothstep(0.05, 0.4, bend)) * bell(u + 2, 6.5) * bell(v, 5.2) * dorsal
            if loose > 0.02 {
                var lines: Float = 0
                for k in 0..<5 {
                    let at =
                        (Float(k) - 2) * 2.9 + 1.0
                        * valueNoise(Vector3(Float(k), Float(chain.finger.number), 0.5), seed: seed)
                    let broken = smoothstep(-0.1, 0.5, valueNoise(p / 4.2, seed: seed &+ UInt32(k)))
                    lines += bell(u - at - 0.02 * v * v + 2.2 * warp, 0.42) * broken
                }
                relief.height -= 0.085 * (1 + 0.8 * age) * lines * loose * retouch.wrinkles
                relief.crease = max(relief.crease, 0.5 * min(lines, 1) * loose)
            }
        }
        tendonsAndVeins(flat, fromWrist, dorsal * lean, &relief)
        // Head of the ulna.
        let ulna = flat - (hand.wrist - hand.distal * 17 - hand.radial * 19)
        relief.height += 2.6 * bell((ulna - hand.dorsal * dot(ulna, hand.dorsal)).length, 9) * dorsal * lean
    }

    private func tendonsAndVeins(_ flat: Vector3, _ fromWrist: Float, _ gate: Float, _ relief: inout SkinRelief) {
        guard fromWrist > -110, fromWrist < 110 else { return }
        for (line, strength) in tendons {
            let (d, t) = line.nearest(flat)
            let fade = smoothstep(0, 0.3, t) * (1 - smoothstep(0.72, 1, t))
            relief.height += (0.55 * bell(d, 2.5) - 0.28 * bell(d - 7, 3.6)) * strength * fade * (1 + 0.9 * age) * gate
        }
        let wander =
            Vector3(
                valueNoise(flat / 17, seed: seed &+ 41), valueNoise(flat / 17, seed: seed &+ 42),
                valueNoise(flat / 17, seed: seed &+ 43)) * 3.2
        for (k, line) in veins.enumerated() {
            let (d, t) = line.nearest(flat + wander)
            let present = smoothstep(-0.25, 0.35, valueNoise(Vector3(t * 4, Float(k), 0.3), seed: seed &+ 47))
            let along = smoothstep(0, 0.1, t) * (1 - smoothstep(0.88, 1, t)) * present
            let vein = bell(d, 1.7) * along * min(gate, 1)
            relief.height += mix(0.22, 0.6, max(age, 0.7 * masculinity)) * vein * retouch.veins
            relief.vein = max(relief.vein, bell(d, 2.4) * along * min(gate, 1))
        }
    }

    private static func tendons(_ hand: HandFrame) -> [(SculptLine, Float)] {
        let fingers: [(Finger, Float, Float)] = [
            (.index, 0.8, 5), (.middle, 1, 1), (.ring, 0.75, -3), (.little, 0.3, -7),
        ]
        return fingers.compactMap { finger, strength, root in
            guard let knuckle = hand.joints[finger]?.first else { return nil }
            let end = hand.flattened(knuckle) - hand.distal * 4
            let start = hand.wrist + hand.distal * 12 + hand.radial * root
            return (SculptLine([start, mix(start, end, 0.5) + hand.radial * root * 0.15, end]), strength)
        }
    }

    private static func veins(_ hand: HandFrame) -> [SculptLine] {
        func at(_ along: Float, _ across: Float) -> Vector3 { hand.wrist + hand.distal * along + hand.radial * across }
        func web(_ a: Finger, _ b: Finger) -> Vector3 {
            let (p, q) = (hand.joints[a]?.first ?? hand.wrist, hand.joints[b]?.first ?? hand.wrist)
            return hand.flattened((p + q) / 2) - hand.distal * 11
        }
        return [
            SculptLine([at(-90, 12), at(-20, 17), at(28, 11), web(.index, .middle)]),
            SculptLine([at(28, 11), at(46, -3), web(.middle, .ring)]),
            SculptLine([at(-80, -14), at(2, -15), at(43, -12), web(.ring, .little)]),
        ]
    }

    // MARK: Palm

    private func palm(_ p: Vector3, _ fromWrist: Float, _ palmar: Float, _ relief: inout SkinRelief) {
        guard palmar > 0 else { return }
        relief.palm = palmar * smoothstep(-12, 8, fromWrist)
        let flat = hand.flattened(p)
        if fromWrist > 0, fromWrist < 105 {
            for (line, depth) in palmLines {
                let d = line.nearest(flat).distance
                let groove = bell(d + 0.4 * valueNoise(p / 6, seed: seed &+ 60), 0.9) * palmar
                relief.height -= depth * groove
                relief.crease = max(relief.crease, groove)
            }
        }
        // Bracelets of the wrist.
        for (k, at) in [Float(-3), 3, -11].enumerated() {
            let bow = 3 * valueNoise(p / 22, seed: seed &+ 50 &+ UInt32(k))
            let across = dot(p - hand.wrist, hand.radial)
            let d = fromWrist - at + bow - 0.006 * across * across
            relief.height -= 0.4 * bell(d, 0.8) * palmar
        }
    }

    /// Heart, head and life line, in millimetres from the wrist toward the fingers and the thumb.
    private static func palmLines(_ hand: HandFrame) -> [(SculptLine, Float)] {
        func line(_ points: [(Float, Float)]) -> SculptLine {
            SculptLine(points.map { hand.wrist + hand.distal * $0.0 + hand.radial * $0.1 })
        }
        return [
            (line([(62, -36), (66, -20), (74, -2), (86, 9)]), 0.7),
            (line([(68, 30), (64, 12), (54, -8), (44, -24)]), 0.6),
            (line([(68, 30), (62, 14), (44, 4), (22, 2), (8, 6)]), 0.8),
        ]
    }
}

extension HandFrame {
    /// A point moved along the palm's normal to the level of the wrist.
    func flattened(_ p: Vector3) -> Vector3 { p - dorsal * dot(p - wrist, dorsal) }
}

extension HandPose {
    /// Flexion at each finger's three joints, degrees; for the thumb, how far its bones turn against each other.
    var jointBends: [Finger: [Float]] {
        var bends = fingers.mapValues { [$0.limited.knuckle, $0.limited.middle, $0.limited.last] }
        bends[.thumb] = [
            0, degreesBetween(thumb.metacarpal, thumb.first), degreesBetween(thumb.first, thumb.last),
        ]
        return bends
    }
}
