import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct PhotoCheckUpTests {
    private func chain(_ colour: SIMD3<Float>, width: Int = 640, height: Int = 720) -> SyntheticPhoto {
        var photo = SyntheticPhoto.bust(width: width, height: height)
        photo.hangChain(colour: colour, radius: 7, pitch: 13)
        return photo
    }

    @Test func aGoodPhotoPasses() {
        let result = PhotoCheckUp().run(photo: chain(SyntheticPhoto.gold).image)
        #expect(result.check.type.value == .necklace)
        #expect(result.check.type.confidence > 0.5)
        #expect(result.check.metal.value == .yellowGold)
        #expect(result.check.verdict == .good)
        #expect(result.cutout != nil)
    }

    @Test(arguments: [(SyntheticPhoto.silver * 1.4, Metal.silver), (SyntheticPhoto.copper, Metal.roseGold)])
    func metalsAreToldApart(_ colour: SIMD3<Float>, _ metal: Metal) {
        let result = PhotoCheckUp().run(photo: chain(colour).image, type: .necklace)
        #expect(result.check.metal.value == metal)
        #expect(result.check.metal.confidence > 0.5)
    }

    @Test func aBlurredChainIsCalledBlurred() {
        var photo = chain(SyntheticPhoto.gold).image
        for _ in 0..<6 { photo = blurred(photo) }
        let codes = PhotoCheckUp().run(photo: photo, type: .necklace).check.findings.map(\.code)
        #expect(codes.contains(.blurred) || codes.contains(.uncertainCutout) || codes.contains(.unreadable))
    }

    @Test func aYellowCastIsOfferedAWhiteBalance() throws {
        var photo = chain(SyntheticPhoto.gold).image
        for i in stride(from: 0, to: photo.pixels.count, by: 3) {
            photo.pixels[i] *= 1.08
            photo.pixels[i + 2] *= 0.75
        }
        let result = PhotoCheckUp().run(photo: photo, type: .necklace)
        #expect(result.check.findings.contains { $0.code == .colourCast })
        let gain = try #require(result.offeredWhiteBalance)
        // Undoes 1.08 : 1 : 0.75 up to brightness.
        #expect(abs(gain.x / gain.y - 1 / 1.08) < 0.05)
        #expect(abs(gain.z / gain.y - 1 / 0.75) < 0.1)
    }

    @Test func aSmallPieceIsCalledSmall() {
        let photo = chain(SyntheticPhoto.gold, width: 200, height: 230).image
        let result = PhotoCheckUp().run(photo: photo, type: .necklace)
        #expect(result.check.findings.contains { $0.code == .tooSmall })
        #expect(result.check.verdict != .good)
    }

    @Test func anEmptyPhotoIsRefused() {
        let check = PhotoCheckUp().run(photo: SyntheticPhoto.bust(width: 300, height: 300).image).check
        #expect(check.verdict == .refuse)
        #expect(check.findings.allSatisfy { !$0.message.isEmpty && !$0.fix.isEmpty })
    }

    @Test func aRingOfLightFallsWhereTheBustIsBright() throws {
        // The drawn bust is brighter at the upper left.
        let result = PhotoCheckUp().run(photo: chain(SyntheticPhoto.gold).image, type: .necklace)
        let light = try #require(result.light)
        #expect(light.direction.x < -0.05)
        #expect(light.direction.y < -0.05)
        #expect(light.mix.value[group: .left].x > light.mix.value[group: .right].x)
    }

    @Test func theCamerasFlashIsBelieved() throws {
        let result = PhotoCheckUp().run(photo: chain(SyntheticPhoto.gold).image, type: .necklace, flashFired: true)
        #expect(try #require(result.light).mix.value[group: .flash].x > 0.2)
    }

    private func blurred(_ image: ImageBuffer<DisplayLinear>) -> ImageBuffer<DisplayLinear> {
        var out = image
        for y in 1..<image.height - 1 {
            for x in 1..<image.width - 1 {
                var sum = SIMD3<Float>.zero
                for v in y - 1...y + 1 { for u in x - 1...x + 1 { sum += image.rgb(u, v) } }
                for c in 0..<3 { out.pixels[image.index(x, y) + c] = sum[c] / 9 }
            }
        }
        return out
    }
}

/// The sellers' own photos, where `PARURE_PHOTOS` names their folder.
@Suite struct SellersPhotosTests {
    static let folder = ProcessInfo.processInfo.environment["PARURE_PHOTOS"]

    @Test(.enabled(if: folder != nil, "set PARURE_PHOTOS to the folder of sellers' photos"))
    func mostPiecesAreFoundAndNoneCoversItsPhoto() throws {
        let root = URL(filePath: try #require(Self.folder))
        var (found, all) = (0, 0)
        for (name, type) in [("necklace_bust", PieceType.necklace), ("ring_stand", .ring)] {
            let files = try FileManager.default.contentsOfDirectory(
                at: root.appending(path: name), includingPropertiesForKeys: nil)
            for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "jpg" {
                all += 1
                let photo = try PhotoDecoder.decode(contentsOf: file)
                guard let cutout = try? ColourModelCutout().cutout(of: photo.image, type: type, strokes: Strokes())
                else { continue }
                found += 1
                let share = cutout.alpha.pixels.reduce(0, +) / Float(cutout.alpha.pixels.count)
                #expect(share < 0.4, "\(file.lastPathComponent)")
            }
        }
        #expect(Float(found) > 0.75 * Float(all))
    }
}
