internal import CZlib
internal import Foundation
internal import Geometry

extension BodyAssets {
    /// Reads the unpacked body data (the `mpfb2` folder) and writes one compact file, whole or not at all.
    ///
    /// Targets of children and of parts that no picture shows (feet, legs, hips) are left out.
    ///
    /// - Throws: `AnatomyError.unreadableSource` when a file is missing or damaged.
    public static func `import`(from folder: String, to file: String) throws(AnatomyError) {
        let source = BodySource(folder: folder)
        let assets = try source.assets()
        do {
            let destination = URL(fileURLWithPath: file)
            try FileManager.default.createDirectory(
                at: destination.deletingLastPathComponent(), withIntermediateDirectories: true)
            try BodyFile.encode(assets).write(to: destination, options: .atomic)
        } catch {
            throw .unreadableSource(path: file, reason: "it cannot be written: \(error.localizedDescription)")
        }
    }
}

/// The body data as MakeHuman lays it out: text, JSON and gzip. Lengths are decimetres there, millimetres here.
struct BodySource {
    let folder: String

    private static let millimetresPerDecimetre: Float = 100
    /// Folders of targets that matter to heads, necks, arms, hands and clothed trunks.
    private static let targetFolders = [
        "arms", "asym", "breast", "cheek", "chin", "ears", "eyebrows", "eyes", "forehead", "hands", "head",
        "macrodetails", "mouth", "neck", "nose", "stomach", "torso",
    ]

    func assets() throws(AnatomyError) -> BodyAssets {
        let object = try readObject()
        let groups = try readVertexGroups()
        let (bones, weights) = try readRig(groups: groups, vertexCount: object.positions.count)
        return BodyAssets(
            basePositions: object.positions, faces: object.faces, faceGroups: object.groups, vertexGroups: groups,
            bones: bones, weights: weights, masks: try readMasks(object),
            targets: try readTargets(object.positions.count))
    }

    // MARK: Mesh

    struct Object {
        var positions: [Vector3] = []
        var uvs: [SIMD2<Float>] = []
        var faces: [SIMD4<UInt32>] = []
        var faceUVs: [SIMD4<UInt32>] = []
        var groups: [String: Range<Int>] = [:]
    }

    func readObject() throws(AnatomyError) -> Object {
        let path = "\(folder)/3dobjs/base.obj"
        let text = String(decoding: try bytes(path), as: UTF8.self)
        var object = Object()
        var group = (name: "", start: 0)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            switch words.first {
            case "v" where words.count >= 4:
                object.positions.append(
                    Vector3(Float(words[1]) ?? .nan, Float(words[2]) ?? .nan, Float(words[3]) ?? .nan)
                        * Self.millimetresPerDecimetre)
            case "vt" where words.count >= 3:
                object.uvs.append(SIMD2(Float(words[1]) ?? .nan, Float(words[2]) ?? .nan))
            case "g" where words.count >= 2:
                object.groups[group.name] = group.start..<object.faces.count
                group = (String(words[1]), object.faces.count)
            case "f" where words.count == 5:
                let corners = words.dropFirst().map { $0.split(separator: "/").compactMap { UInt32($0) } }
                guard corners.allSatisfy({ $0.count >= 2 && $0[0] > 0 && $0[1] > 0 }) else {
                    throw .unreadableSource(path: path, reason: "a face lacks a corner")
                }
                object.faces.append(SIMD4(corners[0][0], corners[1][0], corners[2][0], corners[3][0]) &- 1)
                object.faceUVs.append(SIMD4(corners[0][1], corners[1][1], corners[2][1], corners[3][1]) &- 1)
            default: continue
            }
        }
        object.groups[group.name] = group.start..<object.faces.count
        object.groups[""] = nil
        let finite = object.positions.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }
        guard finite, object.groups["body"]?.isEmpty == false else {
            throw .unreadableSource(path: path, reason: "it holds no body")
        }
        return object
    }

    func readVertexGroups() throws(AnatomyError) -> [String: [Int]] {
        let ranges = try json("mesh_metadata/basemesh_vertex_groups.json", as: [String: [[Int]]].self)
        return ranges.mapValues { $0.flatMap { $0.count == 2 ? Array($0[0]...$0[1]) : [] } }
    }

    // MARK: Rig

    private struct RigBone: Decodable {
        struct End: Decodable {
            var strategy: String
            var cubeName: String?
            var vertexIndex: Int?
            var vertexIndices: [Int]?
        }
        var parent: String?
        var head, tail: End
    }

    private struct RigWeights: Decodable { var weights: [String: [[Double]]] }

    func readRig(
        groups: [String: [Int]], vertexCount: Int
    ) throws(AnatomyError) -> ([BodyAssets.Bone], BodyAssets.SkinWeights) {
        let path = "rigs/standard/rig.default.json"
        let rig = try json(path, as: [String: RigBone].self, snakeCase: true)
        func vertices(_ end: RigBone.End) -> [Int] {
            switch end.strategy {
            case "CUBE": groups[end.cubeName ?? ""] ?? []
            case "VERTEX": end.vertexIndex.map { [$0] } ?? []
            default: end.vertexIndices ?? []
            }
        }
        var order: [String] = []
        var index: [String: Int] = [:]
        func visit(_ name: String, depth: Int) {
            guard index[name] == nil, depth < 64, let bone = rig[name] else { return }
            if let parent = bone.parent, !parent.isEmpty { visit(parent, depth: depth + 1) }
            index[name] = order.count
            order.append(name)
        }
        for name in rig.keys.sorted() { visit(name, depth: 0) }
        var bones: [BodyAssets.Bone] = []
        for name in order {
            guard let bone = rig[name] else { continue }
            bones.append(
                BodyAssets.Bone(
                    name: name, parent: bone.parent.flatMap { index[$0] } ?? -1, headVertices: vertices(bone.head),
                    tailVertices: vertices(bone.tail)))
        }
        let table = try json("rigs/standard/weights.default.json", as: RigWeights.self).weights
        var rows = [[(UInt16, Float)]](repeating: [], count: vertexCount)
        for (name, list) in table.sorted(by: { $0.key < $1.key }) {
            guard let bone = index[name] else { continue }
            for pair in list where pair.count == 2 && pair[1] > 0 && rows.indices.contains(Int(pair[0])) {
                rows[Int(pair[0])].append((UInt16(bone), Float(pair[1])))
            }
        }
        return (bones, Self.compress(rows))
    }

    private static func compress(_ rows: [[(UInt16, Float)]]) -> BodyAssets.SkinWeights {
        var (starts, bones, weights): ([Int32], [UInt16], [Float]) = ([0], [], [])
        for row in rows {
            let total = row.reduce(0) { $0 + $1.1 }
            // A vertex that nothing moves follows the root, which comes first.
            for (bone, weight) in total > 0 ? row : [(0, 1)] {
                bones.append(bone)
                weights.append(weight / (total > 0 ? total : 1))
            }
            starts.append(Int32(bones.count))
        }
        return BodyAssets.SkinWeights(rowStart: starts, bones: bones, weights: weights)
    }

    // MARK: Targets

    func readTargets(_ vertexCount: Int) throws(AnatomyError) -> MorphTargets {
        var directory: [String: MorphTargets.Entry] = [:]
        var records: [MorphTargets.Record] = []
        for name in try targetNames() {
            let text = try gunzip("\(folder)/targets/\(name).target.gz")
            let deltas = Self.parseTarget(text).filter { $0.vertex < vertexCount }
            let largest = deltas.reduce(Float(0)) {
                max($0, $1.delta.x.magnitude, $1.delta.y.magnitude, $1.delta.z.magnitude)
            }
            let scale = max(largest, 1e-6) / 32767
            directory[name] = MorphTargets.Entry(scale: scale, start: records.count, count: deltas.count)
            for d in deltas {
                let q = (d.delta / scale).rounded(.toNearestOrEven)
                records.append(SIMD4(Int16(bitPattern: UInt16(d.vertex)), Int16(q.x), Int16(q.y), Int16(q.z)))
            }
        }
        let file = records.withUnsafeBytes { Data($0) }
        return MorphTargets(directory: directory, file: file, records: 0..<file.count)
    }

    private func targetNames() throws(AnatomyError) -> [String] {
        var names: [String] = []
        for part in Self.targetFolders {
            let path = "\(folder)/targets/\(part)"
            guard let files = FileManager.default.enumerator(atPath: path) else {
                throw .unreadableSource(path: path, reason: "the folder is missing")
            }
            for case let file as String in files where file.hasSuffix(".target.gz") {
                // Only adults are made here.
                if file.contains("-baby") || file.contains("-child") { continue }
                names.append("\(part)/\(file.dropLast(".target.gz".count))")
            }
        }
        guard !names.isEmpty else { throw .unreadableSource(path: "\(folder)/targets", reason: "it holds no targets") }
        for people in ["african", "asian", "caucasian"] {
            names += Expression.all.map { "\(Expression.folder)/\(people)/\($0)" }
        }
        return names.sorted()
    }

    /// Lines of `index dx dy dz` in decimetres; `#` opens a comment.
    private static func parseTarget(_ text: [UInt8]) -> [(vertex: Int, delta: Vector3)] {
        var deltas: [(Int, Vector3)] = []
        for line in text.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count >= 4, let vertex = Int(words[0]), vertex >= 0, let x = Float(words[1]),
                let y = Float(words[2]), let z = Float(words[3])
            else { continue }
            deltas.append((vertex, Vector3(x, y, z) * millimetresPerDecimetre))
        }
        return deltas
    }

    // MARK: Files

    func bytes(_ path: String) throws(AnatomyError) -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadableSource(path: path, reason: "it is missing")
        }
        return data
    }

    private func json<T: Decodable>(_ name: String, as type: T.Type, snakeCase: Bool = false) throws(AnatomyError) -> T
    {
        let path = "\(folder)/\(name)"
        let data = try bytes(path)
        do {
            let decoder = JSONDecoder()
            if snakeCase { decoder.keyDecodingStrategy = .convertFromSnakeCase }
            return try decoder.decode(type, from: data)
        } catch {
            throw .unreadableSource(path: path, reason: "it is not the JSON we know")
        }
    }

    private func gunzip(_ path: String) throws(AnatomyError) -> [UInt8] {
        guard let file = gzopen(path, "rb") else { throw .unreadableSource(path: path, reason: "it is missing") }
        defer { gzclose(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            if count < 0 { throw .unreadableSource(path: path, reason: "its compression is damaged") }
            if count == 0 { return text }
            text.append(contentsOf: chunk[..<Int(count)])
        }
    }
}
