internal import Geometry

/// Draws places on some triangles of a mesh, each as likely as its area.
struct SurfaceLottery {
    /// A triangle and the weights of its corners, which sum to 1.
    struct Place {
        var triangle: SIMD3<UInt32>
        var weights: Vector3

        func value(_ values: [Vector3]) -> Vector3 {
            values[Int(triangle.x)] * weights.x + values[Int(triangle.y)] * weights.y
                + values[Int(triangle.z)] * weights.z
        }

        func value(_ values: [Float]) -> Float {
            values[Int(triangle.x)] * weights.x + values[Int(triangle.y)] * weights.y
                + values[Int(triangle.z)] * weights.z
        }
    }

    private let triangles: [SIMD3<UInt32>]
    /// Twice the area up to and with each triangle.
    private let sums: [Float]

    /// Nothing where the triangles have no area.
    init?(_ mesh: Mesh, triangles: [SIMD3<UInt32>]) {
        var (sums, total): ([Float], Float) = ([], 0)
        for t in triangles {
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            total += cross(b - a, c - a).length
            sums.append(total)
        }
        guard total > 0 else { return nil }
        (self.triangles, self.sums) = (triangles, sums)
    }

    func draw(_ random: inout PCG32) -> Place {
        let wanted = random.nextFloat() * sums[sums.count - 1]
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        var (u, v) = (random.nextFloat(), random.nextFloat())
        if u + v > 1 { (u, v) = (1 - u, 1 - v) }
        return Place(triangle: triangles[low], weights: Vector3(1 - u - v, u, v))
    }
}
