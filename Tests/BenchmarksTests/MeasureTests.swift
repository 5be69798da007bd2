import Appraisal
import Benchmarks
import Foundation
import Geometry
import Imaging
import Rendering
import Specimens
import Testing

@Suite("What the bench measures")
struct MeasureTests {
    private func disc(radius: Float, at centre: Vector2 = [32, 32]) -> ImageBuffer<Coverage> {
        var matte = ImageBuffer<Coverage>(width: 64, height: 64)
        for y in 0..<64 {
            for x in 0..<64 {
                let d = (Vector2(Float(x) + 0.5, Float(y) + 0.5) - centre).length
                matte.pixels[y * 64 + x] = min(max(radius - d + 0.5, 0), 1)
            }
        }
        return matte
    }

    @Test("a perfect matte has no error, a shrunken one has the missing area")
    func mattes() {
        let truth = disc(radius: 20)
        let same = MatteError(of: truth, against: truth)
        #expect(same.sumOfAbsoluteDifferences == 0 && same.gradient == 0 && same.intersectionOverUnion == 1)
        let small = MatteError(of: disc(radius: 18), against: truth)
        let missing = Double.pi * (400 - 324)
        #expect(abs(small.sumOfAbsoluteDifferences * 1000 - missing) < 0.03 * missing)
        #expect(abs(small.intersectionOverUnion - 324.0 / 400) < 0.02)
        #expect(small.meanSquaredError > 0 && small.gradient > 0)
    }

    @Test("a line read two pixels aside is two pixels wrong, in millimetres by the true scale")
    func lines() throws {
        var truth = try ringTruth()
        (truth.centreLine, truth.millimetresPerPixel) = ((0..<100).map { [Float($0), 50] }, 0.5)
        let strand = Strand(
            centreLine: (-10..<110).map { [Float($0), 52] }, widths: [Float](repeating: 3, count: 120),
            start: .unknown, end: .unknown)
        let geometry = NecklaceGeometry(strands: [strand], pendants: [], residual: 0)
        let error = try #require(CentreLineError(of: geometry, against: truth))
        #expect(abs(error.pixels.mean - 2) < 1e-3 && abs(error.millimetres.p95 - 1) < 1e-3)
    }

    /// As the bench keeps it beside a photograph.
    private func ringTruth() throws -> ProductShot.Truth {
        let kept = """
            {"type": "ring", "metal": "silver", "millimetresPerPixel": 0.1, "centreLine": [], "bandCentre": [64, 64],
             "bandAxis": [0, -0.6, -0.8], "headDirection": [0, 0.8, -0.6], "innerRadiusPixels": 40,
             "innerDiameter": 8, "light": {"gains": []}}
            """
        return try JSONDecoder().decode(ProductShot.Truth.self, from: Data(kept.utf8))
    }

    @Test("a band's error is told in degrees and percent, whichever way its axis points")
    func bands() throws {
        let camera = Camera(position: [0, 0, 300], target: .zero, width: 128, height: 128)
        func read(_ axis: Vector3, radius: Float, centre: Vector2) throws -> BandError {
            let ring = RingGeometry(
                centre: centre, innerRadius: radius, thickness: 6, bandWidth: 10, axis: axis,
                headDirection: [0, 0.8, -0.6], distance: 30, visibleArc: -1...1, head: nil, residual: 0)
            return try #require(BandError(of: ring, against: try ringTruth(), camera: camera))
        }
        let right = try read([0, 0.6, 0.8], radius: 40, centre: [64, 64])
        #expect(right.axisDegrees < 0.1 && (right.headDegrees ?? .nan) < 0.1)
        #expect(right.centrePercent < 1e-3 && right.radiusPercent < 1e-3)
        let wrong = try read([0, 0, -1], radius: 44, centre: [68, 64])
        #expect(abs(wrong.axisDegrees - 36.87) < 0.1)
        #expect(abs(wrong.centrePercent - 10) < 1e-3 && abs(wrong.radiusPercent - 10) < 1e-3)
    }

    @Test("exposure does not count between lights, direction does")
    func lights() {
        let left = LightMix([.left: .init(repeating: 0.3)])
        #expect(degrees(between: left, LightMix([.left: .init(repeating: 0.9)])) < 0.01)
        #expect(abs(degrees(between: left, LightMix([.right: .one])) - 90) < 0.01)
    }

    @Test("the set holds ten of each type, stated and unstated, with names of their own")
    func cases() {
        #expect(BenchCase.necklaces.count >= 10 && BenchCase.rings.count >= 10)
        #expect(Set(BenchCase.all.map(\.name)).count == BenchCase.all.count)
        #expect(BenchCase.quick.count { $0.type == .necklace } == 3 && BenchCase.quick.count { $0.type == .ring } == 3)
        for some in [BenchCase.necklaces, BenchCase.rings] {
            #expect(some.contains { $0.statedSize != nil } && some.contains { $0.statedSize == nil })
        }
    }

    @Test("a mix of light has the side that people would name")
    func sides() {
        func side(_ gains: [LightGroup: Float]) -> LightBench.Side {
            LightBench.side(of: LightMix(gains.mapValues { .init(repeating: $0) }))
        }
        #expect(side([.left: 0.7, .tent: 0.3]) == .left)
        #expect(side([.right: 0.7, .environment: 0.3]) == .right)
        #expect(side([.overhead: 1]) == .top)
        #expect(side([.flash: 0.8, .tent: 0.2]) == .front)
        #expect(side([.tent: 0.7, .left: 0.3]) == .even)
    }
}
