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

    /// - Parameter across: how far beyond the head's middle it grows, millimetres.
    init(_ mesh: Mesh, head: HeadView, scalp: ScalpMap, across: Float) {
        let ears = mesh.channels["auricle"] ?? []
        let rest = mesh.restPositions
        depths = parallelMap(rest.count) { i in
            let onEar = !ears.isEmpty && ears[i] > 0.02
            return onEar || rest[i].x * head.sign < -across ? -100 : scalp.depth(rest[i] - [0, head.origin, 0])
        }
        self.mesh = mesh
        let depths = depths
        triangles = mesh.triangles.filter { t in [t.x, t.y, t.z].allSatisfy { depths[Int($0)] > -12 } }
    }

    /// The bare skin that a picture of the ear shows: its own, cheek, jaw and neck, and the face where it is seen.
    func bareSkin(of head: HeadView, withFace: Bool) -> ScalpRoots {
        var skin = self
        skin.triangles = mesh.triangles.filter { t in
            [t.x, t.y, t.z].allSatisfy { i in
                let rest = mesh.restPositions[Int(i)]
                let height = rest.y - head.origin
                guard withFace else {
                    return rest.x * head.sign > 25 && (560...730).contains(height) && depths[Int(i)] < 0
                }
                let p = rest - [0, head.origin, 0]
                let isFace = rest.z > 60 || rest.x * head.sign > 25
                return isFace && (560...760).contains(height) && depths[Int(i)] < 0
                    && max(FaceMap.lid(abs(p.x), p), FaceMap.lip(abs(p.x), p)) < 0.5
            }
        }
        return skin
    }

    /// - Parameter density: share of hair that grows at a depth and place.
    func pick(_ count: Int, _ random: inout PCG32, density: (Float, Vector3) -> Float) -> [Root] {
        guard let lottery = SurfaceLottery(mesh, triangles: triangles) else { return [] }
        var roots: [Root] = []
        for _ in 0..<count * 40 where roots.count < count {
            let place = lottery.draw(&random)
            let depth = place.value(depths)
            guard random.nextFloat() < density(depth, place.value(mesh.restPositions)) else { continue }
            roots.append(
                Root(point: place.value(mesh.positions), normal: place.value(mesh.normals).normalized, depth: depth))
        }
        return roots
    }
}
