public import Anatomy
public import Appraisal
public import Geometry
public import Wearing

/// Everything that a picture is made from. The same recipe, the same photo and the same version of Parure make the same
/// bytes.
///
/// What the engine cannot do yet has no field here: a recipe never holds a wish that was ignored.
public struct Recipe: Sendable, Codable, Hashable {
    public static let currentVersion = 1

    /// The size of the picture.
    public enum Output: Sendable, Codable, Hashable {
        /// 512 pixels on the longer side, quickly and for nothing.
        case preview
        case full(Resolution)
    }

    public var version = Recipe.currentVersion
    /// SHA-256 of the photo's file, hexadecimal.
    public var photo: String
    public var edits: PhotoEdits
    /// The person by value: a recipe outlives a change of the cast.
    public var person: Person
    public var aspect: Aspect
    public var output: Output
    public var look: LookChoice
    public var seed: UInt64
    /// Light paths a pixel.
    public var samplesPerPixel: Int
    /// How the seller moved the piece by hand.
    public var nudge: Nudge?
    /// A retry that costs nothing.
    public var isFree = false

    public init(
        photo: String, edits: PhotoEdits, person: Person, aspect: Aspect, output: Output,
        look: LookChoice = LookChoice(), seed: UInt64, samplesPerPixel: Int = 16
    ) {
        (self.photo, self.edits, self.person) = (photo, edits, person)
        (self.aspect, self.output, self.look) = (aspect, output, look)
        (self.seed, self.samplesPerPixel) = (seed, samplesPerPixel)
    }
}

/// What the seller says about a photo and does to it before anything is read. Positions are shares of the upright
/// photo's width and height, 0…1.
public struct PhotoEdits: Sendable, Codable, Hashable {
    public var type: PieceType?
    public var size: StatedSize?
    public var strokes = RelativeStrokes()
    /// A place on the wanted piece, where the photo shows several.
    public var click: Vector2?
    /// Something grey: made neutral.
    public var grey: Vector2?
    /// Brightness, −2…+2 stops.
    public var exposureStops: Float = 0

    public init(type: PieceType? = nil, size: StatedSize? = nil) { (self.type, self.size) = (type, size) }

    /// The strokes, and a dot where the wanted piece was pointed at, on a photo of so many pixels.
    public func strokes(width: Int, height: Int) -> Strokes {
        var all = strokes
        if let click { all.keep.append(RelativeStrokes.Stroke(points: [click], width: 0.02)) }
        return all.pixels(width: width, height: height)
    }

    /// How much brighter or darker a photo can be made.
    public static let exposureRange: ClosedRange<Float> = -2...2
}

/// Brush strokes that correct a cutout; a stroke of one point is a dot.
public struct RelativeStrokes: Sendable, Codable, Hashable {
    public struct Stroke: Sendable, Codable, Hashable {
        public var points: [Vector2]
        /// Brush diameter, share of the photo's width.
        public var width: Float

        public init(points: [Vector2], width: Float) { (self.points, self.width) = (points, width) }

        /// Whether it can be painted: finite, 1 to 20 000 points, a brush of 0 to 1.
        public var isSound: Bool {
            (1...20_000).contains(points.count) && width.isFinite && width > 0 && width <= 1
                && points.allSatisfy { $0.x.isFinite && $0.y.isFinite && abs($0.x) <= 4 && abs($0.y) <= 4 }
        }

        func pixels(width w: Int, height h: Int) -> Strokes.Stroke {
            Strokes.Stroke(points: points.map { $0 * Vector2(Float(w), Float(h)) }, width: width * Float(w))
        }
    }

    public var keep: [Stroke]
    public var remove: [Stroke]

    public init(keep: [Stroke] = [], remove: [Stroke] = []) { (self.keep, self.remove) = (keep, remove) }

    public var isEmpty: Bool { keep.isEmpty && remove.isEmpty }

    /// The strokes on a photo of so many pixels.
    public func pixels(width: Int, height: Int) -> Strokes {
        Strokes(
            keep: keep.map { $0.pixels(width: width, height: height) },
            remove: remove.map { $0.pixels(width: width, height: height) })
    }
}

extension Recipe {
    /// What the engine is asked for.
    ///
    /// - Parameter photo: width and height of the upright photo, pixels.
    public func request(photo: (width: Int, height: Int)) -> PictureRequest {
        var framing =
            switch output {
            case .preview: Resolution.framing(aspect, longerSide: 512)
            case .full(let resolution): resolution.framing(aspect)
            }
        framing.crop = look.crop ?? .standard
        var request = PictureRequest(
            person: person, type: edits.type, size: edits.size,
            strokes: edits.strokes(width: photo.width, height: photo.height), framing: framing,
            samplesPerPixel: samplesPerPixel, seed: seed)
        request.style = look.style
        request.nudge = nudge ?? Nudge()
        request.gestures = look.gesture.map { Gesture.named($0) } ?? []
        (request.finger, request.hand, request.ear) = (look.finger, look.hand, look.ear)
        return request
    }
}
