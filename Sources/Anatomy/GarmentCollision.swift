internal import Geometry

/// Keeps cloth off the skin: triangles near the cloth, sorted into cells.
struct GarmentCollision {
    /// Cells of this size hold a few dozen triangles of a body's collision mesh, millimetres.
    private static let cellSize: Float = 16
    /// How deep under the skin cloth is still found, millimetres.
    private static let reach: Float = 14

    private let mesh: Mesh
    private let normals: [Vector3]
    private var cells: [SIMD3<Int32>: [UInt32]] = [:]

    init(_ mesh: Mesh, around cloth: [Vector3]) {
        self.mesh = mesh
        normals = mesh.normals.count == mesh.positions.count ? mesh.normals : mesh.smoothNormals()
        var wanted = Set<SIMD3<Int32>>()
        for p in cloth { wanted.insert(Self.cell(p)) }
        for (i, t) in mesh.triangles.enumerated() {
            let (a, b, c) = corners(t)
            let margin = Vector3(repeating: Self.reach)
            let low = Self.cell(pointwiseMin(pointwiseMin(a, b), c) - margin)
            let high = Self.cell(pointwiseMax(pointwiseMax(a, b), c) + margin)
            for x in low.x...high.x {
                for y in low.y...high.y {
                    for z in low.z...high.z where wanted.contains(SIMD3(x, y, z)) {
                        cells[SIMD3(x, y, z), default: []].append(UInt32(i))
                    }
                }
            }
        }
    }

    /// Moves chosen vertices out along the skin's normal until they keep their distance; neighbours follow a little,
    /// so that cloth is lifted and not dented.
    func clear(_ p: inout [Vector3], where chosen: [Bool], quads: [SIMD4<UInt32>], clearance: Float) {
        for _ in 0..<3 {
            var pushes = [Vector3](repeating: .zero, count: p.count)
            var any = false
            for i in p.indices where chosen[i] {
                guard let (height, normal) = height(of: p[i]), height < clearance else { continue }
                pushes[i] = normal * (clearance - height + 0.02)
                any = true
            }
            guard any else { return }
            for _ in 0..<3 { spread(&pushes, over: quads) }
            for i in p.indices { p[i] += pushes[i] }
        }
    }

    /// Draws vertices in toward the skin until they lie `height` millimetres above it, each by its share; what is drawn
    /// in is evened out between neighbours, so that the cloth stays smooth.
    func cling(_ p: inout [Vector3], by shares: [Float], quads: [SIMD4<UInt32>], height wanted: Float) {
        for _ in 0..<2 {
            var pulls = p.indices.map { i -> Vector3 in
                guard shares[i] > 0, let (height, normal) = height(of: p[i]), height > wanted else { return .zero }
                return normal * ((wanted - height) * shares[i])
            }
            for _ in 0..<4 { average(&pulls, over: quads) }
            for i in p.indices where shares[i] > 0 { p[i] += pulls[i] }
        }
    }

    private func average(_ values: inout [Vector3], over quads: [SIMD4<UInt32>]) {
        var (sums, counts) = (values, [Float](repeating: 1, count: values.count))
        for q in quads {
            for k in 0..<4 {
                let (a, b) = (Int(q[k]), Int(q[(k + 1) & 3]))
                sums[a] += values[b]
                sums[b] += values[a]
                counts[a] += 1
                counts[b] += 1
            }
        }
        for i in values.indices { values[i] = sums[i] / counts[i] }
    }

    /// A vertex is moved at least 0.7 times as far as its farthest moved neighbour.
    private func spread(_ pushes: inout [Vector3], over quads: [SIMD4<UInt32>]) {
        let before = pushes
        for q in quads {
            for k in 0..<4 {
                let (v, n) = (Int(q[k]), Int(q[(k + 1) & 3]))
                for (from, to) in [(v, n), (n, v)] {
                    let push = before[from] * 0.7
                    if dot(push, push) > dot(pushes[to], pushes[to]) { pushes[to] = push }
                }
            }
        }
    }

    /// Signed height over the nearest skin and the normal there; nil when no skin is near.
    func height(of p: Vector3) -> (height: Float, normal: Vector3)? {
        guard let near = cells[Self.cell(p)] else { return nil }
        var best: (squared: Float, height: Float, normal: Vector3) = (Self.reach * Self.reach, 0, .zero)
        for i in near {
            let t = mesh.triangles[Int(i)]
            let (a, b, c) = corners(t)
            let w = closestPoint(to: p, a, b, c)
            let d = p - (a * w.x + b * w.y + c * w.z)
            let squared = dot(d, d)
            guard squared < best.squared else { continue }
            let n = normals[Int(t.x)] * w.x + normals[Int(t.y)] * w.y + normals[Int(t.z)] * w.z
            best = (squared, dot(d, n.normalized), n.normalized)
        }
        return best.normal == .zero ? nil : (best.height, best.normal)
    }

    private func corners(_ t: SIMD3<UInt32>) -> (Vector3, Vector3, Vector3) {
        (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
    }

    private static func cell(_ p: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((p / cellSize).rounded(.down)) }
}

/// Barycentric coordinates of the triangle's point nearest to `p` (Ericson 2005, §5.1.5).
func closestPoint(to p: Vector3, _ a: Vector3, _ b: Vector3, _ c: Vector3) -> Vector3 {
    let (ab, ac, ap) = (b - a, c - a, p - a)
    let (d1, d2) = (dot(ab, ap), dot(ac, ap))
    if d1 <= 0 && d2 <= 0 { return [1, 0, 0] }
    let bp = p - b
    let (d3, d4) = (dot(ab, bp), dot(ac, bp))
    if d3 >= 0 && d4 <= d3 { return [0, 1, 0] }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0 && d1 >= 0 && d3 <= 0 {
        let v = d1 / max(d1 - d3, 1e-20)
        return [1 - v, v, 0]
    }
    let cp = p - c
    let (d5, d6) = (dot(ab, cp), dot(ac, cp))
    if d6 >= 0 && d5 <= d6 { return [0, 0, 1] }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0 && d2 >= 0 && d6 <= 0 {
        let w = d2 / max(d2 - d6, 1e-20)
        return [1 - w, 0, w]
    }
    let va = d3 * d6 - d5 * d4
    if va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 {
        let w = (d4 - d3) / max((d4 - d3) + (d5 - d6), 1e-20)
        return [0, 1 - w, w]
    }
    let sum = max(va + vb + vc, 1e-20)
    return Vector3(va, vb, vc) / sum
}
