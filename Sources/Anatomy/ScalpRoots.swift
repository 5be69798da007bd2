internal import Foundation
internal import Geometry

/// Places on a scalp where hair grows.
struct ScalpRoots: Sendable {
    struct Root: Sendable {
        var point, normal: Vector3
        /// Millimetres inside the hairline.
        var depth: Float
    }

    private let mesh: Mesh
    private var triangles: [SIMD3<UInt32>] = []
    private let depths: [Float]

    init(_ mesh: Mesh, head: HeadView, scalp: ScalpMap) {
        let ears = mesh.channels["auricle"] ?? []
        let rest = mesh.restPositions
        depths = parallelMap(rest.count) { i in
            let onEar = !ears.isEmpty && ears[i] > 0.02
            return onEar || rest[i].x * head.sign < -25 ? -100 : scalp.depth(rest[i] - [0, head.origin, 0])
        }
        self.mesh = mesh
        let depths = depths
        triangles = mesh.triangles.filter { t in [t.x, t.y, t.z].allSatisfy { depths[Int($0)] > -12 } }
    }

    /// - Parameter density: share of hair that grows at a depth and place.
    func pick(_ count: Int, _ random: inout PCG32, density: (Float, Vector3) -> Float) -> [Root] {
        var (areas, total): ([Float], Float) = ([], 0)
        for t in triangles {
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            total += cross(b - a, c - a).length
            areas.append(total)
        }
        guard total > 0 else { return [] }
        var roots: [Root] = []
        for _ in 0..<count * 40 where roots.count < count {
            let wanted = random.nextFloat() * total
            var (low, high) = (0, areas.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if areas[middle] < wanted { low = middle + 1 } else { high = middle }
            }
            let t = triangles[low]
            var (u, v) = (random.nextFloat(), random.nextFloat())
            if u + v > 1 { (u, v) = (1 - u, 1 - v) }
            let w = Vector3(1 - u - v, u, v)
            func at(_ values: [Vector3]) -> Vector3 {
                values[Int(t.x)] * w.x + values[Int(t.y)] * w.y + values[Int(t.z)] * w.z
            }
            let depth = depths[Int(t.x)] * w.x + depths[Int(t.y)] * w.y + depths[Int(t.z)] * w.z
            guard random.nextFloat() < density(depth, at(mesh.restPositions)) else { continue }
            roots.append(Root(point: at(mesh.positions), normal: at(mesh.normals).normalized, depth: depth))
        }
        return roots
    }
}
