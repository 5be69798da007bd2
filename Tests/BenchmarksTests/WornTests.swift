import Anatomy
import Appraisal
import Benchmarks
import Foundation
import Geometry
import Imaging
import Rendering
import Specimens
import Testing
import Wearing

@Suite("The bench of pieces worn by construction")
struct WornTests {
    @Test("the lottery draws the same pieces every time, each another, most with a stated size")
    func lottery() {
        for type in PieceType.allCases {
            let (some, again) = (BenchCase.drawn(type, count: 40), BenchCase.drawn(type, count: 12))
            #expect(Set(some.map(\.name)).count == 40 && some.allSatisfy { $0.type == type })
            #expect(zip(some, again).allSatisfy { $0.shot.camera == $1.shot.camera && $0.isStated == $1.isStated })
            #expect((24...38).contains(some.count(where: \.isStated)))
        }
        let tilts = BenchCase.drawn(.ring, count: 40).compactMap(\.bandTilt)
        #expect(tilts.count == 40 && tilts.contains { $0 < 20 } && tilts.count { $0 > 20 } > 24)
        #expect(BenchCase.drawn(.necklace, count: 1)[0].bandTilt == nil)
    }

    /// Skin of luminance 0.4 with a true shadow of a quarter under a bar, and the bar.
    private func truth() -> WornPhotograph {
        let bare = ImageBuffer<DisplayLinear>(width: 60, height: 60, fill: 0.4)
        var (worn, piece) = (bare, ImageBuffer<Coverage>(width: 60, height: 60))
        for y in 20..<50 {
            for x in 10..<50 {
                if y < 30 { piece.pixels[y * 60 + x] = 1 }
                for c in 0..<3 { worn.pixels[3 * (y * 60 + x) + c] = y < 30 ? 0.9 : 0.3 }
            }
        }
        return WornPhotograph(
            window: PixelWindow(x: 20, y: 10, width: 60, height: 60), worn: worn, bare: bare, piece: piece,
            skin: ImageBuffer(width: 60, height: 60, fill: 1))
    }

    /// A frame with the bar, and a shadow of a darkness of its own.
    private func picture(shadow: Float) -> (ImageBuffer<DisplayLinear>, ImageBuffer<Coverage>) {
        var (frame, coverage) = (
            ImageBuffer<DisplayLinear>(width: 100, height: 90, fill: 0.4), ImageBuffer<Coverage>(width: 100, height: 90)
        )
        for y in 30..<60 {
            for x in 30..<70 {
                if y < 40 { coverage.pixels[y * 100 + x] = 1 }
                for c in 0..<3 { frame.pixels[3 * (y * 100 + x) + c] = y < 40 ? 0.9 : shadow }
            }
        }
        return (frame, coverage)
    }

    @Test("the same shadow has no error, a missing one its whole depth, a deeper one is too dark")
    func shadows() throws {
        func error(_ shadow: Float) throws -> ShadowError {
            let (frame, coverage) = picture(shadow: shadow)
            return try #require(
                ShadowError(of: frame, coverage: coverage, against: truth(), millimetresPerPixel: 0.5))
        }
        let same = try error(0.3)
        #expect(same.errorPercent < 0.2 && (20...25).contains(same.depthPercent))
        let none = try error(0.4)
        #expect(abs(none.biasPercent - none.depthPercent) < 0.5)
        let deep = try error(0.2)
        #expect(deep.biasPercent < -20 && abs(deep.biasPercent + deep.errorPercent) < 0.1)
        #expect(abs(same.area - 0.25 * 40 * 18) < 60)
    }

    @Test("a piece that darkens nothing has no shadow to compare")
    func noShadow() {
        var truth = truth()
        truth.worn = truth.bare
        let (frame, coverage) = picture(shadow: 0.3)
        #expect(ShadowError(of: frame, coverage: coverage, against: truth, millimetresPerPixel: 0.5) == nil)
    }

    @Test("a bracelet's loop is as long as the bracelet, outside the wrist, and hangs below")
    func loops() {
        let section = (0..<90).map { k in
            let t = Float(k) / 90 * 2 * .pi
            return Vector2(28 * cos(t), 20 * sin(t))
        }
        let girth = section.indices.reduce(Float(0)) { $0 + (section[($1 + 1) % 90] - section[$1]).length }
        let seat = Landmarks.WristSeat(
            centre: .zero, axis: [1, 0, 0], dorsal: [0, 0, 1], radial: [0, 1, 0], section: section,
            circumference: girth)
        let camera = Camera(position: [0, 0, 600], target: .zero, width: 100, height: 100)
        let loop = WristLoop(seat: seat, innerLength: girth + 20, camera: camera)
        let length = loop.points.indices.reduce(Float(0)) {
            $0 + (loop.points[($1 + 1) % loop.points.count] - loop.points[$1]).length
        }
        #expect(abs(length - girth - 20) < 2)
        #expect(loop.points.indices.allSatisfy { dot(loop.outward[$0], loop.points[$0]) > 0 })
        let (below, above) = (loop.points.map(\.y).min()!, loop.points.map(\.y).max()!)
        #expect(-below > above + 3)
    }

    @Test("quantiles lie between neighbours")
    func quantiles() {
        #expect(WornTable.quantile([1, 2, 3, 4, 5], 0.5) == 3)
        #expect(WornTable.quantile([0, 10], 0.9) == 9)
        #expect(WornTable.quantile([7], 0.9) == 7 && WornTable.quantile([], 0.5) == nil)
    }
}
