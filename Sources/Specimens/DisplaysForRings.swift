import Geometry
internal import Glibc
import Rendering

/// Where rings are shown.
enum RingStand: String {
    case cone, slot, roll, finger, lying, standing, branch, rock, tray, box, pad
    // Never in the training set.
    case post, wedge, leaning

    /// - Parameter isWide: whether the band is the piece; such lie and stand free, so that one looks into them.
    static func lot(_ split: SpecimenSplit, isWide: Bool = false) -> [(RingStand, Float)] {
        split == .train
            ? [
                (.pad, 1.2),
                (.cone, 1), (.slot, 1.6), (.roll, 1.2), (.finger, 0.8), (.lying, isWide ? 4 : 1.4),
                (.standing, isWide ? 4.5 : 1.2), (.branch, 0.8), (.rock, 0.8), (.tray, 1.1), (.box, 1),
            ] : [(.post, 1), (.wedge, 1), (.leaning, 1.2)]
    }

    func stage(_ design: RingDesign, _ dice: inout Dice, split: SpecimenSplit) -> Staging {
        let ring = design.jewel()
        let r = design.innerRadius
        switch self {
        case .cone, .post: return upright(ring, r, &dice, split)
        case .slot, .tray, .box, .wedge, .pad: return slot(design, ring, &dice, split)
        case .roll, .finger, .branch, .rock: return threaded(design, ring, &dice, split)
        case .lying, .standing, .leaning: return free(ring, isDark: design.isDark, &dice, split)
        }
    }

    /// The head up, the band's axis level and turned from the camera.
    private func headUp(_ ring: Jewel, turn: Float, lean: Float = 0) -> Jewel {
        ring.moved(
            by: .rotation(axis: [0, 1, 0], degrees: turn) * .rotation(axis: [1, 0, 0], degrees: lean)
                * AffineTransform(x: [1, 0, 0], y: [0, 0, -1], z: [0, 1, 0]))
    }

    /// A cone or post that goes up through the band.
    private func upright(_ ring: Jewel, _ r: Float, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (height, below) = (dice.real(18...60), dice.real(20...50))
        let flare = self == .cone ? dice.real(2...7) : 0.2
        let tip = self == .cone ? dice.real(1...4) : r - 0.3
        let profile: [Vector2] = [
            [0.01, -below], [r + flare, -below], [r - 0.05, 0], [mix(r, tip, 0.5), 0.5 * height], [tip, height],
            [0.6 * tip, height + 0.35 * tip], [0.01, height + 0.5 * tip],
        ]
        let body = Finish(&dice, split: split).part(Shapes.lathe(profile: profile, segments: 72), drape: .front)
        let turned = ring.moved(by: .rotation(axis: [0, 1, 0], degrees: dice.real(-50...50)))
        var staging = Staging(
            jewel: turned, display: [body], displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: -below, reach: 90))
        addProps(to: &staging, floor: -below, &dice, split)
        staging.elevation = 8...55
        return staging
    }

    /// Padded bars whose gap hides the lower part of the band, alone, in a tray or in a box.
    private func slot(_ design: RingDesign, _ ring: Jewel, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let r = design.innerRadius
        let isBlack = dice.chance(design.isDark ? 0.75 : self == .pad ? 0.5 : 0.06)
        let finish = isBlack ? Finish.dark(&dice, split: split) : Finish(&dice, split: split)
        // A slit in a pad takes most of the band.
        let top = self == .pad ? r * dice.real(-0.5...0.4) : -r * dice.real(0.05...0.75)
        let gap = Float(design.stack) * (design.width + 0.35) / 2 + 0.2
        let shift = Float(design.stack - 1) * (design.width + 0.35) / 2
        let half = Vector3(dice.real(14...34), 0, dice.real(5...14))
        let beside = self == .tray && dice.chance(0.6) ? dice.whole(1...4) : 0
        let deep: Float = self == .tray ? 9 : dice.real(12...30)
        let power: Float = self == .tray ? 2.4 : self == .wedge ? 3 : dice.pick([6, 14, 30])
        var parts: [Part] = []
        let rows = self == .tray ? -3...2 : -1...0
        let long = self == .tray ? 120 : half.x
        for k in rows {
            let z = k < 0 ? gap + half.z + Float(-1 - k) * 2 * half.z : -gap - half.z - Float(k) * 2 * half.z
            let bar = Shapes.cushion(half: [long, deep, half.z], power: power, segments: 56)
            parts.append(finish.part(bar.moved(by: .translation([0, top - deep, z - shift])), drape: .top))
        }
        let floor = top - 2 * deep
        if self == .box {
            parts += Self.box(&dice, split, top: top, half: half.x, depth: gap + 2 * half.z, floor: floor)
        }
        let turn = AffineTransform.rotation(axis: [0, 1, 0], degrees: dice.real(-40...40))
        var staging = Staging(
            jewel: headUp(ring, turn: 0).moved(by: turn), display: parts.moved(by: turn), displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: floor - 0.5, reach: 90))
        // Others in the same tray.
        for k in 0..<beside {
            let side: Float = k % 2 == 0 ? 1 : -1
            let place = AffineTransform.translation([side * (26 + 13 * Float(k)) * dice.real(0.95...1.2), 0, 0])
            let other = headUp(RingDesign(&dice, split: split).jewel(), turn: dice.real(-5...5)).parts
            staging.others += other.moved(by: turn * place)
        }
        addProps(to: &staging, floor: floor, &dice, split)
        staging.elevation = 8...60
        return staging
    }

    private static func box(
        _ dice: inout Dice, _ split: SpecimenSplit, top: Float, half: Float, depth: Float, floor: Float
    ) -> [Part] {
        let finish = Finish(&dice, split: split)
        let (w, wall, rim) = (half + 2, dice.real(2...5), top + dice.real(0...8))
        let d = depth + 1
        let sides = [
            Shapes.box(lower: [-w - wall, floor, -d - wall], upper: [w + wall, rim, -d]),
            Shapes.box(lower: [-w - wall, floor, d], upper: [w + wall, rim, d + wall]),
            Shapes.box(lower: [-w - wall, floor, -d], upper: [-w, rim, d]),
            Shapes.box(lower: [w, floor, -d], upper: [w + wall, rim, d]),
        ]
        var parts = sides.map { finish.part($0, drape: .front) }
        // The lid stands open behind.
        let lid = Shapes.box(lower: [-w - wall, 0, -wall], upper: [w + wall, 2 * d, 6]).moved(
            by: AffineTransform.translation([0, rim, -d - wall])
                * .rotation(axis: [1, 0, 0], degrees: -dice.real(5...35)))
        parts.append(Finish(&dice, split: split, kind: split == .train ? .satin : nil).part(lid, drape: .front))
        return parts
    }

    /// Something long or lumpy that goes through the band.
    private func threaded(_ design: RingDesign, _ ring: Jewel, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let r = design.innerRadius - 0.1
        let seed = dice.seed32()
        let (rough, long): (Float, Float) =
            switch self {
            case .branch: (0.22, dice.real(60...140))
            case .rock: (0.3, dice.real(14...26))
            default: (0, dice.real(30...160))
            }
        let taper = self == .finger ? dice.real(0...0.12) : 0
        let rings = (0...80).map { j -> [Vector3] in
            let t = Float(j) / 80 * 2 - 1
            let end = (1 - pow(abs(t), self == .rock ? 2.2 : 12)).squareRoot()
            return (0..<48).map { k in
                let a = Float(k) / 48 * 2 * .pi
                let p = Vector3(cos(a), sin(a), t * long / r)
                // Nowhere thicker than the band near it, lumpier away from it.
                let away = smoothstep(0, 1.2 * design.width / long + 0.1, abs(t))
                let lump =
                    1 + rough * (self == .rock ? away * 1.6 : 1)
                    * (fractalNoise(p * 0.9, octaves: 3, seed: seed) - (away > 0.5 ? 0 : 0.45))
                let q = r * max(end, 0.02) * lump * (1 - taper * t)
                return [q * cos(a), q * sin(a), t * long]
            }
        }
        let kind: Finish.Kind? =
            self == .branch ? (split == .train ? .wood : .bark) : self == .rock && split == .train ? .stone : nil
        var body = Finish(&dice, split: split, kind: kind).part(Shapes.swept(rings: rings, closed: false), drape: .top)
        if self == .finger {
            let skin = Vector3(0.55, 0.34, 0.25) * dice.real(0.2...1.3)
            body = Part(
                mesh: body.mesh, material: .coated(CoatedMaterial(colour: skin, coat: 0.25, coatRoughness: 0.5)))
        }
        let turn =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: dice.real(-70...70))
            * .rotation(axis: [0, 0, 1], degrees: dice.real(-30...30))
        // The ring hangs on it, head up or toward the camera.
        let worn = headUp(ring, turn: 0, lean: 0).moved(by: .rotation(axis: [0, 0, 1], degrees: dice.real(-40...40)))
        let floor = -r * dice.real(1.4...3)
        var staging = Staging(
            jewel: worn.moved(by: turn), display: [body.moved(by: turn)], displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: floor, reach: 100))
        addProps(to: &staging, floor: floor, &dice, split)
        staging.elevation = 10...70
        return staging
    }

    /// On the ground, on its side or on the lower edge of its band.
    private func free(_ ring: Jewel, isDark: Bool, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let placed =
            self == .lying
            ? ring.moved(
                by: .rotation(axis: [0, 1, 0], degrees: dice.real(-180...180))
                    * .rotation(axis: [1, 0, 0], degrees: dice.real(-6...6)))
            : headUp(
                ring, turn: dice.real(-80...80), lean: self == .leaning ? dice.real(18...40) : dice.real(-9...9))
        let relief = Surroundings.folds(
            &dice, height: dice.chance(0.4) ? dice.real(3...12) : 0, length: dice.real(15...60), level: 26)
        let finish = isDark && dice.chance(0.6) ? Finish.dark(&dice, split: split) : nil
        let ground = Surroundings.ground(&dice, split: split, reach: 45, relief: relief, finish: finish)
        var staging = Staging.lying(
            placed.resting(), name: rawValue, ground: ground, &dice, split: split, clear: 24)
        staging.elevation = dice.chance(0.2) ? 70...88 : 8...50
        return staging
    }

    private func addProps(to staging: inout Staging, floor: Float, _ dice: inout Dice, _ split: SpecimenSplit) {
        guard dice.chance(0.4) else { return }
        staging.surroundings += Surroundings.props(&dice, split: split, floor: floor, clear: 34, around: false)
    }
}
