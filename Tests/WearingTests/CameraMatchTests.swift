import Appraisal
import Foundation
import Geometry
import Imaging
import Testing
import Wearing

@Suite struct CameraMatchTests {
    /// Discs and rings of many tones, as lens, sensor, sharpening and a JPEG leave them.
    private struct Specimen {
        var spread: Float = 0.8
        var amount: Float = 0
        var radius: Float = 1.5
        var noise: Float = 0.004
        var quality: Int?

        static let (width, height) = (420, 320)

        private typealias Disc = (centre: Vector2, radius: Float, isRing: Bool, tone: Float)

        private static let discs: [Disc] = {
            var random = PCG32(seed: 11)
            return (0..<14).map { k in
                (
                    Vector2(random.nextFloat() * 420, random.nextFloat() * 320), 14 + 26 * random.nextFloat(),
                    k % 3 == 0, k % 2 == 0 ? 0.03 + 0.04 * random.nextFloat() : 0.5 + 0.25 * random.nextFloat()
                )
            }
        }()

        private static func covers(_ disc: Disc, _ p: Vector2) -> Bool {
            let r = (p - disc.centre).length
            return r < disc.radius && (!disc.isRing || r > 0.6 * disc.radius)
        }

        /// The discs are the piece.
        let alpha = ImageBuffer<Coverage>(
            width: width, height: height,
            pixels: (0..<width * height).map { i in
                let p = Vector2(Float(i % width) + 0.5, Float(i / width) + 0.5)
                return discs.contains { covers($0, p) } ? 1 : 0
            })

        func photo() throws -> ImageBuffer<DisplayLinear> {
            var random = PCG32(seed: 12)
            var picture = ImageBuffer<DisplayLinear>(width: Self.width, height: Self.height)
            // A pixel's own mean over 4 × 4 points is part of what a camera does.
            for y in 0..<Self.height {
                for x in 0..<Self.width {
                    var sum: Float = 0
                    for k in 0..<16 {
                        let p = Vector2(
                            Float(x) + (Float(k % 4) + 0.5) / 4, Float(y) + (Float(k / 4) + 0.5) / 4)
                        var v: Float = 0.2 + 0.0002 * p.x
                        for disc in Self.discs where Self.covers(disc, p) { v = disc.tone }
                        sum += v
                    }
                    for c in 0..<3 { picture.pixels[3 * (y * Self.width + x) + c] = sum / 16 }
                }
            }
            picture = picture.blurred(sigma: (spread * spread - 1 / 12).squareRoot())
            var encoded = ImageBuffer<Vector>(
                width: Self.width, height: Self.height, pixels: picture.encodedValues())
            for i in stride(from: 0, to: encoded.pixels.count, by: 3) {
                let n = noise * (0..<12).reduce(-6) { sum, _ in sum + random.nextFloat() }
                for c in 0..<3 { encoded.pixels[i + c] += n }
            }
            if amount > 0 {
                let smooth = encoded.blurred(sigma: radius)
                for i in encoded.pixels.indices { encoded.pixels[i] += amount * (encoded.pixels[i] - smooth.pixels[i]) }
            }
            for i in picture.pixels.indices {
                picture.pixels[i] = SRGB.linear(fromEncoded: min(max(encoded.pixels[i], 0), 1))
            }
            guard let quality else { return picture }
            let file = try PhotoEncoder.encode(picture, options: EncodingOptions(format: .jpeg, quality: quality))
            return try PhotoDecoder.decode(Data(file)).image
        }
    }

    @Test(arguments: [Float(0.6), 1, 1.7, 2.8], [Float(0.003), 0.01])
    func `A photo's blur is measured within an eighth`(spread: Float, noise: Float) throws {
        let specimen = Specimen(spread: spread, noise: noise)
        let found = try #require(PhotoSharpness(photo: specimen.photo(), alpha: specimen.alpha))
        #expect(abs(found.spread / spread - 1) < 0.125, "\(found.spread) of \(spread)")
        #expect(found.overshoot < 0.02, "\(found.overshoot)")
    }

    @Test(arguments: [(Float(0.7), Float(0.8), Float(1.2)), (0.9, 1.2, 2), (1.4, 1.4, 2.5)])
    func `A sharpening halo is measured within four hundredths of the step`(
        spread: Float, amount: Float, radius: Float
    ) throws {
        let specimen = Specimen(spread: spread, amount: amount, radius: radius)
        let found = try #require(PhotoSharpness(photo: specimen.photo(), alpha: specimen.alpha))
        let truth = PhotoSharpness(spread: spread, amount: amount, radius: radius)
        #expect(abs(found.overshoot - truth.overshoot) < 0.04, "\(found.overshoot) of \(truth.overshoot)")
        #expect(
            abs(found.halfContrastFrequency / truth.halfContrastFrequency - 1) < 0.2,
            "\(found.halfContrastFrequency) of \(truth.halfContrastFrequency)")
    }

    @Test func `A photo without clear edges tells nothing of its blur`() throws {
        let grey = ImageBuffer<DisplayLinear>(width: 300, height: 300, fill: 0.3)
        #expect(PhotoSharpness(photo: grey, alpha: ImageBuffer(width: 300, height: 300, fill: 1)) == nil)
    }

    @Test(arguments: [40, 60, 75, 85])
    func `A JPEG's quality is read from its file, and from its pixels when the file tells no more`(quality: Int) throws
    {
        let photo = try Specimen(quality: quality).photo()
        let file = try #require(PhotoCompression(photo: photo, fileQuality: quality))
        #expect(file.source == .tables && file.quality == quality || file.quality >= quality - 4)
        let pixels = try #require(PhotoCompression(photo: photo, fileQuality: nil))
        #expect(pixels.source == .pixels && abs(pixels.quality - quality) <= 4, "\(pixels.quality)")
    }

    @Test func `A photo that never was a JPEG shows no blocks`() throws {
        #expect(PhotoCompression(photo: try Specimen(noise: 0.01).photo(), fileQuality: nil) == nil)
    }

    /// What a renderer gives: edges through its pixel filter, no noise.
    private func person() throws -> ImageBuffer<DisplayLinear> { try Specimen(spread: 0.4, noise: 0).photo() }

    @Test(arguments: [(Float(1.6), Float(0)), (2.6, 0), (0.9, 1.2)])
    func `A person's edges get the blur and the halo of the photo's`(spread: Float, amount: Float) throws {
        let photo = PhotoSharpness(spread: spread, amount: amount, radius: 1.8)
        var person = try person()
        CameraMatch(sharpness: SharpnessMatch(photo, minification: 1)).apply(to: &person)
        let found = try #require(PhotoSharpness(photo: person, alpha: Specimen().alpha))
        #expect(abs(found.halfContrastFrequency / photo.halfContrastFrequency - 1) < 0.2)
        #expect(abs(found.overshoot - photo.overshoot) < 0.035, "\(found.overshoot) of \(photo.overshoot)")
    }

    @Test func `Seen at half the size, a photo's blur is half as wide`() {
        let photo = PhotoSharpness(spread: 3, amount: 1, radius: 4)
        let (whole, half) = (SharpnessMatch(photo, minification: 1), SharpnessMatch(photo, minification: 2))
        #expect(abs(whole.blur - 3) < 0.1 && abs(half.blur - 1.5) < 0.1 && half.radius == 2)
    }

    @Test func `A person beside a compressed photo gets blocks of the photo's size`() throws {
        let match = CameraMatch(
            compression: CompressionMatch(PhotoCompression(quality: 55, source: .tables), minification: 1))
        var person = try person()
        match.apply(to: &person)
        #expect(abs(try #require(PhotoCompression(photo: person, fileQuality: nil)).quality - 55) <= 4)
        #expect(CompressionMatch(PhotoCompression(quality: 95, source: .tables), minification: 1) == nil)
        #expect(CompressionMatch(PhotoCompression(quality: 55, source: .tables), minification: 3) == nil)
    }
}
