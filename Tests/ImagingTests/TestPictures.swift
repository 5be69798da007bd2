import Foundation
import Imaging

/// A folder that is gone when the test is.
final class ScratchFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "parure-imaging-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }

    func file(_ name: String, holding bytes: [UInt8]) throws -> URL {
        try Data(bytes).write(to: file(name))
        return file(name)
    }
}

/// A smooth picture with a distinct colour in each corner: red, green, blue, white.
func cornersPicture(width: Int = 48, height: Int = 32) -> ImageBuffer<DisplayLinear> {
    var image = ImageBuffer<DisplayLinear>(width: width, height: height)
    let corners: [SIMD3<Float>] = [[0.8, 0.05, 0.05], [0.05, 0.6, 0.1], [0.05, 0.1, 0.7], [0.9, 0.9, 0.85]]
    for y in 0..<height {
        for x in 0..<width {
            let (u, v) = (Float(x) / Float(width - 1), Float(y) / Float(height - 1))
            let top = corners[0] * (1 - u) + corners[1] * u
            let bottom = corners[2] * (1 - u) + corners[3] * u
            let colour = top * (1 - v) + bottom * v
            for c in 0..<3 { image.pixels[image.index(x, y) + c] = colour[c] }
        }
    }
    return image
}

/// The largest difference of two pictures in sRGB codes, 0…255.
func largestCodeDifference(_ a: ImageBuffer<DisplayLinear>, _ b: ImageBuffer<DisplayLinear>) -> Float {
    zip(a.encodedValues(), b.encodedValues()).map { abs($0 - $1) * 255 }.max() ?? 0
}

/// A minimal TIFF file: little endian, one strip, any tags.
struct TestTIFF {
    /// Tag, type (1 byte, 2 ASCII, 3 short, 4 long, 5 rational, 7 undefined), values as bytes.
    var entries: [(tag: UInt16, type: UInt16, count: Int, bytes: [UInt8])] = []
    var strip: [UInt8] = []

    mutating func add(_ tag: UInt16, shorts: [UInt16]) {
        entries.append((tag, 3, shorts.count, shorts.flatMap { littleEndian($0) }))
    }
    mutating func add(_ tag: UInt16, longs: [UInt32]) {
        entries.append((tag, 4, longs.count, longs.flatMap { littleEndian($0) }))
    }
    mutating func add(_ tag: UInt16, rationals: [(UInt32, UInt32)], signed: Bool = false) {
        let bytes = rationals.flatMap { littleEndian($0.0) + littleEndian($0.1) }
        entries.append((tag, signed ? 10 : 5, rationals.count, bytes))
    }
    mutating func add(_ tag: UInt16, bytes: [UInt8], type: UInt16 = 7) {
        entries.append((tag, type, bytes.count, bytes))
    }
    mutating func add(_ tag: UInt16, text: String) {
        let bytes = Array(text.utf8) + [0]
        entries.append((tag, 2, bytes.count, bytes))
    }

    /// Baseline tags for interleaved samples.
    init(width: Int, height: Int, samples: Int, bits: UInt16, photometric: UInt16, strip: [UInt8]) {
        self.strip = strip
        add(256, longs: [UInt32(width)])
        add(257, longs: [UInt32(height)])
        add(258, shorts: [UInt16](repeating: bits, count: samples))
        add(259, shorts: [1])
        add(262, shorts: [photometric])
        add(277, shorts: [UInt16(samples)])
        add(278, longs: [UInt32(height)])
        add(279, longs: [UInt32(strip.count)])
        add(284, shorts: [1])
    }

    init() {}

    /// The file, or (without a strip) the body of an EXIF block.
    var file: [UInt8] { [0x49, 0x49, 42, 0, 8, 0, 0, 0] + directory(at: 8) }

    /// A directory with what it points to, for a place in a file.
    func directory(at start: UInt32) -> [UInt8] {
        var all = entries
        if !strip.isEmpty { all.append((273, 4, 1, [])) }
        all.sort { $0.tag < $1.tag }
        let directoryLength = 2 + 12 * all.count + 4
        var extra: [UInt8] = []
        var directory = littleEndian(UInt16(all.count))
        let extraLength = all.reduce(0) { $0 + ($1.bytes.count > 4 ? ($1.bytes.count + 1) / 2 * 2 : 0) }
        for entry in all {
            var bytes = entry.bytes
            if entry.tag == 273 { bytes = littleEndian(start + UInt32(directoryLength + extraLength)) }
            directory += littleEndian(entry.tag) + littleEndian(entry.type) + littleEndian(UInt32(entry.count))
            if bytes.count > 4 {
                directory += littleEndian(start + UInt32(directoryLength + extra.count))
                extra += bytes + (bytes.count % 2 == 1 ? [0] : [])
            } else {
                directory += bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
            }
        }
        return directory + [0, 0, 0, 0] + extra + strip
    }
}

func littleEndian<T: FixedWidthInteger>(_ v: T) -> [UInt8] { withUnsafeBytes(of: v.littleEndian) { Array($0) } }
func bigEndian<T: FixedWidthInteger>(_ v: T) -> [UInt8] { withUnsafeBytes(of: v.bigEndian) { Array($0) } }

/// A version 2 ICC profile of three primaries (CIE XYZ at D50) and one gamma.
func testProfile(columns: [[Double]], gamma: Double) -> [UInt8] {
    func s15(_ v: Double) -> [UInt8] { bigEndian(Int32((v * 65536).rounded())) }
    let zeros = [UInt8](repeating: 0, count: 4)
    func xyz(_ v: [Double]) -> [UInt8] { Array("XYZ ".utf8) + zeros + v.flatMap(s15) }
    let curve = Array("curv".utf8) + zeros + bigEndian(UInt32(1)) + bigEndian(UInt16((gamma * 256).rounded())) + [0, 0]
    let name = Array("Test".utf8) + [0]
    let description =
        Array("desc".utf8) + zeros + bigEndian(UInt32(name.count)) + name + [UInt8](repeating: 0, count: 79)
    let tags: [(String, [UInt8])] = [
        ("desc", description), ("cprt", Array("text".utf8) + zeros + Array("none".utf8)),
        ("wtpt", xyz([0.9642, 1, 0.8249])), ("rXYZ", xyz(columns[0])), ("gXYZ", xyz(columns[1])),
        ("bXYZ", xyz(columns[2])), ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
    ]
    var table = bigEndian(UInt32(tags.count))
    var body: [UInt8] = []
    let start = 128 + 4 + 12 * tags.count
    for (signature, bytes) in tags {
        table += Array(signature.utf8) + bigEndian(UInt32(start + body.count)) + bigEndian(UInt32(bytes.count))
        body += bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }
    var header = bigEndian(UInt32(start + body.count)) + zeros + [2, 0x40, 0, 0]
    header += Array("mntrRGB XYZ ".utf8) + [UInt8](repeating: 0, count: 12) + Array("acsp".utf8)
    header += [UInt8](repeating: 0, count: 28) + s15(0.9642) + s15(1) + s15(0.8249)
    header += [UInt8](repeating: 0, count: 128 - header.count)
    return header + table + body
}

/// A JPEG with another segment after its start.
func jpeg(_ bytes: [UInt8], withSegment marker: UInt8, _ body: [UInt8]) -> [UInt8] {
    Array(bytes[..<2]) + [0xFF, marker] + bigEndian(UInt16(body.count + 2)) + body + Array(bytes[2...])
}
