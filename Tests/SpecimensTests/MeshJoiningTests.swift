import Geometry
import Specimens
import Testing

struct MeshJoiningTests {
    private let flat = Mesh(positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], triangles: [[0, 1, 2]])

    @Test("a part without normals joins one with normals, and the other way round")
    func mixed() {
        var shaded = flat
        shaded.normals = shaded.smoothNormals()
        for (first, second) in [(flat, shaded), (shaded, flat)] {
            var joined = first
            joined.append(second)
            #expect(joined.positions.count == 6 && joined.triangles.count == 2)
            #expect(joined.normals.count == 6)
            #expect(joined.normals.allSatisfy { abs($0.z - 1) < 1e-5 })
        }
    }

    @Test("parts without normals stay facets")
    func facets() {
        var joined = Mesh()
        joined.append(flat)
        joined.append(flat)
        #expect(joined.normals.isEmpty && joined.triangles[1] == [3, 4, 5])
    }
}
