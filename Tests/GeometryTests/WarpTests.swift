import Geometry
import Testing

@Suite("Curves and warps of the plane")
struct WarpTests {
    @Test("a warp of matching points under one similarity is that similarity")
    func reproducesSimilarity() {
        let m = Similarity2D(scale: 1.7, angle: 0.4, translation: [12, -5])
        let from: [Vector2] = [[0, 0], [10, 3], [4, 20], [-7, 8], [15, 15]]
        let warp = RigidWarp(from: from, to: from.map(m.apply), scale: 1.7)
        for p in [Vector2(3, 3), Vector2(30, -10), Vector2(-20, 40)] {
            let (q, angle) = warp.apply(p)
            #expect((q - m.apply(p)).length < 1e-3)
            #expect(abs(angle - 0.4) < 1e-4)
        }
    }

    @Test("points of the curve are found by arc length, and lengths by points")
    func polyline() {
        let line = Polyline([[0, 0], [3, 4], [3, 14]])
        #expect(line.length == 15)
        #expect((line.point(at: 10) - Vector2(3, 9)).length < 1e-5)
        let near = line.nearest(to: [5, 9])
        #expect(abs(near.arcLength - 10) < 1e-5 && abs(near.distance - 2) < 1e-5)
        #expect(abs(line.resampled(count: 31).length - 15) < 0.2)
    }

    @Test("a transform times its inverse changes nothing")
    func inverse() {
        let m =
            AffineTransform.translation([1, 2, 3]) * AffineTransform.rotation(axis: [1, 2, -1], degrees: 33)
        let p = Vector3(4, -2, 7)
        #expect((m.inverse.apply(m.apply(p)) - p).length < 1e-4)
        let s = Similarity2D(scale: 2, angle: 1.1, translation: [3, 4])
        #expect((s.inverse.apply(s.apply([5, 6])) - Vector2(5, 6)).length < 1e-4)
    }
}
