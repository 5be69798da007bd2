import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct StrandReaderTests {
    private func errors(_ strand: Strand, _ truth: [Vector2]) -> (mean: Float, largest: Float) {
        // A matte goes on beyond the chain's drawn ends by its round caps: judge sideways there.
        let (n, back) = (truth.count, truth.count / 20)
        let whole =
            [truth[0] + (truth[0] - truth[back])] + truth + [truth[n - 1] + (truth[n - 1] - truth[n - 1 - back])]
        let distances = strand.centreLine.map { distance($0, to: whole) }
        return (distances.reduce(0, +) / Float(distances.count), distances.max() ?? .infinity)
    }

    @Test(arguments: [Float(3), 9, 24])
    func aHangingChainIsFollowedWithinAPixel(width: Float) throws {
        let truth = DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: width)
        let reading = try StrandReader().read(matte.alpha)
        let strand = try #require(reading.geometry.strands.first)
        #expect(reading.geometry.strands.count == 1)
        #expect(reading.geometry.pendants.isEmpty)
        let (mean, largest) = errors(strand, truth)
        #expect(mean < 0.35)
        #expect(largest < 1)
        #expect(reading.geometry.residual < 0.3)
        // The whole chain is followed, from the left to the right.
        let truthLength = StrandPolyline(truth).length
        #expect(abs(StrandPolyline(strand.centreLine).length - truthLength) < 0.01 * truthLength + width)
        #expect(strand.centreLine[0].x < 110 && strand.centreLine.last!.x > 490)
        #expect(strand.start == .behindDisplay && strand.end == .behindDisplay)
        let middle = strand.widths[strand.widths.count / 2]
        #expect(abs(middle - width) < 0.1 * width + 0.4)
        // Evenly spaced.
        let steps = zip(strand.centreLine, strand.centreLine.dropFirst()).map { ($1 - $0).length }
        #expect(steps.max()! < 1.05 * steps.min()!)
    }

    @Test func aPendantHangsWhereItWasHung() throws {
        let truth = DrawnMatte.catenary(from: [90, 30], to: [510, 30], sag: 330)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 8)
        matte.stroke([[300, 362], [300, 380]], width: 5)
        matte.ellipse([300, 430], 34, 52)
        let reading = try StrandReader().read(matte.alpha)
        let strand = try #require(reading.geometry.strands.first)
        let (mean, largest) = errors(strand, truth)
        #expect(mean < 0.4)
        #expect(largest < 1.5)
        let pendant = try #require(reading.geometry.pendants.first)
        #expect(reading.geometry.pendants.count == 1)
        #expect(abs(pendant.attachment - 0.5) < 0.02)
        #expect(abs(pendant.lower.x - 266) < 3 && abs(pendant.upper.x - 334) < 3)
        #expect(abs(pendant.upper.y - 482) < 3)
        #expect(pendant.lower.y < 385)
    }

    @Test func aWorkingSizeBelowThePhotosDoesNotCostPrecision() throws {
        let truth = DrawnMatte.catenary(from: [300, 100], to: [1900, 100], sag: 1700)
        var matte = DrawnMatte(2200, 2000)
        matte.stroke(truth, width: 5)
        let reading = try StrandReader().read(matte.alpha)
        let (mean, largest) = errors(try #require(reading.geometry.strands.first), truth)
        #expect(mean < 0.35)
        #expect(largest < 1)
    }

    @Test func beadsAreCountedByTheirPitch() throws {
        let truth = StrandPolyline(DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420)).evenlySpaced(21)
        var matte = DrawnMatte(600, 560)
        for p in truth.points { matte.disc(p, 10) }
        let reading = try StrandReader().read(matte.alpha)
        let strand = try #require(reading.geometry.strands.first)
        let pitch = try #require(strand.pitch)
        let spacing = truth.length / Float(truth.points.count - 1)
        #expect(abs(pitch.value - spacing) < 0.04 * spacing)
        #expect(pitch.confidence > 0.5)
        #expect(errors(strand, truth.points).largest < 1)
    }

    @Test func aPlainCordHasNoPitch() throws {
        var matte = DrawnMatte(600, 560)
        matte.stroke(DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420), width: 9)
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(strand.pitch?.confidence ?? 0 < 0.4)
    }

    @Test func twoLayersAreTwoStrandsTheOuterLast() throws {
        let inner = DrawnMatte.catenary(from: [150, 40], to: [450, 40], sag: 180)
        let outer = DrawnMatte.catenary(from: [110, 40], to: [490, 40], sag: 430)
        var matte = DrawnMatte(600, 560)
        matte.stroke(inner, width: 7)
        matte.stroke(outer, width: 7)
        let strands = try StrandReader().read(matte.alpha).geometry.strands
        #expect(strands.count == 2)
        #expect(errors(strands[0], inner).largest < 1.2)
        #expect(errors(strands[1], outer).largest < 1.2)
    }

    @Test func layersThatTouchUnderTheNeckStayApart() throws {
        // Both layers start at the same places and part on the way down.
        let inner = DrawnMatte.catenary(from: [110, 40], to: [490, 40], sag: 200)
        let outer = DrawnMatte.catenary(from: [108, 40], to: [492, 40], sag: 460)
        var matte = DrawnMatte(600, 560)
        matte.stroke(inner, width: 6)
        matte.stroke(outer, width: 6)
        let strands = try StrandReader().read(matte.alpha).geometry.strands
        #expect(strands.count == 2)
        #expect(errors(strands[1], outer).mean < 1)
    }

    @Test func earringsBesideTheNecklaceAreNoStrand() throws {
        let truth = DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 300)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 8)
        matte.stroke([[250, 470], [250, 545]], width: 20)
        matte.stroke([[350, 470], [350, 545]], width: 20)
        let geometry = try StrandReader().read(matte.alpha).geometry
        #expect(geometry.strands.count == 1)
        #expect(geometry.pendants.isEmpty)
        #expect(errors(geometry.strands[0], truth).largest < 1)
    }

    @Test func aChainCutByThePhotosEdgeSaysSo() throws {
        let truth = DrawnMatte.catenary(from: [90, -60], to: [510, -60], sag: 500)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 8)
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(strand.start == .photoEdge && strand.end == .photoEdge)
    }

    @Test func aLoopLaidFlatIsClosed() throws {
        var matte = DrawnMatte(600, 600)
        matte.fill { p in
            let q = (p - Vector2(300, 300)) / Vector2(220, 250)
            return abs(q.length - 1) * 230 - 5
        }
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(strand.start == .closed && strand.end == .closed)
        #expect((strand.centreLine[0] - strand.centreLine.last!).length < 30)
        #expect(StrandPolyline(strand.centreLine).length > 1400)
    }

    @Test func gapsInTheMatteAreBridged() throws {
        let truth = StrandPolyline(DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420)).evenlySpaced(16)
        var matte = DrawnMatte(600, 560)
        for k in stride(from: 0, to: truth.points.count - 1, by: 1) where k % 4 != 3 {
            let (a, b) = (truth.points[k], truth.points[k + 1])
            matte.stroke([a, mix(a, b, 0.8)], width: 5)
        }
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(errors(strand, truth.points).mean < 0.7)
        #expect(StrandPolyline(strand.centreLine).length > 0.9 * truth.length)
    }

    @Test func nothingAndSpecksAreRefusedWithAdvice() {
        #expect(throws: Refusal.self) { try StrandReader().read(ImageBuffer<Coverage>(width: 300, height: 300)) }
        var matte = DrawnMatte(300, 300)
        matte.disc([100, 100], 4)
        matte.disc([200, 220], 3)
        do {
            _ = try StrandReader().read(matte.alpha)
            Issue.record("specks were read as a necklace")
        } catch {
            #expect(error.findings.first?.code == .poorFit)
            #expect(error.findings.first?.fix.isEmpty == false)
        }
    }
}
