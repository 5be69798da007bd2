public import Foundation

/// A file of named float layers, half or single precision, for caches.
///
/// ```swift
/// try FloatImageFile.write([.init("rim", rim), .init("depth", depth, precision: .single)], to: url)
/// let file = try FloatImageFile(contentsOf: url)
/// let rim = try file.layer("rim", as: SceneLinear.self)
/// ```
///
/// Layers are stored raw, interleaved, little endian, each at a multiple of 64 bytes; an index in JSON and a fixed
/// trailer follow them. Opening maps the file and reads the index; a layer is read, and its checksum tested, when it is
/// asked for.
public struct FloatImageFile: Sendable {
    public enum Precision: String, Sendable, Codable {
        /// 11 significant bits; finite values beyond ±65 504 are clipped, infinity stays.
        case half
        case single
    }

    /// A layer to write.
    public struct Layer: Sendable {
        let name: String
        let width, height, channels: Int
        let precision: Precision
        let pixels: [Float]

        public init<M>(_ name: String, _ image: ImageBuffer<M>, precision: Precision = .half) {
            (self.name, self.precision, pixels) = (name, precision, image.pixels)
            (width, height, channels) = (image.width, image.height, M.channels)
        }
    }

    private struct Index: Codable {
        struct Entry: Codable {
            var name: String
            var width, height, channels: Int
            var precision: Precision
            var offset: Int
            var checksum: UInt64

            var byteCount: Int { width * height * channels * (precision == .half ? 2 : 4) }
        }
        var layers: [Entry]
        var attributes: [String: String]
    }

    private static let magic: UInt64 = 0x31_54_41_4F_4C_46_52_50  // "PRFLOAT1"
    private static let trailerSize = 32
    private let data: Data
    private let index: Index
    private let file: String

    /// Names in the order written.
    public var layerNames: [String] { index.layers.map(\.name) }
    /// What the writer noted.
    public var attributes: [String: String] { index.attributes }

    /// Writes layers with distinct names, whole or not at all.
    public static func write(
        _ layers: [Layer], attributes: [String: String] = [:], to url: URL
    ) throws(ImagingError) {
        precondition(Set(layers.map(\.name)).count == layers.count, "layers have distinct names")
        try AtomicFile.write(to: url) { writer in
            var index = Index(layers: [], attributes: attributes)
            for layer in layers {
                let entry = append(layer, to: &writer)
                index.layers.append(entry)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            // Strings and integers always encode.
            let json = (try? encoder.encode(index)) ?? Data()
            let offset = writer.count
            let sum = json.withUnsafeBytes { checksum($0) }
            json.withUnsafeBytes { writer.append($0) }
            let trailer = [UInt64(offset), UInt64(json.count), sum, magic].map(\.littleEndian)
            trailer.withUnsafeBytes { writer.append($0) }
        }
    }

    private static func append(_ layer: Layer, to writer: inout AtomicFile.Writer) -> Index.Entry {
        let padding = [UInt8](repeating: 0, count: (64 - writer.count % 64) % 64)
        padding.withUnsafeBytes { writer.append($0) }
        let offset = writer.count
        let sum: UInt64
        switch layer.precision {
        case .single: sum = layer.pixels.withUnsafeBytes { append($0, to: &writer) }
        case .half: sum = halves(of: layer.pixels).withUnsafeBytes { append($0, to: &writer) }
        }
        return Index.Entry(
            name: layer.name, width: layer.width, height: layer.height, channels: layer.channels,
            precision: layer.precision, offset: offset, checksum: sum)
    }

    private static func append(_ bytes: UnsafeRawBufferPointer, to writer: inout AtomicFile.Writer) -> UInt64 {
        writer.append(bytes)
        return checksum(bytes)
    }

    /// Opens a file; layers are read later.
    public init(contentsOf url: URL) throws(ImagingError) {
        file = url.relativePath
        guard FileManager.default.fileExists(atPath: url.path) else { throw .fileNotFound(file: file) }
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
            throw .unreadable(file: file, reason: "the file may not be opened")
        }
        guard !data.isEmpty else { throw .empty(file: file) }
        guard data.count >= Self.trailerSize else { throw .truncated(file: file) }
        let trailer = data.suffix(Self.trailerSize).withUnsafeBytes { bytes in
            (0..<4).map { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
        guard trailer[3] == Self.magic else { throw .truncated(file: file) }
        let end = data.count - Self.trailerSize
        guard let offset = Int(exactly: trailer[0]), let length = Int(exactly: trailer[1]), offset <= end,
            length == end - offset
        else { throw .unreadable(file: file, reason: "its index is damaged") }
        let json = data.subdata(in: data.startIndex + offset..<data.startIndex + end)
        guard json.withUnsafeBytes({ checksum($0) }) == trailer[2],
            let index = try? JSONDecoder().decode(Index.self, from: json),
            index.layers.allSatisfy({
                $0.width >= 0 && $0.height >= 0 && $0.channels > 0 && $0.offset >= 0
                    && $0.offset + $0.byteCount <= offset
            })
        else { throw .unreadable(file: file, reason: "its index is damaged") }
        (self.data, self.index) = (data, index)
    }

    /// Reads a layer.
    ///
    /// - Throws: ``ImagingError/unreadable(file:reason:)`` where there is no such layer, it has other channels than the
    ///   meaning, or its bytes are damaged.
    public func layer<M: PixelMeaning>(_ name: String, as meaning: M.Type) throws(ImagingError) -> ImageBuffer<M> {
        guard let entry = index.layers.first(where: { $0.name == name }) else {
            throw .unreadable(file: file, reason: "it has no layer “\(name)”")
        }
        guard entry.channels == M.channels else {
            throw .unreadable(file: file, reason: "layer “\(name)” has \(entry.channels) channels")
        }
        let count = entry.width * entry.height * entry.channels
        let pixels = data.withUnsafeBytes { all -> [Float]? in
            let bytes = UnsafeRawBufferPointer(rebasing: all[entry.offset..<entry.offset + entry.byteCount])
            guard checksum(bytes) == entry.checksum else { return nil }
            return [Float](unsafeUninitializedCapacity: count) { out, initialized in
                initialized = count
                switch entry.precision {
                case .single: UnsafeMutableRawBufferPointer(out).copyMemory(from: bytes)
                case .half:
                    // Layers start at multiples of 64 in a mapped file; a copy in memory is aligned, too.
                    let halves = bytes.bindMemory(to: Float16.self)
                    for i in 0..<count { out[i] = Float(halves[i]) }
                }
            }
        }
        guard let pixels else { throw .unreadable(file: file, reason: "layer “\(name)” is damaged") }
        return ImageBuffer(width: entry.width, height: entry.height, pixels: pixels)
    }

    private static func halves(of pixels: [Float]) -> [Float16] {
        let limit = Float(Float16.greatestFiniteMagnitude)
        return [Float16](unsafeUninitializedCapacity: pixels.count) { out, count in
            count = pixels.count
            pixels.withUnsafeBufferPointer { p in
                for i in 0..<p.count {
                    let v = p[i]
                    out[i] = Float16(v.isInfinite ? v : min(max(v, -limit), limit))
                }
            }
        }
    }
}
