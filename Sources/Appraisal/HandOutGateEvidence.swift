internal import Imaging

extension HandOutGate.Evidence {
    /// The evidence of a necklace as read.
    public init(_ reading: StrandReader.Reading, cutout: Cutout) {
        self.init(
            uncertainShare: Self.uncertainShare(of: cutout),
            misfit: reading.geometry.residual / max(reading.usualWidth, 2),
            missingShare: reading.gapShare, unexplainedShare: Self.sheetShare(reading))
    }

    /// What hangs counts as unexplained as far as it is a sheet: collars, bibs. A strand that hangs as strands do carries
    /// its sheet; one that does not is likely no strand but a line through a stand or through several pieces.
    private static func sheetShare(_ reading: StrandReader.Reading) -> Float {
        let geometry = reading.geometry
        guard !geometry.strands.isEmpty else { return 1 }
        let likelihood = geometry.sheet.value ? geometry.sheet.confidence : 1 - geometry.sheet.confidence
        let isHanging = geometry.gravity.map { abs($0.roll.degrees) < 22 && $0.roll.uncertainty < 13 } ?? true
        return min(1, reading.pendantShare * likelihood * (isHanging ? 0.93 : 1.03))
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
    /// The evidence of earrings as read: of the one that would be worn.
    public init(_ reading: EarringReader.Reading, cutout: Cutout) {
        let geometry = reading.geometry
        let worn = geometry.earrings[geometry.best]
        self.init(
            uncertainShare: Self.uncertainShare(of: cutout), misfit: 0, missingShare: worn.coveredShare,
            unexplainedShare: max(reading.unexplainedShare, reading.looseShare))
    }
}

extension HandOutGate.Evidence {
    /// The evidence of a bracelet as read.
    public init(_ reading: BraceletReader.Reading, cutout: Cutout) {
        self.init(
            uncertainShare: Self.uncertainShare(of: cutout), misfit: reading.geometry.residual,
            missingShare: reading.missingShare, unexplainedShare: 0)
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
