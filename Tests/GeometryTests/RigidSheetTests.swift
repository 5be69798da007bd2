import Foundation
import Geometry
import Testing

@Suite("Sheets of rigid islands")
struct RigidSheetTests {
    /// A strip of 21 × 3 vertices; the left half of it is one stone.
    private func strip(stone: Float = 1) -> RigidSheet {
        let rest = (0..<63).map { Vector2(Float($0 % 21), Float($0 / 21)) * 4 }
        var edges: [RigidSheet.Edge] = []
        for j in 0..<3 {
            for i in 0..<21 {
                for (di, dj) in [(1, 0), (0, 1), (1, 1), (-1, 1)]
                where i + di >= 0 && i + di < 21 && j + dj < 3 {
                    let isStone = max(i, i + di) <= 10
                    edges.append(.init(j * 21 + i, (j + dj) * 21 + i + di, stiffness: isStone ? stone : 1))
                }
            }
        }
        return RigidSheet(rest: rest, edges: edges)
    }

    @Test("drawn to where it may lie turned as a whole, nothing of it stretches")
    func turnsAsAWhole() {
        var sheet = strip()
        let turn = Similarity2D(angle: 0.7, translation: [30, -12])
        sheet.solve(
            handles: [0, 20, 42].map { .init(vertex: $0, target: turn.apply(sheet.rest[$0]), weight: 1) },
            from: sheet.rest, rounds: 200)
        #expect(sheet.largestStretch < 0.01)
        #expect((sheet.points[62] - turn.apply(sheet.rest[62])).length < 0.5)
    }

    @Test("a stone keeps its shape where the rest of the sheet bends")
    func islandsStayRigid() {
        func bent(stone: Float) -> RigidSheet {
            var sheet = strip(stone: stone)
            // Drawn round a circle: the strip must bend along all of its length.
            let handles = (21..<42).map { i -> RigidSheet.Handle in
                let a = sheet.rest[i].x / 50
                return .init(vertex: i, target: Vector2(50 * sin(a), 50 - 46 * cos(a)), weight: 0.5)
            }
            sheet.solve(handles: handles, from: sheet.rest, rounds: 60)
            return sheet
        }
        func sagitta(_ sheet: RigidSheet) -> Float {
            let (a, b, middle) = (sheet.points[21], sheet.points[31], sheet.points[26])
            return abs(cross((b - a).normalized, middle - a))
        }
        #expect(sagitta(bent(stone: 1)) > 3)
        #expect(sagitta(bent(stone: 60)) < 0.5 * sagitta(bent(stone: 1)))
    }

    @Test("what cannot lie as it is drawn says how far it was stretched")
    func stretchIsTold() {
        var sheet = strip()
        sheet.solve(
            handles: [0, 21, 42].map { .init(vertex: $0, target: sheet.rest[$0], weight: 50) }
                + [20, 41, 62].map { .init(vertex: $0, target: sheet.rest[$0] + [16, 0], weight: 50) },
            from: sheet.rest)
        #expect(sheet.stretch(belowShare: 0.5) > 0.1)
        #expect(sheet.largestStretch < 0.4)
    }
}
