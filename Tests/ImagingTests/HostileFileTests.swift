import Foundation
import Geometry
import Imaging
import Testing

@Suite("Files that are not what they should be") struct HostileFileTests {
    private func error(_ bytes: [UInt8], name: String = "photo.jpg", limits: DecodingLimits = .standard) throws
        -> ImagingError?
    {
        let folder = try ScratchFolder()
        let url = try folder.file(name, holding: bytes)
        do {
            _ = try PhotoDecoder.decode(contentsOf: url, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test("Missing, empty and folders")
    func missing() throws {
        let folder = try ScratchFolder()
        #expect(throws: ImagingError.fileNotFound(file: folder.file("no.jpg").relativePath)) {
            try PhotoDecoder.decode(contentsOf: folder.file("no.jpg"))
        }
        guard case .empty = try error([]) else { return #expect(Bool(false), "an empty file is called empty") }
        #expect(throws: ImagingError.self) { try PhotoDecoder.decode(contentsOf: folder.url) }
    }

    @Test("Content decides: a misnamed picture decodes, a misnamed text does not")
    func misnamed() throws {
        let png = try PhotoEncoder.encode(cornersPicture())
        #expect(try error(png, name: "photo.jpg") == nil)
        for (bytes, content) in [
            (Array("hello, not a photo\n".utf8), "text"), (Array("PK\u{3}\u{4}junkjunk".utf8), "a ZIP archive"),
            (Array("GIF89a......".utf8), "a GIF animation"), (Array("%PDF-1.7".utf8), "a PDF document"),
            ([0, 1, 2, 3, 4, 5, 0xFE], "something unknown"), ([0xFF], "something unknown"),
        ] {
            guard case .unknownFormat(_, let found) = try error(bytes) else {
                #expect(Bool(false), "\(content) was not refused as unknown")
                continue
            }
            #expect(found == content)
        }
    }

    @Test("Cut files are called cut", arguments: [ImageFormat.jpeg, .png, .webP, .tiff, .heic, .avif])
    func truncated(format: ImageFormat) throws {
        let picture = cornersPicture(width: 200, height: 160)
        let bytes = try PhotoEncoder.encode(picture, options: EncodingOptions(format: format))
        for share in [0.3, 0.6, 0.95] {
            let cut = Array(bytes[..<Int(Double(bytes.count) * share)])
            let found = try error(cut)
            guard case .truncated = found else {
                #expect(Bool(false), "\(format) cut at \(share) gave \(String(describing: found))")
                continue
            }
        }
    }

    @Test("A pixel bomb is refused by its header")
    func bomb() throws {
        let tiny = try PhotoEncoder.encode(ImageBuffer<Coverage>(width: 8, height: 8))
        // The header of a PNG, rewritten to 50 000 × 50 000.
        var bytes = tiny
        bytes.replaceSubrange(16..<24, with: bigEndian(UInt32(50_000)) + bigEndian(UInt32(50_000)))
        bytes.replaceSubrange(29..<33, with: bigEndian(crc32(Array(bytes[12..<29]))))
        let start = ContinuousClock.now
        let found = try error(bytes, name: "bomb.png")
        #expect(ContinuousClock.now - start < .seconds(1))
        guard case .tooLarge(_, 50_000, 50_000, 200) = found else {
            return #expect(Bool(false), "got \(String(describing: found))")
        }
        let photo = try PhotoEncoder.encode(cornersPicture(width: 1100, height: 1000))
        #expect(try error(photo, limits: DecodingLimits(megapixels: 2)) == nil)
        guard case .tooLarge = try error(photo, limits: DecodingLimits(megapixels: 1)) else {
            return #expect(Bool(false), "a limit of 1 megapixel lets 1.1 pass")
        }
    }

    @Test("Errors say what to do")
    func descriptions() {
        let error = ImagingError.unknownFormat(file: "a.jpg", content: "text")
        #expect(error.description.contains("a.jpg") && error.description.contains("Use JPEG"))
    }

    @Test(
        "Damaged bytes give a typed error or a picture, never a crash",
        arguments: [
            ImageFormat.jpeg, .png, .webP, .tiff, .heic, .avif,
        ])
    func fuzz(format: ImageFormat) throws {
        let picture = cornersPicture(width: 64, height: 48)
        let original = try PhotoEncoder.encode(picture, options: EncodingOptions(format: format))
        var random = PCG32(seed: 42, sequence: UInt64(original.count))
        var (decoded, refused) = (0, 0)
        for round in 0..<200 {
            var bytes = original
            switch round % 3 {
            case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 1:
                for _ in 0...round / 40 {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            default:
                let at = Int.random(in: 0..<min(bytes.count, 600), using: &random)
                bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            do throws(ImagingError) {
                let photo = try PhotoDecoder.decode(Data(bytes), limits: DecodingLimits(megapixels: 4))
                #expect(photo.image.pixels.allSatisfy { $0.isFinite && $0 >= 0 })
                decoded += 1
            } catch {
                #expect(!error.description.isEmpty)
                refused += 1
            }
        }
        #expect(decoded + refused == 200 && refused > 60)
    }

    /// PNG's checksum (ISO 3309), bit by bit.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
