internal import Geometry

extension Landmarks.EarLobe {
    /// Reads a lobe off a mesh whose ears are modelled; nil where the mesh has no ear there.
    ///
    /// - Parameters:
    ///   - piercing, top: of the left ear, on the reference body with soles at y = 0.
    ///   - head: takes directions of the reference body to the posed one.
    init?(_ side: EarSide, _ mesh: Mesh, piercing: Vector3, top: Vector3, head: AffineTransform) {
        let mirror = Vector3(side.sign, 1, 1)
        let anchors = AnchorPoints(mesh)
        let hole = anchors.vertex(nearRest: piercing * mirror)
        guard (mesh.restPositions[hole] - piercing * mirror).length < 3 else { return nil }
        let point = mesh.positions[hole]
        let outward = head.applyToDirection(Vector3(side.sign, 0, 0)).normalized
        let ahead = head.applyToDirection(Vector3(0, 0, 1))
        // Patches of the front round the hole; the back of the lobe is as near, and faces away.
        let near = mesh.triangles.filter { (mesh.positions[Int($0.x)] - point).length < 25 }
        var sum = Vector3.zero
        for t in near {
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            let n = cross(b - a, c - a)
            let d = ((a + b + c) / 3 - point).length
            if d < 4.5, dot(n, outward) > 0 { sum += n * bell(d, 2) }
        }
        let normal = sum.normalized
        let plumb = head.applyToDirection(Vector3(0, -1, 0))
        let down = (plumb - normal * dot(plumb, normal)).normalized
        let forward = cross(down, normal) * side.sign
        self.init(
            side: side, piercing: point, normal: normal, forward: forward, down: down,
            thickness: Self.exit(near, mesh, from: point, along: -normal) ?? 4,
            edgeDistance: Self.edge(near, mesh, from: point - normal * 1.5, along: down),
            top: anchors.position(nearRest: top * mirror), lateral: outward,
            ahead: (ahead - outward * dot(ahead, outward)).normalized)
    }

    /// Distance to where a line leaves the flesh that it starts on.
    private static func exit(
        _ triangles: [SIMD3<UInt32>], _ mesh: Mesh, from start: Vector3, along direction: Vector3
    ) -> Float? {
        triangles.compactMap { t in
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            let n = cross(b - a, c - a)
            let slope = dot(n, direction)
            guard slope > 0 else { return nil }
            let d = dot(a - start, n) / slope
            let p = start + direction * d
            let isOver =
                dot(cross(b - a, p - a), n) >= 0 && dot(cross(c - b, p - b), n) >= 0
                && dot(cross(a - c, p - c), n) >= 0
            return d > 0.3 && isOver ? d : nil
        }.min()
    }

    /// How far flesh goes on along a line in the middle of the lobe.
    private static func edge(
        _ triangles: [SIMD3<UInt32>], _ mesh: Mesh, from start: Vector3, along direction: Vector3
    ) -> Float {
        exit(triangles, mesh, from: start, along: direction) ?? 6
    }
}
