import Geometry
import Plates
import Rendering
import Testing

@Suite("Places behind a person")
struct BackdropTests {
    private let camera = Camera(
        position: [0, 0, 1150], target: .zero, focalLength: 125, fNumber: 5, focusDistance: 1150, width: 80, height: 100
    )

    private func mesh(_ place: Setting.Place, seed: UInt32, fromRight: Bool = false) throws -> Mesh {
        let backdrop = Backdrop(camera: camera, subject: .zero, seed: seed, lightFromRight: fromRight)
        return try #require(backdrop.surfaces(of: place, objectID: 30).first).mesh
    }

    @Test("each fills the view with light that is finite", arguments: Setting.Place.allCases)
    func fills(_ place: Setting.Place) throws {
        for seed: UInt32 in [1, 7, 1107, 90_210] {
            let mesh = try mesh(place, seed: seed)
            for channel in ["albedoR", "albedoG", "albedoB"] {
                let values = try #require(mesh.channels[channel])
                #expect(values.count == mesh.positions.count)
                #expect(values.allSatisfy { (0...60).contains($0) }, "\(place), seed \(seed)")
            }
            // Behind the person, out to every corner of the frame.
            #expect(mesh.positions.allSatisfy { $0.z < -200 })
            let (w, h) = (Float(36) / 125 / 2, Float(36) / 125 / 2 / 0.8)
            let directions = mesh.positions.map { Vector2($0.x / w, $0.y / h) / (1150 - $0.z) }
            for corner in [Vector2(-1, -1), [1, -1], [-1, 1], [1, 1]] {
                #expect(directions.contains { $0.x * corner.x > 1 && $0.y * corner.y > 1 })
            }
        }
    }

    @Test("another seed is another place; light from the right turns it round", arguments: Setting.Place.allCases)
    func variants(_ place: Setting.Place) throws {
        let first = try mesh(place, seed: 1)
        #expect(try mesh(place, seed: 1).channels == first.channels)
        #expect(try mesh(place, seed: 2).channels != first.channels)
        let turned = try mesh(place, seed: 1, fromRight: true)
        #expect(turned.channels == first.channels)
        #expect(zip(turned.positions, first.positions).allSatisfy { abs($0.x + $1.x) < 0.5 })
    }
}
