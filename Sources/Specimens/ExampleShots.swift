internal import Appraisal
internal import Geometry
internal import Imaging
public import Rendering

extension ProductShot {
    /// The product photographs of `Examples/`, by name.
    public static let exampleNames = ["necklace", "pearls", "ring", "signet", "earring", "hook", "hoop", "bracelet"]

    /// One of the photographs of `Examples/`.
    ///
    /// - Parameter width: of the photograph, pixels.
    /// - Returns: nil for an unknown name.
    public static func example(_ name: String, width: Int = 1400, samplesPerPixel: Int = 64) -> ProductShot? {
        switch name {
        case "necklace":
            let piece = NecklaceSpecimen(
                chain: .cable(link: 4.2, wire: 0.8), pendant: .drop, metal: .yellowGold,
                bust: Bust(colour: [0.06, 0.06, 0.065]), drop: 118, pointedness: 1.9)
            return necklace(piece, colour: [0.055, 0.055, 0.06], width: width, samplesPerPixel: samplesPerPixel)
        case "pearls":
            let piece = NecklaceSpecimen(
                chain: .pearls(diameter: 7.5), pendant: .none, metal: .other, bust: Bust(colour: [0.1, 0.1, 0.11]),
                drop: 78, pointedness: 1.25, seed: 4)
            return necklace(piece, colour: [0.10, 0.10, 0.11], width: width, samplesPerPixel: samplesPerPixel)
        case "ring":
            let piece = RingSpecimen(innerDiameter: 16.6, head: .solitaire, metal: .yellowGold)
            return ring(piece, display: .slot, tilt: 30, turn: 9, width: width, samplesPerPixel: samplesPerPixel)
        case "signet":
            let piece = RingSpecimen(innerDiameter: 18, thickness: 1.8, width: 4.2, head: .signet, metal: .silver)
            return ring(piece, display: .cone, tilt: 36, turn: -12, width: width, samplesPerPixel: samplesPerPixel)
        case "bracelet":
            let piece = BraceletSpecimen(kind: .curb(width: 6.2), metal: .yellowGold, innerLength: 168, lean: 3)
            let light = LightMix([
                .left: .init(repeating: 0.5), .softboxes: .init(repeating: 0.3), .tent: .init(repeating: 0.3),
            ])
            return ProductShot(
                subject: .bracelet(piece), displayColour: [0.085, 0.08, 0.078], backgroundColour: [0.62, 0.61, 0.6],
                light: light, camera: piece.camera(turn: 27, tilt: 20, frameWidth: 104, width: width),
                samplesPerPixel: samplesPerPixel)
        case "earring":
            let piece = EarringSpecimen(.drop(radius: 4.6), metal: .yellowGold, gem: [0.02, 0.19, 0.11])
            return earrings(piece, tilt: 5, turn: 6, width: width, samplesPerPixel: samplesPerPixel)
        case "hook":
            let piece = EarringSpecimen(.hook(radius: 4), metal: .yellowGold, gem: [0.02, 0.19, 0.11])
            return earrings(piece, tilt: 3, turn: 34, width: width, samplesPerPixel: samplesPerPixel)
        case "hoop":
            let piece = EarringSpecimen(.hoop(radius: 11, thickness: 2.6, turn: 52), metal: .yellowGold)
            return earrings(piece, tilt: 3, turn: 0, width: width, samplesPerPixel: samplesPerPixel)
        default: return nil
        }
    }

    private static func earrings(
        _ piece: EarringSpecimen, tilt: Float, turn: Float, width: Int, samplesPerPixel: Int
    ) -> ProductShot {
        let light = LightMix([
            .left: .init(repeating: 0.75), .softboxes: .init(repeating: 0.5), .tent: .init(repeating: 0.35),
        ])
        return ProductShot(
            subject: .earrings(piece), displayColour: [0.11, 0.11, 0.12], backgroundColour: [0.55, 0.54, 0.53],
            light: light, camera: piece.camera(tilt: tilt, turn: turn, frameWidth: 84, pixels: width),
            samplesPerPixel: samplesPerPixel)
    }

    private static func necklace(
        _ piece: NecklaceSpecimen, colour: Vector3, width: Int, samplesPerPixel: Int
    ) -> ProductShot {
        let camera = Camera(
            position: [30, 25, 1150], target: [0, -52, 40], focalLength: 36 * 1150 / 300, width: width,
            height: width * 5 / 4)
        let light = LightMix([
            .left: .init(repeating: 0.62), .softboxes: .init(repeating: 0.3), .tent: .init(repeating: 0.2),
        ])
        return ProductShot(
            subject: .necklace(piece), displayColour: colour, backgroundColour: [0.72, 0.71, 0.69], light: light,
            camera: camera, samplesPerPixel: samplesPerPixel)
    }

    /// - Parameters:
    ///   - tilt: degrees that the camera looks down.
    ///   - turn: degrees that the camera stands to the side.
    private static func ring(
        _ piece: RingSpecimen, display: RingDisplay, tilt: Float, turn: Float, width: Int, samplesPerPixel: Int
    ) -> ProductShot {
        let camera = display.camera(tilt: tilt, turn: turn, frameWidth: 50, pixels: width)
        let light = LightMix([
            .left: .init(repeating: 0.5), .softboxes: .init(repeating: 0.3), .tent: .init(repeating: 0.3),
        ])
        return ProductShot(
            subject: .ring(piece, display: display), displayColour: [0.10, 0.095, 0.09],
            backgroundColour: [0.42, 0.42, 0.43], light: light, camera: camera, samplesPerPixel: samplesPerPixel)
    }
}

extension RingDisplay {
    /// The camera of a ring's product photograph, 300 mm away.
    ///
    /// - Parameters:
    ///   - tilt: degrees that the camera looks down.
    ///   - turn: degrees that the camera stands to the side.
    ///   - frameWidth: of the square frame at the ring, millimetres.
    ///   - pixels: of the photograph's side.
    public func camera(tilt: Float, turn: Float, frameWidth: Float, pixels: Int) -> Camera {
        // On a slot the head is up and the band's axis level; on a cone the axis is up and the head faces the camera.
        let up: Vector3 = self == .slot ? [0, 0, 1] : [0, 1, 0]
        let front: Vector3 = self == .slot ? [0, -1, 0] : [0, 0, 1]
        let aside = AffineTransform.rotation(axis: up, degrees: turn).applyToDirection(front)
        let lift = AffineTransform.rotation(axis: cross(aside, up), degrees: tilt)
        let target: Vector3 = self == .slot ? [0, 0, 4] : [0, 0, 3]
        return Camera(
            position: target + lift.applyToDirection(aside) * 300, target: target, up: up,
            focalLength: 36 * 300 / frameWidth, fNumber: 16, focusDistance: 296, width: pixels, height: pixels)
    }
}

extension EarringSpecimen {
    /// The camera of a pair's product photograph, 420 mm away.
    ///
    /// - Parameters:
    ///   - tilt, turn: degrees that the camera looks down and stands to the side.
    ///   - frameWidth: of the square frame at the pair, millimetres.
    ///   - pixels: of the photograph's side.
    public func camera(tilt: Float, turn: Float, frameWidth: Float, pixels: Int) -> Camera {
        let aim = Vector3(0, (extent.lowerBound + extent.upperBound) / 2, 0)
        let way =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: turn)
            * AffineTransform.rotation(axis: [1, 0, 0], degrees: -tilt)
        return Camera(
            position: aim + way.applyToDirection([0, 0, 420]), target: aim, focalLength: 36 * 420 / frameWidth,
            fNumber: 16, focusDistance: 418, width: pixels, height: pixels)
    }
}
