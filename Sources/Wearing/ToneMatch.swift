public import Appraisal
internal import Geometry
internal import Imaging
internal import Rendering

/// Brings a rendered person to the tones of the product photo, so that one camera seems to have taken both.
///
/// Only the person changes; the product's pixels stay as they are. A photo tells little for sure (a display may be grey
/// or dimly lit), so each step goes part of the way and within bounds that keep skin believable.
public struct ToneMatch: Sendable, Hashable {
    /// Colour of the photo's light that the person shares, luminance 1.
    public var tint: SIMD3<Float> = .one
    /// Stops added to the person's exposure.
    public var exposure: Float = 0
    /// Display value of the darkest shadow.
    public var black: Float = 0
    /// Factor of the view transform's contrast.
    public var contrast: Float = 1

    /// Changes nothing.
    public init() {}

    /// - Parameter tone: how the photo renders light.
    public init(_ tone: PhotoTone) {
        // Three quarters of what is likely: the rest may be the display's own colour.
        let cast = SIMD3<Float>.one + (tone.likelyIlluminant - .one) * 0.75
        let bounded = cast.clamped(lowerBound: SIMD3(repeating: 0.72), upperBound: SIMD3(repeating: 1.3))
        tint = bounded / max(luminance(bounded), 0.1)
        // A display that glows is a high-key picture; a dark one may be black velvet and tells nothing.
        exposure = mix(0, 0.3, smoothstep(0.35, 0.85, tone.keyLuminance))
        // Haze and phone cameras lift the black; half of it is as far as a good picture goes, sRGB 20 of 255 at most.
        black = min(0.5 * max(tone.blackLevel - 0.002, 0), 0.006)
        // Even light has low contrast; past 12 : 1 the display has an edge or a spot of light in it.
        contrast = mix(0.94, 1.04, smoothstep(1.3, 6, tone.contrast))
    }

    /// The picture of a person under the photo's tones.
    func apply(to scene: ImageBuffer<SceneLinear>, view: ViewTransform) -> ImageBuffer<DisplayLinear> {
        var view = view
        view.exposure += exposure
        view.contrast *= contrast
        var lit = scene
        for i in stride(from: 0, to: lit.pixels.count, by: 3) {
            for c in 0..<3 { lit.pixels[i + c] *= tint[c] }
        }
        var picture = view.apply(to: lit)
        if black > 0 { for i in picture.pixels.indices { picture.pixels[i] = black + (1 - black) * picture.pixels[i] } }
        return picture
    }
}
