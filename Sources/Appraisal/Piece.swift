public import Geometry
public import Imaging

/// What a seller sells.
public enum PieceType: String, Codable, Sendable, CaseIterable {
    case necklace, earring, ring, bracelet
}

/// The metal's colour class, judged in CIELAB under the corrected white.
public enum Metal: String, Codable, Sendable {
    case yellowGold, roseGold, silver, mixed, other
}

/// A value and how sure we are of it, 0…1.
public struct Estimate<Value: Sendable & Codable>: Sendable, Codable {
    public var value: Value
    public var confidence: Float

    public init(_ value: Value, confidence: Float) { (self.value, self.confidence) = (value, confidence) }
}

/// A piece as read from one product photograph. All positions are pixels of the upright photo, x right, y down.
public struct Piece: Sendable {
    public var type: PieceType
    public var cutout: Cutout
    public var geometry: PieceGeometry
    public var metal: Estimate<Metal>
    public var light: Estimate<LightMix>
    /// How the photo renders light; nil where nothing is known.
    public var tone: PhotoTone?
    public var scale: ScaleEstimate

    public init(
        type: PieceType, cutout: Cutout, geometry: PieceGeometry, metal: Estimate<Metal>,
        light: Estimate<LightMix>, tone: PhotoTone? = nil, scale: ScaleEstimate
    ) {
        self.tone = tone
        (self.type, self.cutout, self.geometry) = (type, cutout, geometry)
        (self.metal, self.light, self.scale) = (metal, light, scale)
    }
}

/// The piece lifted off its photograph, the size of the upright photo.
public struct Cutout: Sendable {
    /// Share of each pixel that the piece covers.
    public var alpha: ImageBuffer<Coverage>
    /// The piece's own colour with the stand's share removed; meaningful where alpha > 0.
    public var foreground: ImageBuffer<DisplayLinear>
    /// How unsure each pixel's alpha is, 0…1.
    public var uncertainty: ImageBuffer<Coverage>

    public init(
        alpha: ImageBuffer<Coverage>, foreground: ImageBuffer<DisplayLinear>, uncertainty: ImageBuffer<Coverage>
    ) {
        (self.alpha, self.foreground, self.uncertainty) = (alpha, foreground, uncertainty)
    }
}

public enum PieceGeometry: Sendable {
    case necklace(NecklaceGeometry)
    case ring(RingGeometry)
}

/// One or more strands, outermost last, and what hangs from them.
public struct NecklaceGeometry: Sendable {
    public var strands: [Strand]
    public var pendants: [Pendant]
    /// Root mean square distance between the centre line and the matte's own middle, pixels.
    public var residual: Float

    public init(strands: [Strand], pendants: [Pendant], residual: Float) {
        (self.strands, self.pendants, self.residual) = (strands, pendants, residual)
    }
}

/// A flexible line of links or beads, from the exit at the photo's left to the exit at its right.
public struct Strand: Sendable {
    /// Why a strand stops being visible.
    public enum Exit: String, Codable, Sendable {
        /// It goes behind the bust or column.
        case behindDisplay
        /// The photo's edge cuts it.
        case photoEdge
        /// It closes on itself or lies flat; both ends meet.
        case closed
        case unknown
    }

    /// Centre line, evenly spaced, in pixels.
    public var centreLine: [Vector2]
    /// Full width at every point of the centre line, pixels.
    public var widths: [Float]
    public var start: Exit
    public var end: Exit
    /// Distance between beads or links along the line, pixels, where one was found.
    public var pitch: Estimate<Float>?

    public init(centreLine: [Vector2], widths: [Float], start: Exit, end: Exit, pitch: Estimate<Float>? = nil) {
        precondition(centreLine.count == widths.count, "one width a point")
        (self.centreLine, self.widths, self.start, self.end, self.pitch) = (centreLine, widths, start, end, pitch)
    }
}

/// A rigid part that hangs from a strand.
public struct Pendant: Sendable {
    /// Index into `NecklaceGeometry.strands`.
    public var strand: Int
    /// Fraction of that strand's arc length where it hangs, 0…1.
    public var attachment: Float
    /// Bounding box in pixels: lower and upper corner.
    public var lower, upper: Vector2

    public init(strand: Int, attachment: Float, lower: Vector2, upper: Vector2) {
        (self.strand, self.attachment, self.lower, self.upper) = (strand, attachment, lower, upper)
    }
}

/// A ring's band as one circular band seen in perspective, and its head.
public struct RingGeometry: Sendable {
    /// Centre of the band's middle circle, pixels.
    public var centre: Vector2
    /// Radius of the band's inner circle in pixels at the depth of the centre.
    public var innerRadius: Float
    /// Metal between inner and outer circle, pixels.
    public var thickness: Float
    /// Extent along the finger's axis, pixels.
    public var bandWidth: Float
    /// Unit vector of the band's axis in camera space: x right, y down, z away from the camera.
    /// It points toward the fingertip when worn.
    public var axis: Vector3
    /// Unit vector in camera space, square to `axis`, from the centre toward the head (or the seen middle).
    public var headDirection: Vector3
    /// Distance from the camera to the centre, in units of `innerRadius`; infinite means orthographic.
    public var distance: Float
    /// Arc of the band seen, radians about the axis from `headDirection`, lower < upper.
    public var visibleArc: ClosedRange<Float>
    /// Bounding box of the head (setting and stones), where there is one: lower and upper corner, pixels.
    public var head: (lower: Vector2, upper: Vector2)?
    /// Root mean square distance of rim pixels from the fitted rims, in units of `innerRadius`.
    public var residual: Float

    public init(
        centre: Vector2, innerRadius: Float, thickness: Float, bandWidth: Float, axis: Vector3,
        headDirection: Vector3, distance: Float, visibleArc: ClosedRange<Float>,
        head: (lower: Vector2, upper: Vector2)?, residual: Float
    ) {
        (self.centre, self.innerRadius, self.thickness, self.bandWidth) = (centre, innerRadius, thickness, bandWidth)
        (self.axis, self.headDirection, self.distance) = (axis, headDirection, distance)
        (self.visibleArc, self.head, self.residual) = (visibleArc, head, residual)
    }
}

/// How large a photographed pixel is on the piece.
public struct ScaleEstimate: Sendable, Codable {
    public enum Source: String, Codable, Sendable { case stated, estimated }

    public var millimetresPerPixel: Float
    public var source: Source
    /// Relative standard uncertainty, e.g. 0.12 for ±12 %.
    public var uncertainty: Float

    public init(millimetresPerPixel: Float, source: Source, uncertainty: Float) {
        (self.millimetresPerPixel, self.source, self.uncertainty) = (millimetresPerPixel, source, uncertainty)
    }
}
