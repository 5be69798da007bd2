import Appraisal
import Testing

@Suite struct StatedSizeTests {
    private func diameter(_ text: String) throws -> Float {
        guard case .ringInnerDiameter(let d) = try StatedSize.ring(text) else { return 0 }
        return d
    }

    @Test(arguments: [
        ("7", Float(17.32)), ("US 7", 17.32), ("us7", 17.32), ("6.5", 16.91), ("6 1/2", 16.91), ("6½", 16.91),
        ("6,5", 16.91), ("54", 17.19), ("EU 54", 17.19), ("ISO 54", 17.19), ("17.3 mm", 17.3), ("17.3mm", 17.3),
        ("54 mm", 17.19), ("N", 17.20), ("uk n½", 17.40), ("N 1/2", 17.40), ("Z+1", 22.38),
    ])
    func sizesAsSellersWriteThem(text: String, millimetres: Float) throws {
        #expect(abs(try diameter(text) - millimetres) < 0.02)
    }

    @Test func theSystemsAgreeOnTheSameFinger() throws {
        // US 7 is sold as EU 54½ and UK N½.
        #expect(abs(try diameter("US 7") - diameter("EU 54.5")) < 0.1)
        #expect(abs(try diameter("US 7") - diameter("UK N½")) < 0.1)
    }

    @Test func nonsenseIsAnsweredWithWhatToWrite() {
        #expect(throws: StatedSizeError.empty) { try StatedSize.ring("  ") }
        #expect(throws: StatedSizeError.notASize("large")) { try StatedSize.ring("large") }
        #expect(throws: StatedSizeError.notASize("UK 7")) { try StatedSize.ring("UK 7") }
        #expect(throws: StatedSizeError.notASize("inf")) { try StatedSize.ring("inf") }
        #expect(throws: StatedSizeError.ambiguous("17.3")) { try StatedSize.ring("17.3") }
        #expect(throws: StatedSizeError.self) { try StatedSize.ring("90 mm") }
        #expect(throws: StatedSizeError.self) { try StatedSize.ring("-3") }
        #expect(StatedSizeError.ambiguous("17.3").description.contains("17.3 mm"))
    }

    @Test func chainsBeyondReasonAreRefused() throws {
        #expect(try StatedSize.chain(millimetres: 450) == .chainLength(millimetres: 450))
        #expect(throws: StatedSizeError.self) { try StatedSize.chain(millimetres: 45) }
        #expect(throws: StatedSizeError.self) { try StatedSize.chain(millimetres: .nan) }
    }
}
