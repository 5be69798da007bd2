public import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering
internal import Specimens
internal import Wearing

/// What was measured of one piece on one model. Missing where there was nothing to measure.
public struct WornRecord: Sendable, Codable {
    public var name: String
    public var type: PieceType
    public var model: String
    public var isStated: Bool
    /// Of rings and bracelets: how far the camera looked into the band, degrees.
    public var bandTilt: Double?
    public var refusals: [String] = []

    // The seating.
    /// Distance from where the piece truly belongs, millimetres: its mean along a necklace.
    public var placement: Double?
    /// Of necklaces the usual angle between the line's direction and the true one's; of rings and bracelets between the
    /// axes; of earrings between the way it hangs and the plumb line.
    public var angle: Double?
    /// Of rings between the head and the back of the finger; of earrings and necklaces between the directions of the
    /// cameras.
    public var turn: Double?
    /// Worn millimetres a pixel over the true ones, less one; percent.
    public var scalePercent: Double?
    /// Largest change of length along a centre line.
    public var stretchPercent: Double?

    // The picture.
    public var isPictured = false
    public var colourMean, colourP99, detailRetained: Double?
    public var shadow: ShadowError?

    /// Whether it counts as a case that must be right: the size stated, and the band looked into by more than 20°.
    public var isPlain: Bool { isStated && (bandTilt ?? 90) > 20 }

    init(_ item: BenchCase, on model: String, refused findings: [Finding]) {
        (name, type, isStated, bandTilt) = (item.name, item.type, item.isStated, item.bandTilt)
        self.model = model
        refusals = findings.filter { $0.severity == .refuse }.map(\.message)
    }

    mutating func measure(_ seated: Seated, of item: BenchCase, taken: BenchPhotographs.Taken) {
        let (fit, camera, truth) = (seated.fit, item.shot.camera, taken.truth)
        let error: PlacementError?
        switch item.shot.subject {
        case .necklace(let necklace):
            let points = TruePoint.all(of: seated, necklace: necklace, camera: camera, truth: truth)
            error = PlacementError(points, of: seated, camera: camera)
            angle = Self.lineDegrees(points, in: fit.placement)
            turn = error?.viewDegrees
        case .ring(let ring, _):
            error = PlacementError(
                of: seated, camera: camera, truth: truth, statedDiameter: isStated ? ring.innerDiameter : nil)
            (angle, turn) = (error?.viewDegrees, error?.headDegrees)
        case .bracelet:
            error = PlacementError(ofBracelet: seated, camera: camera, truth: truth)
            angle = error?.viewDegrees
        case .earrings(let earring):
            error = PlacementError(of: seated, earring: earring, camera: camera, truth: truth)
            (angle, turn) = (error?.headDegrees, error?.viewDegrees)
        }
        placement = error?.millimetres.mean
        scalePercent = Double(100 * (fit.scale.millimetresPerPixel / truth.millimetresPerPixel - 1))
        stretchPercent = Double(100 * fit.placement.maxStretch)
    }

    /// The usual angle between the true chain's direction in the picture and the one it was given, over stretches of
    /// about a centimetre.
    private static func lineDegrees(_ points: [TruePoint], in placement: Placement) -> Double? {
        let placed = points.compactMap { point -> (made: Vector2, truth: Vector2)? in
            let places = placement.picturePositions(of: point.photo)
            return places.min { ($0 - point.picture).length < ($1 - point.picture).length }.map { ($0, point.picture) }
        }
        let apart = 4
        guard placed.count > 2 * apart else { return nil }
        let angles = (0..<placed.count - apart).compactMap { k -> Float? in
            let (a, b) = (placed[k + apart].made - placed[k].made, placed[k + apart].truth - placed[k].truth)
            guard a.length > 1, b.length > 1 else { return nil }
            return abs(atan2(cross(a, b), dot(a, b))) * 180 / .pi
        }.sorted()
        return angles.isEmpty ? nil : Double(angles[angles.count / 2])
    }
}
