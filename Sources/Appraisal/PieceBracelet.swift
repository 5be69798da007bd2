internal import Foundation
public import Geometry

/// The front of a bracelet as a round band seen from far away, and what stands off it.
///
/// A place on the band is told by its angle about `axis` from `front` and its height along `axis`. Where the display or
/// the bracelet's own course is not round the angle still counts length along it.
public struct BraceletGeometry: Sendable {
    /// Chains or bands side by side, from the picture's left to its right, or from above to below.
    public var strips: [BraceletStrip]
    /// Centre of the circle through the band's middle, pixels.
    public var centre: Vector2
    /// Radius of that circle, halfway between the band's inside and its outside, pixels.
    public var radius: Float
    /// Unit vector of the band's axis in camera space: x right, y down, z away from the camera. It points along the
    /// arm, one way or the other.
    public var axis: Vector3
    /// Unit vector in camera space, square to `axis`, from the centre toward the part nearest to the camera.
    public var front: Vector3
    /// Arc of the front that is seen, radians about the axis from `front`, positive toward `cross(front, axis)`.
    public var seenArc: ClosedRange<Float>
    /// Usual full width along the axis, all strips together, pixels.
    public var width: Float
    /// From the inside to the outside, pixels, where the loop's sides show it or a scalloped outline tells of beads.
    public var thickness: Float?
    /// Whether its outline is scalloped as that of beads and set stones, which look alike from any side.
    public var isScalloped = false
    /// Arcs over rigid parts wider than the band: stones, watch cases, plates.
    public var heads: [ClosedRange<Float>]
    /// Whether charms hang off one side.
    public var hasCharms: Bool
    /// Whether the photo shows the loop from inside too: what lies behind the front half is no part of the picture.
    public var isLoop: Bool
    /// Whether it keeps its circle: a closed bangle, whose loop is round and even.
    public var isStiff = false
    /// Root mean square distance of the strips' middle from the circle, in units of `radius`.
    public var residual: Float
    /// Standard uncertainty of the axis' lean out of the picture, degrees.
    public var uncertainty: Float

    public init(
        strips: [BraceletStrip], centre: Vector2, radius: Float, axis: Vector3, front: Vector3,
        seenArc: ClosedRange<Float>, width: Float, thickness: Float? = nil, heads: [ClosedRange<Float>] = [],
        hasCharms: Bool = false, isLoop: Bool = false, residual: Float, uncertainty: Float
    ) {
        (self.strips, self.centre, self.radius, self.axis, self.front) = (strips, centre, radius, axis, front)
        (self.seenArc, self.width, self.thickness, self.heads) = (seenArc, width, thickness, heads)
        (self.hasCharms, self.isLoop, self.residual, self.uncertainty) = (hasCharms, isLoop, residual, uncertainty)
    }

    /// Unit vector in camera space toward growing angles; it lies in the picture.
    public var across: Vector3 { cross(front, axis) }

    /// The pixel of a place on the band.
    ///
    /// - Parameters:
    ///   - angle: radians from `front`.
    ///   - height: along `axis`, pixels.
    public func pixel(angle: Float, height: Float) -> Vector2 {
        let p = (front * cos(angle) + across * sin(angle)) * radius + axis * height
        return centre + Vector2(p.x, p.y)
    }

    /// Angle and height of the front's place that a pixel shows; beyond the silhouette the angle stays a right one.
    public func place(of pixel: Vector2) -> (angle: Float, height: Float) {
        let d = pixel - centre
        let angle = asin(min(max(dot(d, Vector2(across.x, across.y)) / radius, -1), 1))
        let along = Vector2(axis.x, axis.y)
        let bow = Vector2(front.x, front.y) * (radius * cos(angle))
        return (angle, dot(d - bow, along) / max(dot(along, along), 1e-4))
    }

    /// Whether a pixel shows the nearer half or what hangs off it.
    public func isFront(_ pixel: Vector2) -> Bool {
        guard isLoop else { return true }
        // Behind the front's inner edge lies the far half.
        let (bow, along) = (Vector2(front.x, front.y), Vector2(axis.x, axis.y))
        let towardBack: Float = dot(bow, along) > 0 ? -1 : 1
        let place = place(of: pixel)
        // The opening lies between; where the far wall is seen over the near one, that one's edge ends it.
        let middle = 0.85 * radius * cos(place.angle) * bow.length / max(along.length, 0.2)
        return place.height * towardBack < max(0.6 * width + 0.012 * radius, middle)
    }
}

/// One chain or band of a bracelet, as far as its front is seen.
public struct BraceletStrip: Sendable {
    /// Why a strip stops being visible.
    public enum End: String, Codable, Sendable {
        /// It goes round its display or its own far side.
        case behind
        /// The photo's edge cuts it.
        case photoEdge
        /// It stops in view: an open cuff, a clasp.
        case open
    }

    /// Middle of the matte, by growing angle, pixels.
    public var centreLine: [Vector2]
    /// Full width along the axis at every point of the centre line, pixels.
    public var widths: [Float]
    /// What the strip covers along the axis over most of its length, pixels from the circle.
    public var heights: ClosedRange<Float>
    public var start, end: End

    public init(centreLine: [Vector2], widths: [Float], heights: ClosedRange<Float>, start: End, end: End) {
        precondition(centreLine.count == widths.count, "one width a point")
        (self.centreLine, self.widths, self.heights) = (centreLine, widths, heights)
        (self.start, self.end) = (start, end)
    }
}
