internal import Geometry

/// A quad mesh with open borders and a second topology for its uvs, subdivided as a whole.
struct QuadSheet {
    var data: [VertexData]
    var quads: [SIMD4<UInt32>]
    var uvs: [Vector2]
    var uvQuads: [SIMD4<UInt32>]

    /// One Catmull–Clark step; borders become cubic B-splines, uvs are split linearly.
    mutating func subdivide() {
        let edges = EdgeTable(quads, vertexCount: data.count)
        let points = Self.points(data, quads, edges)
        let uvEdges = EdgeTable(uvQuads, vertexCount: uvs.count)
        var places = uvs
        places.reserveCapacity(uvs.count + uvQuads.count + uvEdges.count)
        for q in uvQuads { places.append((uvs[Int(q.x)] + uvs[Int(q.y)] + uvs[Int(q.z)] + uvs[Int(q.w)]) / 4) }
        for e in uvEdges.ends { places.append((uvs[Int(e.x)] + uvs[Int(e.y)]) / 2) }
        quads = Self.children(quads, edges, vertexCount: data.count)
        uvQuads = Self.children(uvQuads, uvEdges, vertexCount: uvs.count)
        (data, uvs) = (points, places)
    }

    private static func children(
        _ quads: [SIMD4<UInt32>], _ edges: EdgeTable, vertexCount: Int
    ) -> [SIMD4<UInt32>] {
        var result: [SIMD4<UInt32>] = []
        result.reserveCapacity(quads.count * 4)
        let firstEdge = UInt32(vertexCount + quads.count)
        for (i, q) in quads.enumerated() {
            for k in 0..<4 {
                result.append(
                    SIMD4(
                        q[k], firstEdge + edges.ofFace[i * 4 + k], UInt32(vertexCount + i),
                        firstEdge + edges.ofFace[i * 4 + (k + 3) % 4]))
            }
        }
        return result
    }

    /// Vertex, face and edge points (Catmull and Clark 1978).
    private static func points(_ data: [VertexData], _ quads: [SIMD4<UInt32>], _ edges: EdgeTable) -> [VertexData] {
        let (v, f) = (data.count, quads.count)
        var points = data
        points.reserveCapacity(v + f + edges.count)
        for q in quads {
            points.append((data[Int(q.x)] + data[Int(q.y)] + data[Int(q.z)] + data[Int(q.w)]) * 0.25)
        }
        var sums = [VertexData](repeating: .zero, count: v)
        var borderSums = sums
        var counts = [Float](repeating: 0, count: v)
        var onBorder = [Bool](repeating: false, count: v)
        for e in 0..<edges.count {
            let (a, b) = (Int(edges.ends[e].x), Int(edges.ends[e].y))
            let (f0, f1) = (edges.faces[e].x, edges.faces[e].y)
            let middle = (data[a] + data[b]) * 0.5
            if f1 >= 0 {
                points.append((middle * 2 + points[v + Int(f0)] + points[v + Int(f1)]) * 0.25)
            } else {
                points.append(middle)
                (onBorder[a], onBorder[b]) = (true, true)
                borderSums[a] += middle
                borderSums[b] += middle
            }
            (sums[a], sums[b]) = (sums[a] + middle * 2, sums[b] + middle * 2)
            (counts[a], counts[b]) = (counts[a] + 1, counts[b] + 1)
        }
        for (i, q) in quads.enumerated() {
            for k in 0..<4 { sums[Int(q[k])] += points[v + i] }
        }
        for i in 0..<v {
            // (F + 2R + (n − 3)P) / n inside; ¼, ½, ¼ along a border.
            points[i] =
                onBorder[i]
                ? data[i] * 0.5 + borderSums[i] * 0.25
                : counts[i] > 0 ? (sums[i] / counts[i] + data[i] * (counts[i] - 3)) / counts[i] : data[i]
        }
        return points
    }
}
