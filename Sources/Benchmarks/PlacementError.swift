internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Plates
public import Rendering
public import Specimens
public import Wearing

/// How far the pipeline puts a piece from where it truly belongs on the body.
///
/// **A necklace.** The truth is the same chain, with its true length, thickness and pendant, hung on the same body by
/// ``ChainDrape``. Each point of the photographed middle line has a true arc length from the lowest point. It is carried
/// through the placement (``Placement/picturePositions(of:)``) into the picture, and compared with where the fitted
/// camera sees the true chain at that arc length. The distance in the picture counts in millimetres at the chain's depth.
/// Points that the body hides on the true chain do not count; where the chain repeats its own links, the nearer of two
/// places counts. So both a wrong size and a wrong camera show.
///
/// **A ring.** The true band's centre, axis and inner radius are carried into the picture and compared with the finger's
/// seat as the fitted camera sees it: distance in millimetres at the finger's depth, angles in degrees, and the worn
/// inner radius against the stated one, or the finger's where none was stated.
public struct PlacementError: Sendable, Codable, Hashable {
    /// Of a ring one point counts, its centre.
    public var millimetres: Spread
    /// Share of the counted points that found a place in the picture.
    public var placedShare: Double
    /// Between the photo's view of the piece and the picture's: the cameras' directions round the neck, and of rings the
    /// angle between the band's axis and the finger's.
    public var viewDegrees: Double?
    /// Rings: between the head and the back of the finger. Earrings: between the way it hangs and the plumb line.
    public var headDegrees: Double?
    /// Rings: the worn inner radius over the right one, less one.
    public var sizePercent: Double?

    /// Of a necklace; nil where nothing can be compared.
    public init?(of seated: Seated, necklace: NecklaceSpecimen, camera: Camera, truth: ProductShot.Truth) {
        self.init(
            TruePoint.all(of: seated, necklace: necklace, camera: camera, truth: truth), of: seated, camera: camera)
    }

    /// Of a necklace whose true points are known.
    init?(_ points: [TruePoint], of seated: Seated, camera: Camera) {
        let view = seated.fit.camera
        let errors = points.compactMap { point -> Float? in
            let places = seated.fit.placement.picturePositions(of: point.photo)
            let nearest = places.map { ($0 - point.picture).length }.min()
            return nearest.map { $0 * point.depth / view.focalLengthPixels }
        }
        guard let spread = Spread(errors) else { return nil }
        (millimetres, placedShare) = (spread, Double(errors.count) / Double(points.count))
        viewDegrees = degrees(between: view.axes.forward, camera.axes.forward)
    }

    /// Of a ring; nil where nothing can be compared.
    public init?(of seated: Seated, camera: Camera, truth: ProductShot.Truth, statedDiameter: Float?) {
        guard let band = TrueBand(truth, camera: camera) else { return nil }
        let (view, placement) = (seated.fit.camera, seated.fit.placement)
        guard let centre = placement.picturePositions(of: band.centre).first,
            let beside = placement.picturePositions(of: band.centre + [4, 0]).first
        else { return nil }
        func distance(_ seat: Landmarks.FingerSeat) -> Float { (view.project(seat.seat).pixel - centre).length }
        guard let seat = seated.stage.landmarks.fingers.values.min(by: { distance($0) < distance($1) }) else {
            return nil
        }
        let seen = view.project(seat.seat)
        let millimetresPerPixel = seen.depth / view.focalLengthPixels
        guard let spread = Spread([distance(seat) * millimetresPerPixel]) else { return nil }
        (millimetres, placedShare) = (spread, 1)
        let axes = view.axes
        func inView(_ v: Vector3) -> Vector3 {
            alongRay(
                [dot(v, axes.right), dot(v, axes.down), dot(v, axes.forward)], through: seen.pixel, camera: view)
        }
        viewDegrees = degrees(between: inView(seat.axis), band.axis, eitherWay: true)
        headDegrees = degrees(between: inView(seat.dorsal), band.head)
        let radius = band.innerRadius * (beside - centre).length / 4 * millimetresPerPixel
        let right = statedDiameter.map { $0 / 2 } ?? seat.circumference / (2 * .pi)
        sizePercent = Double(100 * (radius / right - 1))
    }
}

extension PlacementError {
    /// Of a bracelet; nil where nothing can be compared.
    ///
    /// The place of the true band that is nearest to the photo's camera is carried into the picture, and compared with
    /// the place of the wrist that is nearest to the picture's camera where a bracelet rests.
    public init?(ofBracelet seated: Seated, camera: Camera, truth: ProductShot.Truth) {
        guard let centre = truth.bandCentre, let trueAxis = truth.bandAxis, let radius = truth.innerRadiusPixels,
            let seat = seated.stage.landmarks.wrist
        else { return nil }
        let view = seated.fit.camera
        let axis = alongRay(trueAxis, through: centre, camera: camera)
        let front = (Vector3(0, 0, -1) + axis * axis.z).normalized
        guard
            let place = seated.fit.placement.picturePositions(of: centre + Vector2(front.x, front.y) * radius).first
        else { return nil }
        let toward = -view.axes.forward
        let out = (toward - seat.axis * dot(toward, seat.axis)).normalized
        let half = seat.section.reduce(Float(0)) {
            max($0, dot(seat.radial * $1.x + seat.dorsal * $1.y, out))
        }
        let right = view.project(seat.centre + out * half)
        guard let spread = Spread([(right.pixel - place).length * right.depth / view.focalLengthPixels]) else {
            return nil
        }
        (millimetres, placedShare) = (spread, 1)
        let axes = view.axes
        let seen = Vector3(dot(seat.axis, axes.right), dot(seat.axis, axes.down), dot(seat.axis, axes.forward))
        viewDegrees = degrees(between: alongRay(seen, through: right.pixel, camera: view), axis, eitherWay: true)
    }
}

/// A point of a photographed necklace, and where it truly belongs in the picture.
struct TruePoint {
    var photo, picture: Vector2
    /// Along the axis of the picture's camera, millimetres.
    var depth: Float

    /// Every third of a photographed middle line's points, where the body does not hide the true chain.
    static func all(
        of seated: Seated, necklace: NecklaceSpecimen, camera: Camera, truth: ProductShot.Truth
    ) -> [TruePoint] {
        let drape = ChainDrape(stage: seated.stage)
        let hung = TrueChain(
            drape.hang(length: necklace.length, radius: necklace.radius, weightAtFront: necklace.pendantWeight))
        let view = seated.fit.camera
        return necklace.trueArcs(of: truth.centreLine, camera: camera).compactMap { point in
            guard point.index % 3 == 0, let place = hung.point(at: point.arc) else { return nil }
            let d = place - view.position
            if let hit = drape.surface.hit(from: view.position, along: d.normalized), hit.distance < d.length - 4 {
                return nil
            }
            let seen = view.project(place)
            return TruePoint(photo: point.pixel, picture: seen.pixel, depth: seen.depth)
        }
    }
}

/// A hung chain addressed by the arc length from its lowest point, millimetres, positive to the camera's right.
private struct TrueChain {
    let points: [Vector3]
    let spacing, lowest: Float

    init(_ chain: DrapedChain) {
        points = chain.points
        spacing = chain.length / Float(chain.points.count)
        lowest = chain.lowestPosition
    }

    func point(at arc: Float) -> Vector3? {
        let position = lowest + arc / spacing
        guard position >= 0, position < Float(points.count - 1) else { return nil }
        let i = Int(position)
        return mix(points[i], points[i + 1], position - Float(i))
    }
}

/// Where between its evenly spaced points a curve is lowest: the vertex of the parabola through the lowest three.
private func lowestPosition(_ points: [Vector3]) -> Float {
    let i = points.indices.dropFirst().dropLast().min { points[$0].y < points[$1].y }!
    let (a, b, c) = (points[i - 1].y, points[i].y, points[i + 1].y)
    let bend = a - 2 * b + c
    return Float(i) + (bend > 1e-6 ? min(max(0.5 * (a - c) / bend, -0.5), 0.5) : 0)
}

extension NecklaceSpecimen {
    /// The true arc length from the lowest point, millimetres, of each point of a photographed middle line.
    fileprivate func trueArcs(of line: [Vector2], camera: Camera) -> [(index: Int, pixel: Vector2, arc: Float)] {
        let path = path()
        let spacing = length / Float(path.count)
        let lowest = lowestPosition(path)
        let pixels = path.map { camera.project($0).pixel }
        var next = 0
        return line.indices.compactMap { i in
            // Both run in the same order.
            guard let k = (next..<pixels.count).first(where: { (pixels[$0] - line[i]).length < 0.02 }) else {
                return nil
            }
            next = k + 1
            return (i, line[i], (Float(k) - lowest) * spacing)
        }
    }

    /// Mass of the pendant in units of the mass of a centimetre of chain, from volumes and densities (g/cm³).
    var pendantWeight: Float {
        let density: Float = metal == .silver ? 10.4 : 13.5
        let centimetre: Float =
            switch chain {
            // A link's wire is about 2.9 times as long as the way that it spans.
            case .cable(_, let wire): 10 * .pi / 4 * wire * wire * 2.9 * density
            case .snake(let diameter): 10 * .pi / 4 * diameter * diameter * 0.6 * density
            case .pearls(let diameter): 10 * .pi / 6 * diameter * diameter * 2.7
            }
        let hanging: Float =
            switch pendant {
            case .none: 0
            case .disc: 230 * density
            // A brilliant fills a fifth of the cube of its diameter; the bezel is a wire round it.
            case .drop: 0.2 * 1728 * 1.4 * 3.5 + 38 * density
            case .solitaire: 0.2 * 512 * 3.5 + 24 * density
            }
        return hanging / centimetre
    }
}
