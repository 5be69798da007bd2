internal import Foundation
internal import Geometry

/// How large a photographed pixel is, from what the seller states or else from what people wear.
extension ScaleEstimate {
    /// - Parameters:
    ///   - geometry: The piece as read.
    ///   - stated: What the seller states; a size of another type of piece is not used.
    public init(_ geometry: PieceGeometry, stated: StatedSize? = nil) {
        switch geometry {
        case .necklace(let necklace): self.init(necklace, stated: stated)
        case .ring(let ring): self.init(ring, stated: stated)
        }
    }

    private init(_ ring: RingGeometry, stated: StatedSize?) {
        // The rims' distance from their fit is the least that the radius can be wrong by.
        let fit = max(0.015, ring.residual)
        if case .ringInnerDiameter(let diameter) = stated {
            self.init(millimetresPerPixel: diameter / (2 * ring.innerRadius), source: .stated, uncertainty: fit)
        } else {
            // Finger rings sold: 17 mm ± 8 % inside (US 6½; ISO 53).
            self.init(
                millimetresPerPixel: 17 / (2 * ring.innerRadius), source: .estimated,
                uncertainty: (fit * fit + 0.08 * 0.08).squareRoot())
        }
    }

    private init(_ necklace: NecklaceGeometry, stated: StatedSize?) {
        let chain = HiddenChain(necklace)
        if case .chainLength(let length) = stated {
            self.init(
                millimetresPerPixel: length / chain.wholePixels, source: .stated, uncertainty: chain.uncertainty)
            return
        }
        // Two guesses, weighed by their certainty: chains are about 460 mm ± 20 %, and a neck or bust is about
        // 112 mm ± 18 % wide where a chain goes behind it.
        let byLength = (log: log(460 / chain.wholePixels), sigma: hypot(0.2, chain.uncertainty))
        guard chain.opening > 0 else {
            self.init(
                millimetresPerPixel: exp(byLength.log), source: .estimated, uncertainty: byLength.sigma)
            return
        }
        let byNeck =
            chain.cropped
            // Cut by the photo's edge, below the neck: the opening is anything up to the neck's width.
            ? (log: log(85 / chain.opening), sigma: Float(0.35)) : (log: log(112 / chain.opening), sigma: Float(0.18))
        let (a, b) = (1 / (byLength.sigma * byLength.sigma), 1 / (byNeck.sigma * byNeck.sigma))
        self.init(
            millimetresPerPixel: exp((a * byLength.log + b * byNeck.log) / (a + b)), source: .estimated,
            uncertainty: (1 / (a + b)).squareRoot())
    }
}

/// The whole length of a chain whose back is not seen.
package struct HiddenChain: Sendable {
    /// Length of the longest strand with its hidden part, pixels.
    package var wholePixels: Float
    /// Share of it that is not seen, 0…1.
    package var hiddenShare: Float
    /// Distance between the ends, pixels; 0 where they meet.
    package var opening: Float
    /// Whether the photo's edge cuts it.
    package var cropped: Bool
    /// Relative standard uncertainty of `wholePixels`.
    package var uncertainty: Float

    package init(_ necklace: NecklaceGeometry) {
        var longest: (seen: Float, strand: Strand)?
        for strand in necklace.strands {
            let seen = StrandPolyline(strand.centreLine).length
            if seen > longest?.seen ?? 0 { longest = (seen, strand) }
        }
        guard let (seen, strand) = longest, let first = strand.centreLine.first, let last = strand.centreLine.last
        else {
            (wholePixels, hiddenShare, opening, cropped, uncertainty) = (1, 1, 0, false, 1)
            return
        }
        if strand.start == .closed {
            (wholePixels, hiddenShare, opening, cropped, uncertainty) = (seen, 0, 0, false, 0.03)
            return
        }
        opening = (last - first).length
        cropped = strand.start == .photoEdge || strand.end == .photoEdge
        // Behind a round neck as wide as the opening lies half its girth, a little less since necks are flat behind.
        let hidden = 1.45 * opening
        // Each side runs forward from the middle of the neck to the chest, and so is seen too short.
        let forward: Float = cropped ? 0.3 : 0.55
        wholePixels = max(1, 2 * hypot(seen / 2, forward * opening) + hidden)
        hiddenShare = hidden / wholePixels
        uncertainty = cropped ? 0.2 : 0.08
    }
}
