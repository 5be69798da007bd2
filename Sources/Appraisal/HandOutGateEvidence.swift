internal import Geometry
internal import Imaging

extension HandOutGate.Evidence {
    /// The evidence of a necklace as read.
    public init(_ reading: StrandReader.Reading, cutout: Cutout) {
        self.init(
            uncertainShare: Self.uncertainShare(of: cutout),
            misfit: reading.geometry.residual / max(reading.usualWidth, 2),
            missingShare: reading.gapShare, unexplainedShare: Self.sheetShare(reading))
    }

    /// Pendants count as unexplained only where they line most of the strand: fringes, bibs, collars.
    private static func sheetShare(_ reading: StrandReader.Reading) -> Float {
        guard let strand = reading.geometry.strands.last else { return 1 }
        let length = StrandPolyline(strand.centreLine).length
        // The strand's length below which something hangs, judged by the boxes' widths.
        let lined = reading.geometry.pendants.reduce(Float(0)) { $0 + ($1.upper.x - $1.lower.x) }
        return reading.pendantShare * min(1, lined / max(1, 0.6 * length))
    }

    /// Area of which the cutout is unsure to the area of the piece; 1 where there is no piece.
    static func uncertainShare(of cutout: Cutout) -> Float {
        var (unsure, covered): (Double, Double) = (0, 0)
        cutout.alpha.pixels.withUnsafeBufferPointer { alpha in
            cutout.uncertainty.pixels.withUnsafeBufferPointer { uncertainty in
                for i in alpha.indices {
                    covered += Double(alpha[i])
                    if uncertainty[i] > 0.5 { unsure += 1 }
                }
            }
        }
        return covered > 0 ? Float(min(1, unsure / covered)) : 1
    }
}

extension HandOutGate.Evidence {
    /// The evidence of a ring as read.
    ///
    /// A worn ring shows the arc about its head that a finger does not hide, ±65°: what of that the stand hid is missing.
    public init(_ reading: RingBandReader.Reading, cutout: Cutout) {
        let needed: ClosedRange<Float> = -1.13...1.13
        let arc = reading.geometry.visibleArc
        let seen = max(0, min(arc.upperBound, needed.upperBound) - max(arc.lowerBound, needed.lowerBound))
        self.init(
            uncertainShare: Self.uncertainShare(of: cutout), misfit: reading.geometry.residual,
            missingShare: 1 - seen / (needed.upperBound - needed.lowerBound),
            unexplainedShare: max(reading.unexplainedShare, 1 - reading.explainedOutline))
    }
}
