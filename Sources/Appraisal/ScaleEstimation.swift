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
        case .bracelet(let bracelet): self.init(bracelet, stated: stated)
        case .earring(let earrings): self.init(earrings.earrings[earrings.best], stated: stated)
        }
    }

    private init(_ earring: Earring, stated: StatedSize?) {
        let height = max(earring.upper.y - earring.lower.y, 1)
        if case .earringHeight(let millimetres) = stated {
            // The outline is known to about a pixel at either end.
            self.init(millimetresPerPixel: millimetres / height, source: .stated, uncertainty: max(0.01, 1.4 / height))
            return
        }
        // Earrings sold, from top to bottom.
        let usual: Guess =
            switch earring.style.value {
            case .stud: Guess(millimetres: 10, pixels: height, sigma: 0.4)
            case .hoop: Guess(millimetres: 24, pixels: 2 * (earring.hoop?.radius ?? height / 2), sigma: 0.4)
            case .hook: Guess(millimetres: 45, pixels: height, sigma: 0.33)
            case .drop: Guess(millimetres: 42, pixels: height, sigma: 0.4)
            }
        var guesses = [usual]
        if let arch = earring.arch, arch.width > 0.08 * height {
            // The arch of a hook must span a lobe: 9 mm, give or take a quarter.
            guesses.append(Guess(millimetres: 9, pixels: arch.width, sigma: 0.25))
        }
        if let hoop = earring.hoop, hoop.thickness > 0 {
            // Small hoops are thick for their size: a rim measures 2.2 mm, give or take a half.
            guesses.append(Guess(millimetres: 2.2, pixels: hoop.thickness, sigma: 0.5))
        }
        self.init(weighing: guesses)
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
        // Chains are about 460 mm ± 20 %.
        var guesses = [Guess(millimetres: 460, pixels: chain.wholePixels, sigma: hypot(0.2, chain.uncertainty))]
        if chain.cropped {
            // Of a chain that the photo's edge cuts anywhere, length and opening tell little, parts more: pendants are
            // about 26 mm high, strands 2 mm wide, give or take a half.
            guesses.append(Guess(millimetres: 70, pixels: chain.opening, sigma: 0.5))
            guesses.append(
                Guess(
                    millimetres: 26, pixels: necklace.pendants.map { $0.upper.y - $0.lower.y }.max() ?? 0, sigma: 0.45))
            guesses.append(Guess(millimetres: 2, pixels: chain.strandWidth, sigma: 0.5))
        } else {
            // A neck or bust is about 118 mm ± 18 % wide where a chain goes behind it.
            guesses.append(Guess(millimetres: 118, pixels: chain.opening, sigma: 0.18))
        }
        self.init(weighing: guesses.filter { $0.pixels > 0 })
    }

    /// What something usually measures, and how many pixels it measures here; `sigma` of the logarithm.
    private struct Guess {
        var millimetres, pixels, sigma: Float
    }

    /// The mean of the logarithms, weighed by certainty.
    private init(weighing guesses: [Guess]) {
        let weights = guesses.map { 1 / ($0.sigma * $0.sigma) }
        let total = weights.reduce(0, +)
        let mean = zip(guesses, weights).reduce(Float(0)) { $0 + $1.1 * log($1.0.millimetres / $1.0.pixels) } / total
        self.init(millimetresPerPixel: exp(mean), source: .estimated, uncertainty: (1 / total).squareRoot())
    }
}

/// The whole length of a chain whose back is not seen.
package struct HiddenChain: Sendable {
    /// Length of the longest strand with its hidden part, pixels.
    package var wholePixels: Float
    /// Distance between the ends, pixels; 0 where they meet.
    package var opening: Float
    /// Whether the photo's edge cuts it.
    package var cropped: Bool
    /// Usual full width of the strand, pixels.
    package var strandWidth: Float
    /// Relative standard uncertainty of `wholePixels`.
    package var uncertainty: Float

    package init(_ necklace: NecklaceGeometry) {
        var longest: (seen: Float, strand: Strand)?
        for strand in necklace.strands where strand.centreLine.count > 1 {
            let seen = StrandPolyline(strand.centreLine).length
            if seen > longest?.seen ?? 0 { longest = (seen, strand) }
        }
        guard let (seen, strand) = longest, let first = strand.centreLine.first, let last = strand.centreLine.last
        else {
            (wholePixels, opening, cropped, strandWidth, uncertainty) = (1, 0, false, 0, 1)
            return
        }
        strandWidth = strand.widths.sorted()[strand.widths.count / 2]
        if strand.start == .closed {
            (wholePixels, opening, cropped, uncertainty) = (seen, 0, false, 0.03)
            return
        }
        opening = (last - first).length
        cropped = strand.start == .photoEdge || strand.end == .photoEdge
        let width = max(strandWidth, 2)
        let line = Polyline(strand.centreLine).smoothed(sigma: 1.2 * width, spacing: 2).points
        if !cropped, let relief = StrandRelief(line), let seenLength = relief.arcLengths.last {
            wholePixels = max(1, seenLength + StrandRelief.hiddenShare * opening)
            // Displays are flatter or rounder than the usual one.
            uncertainty = 0.045
            return
        }
        // Each side runs forward from the middle of the neck to the chest, and so is seen too short. What the photo's edge
        // cut off is about as long as what it left.
        let (forward, whole): (Float, Float) = cropped ? (0.3, 1.6) : (0.65, 1)
        wholePixels = max(1, 2 * whole * hypot(seen / 2, forward * opening) + 1.5 * opening)
        uncertainty = cropped ? 0.4 : 0.07
    }
}
