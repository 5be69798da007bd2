// What the outer structure of a file tells without decoding it: whether its end is missing, which primaries it signals.

extension PhotoDecoder {
    /// Whether a file that would not decode ends too early, by the marks that its format puts at the end.
    static func isCutShort(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat) -> Bool {
        switch format {
        case .jpeg:
            // Trailing junk is common, so look for the end mark in the last kilobytes.
            return !contains([0xFF, 0xD9], in: bytes.suffix(4096))
        case .png:
            return !contains(Array("IEND".utf8), in: bytes.suffix(4096))
        case .webP:
            guard bytes.count >= 8 else { return true }
            let stated = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            return Int(stated) + 8 > bytes.count
        case .heic, .avif:
            var offset = 0
            while offset < bytes.count {
                guard let size = bytes.bigEndian32(at: offset) else { return true }
                if size == 0 || size == 1 { return false }
                guard size >= 8 else { return false }
                offset += Int(size)
            }
            return offset > bytes.count
        case .tiff, .raw:
            guard bytes.count >= 8 else { return true }
            let raw = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            let directory = bytes[0] == 0x4D ? UInt32(bigEndian: raw) : UInt32(littleEndian: raw)
            return Int(directory) + 6 > bytes.count || TIFFDirectories(bytes)?.pointsPastEnd == true
        }
    }

    private static func contains(_ pattern: [UInt8], in bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard bytes.count >= pattern.count else { return false }
        return (bytes.startIndex...bytes.endIndex - pattern.count).contains { i in
            pattern.indices.allSatisfy { bytes[i + $0] == pattern[$0] }
        }
    }

    /// The matrix for the primaries in an ISO file's `nclx` colour box (ITU-T H.273, table 2); `nil` for Rec. 709.
    static func isoPrimaries(_ bytes: UnsafeRawBufferPointer) -> ColourMatrix? {
        let head = min(bytes.count, 65536)
        for i in 0..<max(head - 10, 0) where bytes[i] == 0x63 && bytes.has("colrnclx", at: i) {
            switch bytes.bigEndian16(at: i + 8) {
            case 12: return .rec709FromDisplayP3
            case 9: return .rec709FromRec2020
            default: return nil
            }
        }
        return nil
    }
}
