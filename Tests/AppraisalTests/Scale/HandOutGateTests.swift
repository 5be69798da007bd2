import Appraisal
import Geometry
import Imaging
import Testing

@Suite struct HandOutGateTests {
    private let good = HandOutGate.Evidence(
        uncertainShare: 0.05, misfit: 0.01, missingShare: 0.02, unexplainedShare: 0.1)

    private func codes(_ change: (inout HandOutGate.Evidence) -> Void, _ type: PieceType = .necklace) -> [Finding] {
        var evidence = good
        change(&evidence)
        return HandOutGate().findings(for: evidence, type: type)
    }

    @Test func goodEvidencePassesWithoutAWord() {
        #expect(codes { _ in }.isEmpty)
        #expect(codes({ _ in }, .ring).isEmpty)
    }

    @Test func everyFaultIsNamedWithAdvice() {
        let faults: [(Finding.Code, (inout HandOutGate.Evidence) -> Void)] = [
            (.uncertainCutout, { $0.uncertainShare = 0.6 }), (.poorFit, { $0.misfit = 0.6 }),
            (.tooMuchHidden, { $0.missingShare = 0.6 }), (.poorFit, { $0.unexplainedShare = 0.95 }),
        ]
        for (code, change) in faults {
            for type in [PieceType.necklace, .ring] {
                let findings = codes(change, type)
                #expect(findings.map(\.code) == [code])
                #expect(findings.first?.severity == .refuse)
                #expect(findings.first?.fix.isEmpty == false)
            }
        }
    }

    @Test func betweenTheThresholdsTheSellerIsWarned() {
        let findings = codes { $0.missingShare = 0.2 }
        #expect(findings.map(\.severity) == [.warning])
    }

    @Test func notANumberIsRefused() {
        #expect(codes { $0.misfit = .nan }.first?.severity == .refuse)
    }

    @Test func aBibIsToldFromAPendant() throws {
        let strand = DrawnMatte.catenary(from: [90, 30], to: [510, 30], sag: 260)
        var bib = DrawnMatte(600, 560)
        bib.stroke(strand, width: 8)
        // A lace of bars under most of the strand.
        for k in stride(from: 60, to: 340, by: 4) { bib.stroke([strand[k], strand[k] + [0, 150]], width: 7) }
        var pendant = DrawnMatte(600, 560)
        pendant.stroke(strand, width: 8)
        pendant.ellipse([300, 370], 60, 80)
        let opaque = { (matte: DrawnMatte) in
            Cutout(
                alpha: matte.alpha, foreground: ImageBuffer(width: 600, height: 560),
                uncertainty: ImageBuffer(width: 600, height: 560))
        }
        let bibEvidence = HandOutGate.Evidence(try StrandReader().read(bib.alpha), cutout: opaque(bib))
        let pendantEvidence = HandOutGate.Evidence(try StrandReader().read(pendant.alpha), cutout: opaque(pendant))
        #expect(bibEvidence.unexplainedShare > 0.6)
        #expect(pendantEvidence.unexplainedShare < 0.4)
    }

    @Test func anUnsureCutoutIsMeasuredByItsArea() throws {
        var matte = DrawnMatte(600, 560)
        matte.stroke(DrawnMatte.catenary(from: [90, 30], to: [510, 30], sag: 260), width: 10)
        let sure = ImageBuffer<Coverage>(width: 600, height: 560)
        let reading = try StrandReader().read(matte.alpha)
        func share(_ uncertainty: ImageBuffer<Coverage>) -> Float {
            HandOutGate.Evidence(
                reading,
                cutout: Cutout(
                    alpha: matte.alpha, foreground: ImageBuffer(width: 600, height: 560), uncertainty: uncertainty)
            ).uncertainShare
        }
        #expect(share(sure) == 0)
        #expect(share(matte.alpha) > 0.8)
    }

    @Test func aChainThatIsMostlyMadeUpIsNotHandedOut() {
        let gate = HandOutGate()
        #expect(gate.findings(continuedShare: 0.1, type: .necklace).isEmpty)
        #expect(gate.findings(continuedShare: 0.3, type: .necklace).map(\.severity) == [.warning])
        let refused = gate.findings(continuedShare: 0.48, type: .necklace)
        #expect(refused.map(\.severity) == [.refuse] && refused[0].message.contains("48 % of the chain"))
    }

    @Test func aRingThatIsMostlyMadeUpIsSpokenOfAsARing() throws {
        let refused = try #require(HandOutGate().findings(continuedShare: 0.5, type: .ring).first)
        #expect(refused.severity == .refuse && refused.message.contains("50 % of the band"))
        #expect(!refused.message.contains("chain") && !refused.fix.contains("chain"))
        #expect(refused.fix.contains("ring"))
    }

    @Test(arguments: [PieceType.ring, .necklace])
    func aShareThatIsNoNumberIsNoGoodPicture(type: PieceType) throws {
        let refused = try #require(HandOutGate().findings(continuedShare: .nan, type: type).first)
        #expect(refused.severity == .refuse)
        #expect(!refused.message.contains("nan"))
    }

    @Test func aNecklaceThatIsTornOrBentOutOfShapeIsNotShown() throws {
        let gate = HandOutGate()
        // A pearl strand on a bust, and a wide collar with short drops.
        #expect(gate.findings(bendMillimetres: 5, shownShare: 0.94).isEmpty)
        #expect(gate.findings(bendMillimetres: 10.5, shownShare: 0.99).isEmpty)
        // A strand that was cut out with the ring of its stand and a second necklace.
        let torn = gate.findings(bendMillimetres: 33, shownShare: 0.917)
        #expect(torn.map(\.severity) == [.refuse, .warning])
        #expect(torn.last?.message.hasPrefix("8 %") == true)
        #expect(torn.allSatisfy { $0.fix.contains("remove") })
        #expect(gate.findings(bendMillimetres: 5, shownShare: 0.6).map(\.severity) == [.refuse])
        // A collar may give way between its stones, not be pulled like rubber.
        #expect(gate.findings(bendMillimetres: 5, shownShare: 0.99, stretch: 0.05).isEmpty)
        let stretched = gate.findings(bendMillimetres: 5, shownShare: 0.99, stretch: 0.09)
        #expect(stretched.map(\.severity) == [.refuse])
        #expect(stretched[0].message.contains("stretched") && stretched[0].fix.contains("bust"))
        #expect(gate.findings(bendMillimetres: .nan, shownShare: .nan).map(\.severity) == [.refuse, .refuse])
    }
}

@Suite struct EarringGateTests {
    @Test func `Earrings that cover each other are refused with the advice to part them`() {
        let evidence = HandOutGate.Evidence(
            uncertainShare: 0, misfit: 0, missingShare: 0.4, unexplainedShare: 0)
        let findings = HandOutGate().findings(for: evidence, type: .earring)
        #expect(findings.map(\.severity) == [.refuse])
        #expect(findings[0].fix.contains("side by side"))
    }

    @Test func `No earring is told that it looks like a necklace`() {
        let evidence = HandOutGate.Evidence(uncertainShare: 0, misfit: 0, missingShare: 0, unexplainedShare: 0.95)
        let findings = HandOutGate().findings(for: evidence, type: .earring)
        #expect(findings.map(\.severity) == [.refuse])
        #expect(findings[0].message.contains("earring") && findings[0].fix.contains("remove"))
    }

    @Test func `A bracelet of which a third is made up is refused in its own words`() throws {
        #expect(HandOutGate().findings(continuedShare: 0.15, type: .bracelet).isEmpty)
        #expect(HandOutGate().findings(continuedShare: 0.25, type: .bracelet).map(\.severity) == [.warning])
        let refused = try #require(HandOutGate().findings(continuedShare: 0.42, type: .bracelet).first)
        #expect(refused.severity == .refuse && refused.message.contains("42 % of the bracelet"))
        #expect(refused.fix.contains("roll") && refused.fix.contains("--type"))
    }
}
