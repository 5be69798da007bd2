public import Appraisal

/// Numbers that a seller can trust before publishing a picture. The keys of its JSON stay from version to version.
public struct WearReport: Sendable, Codable {
    /// The version of Parure that this is.
    public static let currentVersion = "0.1.0"

    /// Version of Parure that made the picture.
    public var version: String
    public var type: PieceType
    /// Identifier of the person.
    public var model: String
    public var seed: UInt64
    /// Wall-clock seconds a stage, and their sum under `total`.
    public var seconds: [String: Double]
    public var product: Product
    public var scale: ScaleEstimate
    public var contact: Contact
    public var warnings: [String]
    /// What the photo's camera did to the piece, and so to the person; nil in reports of older versions.
    public var photo: Photo?
    /// From the lens to the piece, in the picture, and what told it.
    public var camera: CameraDistance?
    /// Where the piece meets the person, in the finished picture.
    public var connections: [Connection] = []
    /// How the person was photographed.
    public var look: Look?
    /// What the piece takes up of the picture: x, y, width, height, shares of its width and height.
    public var box: [Double]?
    /// Where a hand takes hold of the piece.
    public var handle: Handle?
    /// What was moved by hand; nil where nothing was.
    public var nudge: Nudge?
    /// The report in sentences.
    public var words: [String] = []

    /// Backdrop, light, garment and crop by name, and the retouch of the skin, 0 natural … 1 flawless.
    public struct Look: Sendable, Codable, Hashable {
        public var backdrop, light, garment, crop: String
        public var retouch: Float?

        public init(backdrop: String, light: String, garment: String, crop: String, retouch: Float) {
            (self.backdrop, self.light, self.garment, self.crop) = (backdrop, light, garment, crop)
            self.retouch = retouch
        }
    }

    /// A place to hold the piece by, shares of the picture's width and height.
    public struct Handle: Sendable, Codable, Hashable {
        public var x, y: Double
        /// Share of the picture's width that a millimetre takes there.
        public var millimetre: Double
        /// Where it goes in the picture as it slides and drops, in units of `millimetre`; y is down.
        public var slide: [Double]
        public var drop: [Double]?

        public init(x: Double, y: Double, millimetre: Double, slide: [Double], drop: [Double]?) {
            (self.x, self.y, self.millimetre, self.slide, self.drop) = (x, y, millimetre, slide, drop)
        }
    }

    /// A place to look at: a square about (x, y), pixels.
    public struct Connection: Sendable, Codable, Hashable {
        public var kind: Fit.Connection.Kind
        public var x, y: Int
        /// Half the side of the square that shows it.
        public var reach: Int

        public init(kind: Fit.Connection.Kind, x: Int, y: Int, reach: Int) {
            (self.kind, self.x, self.y, self.reach) = (kind, x, y, reach)
        }
    }

    public init(
        version: String = currentVersion, type: PieceType, model: String, seed: UInt64, seconds: [String: Double],
        product: Product,
        scale: ScaleEstimate, contact: Contact, warnings: [String]
    ) {
        (self.version, self.type, self.model, self.seed) = (version, type, model, seed)
        (self.seconds, self.product, self.scale) = (seconds, product, scale)
        (self.contact, self.warnings) = (contact, warnings)
    }

    /// What became of the product's pixels.
    public struct Product: Sendable, Codable {
        /// CIEDE2000 between the written picture, warped back, and the source resampled to that scale.
        public var colourDifference: ColourDifference
        /// Gradient energy of the product in the picture relative to the source at that scale; 1 is all of it.
        public var detailRetained: Measured
        /// Largest relative change of length along the centre line.
        public var maxStretch: Measured
        /// Share of the photographed piece that the body hides, 0…1.
        public var hiddenFraction: Measured
        /// Share of what is seen that repeats the piece's own links, 0…1.
        public var continuedFraction: Measured
        /// How much the finished picture was enlarged as a whole; 1 is not at all.
        public var enlargement: Measured
        /// Whether its metal was made to mirror skin near its edge, as asked: that counts in the colour difference. Nil
        /// where its pixels are the photo's.
        public var mirrorsSkin: Bool?

        public init(
            colourDifference: ColourDifference, detailRetained: Double, maxStretch: Double, hiddenFraction: Double,
            continuedFraction: Double, enlargement: Double
        ) {
            self.colourDifference = colourDifference
            (self.detailRetained, self.maxStretch) = (Measured(detailRetained), Measured(maxStretch))
            self.hiddenFraction = Measured(hiddenFraction)
            self.continuedFraction = Measured(continuedFraction)
            self.enlargement = Measured(enlargement)
        }
    }

    /// CIEDE2000 over the pixels whose alpha is above 0.99.
    public struct ColourDifference: Sendable, Codable {
        public var mean, p99: Measured
        public init(mean: Double, p99: Double) { (self.mean, self.p99) = (Measured(mean), Measured(p99)) }
    }

    /// How the photo draws edges and even parts, measured on it and given to the person.
    public struct Photo: Sendable, Codable {
        /// Deviation of the blur of the piece's edges and of its surroundings', photo pixels.
        public var edgeSpread, surroundingsSpread: Measured
        /// Height of the sharpening halo beside an edge, as a share of the edge's.
        public var overshoot: Measured
        /// The frequency that keeps half of its contrast, cycles a photo pixel.
        public var halfContrastFrequency: Measured
        /// Quality setting of its JPEG, 1…100, and whether its file or only its pixels tell it; nil where none shows.
        public var compression: PhotoCompression?
        /// Standard deviation of the encoded lightness of even parts.
        public var grain: Measured
        /// What the photo's linear red, green and blue were multiplied by, as the seller accepted, before anything was
        /// read: colours are compared after it. Nil where nothing was corrected.
        public var gains: [Double]?

        public init(_ piece: Piece) {
            func measured(_ value: Float?) -> Measured { Measured(value.map(Double.init) ?? .nan) }
            edgeSpread = measured(piece.sharpness?.spread)
            surroundingsSpread = measured(piece.sharpness?.backgroundSpread)
            overshoot = measured(piece.sharpness?.overshoot)
            halfContrastFrequency = measured(piece.sharpness?.halfContrastFrequency)
            compression = piece.compression
            grain = measured(piece.grain?.lightness.first)
            gains = piece.gains == SIMD3(repeating: 1) ? nil : (0..<3).map { Double(piece.gains[$0]) }
        }
    }

    public struct Contact: Sendable, Codable {
        public var gapMillimetres: Gap
        public init(gapMillimetres: Gap) { self.gapMillimetres = gapMillimetres }
    }

    /// Distance between the piece's underside and the skin where they should touch.
    public struct Gap: Sendable, Codable {
        public var median, max: Measured
        public init(median: Double, max: Double) { (self.median, self.max) = (Measured(median), Measured(max)) }

        /// Of gaps along the contact, millimetres; none gives `null` in the JSON.
        public init(_ gaps: [Float]) {
            let sorted = gaps.filter(\.isFinite).sorted()
            self.init(
                median: sorted.isEmpty ? .nan : Double(sorted[sorted.count / 2]),
                max: sorted.last.map(Double.init) ?? .nan)
        }
    }
}

/// A number, or `null` in JSON where there was nothing to measure (not finite here).
public struct Measured: Sendable, Codable, Hashable {
    public var value: Double

    public init(_ value: Double) { self.value = value }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = container.decodeNil() ? .nan : try container.decode(Double.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
    }
}
