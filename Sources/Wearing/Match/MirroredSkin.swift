package import Appraisal
internal import Geometry
package import Imaging
internal import Rendering

/// Metal as it would mirror the skin on which it is worn, near its edge, where the photo's metal mirrors the stand.
///
/// It changes the product's own pixels, so it is done only when a seller asks for it. What a mirror shows is as bright as
/// what it mirrors: the metal's colours are multiplied by skin over stand, by a share that falls inward from the edge.
package struct MirroredSkin {
    private let stand: SIMD3<Float>
    private let metal: Metal
    private let illuminant: SIMD3<Float>
    private let reach: Float

    /// Millimetres over which a band's or a link's edge turns toward what it lies on.
    static let reachMillimetres: Float = 0.7
    /// Share of an edge's light that comes from what it lies on.
    private static let share: Float = 0.5
    /// The stand may be black or blown out.
    private static let bounds: ClosedRange<Float> = 0.4...2.5

    /// - Parameters:
    ///   - stand: mean display-linear colour of the stand beside the piece.
    ///   - illuminant: colour of white in the photo.
    ///   - reach: standard deviation of what a point of the edge gathers, pixels.
    package init(stand: SIMD3<Float>, metal: Metal, illuminant: SIMD3<Float> = .one, reach: Float) {
        (self.stand, self.metal, self.illuminant, self.reach) = (stand, metal, illuminant, reach)
    }

    /// The product's colours with skin mirrored in them.
    ///
    /// - Parameters:
    ///   - shown: how much of each product pixel is seen.
    ///   - isSkin: whether a pixel of the picture shows skin where the product does not cover it.
    package func colours(
        of layer: ProductLayer, shown: [Float], over picture: ImageBuffer<DisplayLinear>, isSkin: (Int, Int) -> Bool
    ) -> ImageBuffer<DisplayLinear> {
        let w = layer.window
        var skin = ImageBuffer<DisplayLinear>(width: w.width, height: w.height)
        var weight = ImageBuffer<Coverage>(width: w.width, height: w.height)
        for y in 0..<w.height {
            for x in 0..<w.width where isSkin(x + w.x, y + w.y) {
                let i = y * w.width + x
                weight.pixels[i] = 1 - shown[i]
                let seen = picture.rgb(x + w.x, y + w.y) * weight.pixels[i]
                for c in 0..<3 { skin.pixels[3 * i + c] = seen[c] }
            }
        }
        (skin, weight) = (skin.blurred(sigma: reach), weight.blurred(sigma: reach))
        var colours = layer.colour
        for i in shown.indices where shown[i] > 0 && weight.pixels[i] > 1e-3 {
            let colour = colours.rgb(i % w.width, i / w.width)
            guard isMetal(colour) else { continue }
            let seen = skin.rgb(i % w.width, i / w.width) / weight.pixels[i]
            let ratio = (seen / pointwiseMax(stand, SIMD3(repeating: 1e-3))).clamped(
                lowerBound: SIMD3(repeating: Self.bounds.lowerBound),
                upperBound: SIMD3(repeating: Self.bounds.upperBound))
            // Straight at an edge half of what is gathered is skin.
            let share = Self.share * min(2 * weight.pixels[i], 1)
            let mirrored = colour * (SIMD3(repeating: 1 - share) + ratio * share)
            for c in 0..<3 { colours.pixels[3 * i + c] = mirrored[c] }
        }
        return colours
    }

    /// Stones and pearls of a gold piece have other colours; those of a silver one cannot be told from it.
    private func isMetal(_ colour: SIMD3<Float>) -> Bool {
        guard let found = MetalClassifier.metal(of: colour, illuminant: illuminant) else { return false }
        switch metal {
        case .mixed: return true
        case .yellowGold, .roseGold: return found != .silver
        case .silver: return found == .silver
        case .other: return false
        }
    }
}
