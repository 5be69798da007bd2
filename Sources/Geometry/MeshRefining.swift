extension Mesh {
    /// Halves the edges whose middle is somewhere, and splits the triangles on both of their sides, so that no gap opens.
    ///
    /// New points bulge as the normals at the edge's ends say (Boubekeur and Alexa 2008); channels are interpolated.
    public mutating func refine(where isWanted: (Vector3) -> Bool) {
        var middles: [SIMD2<UInt32>: UInt32] = [:]
        var fine: [SIMD3<UInt32>] = []
        fine.reserveCapacity(triangles.count)
        for t in triangles {
            let corners = [t.x, t.y, t.z]
            let halved = (0..<3).map { middle(of: corners[$0], corners[($0 + 1) % 3], &middles, where: isWanted) }
            fine += Self.split(corners, at: halved)
        }
        triangles = fine
    }

    /// The new point on an edge; nil where it stays whole.
    private mutating func middle(
        of a: UInt32, _ b: UInt32, _ middles: inout [SIMD2<UInt32>: UInt32], where isWanted: (Vector3) -> Bool
    ) -> UInt32? {
        let (i, j) = (Int(a), Int(b))
        var p = (positions[i] + positions[j]) / 2
        guard isWanted(p) else { return nil }
        let edge = SIMD2(min(a, b), max(a, b))
        if let known = middles[edge] { return known }
        if !normals.isEmpty {
            let (m, n) = (normals[i], normals[j])
            p += (m * dot(m, positions[i] - p) + n * dot(n, positions[j] - p)) * 0.375
            normals.append((m + n).normalized)
        }
        if !restPositions.isEmpty { restPositions.append((restPositions[i] + restPositions[j]) / 2) }
        if !uvs.isEmpty { uvs.append((uvs[i] + uvs[j]) / 2) }
        for name in channels.keys {
            guard let a = channels[name]?[i], let b = channels[name]?[j] else { continue }
            channels[name]?.append((a + b) / 2)
        }
        positions.append(p)
        middles[edge] = UInt32(positions.count - 1)
        return middles[edge]
    }

    /// A triangle in as many parts as its halved edges ask for; edge k leads from corner k to the next.
    private static func split(_ c: [UInt32], at halved: [UInt32?]) -> [SIMD3<UInt32>] {
        switch (halved[0], halved[1], halved[2]) {
        case (nil, nil, nil): return [[c[0], c[1], c[2]]]
        case (let a?, let b?, let d?): return [[c[0], a, d], [a, c[1], b], [d, b, c[2]], [a, b, d]]
        default:
            // Turned until its first edge is halved and its last one is whole.
            let k = (0..<3).first { halved[$0] != nil && halved[($0 + 2) % 3] == nil } ?? 0
            let (p, q, r) = (c[k], c[(k + 1) % 3], c[(k + 2) % 3])
            guard let a = halved[k] else { return [[c[0], c[1], c[2]]] }
            guard let b = halved[(k + 1) % 3] else { return [[p, a, r], [a, q, r]] }
            return [[a, q, b], [p, a, b], [p, b, r]]
        }
    }
}
