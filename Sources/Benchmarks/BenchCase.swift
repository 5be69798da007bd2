public import Appraisal
internal import Geometry
internal import Imaging
internal import Rendering
public import Specimens

/// One specimen to photograph and wear.
public struct BenchCase: Sendable {
    public var name: String
    public var shot: ProductShot
    /// Identifier of the person who wears it.
    public var model: String
    /// Whether the seller states the size.
    public var isStated: Bool

    /// Raise it when the specimens, the lights or the renderer change what a photograph shows: kept ones are then
    /// taken anew.
    static let version = 2

    /// The whole set, necklaces first.
    public static let all = necklaces + rings + earrings + bracelets
    /// Three of each.
    public static let quick =
        [0, 3, 5].map { necklaces[$0] } + [0, 1, 4].map { rings[$0] } + [0, 1, 3].map { earrings[$0] }
        + [0, 1, 4].map { bracelets[$0] }

    // MARK: - Necklaces

    /// Busts and displays, linear.
    static let velvet: Vector3 = [0.045, 0.045, 0.05]
    static let graphite: Vector3 = [0.1, 0.1, 0.11]
    static let linen: Vector3 = [0.48, 0.44, 0.38]
    static let white: Vector3 = [0.72, 0.72, 0.71]
    static let wood: Vector3 = [0.26, 0.16, 0.09]
    static let blue: Vector3 = [0.05, 0.08, 0.17]

    static let window: [LightGroup: Float] = [.left: 0.62, .softboxes: 0.3, .tent: 0.2]
    static let tent: [LightGroup: Float] = [.tent: 0.95]
    static let boxes: [LightGroup: Float] = [.softboxes: 0.85, .fill: 0.15]
    static let flash: [LightGroup: Float] = [.flash: 0.8, .tent: 0.2]
    static let fromRight: [LightGroup: Float] = [.right: 0.75, .tent: 0.25]
    static let above: [LightGroup: Float] = [.overhead: 0.7, .tent: 0.3]

    public static let necklaces: [BenchCase] = [
        necklace(
            "cable drop", .cable(link: 4.2, wire: 0.8), .drop, .yellowGold, on: velvet, drop: 118, pointedness: 1.9,
            light: window, yaw: 1.5, pitch: 3.5, model: "lucia", stated: true),
        necklace(
            "cable disc", .cable(link: 3.4, wire: 0.7), .disc, .silver, on: graphite, drop: 95, pointedness: 2.2,
            light: tent, yaw: 0, pitch: 6, model: "amara", stated: false),
        necklace(
            "pearls", .pearls(diameter: 7.5), .none, .other, on: graphite, drop: 78, pointedness: 1.25,
            light: window, yaw: -4, pitch: 2, model: "lucia", stated: false),
        necklace(
            "snake", .snake(diameter: 2.4), .none, .yellowGold, on: linen, drop: 70, pointedness: 1.3, light: boxes,
            yaw: 8, pitch: 4, model: "amara", stated: true),
        necklace(
            "fine solitaire", .cable(link: 2.4, wire: 0.45), .solitaire, .silver, on: velvet, drop: 82,
            pointedness: 2.4, light: boxes, yaw: 2, pitch: 5, width: 230, model: "mateo", stated: true),
        necklace(
            "rose disc", .snake(diameter: 1.8), .disc, .roseGold, on: white, drop: 104, pointedness: 2.1, light: above,
            yaw: -6, pitch: 8, model: "mateo", stated: false),
        necklace(
            "long cable", .cable(link: 5, wire: 1), .none, .yellowGold, on: blue, drop: 150, pointedness: 1.6,
            light: fromRight, yaw: 3, pitch: 0, width: 330, model: "lucia", stated: false),
        necklace(
            "small pearls", .pearls(diameter: 4.5), .drop, .yellowGold, on: wood, drop: 90, pointedness: 1.7,
            light: tent, yaw: 12, pitch: 3, model: "amara", stated: true),
        necklace(
            "column snake", .snake(diameter: 3), .drop, .silver, on: graphite, breadth: 0.55, drop: 96,
            pointedness: 1.8, light: flash, yaw: 0, pitch: 4, width: 260, model: "lucia", stated: true),
        necklace(
            "turned cable", .cable(link: 4.6, wire: 1), .disc, .yellowGold, on: velvet, drop: 110, pointedness: 1.7,
            light: window, yaw: -14, pitch: 6, model: "mateo", stated: true),
    ]

    private static func necklace(
        _ name: String, _ chain: NecklaceSpecimen.Chain, _ pendant: NecklaceSpecimen.PendantShape, _ metal: Metal,
        on colour: Vector3, breadth: Float = 1, drop: Float, pointedness: Float, light: [LightGroup: Float], yaw: Float,
        pitch: Float, width: Float = 290, model: String, stated: Bool
    ) -> BenchCase {
        let piece = NecklaceSpecimen(
            chain: chain, pendant: pendant, metal: metal, bust: Bust(breadth: breadth, colour: colour), drop: drop,
            pointedness: pointedness, seed: UInt64(name.count))
        let aim: Vector3 = [0, -drop / 2 + 4, 40]
        let turn =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: yaw)
            * AffineTransform.rotation(axis: [1, 0, 0], degrees: -pitch)
        let camera = Camera(
            position: aim + turn.applyToDirection([0, 0, 1150]), target: aim, focalLength: 36 * 1150 / width,
            width: 512, height: 640)
        return BenchCase(
            name, .necklace(piece), on: colour, before: (bright: [0.66, 0.65, 0.63], dark: [0.32, 0.33, 0.35]),
            light: light, camera: camera, model: model, stated: stated)
    }

    // MARK: - Rings

    public static let rings: [BenchCase] = [
        ring(
            "solitaire slot", 16.6, .solitaire, .yellowGold, .slot, tilt: 30, turn: 9, on: graphite, light: window,
            model: "lucia", stated: true),
        ring(
            "signet cone", 18, thickness: 1.8, width: 4.2, .signet, .silver, .cone, tilt: 36, turn: -12, on: graphite,
            light: window, model: "mateo", stated: false),
        ring(
            "plain cone", 17.3, thickness: 1.7, width: 4, .none, .yellowGold, .cone, tilt: 28, turn: 0, on: linen,
            light: tent, model: "amara", stated: true),
        ring(
            "rose solitaire", 16.2, .solitaire, .roseGold, .cone, tilt: 42, turn: 20, on: velvet, light: boxes,
            model: "mei", stated: false),
        ring(
            "silver slot", 17, .solitaire, .silver, .slot, tilt: 22, turn: -18, on: velvet, light: flash,
            model: "amara", stated: false),
        ring(
            "wide band", 18.4, thickness: 2, width: 6, .none, .silver, .cone, tilt: 32, turn: 0, on: wood,
            light: fromRight, model: "mateo", stated: true),
        ring(
            "signet slot", 17.6, thickness: 1.7, width: 3.6, .signet, .yellowGold, .slot, tilt: 40, turn: 14,
            on: white, light: above, model: "lucia", stated: false),
        ring(
            "thin solitaire", 16, thickness: 1.2, width: 1.6, .solitaire, .yellowGold, .cone, tilt: 25, turn: -25,
            on: blue, light: boxes, stone: 2.4, model: "mei", stated: true),
        ring(
            "large stone", 17, .solitaire, .roseGold, .slot, tilt: 35, turn: 30, on: graphite, light: tent, stone: 4.2,
            model: "amara", stated: true),
        ring(
            "steep signet", 19, thickness: 1.9, width: 4.5, .signet, .yellowGold, .cone, tilt: 55, turn: 6, on: velvet,
            light: fromRight, model: "mateo", stated: true),
    ]

    private static func ring(
        _ name: String, _ innerDiameter: Float, thickness: Float = 1.5, width: Float = 2.4, _ head: RingSpecimen.Head,
        _ metal: Metal, _ display: RingDisplay, tilt: Float, turn: Float, on colour: Vector3,
        light: [LightGroup: Float], stone: Float = 3.2, model: String, stated: Bool
    ) -> BenchCase {
        let piece = RingSpecimen(
            innerDiameter: innerDiameter, thickness: thickness, width: width, head: head, metal: metal,
            stoneRadius: stone)
        let camera = display.camera(tilt: tilt, turn: turn, frameWidth: 46, pixels: 512)
        return BenchCase(
            name, .ring(piece, display: display), on: colour,
            before: (bright: [0.42, 0.42, 0.43], dark: [0.3, 0.3, 0.32]), light: light, camera: camera, model: model,
            stated: stated)
    }

    // MARK: - Earrings

    private static let sapphire: Vector3 = [0.02, 0.08, 0.4]
    private static let emerald: Vector3 = [0.03, 0.3, 0.16]
    private static let garnet: Vector3 = [0.35, 0.02, 0.04]
    private static let clear: Vector3 = [0.9, 0.9, 0.9]

    public static let earrings: [BenchCase] = [
        earrings(
            "emerald drops", .drop(radius: 4.6), .yellowGold, emerald, tilt: 5, turn: 6, on: graphite, light: window,
            model: "lucia", stated: true),
        earrings(
            "halo studs", .stud(radius: 3.2), .silver, clear, tilt: 8, turn: 0, on: velvet, light: boxes,
            model: "amara", stated: true),
        earrings(
            "small studs", .stud(radius: 2), .roseGold, garnet, tilt: 0, turn: -8, on: white, light: tent,
            model: "mateo", stated: false),
        earrings(
            "turned hoops", .hoop(radius: 11, thickness: 2.6, turn: 52), .yellowGold, clear, tilt: 3, turn: 0,
            on: graphite, light: window, model: "lucia", stated: true),
        earrings(
            "open hoops", .hoop(radius: 18, thickness: 2, turn: 35), .silver, clear, tilt: 4, turn: 0, on: wood,
            light: above, model: "mei", stated: true),
        earrings(
            "pearl hooks", .hook(radius: 3.6), .yellowGold, sapphire, tilt: 4, turn: 10, on: velvet, light: fromRight,
            model: "amara", stated: true),
        earrings(
            "long hooks", .hook(radius: 5.5), .silver, garnet, tilt: 2, turn: -6, on: blue, light: flash,
            model: "mateo", stated: false),
        earrings(
            "garnet drops", .drop(radius: 6.5), .roseGold, garnet, tilt: 10, turn: -12, on: linen, light: fromRight,
            model: "mei", stated: true),
    ]

    /// Drops that light goes through, for their shadows: no lottery draws them.
    public static let crystals: [BenchCase] = [
        earrings(
            "sapphire crystals", .crystal(radius: 5), .yellowGold, [0.06, 0.2, 0.7], tilt: 3, turn: 4, on: white,
            light: window, model: "lucia", stated: true),
        earrings(
            "amethyst crystals", .crystal(radius: 4), .silver, [0.35, 0.08, 0.5], tilt: 5, turn: -8, on: linen,
            light: boxes, model: "lucia", stated: true),
        earrings(
            "rose crystals", .crystal(radius: 6), .roseGold, [0.75, 0.16, 0.3], tilt: 2, turn: 9, on: white,
            light: tent, model: "lucia", stated: true),
    ]

    private static func earrings(
        _ name: String, _ shape: EarringSpecimen.Shape, _ metal: Metal, _ gem: Vector3, tilt: Float, turn: Float,
        on colour: Vector3, light: [LightGroup: Float], model: String, stated: Bool
    ) -> BenchCase {
        let piece = EarringSpecimen(shape, metal: metal, gem: gem)
        return BenchCase(
            name, .earrings(piece), on: colour, before: (bright: [0.6, 0.59, 0.57], dark: [0.3, 0.31, 0.33]),
            light: light, camera: piece.camera(tilt: tilt, turn: turn, frameWidth: 90, pixels: 640), model: model,
            stated: stated)
    }

    /// - Parameters:
    ///   - colour: of the display.
    ///   - walls: a dark stand stands before the bright one, a bright stand before the dark one.
    init(
        _ name: String, _ subject: ProductShot.Subject, on colour: Vector3,
        before walls: (bright: Vector3, dark: Vector3),
        light: [LightGroup: Float], camera: Camera, model: String, stated: Bool
    ) {
        (self.name, self.model, isStated) = (name, model, stated)
        shot = ProductShot(
            subject: subject, displayColour: colour, backgroundColour: colour.y < 0.3 ? walls.bright : walls.dark,
            light: LightMix(light.mapValues { .init(repeating: $0) }), camera: camera, samplesPerPixel: 12)
    }

    // MARK: - What is known of it

    public var type: PieceType {
        switch shot.subject {
        case .necklace: .necklace
        case .ring: .ring
        case .bracelet: .bracelet
        case .earrings: .earring
        }
    }

    /// The size that the seller states.
    public var statedSize: StatedSize? {
        guard isStated else { return nil }
        switch shot.subject {
        case .necklace(let necklace): return .chainLength(millimetres: necklace.length)
        case .ring(let ring, _): return .ringInnerDiameter(millimetres: ring.innerDiameter)
        case .bracelet(let bracelet): return .braceletLength(millimetres: bracelet.innerLength)
        case .earrings(let earring):
            return .earringHeight(millimetres: earring.extent.upperBound - earring.extent.lowerBound)
        }
    }
}
