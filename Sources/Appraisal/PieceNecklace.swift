public import Geometry

/// One or more strands, outermost last, and what hangs from them.
public struct NecklaceGeometry: Sendable {
    public var strands: [Strand]
    public var pendants: [Pendant]
    /// Root mean square distance between the centre line and the matte's own middle, pixels.
    public var residual: Float
    /// Whether what hangs lines the strand as a sheet does: collars, bibs, rows of drops that touch.
    public var sheet: Estimate<Bool>
    /// Which way things hang, where it can be told: not of a chain that lies flat.
    public var gravity: PhotoGravity?

    public init(
        strands: [Strand], pendants: [Pendant], residual: Float,
        sheet: Estimate<Bool> = Estimate(false, confidence: 0), gravity: PhotoGravity? = nil
    ) {
        (self.strands, self.pendants, self.residual) = (strands, pendants, residual)
        (self.sheet, self.gravity) = (sheet, gravity)
    }
}

/// How the photo was held and how what shows the piece leans, as far as the piece itself tells.
public struct PhotoGravity: Sendable, Codable, Hashable {
    /// An angle and its standard uncertainty.
    public struct Angle: Sendable, Codable, Hashable {
        public var degrees: Float
        public var uncertainty: Float

        public init(degrees: Float, uncertainty: Float) { (self.degrees, self.uncertainty) = (degrees, uncertainty) }
    }

    /// From the picture's down to where things fall, toward the picture's right.
    public var roll: Angle
    /// How far the surface behind the front of the piece leans out of the picture plane, back or forth, 0…80°. nil where
    /// no even beads or links tell.
    public var tilt: Angle?

    public init(roll: Angle, tilt: Angle? = nil) { (self.roll, self.tilt) = (roll, tilt) }
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

    /// A stretch of the centre line that was bridged, not seen.
    public struct Hidden: Sendable, Codable, Hashable {
        public enum Reason: String, Codable, Sendable {
            /// Nothing of the piece is there: the display, a hand or a hole of the cutout hides it.
            case gap
            /// Wider parts of the piece lie over it.
            case underPendant
        }

        /// Indices into `centreLine`.
        public var points: Range<Int>
        public var reason: Reason

        public init(points: Range<Int>, reason: Reason) { (self.points, self.reason) = (points, reason) }
    }

    /// Centre line, evenly spaced, in pixels.
    public var centreLine: [Vector2]
    /// Full width at every point of the centre line, pixels.
    public var widths: [Float]
    public var start: Exit
    public var end: Exit
    /// Distance between beads or links along the line, pixels, where one was found.
    public var pitch: Estimate<Float>?
    /// Standard uncertainty of the centre line across its direction, pixels.
    public var uncertainty: Float
    /// What of the line was not seen, in its order.
    public var hidden: [Hidden]

    public init(
        centreLine: [Vector2], widths: [Float], start: Exit, end: Exit, pitch: Estimate<Float>? = nil,
        uncertainty: Float = 0, hidden: [Hidden] = []
    ) {
        precondition(centreLine.count == widths.count, "one width a point")
        (self.centreLine, self.widths, self.start, self.end, self.pitch) = (centreLine, widths, start, end, pitch)
        (self.uncertainty, self.hidden) = (uncertainty, hidden)
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
    /// Middle of its area, pixels.
    public var centroid: Vector2
    /// Standard uncertainty of the box's sides, pixels.
    public var uncertainty: Float

    public init(
        strand: Int, attachment: Float, lower: Vector2, upper: Vector2, centroid: Vector2? = nil, uncertainty: Float = 0
    ) {
        (self.strand, self.attachment, self.lower, self.upper) = (strand, attachment, lower, upper)
        (self.centroid, self.uncertainty) = (centroid ?? (lower + upper) / 2, uncertainty)
    }
}
