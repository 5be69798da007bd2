import Appraisal
import Geometry
import Imaging
import Rendering
import Specimens
import Testing

@Suite("Product photographs of our own")
struct ProductShotTests {
    private func shot(_ name: String) throws -> ProductShot {
        var shot = try #require(ProductShot.example(name, width: 96, samplesPerPixel: 4))
        shot.seed = 3
        return shot
    }

    @Test("the matte covers the piece's line and nothing of the corners", arguments: ["necklace", "pearls"])
    func matteFollowsTruth(_ name: String) async throws {
        let photograph = try await shot(name).take()
        let matte = photograph.matte
        #expect(photograph.image.width == 96 && matte.width == 96 && matte.height == photograph.image.height)
        #expect(matte.value(0, 0) == 0 && matte.value(95, matte.height - 1) == 0)
        let line = photograph.truth.centreLine
        try #require(line.count > 20)
        let covered = line.count { p in
            let (x, y) = (Int(p.x), Int(p.y))
            return (max(y - 1, 0)...min(y + 1, matte.height - 1)).contains { v in
                (max(x - 1, 0)...min(x + 1, 95)).contains { u in matte.value(u, v) > 0.05 }
            }
        }
        #expect(Double(covered) > 0.9 * Double(line.count))
    }

    @Test("a ring's truth is a right angle of unit vectors at the true scale", arguments: ["ring", "signet"])
    func ringTruth(_ name: String) async throws {
        let truth = try await shot(name).take().truth
        let (axis, head) = (try #require(truth.bandAxis), try #require(truth.headDirection))
        #expect(abs(axis.length - 1) < 1e-3 && abs(head.length - 1) < 1e-3 && abs(dot(axis, head)) < 1e-3)
        let radius = try #require(truth.innerRadiusPixels)
        let diameter = try #require(truth.innerDiameter)
        #expect(abs(2 * radius * truth.millimetresPerPixel - diameter) < 1e-3 * diameter)
    }

    @Test("a longer drop makes a longer chain")
    func lengths() {
        let bust = Bust(colour: .one)
        let short = NecklaceSpecimen(chain: .snake(diameter: 2), pendant: .none, metal: .silver, bust: bust, drop: 70)
        let long = NecklaceSpecimen(chain: .snake(diameter: 2), pendant: .none, metal: .silver, bust: bust, drop: 150)
        #expect(short.length > 320 && long.length > short.length + 100)
    }

    @Test("the bust's normals point outward")
    func bustNormals() {
        let bust = Bust(colour: .one)
        for y in stride(from: Float(-200), through: 80, by: 20) {
            for angle in [Float(-1), 0, 1.2] {
                let s = bust.surface(y: y, angle: angle)
                #expect(dot(s.normal, Vector3(s.point.x, 0, s.point.z)) > 0)
            }
        }
    }
}
