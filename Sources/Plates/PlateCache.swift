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

    /// Bytes that plates may take up together; the longest unused ones make room.
    private let limit: Int

    /// Part of every key: the running program, by its size and date, since a plate of another build's renderer, body
    /// or lights is another plate. A number that somebody must remember to raise would be forgotten.
    package static let build: String = {
        let program = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path)
        let date = (program?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(program?[.size] as? Int ?? 0) \(date)"
    }()

    /// - Parameters:
    ///   - folder: made when the first plate is kept.
    ///   - limit: bytes that plates may take up together; a 2K plate has about 200 MB.
    public init(folder: URL, limit: Int = 6 << 30) { (self.folder, self.limit) = (folder, limit) }

    private struct Header: Codable {
        var build: String
        var width, height: Int
        var camera: Camera
        var groups: [LightGroup]
        /// Whether fine detail follows, a layer a group and its tint.
        var isFine: Bool
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
        guard let url = try? url(of: key), let data = try? Data(contentsOf: url, options: .mappedIfSafe),
            let newline = data.firstIndex(of: 0x0a),
            let header = try? Self.decoder.decode(Header.self, from: data[..<newline]),
            header.build == Self.build, header.width > 0, header.height > 0
        else { return nil }
        let body = data[(newline + 1)...]
        let count = header.width * header.height
        let channels = header.groups.count * (header.isFine ? 4 : 3) + 3 + 3 + 1 + 1 + (header.isFine ? 3 : 0)
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
        var film = Film(layers: layers, albedo: albedo, normal: normal, depth: depth, object: buffer(Scalar.self))
        if header.isFine {
            var fine = FineDetail(tint: buffer(Vector.self))
            for group in header.groups { fine.layers[group] = buffer(Scalar.self) }
            film.fine = fine
        }
        // A plate that was used last is the last to make room.
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: url.path)
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
        if let fine = plate.film.fine {
            add(fine.tint.pixels)
            for group in groups { add(fine.layers[group]!.pixels) }
        }
        let header = Header(
            build: Self.build, width: plate.film.albedo.width, height: plate.film.albedo.height,
            camera: plate.camera, groups: groups, isFine: plate.film.fine != nil, checksum: fnv1a(body))
        var data = try Self.encoder.encode(header)
        data.append(0x0a)
        data.append(body)
        let url = try url(of: key)
        try data.write(to: url, options: .atomic)
        makeRoom(sparing: url)
    }

    /// Removes the longest unused plates until the others fit. Failing to is no reason to lose a picture.
    private func makeRoom(sparing newest: URL) {
        let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys)))
        let plates = (files ?? []).filter { $0.pathExtension == "plate" }.compactMap { file in
            (try? file.resourceValues(forKeys: keys)).map { (file, $0.fileSize ?? 0, $0.contentModificationDate) }
        }
        var total = plates.reduce(0) { $0 + $1.1 }
        for (file, size, _) in plates.sorted(by: { ($0.2 ?? .distantPast) < ($1.2 ?? .distantPast) }) {
            guard total > limit else { return }
            guard file.lastPathComponent != newest.lastPathComponent else { continue }
            if (try? FileManager.default.removeItem(at: file)) != nil { total -= size }
        }
    }

    private func url(of key: PlateKey) throws -> URL {
        let description = try Self.encoder.encode(key) + Data(Self.build.utf8)
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
