import Geometry
internal import Glibc

extension Shapes {
    /// A plate with an outline in the xz plane, its front at y = thickness, pillowed by its shading.
    ///
    /// - Parameter dome: how far normals lean outward at the rim; 0 is flat.
    static func slab(_ outline: [Vector2], thickness: Float, dome: Float = 0.3) -> Mesh {
        let loop = area(outline) > 0 ? outline : outline.reversed()
        let faces = triangulated(loop)
        let centre = loop.reduce(.zero, +) / Float(loop.count)
        let reach = loop.map { ($0 - centre).length }.max() ?? 1
        var mesh = Mesh()
        for (y, up) in [(thickness, Float(1)), (0, Float(-1))] {
            let first = UInt32(mesh.positions.count)
            for p in loop {
                mesh.positions.append([p.x, y, p.y])
                let lean = (p - centre) * (dome / reach)
                mesh.normals.append(Vector3(lean.x, up, lean.y).normalized)
            }
            // Seen from +y the xz plane is mirrored, so a positive outline is clockwise there.
            for t in faces {
                let f = t &+ SIMD3(repeating: first)
                mesh.triangles.append(up > 0 ? [f.x, f.z, f.y] : f)
            }
        }
        for i in loop.indices {
            let (a, b) = (loop[i], loop[(i + 1) % loop.count])
            let side = Vector2(b.y - a.y, a.x - b.x).normalized
            let first = UInt32(mesh.positions.count)
            mesh.positions += [[a.x, 0, a.y], [b.x, 0, b.y], [b.x, thickness, b.y], [a.x, thickness, a.y]]
            mesh.normals += [Vector3](repeating: [side.x, 0, side.y], count: 4)
            mesh.triangles += [[first, first + 2, first + 1], [first, first + 3, first + 2]]
        }
        return mesh
    }

    private static func area(_ p: [Vector2]) -> Float {
        p.indices.reduce(0) { $0 + cross(p[$1], p[($1 + 1) % p.count]) / 2 }
    }

    /// Triangles of a simple polygon with positive area, by cutting ears.
    private static func triangulated(_ p: [Vector2]) -> [SIMD3<UInt32>] {
        var rest = Array(p.indices)
        var out: [SIMD3<UInt32>] = []
        func isEar(_ a: Int, _ b: Int, _ c: Int) -> Bool {
            guard cross(p[b] - p[a], p[c] - p[b]) > 0 else { return false }
            return !rest.contains { k in
                guard k != a, k != b, k != c else { return false }
                return cross(p[b] - p[a], p[k] - p[a]) >= 0 && cross(p[c] - p[b], p[k] - p[b]) >= 0
                    && cross(p[a] - p[c], p[k] - p[c]) >= 0
            }
        }
        while rest.count > 3 {
            let n = rest.count
            // Outlines that touch themselves have no ear; cut somewhere then.
            let ear = (0..<n).first { isEar(rest[($0 + n - 1) % n], rest[$0], rest[($0 + 1) % n]) } ?? 0
            let (a, b, c) = (rest[(ear + n - 1) % n], rest[ear], rest[(ear + 1) % n])
            out.append([UInt32(a), UInt32(b), UInt32(c)])
            rest.remove(at: ear)
        }
        out.append([UInt32(rest[0]), UInt32(rest[1]), UInt32(rest[2])])
        return out
    }

    /// A cushion: a box of half extents with rounded edges, superquadric of an exponent (2 an ellipsoid, 8 a box).
    static func cushion(half: Vector3, power: Float = 4, segments: Int = 48) -> Mesh {
        func bent(_ v: Float) -> Float { (v < 0 ? -1 : 1) * pow(abs(v), 2 / power) }
        let rows = segments / 2
        // With a high power the last ring is a wide one; a point in its middle closes the face.
        let rings = (-1...rows + 1).map { j -> [Vector3] in
            guard j >= 0, j <= rows else {
                return [Vector3](repeating: [0, j < 0 ? -half.y : half.y, 0], count: segments)
            }
            let a = (Float(j) / Float(rows) - 0.5) * .pi * 0.998
            return (0..<segments).map { k in
                let t = Float(k) / Float(segments) * 2 * .pi
                return half * Vector3(bent(cos(a)) * bent(cos(t)), bent(sin(a)), bent(cos(a)) * bent(sin(t)))
            }
        }
        return swept(rings: rings, closed: false)
    }

    /// A flat strip along a track: width across it, thickness away from the support, edges rounded off.
    static func ribbon(along track: Track, width: Float, thickness: Float) -> Mesh {
        let (w, h) = (width / 2, thickness)
        let section: [Vector2] = [
            [-w, 0.15 * h], [-w, 0.7 * h], [-0.86 * w, h], [0, 1.06 * h], [0.86 * w, h], [w, 0.7 * h], [w, 0.15 * h],
            [0.86 * w, 0], [-0.86 * w, 0],
        ]
        return swept(
            rings: track.stations.map { f in section.map { f.apply([0, $0.y, $0.x]) } }, closed: track.closed)
    }

    /// A tube along a track whose radius changes from point to point.
    static func tube(along track: Track, radii: [Float], sides: Int = 8) -> Mesh {
        let stations = track.stations
        let rings = stations.indices.map { i in
            (0..<sides).map { j -> Vector3 in
                let s = Float(j) / Float(sides) * 2 * .pi
                return stations[i].apply([0, radii[i] * cos(s), radii[i] * sin(s)])
            }
        }
        var mesh = swept(rings: rings, closed: track.closed)
        if !track.closed { mesh.close(ring: 0, of: sides, with: stations[0].translation) }
        if !track.closed {
            mesh.close(ring: rings.count - 1, of: sides, with: stations[stations.count - 1].translation)
        }
        return mesh
    }

    static func tube(along track: Track, radius: Float, sides: Int = 8) -> Mesh {
        tube(along: track, radii: [Float](repeating: radius, count: track.points.count), sides: sides)
    }

    /// A flat rectangle in the xz plane, facing +y, of a density of vertices and with uv in millimetres.
    static func sheet(width: Float, depth: Float, across: Int, down: Int) -> Mesh {
        var mesh = Mesh()
        for j in 0...down {
            for i in 0...across {
                let p = Vector2((Float(i) / Float(across) - 0.5) * width, (Float(j) / Float(down) - 0.5) * depth)
                mesh.positions.append([p.x, 0, p.y])
                mesh.uvs.append(p)
            }
        }
        mesh.addGridTriangles(across: across, down: down)
        return mesh
    }
}

extension Mesh {
    /// Triangles of a grid of (across + 1) · (down + 1) vertices, facing +y when rows go to +z and columns to +x.
    mutating func addGridTriangles(across: Int, down: Int) {
        for j in 0..<UInt32(down) {
            for i in 0..<UInt32(across) {
                let a = j * UInt32(across + 1) + i
                let b = a + UInt32(across + 1)
                triangles += [[a, b, b + 1], [a, b + 1, a + 1]]
            }
        }
    }

    fileprivate mutating func close(ring: Int, of sides: Int, with centre: Vector3) {
        let c = UInt32(positions.count)
        let first = UInt32(ring * sides)
        let outward: Vector3 = (centre - positions[ring == 0 ? sides : (ring - 1) * sides]).normalized
        positions.append(centre)
        if !normals.isEmpty { normals.append(outward) }
        for j in 0..<UInt32(sides) {
            let (a, b) = (first + j, first + (j + 1) % UInt32(sides))
            triangles.append(ring == 0 ? [c, b, a] : [c, a, b])
        }
    }
}
