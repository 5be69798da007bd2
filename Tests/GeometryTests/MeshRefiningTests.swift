import Geometry
import Testing

struct MeshRefiningTests {
    /// A flat sheet of 4 × 4 squares of 1 mm.
    private var sheet: Mesh {
        var mesh = Mesh()
        for y in 0...4 {
            for x in 0...4 { mesh.positions.append([Float(x), Float(y), 0]) }
        }
        for y in 0..<4 {
            for x in 0..<4 {
                let i = UInt32(5 * y + x)
                mesh.triangles += [[i, i + 1, i + 6], [i, i + 6, i + 5]]
            }
        }
        mesh.channels["height"] = mesh.positions.map { 2 * $0.x + 3 * $0.y }
        mesh.normals = mesh.smoothNormals()
        return mesh
    }

    @Test func `A refined sheet has no gaps, keeps its area, and is finer only where it is asked to be`() {
        var mesh = sheet
        for _ in 0..<2 { mesh.refine { ($0 - Vector3(1.3, 1.2, 0)).length < 1.4 } }
        var edges: [SIMD2<UInt32>: Int] = [:]
        var area: Float = 0
        for t in mesh.triangles {
            for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] { edges[SIMD2(min(a, b), max(a, b)), default: 0] += 1 }
            let n = cross(
                mesh.positions[Int(t.y)] - mesh.positions[Int(t.x)], mesh.positions[Int(t.z)] - mesh.positions[Int(t.x)]
            )
            #expect(n.z > 0)
            area += n.z / 2
        }
        #expect(abs(area - 16) < 1e-4)
        // An edge of one triangle lies on the sheet's border; a gap would have such edges inside.
        for (edge, count) in edges where count == 1 {
            let middle = (mesh.positions[Int(edge.x)] + mesh.positions[Int(edge.y)]) / 2
            #expect(min(middle.x, middle.y, 4 - middle.x, 4 - middle.y) < 1e-5)
        }
        let far = mesh.triangles.count { t in [t.x, t.y, t.z].allSatisfy { mesh.positions[Int($0)].x > 2.9 } }
        #expect(mesh.triangles.count > 100 && far == 8)
    }

    @Test func `New points carry their channels, and lie on the sheet`() throws {
        var mesh = sheet
        mesh.refine { _ in true }
        let heights = try #require(mesh.channels["height"])
        #expect(mesh.positions.count == 81 && heights.count == 81 && mesh.normals.count == 81)
        for (p, h) in zip(mesh.positions, heights) {
            #expect(abs(h - 2 * p.x - 3 * p.y) < 1e-5 && abs(p.z) < 1e-6)
        }
    }
}
