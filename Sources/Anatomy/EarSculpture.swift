internal import Geometry

/// What the base mesh's ear lacks: helix, antihelix with its crura, concha, tragus, antitragus, a lobe that is free of
/// the jaw.
///
/// The left ear of one body is modelled finely: its front sheet is laid on the heights of an `EarMap`, its back kept
/// behind, the whole enlarged to a human's 60 mm. Other meshes ask by a vertex's place on the reference body how far
/// it moved; the right ear is the mirror image.
struct EarSculpture: Sendable {
    /// How a vertex of the ear moved, and what it is.
    struct Change: Sendable {
        /// Millimetres on the ear's own body, left ear.
        var shift: Vector3
        /// Shares, 0…1: of the auricle, near its rim, in the bowl, in the crease between lobe and jaw.
        var auricle, rim, concha, crease: Float
        /// Whether it belongs to the front sheet.
        var isFront: Bool
    }

    /// Where the lobe is pierced and where the ear ends above, on the reference body.
    let piercing, top: Vector3
    /// The ear's cage on its own body, from the base mesh's origin: what a person's ear is an image of.
    let cage: [(vertex: Int, position: Vector3)]
    /// The same of the right ear.
    let mirrored: [(vertex: Int, position: Vector3)]

    private let keys: [Vector3]
    private let changes: [Change]
    private var cells: [SIMD3<Int32>: [Int32]] = [:]

    private static let cellSize: Float = 0.7

    /// Whether a part of the reference body belongs to what is modelled, from the base mesh's origin.
    static func contains(_ p: Vector3) -> Bool {
        abs(p.x) > 45 && abs(p.z - 40) < 34 && abs(p.y - 664) < 42
    }

    /// The reference body's ears are a little large at the sides for a height field: these lie closer.
    static let ownShape: BodyShape = {
        var shape = BodyShape.reference
        for side in ["l", "r"] {
            shape.details["ears/\(side)-ear-wing-decr"] = 0.35
            shape.details["ears/\(side)-ear-lobe-incr"] = 0.3
        }
        return shape
    }()

    init(assets: BodyAssets) throws(AnatomyError) {
        let own = try assets.morphed(Self.ownShape)
        let reference = try assets.morphed(.reference)
        let faces = Array(assets.faces[assets.faceGroups["body"] ?? 0..<0])
        let data = (0..<assets.bodyVertexCount).map { v in
            var d = VertexData.zero
            d.lowHalf.lowHalf = SIMD4(own[v], 0)
            d.lowHalf.highHalf = SIMD4(reference[v], 0)
            return d
        }
        let levels = faces.map { q in
            let centre = (0..<4).reduce(Vector3.zero) { $0 + reference[Int(q[$1])] } / 4
            return Self.contains(centre) && centre.x > 0 ? 4 : -1
        }
        let fine = CatmullClark(cage: data, faces: faces, levels: levels)
        let used = Set(fine.triangles.flatMap { [$0.x, $0.y, $0.z] }).sorted()
        var place = [UInt32](repeating: 0, count: fine.vertices.count)
        for (k, v) in used.enumerated() { place[Int(v)] = UInt32(k) }
        let vertices = used.map { fine.vertices[Int($0)] }
        let net = SheetNet(
            fine.triangles.map { [place[Int($0.x)], place[Int($0.y)], place[Int($0.z)]] },
            vertexCount: vertices.count)
        keys = vertices.map { Vector3($0[4], $0[5], $0[6]) }
        var work = EarModelling(positions: vertices.map { Vector3($0[0], $0[1], $0[2]) }, net: net)
        work.model()
        changes = work.changes()
        piercing = keys[work.piercing]
        top = keys[work.top]
        let mask = assets.masks["ears"] ?? []
        cage = mask.indices.filter { $0 < own.count && mask[$0] > 0.5 && own[$0].x > 0 && own[$0].y > 620 }
            .map { ($0, own[$0]) }
        mirrored = mask.indices.filter { $0 < own.count && mask[$0] > 0.5 && own[$0].x < 0 && own[$0].y > 620 }
            .map { ($0, own[$0]) }
        for (i, p) in keys.enumerated() { cells[Self.cell(p), default: []].append(Int32(i)) }
    }

    private static func cell(_ p: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((p / cellSize).rounded(.down)) }

    /// The change of a vertex of either ear; nil where nothing is modelled.
    ///
    /// - Parameter rest: on the reference body, from the base mesh's origin.
    func change(at rest: Vector3) -> Change? {
        guard Self.contains(rest) else { return nil }
        let p = Vector3(abs(rest.x), rest.y, rest.z)
        let home = Self.cell(p)
        var (best, nearest) = (Float.infinity, -1)
        for dz in Int32(-1)...1 {
            for dy in Int32(-1)...1 {
                for dx in Int32(-1)...1 {
                    for i in cells[home &+ SIMD3(dx, dy, dz)] ?? [] {
                        let d = keys[Int(i)] - p
                        let squared = dot(d, d)
                        if squared < best { (best, nearest) = (squared, Int(i)) }
                    }
                }
            }
        }
        return nearest < 0 ? nil : changes[nearest]
    }
}

extension Mesh {
    /// Models the ears that this mesh has, and adds their channels `auricle`, `earRim`, `concha` and `earCrease`.
    ///
    /// - Parameters:
    ///   - origin: of the base mesh above the reference body's soles, millimetres.
    ///   - left, right: take the ear's own body to this one.
    mutating func sculptEars(
        _ sculpture: EarSculpture, origin: Float, left: AffineTransform, right: AffineTransform
    ) {
        let rest = restPositions
        let found = parallelMap(rest.count) { sculpture.change(at: rest[$0] - [0, origin, 0]) }
        var shares = [[Float]](repeating: [Float](repeating: 0, count: rest.count), count: 4)
        for (i, change) in found.enumerated() {
            guard let change else { continue }
            if rest[i].x > 0 {
                positions[i] += left.applyToDirection(change.shift)
            } else {
                positions[i] += right.applyToDirection(change.shift * Vector3(-1, 1, 1))
            }
            (shares[0][i], shares[1][i]) = (change.auricle, change.rim)
            (shares[2][i], shares[3][i]) = (change.concha, change.crease)
        }
        for (k, name) in ["auricle", "earRim", "concha", "earCrease"].enumerated() { channels[name] = shares[k] }
        normals = smoothNormals()
    }
}

extension AffineTransform {
    /// The map that best takes some points to others, in the least-squares sense; identity where they do not say.
    init(fitting pairs: [(from: Vector3, to: Vector3)]) {
        let centre = pairs.reduce(Vector3.zero) { $0 + $1.from } / Float(max(pairs.count, 1))
        var normal = SquareMatrix(zerosOfOrder: 4)
        var right = [[Double]](repeating: [0, 0, 0, 0], count: 3)
        for (from, to) in pairs {
            let d = from - centre
            let row = [Double(d.x), Double(d.y), Double(d.z), 1]
            for i in 0..<4 {
                for j in 0..<4 { normal[i, j] += row[i] * row[j] }
                for c in 0..<3 { right[c][i] += row[i] * Double(to[c]) }
            }
        }
        guard let x = normal.solve(right[0]), let y = normal.solve(right[1]), let z = normal.solve(right[2]) else {
            self = .identity
            return
        }
        func column(_ k: Int) -> Vector3 { Vector3(Float(x[k]), Float(y[k]), Float(z[k])) }
        self.init(x: column(0), y: column(1), z: column(2))
        translation = column(3) - applyToDirection(centre)
    }
}
