import Foundation
import Imaging
import Testing

@Suite("Reading and writing pictures") struct CodecTests {
    @Test(
        "A picture survives every format",
        arguments: [
            ("a.png", 8, 1.1), ("b.png", 16, 0.02), ("c.tif", 8, 1.1), ("d.tiff", 16, 0.02), ("e.jpg", 8, 8),
            ("f.webp", 8, 12),
            ("g.heic", 8, 12), ("h.avif", 8, 12),
        ] as [(String, Int, Float)])
    func roundTrip(name: String, bits: Int, tolerance: Float) throws {
        let folder = try ScratchFolder()
        let picture = cornersPicture()
        try PhotoEncoder.write(picture, to: folder.file(name), options: EncodingOptions(quality: 98, bitDepth: bits))
        let photo = try PhotoDecoder.decode(contentsOf: folder.file(name))
        #expect(photo.image.width == 48 && photo.image.height == 32)
        #expect(photo.alpha == nil)
        #expect(photo.metadata.bitDepth == bits)
        #expect(largestCodeDifference(photo.image, picture) < tolerance)
        #expect(photo.metadata.profileName?.contains("sRGB") == true)
        // Nothing but the picture is left in the folder.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [name])
    }

    @Test("Every 8-bit code comes back as it was")
    func codesAreExact() throws {
        var picture = ImageBuffer<DisplayLinear>(width: 256, height: 3)
        for i in 0..<256 * 3 {
            for c in 0..<3 { picture.pixels[3 * i + c] = SRGB.linear(fromEncoded: Float(i % 256) / 255) }
        }
        let bytes = try PhotoEncoder.encode(picture)
        #expect(try largestCodeDifference(PhotoDecoder.decode(Data(bytes)).image, picture) < 0.001)
    }

    @Test("A gradient between two codes is dithered without a bias, the same way each time")
    func dithering() throws {
        let value = SRGB.linear(fromEncoded: 100.3 / 255)
        let picture = ImageBuffer<DisplayLinear>(width: 64, height: 64, fill: value)
        let bytes = try PhotoEncoder.encode(picture)
        #expect(try bytes == PhotoEncoder.encode(picture))
        let codes = try PhotoDecoder.decode(Data(bytes)).image.encodedValues().map { $0 * 255 }
        #expect(codes.allSatisfy { abs($0 - 100) < 0.01 || abs($0 - 101) < 0.01 })
        #expect(abs(codes.reduce(0, +) / Float(codes.count) - 100.3) < 0.03)
    }

    @Test("A cutout keeps straight colour and alpha", arguments: ["a.png", "a.webp", "a.tif"])
    func cutout(name: String) throws {
        let folder = try ScratchFolder()
        var cutout = ImageBuffer<DisplayLinearAlpha>(width: 40, height: 20)
        for i in 0..<800 {
            let a: Float = i % 40 < 20 ? 0.5 : 1
            (cutout.pixels[4 * i], cutout.pixels[4 * i + 1], cutout.pixels[4 * i + 3]) = (0.5, 0.25, a)
        }
        try PhotoEncoder.write(cutout, to: folder.file(name), options: EncodingOptions(lossless: true))
        let back = try PhotoDecoder.decodeCutout(contentsOf: folder.file(name))
        let difference = zip(back.pixels, cutout.pixels).map { abs($0 - $1) }.max()!
        #expect(difference < 0.006)
        let photo = try PhotoDecoder.decode(contentsOf: folder.file(name))
        #expect(abs(photo.image.rgb(0, 0).z - 0.5) < 0.01, "half transparent black over white")
        #expect(abs(photo.alpha!.value(0, 0) - 0.5) < 0.003)
    }

    @Test("Coverage is stored without a curve")
    func coverage() throws {
        let folder = try ScratchFolder()
        let mask = ImageBuffer<Coverage>(width: 4, height: 1, pixels: [0, 0.25, 0.5, 1])
        for bits in [8, 16] {
            let url = folder.file("mask\(bits).png")
            try PhotoEncoder.write(mask, to: url, options: EncodingOptions(bitDepth: bits))
            let back = try PhotoDecoder.decodeCoverage(contentsOf: url)
            #expect(zip(back.pixels, mask.pixels).allSatisfy { abs($0 - $1) < 0.002 })
        }
    }

    @Test("A picture with alpha becomes an opaque JPEG over white")
    func alphaToJPEG() throws {
        let clear = ImageBuffer<DisplayLinearAlpha>(width: 16, height: 16)
        let bytes = try PhotoEncoder.encode(clear, options: EncodingOptions(format: .jpeg))
        #expect(try PhotoDecoder.decode(Data(bytes)).image.pixels.allSatisfy { $0 > 0.98 })
    }

    @Test("What cannot be written says why and leaves nothing behind")
    func cannotWrite() throws {
        let folder = try ScratchFolder()
        let picture = cornersPicture()
        for name in ["missing/a.png", "a.bmp", "noextension", "a.cr2"] {
            #expect(throws: ImagingError.self) { try PhotoEncoder.write(picture, to: folder.file(name)) }
        }
        #expect(throws: ImagingError.self) {
            try PhotoEncoder.write(picture, to: folder.file("a.jpg"), options: EncodingOptions(bitDepth: 16))
        }
        #expect(throws: ImagingError.self) {
            try PhotoEncoder.write(ImageBuffer<DisplayLinear>(width: 0, height: 0), to: folder.file("a.png"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }
}
