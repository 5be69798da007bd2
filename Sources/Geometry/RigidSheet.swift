/// A plane net that bends as rigidly as it can: each vertex keeps its neighbours where they are but for a turn of its own
/// (Sorkine and Alexa 2007, in the plane), so that a piece of many stones opens or closes between them.
///
/// ```swift
/// var sheet = RigidSheet(rest: points, edges: edges)
/// sheet.solve(handles: [.init(vertex: 0, target: [10, 4], weight: 5)], from: points)
/// print(sheet.points[7], sheet.largestStretch)
/// ```
public struct RigidSheet: Sendable {
    /// Two vertices that hold each other, and how firmly.
    public struct Edge: Sendable {
        public var a, b: Int
        public var stiffness: Float

        public init(_ a: Int, _ b: Int, stiffness: Float) { (self.a, self.b, self.stiffness) = (a, b, stiffness) }
    }

    /// Where a vertex is drawn to, and how strongly in units of an edge's stiffness.
    public struct Handle: Sendable {
        public var vertex: Int
        public var target: Vector2
        public var weight: Float

        public init(vertex: Int, target: Vector2, weight: Float) {
            (self.vertex, self.target, self.weight) = (vertex, target, weight)
        }
    }

    public let rest: [Vector2]
    public let edges: [Edge]
    /// Where the vertices lie; at rest before ``solve(handles:from:rounds:)``.
    public private(set) var points: [Vector2]

    public init(rest: [Vector2], edges: [Edge]) {
        precondition(edges.allSatisfy { $0.a != $0.b && $0.a < rest.count && $0.b < rest.count }, "edges join vertices")
        (self.rest, self.edges, points) = (rest, edges, rest)
    }

    /// Largest relative change of an edge's length.
    public var largestStretch: Float { stretch(belowShare: 1) }

    /// Relative change of length that a share of the edges stays below.
    ///
    /// - Parameters:
    ///   - share: 0…1.
    ///   - stiffness: edges less stiff do not count.
    public func stretch(belowShare share: Float, ofStiffness stiffness: Float = 0) -> Float {
        let sorted = edges.filter { $0.stiffness >= stiffness }.map { abs(stretch($0)) }.sorted()
        return sorted.isEmpty ? 0 : sorted[min(Int(share * Float(sorted.count)), sorted.count - 1)]
    }

    private func stretch(_ e: Edge) -> Float {
        (points[e.b] - points[e.a]).length / max((rest[e.b] - rest[e.a]).length, 1e-6) - 1
    }

    /// Moves the vertices to where they lie best: turns and places are found by turns.
    ///
    /// - Parameters:
    ///   - start: a first guess, which also holds what hangs together with no handle.
    ///   - rounds: of both steps.
    public mutating func solve(handles: [Handle], from start: [Vector2], rounds: Int = 24) {
        precondition(start.count == rest.count, "one place a vertex")
        points = start
        var pull = [Float](repeating: 1e-4, count: rest.count)
        var targets = start.map { $0 * 1e-4 }
        for handle in handles {
            pull[handle.vertex] += handle.weight
            targets[handle.vertex] += handle.target * handle.weight
        }
        for _ in 0..<rounds {
            let turns = self.turns()
            var wanted = targets
            for e in edges {
                let r = rest[e.b] - rest[e.a]
                // The mean of what both ends' turns make of the edge.
                let (p, q) = (turns[e.a], turns[e.b])
                let c = (p.x + q.x) / 2
                let s = (p.y + q.y) / 2
                let d = Vector2(c * r.x - s * r.y, s * r.x + c * r.y) * e.stiffness
                wanted[e.a] -= d
                wanted[e.b] += d
            }
            place(wanted, pull: pull)
        }
    }

    /// Cosine and sine of the turn that brings each vertex's edges nearest to where they lie.
    private func turns() -> [Vector2] {
        var turns = [Vector2](repeating: .zero, count: rest.count)
        for e in edges {
            let (r, d) = (rest[e.b] - rest[e.a], points[e.b] - points[e.a])
            let z = Vector2(dot(r, d), cross(r, d)) * e.stiffness
            turns[e.a] += z
            turns[e.b] += z
        }
        return turns.map { $0.length > 1e-9 ? $0.normalized : Vector2(1, 0) }
    }

    /// Solves the linear step by conjugate gradients from where the vertices lie.
    private mutating func place(_ wanted: [Vector2], pull: [Float]) {
        var diagonal = pull
        for e in edges {
            diagonal[e.a] += e.stiffness
            diagonal[e.b] += e.stiffness
        }
        func applied(_ x: [Vector2]) -> [Vector2] {
            var y = x.indices.map { x[$0] * diagonal[$0] }
            for e in edges {
                y[e.a] -= x[e.b] * e.stiffness
                y[e.b] -= x[e.a] * e.stiffness
            }
            return y
        }
        func sum(_ a: [Vector2], _ b: [Vector2]) -> Float { a.indices.reduce(0) { $0 + dot(a[$1], b[$1]) } }
        let image = applied(points)
        var rest = wanted.indices.map { wanted[$0] - image[$0] }
        var scaled = rest.indices.map { rest[$0] / diagonal[$0] }
        var way = scaled
        var size = sum(rest, scaled)
        let enough = size * 1e-6 + 1e-9
        for _ in 0..<120 where size > enough {
            let along = applied(way)
            let step = size / max(sum(way, along), 1e-20)
            for i in points.indices {
                points[i] += way[i] * step
                rest[i] -= along[i] * step
                scaled[i] = rest[i] / diagonal[i]
            }
            let next = sum(rest, scaled)
            let keep = next / max(size, 1e-20)
            for i in way.indices { way[i] = scaled[i] + way[i] * keep }
            size = next
        }
    }
}
