import Foundation
import Specimens
import Testing

@Suite("What is told of a layered photograph")
struct SpecimenTruthTests {
    private typealias Truth = LayeredPhotograph.Truth

    private func truth(_ wanted: String, of seed: UInt64 = 5) async throws -> Truth {
        let set = SpecimenSet(folder: URL(filePath: "/"), split: .train, seed: seed, size: 96)
        let index = try #require((0..<400).first { set.kind(of: $0).contains(wanted) })
        var shot = SpecimenLottery(split: .train, size: 96).shot(seed: seed, index: index)
        (shot.pieceSamples, shot.placeSamples) = (4, 1)
        return try await shot.take().truth
    }

    @Test("a ring's camera sees its band where the truth says")
    func ringCamera() async throws {
        let truth = try await truth("ring/wide")
        let (camera, band) = (try #require(truth.camera), try #require(truth.band))
        // The origin of a ring's own frame is the middle of its band, y its axis, z the way to its head.
        let middle = camera.pixel(of: [0, 0, 0])
        #expect(abs(middle.x - band.centre[0]) < 0.1 && abs(middle.y - band.centre[1]) < 0.1)
        for (axis, seen) in [(1, band.axis), (2, band.headDirection)] {
            let told = [camera.right[axis], camera.down[axis], camera.forward[axis]]
            for (a, b) in zip(told, seen) { #expect(abs(a - b) < 1e-3) }
        }
    }

    @Test("a necklace that hangs before an upright camera hangs down in the picture")
    func necklaceCamera() async throws {
        let truth = try await truth("/hanging")
        let camera = try #require(truth.camera)
        // Against y is down: the camera rolls by 12° and looks up or down by 14° at most.
        let down = [-camera.right[1], -camera.down[1], -camera.forward[1]]
        #expect(down[1] > 0.9)
        #expect(camera.pixel(of: [0, -10, 0]).y > camera.pixel(of: [0, 10, 0]).y)
        // A millimetre is as many pixels as the truth says, all but for depth.
        let scale = camera.pixel(of: [0.5, 0, 0]).x - camera.pixel(of: [-0.5, 0, 0]).x
        #expect(abs(scale * truth.millimetresPerPixel) < 1.2 && abs(scale * truth.millimetresPerPixel) > 0.6)
    }

    @Test("every stretch of a middle line is of a strand, and older truths without strands still load")
    func strands() async throws {
        let truth = try await truth("necklace/")
        let strands = try #require(truth.strands)
        #expect(strands.count == truth.centreLines.count && strands == strands.sorted())
        var fields = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(truth)) as? [String: Any])
        for new in ["strands", "camera"] { try #require(fields.removeValue(forKey: new) != nil) }
        let old = try JSONDecoder().decode(Truth.self, from: JSONSerialization.data(withJSONObject: fields))
        #expect(old.strands == nil && old.camera == nil && old.centreLines == truth.centreLines)
    }

    @Test("what sellers show and the cutout failed on is drawn often, and the kinds kept back never")
    func kinds() {
        let train = SpecimenSet(folder: URL(filePath: "/"), split: .train, seed: 3)
        let heldout = SpecimenSet(folder: URL(filePath: "/"), split: .heldout, seed: 3)
        let (drawn, kept) = ((0..<150).map(train.kind), (0..<30).map(heldout.kind))
        func share(_ names: [String], of type: String) -> Double {
            let all = drawn.filter { $0.hasPrefix(type) }
            return Double(all.count { kind in names.contains { kind.contains($0) } }) / Double(all.count)
        }
        #expect(share(["crystal"], of: "necklace") > 0.1)
        #expect(share(["glass", "medallion", "plate", "resin", "ribbon", "tassel"], of: "necklace") > 0.15)
        #expect(share(["wide"], of: "ring") > 0.06)
        #expect(drawn.contains { $0.hasPrefix("ring") && $0.hasSuffix("/pad") })
        #expect(!drawn.contains { $0.contains("lattice") || $0.contains("resin-cubes") })
        #expect(!kept.contains { $0.contains("/pad") || $0.contains("wide") || $0.contains("crystals") })
    }
}

extension LayeredPhotograph.Truth.Camera {
    /// Where a point of the piece's frame is seen.
    fileprivate func pixel(of p: [Float]) -> (x: Float, y: Float) {
        func along(_ axis: [Float]) -> Float { (0..<3).reduce(0) { $0 + (p[$1] - position[$1]) * axis[$1] } }
        let z = along(forward)
        return (principalPoint[0] + focalLength * along(right) / z, principalPoint[1] + focalLength * along(down) / z)
    }
}
