import Appraisal
import Foundation
import Geometry
import Testing

@Suite struct ScaleEstimateTests {
    /// A necklace of known length round an elliptic neck, seen from the front at 4 pixels a millimetre.
    private func necklace(exits: Strand.Exit = .behindDisplay) -> NecklaceGeometry {
        let line = DrawnMatte.catenary(from: [100, 50], to: [540, 50], sag: 460)
        return NecklaceGeometry(
            strands: [Strand(centreLine: line, widths: line.map { _ in 8 }, start: exits, end: exits)],
            pendants: [], residual: 0.2)
    }

    private let ring = RingGeometry(
        centre: [300, 300], innerRadius: 85, thickness: 10, bandWidth: 20, axis: [0, 0, -1],
        headDirection: [0, -1, 0], distance: 30, visibleArc: -2...2, head: nil, residual: 0.01)

    @Test func aStatedRingSizeSetsTheScale() {
        let scale = ScaleEstimate(.ring(ring), stated: .ringInnerDiameter(millimetres: 17))
        #expect(abs(scale.millimetresPerPixel - 0.1) < 1e-5)
        #expect(scale.source == .stated)
        #expect(scale.uncertainty < 0.03)
    }

    @Test func anUnknownRingIsOfUsualSizeAndSaysHowUnsure() {
        let scale = ScaleEstimate(.ring(ring))
        #expect(scale.source == .estimated)
        #expect(abs(scale.millimetresPerPixel - 0.1) < 1e-5)
        #expect(scale.uncertainty > 0.07 && scale.uncertainty < 0.1)
    }

    @Test func aStatedChainLengthCountsItsHiddenBack() {
        let seen = StrandPolyline(DrawnMatte.catenary(from: [100, 50], to: [540, 50], sag: 460)).length
        let scale = ScaleEstimate(.necklace(necklace()), stated: .chainLength(millimetres: 450))
        #expect(scale.source == .stated)
        // The back half of a neck 440 pixels wide: between a straight line and a half circle.
        #expect(scale.millimetresPerPixel < 450 / (seen + 440))
        #expect(scale.millimetresPerPixel > 450 / (seen * 1.2 + 440 * .pi / 2))
        let open = ScaleEstimate(.necklace(necklace(exits: .closed)), stated: .chainLength(millimetres: 450))
        #expect(abs(open.millimetresPerPixel - 450 / seen) < 1e-3)
        #expect(open.uncertainty < scale.uncertainty)
    }

    @Test func aCroppedNecklaceIsLessSure() {
        let whole = ScaleEstimate(.necklace(necklace()))
        let cropped = ScaleEstimate(.necklace(necklace(exits: .photoEdge)))
        #expect(whole.uncertainty < cropped.uncertainty)
        #expect(whole.uncertainty > 0.08)
        // 440 pixels of neck opening are about 11 cm.
        #expect(abs(whole.millimetresPerPixel - 0.27) < 0.06)
    }

    @Test func aSizeOfAnotherPieceIsNotUsed() {
        #expect(ScaleEstimate(.ring(ring), stated: .chainLength(millimetres: 450)).source == .estimated)
        #expect(ScaleEstimate(.necklace(necklace()), stated: .ringInnerDiameter(millimetres: 17)).source == .estimated)
    }
}
