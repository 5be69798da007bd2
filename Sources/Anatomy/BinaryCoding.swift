internal import Foundation
internal import Geometry

/// Appends little-endian values to a growing file image.
struct BinaryWriter {
    private(set) var data = Data()

    mutating func append<T: BitwiseCopyable>(_ value: T) {
        withUnsafeBytes(of: value) { data.append(contentsOf: $0) }
    }

    /// A count and then the elements, starting at a multiple of 16 bytes so that they can be read in place.
    mutating func append<T: BitwiseCopyable>(array: [T]) {
        append(UInt64(array.count))
        while data.count % 16 != 0 { data.append(0) }
        array.withUnsafeBytes { data.append(contentsOf: $0) }
    }

    mutating func append(string: String) { append(array: Array(string.utf8)) }
}

/// Reads what `BinaryWriter` wrote; every read is checked against the end.
struct BinaryReader {
    struct EndOfData: Error {}

    let data: Data
    private(set) var offset = 0

    init(_ data: Data) { self.data = data }

    var isAtEnd: Bool { offset == data.count }

    mutating func read<T: BitwiseCopyable>(_ type: T.Type) throws -> T {
        let size = MemoryLayout<T>.size
        guard offset + size <= data.count else { throw EndOfData() }
        defer { offset += size }
        return data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    }

    /// Skips an array and tells where its bytes lie.
    mutating func arrayRange<T: BitwiseCopyable>(of type: T.Type) throws -> Range<Int> {
        let count = try read(UInt64.self)
        offset = (offset + 15) & ~15
        guard offset <= data.count, count <= UInt64(data.count - offset) / UInt64(MemoryLayout<T>.stride) else {
            throw EndOfData()
        }
        let range = offset..<(offset + Int(count) * MemoryLayout<T>.stride)
        offset = range.upperBound
        return range
    }

    mutating func array<T: BitwiseCopyable>(of type: T.Type) throws -> [T] {
        let range = try arrayRange(of: type)
        let count = range.count / MemoryLayout<T>.stride
        return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
            data.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range]))
            }
            initialized = count
        }
    }

    mutating func string() throws -> String { String(decoding: try array(of: UInt8.self), as: UTF8.self) }
}
