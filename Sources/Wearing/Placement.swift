internal import Appraisal
public import Geometry
public import Rendering

/// Where every pixel of a picture finds its product pixel: the inverse map of the seating.
public struct Placement: Sendable {
    /// The part of the frame that the piece can reach.
    public var window: PixelWindow
    /// For each pixel of the window, the position in the upright photo, pixels; x is NaN where nothing lies.
    public var source: [Vector2]
    /// For each pixel of the window, the distance of the piece along the camera axis, millimetres.
    public var depth: [Float]
    /// For each pixel of the window, the factor on the photo's colour: what goes on beyond the photo follows the light at
    /// its end. Empty where all are 1.
    public var gain: [Float] = []
    /// Photo pixels a picture pixel.
    public var minification: Float
    /// Largest relative change of length along a centre line.
    public var maxStretch: Float
    /// Largest relative change of length within a collar's net; 0 of strands, which only bend.
    public var sheetStretch: Float = 0
    /// Share of the photographed piece (along the line, or of the band) that the body hides.
    public var hiddenFraction: Float
    /// Share of what is seen that repeats the piece's own links.
    public var continuedFraction: Float
    /// Root mean square distance that the piece was bent, millimetres.
    public var bendMillimetres: Float
    /// Share of the cutout's area that the picture finds a place for; 1 for rings, whose other half a finger hides.
    public var shownFraction: Float

    public init(
        window: PixelWindow, source: [Vector2], depth: [Float], minification: Float, maxStretch: Float,
        hiddenFraction: Float, continuedFraction: Float, bendMillimetres: Float, shownFraction: Float = 1
    ) {
        precondition(source.count == window.width * window.height && depth.count == source.count, "one entry a pixel")
        (self.window, self.source, self.depth, self.minification) = (window, source, depth, minification)
        (self.maxStretch, self.hiddenFraction) = (maxStretch, hiddenFraction)
        (self.continuedFraction, self.bendMillimetres) = (continuedFraction, bendMillimetres)
        self.shownFraction = shownFraction
    }

    /// Nothing: no product pixel here.
    public static let nowhere = Vector2(.nan, .nan)
}

extension HandOutGate {
    /// What is wrong with how a necklace was seated; empty means it may be shown.
    func findings(_ placement: Placement) -> [Finding] {
        findings(
            bendMillimetres: placement.bendMillimetres, shownShare: placement.shownFraction,
            stretch: placement.sheetStretch)
    }
}
