internal import Geometry
internal import Imaging

/// How a photo renders light, so that a person can be matched to it. Linear Rec. 709, 1 = display white.
public struct PhotoTone: Sendable, Codable, Hashable {
    /// Colour of a white surface in the photo, luminance 1; (1, 1, 1) is neutral.
    public var illuminant: SIMD3<Float>
    /// How sure the illuminant is, 0…1.
    public var illuminantConfidence: Float
    /// Luminance of the lit display around the piece (its upper quartile).
    public var keyLuminance: Float
    /// Luminance of the darkest half per cent.
    public var blackLevel: Float
    /// Ratio of the 95th to the 5th percentile of the display's luminance around the piece.
    public var contrast: Float

    public init(
        illuminant: SIMD3<Float>, illuminantConfidence: Float, keyLuminance: Float, blackLevel: Float, contrast: Float
    ) {
        (self.illuminant, self.illuminantConfidence) = (illuminant, illuminantConfidence)
        (self.keyLuminance, self.blackLevel, self.contrast) = (keyLuminance, blackLevel, contrast)
    }

    /// The illuminant as far as it is to be believed: neutral where nothing is known.
    public var likelyIlluminant: SIMD3<Float> {
        let t = min(1, illuminantConfidence * 1.4)
        return SIMD3(repeating: 1 - t) + illuminant * t
    }

    /// Whether the photo tells for sure enough what is white in it.
    public var tellsWhite: Bool { illuminantConfidence > 0.5 }

    /// Gains that would make the photo's white neutral at the same luminance.
    public var whiteBalance: SIMD3<Float> {
        let gain =
            SIMD3<Float>(repeating: 1)
            / illuminant.clamped(
                lowerBound: SIMD3(repeating: 0.05), upperBound: SIMD3(repeating: 20))
        return gain / luminance(gain * illuminant)
    }
}
