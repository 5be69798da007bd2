internal import Geometry

/// Sixteen numbers a vertex that are subdivided together: positions, rest positions, masks.
typealias VertexData = SIMD16<Float>

/// A quad mesh subdivided more finely where asked, without cracks, on its limit surface.
///
/// Catmull and Clark 1978; limit positions after Halstead, Kass, DeRose 1993. Each face of the cage has its own
/// level. A face is split together with the ring of faces around it, whose children serve as neighbours only, so
/// that every vertex sees a whole ring; vertices end on the limit surface, where all levels agree. Where a coarse
/// face meets finer ones, it becomes a fan that uses their vertices.
struct CatmullClark {
    /// Data on the limit surface.
    private(set) var vertices: [VertexData] = []
    private(set) var triangles: [SIMD3<UInt32>] = []
    /// The cage's face that each triangle comes from.
    private(set) var sources: [UInt32] = []

    private var midpoints: [UInt64: UInt32] = [:]
    private var leaves: [(corners: SIMD4<UInt32>, source: UInt32)] = []

    /// - Parameters:
    ///   - cage: Data of the cage's vertices.
    ///   - faces: Quads of the cage.
    ///   - levels: How often to split each face; −1 leaves a face out, though its neighbours still bend toward it.
    init(cage: [VertexData], faces: [SIMD4<UInt32>], levels: [Int]) {
        precondition(faces.count == levels.count, "one level a face")
        vertices = cage
        var level = Level(
            data: cage, ids: Array(0..<UInt32(cage.count)), faces: faces,
            sources: Array(0..<UInt32(faces.count)), wanted: levels.map { Int8(max($0, -1)) })
        var depth = 0
        while true {
            var ring = Ring(level)
            ring.storeLimits(of: level, depth: depth, in: &vertices)
            let splits = level.wanted.map { Int($0) > depth }
            for (f, split) in splits.enumerated() where !split && Int(level.wanted[f]) == depth {
                leaves.append((level.globalCorners(f), level.sources[f]))
            }
            guard splits.contains(true) else { break }
            level = split(level, splits: splits, depth: depth)
            depth += 1
        }
        triangulate()
    }

    // MARK: Splitting

    /// The faces of one depth, with vertices of their own.
    struct Level {
        var data: [VertexData]
        /// Index of each vertex in the result.
        var ids: [UInt32]
        var faces: [SIMD4<UInt32>]
        var sources: [UInt32]
        /// Final depth of each face; −1 where it only serves as a neighbour.
        var wanted: [Int8]

        func globalCorners(_ f: Int) -> SIMD4<UInt32> {
            let q = faces[f]
            return SIMD4(ids[Int(q.x)], ids[Int(q.y)], ids[Int(q.z)], ids[Int(q.w)])
        }

        /// The faces that are split and those that touch them, with unused vertices dropped.
        func neighbourhood(of splits: [Bool]) -> (Level, [Bool]) {
            var near = [Bool](repeating: false, count: data.count)
            for (f, split) in splits.enumerated() where split {
                for k in 0..<4 { near[Int(faces[f][k])] = true }
            }
            var map = [UInt32](repeating: .max, count: data.count)
            var result = Level(data: [], ids: [], faces: [], sources: [], wanted: [])
            var kept: [Bool] = []
            for (f, q) in faces.enumerated() {
                guard near[Int(q.x)] || near[Int(q.y)] || near[Int(q.z)] || near[Int(q.w)] else { continue }
                var corners = SIMD4<UInt32>.zero
                for k in 0..<4 {
                    let v = Int(q[k])
                    if map[v] == .max {
                        map[v] = UInt32(result.data.count)
                        result.data.append(data[v])
                        result.ids.append(ids[v])
                    }
                    corners[k] = map[v]
                }
                result.faces.append(corners)
                result.sources.append(sources[f])
                result.wanted.append(wanted[f])
                kept.append(splits[f])
            }
            return (result, kept)
        }
    }

    private mutating func split(_ whole: Level, splits: [Bool], depth: Int) -> Level {
        let (level, splits) = whole.neighbourhood(of: splits)
        let edges = EdgeTable(level.faces, vertexCount: level.data.count)
        let (v, f, e) = (level.data.count, level.faces.count, edges.count)
        var child = Level(
            data: [VertexData](repeating: .zero, count: v + f + e), ids: level.ids, faces: [], sources: [], wanted: [])

        // Face points.
        for (i, q) in level.faces.enumerated() {
            let d = level.data[Int(q.x)] + level.data[Int(q.y)] + level.data[Int(q.z)] + level.data[Int(q.w)]
            child.data[v + i] = d * 0.25
        }
        // Edge points, and sums for the vertex points.
        var sums = [VertexData](repeating: .zero, count: v)
        var counts = [Float](repeating: 0, count: v)
        var borderSums = [VertexData](repeating: .zero, count: v)
        var onBorder = [Bool](repeating: false, count: v)
        for i in 0..<e {
            let (a, b) = (Int(edges.ends[i].x), Int(edges.ends[i].y))
            let (f0, f1) = (edges.faces[i].x, edges.faces[i].y)
            let middle = (level.data[a] + level.data[b]) * 0.5
            if f1 >= 0 {
                child.data[v + f + i] = (middle * 2 + child.data[v + Int(f0)] + child.data[v + Int(f1)]) * 0.25
            } else {
                child.data[v + f + i] = middle
                for end in [a, b] {
                    borderSums[end] += middle
                    onBorder[end] = true
                }
            }
            for end in [a, b] {
                sums[end] += middle * 2
                counts[end] += 1
            }
        }
        for (i, q) in level.faces.enumerated() {
            for k in 0..<4 { sums[Int(q[k])] += child.data[v + i] }
        }
        // Vertex points: (F + 2R + (n − 3)P) / n.
        for i in 0..<v {
            let n = counts[i]
            child.data[i] =
                onBorder[i]
                ? level.data[i] * 0.5 + borderSums[i] * 0.25
                : (sums[i] / n + level.data[i] * (n - 3)) / n
        }
        addFaces(of: level, splits: splits, edges: edges, to: &child)
        return child
    }

    /// Children of all faces; those of unsplit faces only serve as neighbours.
    private mutating func addFaces(of level: Level, splits: [Bool], edges: EdgeTable, to child: inout Level) {
        let (v, f) = (level.data.count, level.faces.count)
        // New points of split faces get a place in the result; others never appear there.
        child.ids.append(contentsOf: [UInt32](repeating: .max, count: f + edges.count))
        for i in 0..<f where splits[i] { child.ids[v + i] = newVertex() }
        for i in 0..<edges.count {
            let (f0, f1) = (Int(edges.faces[i].x), Int(edges.faces[i].y))
            let (s0, s1) = (splits[f0], f1 >= 0 && splits[f1])
            guard s0 || s1 else { continue }
            let id = newVertex()
            child.ids[v + f + i] = id
            if s0 != s1 {
                midpoints[Self.key(level.ids[Int(edges.ends[i].x)], level.ids[Int(edges.ends[i].y)])] = id
            }
        }
        child.faces.reserveCapacity(f * 4)
        for i in 0..<f {
            let q = level.faces[i]
            for k in 0..<4 {
                let next = UInt32(v + f) + edges.ofFace[i * 4 + k]
                let previous = UInt32(v + f) + edges.ofFace[i * 4 + (k + 3) % 4]
                child.faces.append(SIMD4(q[k], next, UInt32(v + i), previous))
                child.sources.append(level.sources[i])
                child.wanted.append(splits[i] ? level.wanted[i] : -1)
            }
        }
    }

    private mutating func newVertex() -> UInt32 {
        vertices.append(.zero)
        return UInt32(vertices.count - 1)
    }

    private static func key(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }

    // MARK: Triangles

    private mutating func triangulate() {
        triangles.reserveCapacity(leaves.count * 2)
        for (q, source) in leaves {
            var rim: [UInt32] = []
            for k in 0..<4 { appendEdge(from: q[k], to: q[(k + 1) % 4], to: &rim) }
            if rim.count == 4 {
                triangles.append(SIMD3(q.x, q.y, q.z))
                triangles.append(SIMD3(q.x, q.z, q.w))
                sources.append(source)
                sources.append(source)
                continue
            }
            let centre = newVertex()
            vertices[Int(centre)] =
                (vertices[Int(q.x)] + vertices[Int(q.y)] + vertices[Int(q.z)] + vertices[Int(q.w)]) * 0.25
            for k in rim.indices {
                triangles.append(SIMD3(centre, rim[k], rim[(k + 1) % rim.count]))
                sources.append(source)
            }
        }
        dropUnusedVertices()
        midpoints = [:]
        leaves = []
    }

    /// Appends an edge's start and the vertices that finer neighbours put on it.
    private func appendEdge(from a: UInt32, to b: UInt32, to rim: inout [UInt32]) {
        if midpoints.isEmpty {
            rim.append(a)
        } else if let m = midpoints[Self.key(a, b)] {
            appendEdge(from: a, to: m, to: &rim)
            appendEdge(from: m, to: b, to: &rim)
        } else {
            rim.append(a)
        }
    }

    private mutating func dropUnusedVertices() {
        var map = [UInt32](repeating: .max, count: vertices.count)
        var kept: [VertexData] = []
        for i in triangles.indices {
            for k in 0..<3 {
                let v = Int(triangles[i][k])
                if map[v] == .max {
                    map[v] = UInt32(kept.count)
                    kept.append(vertices[v])
                }
                triangles[i][k] = map[v]
            }
        }
        vertices = kept
    }
}

/// Unique edges of quads and the one or two faces beside each.
struct EdgeTable {
    private(set) var ends: [SIMD2<UInt32>] = []
    /// The second is −1 on a border.
    private(set) var faces: [SIMD2<Int32>] = []
    /// Four edges a face: the k-th runs from corner k to corner k + 1.
    private(set) var ofFace: [UInt32]

    var count: Int { ends.count }

    init(_ quads: [SIMD4<UInt32>], vertexCount: Int) {
        ofFace = [UInt32](repeating: 0, count: quads.count * 4)
        ends.reserveCapacity(quads.count * 2 + 16)
        faces.reserveCapacity(quads.count * 2 + 16)
        // Edges hang in a list at their lower vertex.
        var first = [Int32](repeating: -1, count: vertexCount)
        var next: [Int32] = []
        next.reserveCapacity(quads.count * 2 + 16)
        for (f, q) in quads.enumerated() {
            for k in 0..<4 {
                let (a, b) = (q[k], q[(k + 1) % 4])
                let (low, high) = (min(a, b), max(a, b))
                var e = first[Int(low)]
                while e >= 0 && ends[Int(e)].y != high { e = next[Int(e)] }
                if e < 0 {
                    e = Int32(ends.count)
                    ends.append(SIMD2(low, high))
                    faces.append(SIMD2(Int32(f), -1))
                    next.append(first[Int(low)])
                    first[Int(low)] = e
                } else {
                    faces[Int(e)].y = Int32(f)
                }
                ofFace[f * 4 + k] = UInt32(e)
            }
        }
    }
}

/// Sums over the faces round each vertex, for the limit surface.
private struct Ring {
    var edgeSums, faceSums: [VertexData]
    var valences: [Float]
    var real: [Bool]

    init(_ level: CatmullClark.Level) {
        let n = level.data.count
        edgeSums = [VertexData](repeating: .zero, count: n)
        faceSums = edgeSums
        valences = [Float](repeating: 0, count: n)
        real = [Bool](repeating: false, count: n)
        for (f, q) in level.faces.enumerated() {
            for k in 0..<4 {
                let v = Int(q[k])
                // Each edge is met twice, once from either side.
                edgeSums[v] += (level.data[Int(q[(k + 1) & 3])] + level.data[Int(q[(k + 3) & 3])]) * 0.5
                faceSums[v] += level.data[Int(q[(k + 2) & 3])]
                valences[v] += 1
                if level.wanted[f] >= 0 { real[v] = true }
            }
        }
    }

    /// Limit position of an inner vertex: (n²P + 4ΣE + ΣF) / (n(n + 5)), Halstead, Kass, DeRose 1993.
    mutating func storeLimits(of level: CatmullClark.Level, depth: Int, in vertices: inout [VertexData]) {
        for v in level.data.indices where real[v] {
            let n = valences[v]
            vertices[Int(level.ids[v])] = (level.data[v] * (n * n) + edgeSums[v] * 4 + faceSums[v]) / (n * (n + 5))
        }
    }
}
