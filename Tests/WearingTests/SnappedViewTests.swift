import Foundation
import Geometry
import Testing
import Wearing

@Suite("Views on a grid")
struct SnappedViewTests {
    private func degrees(_ a: Vector3, _ b: Vector3) -> Float { acos(min(max(dot(a, b), -1), 1)) * 180 / .pi }

    /// Cameras that look anywhere, also nearly straight down, turned anyhow.
    private static let views: [(right: Vector3, down: Vector3, forward: Vector3)] = (0..<300).map { k in
        let axis = Vector3(sin(Float(k)), cos(Float(k) * 2.7), sin(Float(k) * 1.3 + 1)).normalized
        let turn = AffineTransform.rotation(axis: axis, degrees: Float(k) * 37)
        return (
            turn.applyToDirection([1, 0, 0]), turn.applyToDirection([0, -1, 0]), turn.applyToDirection([0, 0, -1])
        )
    }

    @Test("A snapped view is a view, at most a step beside the asked one")
    func near() {
        for view in Self.views {
            let snapped = SnappedView(right: view.right, down: view.down, forward: view.forward)
            #expect((cross(snapped.right, snapped.down) - snapped.forward).length < 1e-4)
            #expect(degrees(snapped.forward, view.forward) < 1.8)
            #expect(abs(snapped.remainingTurn) < 2.6)
            // Turned on by the rest, the two have the same roll.
            let turn = AffineTransform.rotation(axis: snapped.forward, degrees: snapped.remainingTurn)
            #expect(degrees(turn.applyToDirection(snapped.right), view.right) < 1.8)
        }
    }

    @Test("Views that differ by little are one")
    func shared() {
        let view = (right: Vector3(1, 0, 0), down: Vector3(0, -1, 0), forward: Vector3(0, 0, -1))
        let other = AffineTransform.rotation(axis: Vector3(1, 2, 0.5).normalized, degrees: 0.9)
        let (a, b) = (
            SnappedView(right: view.right, down: view.down, forward: view.forward),
            SnappedView(
                right: other.applyToDirection(view.right), down: other.applyToDirection(view.down),
                forward: other.applyToDirection(view.forward))
        )
        #expect(a.right == b.right && a.down == b.down && a.forward == b.forward)
        #expect(abs(b.remainingTurn) > 0.05)
    }
}
