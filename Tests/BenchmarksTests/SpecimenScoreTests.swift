import Appraisal
import Benchmarks
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct SpecimenScoreTests {
    /// A folder as `LayeredPhotograph` writes it, with a V of two lines that meet the photo's upper edge.
    private func sample(drawnAside: Float = 0) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "specimens-\(UUID().uuidString)/heldout/00007")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let line = (0...200).map { k -> Vector2 in
            let u = Float(k) / 100 - 1
            return Vector2(150 + 110 * u, 250 - 250 * u * u + 0.5)
        }
        var alpha = ImageBuffer<Coverage>(width: 300, height: 300)
        for y in 0..<300 {
            for x in 0..<300 {
                let p = Vector2(Float(x) + 0.5 - drawnAside, Float(y) + 0.5)
                let d = zip(line, line.dropFirst()).map { a, b in
                    let t = min(max(dot(p - a, b - a) / dot(b - a, b - a), 0), 1)
                    return (p - mix(a, b, t)).length
                }.min()!
                alpha.pixels[alpha.index(x, y)] = min(max(3.5 - d, 0), 1)
            }
        }
        try PhotoEncoder.write(alpha, to: folder.appending(path: "alpha.png"))
        let truth: [String: Any] = [
            "type": "necklace", "metal": "silver", "family": "cable", "display": "hanging", "millimetresPerPixel": 0.4,
            "centreLines": [line.map { [$0.x, $0.y] }], "closed": [false], "attachments": [[Float]](),
            "light": [String: [Float]](), "instances": 1, "others": false, "seed": 1,
        ]
        try JSONSerialization.data(withJSONObject: truth).write(to: folder.appending(path: "truth.json"))
        return folder
    }

    @Test func aStrandReadWhereItIsScoresWell() throws {
        let folder = try sample()
        defer {
            try? FileManager.default.removeItem(at: folder.deletingLastPathComponent().deletingLastPathComponent())
        }
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        let found = SpecimenTable.samples(below: root)
        #expect(found.map(\.lastPathComponent) == ["00007"])
        let score = try #require(try SpecimenScore.of(found[0]))
        let strands = try #require(score.strands)
        #expect(strands.count == 1 && strands.read == 1 && strands.found == 1)
        #expect(strands.exitsRight == 2)
        #expect(try #require(strands.pixels).mean < 0.3)
        #expect(score.isSheet == false && score.isReadAsSheet == false)
        #expect(SpecimenTable([score]).text.contains("heldout/00007"))
    }

    @Test func aStrandReadBesideItsPlaceIsNotFound() throws {
        let folder = try sample(drawnAside: 12)
        defer {
            try? FileManager.default.removeItem(at: folder.deletingLastPathComponent().deletingLastPathComponent())
        }
        let strands = try #require(try SpecimenScore.of(folder)?.strands)
        #expect(strands.found == 0 && strands.exitsRight == 0)
        #expect(try #require(strands.pixels).mean > 5)
    }
}
