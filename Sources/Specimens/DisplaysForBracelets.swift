import Geometry
internal import Glibc
import Rendering

/// Where bracelets are shown.
enum BraceletStand: String {
    case pillow, roll, bar, flat, upright
    // Never in the training set.
    case cone, plate

    static func lot(_ split: SpecimenSplit) -> [(BraceletStand, Float)] {
        split == .train
            ? [(.pillow, 1.6), (.roll, 1.6), (.bar, 0.8), (.flat, 2), (.upright, 0.8)]
            : [(.cone, 1), (.plate, 1)]
    }

    func stage(_ design: BraceletDesign, _ dice: inout Dice, split: SpecimenSplit) -> Staging {
        switch self {
        case .pillow: pillow(design, &dice, split)
        case .roll, .bar, .cone: roll(design, &dice, split)
        case .flat, .upright, .plate: free(design, &dice, split)
        }
    }

    /// Round a cushion about its long axis x.
    private func pillow(_ design: BraceletDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (half, power) = (Vector3(dice.real(36...60), dice.real(20...32), dice.real(24...38)), dice.real(2.2...3.6))
        func bent(_ v: Float) -> Float { (v < 0 ? -1 : 1) * pow(abs(v), 2 / power) }
        let slope = dice.real(-0.2...0.2)
        let points = (0..<240).map { k -> Vector3 in
            let a = Float(k) / 240 * 2 * .pi
            let (y, z) = (half.y * bent(sin(a)), half.z * bent(cos(a)))
            return [z * slope, y, z] * Vector3(1, 1.004, 1.004)
        }
        let track = round(points)
        let cushion = Finish(&dice, split: split).part(
            Shapes.cushion(half: half, power: power, segments: 90), drape: .front)
        let pose =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: dice.real(-25...25))
            * .rotation(axis: [1, 0, 0], degrees: dice.real(-35...20))
        // A quarter of the way round lies the top, at 0 the front.
        let jewel = design.jewel(along: track, down: [0, -1, 0], front: dice.real(0.02...0.16)).moved(by: pose)
        var staging = Staging(
            jewel: jewel, display: [cushion.moved(by: pose)], displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: -half.y * 1.05, reach: 140))
        addProps(&staging, floor: -half.y * 1.05, clear: 70, &dice, split)
        staging.elevation = 8...60
        return staging
    }

    /// Round a bolster, the bar of a T, or a cone.
    private func roll(_ design: BraceletDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let radius = dice.real(23...31)
        let long = self == .roll ? dice.real(90...260) : dice.real(50...90)
        let taper: Float = self == .cone ? 0.35 : 0
        let (tilt, bulge) = (dice.real(-0.25...0.25), dice.real(0.9...1.05))
        let points = (0..<240).map { k -> Vector3 in
            let a = Float(k) / 240 * 2 * .pi
            return [tilt * radius * cos(a), radius * sin(a) * bulge, radius * cos(a)]
        }
        let rings = (0...60).map { j -> [Vector3] in
            let t = Float(j) / 60 * 2 - 1
            let q = radius * (1 - taper * t) * max((1 - pow(abs(t), 30)).squareRoot(), 0.01) - 0.05
            return (0..<96).map { k in
                let a = Float(k) / 96 * 2 * .pi
                return [t * long, q * sin(a) * bulge, q * cos(a)]
            }
        }
        let finish = Finish(&dice, split: split)
        var display = [finish.part(Shapes.swept(rings: rings, closed: false), drape: .front)]
        let floor = self == .bar ? -radius - dice.real(40...100) : -radius * bulge - 0.5
        if self == .bar {
            display.append(
                finish.part(Shapes.box(lower: [-9, floor, -9], upper: [9, -0.8 * radius, 9]), drape: .front))
            display.append(
                finish.part(
                    Shapes.cushion(half: [50, 4, 34], power: 10).moved(by: .translation([0, floor + 4, 0])), drape: .top
                ))
        }
        let jewel = design.jewel(along: round(points), down: [0, -1, 0], front: dice.real(0...0.16))
        let pose =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: dice.real(-50...50))
            * .rotation(axis: [0, 0, 1], degrees: self == .roll ? dice.real(-6...6) : 0)
        var staging = Staging(
            jewel: jewel.moved(by: pose), display: display.moved(by: pose), displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: floor - 6, reach: 150))
        addProps(&staging, floor: floor - 6, clear: 90, &dice, split)
        staging.elevation = 5...70
        return staging
    }

    /// On the ground: its axis up, its axis level, or laid out in a line.
    private func free(_ design: BraceletDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (a, b, wobble) = (dice.real(25...32), dice.real(22...31), design.isRigid ? 0 : dice.real(0...0.16))
        let seed = dice.seed32()
        let points = (0..<240).map { k -> Vector3 in
            let t = Float(k) / 240 * 2 * .pi
            let q = 1 + wobble * valueNoise([1.5 * cos(t), 1.5 * sin(t), 0], seed: seed)
            return [a * cos(t) * q, 0, b * sin(t) * q]
        }
        var jewel: Jewel
        if self == .flat, !design.isRigid, dice.chance(0.4) {
            // Opened and laid out: normals up.
            let line = (0...160).map { k -> Vector3 in
                let u = Float(k) / 80 - 1
                return [80 * u, 0, 22 * valueNoise([u * 1.5, 0, 0], seed: seed)]
            }
            jewel = design.jewel(along: Track(line, normal: [0, 1, 0], closed: false), down: [0, 0, 1], front: 0.5)
        } else {
            jewel = design.jewel(along: round(points), down: [0, -1, 0], front: 0.25)
            if self == .upright {
                jewel = jewel.moved(
                    by: .rotation(axis: [0, 1, 0], degrees: dice.real(-70...70))
                        * .rotation(axis: [1, 0, 0], degrees: 90 + dice.real(-10...10)))
            } else {
                jewel = jewel.moved(by: .rotation(axis: [0, 1, 0], degrees: dice.real(0...360)))
            }
        }
        let relief = Surroundings.folds(
            &dice, height: dice.chance(0.4) ? dice.real(3...14) : 0, length: dice.real(25...80), level: 70)
        var display: [Part] = []
        if self == .plate {
            let plate = Shapes.cushion(
                half: [dice.real(48...80), 3, dice.real(48...80)], power: dice.pick([2.2, 12]), segments: 72)
            display = [Finish(&dice, split: split).part(plate.moved(by: .translation([0, -3, 0])), drape: .top)]
        }
        let ground = Surroundings.ground(
            &dice, split: split, reach: 100, cells: 260, relief: { relief($0, $1) - (display.isEmpty ? 0 : 6) })
        var staging = Staging.lying(
            jewel.resting(), display: display, name: rawValue, ground: ground, &dice, split: split, clear: 48)
        if self == .upright { staging.elevation = 5...45 }
        return staging
    }

    /// A closed track whose normals lead away from its middle.
    private func round(_ points: [Vector3]) -> Track {
        let middle = points.reduce(.zero, +) / Float(points.count)
        return Track(points, normals: points.map { ($0 - middle).normalized }, closed: true)
    }

    private func addProps(
        _ staging: inout Staging, floor: Float, clear: Float, _ dice: inout Dice, _ split: SpecimenSplit
    ) {
        guard dice.chance(0.4) else { return }
        staging.surroundings += Surroundings.props(&dice, split: split, floor: floor, clear: clear, around: false)
    }
}

extension BraceletDesign {
    /// Whether it keeps its shape when it lies.
    var isRigid: Bool { family == .bangle || family == .cuff || family == .watch }
}
