/// A format of picture files, told by content and never by name.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
    case jpeg, png
    case webP = "webp"
    case tiff, heic, avif, raw

    /// The format to write for a file name's extension, upper or lower case; `nil` where none is meant.
    public init?(pathExtension: String) {
        switch pathExtension.lowercased() {
        case "jpg", "jpeg", "jpe": self = .jpeg
        case "png": self = .png
        case "webp": self = .webP
        case "tif", "tiff": self = .tiff
        case "heic", "heif": self = .heic
        case "avif": self = .avif
        default: return nil
        }
    }

    /// The extension of a file's name.
    public var pathExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .tiff: "tif"
        case .png, .webP, .heic, .avif, .raw: rawValue
        }
    }

    /// The media type, e.g. `image/jpeg`.
    public var mediaType: String { self == .raw ? "image/x-raw" : "image/\(rawValue)" }

    /// The format that the first bytes of a file show.
    ///
    /// Raw files that dress as TIFF are told by their directories, so the whole file is given.
    init?(sniffing bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) {
            self = .webP
        } else if bytes.has("ftyp", at: 4) {
            guard let format = Self.isoBrand(of: bytes) else { return nil }
            self = format
        } else if Self.isRawByMagic(bytes) {
            self = .raw
        } else if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
            self = TIFFDirectories(bytes)?.describesSensorData == true ? .raw : .tiff
        } else if bytes.starts(with: [0x49, 0x49, 0x2B, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2B]) {
            self = .tiff  // BigTIFF
        } else {
            return nil
        }
    }

    /// The brands of an ISO base media file: the major one, then the compatible ones.
    private static func isoBrand(of bytes: UnsafeRawBufferPointer) -> ImageFormat? {
        let size = min(Int(bytes.bigEndian32(at: 0) ?? 0), bytes.count, 256)
        for offset in stride(from: 8, to: max(size, 12), by: 4) where offset != 12 {
            if bytes.has("avif", at: offset) || bytes.has("avis", at: offset) { return .avif }
            if bytes.has("crx ", at: offset) { return .raw }
            for brand in ["heic", "heix", "heim", "heis", "hevc", "hevx"] where bytes.has(brand, at: offset) {
                return .heic
            }
        }
        return bytes.has("mif1", at: 8) || bytes.has("msf1", at: 8) ? .heic : nil
    }

    private static func isRawByMagic(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.has("FUJIFILMCCD-RAW", at: 0) || bytes.has("FOVb", at: 0)  // Fujifilm, Sigma
            || bytes.has("IIRO", at: 0) || bytes.has("IIRS", at: 0) || bytes.has("MMOR", at: 0)  // Olympus
            || bytes.starts(with: [0x49, 0x49, 0x55, 0])  // Panasonic
            || (bytes.starts(with: [0x49, 0x49, 0x2A, 0]) && bytes.has("CR", at: 8))  // Canon CR2
            || bytes.has("HEAPCCDR", at: 6)  // Canon CRW
    }
}

/// What a file that is no photo seems to be, for an error message.
func describeContent(_ bytes: UnsafeRawBufferPointer) -> String {
    let known: [(String, Int, String)] = [
        ("GIF8", 0, "a GIF animation"), ("%PDF", 0, "a PDF document"), ("PK\u{3}\u{4}", 0, "a ZIP archive"),
        ("BM", 0, "a Windows bitmap"), ("8BPS", 0, "a Photoshop document"), ("ftyp", 4, "a video"),
        ("RIFF", 0, "sound or video"), ("Rar!", 0, "a RAR archive"), ("<svg", 0, "a vector drawing"),
        ("<!DOCTYPE", 0, "a web page"), ("<html", 0, "a web page"), ("{", 0, "text"),
    ]
    for (magic, offset, name) in known where bytes.has(magic, at: offset) { return name }
    if bytes.starts(with: [0xFF, 0x0A]) || bytes.has("JXL ", at: 4) { return "a JPEG XL picture" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "a compressed archive" }
    let head = bytes.prefix(512)
    let controls = head.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }
    // One broken character may be the one that the prefix cuts.
    let broken = String(decoding: head, as: UTF8.self).unicodeScalars.count { $0 == "\u{FFFD}" }
    let isText = !controls && broken <= (bytes.count > 512 ? 1 : 0)
    return isText ? "text" : "something unknown"
}

extension UnsafeRawBufferPointer {
    /// Whether these ASCII characters stand at an offset.
    func has(_ characters: String, at offset: Int) -> Bool {
        let wanted = characters.utf8
        guard offset >= 0, offset + wanted.count <= count else { return false }
        return self[offset..<offset + wanted.count].elementsEqual(wanted)
    }

    func bigEndian16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        return UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    func bigEndian32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset <= count - 4 else { return nil }
        return UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
