import Foundation
internal import Geometry
public import Imaging

/// From the light of a scene to the light of a display, as a photograph would hold it.
///
/// Exposure, contrast about middle grey, and a shoulder that compresses highlights into the last part of the range
/// instead of clipping them. The tone curve is strictly increasing per channel, is the identity between black and
/// `shoulderStart` when contrast is 1, and has an exact inverse, so that display-referred pixels of a photograph can
/// be brought into the scene and back unchanged.
///
/// Above the shoulder's start the curve is rational with slope one at the start:
/// y = s + (1 − s) · t / (1 + t), with t = (x − s) / (1 − s); one stop over white lands at 0.9.
public struct ViewTransform: Sendable, Hashable, Codable {
    /// Stops added before the curve.
    public var exposure: Float
    /// Slope about middle grey in log–log; 1 changes nothing.
    public var contrast: Float
    /// Display value at which the shoulder begins, 0…1.
    public var shoulderStart: Float
    /// How far bright, saturated light goes toward white, 0 (keeps its hue to the end) … 1.
    public var highlightDesaturation: Float
    /// Grain of the sensor: its standard deviation in the middle tones of the encoded picture, 0 for none. Only
    /// `apply(to:)` adds it, the same at the same place of every picture.
    public var grain: Float

    /// Display value that contrast leaves where it is.
    public static let middleGrey: Float = 0.18

    public init(
        exposure: Float = 0, contrast: Float = 1, shoulderStart: Float = 0.6, highlightDesaturation: Float = 0.7,
        grain: Float = 0
    ) {
        (self.exposure, self.contrast) = (exposure, contrast)
        (self.shoulderStart, self.highlightDesaturation) = (shoulderStart, highlightDesaturation)
        self.grain = grain
    }

    /// The per-channel curve: scene light to display light, 0…∞ to 0…1.
    public func curve(_ scene: Float) -> Float {
        var x = max(scene, 0) * exp2(exposure)
        if contrast != 1 { x = Self.middleGrey * pow(x / Self.middleGrey, contrast) }
        let s = min(max(shoulderStart, 0), 0.999)
        guard x > s else { return x }
        let t = (x - s) / (1 - s)
        return s + (1 - s) * t / (1 + t)
    }

    /// The scene light that `curve` sends to a display value; display white and above give the value for 0.9999.
    public func inverse(_ display: Float) -> Float {
        var x = min(max(display, 0), 0.9999)
        let s = min(max(shoulderStart, 0), 0.999)
        if x > s {
            let t = (x - s) / (1 - s)
            x = s + (1 - s) * t / (1 - t)
        }
        if contrast != 1 { x = Self.middleGrey * pow(x / Self.middleGrey, 1 / contrast) }
        return x * exp2(-exposure)
    }

    /// The curve on a colour: hue-preserving on the largest channel, blended with the curve on each channel, which
    /// lets highlights fade to white as film does.
    public func apply(_ scene: SIMD3<Float>) -> SIMD3<Float> {
        let c = SIMD3(max(scene.x, 0), max(scene.y, 0), max(scene.z, 0))
        let separate = SIMD3(curve(c.x), curve(c.y), curve(c.z))
        let most = c.max()
        guard most > 0, highlightDesaturation < 1 else { return separate }
        let together = c * (curve(most) / most)
        return together + (separate - together) * highlightDesaturation
    }

    public func apply(to picture: ImageBuffer<SceneLinear>) -> ImageBuffer<DisplayLinear> {
        var out = ImageBuffer<DisplayLinear>(width: picture.width, height: picture.height)
        picture.pixels.withUnsafeBufferPointer { p in
            out.pixels.withUnsafeMutableBufferPointer { q in
                var i = 0
                while i < p.count {
                    let c = apply(SIMD3(p[i], p[i + 1], p[i + 2]))
                    (q[i], q[i + 1], q[i + 2]) = (c.x, c.y, c.z)
                    i += 3
                }
            }
        }
        if grain > 0 { addGrain(to: &out) }
        return out
    }

    /// Grain of luminance about a pixel and a half wide, strongest in the middle tones as photon noise under a tone
    /// curve is.
    private func addGrain(to picture: inout ImageBuffer<DisplayLinear>) {
        let (w, h) = (picture.width, picture.height)
        func speck(_ x: Int, _ y: Int) -> Float {
            let k = latticeHash(SIMD3(Int32(x), Int32(y), 0), seed: 0x9e37)
            // Four bytes added: nearly normal, deviation 1.
            let sum = Float(k & 255) + Float(k >> 8 & 255) + Float(k >> 16 & 255) + Float(k >> 24)
            return (sum - 510) / 147.8
        }
        var above = (0..<w).map { speck($0, -1) }
        var row = (0..<w).map { speck($0, 0) }
        for y in 0..<h {
            let below = (0..<w).map { speck($0, y + 1) }
            for x in 0..<w {
                let beside = row[max(x - 1, 0)] + row[min(x + 1, w - 1)] + above[x] + below[x]
                // Deviation 1 again after the blur.
                let n = (row[x] + 0.4 * beside) / 1.28
                let i = picture.index(x, y)
                let light = luminance(SIMD3(picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2]))
                let encoded = pow(max(light, 1e-4), 1 / 2.2)
                let strength = grain * (0.35 + 1.3 * (encoded * max(1 - encoded, 0)).squareRoot())
                let gain = max(1 + 2.2 * n * strength / max(encoded, 0.06), 0)
                for c in 0..<3 { picture.pixels[i + c] = min(picture.pixels[i + c] * gain, 1) }
            }
            (above, row) = (row, below)
        }
    }
}
