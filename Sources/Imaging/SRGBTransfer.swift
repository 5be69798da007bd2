internal import Foundation

/// The transfer functions of sRGB (IEC 61966-2-1), odd about zero so that out-of-gamut values survive a round trip.
public enum SRGB {
    /// Linear light from an encoded value; 0…1 maps to 0…1.
    public static func linear(fromEncoded v: Float) -> Float {
        let a = abs(v)
        let l = a <= 0.04045 ? a / 12.92 : powf((a + 0.055) / 1.055, 2.4)
        return v < 0 ? -l : l
    }

    /// The encoded value of linear light; 0…1 maps to 0…1.
    public static func encoded(fromLinear l: Float) -> Float {
        let a = abs(l)
        let v = a <= 0.003_130_8 ? a * 12.92 : 1.055 * powf(a, 1 / 2.4) - 0.055
        return l < 0 ? -v : v
    }

    /// Linear light from an encoded colour.
    public static func linear(fromEncoded v: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(linear(fromEncoded: v.x), linear(fromEncoded: v.y), linear(fromEncoded: v.z))
    }

    /// The encoded colour of linear light.
    public static func encoded(fromLinear l: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(encoded(fromLinear: l.x), encoded(fromLinear: l.y), encoded(fromLinear: l.z))
    }

    /// Linear light for each of the 256 encoded bytes.
    static let linearOfByte: [Float] = (0..<256).map { linear(fromEncoded: Float($0) / 255) }
}

extension ImageBuffer where Meaning == DisplayLinear {
    /// sRGB-encoded values, 0…1 for colours that a display shows, interleaved like `pixels`.
    ///
    /// For algorithms that want steps of even perception; they are no light and must not be averaged as such.
    public func encodedValues() -> [Float] { pixels.map { SRGB.encoded(fromLinear: $0) } }
}
