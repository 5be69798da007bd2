internal import Geometry

/// The part of the base mesh that a garment hangs on, as it was posed for draping.
struct GarmentCage: Sendable {
    /// Indices in the base mesh.
    let baseVertices: [UInt16]
    let positions: [Vector3]
    let quads: [SIMD4<UInt32>]

    var highestVertex: Int { Int(baseVertices.max() ?? 0) }

    /// The cage's vertices out of all; nil when there are too few.
    func pick(from all: [Vector3]) -> [Vector3]? {
        guard all.count > highestVertex else { return nil }
        return baseVertices.map { all[Int($0)] }
    }

    /// How the neighbourhood of each vertex has turned from the draping pose to another.
    ///
    /// The normal is carried by the faces round a vertex; about it, the turn is the one that best maps the edges
    /// there, in the least-squares sense. A few passes of smoothing keep the cloth from rippling with the cage.
    func turns(to posed: [Vector3]) -> [Turn] {
        let (from, to) = (normals(positions), normals(posed))
        var (cosines, sines) = ([Float](repeating: 0, count: posed.count), [Float](repeating: 0, count: posed.count))
        let (fromBases, toBases) = (from.map(\.orthonormalBasis), to.map(\.orthonormalBasis))
        for q in quads {
            for k in 0..<4 {
                let v = Int(q[k])
                for n in [Int(q[(k + 1) & 3]), Int(q[(k + 3) & 3])] {
                    let (a, b) = (positions[n] - positions[v], posed[n] - posed[v])
                    let (x, y) = (dot(a, fromBases[v].tangent), dot(a, fromBases[v].bitangent))
                    let (u, w) = (dot(b, toBases[v].tangent), dot(b, toBases[v].bitangent))
                    cosines[v] += x * u + y * w
                    sines[v] += x * w - y * u
                }
            }
        }
        var turns = posed.indices.map { v in
            let length = max((cosines[v] * cosines[v] + sines[v] * sines[v]).squareRoot(), 1e-12)
            let (c, s) = (cosines[v] / length, sines[v] / length)
            let (p, q) = toBases[v]
            return Turn(
                from: (fromBases[v].tangent, fromBases[v].bitangent, from[v]), to: (p * c + q * s, q * c - p * s, to[v])
            )
        }
        for _ in 0..<3 { turns = smoothed(turns) }
        return turns
    }

    /// The posed cage as a smooth surface to keep cloth away from.
    func surface(around all: [Vector3]) -> Mesh {
        let data = (pick(from: all) ?? positions).map { p in
            var d = VertexData.zero
            d.lowHalf.lowHalf = SIMD4(p, 0)
            return d
        }
        var sheet = QuadSheet(data: data, quads: quads, uvs: [], uvQuads: [])
        sheet.subdivide()
        var mesh = Mesh(positions: sheet.data.map { Vector3($0[0], $0[1], $0[2]) })
        mesh.triangles = sheet.quads.flatMap { [SIMD3($0.x, $0.y, $0.z), SIMD3($0.x, $0.z, $0.w)] }
        mesh.normals = mesh.smoothNormals()
        return mesh
    }

    private func normals(_ p: [Vector3]) -> [Vector3] {
        var sums = [Vector3](repeating: .zero, count: p.count)
        for q in quads {
            let n = cross(p[Int(q.z)] - p[Int(q.x)], p[Int(q.w)] - p[Int(q.y)])
            for k in 0..<4 { sums[Int(q[k])] += n }
        }
        return sums.map(\.normalized)
    }

    private func smoothed(_ turns: [Turn]) -> [Turn] {
        var sums = turns
        for q in quads {
            for k in 0..<4 {
                sums[Int(q[k])].add(turns[Int(q[(k + 1) & 3])])
                sums[Int(q[k])].add(turns[Int(q[(k + 3) & 3])])
            }
        }
        return sums.map(\.orthonormalized)
    }
}

/// A rotation as the images of the three axes.
struct Turn: Sendable {
    private var x, y, z: Vector3

    private init(x: Vector3, y: Vector3, z: Vector3) { (self.x, self.y, self.z) = (x, y, z) }

    /// The rotation that takes one right-handed frame to another.
    init(from a: (Vector3, Vector3, Vector3), to b: (Vector3, Vector3, Vector3)) {
        x = b.0 * a.0.x + b.1 * a.1.x + b.2 * a.2.x
        y = b.0 * a.0.y + b.1 * a.1.y + b.2 * a.2.y
        z = b.0 * a.0.z + b.1 * a.1.z + b.2 * a.2.z
    }

    func apply(_ p: Vector3) -> Vector3 { x * p.x + y * p.y + z * p.z }

    mutating func add(_ other: Turn) { (x, y, z) = (x + other.x, y + other.y, z + other.z) }

    static func blend(_ a: Turn, _ b: Turn, _ c: Turn, _ w: Vector3) -> Turn {
        Turn(
            x: a.x * w.x + b.x * w.y + c.x * w.z, y: a.y * w.x + b.y * w.y + c.y * w.z,
            z: a.z * w.x + b.z * w.y + c.z * w.z
        ).orthonormalized
    }

    /// The rotation nearby (Gram and Schmidt).
    var orthonormalized: Turn {
        let x = x.normalized
        let y = (y - x * dot(x, y)).normalized
        return Turn(x: x, y: y, z: cross(x, y))
    }
}
