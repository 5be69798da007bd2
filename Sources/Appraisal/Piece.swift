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
    /// The photo's grain; nil where no part of it is even.
    public var grain: PhotoGrain?
    /// How the photo draws the piece's edges; nil where it has too few clear ones.
    public var sharpness: PhotoSharpness?
    /// The photo's JPEG; nil where none shows.
    public var compression: PhotoCompression?
    /// Where the photo's camera stood; nil where its file does not tell.
    public var lens: PhotoLens?
    /// The stand beside the piece; nil where the photo shows none.
    public var stand: SIMD3<Float>?
    /// What the photo's linear colours were multiplied by before it was read; 1 where nothing was corrected.
    public var gains = SIMD3<Float>(repeating: 1)
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

extension Piece {
    /// Colour of white in the photo as far as it is to be believed; neutral where nothing is known.
    public var illuminant: SIMD3<Float> { tone?.likelyIlluminant ?? SIMD3(repeating: 1) }

    /// The cutout of what is worn: of a pair of earrings one.
    public var wornCutout: Cutout {
        guard case .earring(let geometry) = geometry else { return cutout }
        return geometry.regions.alone(geometry.best, of: cutout)
    }
}

extension Cutout {
    /// Coverage at a place of the photo, pixels; 0 outside it.
    package func coverage(at p: Vector2) -> Float {
        let (x, y) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
        guard x >= 0, y >= 0, x < alpha.width, y < alpha.height else { return 0 }
        return alpha.value(x, y)
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
    /// The pieces that were found in the photo, this one and others; colour models tell none apart.
    public var pieces: [PieceInPhoto] = []

    public init(
        alpha: ImageBuffer<Coverage>, foreground: ImageBuffer<DisplayLinear>, uncertainty: ImageBuffer<Coverage>
    ) {
        (self.alpha, self.foreground, self.uncertainty) = (alpha, foreground, uncertainty)
    }
}

public enum PieceGeometry: Sendable {
    case necklace(NecklaceGeometry)
    case ring(RingGeometry)
    case bracelet(BraceletGeometry)
    case earring(EarringGeometry)
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
