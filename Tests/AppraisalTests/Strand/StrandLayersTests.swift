import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct StrandLayersTests {
    private func mean(_ strand: Strand, _ truth: [Vector2]) -> Float {
        strand.centreLine.reduce(0) { $0 + distance($1, to: truth) } / Float(strand.centreLine.count)
    }

    @Test func layersThatShareTheirEndsAreEachFollowed() throws {
        let layers = [Float(150), 260, 400].map {
            DrawnMatte.catenary(from: [110, 40], to: [490, 44], sag: $0)
        }
        var matte = DrawnMatte(600, 560)
        for (layer, width) in zip(layers, [Float(9), 3, 6]) { matte.stroke(layer, width: width) }
        let strands = try StrandReader().read(matte.alpha).geometry.strands
        #expect(strands.count == 3)
        for (strand, layer) in zip(strands, layers) {
            #expect(mean(strand, layer) < 1.5)
            // To its own lowest point: no layer borrows another's.
            let lowest = try #require(strand.centreLine.max { $0.y < $1.y })
            let middle = layer[layer.count / 2]
            #expect((lowest - middle).length < 14)
        }
    }

    @Test func rowsThatHangCloseAreApart() throws {
        let layers = [Float(300), 318, 336].enumerated().map { k, sag in
            DrawnMatte.catenary(from: [120 - 14 * Float(k), 40], to: [480 + 14 * Float(k), 40], sag: sag)
        }
        var matte = DrawnMatte(600, 560)
        for layer in layers { matte.stroke(layer, width: 8) }
        let strands = try StrandReader().read(matte.alpha).geometry.strands
        #expect(strands.count == 3)
        for (strand, layer) in zip(strands, layers) { #expect(mean(strand, layer) < 1) }
    }

    @Test func aHoopThatHangsIsAPendantAndNoLayer() throws {
        let truth = DrawnMatte.catenary(from: [150, 30], to: [450, 30], sag: 200)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 6)
        matte.fill { abs(($0 - Vector2(300, 330)).length - 90) - 5 }
        let geometry = try StrandReader().read(matte.alpha).geometry
        #expect(geometry.strands.count == 1)
        let hoop = try #require(geometry.pendants.first)
        #expect(abs(hoop.upper.y - 425) < 4 && abs(hoop.lower.x - 205) < 4)
        #expect((hoop.centroid - Vector2(300, 330)).length < 8)
        #expect(hoop.uncertainty > 0 && hoop.uncertainty < 4)
        #expect(!geometry.sheet.value)
    }

    @Test func loopsLaidFlatAboutOneAnotherAreEachClosed() throws {
        var matte = DrawnMatte(700, 700)
        for (a, b) in [(Float(180), Float(210)), (230, 265), (280, 320)] {
            matte.fill { p in
                let q = (p - Vector2(350, 350)) / Vector2(a, b)
                return abs(q.length - 1) * 0.5 * (a + b) - 3
            }
        }
        let strands = try StrandReader().read(matte.alpha).geometry.strands
        #expect(strands.count == 3)
        #expect(strands.allSatisfy { $0.start == .closed && $0.end == .closed })
        let spans = strands.map { s in s.centreLine.map(\.x).max()! - s.centreLine.map(\.x).min()! }
        for (span, a) in zip(spans, [Float(180), 230, 280]) { #expect(abs(span - 2 * a) < 6) }
    }

    @Test func aLoopOfBeadsThatAreApartIsClosed() throws {
        var matte = DrawnMatte(600, 600)
        for k in 0..<90 {
            let t = Float(k) / 90 * 2 * .pi
            matte.disc([300 + 210 * cos(t), 300 + 240 * sin(t)], 6)
        }
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(strand.start == .closed)
        #expect(StrandPolyline(strand.centreLine).length > 1350)
    }

    @Test func openLinksAreFollowedThroughTheirMiddle() throws {
        let truth = StrandPolyline(DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420))
        let links = truth.evenlySpaced(26)
        let tangents = links.tangents(reach: 1)
        var matte = DrawnMatte(600, 560)
        for (p, along) in zip(links.points, tangents) {
            // An oval of wire, 32 long and 18 wide.
            matte.fill((p - 20, p + 20)) { q in
                let d = q - p
                let r = Vector2(dot(d, along) / 14.5, dot(d, along.perpendicular) / 7.5)
                return abs(r.length - 1) * 8.5 - 1.6
            }
        }
        let geometry = try StrandReader().read(matte.alpha).geometry
        let strand = try #require(geometry.strands.first)
        #expect(geometry.strands.count == 1)
        #expect(geometry.pendants.isEmpty)
        #expect(mean(strand, truth.points) < 0.7)
        #expect(strand.widths.sorted()[strand.widths.count / 2] > 14)
    }

    @Test func aChainFaintInPlacesIsFollowedToItsEnds() throws {
        let truth = DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 2)
        for y in 0..<200 {
            for x in 300..<600 { matte.alpha.pixels[matte.alpha.index(x, y)] *= 0.36 }
        }
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(mean(strand, truth) < 0.6)
        #expect(strand.centreLine.last!.y < 60)
    }

    @Test func anEdgeThatCutsOneSideIsToldForThatSide() throws {
        let truth = DrawnMatte.catenary(from: [-90, 60], to: [510, 60], sag: 400)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth.filter { $0.x > -20 }, width: 8)
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        #expect(strand.start == .photoEdge)
        #expect(strand.end == .behindDisplay)
        #expect(strand.centreLine[0].x < 10)
    }

    @Test func whatAHandCoversIsMarkedAsHidden() throws {
        let truth = DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 420)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 4)
        // Parts of one strand are joined over less than a twenty-fifth of its size.
        for y in 200..<213 {
            for x in 0..<300 { matte.alpha.pixels[matte.alpha.index(x, y)] = 0 }
        }
        let reading = try StrandReader().read(matte.alpha)
        let strand = try #require(reading.geometry.strands.first)
        let gap = try #require(strand.hidden.first)
        #expect(strand.hidden.count == 1 && gap.reason == .gap)
        #expect(strand.centreLine[gap.points].allSatisfy { $0.y > 197 && $0.y < 216 })
        #expect(reading.gapShare > 0.005)
    }

    @Test func theStrandUnderAPendantIsMarkedAsHidden() throws {
        let truth = DrawnMatte.catenary(from: [90, 30], to: [510, 30], sag: 330)
        var matte = DrawnMatte(600, 560)
        matte.stroke(truth, width: 8)
        matte.disc([300, 380], 50)
        let strand = try #require(try StrandReader().read(matte.alpha).geometry.strands.first)
        let hidden = try #require(strand.hidden.first)
        #expect(strand.hidden.count == 1 && hidden.reason == .underPendant)
        #expect(strand.centreLine[hidden.points].allSatisfy { ($0 - Vector2(300, 380)).length < 62 })
    }

    @Test func theStatedUncertaintyHoldsTheErrorAndGrowsWithDoubt() throws {
        let truth = DrawnMatte.catenary(from: [90, 40], to: [510, 40], sag: 300)
        var plain = DrawnMatte(600, 560)
        plain.stroke(truth, width: 10)
        let sure = try #require(try StrandReader().read(plain.alpha).geometry.strands.first)
        #expect(mean(sure, truth) < 2 * sure.uncertainty)
        #expect(sure.uncertainty < 1)
        // Drops that hide where the strand ends and they begin.
        var fringed = plain
        for k in stride(from: 60, to: 340, by: 9) { fringed.ellipse(truth[k] + [0, 9], 7, 11) }
        let unsure = try #require(try StrandReader().read(fringed.alpha).geometry.strands.first)
        #expect(unsure.uncertainty > 2 * sure.uncertainty)
        #expect(mean(unsure, truth) < 2 * unsure.uncertainty)
    }
}
