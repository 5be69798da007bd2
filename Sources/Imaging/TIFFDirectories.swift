/// The tags of a TIFF file's directories, read only far enough to tell a camera's raw file from a picture.
///
/// Every offset is checked; a damaged file ends the walk.
struct TIFFDirectories {
    /// Whether some directory holds data straight from a sensor: a colour filter array or DNG's linear raw.
    private(set) var describesSensorData = false

    /// Whether a directory, its values or the pixels it points to lie beyond the end of the file.
    private(set) var pointsPastEnd = false

    private let bytes: UnsafeRawBufferPointer
    private let bigEndian: Bool

    private enum Tag {
        static let photometricInterpretation: UInt16 = 262
        static let stripOffsets: UInt16 = 273
        static let stripByteCounts: UInt16 = 279
        static let tileOffsets: UInt16 = 324
        static let tileByteCounts: UInt16 = 325
        static let subdirectories: UInt16 = 330
        static let dngVersion: UInt16 = 50706
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        self.bytes = bytes
        bigEndian = bytes[0] == 0x4D
        guard let first = read32(4) else { return nil }
        var pending = [Int(first)]
        var visited = Set<Int>()
        while let offset = pending.popLast(), visited.count < 32 {
            guard offset > 0, visited.insert(offset).inserted else { continue }
            pending += visit(offset)
        }
    }

    /// Notes what a directory says and returns the offsets of those it leads to.
    private mutating func visit(_ offset: Int) -> [Int] {
        guard let count = read16(offset) else {
            pointsPastEnd = true
            return []
        }
        var next: [Int] = []
        var (lastOffset, lastLength) = (0, 0)
        for i in 0..<Int(count) {
            let entry = offset + 2 + 12 * i
            guard let tag = read16(entry), let length = read32(entry + 4) else { return next }
            let size = Int(length) * Self.size(ofType: read16(entry + 2) ?? 0)
            if size > 4, Int(read32(entry + 8) ?? 0) + size > bytes.count { pointsPastEnd = true }
            switch tag {
            case Tag.photometricInterpretation:
                if let value = read16(entry + 8), value == 32803 || value == 34892 { describesSensorData = true }
            case Tag.dngVersion:
                describesSensorData = true
            case Tag.stripOffsets, Tag.tileOffsets:
                lastOffset = lastValue(of: entry, count: Int(length))
            case Tag.stripByteCounts, Tag.tileByteCounts:
                lastLength = lastValue(of: entry, count: Int(length))
            case Tag.subdirectories:
                guard let value = read32(entry + 8) else { break }
                if length == 1 { next.append(Int(value)) }
                for j in 0..<min(Int(length), 8) where length > 1 {
                    if let child = read32(Int(value) + 4 * j) { next.append(Int(child)) }
                }
            default: break
            }
        }
        if lastOffset + lastLength > bytes.count { pointsPastEnd = true }
        if let chained = read32(offset + 2 + 12 * Int(count)) { next.append(Int(chained)) }
        return next
    }

    /// Bytes of one value of a TIFF type; 0 for types of later inventions.
    private static func size(ofType type: UInt16) -> Int {
        switch type {
        case 1, 2, 6, 7: 1
        case 3, 8: 2
        case 4, 9, 11, 13: 4
        case 5, 10, 12: 8
        default: 0
        }
    }

    /// The last of an entry's numbers (16 or 32 bits); past the end of the file where the numbers themselves are.
    private func lastValue(of entry: Int, count: Int) -> Int {
        let size = read16(entry + 2) == 3 ? 2 : 4
        let values = size * count <= 4 ? entry + 8 : Int(read32(entry + 8) ?? 0)
        let last = values + size * max(count - 1, 0)
        return (size == 2 ? read16(last).map(Int.init) : read32(last).map(Int.init)) ?? bytes.count
    }

    private func read16(_ offset: Int) -> UInt16? {
        bytes.bigEndian16(at: offset).map { bigEndian ? $0 : $0.byteSwapped }
    }

    private func read32(_ offset: Int) -> UInt32? {
        bytes.bigEndian32(at: offset).map { bigEndian ? $0 : $0.byteSwapped }
    }
}
