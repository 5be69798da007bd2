import Foundation
import Imaging
import Testing

@Suite("HEIF rotation, camera raw, OpenEXR") struct OtherFormatTests {
    /// An AVIF of ours: stored 64 × 48 with red and green above blue, and a box that turns it a quarter clockwise.
    private static let turnedAVIF = """
        AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAPRtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA\
        AA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEYAAEAAAAAAAAALwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEA\
        AGF2MDEAAAAAdGlwcnAAAABUaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAJaXJvdAMAAAAUaXNwZQAAAAAA\
        AAAwAAAAQAAAABBwaXhpAAAAAAMICAgAAAAYaXBtYQAAAAAAAAABAAEFgYIDBIUAAAA3bWRhdBIACgkYFX+9ggQEDQgyIEWQAYYY\
        YQC4ZzZOqMOwcL8pfG2GhC4Jgs/0m4MAk73g
        """

    @Test("A turned AVIF shows upright, once")
    func turned() throws {
        let photo = try PhotoDecoder.decode(#require(Data(base64Encoded: Self.turnedAVIF)))
        #expect(photo.image.width == 48 && photo.image.height == 64)
        #expect(photo.metadata.orientation == 1 && photo.metadata.format == .avif)
        // Clockwise: what was above is at the right, red above green; blue is at the left.
        let (red, green, blue) = (photo.image.rgb(36, 16), photo.image.rgb(36, 48), photo.image.rgb(12, 32))
        #expect(red.x > 0.6 && red.y < 0.1)
        #expect(green.y > 0.4 && green.x < 0.1)
        #expect(blue.z > 0.4 && blue.y < 0.1)
    }

    /// An uncompressed DNG with an RGGB sensor that sees a warm light; the camera's neutral undoes it.
    private func dng(width: Int, height: Int) -> [UInt8] {
        var strip: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                // Left half half as bright; red doubled and blue halved by the light.
                let light: Float = x < width / 2 ? 6000 : 12000
                let filter: Float = (x + y) % 2 == 1 ? 1 : y % 2 == 0 ? 2 : 0.5
                strip += littleEndian(UInt16(light * filter))
            }
        }
        var file = TestTIFF(width: width, height: height, samples: 1, bits: 16, photometric: 32803, strip: strip)
        file.add(254, longs: [0])
        file.add(271, text: "Test")
        file.add(272, text: "Sensor")
        file.add(33421, shorts: [2, 2])
        file.add(33422, bytes: [0, 1, 1, 2], type: 1)
        file.add(50706, bytes: [1, 4, 0, 0], type: 1)
        file.add(50708, text: "Test Sensor")
        file.add(50717, longs: [65535])
        // The sensor's primaries are Rec. 709's: XYZ to linear sRGB, in ten-thousandths.
        let matrix: [Int32] = [32405, -15371, -4985, -9693, 18760, 416, 556, -2040, 10572]
        file.add(50721, rationals: matrix.map { (UInt32(bitPattern: $0), 10000) }, signed: true)
        file.add(50728, rationals: [(2, 1), (1, 1), (1, 2)])
        file.add(50778, shorts: [21])
        return file.file
    }

    @Test("Camera raw develops neutral and linear")
    func raw() throws {
        let photo = try PhotoDecoder.decode(Data(dng(width: 96, height: 64)))
        #expect(photo.metadata.format == .raw && photo.metadata.cameraModel == "Sensor")
        #expect(abs(photo.image.width - 96) <= 2 && abs(photo.image.height - 64) <= 2)
        let (dark, bright) = (photo.image.rgb(20, 32), photo.image.rgb(76, 32))
        #expect(abs(bright.x - bright.y) < 0.03 && abs(bright.z - bright.y) < 0.03, "white balance: \(bright)")
        #expect(abs(bright.y / dark.y - 2) < 0.05, "linear: \(bright.y) over \(dark.y)")
        #expect(bright.max() > 0.35 && bright.max() <= 1)
    }

    @Test("Damaged raw files give errors, not crashes")
    func damagedRaw() throws {
        let good = dng(width: 64, height: 48)
        for length in stride(from: 9, to: good.count, by: good.count / 40) {
            _ = try? PhotoDecoder.decode(Data(good[..<length]))
        }
        for at in 0..<400 {
            var bytes = good
            bytes[at] ^= 0x41
            _ = try? PhotoDecoder.decode(Data(bytes), limits: DecodingLimits(megapixels: 4))
        }
        #expect(throws: ImagingError.self) { try PhotoDecoder.decode(Data(good[..<300])) }
    }

    /// An uncompressed OpenEXR file with float channels B, G, R.
    private func exr(width: Int, height: Int, value: (Int, Int, Int) -> Float) -> [UInt8] {
        func attribute(_ name: String, _ type: String, _ bytes: [UInt8]) -> [UInt8] {
            Array(name.utf8) + [0] + Array(type.utf8) + [0] + littleEndian(Int32(bytes.count)) + bytes
        }
        func int(_ v: Int) -> [UInt8] { littleEndian(Int32(v)) }
        func float(_ v: Float) -> [UInt8] { littleEndian(v.bitPattern) }
        var channels: [UInt8] = []
        for name in ["B", "G", "R"] {
            channels += Array(name.utf8) + [0] + int(2) + [0, 0, 0, 0]
            channels += int(1) + int(1)
        }
        channels.append(0)
        let window = int(0) + int(0) + int(width - 1) + int(height - 1)
        var file: [UInt8] = [0x76, 0x2F, 0x31, 0x01, 2, 0, 0, 0]
        file += attribute("channels", "chlist", channels) + attribute("compression", "compression", [0])
        file += attribute("dataWindow", "box2i", window) + attribute("displayWindow", "box2i", window)
        file += attribute("lineOrder", "lineOrder", [0]) + attribute("pixelAspectRatio", "float", float(1))
        file += attribute("screenWindowCenter", "v2f", float(0) + float(0))
        file += attribute("screenWindowWidth", "float", float(1)) + [0]
        let rowBytes = 12 * width
        let start = file.count + 8 * height
        for y in 0..<height { file += littleEndian(UInt64(start + y * (rowBytes + 8))) }
        for y in 0..<height {
            file += int(y) + int(rowBytes)
            for c in [2, 1, 0] { for x in 0..<width { file += float(value(x, y, c)) } }
        }
        return file
    }

    @Test("Environment maps keep their radiance")
    func environment() throws {
        let folder = try ScratchFolder()
        // Half precision serves; its steps are below a thousandth.
        let bytes = exr(width: 16, height: 8) { x, y, c in Float(x + 10 * y) * (c == 0 ? 4 : c == 1 ? 1 : 0.25) }
        let map = try EnvironmentFile.read(contentsOf: folder.file("sky.exr", holding: bytes))
        #expect(map.width == 16 && map.height == 8)
        for (x, y) in [(0, 0), (15, 0), (3, 7)] {
            let v = Float(x + 10 * y)
            let colour = map.rgb(x, y)
            #expect(abs(colour.x - 4 * v) <= 0.001 * 4 * v && abs(colour.z - 0.25 * v) <= 0.001 * v)
        }
        #expect(throws: ImagingError.self) { try EnvironmentFile.read(contentsOf: folder.file("none.exr")) }
        let text = try folder.file("text.exr", holding: Array("no map".utf8))
        #expect(throws: ImagingError.self) { try EnvironmentFile.read(contentsOf: text) }
        // It is for the program's own files only: as a photo it is unknown.
        #expect(throws: ImagingError.self) { try PhotoDecoder.decode(contentsOf: folder.file("sky.exr")) }
    }
}

@Suite("Real photographs") struct RealPhotoTests {
    private static let folder = ProcessInfo.processInfo.environment["PARURE_PHOTOS"]

    @Test(
        "Every photo of the folder decodes", .enabled(if: folder != nil, "set PARURE_PHOTOS to a folder of photographs")
    )
    func all() throws {
        let folder = URL(filePath: try #require(Self.folder))
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var count = 0
        while let url = files?.nextObject() as? URL {
            guard ["jpg", "jpeg", "png", "webp"].contains(url.pathExtension.lowercased()) else { continue }
            let photo = try PhotoDecoder.decode(contentsOf: url)
            #expect(photo.image.width > 0 && photo.image.pixels.allSatisfy { $0.isFinite && $0 >= 0 }, "\(url.path)")
            count += 1
        }
        #expect(count > 0)
    }
}
