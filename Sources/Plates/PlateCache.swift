public import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// Plates on disk, found by what they depend on.
///
/// A file is a line of JSON that describes it, then half-float buffers one after the other. It is written beside its
/// place and renamed, so that a reader sees a whole plate or none; a damaged file counts as none.
public struct PlateCache: Sendable {
    private let folder: URL

    /// Part of every key: a plate of another version of the renderer, the body or the lights is another plate.
    public static let codeVersion = 2

    /// - Parameter folder: made when the first plate is kept.
    public init(folder: URL) { self.folder = folder }

    private struct Header: Codable {
        var version: Int
        var width, height: Int
        var camera: Camera
        var groups: [LightGroup]
        /// FNV-1a of the buffers' bytes.
        var checksum: UInt64
    }

    /// A pinhole's aperture is infinite, which JSON has no number for.
    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }

    /// Depth beyond this many millimetres counts as infinite: half floats end at 65504.
    private static let farthest: Float = 60_000

    public func plate(for key: PlateKey) -> Plate? {
        guard let data = try? Data(contentsOf: url(of: key), options: .mappedIfSafe),
            let newline = data.firstIndex(of: 0x0a),
            let header = try? Self.decoder.decode(Header.self, from: data[..<newline]),
            header.version == Self.codeVersion, header.width > 0, header.height > 0
        else { return nil }
        let body = data[(newline + 1)...]
        let count = header.width * header.height
        let channels = header.groups.count * 3 + 3 + 3 + 1 + 1
        guard body.count == count * channels * 2, fnv1a(body) == header.checksum else { return nil }
        var offset = body.startIndex
        func next(_ values: Int) -> [Float] {
            defer { offset += values * 2 }
            return body[offset..<offset + values * 2].withUnsafeBytes { raw in
                (0..<values).map { Float(raw.loadUnaligned(fromByteOffset: 2 * $0, as: Float16.self)) }
            }
        }
        func buffer<M: PixelMeaning>(_: M.Type) -> ImageBuffer<M> {
            ImageBuffer(width: header.width, height: header.height, pixels: next(count * M.channels))
        }
        var layers: [LightGroup: ImageBuffer<SceneLinear>] = [:]
        for group in header.groups { layers[group] = buffer(SceneLinear.self) }
        let (albedo, normal) = (buffer(Vector.self), buffer(Vector.self))
        var depth = buffer(Scalar.self)
        for i in depth.pixels.indices where depth.pixels[i] >= Self.farthest { depth.pixels[i] = .infinity }
        let film = Film(layers: layers, albedo: albedo, normal: normal, depth: depth, object: buffer(Scalar.self))
        return Plate(camera: header.camera, film: film)
    }

    public func keep(_ plate: Plate, for key: PlateKey) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let groups = LightGroup.allCases.filter { plate.film.layers[$0] != nil }
        var body = Data()
        func add(_ pixels: [Float]) {
            let halves = pixels.map { Float16(min(max($0, -Self.farthest), Self.farthest)) }
            halves.withUnsafeBytes { body.append(contentsOf: $0) }
        }
        for group in groups { add(plate.film.layers[group]!.pixels) }
        add(plate.film.albedo.pixels)
        add(plate.film.normal.pixels)
        add(plate.film.depth.pixels)
        add(plate.film.object.pixels)
        let header = Header(
            version: Self.codeVersion, width: plate.film.albedo.width, height: plate.film.albedo.height,
            camera: plate.camera, groups: groups, checksum: fnv1a(body))
        var data = try Self.encoder.encode(header)
        data.append(0x0a)
        data.append(body)
        try data.write(to: url(of: key), options: .atomic)
    }

    private func url(of key: PlateKey) throws -> URL {
        let description = try Self.encoder.encode(key) + Data("\(Self.codeVersion)".utf8)
        // Two independent 64-bit hashes: no two plates of a studio will ever meet.
        let name = String(fnv1a(description), radix: 16) + String(fnv1a(Data(description.reversed())), radix: 16)
        return folder.appending(path: "\(name).plate")
    }
}

/// Fowler–Noll–Vo 1a, 64 bits, over words of eight bytes and then the rest.
private func fnv1a(_ data: Data) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    data.withUnsafeBytes { raw in
        let words = raw.count / 8
        for i in 0..<words {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self)) &* 0x100_0000_01b3
        }
        for i in words * 8..<raw.count { hash = (hash ^ UInt64(raw[i])) &* 0x100_0000_01b3 }
    }
    return hash
}
