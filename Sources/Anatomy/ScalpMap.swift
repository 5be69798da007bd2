internal import Geometry

/// Where hair grows on a head, as the side view has it: millimetres back and up from the base mesh's origin on the
/// reference body.
struct ScalpMap: Sendable {
    let seed: UInt32
    /// How far before the usual one the hairline lies at the temple, millimetres.
    let advance: Float

    /// - Parameter showsFace: whether the temple is seen from before, where a woman's hair frames the face.
    init(_ person: Person, showsFace: Bool) {
        seed = person.seed
        advance = showsFace ? mix(9, 3, person.shape.masculinity) : 0
    }

    /// The hairline: temple, sideburn, over and behind the ear, nape, then round the back of the skull.
    private static let hairline = OutlineField([
        [-122, 762], [-95, 745], [-84, 722], [-80, 708], [-70, 700], [-65.5, 680], [-60, 674], [-56.5, 680],
        [-55.5, 693], [-42, 698.5], [-29, 695], [-22.5, 675], [-19, 650], [-12, 630], [5, 612], [80, 600], [140, 600],
        [140, 860], [-105, 860], [-120, 780],
    ])

    /// Millimetres inside the hairline, negative outside.
    ///
    /// - Parameter rest: on the reference body from the base mesh's origin.
    func depth(_ rest: Vector3) -> Float {
        guard rest.y > 590 else { return -100 }
        let side = Vector2(-rest.z, rest.y)
        let wander = Vector2(
            fractalNoise(rest / 14, octaves: 4, seed: seed &+ 21), fractalNoise(rest / 14, octaves: 4, seed: seed &+ 22)
        )
        let ahead = Vector2(advance * smoothstep(688, 706, rest.y), 0)
        return Self.hairline.distance(side + wander * 7 + ahead)
    }

    /// How much of the skin is scalp under hair, for each vertex.
    func channel(of mesh: Mesh, origin: Float) -> [Float] {
        let ears = mesh.channels["auricle"] ?? []
        return parallelMap(mesh.restPositions.count) { i in
            let onEar = ears.isEmpty ? 0 : smoothstep(0, 0.2, ears[i])
            return smoothstep(5, 20, depth(mesh.restPositions[i] - [0, origin, 0])) * (1 - onEar)
        }
    }
}
