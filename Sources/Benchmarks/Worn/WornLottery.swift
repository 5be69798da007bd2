public import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering
internal import Specimens

extension BenchCase {
    /// Pieces by lottery, of one type: of all kinds, sizes, displays and lights that this bench has. The same number is
    /// the same piece for ever, so that photographs are taken once.
    ///
    /// Four of five have a stated size.
    public static func drawn(_ type: PieceType, count: Int) -> [BenchCase] {
        (0..<count).map { k in
            var lot = Lot(random: PCG32(seed: UInt64(k), sequence: UInt64(type.rawValue.count)))
            let name = "drawn \(type.rawValue) \(k + 1)"
            return switch type {
            case .necklace: lot.necklace(name)
            case .ring: lot.ring(name)
            case .earring: lot.earrings(name)
            case .bracelet: lot.bracelet(name)
            }
        }
    }

    /// How far the camera looks into the band, degrees; nil for what is no band.
    public var bandTilt: Double? {
        let axis: Vector3
        switch shot.subject {
        case .ring: axis = [0, 1, 0]
        case .bracelet(let bracelet): axis = bracelet.axis
        case .necklace, .earrings: return nil
        }
        let ray = (shot.camera.target - shot.camera.position).normalized
        return Double(asin(min(abs(dot(ray, axis)), 1)) * 180 / .pi)
    }
}

/// Draws of one piece.
private struct Lot {
    var random: PCG32

    private mutating func real(_ range: ClosedRange<Float>) -> Float {
        mix(range.lowerBound, range.upperBound, random.nextFloat())
    }
    private mutating func pick<T>(_ values: [T]) -> T {
        values[min(Int(random.nextFloat() * Float(values.count)), values.count - 1)]
    }
    private mutating func metal() -> Metal { pick([.yellowGold, .yellowGold, .silver, .silver, .roseGold]) }
    private mutating func cloth() -> Vector3 {
        pick([BenchCase.velvet, BenchCase.graphite, BenchCase.linen, BenchCase.white, BenchCase.wood, BenchCase.blue])
    }
    private mutating func light() -> [LightGroup: Float] {
        pick([
            BenchCase.window, BenchCase.tent, BenchCase.boxes, BenchCase.flash, BenchCase.fromRight, BenchCase.above,
        ])
    }
    private mutating func isStated() -> Bool { random.nextFloat() < 0.8 }

    private mutating func item(
        _ name: String, _ subject: ProductShot.Subject, walls: (bright: Vector3, dark: Vector3), camera: Camera
    ) -> BenchCase {
        BenchCase(
            name, subject, on: cloth(), before: walls, light: light(), camera: camera, model: "lucia",
            stated: isStated())
    }

    mutating func necklace(_ name: String) -> BenchCase {
        let link = real(2.6...5.4)
        let chain: NecklaceSpecimen.Chain = pick([
            .cable(link: link, wire: 0.195 * link), .cable(link: link, wire: 0.22 * link),
            .pearls(diameter: real(4...8.5)), .snake(diameter: real(1.6...3.2)),
        ])
        let drop = real(70...140)
        let piece = NecklaceSpecimen(
            chain: chain, pendant: pick([.none, .none, .disc, .drop, .solitaire]), metal: metal(),
            bust: Bust(breadth: real(0.6...1.1), colour: BenchCase.graphite), drop: drop,
            pointedness: real(1.3...2.3), seed: random.next())
        let (aim, yaw, pitch) = (Vector3(0, -drop / 2 + 4, 40), real(-12...12), real(0...8))
        let turn =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: yaw)
            * AffineTransform.rotation(axis: [1, 0, 0], degrees: -pitch)
        let camera = Camera(
            position: aim + turn.applyToDirection([0, 0, 1150]), target: aim,
            focalLength: 36 * 1150 / max(250, 2 * drop + 40), width: 512, height: 640)
        let colour = cloth()
        var dressed = piece
        dressed.bust.colour = colour
        return BenchCase(
            name, .necklace(dressed), on: colour, before: (bright: [0.66, 0.65, 0.63], dark: [0.32, 0.33, 0.35]),
            light: light(), camera: camera, model: "lucia", stated: isStated())
    }

    mutating func ring(_ name: String) -> BenchCase {
        let head: RingSpecimen.Head = pick([.none, .solitaire, .solitaire, .signet])
        let piece = RingSpecimen(
            innerDiameter: real(15.5...19.5), thickness: real(1.2...2),
            width: head == .solitaire ? real(1.6...3) : real(2.4...6), head: head, metal: metal(),
            stoneRadius: real(2.2...4.2))
        let display: RingDisplay = pick([.cone, .slot])
        let camera = display.camera(tilt: real(14...52), turn: real(-28...28), frameWidth: 46, pixels: 512)
        return item(
            name, .ring(piece, display: display), walls: (bright: [0.42, 0.42, 0.43], dark: [0.3, 0.3, 0.32]),
            camera: camera)
    }

    mutating func earrings(_ name: String) -> BenchCase {
        let shape: EarringSpecimen.Shape = pick([
            .stud(radius: real(2...4)), .drop(radius: real(3.6...6.5)), .hook(radius: real(3...5.6)),
            .hoop(radius: real(8...18), thickness: real(1.6...3), turn: real(30...58)),
        ])
        let gem: Vector3 = pick([[0.02, 0.08, 0.4], [0.03, 0.3, 0.16], [0.35, 0.02, 0.04], [0.9, 0.9, 0.9]])
        let piece = EarringSpecimen(shape, metal: metal(), gem: gem)
        return item(
            name, .earrings(piece), walls: (bright: [0.6, 0.59, 0.57], dark: [0.3, 0.31, 0.33]),
            camera: piece.camera(tilt: real(0...9), turn: real(-11...11), frameWidth: 90, pixels: 512))
    }

    mutating func bracelet(_ name: String) -> BenchCase {
        let kind: BraceletSpecimen.Kind = pick([
            .curb(width: real(3.2...7)), .tennis(stone: real(2.8...4)), .pearls(diameter: real(5...8)),
            .bangle(wire: real(2.2...4)), .cuff(width: real(8...22)),
        ])
        let piece = BraceletSpecimen(
            kind: kind, metal: metal(), innerLength: real(156...182), lean: real(-6...7))
        return item(
            name, .bracelet(piece), walls: (bright: [0.62, 0.61, 0.6], dark: [0.3, 0.3, 0.32]),
            camera: piece.camera(turn: real(-38...38), tilt: real(10...40), frameWidth: 110, width: 512))
    }
}
