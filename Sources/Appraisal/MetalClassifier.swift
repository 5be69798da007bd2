internal import Foundation
internal import Imaging

/// Judges the metal's colour class in CIELAB under the corrected white.
///
/// Polished metal mirrors its surroundings, so single pixels tell little; the chroma-weighted hue of its mid tones
/// tells gold (hue near 80–95°) from rose gold and copper (40–70°) and from white metals (little chroma). Pixels of
/// other hues are stones.
public enum MetalClassifier {
    /// - Parameter illuminant: Colour of white in the photo, as `PhotoTone` gives it.
    public static func classify(_ cutout: Cutout, illuminant: SIMD3<Float> = SIMD3(repeating: 1)) -> Estimate<Metal> {
        let shares = Shares(cutout, illuminant: illuminant)
        guard shares.total > 40 else { return Estimate(.other, confidence: 0) }
        let ranked: [(Metal, Float)] = [
            (.yellowGold, shares.yellow), (.roseGold, shares.rose), (.silver, shares.white),
        ].sorted { $0.1 > $1.1 }
        let metal = ranked[0].1 + ranked[1].1 + ranked[2].1
        // Stones outweigh any metal.
        if metal < 0.25 { return Estimate(.other, confidence: min(1, 1 - metal / 0.25) * 0.8) }
        let (first, second) = (ranked[0].1 / metal, ranked[1].1 / metal)
        let pair = Set([ranked[0].0, ranked[1].0])
        // White stones, pearls and glints are white as silver is: gold with them is still gold.
        if pair == [.silver, .yellowGold] || pair == [.silver, .roseGold] {
            let gold = ranked[0].0 == .silver ? ranked[1] : ranked[0]
            let share = gold.1 / metal
            if share > 0.16 { return Estimate(gold.0, confidence: min(0.95, 0.4 + share)) }
            if share > 0.1 { return Estimate(.mixed, confidence: 0.4) }
            return Estimate(.silver, confidence: min(0.95, 1 - 2.5 * share))
        }
        return Estimate(ranked[0].0, confidence: min(0.95, max(0.2, first - 0.7 * second)))
    }

    /// The metal that has a colour, or nil: it is a stone's.
    package static func metal(of colour: SIMD3<Float>, illuminant: SIMD3<Float>) -> Metal? {
        let lab = labColour(colour / illuminant)
        let chroma = hypotf(lab.y, lab.z)
        let hue = atan2f(lab.z, lab.y) * 180 / .pi
        // Dark metal has less chroma at the same saturation.
        let saturation = chroma / max(lab.x, 12)
        switch hue {
        case _ where saturation < 0.2 || chroma < 6: return .silver
        case 66..<104: return .yellowGold
        case 32..<66 where saturation < 1.1: return .roseGold
        default: return nil
        }
    }

    /// Shares of a piece's pixels by colour class.
    struct Shares {
        var yellow: Float = 0
        var rose: Float = 0
        var white: Float = 0
        var total: Float = 0

        init(_ cutout: Cutout, illuminant: SIMD3<Float>) {
            let (alpha, f) = (cutout.alpha.pixels, cutout.foreground.pixels)
            let step = max(1, alpha.count / 2_000_000)
            for i in stride(from: 0, to: alpha.count, by: step) where alpha[i] > 0.9 {
                let c = SIMD3(f[3 * i], f[3 * i + 1], f[3 * i + 2])
                // Glints have the light's colour, crevices none; gold hardly burns out in blue.
                guard luminance(c) > 0.012 else { continue }
                if c.max() > 0.97 {
                    if c.min() > 0.85 {
                        white += 0.3
                        total += 0.3
                    }
                    continue
                }
                total += 1
                switch MetalClassifier.metal(of: c, illuminant: illuminant) {
                case .silver: white += 1
                case .yellowGold: yellow += 1
                case .roseGold: rose += 1
                case .mixed, .other, nil: break
                }
            }
            guard total > 0 else { return }
            (yellow, rose, white) = (yellow / total, rose / total, white / total)
        }
    }
}
