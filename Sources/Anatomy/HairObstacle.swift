internal import Geometry

/// What hair lies on, as heights: the body and the cloth over it.
///
/// Nodes of a grid know the nearest point of the surface, so that any point can be asked cheaply; near the surface the
/// triangles of its cell answer exactly.
struct HairObstacle: Sendable {
    private static let spacing: Float = 6
    /// Within this height answers are exact, millimetres.
    private static let reach: Float = 3

    private let mesh: Mesh
    private let lower: Vector3
    private let size: SIMD3<Int>
    /// Nearest point and its normal for each node.
    private var feet: [Vector3]
    private var normals: [Vector3]
    /// Triangles of cell `c` are `members[starts[c]..<starts[c + 1]]`.
    private var starts: [Int32] = []
    private var members: [Int32] = []

    /// - Parameters:
    ///   - mesh: with normals; triangles outside the box are left out.
    ///   - box: where hair may be, millimetres.
    init(_ mesh: Mesh, lower: Vector3, upper: Vector3) {
        self.mesh = mesh
        self.lower = lower
        let extent = (upper - lower) / Self.spacing
        size = SIMD3(Int(extent.x) + 2, Int(extent.y) + 2, Int(extent.z) + 2)
        let count = size.x * size.y * size.z
        feet = [Vector3](repeating: Vector3(repeating: 1e6), count: count)
        normals = [Vector3](repeating: [0, 1, 0], count: count)
        let inside = mesh.triangles.indices.filter { i in
            let (a, b, c) = corners(i)
            let (low, high) = (pointwiseMin(a, pointwiseMin(b, c)), pointwiseMax(a, pointwiseMax(b, c)))
            return !any(high .< lower) && !any(low .> upper)
        }
        sort(inside)
        for i in inside { measure(i) }
        spread()
    }

    // MARK: - Asking

    /// Signed height over the nearest surface and the direction that leads away from it.
    func height(of p: Vector3) -> (height: Float, normal: Vector3) {
        let far = interpolated(p)
        guard far.height < Self.reach + 2, let near = nearest(p) else { return far }
        return near
    }

    /// Moves a point away from the surface until it keeps a clearance.
    func lifted(_ p: Vector3, clearance: Float) -> Vector3 {
        var q = p
        for _ in 0..<3 {
            let (height, normal) = height(of: q)
            guard height < clearance else { break }
            q += normal * (clearance - height + 0.01)
        }
        return q
    }

    /// Where something that comes from afar first is within a clearance of the surface.
    func settled(from start: Vector3, toward direction: Vector3, clearance: Float, atMost limit: Float) -> Vector3 {
        var travelled: Float = 0
        while travelled < limit {
            let h = height(of: start + direction * travelled).height - clearance
            if h < 0.05 { break }
            travelled += max(h * 0.9, 0.05)
        }
        return start + direction * min(travelled, limit)
    }

    /// A point, or where it would lie if it were let down on it from outside: never under cloth.
    ///
    /// - Parameter reach: how far above the point nothing but its own way lies, millimetres.
    func laid(_ p: Vector3, up: Vector3, clearance: Float, reach: Float) -> Vector3 {
        guard height(of: p).height < reach + clearance else { return p }
        return settled(from: p + up * reach, toward: -up, clearance: clearance, atMost: reach)
    }

    private func interpolated(_ p: Vector3) -> (height: Float, normal: Vector3) {
        let q = ((p - lower) / Self.spacing).clamped(
            lowerBound: .zero, upperBound: Vector3(Float(size.x), Float(size.y), Float(size.z)) - 1.001)
        let base = q.rounded(.down)
        let f = q - base
        let first = index(Int(base.x), Int(base.y), Int(base.z))
        var (height, normal): (Float, Vector3) = (0, .zero)
        for corner in 0..<8 {
            let (i, j, k) = (corner & 1, corner >> 1 & 1, corner >> 2)
            let weight = (i == 1 ? f.x : 1 - f.x) * (j == 1 ? f.y : 1 - f.y) * (k == 1 ? f.z : 1 - f.z)
            let node = first + i + (k * size.y + j) * size.x
            let position = lower + (base + Vector3(Float(i), Float(j), Float(k))) * Self.spacing
            let d = position - feet[node]
            let length = d.length
            let sign: Float = dot(d, normals[node]) < 0 ? -1 : 1
            height += weight * length * sign
            normal += (length > 1 ? d * (sign / length) : normals[node]) * weight
        }
        return (height, normal.normalized)
    }

    private func nearest(_ p: Vector3) -> (height: Float, normal: Vector3)? {
        let q = (p - lower) / Self.spacing
        guard q.min() >= 0, Int(q.x) < size.x, Int(q.y) < size.y, Int(q.z) < size.z else { return nil }
        let cell = index(Int(q.x), Int(q.y), Int(q.z))
        var (best, found, at) = (Float.infinity, -1, Vector3.zero)
        for k in Int(starts[cell])..<Int(starts[cell + 1]) {
            let i = Int(members[k])
            let (a, b, c) = corners(i)
            let w = closestPoint(to: p, a, b, c)
            let d = p - (a * w.x + b * w.y + c * w.z)
            let squared = dot(d, d)
            if squared < best { (best, found, at) = (squared, i, w) }
        }
        // Farther away a triangle of another cell may be nearer.
        guard found >= 0, best < Self.reach * Self.reach else { return nil }
        let (a, b, c) = corners(found)
        let n = normal(found, at)
        let d = p - (a * at.x + b * at.y + c * at.z)
        return (dot(d, n) < 0 ? -best.squareRoot() : best.squareRoot(), n)
    }

    // MARK: - Building

    private func corners(_ i: Int) -> (Vector3, Vector3, Vector3) {
        let t = mesh.triangles[i]
        return (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
    }

    private func normal(_ i: Int, _ w: Vector3) -> Vector3 {
        let t = mesh.triangles[i]
        return (mesh.normals[Int(t.x)] * w.x + mesh.normals[Int(t.y)] * w.y + mesh.normals[Int(t.z)] * w.z).normalized
    }

    private func index(_ x: Int, _ y: Int, _ z: Int) -> Int { (z * size.y + y) * size.x + x }

    /// Calls for every cell, or node, within a margin of a triangle's box.
    private func forEachCell(_ i: Int, margin: Float, _ body: (Int, SIMD3<Int>) -> Void) {
        let (a, b, c) = corners(i)
        let low = (pointwiseMin(a, pointwiseMin(b, c)) - margin - lower) / Self.spacing
        let high = (pointwiseMax(a, pointwiseMax(b, c)) + margin - lower) / Self.spacing
        let (x0, x1) = (max(Int(low.x.rounded(.down)), 0), min(Int(high.x.rounded(.down)), size.x - 1))
        let (y0, y1) = (max(Int(low.y.rounded(.down)), 0), min(Int(high.y.rounded(.down)), size.y - 1))
        let (z0, z1) = (max(Int(low.z.rounded(.down)), 0), min(Int(high.z.rounded(.down)), size.z - 1))
        guard x0 <= x1, y0 <= y1, z0 <= z1 else { return }
        for z in z0...z1 {
            for y in y0...y1 {
                for x in x0...x1 { body(index(x, y, z), SIMD3(x, y, z)) }
            }
        }
    }

    private mutating func sort(_ triangles: [Int]) {
        var counts = [Int32](repeating: 0, count: size.x * size.y * size.z + 1)
        for i in triangles { forEachCell(i, margin: Self.reach) { cell, _ in counts[cell + 1] += 1 } }
        for i in 1..<counts.count { counts[i] += counts[i - 1] }
        starts = counts
        var all = [Int32](repeating: 0, count: Int(counts[counts.count - 1]))
        for i in triangles {
            forEachCell(i, margin: Self.reach) { cell, _ in
                all[Int(counts[cell])] = Int32(i)
                counts[cell] += 1
            }
        }
        members = all
    }

    /// Tells the nodes round a triangle about it.
    private mutating func measure(_ i: Int) {
        let (a, b, c) = corners(i)
        var found: [(Int, Vector3, Vector3)] = []
        forEachCell(i, margin: Self.spacing) { node, at in
            let p = lower + Vector3(Float(at.x), Float(at.y), Float(at.z)) * Self.spacing
            let w = closestPoint(to: p, a, b, c)
            let foot = a * w.x + b * w.y + c * w.z
            let (new, old) = (p - foot, p - feet[node])
            if dot(new, new) < dot(old, old) { found.append((node, foot, w)) }
        }
        for (node, foot, w) in found {
            feet[node] = foot
            normals[node] = normal(i, w)
        }
    }

    /// Nodes farther away learn the nearest points of their neighbours (vector distance transform, Danielsson 1980).
    private mutating func spread() {
        for backward in [false, true, false, true] {
            let (dx, dy, dz) = (1, size.x, size.x * size.y)
            for z in 0..<size.z {
                for y in 0..<size.y {
                    for x in 0..<size.x {
                        let at = backward ? SIMD3(size.x - 1 - x, size.y - 1 - y, size.z - 1 - z) : SIMD3(x, y, z)
                        let node = index(at.x, at.y, at.z)
                        let p = lower + Vector3(Float(at.x), Float(at.y), Float(at.z)) * Self.spacing
                        var d = p - feet[node]
                        var best = dot(d, d)
                        let sign = backward ? 1 : -1
                        for (step, there) in [(dx, x), (dy, y), (dz, z)] where there > 0 {
                            let other = node + sign * step
                            d = p - feet[other]
                            let squared = dot(d, d)
                            if squared < best {
                                best = squared
                                feet[node] = feet[other]
                                normals[node] = normals[other]
                            }
                        }
                    }
                }
            }
        }
    }
}
