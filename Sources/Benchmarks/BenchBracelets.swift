internal import Appraisal
internal import Geometry
internal import Imaging
internal import Rendering
internal import Specimens

extension BenchCase {
    /// Bracelets round a bolster, from the front, aside and above.
    public static let bracelets: [BenchCase] = [
        bracelet(
            "curb roll", .curb(width: 6.2), .yellowGold, 168, lean: 3, turn: 27, tilt: 20, on: graphite, light: window,
            model: "lucia", stated: true),
        bracelet(
            "tennis roll", .tennis(stone: 3.4), .silver, 162, lean: -4, turn: 15, tilt: 32, on: velvet, light: boxes,
            model: "amara", stated: false),
        bracelet(
            "pearl roll", .pearls(diameter: 7), .other, 170, lean: 0, turn: -34, tilt: 25, on: blue, light: tent,
            model: "mei", stated: true),
        bracelet(
            "thin bangle", .bangle(wire: 2.6), .roseGold, 175, lean: 8, turn: 42, tilt: 15, on: white, light: above,
            model: "lucia", stated: false),
        bracelet(
            "wide cuff", .cuff(width: 22), .yellowGold, 165, lean: 0, turn: 20, tilt: 40, on: graphite,
            light: fromRight, model: "mateo", stated: true),
        bracelet(
            "side curb", .curb(width: 3.4), .silver, 172, lean: -6, turn: -8, tilt: 12, on: wood, light: flash,
            model: "mateo", stated: false),
    ]

    private static func bracelet(
        _ name: String, _ kind: BraceletSpecimen.Kind, _ metal: Metal, _ length: Float, lean: Float, turn: Float,
        tilt: Float, on colour: Vector3, light: [LightGroup: Float], model: String, stated: Bool
    ) -> BenchCase {
        let piece = BraceletSpecimen(kind: kind, metal: metal, innerLength: length, lean: lean)
        return BenchCase(
            name, .bracelet(piece), on: colour, before: (bright: [0.62, 0.61, 0.6], dark: [0.3, 0.3, 0.32]),
            light: light, camera: piece.camera(turn: turn, tilt: tilt, frameWidth: 110, width: 640), model: model,
            stated: stated)
    }
}
