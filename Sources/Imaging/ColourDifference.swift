// CIEDE2000 as in Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary
// Test Data, and Mathematical Observations", 2005. Equation numbers are theirs.
internal import Foundation

extension CIELab {
    /// The CIEDE2000 difference of two L*a*b* colours with all parametric factors 1; about 1 is just noticeable.
    public static func ciede2000(_ p: SIMD3<Float>, _ q: SIMD3<Float>) -> Float {
        let (p, q) = (SIMD3<Double>(p), SIMD3<Double>(q))
        // (2)–(7): chroma and hue after stretching a* near grey.
        let meanChroma = (hypot(p.y, p.z) + hypot(q.y, q.z)) / 2
        let c7 = pow(meanChroma, 7)
        let g = 0.5 * (1 - (c7 / (c7 + 6_103_515_625)).squareRoot())
        let (a1, a2) = ((1 + g) * p.y, (1 + g) * q.y)
        let (c1, c2) = (hypot(a1, p.z), hypot(a2, q.z))
        let (h1, h2) = (hue(a1, p.z), hue(a2, q.z))

        // (8)–(11): differences.
        let dL = q.x - p.x
        let dC = c2 - c1
        var dh = 0.0
        if c1 * c2 != 0 {
            dh = h2 - h1
            if dh > halfTurn { dh -= 360 } else if dh < -halfTurn { dh += 360 }
        }
        let dH = 2 * (c1 * c2).squareRoot() * sin(radians(dh / 2))

        // (12)–(14): means.
        let (meanL, meanC) = ((p.x + q.x) / 2, (c1 + c2) / 2)
        var meanH = h1 + h2
        if c1 * c2 != 0 {
            if abs(h1 - h2) <= halfTurn { meanH /= 2 } else { meanH = (meanH + (meanH < 360 ? 360 : -360)) / 2 }
        }

        // (15)–(22): weights.
        let t =
            1 - 0.17 * cos(radians(meanH - 30)) + 0.24 * cos(radians(2 * meanH))
            + 0.32 * cos(radians(3 * meanH + 6)) - 0.20 * cos(radians(4 * meanH - 63))
        let turn = 30 * exp(-pow((meanH - 275) / 25, 2))
        let mc7 = pow(meanC, 7)
        let rotation = 2 * (mc7 / (mc7 + 6_103_515_625)).squareRoot()
        let l50 = (meanL - 50) * (meanL - 50)
        let sL = 1 + 0.015 * l50 / (20 + l50).squareRoot()
        let (sC, sH) = (1 + 0.045 * meanC, 1 + 0.015 * meanC * t)
        let (l, c, h) = (dL / sL, dC / sC, dH / sH)
        let sum = l * l + c * c + h * h - sin(radians(2 * turn)) * rotation * c * h
        return Float(max(sum, 0).squareRoot())
    }

    /// Opposite hues lie exactly half a turn apart, whatever rounding says: the mean jumps just beyond.
    private static let halfTurn = 180 + 1e-9

    /// Degrees, 0 ≤ h < 360; 0 for grey.
    private static func hue(_ a: Double, _ b: Double) -> Double {
        guard a != 0 || b != 0 else { return 0 }
        let h = atan2(b, a) * 180 / .pi
        return h < 0 ? h + 360 : h
    }

    private static func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
}

extension ImageBuffer where Meaning == CIELab {
    /// The CIEDE2000 difference of each pixel from that of an image of the same size.
    public func colourDifference(from other: ImageBuffer) -> ImageBuffer<Scalar> {
        precondition(width == other.width && height == other.height, "compared images have one size")
        var out = ImageBuffer<Scalar>(width: width, height: height)
        for i in 0..<width * height {
            out.pixels[i] = CIELab.ciede2000(
                SIMD3(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]),
                SIMD3(other.pixels[3 * i], other.pixels[3 * i + 1], other.pixels[3 * i + 2]))
        }
        return out
    }
}
