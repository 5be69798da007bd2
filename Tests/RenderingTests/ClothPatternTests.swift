import Geometry
import Rendering
import Testing

@Suite("Patterns of cloth")
struct ClothPatternTests {
    private let base: Vector3 = [0.1, 0.2, 0.3]
    private let accent: Vector3 = [0.8, 0.7, 0.6]

    /// Shares of the accent over an area of the cloth.
    private func shares(_ kind: ClothPattern.Kind, footprint: Float = 0.1, seed: UInt32 = 1) -> [Float] {
        let pattern = ClothPattern(kind, accent: accent, repeatMillimetres: 12)
        return (0..<14_400).map { i in
            let uv = Vector2(Float(i % 120), Float(i / 120)) * 0.83
            let c = pattern.colour(at: uv, base: base, footprint: footprint, seed: seed)
            return (c.x - base.x) / (accent.x - base.x)
        }
    }

    @Test("each shows both colours and nothing beyond them", arguments: ClothPattern.Kind.allCases)
    func bounds(_ kind: ClothPattern.Kind) {
        let shares = shares(kind)
        let mean = shares.reduce(0, +) / Float(shares.count)
        #expect((0.03...0.6).contains(mean), "\(mean)")
        #expect(shares.max()! > 0.4 && shares.min()! < 0.1)
        #expect(shares.allSatisfy { $0 > -0.15 && $0 < 1.001 })
    }

    @Test("stripes run along the cloth, bands across it")
    func directions() {
        func isEven(_ kind: ClothPattern.Kind, _ step: Vector2) -> Bool {
            let pattern = ClothPattern(kind, accent: accent, repeatMillimetres: 8)
            let all = (0..<40).map { pattern.colour(at: step * Float($0), base: base, footprint: 0.1, seed: 1) }
            return all.allSatisfy { $0 == all[0] }
        }
        #expect(isEven(.stripes, [0, 1.3]) && !isEven(.stripes, [1.3, 0]))
        #expect(isEven(.bands, [1.3, 0]) && !isEven(.bands, [0, 1.3]))
    }

    @Test("from afar lines melt into one tone, and do not shimmer", arguments: [ClothPattern.Kind.stripes, .bands])
    func afar(_ kind: ClothPattern.Kind) {
        let far = shares(kind, footprint: 40)
        #expect(far.max()! - far.min()! < 0.3)
    }

    @Test("another seed strews other flowers")
    func seeds() { #expect(shares(.sprigs, seed: 1) != shares(.sprigs, seed: 2)) }
}
