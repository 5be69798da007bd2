import Appraisal
import Geometry
import Imaging
import Testing

@Suite struct PhotoCheckUpTests {
    private func chain(_ colour: SIMD3<Float>) -> SyntheticPhoto {
        var photo = SyntheticPhoto.bust(width: 640, height: 720)
        photo.hangChain(colour: colour, radius: 7, pitch: 13)
        return photo
    }

    @Test func aGoodPhotoPasses() throws {
        let result = try PhotoCheckUp().run(photo: chain(SyntheticPhoto.gold).image)
        #expect(result.check.type.value == .necklace)
        #expect(result.check.type.confidence > 0.5)
        #expect(result.check.metal.value == .yellowGold)
        #expect(result.check.verdict == .good)
        #expect(result.cutout != nil)
    }

    @Test(arguments: [(SyntheticPhoto.silver * 1.4, Metal.silver), (SyntheticPhoto.copper, Metal.roseGold)])
    func metalsAreToldApart(_ colour: SIMD3<Float>, _ metal: Metal) throws {
        let result = try PhotoCheckUp().run(photo: chain(colour).image, type: .necklace)
        #expect(result.check.metal.value == metal)
        #expect(result.check.metal.confidence > 0.5)
    }

    @Test func aBlurredChainIsCalledBlurred() throws {
        var photo = chain(SyntheticPhoto.gold).image
        for _ in 0..<6 { photo = blurred(photo) }
        let codes = try PhotoCheckUp().run(photo: photo, type: .necklace).check.findings.map(\.code)
        #expect(codes.contains(.blurred) || codes.contains(.uncertainCutout) || codes.contains(.unreadable))
    }

    @Test func aYellowCastIsOfferedAWhiteBalance() throws {
        var photo = chain(SyntheticPhoto.gold).image
        for i in stride(from: 0, to: photo.pixels.count, by: 3) {
            photo.pixels[i] *= 1.08
            photo.pixels[i + 2] *= 0.75
        }
        let result = try PhotoCheckUp().run(photo: photo, type: .necklace)
        #expect(result.check.findings.contains { $0.code == .colourCast })
        let gain = try #require(result.offeredWhiteBalance)
        // Undoes 1.08 : 1 : 0.75 up to brightness.
        #expect(abs(gain.x / gain.y - 1 / 1.08) < 0.05)
        #expect(abs(gain.z / gain.y - 1 / 0.75) < 0.1)
    }

    @Test func aSmallPieceIsCalledSmall() throws {
        var photo = SyntheticPhoto.bust(width: 200, height: 230)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 2.5, pitch: 4)
        let result = try PhotoCheckUp().run(photo: photo.image, type: .necklace)
        #expect(result.check.findings.contains { $0.code == .tooSmall })
        #expect(result.check.verdict != .good)
    }

    @Test func anEmptyPhotoIsRefused() throws {
        let check = try PhotoCheckUp().run(photo: SyntheticPhoto.bust(width: 300, height: 300).image).check
        #expect(check.verdict == .refuse)
        #expect(check.findings.allSatisfy { !$0.message.isEmpty && !$0.fix.isEmpty })
    }

    @Test func aRingOfLightFallsWhereTheBustIsBright() throws {
        // The drawn bust is brighter at the upper left.
        let result = try PhotoCheckUp().run(photo: chain(SyntheticPhoto.gold).image, type: .necklace)
        let light = try #require(result.light)
        #expect(light.direction.x < -0.05)
        #expect(light.direction.y < -0.05)
        #expect(light.mix.value[.left].x > light.mix.value[.right].x)
    }

    @Test func theCamerasFlashIsBelieved() throws {
        let result = try PhotoCheckUp().run(photo: chain(SyntheticPhoto.gold).image, type: .necklace, flashFired: true)
        #expect(try #require(result.light).mix.value[.flash].x > 0.2)
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
