/// XMP in PNG files as the XMP specification (part 3, 1.1.5) wants it: an uncompressed `iTXt` chunk before the pixels.
/// The library writes it compressed, where many programs do not look.
enum PNGMetadata {
    private static let keyword = Array("XML:com.adobe.xmp".utf8)

    /// The file with this packet in place of whatever packet it had.
    static func embedding(xmp: String, in png: [UInt8]) -> [UInt8] {
        let signature = 8
        guard png.count > signature else { return png }
        var out = Array(png[..<signature])
        out.reserveCapacity(png.count + xmp.utf8.count + 64)
        var (at, isPending) = (signature, true)
        while at + 12 <= png.count {
            let length = (0..<4).reduce(0) { $0 << 8 | Int(png[at + $1]) }
            let end = at + 12 + length
            guard end <= png.count else { return png }
            let type = String(decoding: png[at + 4..<at + 8], as: UTF8.self)
            if type == "IDAT" && isPending {
                // Keyword, two flags for «not compressed», no language, no translated keyword, then the text.
                out += chunk("iTXt", keyword + [0, 0, 0, 0, 0] + Array(xmp.utf8))
                isPending = false
            }
            let isOld = ["zTXt", "tEXt", "iTXt"].contains(type) && png[(at + 8)..<end].starts(with: keyword)
            if !isOld { out += png[at..<end] }
            at = end
        }
        return out
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        func bigEndian(_ value: UInt32) -> [UInt8] {
            stride(from: 24, through: 0, by: -8).map { UInt8(value >> $0 & 255) }
        }
        let body = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(CRC32.of(body))
    }
}

/// The checksum of PNG and ZIP: ISO 3309, reflected, polynomial EDB88320.
public enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { i in
        (0..<8).reduce(UInt32(i)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }

    public static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
    }
}
