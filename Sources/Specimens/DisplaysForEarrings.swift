import Appraisal
import Geometry
internal import Glibc
import Rendering

/// Where pairs of earrings are shown.
enum EarringStand: String {
    case card, bar, flat, stand, branch, block, free
    // Never in the training set.
    case rim, easel

    static func lot(_ split: SpecimenSplit) -> [(EarringStand, Float)] {
        split == .train
            ? [(.card, 2), (.bar, 1.4), (.flat, 2), (.stand, 1.4), (.branch, 0.7), (.block, 0.8), (.free, 0.6)]
            : [(.rim, 1), (.easel, 1), (.flat, 1)]
    }

    func stage(_ design: EarringDesign, _ dice: inout Dice, split: SpecimenSplit) -> Staging {
        switch self {
        case .flat: flat(design, &dice, split)
        case .bar, .branch, .rim, .free: hanging(design, &dice, split)
        case .card, .stand, .block, .easel: card(design, &dice, split)
        }
    }

    private static let facing = AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0])

    private func pair(_ design: EarringDesign, at places: [AffineTransform]) -> Jewel {
        Jewel(
            type: .earring, family: design.family.rawValue, metal: design.metal,
            parts: places.flatMap { design.parts.moved(by: $0) }, attachments: places.map(\.translation),
            instances: places.count)
    }

    private func halfWidth(_ design: EarringDesign) -> Float {
        design.parts.reduce(3) { m, part in part.mesh.positions.reduce(m) { max($0, abs($1.x)) } }
    }

    private func height(_ design: EarringDesign) -> Float {
        design.parts.reduce(5) { m, part in part.mesh.positions.reduce(m) { max($0, $1.z) } }
    }

    /// Through a card, a padded stand or against a block.
    private func card(_ design: EarringDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (w, h) = (halfWidth(design), height(design))
        let gap = w * dice.real(1.15...1.9) + 1
        let back = design.parts.reduce(Float(0)) { m, part in
            part.mesh.positions.reduce(m) { $1.z > 1 || abs($1.x) > 2 ? min($0, $1.y) : $0 }
        }
        let places = [-gap, gap].map {
            (AffineTransform.translation([$0, 0, 0.3 - min(max(back, -6), 0)]) * Self.facing).yawed(
                dice.real(-0.08...0.08))
        }
        let thick: Float = self == .card ? 0.5 : self == .stand ? dice.real(4...10) : dice.real(15...40)
        let half = Vector3(gap + w * dice.real(1.1...1.6) + 4, (h + dice.real(16...40)) / 2, thick)
        let rise = dice.real(8...18)
        let mesh = Shapes.cushion(
            half: half, power: self == .card ? 26 : self == .easel ? 5 : dice.pick([5, 12, 30]), segments: 80
        ).moved(
            by: .translation([0, rise - half.y, -thick]))
        var display = [
            Finish(&dice, split: split, kind: self == .card && dice.chance(0.5) ? .paper : nil).part(
                mesh, drape: .front)
        ]
        if self == .card, dice.chance(0.5) { display.append(Self.heading(&dice, width: half.x, y: rise - 3)) }
        let jewel = pair(design, at: places)
        let floor = rise - 2 * half.y
        if self == .card, dice.chance(0.45) {
            // The card lies on the ground.
            let down =
                AffineTransform.translation([0, 1.1, 0]) * .rotation(axis: [0, 1, 0], degrees: dice.real(-90...90))
                * AffineTransform.rotation(axis: [1, 0, 0], degrees: -90)
            let ground = Surroundings.ground(&dice, split: split, reach: 90)
            return .lying(
                jewel.moved(by: down), display: display.moved(by: down), name: rawValue, ground: ground, &dice,
                split: split, clear: 55)
        }
        let lean =
            AffineTransform.rotation(axis: [1, 0, 0], degrees: -dice.real(0...28))
            * .rotation(axis: [0, 0, 1], degrees: dice.chance(0.2) ? dice.real(-20...20) : 0)
        var staging = Staging(
            jewel: jewel.moved(by: lean), display: display.moved(by: lean), displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: floor - 2, reach: 110))
        if dice.chance(0.4) {
            staging.surroundings += Surroundings.props(
                &dice, split: split, floor: floor - 2, clear: half.x + 20, around: false)
        }
        return staging
    }

    /// A print on a card.
    private static func heading(_ dice: inout Dice, width: Float, y: Float) -> Part {
        let text = Pattern(&dice, split: .train, kind: .text)
        let sheet = Shapes.sheet(width: 1.3 * width, depth: 7, across: 90, down: 24).moved(
            by: AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, y, 0.12]))
        return Part(mesh: text.painted(sheet), material: .coated(CoatedMaterial(colour: .one)))
    }

    /// From a rod, a twig, the rim of a glass, or from nothing that the frame shows.
    private func hanging(_ design: EarringDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (w, h) = (halfWidth(design), height(design))
        let gap = w * dice.real(1.2...2.4) + 2
        let places = [-gap, gap].map { x in
            AffineTransform.translation([x, dice.real(-1.5...1.5), 1.8])
                * .rotation(axis: [0, 1, 0], degrees: dice.real(-38...38))
                * Self.facing
        }
        var display: [Part] = []
        if self == .rim {
            let glass = Shapes.torus(majorRadius: gap * 1.2 + 20, minorRadius: 1.5, segments: 120).moved(
                by: .translation([0, 0, -gap * 1.1 - 20]))
            display = [Finish(&dice, split: split).part(glass, drape: .front)]
        } else if self != .free {
            let seed = dice.seed32()
            let points = (0...90).map { k -> Vector3 in
                let x = (Float(k) / 45 - 1) * gap * 3
                let wave: Float = self == .branch ? 5 * valueNoise([x / 25, 0, 0], seed: seed) : 0
                return [x, wave * (1 - min(abs(abs(x) - gap) / gap, 1)) * 0 + 2.2, -1.6 - abs(wave)]
            }
            let line = Track(points, normal: [0, 0, 1], closed: false)
            let radii = points.map { self == .branch ? 2 + 1.1 * valueNoise($0 / 7, seed: seed) : 1.8 }
            let mesh = Shapes.tube(along: line, radii: radii, sides: 20)
            let rod = self == .bar && dice.chance(0.5) ? Part(mesh: mesh, material: Substances.metal(&dice).1) : nil
            display = [
                rod ?? Finish(&dice, split: split, kind: self == .branch ? .wood : nil).part(mesh, drape: .front)
            ]
        }
        let floor = -h - dice.real(6...60)
        if self == .bar, dice.chance(0.6) {
            let post = Shapes.box(lower: [-2.5, floor, -5], upper: [2.5, 2, -2])
            display.append(Finish(&dice, split: split).part(post, drape: .front))
        }
        var staging = Staging(
            jewel: pair(design, at: places), display: display, displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: floor, reach: 120))
        if dice.chance(0.4) {
            staging.surroundings += Surroundings.props(
                &dice, split: split, floor: floor, clear: gap + 40, around: false)
        }
        staging.elevation = -6...20
        return staging
    }

    private func flat(_ design: EarringDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (w, h) = (halfWidth(design), height(design))
        let (gap, loose) = (w * dice.real(1.2...1.9) + 1.5, dice.chance(0.5))
        let places = [-gap, gap].map { x -> AffineTransform in
            let turn = loose ? dice.real(-50...50) : dice.real(-7...7)
            return AffineTransform.translation([x, 0, loose ? dice.real(-0.2...0.2) * h : 0])
                * .rotation(axis: [0, 1, 0], degrees: turn)
        }
        // Each lies on its own lowest point, but a stud's post goes into the cloth.
        let lowest = design.parts.reduce(Float(0)) { m, part in part.mesh.positions.reduce(m) { min($0, $1.y) } }
        let jewel = pair(design, at: places.map { AffineTransform.translation([0, -max(lowest, -4.5), 0]) * $0 })
        let relief = Surroundings.folds(
            &dice, height: dice.chance(0.4) ? dice.real(3...12) : 0, length: dice.real(20...70), level: 2 * gap)
        let ground = Surroundings.ground(&dice, split: split, reach: 80, cells: 260, relief: relief)
        return .lying(jewel, name: rawValue, ground: ground, &dice, split: split, clear: gap + w + 8)
    }
}
