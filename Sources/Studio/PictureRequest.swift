public import Anatomy
public import Appraisal
public import Wearing

/// What a seller asks for.
public struct PictureRequest: Sendable {
    public var person: Person
    /// The piece's type where the seller says it; else it is read from the photo.
    public var type: PieceType?
    /// A length or ring size where the seller says it; else the scale is estimated.
    public var size: StatedSize?
    /// The seller's corrections of the cutout.
    public var strokes: Strokes
    /// The picture to make.
    public var framing: Framing
    /// Light paths a pixel; 16 suits a picture to publish.
    public var samplesPerPixel: Int
    public var seed: UInt64
    /// Also make a naive paste of the same cutout, to compare with.
    public var pastesNaively = false
    /// Backdrop, light and garment.
    public var style = Style()

    public init(
        person: Person, type: PieceType? = nil, size: StatedSize? = nil, strokes: Strokes = Strokes(),
        framing: Framing, samplesPerPixel: Int = 16, seed: UInt64 = 1
    ) {
        (self.person, self.type, self.size, self.strokes) = (person, type, size, strokes)
        (self.framing, self.samplesPerPixel, self.seed) = (framing, samplesPerPixel, seed)
    }
}
