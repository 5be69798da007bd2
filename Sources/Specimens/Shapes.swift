public import Geometry
internal import Glibc

/// Meshes of simple solids, in millimetres.
public enum Shapes {
    /// A closed surface of revolution round the y axis.
    ///
    /// - Parameter profile: radius and height of successive rings, bottom to top.
    public static func lathe(profile: [Vector2], segments: Int) -> Mesh {
        swept(
            rings: profile.map { p in
                (0..<segments).map { k in
                    let t = Float(k) / Float(segments) * 2 * .pi
                    return Vector3(p.x * cos(t), p.y, p.x * sin(t))
                }
            }, closed: false)
    }

    public static func sphere(centre: Vector3, radius: Float, segments: Int = 28) -> Mesh {
        let rows = segments / 2
        let profile = (0...rows).map { j -> Vector2 in
            let t = Float(j) / Float(rows) * .pi
            return Vector2(max(sin(t), 1e-4) * radius, -cos(t) * radius)
        }
        return lathe(profile: profile, segments: segments).moved(by: .translation(centre))
    }

    /// A torus round the y axis.
    public static func torus(majorRadius: Float, minorRadius: Float, segments: Int = 40, sides: Int = 14) -> Mesh {
        let rings = (0..<segments).map { k -> [Vector3] in
            let t = Float(k) / Float(segments) * 2 * .pi
            let out = Vector3(cos(t), 0, sin(t))
            return (0..<sides).map { j in
                let s = Float(j) / Float(sides) * 2 * .pi
                return out * (majorRadius + minorRadius * cos(s)) + Vector3(0, minorRadius * sin(s), 0)
            }
        }
        return swept(rings: rings, closed: true)
    }

    /// An oval wire link in the xz plane, long axis x.
    public static func link(length: Float, width: Float, wire: Float, segments: Int = 32, sides: Int = 10) -> Mesh {
        let (a, b) = ((length - wire) / 2, (width - wire) / 2)
        let rings = (0..<segments).map { k -> [Vector3] in
            let t = Float(k) / Float(segments) * 2 * .pi
            let middle = Vector3(a * cos(t), 0, b * sin(t))
            let out = Vector3(b * cos(t), 0, a * sin(t)).normalized
            return (0..<sides).map { j in
                let s = Float(j) / Float(sides) * 2 * .pi
                return middle + (out * cos(s) + Vector3(0, sin(s), 0)) * (wire / 2)
            }
        }
        return swept(rings: rings, closed: true)
    }

    /// A tube of a given radius along a path.
    public static func tube(path: [Vector3], radius: Float, sides: Int = 12, closed: Bool) -> Mesh {
        let frames = parallelFrames(along: path, closed: closed)
        let rings = path.indices.map { i in
            (0..<sides).map { j -> Vector3 in
                let s = Float(j) / Float(sides) * 2 * .pi
                return path[i] + (frames[i].normal * cos(s) + frames[i].binormal * sin(s)) * radius
            }
        }
        return swept(rings: rings, closed: closed)
    }

    /// A box with rounded look only by its shading: six flat sides.
    public static func box(lower: Vector3, upper: Vector3) -> Mesh {
        var mesh = Mesh()
        for axis in 0..<3 {
            for side in 0..<2 {
                let (u, v) = ((axis + 1) % 3, (axis + 2) % 3)
                var corner = lower
                corner[axis] = side == 0 ? lower[axis] : upper[axis]
                var (du, dv) = (Vector3.zero, Vector3.zero)
                du[u] = upper[u] - lower[u]
                dv[v] = upper[v] - lower[v]
                let first = UInt32(mesh.positions.count)
                mesh.positions += [corner, corner + du, corner + du + dv, corner + dv]
                mesh.triangles +=
                    side == 1
                    ? [[first, first + 1, first + 2], [first, first + 2, first + 3]]
                    : [[first, first + 2, first + 1], [first, first + 3, first + 2]]
            }
        }
        return mesh
    }

    /// A round brilliant of unit girdle radius about the y axis, table up, flat-faceted: crown, girdle, pavilion.
    public static func brilliant(facets: Int = 16) -> Mesh {
        var mesh = Mesh()
        let rings: [(radius: Float, height: Float, turn: Float)] = [
            (0.56, 0.32, 0), (0.82, 0.17, 0.5), (1.0, 0.03, 0), (1.0, -0.03, 0), (0.45, -0.52, 0.5),
        ]
        func p(_ r: Int, _ k: Int) -> Vector3 {
            let t = (Float(k) + rings[r].turn) / Float(facets) * 2 * .pi
            return [rings[r].radius * cos(t), rings[r].height, rings[r].radius * sin(t)]
        }
        func add(_ a: Vector3, _ b: Vector3, _ c: Vector3) {
            let first = UInt32(mesh.positions.count)
            // Facets look outward from the middle of the stone.
            let outward = dot(cross(b - a, c - a), a + b + c) > 0
            mesh.positions += outward ? [a, b, c] : [a, c, b]
            mesh.triangles.append([first, first + 1, first + 2])
        }
        for k in 0..<facets {
            add([0, 0.32, 0], p(0, k), p(0, k + 1))
            for r in 0..<rings.count - 1 {
                add(p(r, k), p(r + 1, k), p(r, k + 1))
                add(p(r, k + 1), p(r + 1, k), p(r + 1, k + 1))
            }
            add(p(4, k), p(4, k + 1), [0, -0.86, 0])
        }
        return mesh
    }

    /// Joins successive rings of equal size; normals face away from the rings' middles.
    static func swept(rings: [[Vector3]], closed: Bool) -> Mesh {
        var mesh = Mesh()
        let sides = rings[0].count
        for ring in rings { mesh.positions += ring }
        let last = closed ? rings.count : rings.count - 1
        for i in 0..<last {
            let (a, b) = (UInt32(i * sides), UInt32((i + 1) % rings.count * sides))
            for j in 0..<UInt32(sides) {
                let k = (j + 1) % UInt32(sides)
                mesh.triangles += [[a + j, b + j, b + k], [a + j, b + k, a + k]]
            }
        }
        mesh.turnOutward()
        mesh.normals = mesh.smoothNormals()
        return mesh
    }

    /// Frames that turn as little as possible along a path (Wang et al. 2008, double reflection).
    static func parallelFrames(along path: [Vector3], closed: Bool) -> [(
        tangent: Vector3, normal: Vector3, binormal: Vector3
    )] {
        let count = path.count
        func tangent(_ i: Int) -> Vector3 {
            let a = closed ? path[(i + count - 1) % count] : path[max(i - 1, 0)]
            let b = closed ? path[(i + 1) % count] : path[min(i + 1, count - 1)]
            return (b - a).normalized
        }
        var normal = tangent(0).orthonormalBasis.tangent
        return path.indices.map { i in
            let t = tangent(i)
            normal = (normal - t * dot(normal, t)).normalized
            return (t, normal, cross(t, normal))
        }
    }
}

extension Mesh {
    /// This mesh carried by an affine map.
    public func moved(by m: AffineTransform) -> Mesh {
        var mesh = self
        mesh.positions = positions.map(m.apply)
        mesh.normals = []
        if !normals.isEmpty { mesh.normals = mesh.smoothNormals() }
        return mesh
    }

    /// Adds another mesh. Where only one has normals, the other gets smooth ones.
    public mutating func append(_ other: Mesh) {
        let other = agreeing(on: other)
        let first = UInt32(positions.count)
        positions += other.positions
        normals += other.normals
        triangles += other.triangles.map { $0 &+ SIMD3(repeating: first) }
    }

    /// Gives this mesh or a mesh to be added normals where only the other has some.
    mutating func agreeing(on other: Mesh) -> Mesh {
        guard !positions.isEmpty, !other.positions.isEmpty, normals.isEmpty != other.normals.isEmpty else {
            return other
        }
        guard normals.isEmpty else {
            var shaded = other
            shaded.normals = other.smoothNormals()
            return shaded
        }
        normals = smoothNormals()
        return other
    }

    /// Flips all triangles if the enclosed volume is negative.
    mutating func turnOutward() {
        var volume: Float = 0
        for t in triangles {
            volume += dot(positions[Int(t.x)], cross(positions[Int(t.y)], positions[Int(t.z)]))
        }
        if volume < 0 { triangles = triangles.map { [$0.x, $0.z, $0.y] } }
    }
}
