import Testing
import Wearing

@Suite struct FragmentTests {
    /// A piece of 20 × 10 in a field of 40 × 30, with a soft edge.
    private func piece() -> [Float] {
        var coverage = [Float](repeating: 0, count: 40 * 30)
        for y in 9...20 {
            for x in 9...30 { coverage[y * 40 + x] = y == 9 || y == 20 || x == 9 || x == 30 ? 0.2 : 1 }
        }
        return coverage
    }

    @Test func crumbsBesideThePieceGo() {
        var coverage = piece()
        for y in 25...26 { for x in 34...35 { coverage[y * 40 + x] = 0.8 } }
        coverage[25 * 40 + 36] = 0.1
        #expect(withoutFragments(coverage, width: 40, height: 30) == piece())
    }

    @Test func aPieceWithItsSoftEdgeStaysAsItIs() {
        #expect(withoutFragments(piece(), width: 40, height: 30) == piece())
    }

    @Test func aShoulderBeyondAFingerStays() {
        var coverage = piece()
        for y in 9...20 { for x in 34...37 { coverage[y * 40 + x] = 1 } }
        #expect(withoutFragments(coverage, width: 40, height: 30) == coverage)
    }

    @Test func nothingStaysNothing() {
        let empty = [Float](repeating: 0, count: 12)
        #expect(withoutFragments(empty, width: 4, height: 3) == empty)
    }
}
