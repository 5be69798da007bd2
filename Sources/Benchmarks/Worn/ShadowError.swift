internal import Foundation
internal import Geometry
package import Imaging
internal import Rendering
package import Wearing

/// How far the shadow that a picture's piece throws on skin is from the one that it would truly throw.
///
/// Told of the skin that the true piece darkens, by more than a twenty-fifth, and that neither piece covers: luminances
/// relative to the bare skin's.
public struct ShadowError: Sendable, Codable, Hashable {
    /// Share of the bare skin's light that the true shadow takes, mean over its region.
    public var depthPercent: Double
    /// The picture's luminance there less the true one's, percent of the bare skin's: positive is too bright. Its mean,
    /// and the mean of its magnitude.
    public var biasPercent, errorPercent: Double
    /// Millimetres² of skin that the region measures.
    public var area: Double

    /// Skin darker by more than this share counts as shadow.
    package static let threshold: Float = 0.04

    /// - Parameters:
    ///   - picture: the finished one, the size of the frame.
    ///   - coverage: of the product in it.
    /// - Returns: nil where the true piece darkens next to nothing.
    package init?(
        of picture: ImageBuffer<DisplayLinear>, coverage: ImageBuffer<Coverage>, against truth: WornPhotograph,
        millimetresPerPixel: Float
    ) {
        let there = truth.window
        // Noise of the renders and the edge of the match's kernels are no shadow.
        func smooth(_ image: ImageBuffer<DisplayLinear>) -> [Float] { image.luminance().blurred(sigma: 1).pixels }
        let (made, worn, bare) = (smooth(picture.cropped(to: there)), smooth(truth.worn), smooth(truth.bare))
        let product = coverage.cropped(to: there).dilated(by: 2, threshold: 0.02).pixels
        let piece = truth.piece.dilated(by: 2).pixels
        var (count, depth, bias, error) = (0, 0.0, 0.0, 0.0)
        for i in bare.indices where truth.skin.pixels[i] > 0.5 && product[i] < 0.5 && piece[i] < 0.5 {
            guard bare[i] > 0.01, worn[i] < (1 - Self.threshold) * bare[i] else { continue }
            let difference = Double((made[i] - worn[i]) / bare[i])
            count += 1
            depth += Double(1 - worn[i] / bare[i])
            bias += difference
            error += abs(difference)
        }
        guard count >= 40 else { return nil }
        let n = Double(count) / 100
        (depthPercent, biasPercent, errorPercent) = (depth / n, bias / n, error / n)
        area = Double(count) * Double(millimetresPerPixel * millimetresPerPixel)
    }
}
