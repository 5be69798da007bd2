import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct StrandSheetTests {
    private func isGivenOut(_ alpha: ImageBuffer<Coverage>) throws -> Bool {
        let cutout = Cutout(
            alpha: alpha, foreground: ImageBuffer(width: alpha.width, height: alpha.height),
            uncertainty: ImageBuffer(width: alpha.width, height: alpha.height))
        let evidence = HandOutGate.Evidence(try StrandReader().read(alpha), cutout: cutout)
        return !HandOutGate().findings(for: evidence, type: .necklace).contains { $0.severity == .refuse }
    }

    @Test func aCollarIsASheet() throws {
        let truth = DrawnMatte.catenary(from: [90, 30], to: [510, 30], sag: 250)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 8)
        // Plates side by side along most of the strand.
        for k in stride(from: 70, to: 331, by: 3) {
            matte.stroke([truth[k], truth[k] + [0, 90]], width: 6)
        }
        let geometry = try StrandReader().read(matte.alpha).geometry
        #expect(geometry.sheet.value)
        #expect(geometry.sheet.confidence > 0.7)
    }

    @Test func aPendantLargerThanItsChainIsNoSheetAndIsGivenOut() throws {
        // The photo shows little more than the pendant: nine tenths of the cutout.
        var matte = DrawnMatte(600, 700)
        matte.stroke([[255, 0], [296, 150]], width: 7)
        matte.stroke([[345, 0], [304, 150]], width: 7)
        matte.stroke([[300, 145], [300, 200]], width: 14)
        for k in 0..<6 {
            let t = Float(k) * .pi / 3
            matte.stroke([[300, 400], [300 + 190 * sin(t), 400 - 190 * cos(t)]], width: 60)
        }
        let reading = try StrandReader().read(matte.alpha)
        #expect(reading.pendantShare > 0.9)
        #expect(!reading.geometry.sheet.value)
        #expect(try isGivenOut(matte.alpha))
    }

    @Test func charmsInARowAreNoSheet() throws {
        let truth = DrawnMatte.catenary(from: [90, 30], to: [510, 30], sag: 330)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 5)
        for k in stride(from: 60, to: 341, by: 40) {
            matte.stroke([truth[k], truth[k] + [0, 14]], width: 3)
            matte.disc(truth[k] + [0, 26], 13)
        }
        let geometry = try StrandReader().read(matte.alpha).geometry
        #expect(!geometry.sheet.value)
        #expect(geometry.pendants.count == 8)
    }

    @Test func whatSurroundsTheStrandIsNoPendantAndIsRefused() throws {
        // A bust cut out with its necklace: the piece is a small part of what reaches round it.
        var matte = DrawnMatte(600, 560)
        matte.stroke(DrawnMatte.catenary(from: [120, 20], to: [480, 20], sag: 90), width: 8)
        matte.fill { p in
            let body = max(max(abs(p.x - 300) - 170, 104 - p.y), 70 - (p - Vector2(300, 260)).length)
            let arms = max(abs(abs(p.x - 300) - 155) - 15, max(60 - p.y, p.y - 120))
            return min(body, arms)
        }
        #expect(try !isGivenOut(matte.alpha))
    }
}
