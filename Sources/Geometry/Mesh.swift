/// A triangle mesh with smooth normals and named per-vertex channels, in millimetres.
public struct Mesh: Sendable {
    public var positions: [Vector3]
    /// Unit, one per vertex; empty means flat faces.
    public var normals: [Vector3]
    /// One per vertex, or empty.
    public var uvs: [Vector2]
    /// Counter-clockwise seen from outside.
    public var triangles: [SIMD3<UInt32>]
    /// Position of every vertex in the unposed rest shape, for procedural texture; empty means `positions`.
    public var restPositions: [Vector3]
    /// Scalar channels by name, one value a vertex (`"melanin"`, `"oil"` …).
    public var channels: [String: [Float]]

    public init(
        positions: [Vector3] = [], normals: [Vector3] = [], uvs: [Vector2] = [], triangles: [SIMD3<UInt32>] = [],
        restPositions: [Vector3] = [], channels: [String: [Float]] = [:]
    ) {
        (self.positions, self.normals, self.uvs, self.triangles) = (positions, normals, uvs, triangles)
        (self.restPositions, self.channels) = (restPositions, channels)
    }

    /// Area-weighted vertex normals of `positions` and `triangles`.
    public func smoothNormals() -> [Vector3] {
        var sums = [Vector3](repeating: .zero, count: positions.count)
        for t in triangles {
            let (a, b, c) = (Int(t.x), Int(t.y), Int(t.z))
            let n = cross(positions[b] - positions[a], positions[c] - positions[a])
            sums[a] += n
            sums[b] += n
            sums[c] += n
        }
        return sums.map(\.normalized)
    }
}
