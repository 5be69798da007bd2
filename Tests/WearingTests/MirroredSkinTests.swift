import Appraisal
import Geometry
import Imaging
import Rendering
import Testing
import Wearing

@Suite("Metal that mirrors skin") struct MirroredSkinTests {
    private let side = 60
    private let skin: SIMD3<Float> = [0.5, 0.3, 0.2]
    private let blue: SIMD3<Float> = [0.06, 0.1, 0.4]

    private func image(_ colour: (Int, Int) -> SIMD3<Float>) -> ImageBuffer<DisplayLinear> {
        ImageBuffer(
            width: side, height: side,
            pixels: (0..<side * side).flatMap { i in
                let c = colour(i % side, i / side)
                return [c.x, c.y, c.z]
            })
    }

    /// A square of metal on skin: its colours with skin mirrored in them.
    private func mirrored(
        _ colour: SIMD3<Float>, as metal: Metal, isSkin: (Int, Int) -> Bool = { _, _ in true }
    ) -> ImageBuffer<DisplayLinear> {
        let covered = (0..<side * side).map { (15..<45).contains($0 % side) && (15..<45).contains($0 / side) }
        let cutout = Cutout(
            alpha: ImageBuffer(width: side, height: side, pixels: covered.map { $0 ? 1 : 0 }),
            foreground: image { _, _ in colour }, uncertainty: ImageBuffer(width: side, height: side))
        let placement = Placement(
            window: PixelWindow(x: 0, y: 0, width: side, height: side),
            source: (0..<side * side).map { Vector2(Float($0 % side) + 0.5, Float($0 / side) + 0.5) },
            depth: [Float](repeating: 500, count: side * side), minification: 1, maxStretch: 0, hiddenFraction: 0,
            continuedFraction: 0, bendMillimetres: 0)
        return MirroredSkin(stand: blue, metal: metal, reach: 3).colours(
            of: ProductLayer(cutout: cutout, placement: placement), shown: covered.map { $0 ? 1 : 0 },
            over: image { _, _ in skin }, isSkin: isSkin)
    }

    @Test("silver's edge turns from its stand's colour to skin's, and its middle stays")
    func edge() {
        let silver: SIMD3<Float> = [0.36, 0.38, 0.42]
        let seen = mirrored(silver, as: .silver)
        let (edge, middle) = (seen.rgb(16, 30), seen.rgb(30, 30))
        #expect(edge.x > 1.2 * silver.x && edge.z < 0.9 * silver.z)
        #expect((middle - silver).max() < 0.005 && (silver - middle).max() < 0.005)
    }

    @Test("nothing changes where no skin is near, in a gold piece's stones, and in what is no metal")
    func others() {
        let silver: SIMD3<Float> = [0.36, 0.38, 0.42]
        #expect(mirrored(silver, as: .silver, isSkin: { _, _ in false }).rgb(16, 30) == silver)
        #expect(mirrored(silver, as: .yellowGold).rgb(16, 30) == silver)
        #expect(mirrored([0.5, 0.4, 0.2], as: .other).rgb(16, 30) == [0.5, 0.4, 0.2])
        #expect(mirrored([0.5, 0.4, 0.2], as: .yellowGold).rgb(16, 30) != [0.5, 0.4, 0.2])
    }
}
