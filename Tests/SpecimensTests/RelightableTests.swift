import Appraisal
import Foundation
import Geometry
import Imaging
import Rendering
import Specimens
import Testing

@Suite("Photographs under each light")
struct RelightableTests {
    private func photograph(_ index: Int) async throws -> RelightablePhotograph {
        var shot = SpecimenLottery(split: .heldout, size: 128).shot(seed: 1, index: index)
        shot.pieceSamples = 8
        return try await shot.takeRelightable()
    }

    @Test("layers add up to the photograph, and left light is not right light")
    func layers() async throws {
        let photograph = try await photograph(0)
        #expect(Set(photograph.layers.keys) == Set(LightGroup.allCases))
        let (left, right) = (try #require(photograph.layers[.left]), try #require(photograph.layers[.right]))
        var (difference, sum): (Float, Float) = (0, 0)
        for i in left.pixels.indices {
            difference += abs(left.pixels[i] - right.pixels[i])
            sum += left.pixels[i] + right.pixels[i]
        }
        #expect(sum > 0)
        #expect(difference / sum > 0.1)
        #expect(photograph.alpha.pixels.contains { $0 > 0.9 })
    }

    @Test("a file keeps layers and coverage")
    func file() async throws {
        let photograph = try await photograph(0)
        let url = FileManager.default.temporaryDirectory.appending(path: "relightable-\(UUID().uuidString)/00000.light")
        defer { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
        try photograph.write(to: url)
        let file = try FloatImageFile(contentsOf: url)
        let left = try file.layer("left", as: SceneLinear.self)
        let drawn = try #require(photograph.layers[.left])
        #expect(zip(left.pixels, drawn.pixels).allSatisfy { abs($0 - $1) < 0.01 * max(1, $1) })
        #expect(try file.layer("alpha", as: Coverage.self).width == drawn.width)
    }

    @Test("light groups come from where the studio puts their lamps")
    func directions() {
        let camera = Camera(position: [0, 0, 900], target: .zero, width: 100, height: 100)
        let studio = StudioLights(subject: .zero, radius: 100, camera: camera)
        for group in [LightGroup.softboxes, .flash, .overhead, .left, .right, .fill, .rim] {
            var (net, total): (Vector3, Float) = (.zero, 0)
            for case .area(let lamp) in studio.lights(for: [group]) {
                // Irradiance of a facing card.
                let area = 4 * lamp.u.length * lamp.v.length
                let power = lamp.radiance.x * area / dot(lamp.centre, lamp.centre)
                let axes = camera.axes
                let way = lamp.centre.normalized
                net += Vector3(dot(way, axes.right), dot(way, axes.down), -dot(way, axes.forward)) * power
                total += power
            }
            #expect((net / total - group.netDirection).length < 0.02, "\(group)")
        }
    }
}
