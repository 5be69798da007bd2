internal import Geometry

/// The neighbourhoods of a triangle mesh's vertices: for smoothing parts of it and finding what hangs together.
struct SheetNet: Sendable {
    let triangles: [SIMD3<UInt32>]
    /// Neighbours of vertex `v` are `neighbours[starts[v]..<starts[v + 1]]`.
    private let starts: [Int32]
    private let neighbours: [Int32]

    init(_ triangles: [SIMD3<UInt32>], vertexCount: Int) {
        self.triangles = triangles
        var edges = Set<UInt64>()
        for t in triangles {
            for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] {
                edges.insert(UInt64(min(a, b)) << 32 | UInt64(max(a, b)))
            }
        }
        var counts = [Int32](repeating: 0, count: vertexCount + 1)
        for e in edges {
            counts[Int(e >> 32) + 1] += 1
            counts[Int(e & 0xffff_ffff) + 1] += 1
        }
        for i in 1..<counts.count { counts[i] += counts[i - 1] }
        starts = counts
        var all = [Int32](repeating: 0, count: edges.count * 2)
        // In order, so that sums never depend on a set's order.
        for e in edges.sorted() {
            let (a, b) = (Int(e >> 32), Int(e & 0xffff_ffff))
            all[Int(counts[a])] = Int32(b)
            counts[a] += 1
            all[Int(counts[b])] = Int32(a)
            counts[b] += 1
        }
        neighbours = all
    }

    func around(_ v: Int) -> ArraySlice<Int32> { neighbours[Int(starts[v])..<Int(starts[v + 1])] }

    /// Moves some vertices toward the mean of their neighbours.
    ///
    /// - Parameter shares: how far, 0…1, a vertex; 0 stays.
    func smooth(_ values: inout [Vector3], _ shares: [(vertex: Int, share: Float)], passes: Int) {
        guard !shares.isEmpty else { return }
        for _ in 0..<passes {
            let before = values
            let moved = parallelMap(shares.count) { k -> Vector3 in
                let (v, share) = shares[k]
                let ring = around(v)
                guard !ring.isEmpty else { return before[v] }
                let sum = ring.reduce(Vector3.zero) { $0 + before[Int($1)] }
                return mix(before[v], sum / Float(ring.count), share)
            }
            for (k, p) in moved.enumerated() { values[shares[k].vertex] = p }
        }
    }

    /// Halfway to the mean of the neighbours, for all vertices of a kind.
    func smooth(_ values: inout [Vector3], where chosen: (Int) -> Bool, passes: Int) {
        smooth(&values, values.indices.filter(chosen).map { ($0, 0.5) }, passes: passes)
    }

    /// What hangs together with a vertex through vertices of a kind.
    func connected(to seed: Int, where allowed: [Bool]) -> [Bool] {
        var reached = [Bool](repeating: false, count: allowed.count)
        guard allowed[seed] else { return reached }
        var stack = [seed]
        reached[seed] = true
        while let v = stack.popLast() {
            for n in around(v) where allowed[Int(n)] && !reached[Int(n)] {
                reached[Int(n)] = true
                stack.append(Int(n))
            }
        }
        return reached
    }

    /// A soft selection round some vertices: 1 within a number of rings, then falling.
    ///
    /// - Parameter bound: the most that a vertex may have.
    func spread(from marked: [Int], rings: Int, softening: Int, bound: [Bool]) -> [(vertex: Int, share: Float)] {
        var share: [Int: Float] = [:]
        for v in marked { share[v] = 1 }
        var front = Array(share.keys)
        for _ in 0..<rings {
            var next: [Int] = []
            for v in front {
                for n in around(v) where share.updateValue(1, forKey: Int(n)) == nil { next.append(Int(n)) }
            }
            front = next
        }
        for k in 0..<softening {
            let value = 1 - Float(k + 1) / Float(softening + 1)
            var next: [Int] = []
            for v in front {
                for n in around(v) where share[Int(n)] == nil {
                    share[Int(n)] = value
                    next.append(Int(n))
                }
            }
            front = next
        }
        return share.filter { bound[$0.key] }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
