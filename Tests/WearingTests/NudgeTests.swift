import Appraisal
import Testing
import Wearing

@Suite("Moves by hand")
struct NudgeTests {
    @Test("What a piece does not do, or not so far, is named and left out; what it does stays")
    func faults() {
        var nudge = Nudge()
        (nudge.slide, nudge.drop, nudge.turn, nudge.scale) = (20, 3, 4, .nan)
        #expect(nudge.faults(for: .ring).map(\.move) == [.slide, .drop, .scale])
        var possible = Nudge()
        possible.turn = 4
        #expect(nudge.possible(for: .ring) == possible)
        (possible.turn, possible.slide, possible.drop) = (0, 20, 3)
        #expect(nudge.possible(for: .necklace) == possible)
        #expect(nudge.faults(for: .necklace).map(\.description).contains("turn does not move a necklace"))
    }

    @Test("A piece left where it is has no faults", arguments: PieceType.allCases)
    func atRest(type: PieceType) {
        #expect(Nudge().faults(for: type).isEmpty && Nudge().possible(for: type).isIdentity)
    }
}
