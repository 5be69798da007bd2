// CIE 1976 L*a*b* under D65 (ISO/CIE 11664-4), the white that Rec. 709 names: no adaptation is needed.
internal import Foundation

extension CIELab {
    private static let xyzFromRec709 = ColourMatrix.xyzFromRec709
    private static let rec709FromXYZ = ColourMatrix.rec709FromXYZ

    /// L* (0…100), a*, b* of linear Rec. 709 light; 1 1 1 is exactly 100 0 0.
    public static func lab(fromLinear rgb: SIMD3<Float>) -> SIMD3<Float> {
        let xyz = (xyzFromRec709 * SIMD3<Double>(rgb)) / ColourMatrix.whiteD65
        let (x, y, z) = (f(xyz.x), f(xyz.y), f(xyz.z))
        return SIMD3(Float(116 * y - 16), Float(500 * (x - y)), Float(200 * (y - z)))
    }

    /// Linear Rec. 709 light of a colour; outside the gamut some channel is below 0 or above 1.
    public static func linear(fromLab lab: SIMD3<Float>) -> SIMD3<Float> {
        let y = (Double(lab.x) + 16) / 116
        let xyz = SIMD3(inverse(y + Double(lab.y) / 500), inverse(y), inverse(y - Double(lab.z) / 200))
        return SIMD3<Float>(rec709FromXYZ * (xyz * ColourMatrix.whiteD65))
    }

    private static func f(_ t: Double) -> Double { t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116 }
    private static func inverse(_ t: Double) -> Double { t > 6.0 / 29 ? t * t * t : (116 * t - 16) * 27 / 24389 }
}

extension ImageBuffer where Meaning == DisplayLinear {
    /// Every pixel as L*a*b*.
    public func cieLab() -> ImageBuffer<CIELab> {
        var out = ImageBuffer<CIELab>(width: width, height: height)
        out.pixels.withUnsafeMutableBufferPointer { to in
            pixels.withUnsafeBufferPointer { from in
                for i in stride(from: 0, to: from.count, by: 3) {
                    let lab = CIELab.lab(fromLinear: SIMD3(from[i], from[i + 1], from[i + 2]))
                    (to[i], to[i + 1], to[i + 2]) = (lab.x, lab.y, lab.z)
                }
            }
        }
        return out
    }
}

extension ImageBuffer where Meaning == CIELab {
    /// Every pixel as linear light, unclipped.
    public func displayLinear() -> ImageBuffer<DisplayLinear> {
        var out = ImageBuffer<DisplayLinear>(width: width, height: height)
        for i in stride(from: 0, to: pixels.count, by: 3) {
            let rgb = CIELab.linear(fromLab: SIMD3(pixels[i], pixels[i + 1], pixels[i + 2]))
            (out.pixels[i], out.pixels[i + 1], out.pixels[i + 2]) = (rgb.x, rgb.y, rgb.z)
        }
        return out
    }
}
