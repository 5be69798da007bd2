import Appraisal
import Geometry
import Imaging
import Rendering
import Specimens
import Testing

@Suite("Which stones let light through") struct ClearStonesTests {
    /// One earring of a pair photographed on white, its cutout the true one.
    private func cutout(_ earring: EarringSpecimen) async throws -> Cutout {
        let shot = ProductShot(
            subject: .earrings(earring), displayColour: Vector3(repeating: 0.7),
            backgroundColour: Vector3(repeating: 0.6),
            light: LightMix([.left: .one * 0.6, .softboxes: .one * 0.3, .tent: .one * 0.2]),
            camera: earring.camera(tilt: 3, turn: 4, frameWidth: 64, pixels: 400), samplesPerPixel: 6)
        let photograph = try await shot.take()
        return Cutout(
            alpha: photograph.matte, foreground: photograph.image,
            uncertainty: ImageBuffer(width: photograph.matte.width, height: photograph.matte.height))
    }

    private static let sapphire: Vector3 = [0.06, 0.2, 0.7]
    private static let amethyst: Vector3 = [0.35, 0.08, 0.5]
    private static let rose: Vector3 = [0.75, 0.16, 0.3]

    @Test("a cut drop of coloured glass that hangs free, in its colour", arguments: [sapphire, rose])
    func clear(_ gem: Vector3) async throws {
        let cutout = try await cutout(EarringSpecimen(.crystal(radius: 5), metal: .yellowGold, gem: gem))
        let stones = try #require(ClearStones(of: cutout))
        let covered = stones.coverage.pixels.indices.filter { stones.coverage.pixels[$0] > 0 }
        // The drop is most of the piece's area, and nothing off it counts.
        let piece = cutout.alpha.pixels.count { $0 > 0.5 }
        #expect(Float(covered.count) > 0.5 * Float(piece) && covered.allSatisfy { cutout.alpha.pixels[$0] > 0 })
        for i in covered {
            let share = Vector3(
                stones.transmittance.pixels[3 * i], stones.transmittance.pixels[3 * i + 1],
                stones.transmittance.pixels[3 * i + 2])
            #expect(share.max() < 0.75 && share.min() >= 0)
            #expect((share.x > share.y) == (gem.x > gem.y) && share.z > share.y)
        }
    }

    @Test(
        "none of an opaque stone of the same cut, of metal, or of a clear stone set in metal",
        arguments: [
            (EarringSpecimen.Shape.hook(radius: 5), Metal.silver, sapphire), (.drop(radius: 5), .yellowGold, amethyst),
            (.hook(radius: 5), .yellowGold, [0.06, 0.42, 0.4]),
            (.hoop(radius: 11, thickness: 3, turn: 30), .roseGold, rose),
        ] as [(EarringSpecimen.Shape, Metal, Vector3)])
    func opaque(_ shape: EarringSpecimen.Shape, _ metal: Metal, _ gem: Vector3) async throws {
        let stones = ClearStones(of: try await cutout(EarringSpecimen(shape, metal: metal, gem: gem)))
        let covered = stones.map { $0.coverage.pixels.count { $0 > 0 } }
        #expect(covered == nil)
    }
}
