public import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
public import Rendering
public import Specimens

/// Distances in pixels or millimetres along a line.
public struct Spread: Sendable, Codable, Hashable {
    public var mean, p95: Double

    /// - Returns: nil of no values.
    public init?(_ values: [Float]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        mean = sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count)
        p95 = Double(sorted[min(sorted.count * 95 / 100, sorted.count - 1)])
    }
}

/// How far a strand's true middle line lies from the one that was read.
public struct CentreLineError: Sendable, Codable, Hashable {
    /// Distance of the true line's points, a point a millimetre, from the line that was read.
    public var pixels, millimetres: Spread

    /// - Returns: nil where either has no line.
    public init?(of geometry: NecklaceGeometry, against truth: ProductShot.Truth) {
        let lines = geometry.strands.filter { $0.centreLine.count > 1 }.map { Polyline($0.centreLine) }
        guard !lines.isEmpty else { return nil }
        let distances = truth.centreLine.map { p in lines.map { $0.nearest(to: p).distance }.min()! }
        guard let pixels = Spread(distances),
            let millimetres = Spread(distances.map { $0 * truth.millimetresPerPixel })
        else { return nil }
        (self.pixels, self.millimetres) = (pixels, millimetres)
    }
}

/// How far a ring's or bracelet's band lies from the one that was read.
public struct BandError: Sendable, Codable, Hashable {
    /// Angle between the axes, whichever end is called the fingertip's; and between the directions of the heads.
    public var axisDegrees: Double
    /// nil for bracelets, which have no one head.
    public var headDegrees: Double?
    /// Distance of the centres, and difference of the inner radii, in percent of the true inner radius.
    public var centrePercent, radiusPercent: Double

    /// - Returns: nil where the truth is no ring's.
    public init?(of ring: RingGeometry, against truth: ProductShot.Truth, camera: Camera) {
        guard let view = TrueBand(truth, camera: camera) else { return nil }
        axisDegrees = degrees(between: ring.axis, view.axis, eitherWay: true)
        headDegrees = degrees(between: ring.headDirection, view.head)
        centrePercent = Double(100 * (ring.centre - view.centre).length / view.innerRadius)
        radiusPercent = Double(100 * abs(ring.innerRadius - view.innerRadius) / view.innerRadius)
    }
}

extension BandError {
    /// - Returns: nil where the truth is no bracelet's.
    public init?(of bracelet: BraceletGeometry, against truth: ProductShot.Truth, camera: Camera) {
        guard let centre = truth.bandCentre, let axis = truth.bandAxis, let radius = truth.innerRadiusPixels else {
            return nil
        }
        axisDegrees = degrees(
            between: bracelet.axis, alongRay(axis, through: centre, camera: camera), eitherWay: true)
        centrePercent = Double(100 * (bracelet.centre - centre).length / radius)
        radiusPercent = Double(100 * abs(bracelet.innerGirth / (2 * .pi) - radius) / radius)
    }
}

/// A photographed band in the frame in which bands are read: z along the ray through its centre.
struct TrueBand {
    var centre: Vector2
    var innerRadius: Float
    var axis, head: Vector3

    init?(_ truth: ProductShot.Truth, camera: Camera) {
        guard let centre = truth.bandCentre, let axis = truth.bandAxis, let head = truth.headDirection,
            let radius = truth.innerRadiusPixels
        else { return nil }
        (self.centre, innerRadius) = (centre, radius)
        self.axis = alongRay(axis, through: centre, camera: camera)
        self.head = alongRay(head, through: centre, camera: camera)
    }
}

/// A camera-space vector in the frame whose z axis is the ray through a pixel, turned there the shortest way.
func alongRay(_ v: Vector3, through pixel: Vector2, camera: Camera) -> Vector3 {
    let offset = (pixel - Vector2(Float(camera.width), Float(camera.height)) / 2) / camera.focalLengthPixels
    let ray = Vector3(offset.x, offset.y, 1).normalized
    let axis = cross(ray, [0, 0, 1])
    guard axis.length > 1e-6 else { return v }
    return AffineTransform.rotation(axis: axis.normalized, degrees: asin(min(axis.length, 1)) * 180 / .pi)
        .applyToDirection(v)
}

func degrees(between a: Vector3, _ b: Vector3, eitherWay: Bool = false) -> Double {
    let c = dot(a.normalized, b.normalized)
    return Double(acos(min(max(eitherWay ? abs(c) : c, -1), 1))) * 180 / .pi
}

/// The angle between two mixes of light as vectors of the groups' luminances: 0° the same whatever the exposure, 90°
/// nothing in common.
public func degrees(between a: LightMix, _ b: LightMix) -> Double {
    func vector(_ mix: LightMix) -> [Double] {
        LightGroup.allCases.map { Double(luminance(mix[$0])) }
    }
    let (u, v) = (vector(a), vector(b))
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let norm = (product(u, u) * product(v, v)).squareRoot()
    return norm > 0 ? acos(min(max(product(u, v) / norm, -1), 1)) * 180 / .pi : 90
}
