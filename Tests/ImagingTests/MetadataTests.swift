import Foundation
import Imaging
import Testing

@Suite("What a photo's file says") struct MetadataTests {
    /// EXIF with an orientation and, where asked, camera data in its second directory.
    private func exif(orientation: UInt16, camera: Bool = false) -> [UInt8] {
        var main = TestTIFF()
        main.add(274, shorts: [orientation])
        if camera {
            main.add(271, text: "Maker")
            main.add(272, text: "Model 1")
            // The second directory is appended, so its offset is the length of the first part.
            main.add(34665, longs: [0])
            let offset = UInt32(main.file.count)
            main.entries.removeLast()
            main.add(34665, longs: [offset])
            var second = TestTIFF()
            second.add(33434, rationals: [(1, 60)])
            second.add(33437, rationals: [(11, 1)])
            second.add(34855, shorts: [200])
            second.add(37382, rationals: [(45, 100)])
            second.add(37385, shorts: [25])
            second.add(37386, rationals: [(67, 10)])
            second.add(40962, longs: [4000])
            second.add(40963, longs: [3000])
            second.add(41486, rationals: [(7000, 1)])
            second.add(41488, shorts: [3])
            second.add(41989, shorts: [26])
            // Offsets inside it count from the start of the whole.
            return Array("Exif\0\0".utf8) + main.file + second.directory(at: offset)
        }
        return Array("Exif\0\0".utf8) + main.file
    }

    /// What is stored for each EXIF orientation so that the picture shows upright: stored pixel of an upright one.
    private func stored(_ upright: ImageBuffer<DisplayLinear>, for orientation: Int) -> ImageBuffer<DisplayLinear> {
        let (w, h) = (upright.width, upright.height)
        let swaps = orientation >= 5
        var out = ImageBuffer<DisplayLinear>(width: swaps ? h : w, height: swaps ? w : h)
        for y in 0..<h {
            for x in 0..<w {
                // The row 0 and column 0 of the stored picture, as EXIF 2.3 names them.
                let (sx, sy) =
                    switch orientation {
                    case 2: (w - 1 - x, y)
                    case 3: (w - 1 - x, h - 1 - y)
                    case 4: (x, h - 1 - y)
                    case 5: (y, x)
                    case 6: (y, w - 1 - x)
                    case 7: (h - 1 - y, w - 1 - x)
                    case 8: (h - 1 - y, x)
                    default: (x, y)
                    }
                for c in 0..<3 { out.pixels[out.index(sx, sy) + c] = upright.pixels[upright.index(x, y) + c] }
            }
        }
        return out
    }

    @Test("Every EXIF orientation shows upright", arguments: 1...8)
    func orientation(_ orientation: Int) throws {
        let upright = cornersPicture()
        let bytes = try PhotoEncoder.encode(
            stored(upright, for: orientation), options: EncodingOptions(format: .jpeg, quality: 98))
        let tagged = jpeg(bytes, withSegment: 0xE1, exif(orientation: UInt16(orientation)))
        let photo = try PhotoDecoder.decode(Data(tagged))
        #expect(photo.metadata.orientation == orientation)
        #expect(photo.image.width == 48 && photo.image.height == 32)
        #expect(photo.metadata.storedWidth == (orientation >= 5 ? 32 : 48))
        #expect(largestCodeDifference(photo.image, upright) < 10)
    }

    @Test("Camera data is read")
    func camera() throws {
        let bytes = try PhotoEncoder.encode(cornersPicture(), options: EncodingOptions(format: .jpeg))
        let metadata = try PhotoDecoder.decode(Data(jpeg(bytes, withSegment: 0xE1, exif(orientation: 1, camera: true))))
            .metadata
        #expect(metadata.cameraMake == "Maker" && metadata.cameraModel == "Model 1")
        #expect(abs(metadata.exposureTime! - 1 / 60) < 1e-5)
        #expect(metadata.fNumber == 11 && metadata.iso == 200)
        #expect(metadata.flashFired == true)
        #expect(abs(metadata.focalLength! - 6.7) < 1e-4 && metadata.focalLengthIn35mm == 26)
        #expect(abs(metadata.subjectDistance! - 0.45) < 1e-4 && metadata.sensorPixelsPerMillimetre == 700)
        #expect(metadata.exposedSize == PhotoMetadata.ExposedSize(width: 4000, height: 3000))
    }

    @Test("A JPEG's quality is estimated", arguments: [30, 60, 75, 85, 95])
    func quality(_ quality: Int) throws {
        let bytes = try PhotoEncoder.encode(
            cornersPicture(), options: EncodingOptions(format: .jpeg, quality: quality))
        let estimate = try #require(try PhotoDecoder.decode(Data(bytes)).metadata.jpegQuality)
        #expect(abs(estimate - quality) <= 1)
    }

    @Test("A photo without camera data has none")
    func plain() throws {
        let metadata = try PhotoDecoder.decode(Data(PhotoEncoder.encode(cornersPicture()))).metadata
        #expect(metadata.format == .png && metadata.cameraMake == nil && metadata.fNumber == nil)
        #expect(metadata.flashFired == nil && metadata.jpegQuality == nil && metadata.orientation == 1)
    }
}
