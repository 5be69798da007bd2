import Geometry
internal import Glibc
import Rendering

/// Where necklaces are shown.
enum NecklaceDisplay: String, CaseIterable {
    case bust, column, flat, hanging, board
    // Never in the training set.
    case easel

    static func lot(_ split: SpecimenSplit) -> [(NecklaceDisplay, Float)] {
        split == .train
            ? [(.bust, 4), (.column, 1), (.flat, 2), (.hanging, 1), (.board, 1)]
            : [(.bust, 1.5), (.easel, 1), (.flat, 1)]
    }

    func stage(_ design: NecklaceDesign, _ dice: inout Dice, split: SpecimenSplit) -> Staging {
        switch self {
        case .bust, .column: bust(design, &dice, split)
        case .flat: flat(design, &dice, split)
        case .hanging: hanging(design, &dice, split)
        case .board, .easel: board(design, &dice, split)
        }
    }

    // MARK: - Busts

    private func bust(_ design: NecklaceDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        var bust = Bust(breadth: self == .column ? dice.real(0.36...0.5) : dice.real(0.7...1.1), colour: .one)
        bust.form = split == .heldout ? .broad : dice.pick([.classic, .tapered, .tapered, .slim])
        bust.stretch = [dice.real(0.85...1.12), dice.real(0.8...1.15), dice.real(0.7...1.1)]
        let isBlack = dice.chance(design.isDark ? 0.7 : 0.08)
        let finish = isBlack ? Finish.dark(&dice, split: split) : Finish(&dice, split: split)
        // A ribbon or a wide collar lies close about the neck.
        let first = design.isClose ? dice.size(30...75) : dice.size(35...150)
        let pointedness = dice.real(1...2.8)
        let skew = dice.chance(0.4) ? dice.real(-0.16...0.16) : 0
        let tracks = design.bodies.indices.map { k in
            bust.chain(
                drop: first + Float(k) * dice.real(14...32), pointedness: pointedness + dice.real(-0.1...0.1),
                skew: skew)
        }
        let jewel = design.jewel(along: tracks, down: [0, -1, 0]) { [bust] p in bust.nearest(to: p) }
        let floor = -250 * bust.stretch.y
        var display = [finish.part(bust.mesh(sides: 220), drape: .front)] + bust.trimmings(&dice, finish, split)
        if dice.chance(0.5) { display.append(Self.foot(&dice, split: split, floor: floor)) }
        var staging = Staging(
            jewel: jewel, display: display, displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: floor - 8, reach: 300))
        if dice.chance(0.45) {
            staging.surroundings += Surroundings.props(&dice, split: split, floor: floor - 8, clear: 150, around: false)
        }
        if dice.chance(0.1) { Self.addNeighbour(to: &staging, bust, &dice, split) }
        if dice.chance(0.14) { Self.addEarrings(to: &staging, bust, &dice, split) }
        staging.elevation = -5...22
        return staging
    }

    /// Another bust with another necklace, as in a shop.
    private static func addNeighbour(
        to staging: inout Staging, _ bust: Bust, _ dice: inout Dice, _ split: SpecimenSplit
    ) {
        let design = NecklaceDesign(&dice, split: split)
        var other = bust
        other.stretch = other.stretch * dice.real(0.8...1.05)
        let side: Float = dice.chance(0.5) ? -1 : 1
        let place = AffineTransform.translation([
            side * dice.real(230...330), dice.real(-60...20), -dice.real(60...260),
        ])
        let tracks = design.bodies.indices.map { other.chain(drop: 60 + 25 * Float($0), pointedness: 1.5, skew: 0) }
        staging.others += design.jewel(along: tracks, down: [0, -1, 0]).parts.moved(by: place)
        staging.surroundings.append(Finish(&dice, split: split).part(other.mesh().moved(by: place), drape: .front))
    }

    /// The earrings of a set, on two little boards before the bust or on the flat of its neck.
    private static func addEarrings(
        to staging: inout Staging, _ bust: Bust, _ dice: inout Dice, _ split: SpecimenSplit
    ) {
        let design = EarringDesign(&dice, split: split)
        let lowest = design.parts.reduce(Float(0)) { m, part in part.mesh.positions.reduce(m) { max($0, $1.z) } }
        let facing = AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0])
        let (width, height) = (dice.real(24...40), lowest + dice.real(30...60))
        let finish = dice.chance(0.5) ? Finish.dark(&dice, split: split) : Finish(&dice, split: split)
        let (aside, forward) = (dice.real(100...150), dice.real(40...110))
        let floor = -250 * bust.stretch.y - 8
        // Some boards stand on a step that lifts them into the frame.
        let step = dice.chance(0.6) ? dice.real(40...130) : 0
        for side in [-1, 1] as [Float] {
            let lean = AffineTransform.rotation(axis: [1, 0, 0], degrees: -dice.real(4...16))
            let place = AffineTransform.translation([side * aside, floor + step, forward]) * lean
            let board = Shapes.box(lower: [-width / 2, 0, -5], upper: [width / 2, height, 0])
            staging.surroundings.append(finish.part(board.moved(by: place), drape: .front))
            if step > 0 {
                let block = Shapes.box(
                    lower: [side * aside - 0.7 * width, floor, forward - 30],
                    upper: [side * aside + 0.7 * width, floor + step, forward + 14])
                staging.surroundings.append(finish.part(block, drape: .front))
            }
            staging.others += design.parts.moved(by: place * .translation([0, height - 12, 0.8]) * facing)
        }
    }

    private static func foot(_ dice: inout Dice, split: SpecimenSplit, floor: Float) -> Part {
        let plate = Shapes.cushion(
            half: [dice.real(60...95), 6, dice.real(50...70)], power: dice.pick([3, 10]), segments: 48)
        return Finish(&dice, split: split).part(plate.moved(by: .translation([0, floor - 3, 8])), drape: .top)
    }

    // MARK: - Flat and free

    private func flat(_ design: NecklaceDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let relief =
            dice.chance(0.3)
            ? Surroundings.folds(&dice, height: dice.real(3...14), length: dice.real(30...90), level: 0) : { _, _ in 0 }
        let tracks = loops(&dice, count: design.bodies.count, relief: relief)
        let jewel = design.jewel(along: tracks, down: [0, 0, 1]) { p in ([p.x, relief(p.x, p.z), p.z], [0, 1, 0]) }
        let finish =
            dice.chance(design.isDark ? 0.6 : 0.03)
            ? Finish.dark(&dice, split: split)
            : Finish(&dice, split: split, kind: dice.chance(0.2) && split == .train ? .satin : nil)
        let ground = Surroundings.ground(&dice, split: split, reach: 160, cells: 280, relief: relief, finish: finish)
        return .lying(jewel, name: "flat", ground: ground, &dice, split: split, clear: 130)
    }

    /// Closed lines that lie about as a chain does that someone put down.
    private func loops(_ dice: inout Dice, count: Int, relief: (Float, Float) -> Float) -> [Track] {
        let (radius, wobble) = (dice.real(52...85), dice.real(0...0.22))
        let (long, seed, sharp) = (dice.real(0.8...1.5), dice.seed32(), dice.real(0...0.35))
        return (0..<count).map { strand in
            let r = radius * (1 + 0.16 * Float(strand))
            let points = (0..<360).map { k -> Vector3 in
                let t = Float(k) / 360 * 2 * .pi
                let n = valueNoise([cos(t) * 1.6, sin(t) * 1.6, Float(strand) * 0.35], seed: seed)
                let q = r * (1 + wobble * n)
                // A drop shape: pointed below.
                let pinch = 1 - sharp * max(sin(t), 0)
                let (x, z) = (q * cos(t) * pinch, q * long * sin(t) * (1 + 0.3 * sharp))
                return [x, relief(x, z), z]
            }
            return Track(points, normal: [0, 1, 0], closed: true)
        }
    }

    /// A V or U that comes down from above the frame, before a wall.
    private func hanging(_ design: NecklaceDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (half, bend) = (dice.real(18...70), dice.real(1.1...2.6))
        let drop = dice.real(90...170)
        let tracks = design.bodies.indices.map { k -> Track in
            let (w, d) = (half * (1 + 0.1 * Float(k)), drop + Float(k) * 22)
            let points = (0...240).map { i -> Vector3 in
                let u = Float(i) / 120 - 1
                return [w * u, -d * (1 - pow(abs(u), bend)), 0]
            }
            return Track(points, normal: [0, 0, 1], closed: false)
        }
        let jewel = design.jewel(along: tracks, down: [0, -1, 0])
        let gap = dice.chance(0.5) ? -dice.real(1...6) : -dice.real(20...300)
        let wall = Shapes.sheet(width: 1600, depth: 1600, across: 260, down: 260).moved(
            by: AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, 0, gap - 6]))
        var staging = Staging(
            jewel: jewel, display: [], displayName: rawValue,
            surroundings: [Finish(&dice, split: split).part(wall, drape: .front)])
        let low = -drop - 60
        staging.framed = jewel.outline.filter { $0.y < -20 || $0.y < low }
        staging.elevation = -8...14
        return staging
    }

    /// A card or board with the chain over its upper edge.
    private func board(_ design: NecklaceDesign, _ dice: inout Dice, _ split: SpecimenSplit) -> Staging {
        let (half, height) = (dice.real(24...60), dice.real(110...200))
        let thick: Float = self == .easel ? 14 : dice.real(1...9)
        let spread = half * dice.real(0.4...0.8)
        let drop = height * dice.real(0.3...0.75)
        let bend = dice.real(1.1...2.2)
        let tracks = design.bodies.indices.map { k -> Track in
            let (w, d) = (spread * (1 + 0.08 * Float(k)), min(drop + 16 * Float(k), 0.92 * height))
            let front = (0...160).map { i -> (Vector3, Vector3) in
                let u = Float(i) / 80 - 1
                return ([w * u, -d * (1 - pow(abs(u), bend)), 0], [0, 0, 1])
            }
            let over: [(Vector3, Vector3)] = [
                ([-w, -30, -thick], [0, 0, -1]), ([-w, 0, -thick], [0, 0.7, -0.7]),
                ([-w, 0.2, -0.5 * thick], [0, 1, 0]),
            ]
            let back = over.reversed().map { (Vector3(w, $0.0.y, $0.0.z), $0.1) }
            let all = over + front + back
            return Track(all.map(\.0), normals: all.map { $0.1.normalized }, closed: false).resampled(spacing: 1)
        }
        let mesh = Shapes.cushion(half: [half, height / 2, thick / 2], power: self == .easel ? 7 : 30, segments: 72)
            .moved(by: .translation([0, -height / 2, -thick / 2]))
        var display = [Finish(&dice, split: split).part(mesh, drape: .front)]
        if self == .easel {
            let ledge = Shapes.box(lower: [-half - 12, -height - 8, -30], upper: [half + 12, -height, 22])
            display.append(Finish(&dice, split: split).part(ledge, drape: .front))
        }
        // The whole leans back.
        let lean = AffineTransform.rotation(axis: [1, 0, 0], degrees: -dice.real(0...24))
        var staging = Staging(
            jewel: design.jewel(along: tracks, down: [0, -1, 0]).moved(by: lean), display: display.moved(by: lean),
            displayName: rawValue,
            surroundings: Surroundings.standing(&dice, split: split, floor: -height - 6, reach: 180))
        if dice.chance(0.5) {
            staging.surroundings += Surroundings.props(
                &dice, split: split, floor: -height - 6, clear: 90, around: false)
        }
        return staging
    }
}

extension NecklaceDesign {
    /// Whether it is worn about the neck rather than down the chest.
    fileprivate var isClose: Bool {
        if case .ribbon = bodies[0] { return true }
        return collar != nil
    }
}

extension Bust {
    /// The surface in front of or behind a point, at its height.
    func nearest(to p: Vector3) -> (point: Vector3, normal: Vector3) {
        let s = section(at: p.y)
        let front = asin(min(max(p.x / s.width, -1), 1))
        return surface(y: p.y, angle: p.z < s.forward ? .pi - front : front)
    }

    /// The line of a chain that hangs round the neck, a closed loop from the nape over the camera's left.
    ///
    /// - Parameter skew: how far the front hangs to the side, in half widths of the neck.
    func chain(drop: Float, pointedness: Float, skew: Float) -> Track {
        let (neck, nape) = (8 * stretch.y, 24 * stretch.y)
        let half = section(at: neck).width
        let places = (0..<1440).map { k -> (point: Vector3, normal: Vector3) in
            let t = Float(k) / 1440
            if t < 0.25 || t >= 0.75 {
                let u = t < 0.25 ? t / 0.25 : (1 - t) / 0.25
                let angle = .pi - u * .pi / 2
                return surface(y: mix(nape, neck, u * u), angle: t < 0.25 ? -angle : angle)
            }
            let u = (t - 0.5) / 0.25
            let y = neck - (drop + neck) * (1 - pow(abs(u), 2.6 / pointedness))
            let x = half * (u + skew * (1 - u * u)) / section(at: y).width
            return surface(y: y, angle: asin(min(max(x, -1), 1)))
        }
        return Track(places.map(\.point), normals: places.map(\.normal), closed: true).resampled(spacing: 1)
    }

    /// Seams, a tab, a cap: what busts have besides their shape.
    func trimmings(_ dice: inout Dice, _ finish: Finish, _ split: SpecimenSplit) -> [Part] {
        var parts: [Part] = []
        func seam(_ places: [(point: Vector3, normal: Vector3)], closed: Bool, radius: Float) {
            let track = Track(places.map(\.point), normals: places.map(\.normal), closed: closed)
            let dark: Float = dice.real(0.01...0.5)
            parts.append(
                Part(
                    mesh: Shapes.tube(along: track, radius: radius, sides: 6),
                    material: .coated(CoatedMaterial(colour: Vector3(repeating: dark)))))
        }
        if dice.chance(0.35) {
            let y = dice.real(32...70) * stretch.y
            seam(
                (0..<96).map { surface(y: y, angle: Float($0) / 96 * 2 * .pi) }, closed: true,
                radius: dice.real(0.3...1.2))
        }
        if dice.chance(0.2) {
            seam(
                (0...80).map { surface(y: mix(-246, 84, Float($0) / 80) * stretch.y, angle: 0) }, closed: false,
                radius: dice.real(0.2...0.6))
        }
        if dice.chance(0.35) {
            let s = surface(y: dice.real(35...60) * stretch.y, angle: 0)
            let tab = Shapes.cushion(
                half: [dice.real(14...30), dice.real(8...16), dice.real(1.5...5)], power: 8, segments: 32)
            parts.append(finish.part(tab.moved(by: .translation(s.point + [0, 0, 1])), drape: .front))
        }
        if dice.chance(0.4) {
            let cap = Shapes.cushion(
                half: [56 * stretch.x, dice.real(2...12), 48 * stretch.z], power: 2.2, segments: 48)
            parts.append(finish.part(cap.moved(by: .translation([0, 88 * stretch.y, -2])), drape: .front))
        }
        return parts
    }
}
