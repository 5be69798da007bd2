internal import Anatomy
internal import Geometry
internal import Rendering

/// The colour of nails: a pink bed through a clear plate, a pale moon at the root, an off-white free edge, or a sheer
/// varnish over all of it.
struct NailColour {
    private let person: Person
    /// Some women of the cast wear a sheer varnish, the same in every picture.
    let isVarnished: Bool

    init(_ person: Person) {
        self.person = person
        isVarnished = person.shape.masculinity < 0.5 && person.seed % 3 == 1
    }

    var material: CoatedMaterial {
        isVarnished
            ? CoatedMaterial(colour: bed(redness: 0), coat: 1, coatRoughness: 0.05)
            : CoatedMaterial(colour: bed(redness: 0), coat: 0.75, coatRoughness: 0.17)
    }

    /// Bed seen through the plate; keratin adds a little grey light of its own.
    private func bed(redness: Float) -> Vector3 {
        let melanin = min(0.16 * Chromophores(person.skin).melanin, 0.5)
        let flesh = skinAlbedo(
            Chromophores(
                melanin: 0.02 + melanin, haemoglobin: mix(0.34, 0.5, person.skin.haemoglobin) + redness, carotene: 0.04)
        )
        return mix(flesh, Self.keratin * mix(1, 0.55, person.skin.melanin), 0.26)
    }

    private static let keratin: Vector3 = [0.76, 0.69, 0.62]

    /// Adds `albedoR`, `albedoG`, `albedoB` to plates that carry `lunula` and `freeEdge`.
    func paint(_ mesh: inout Mesh) {
        let (lunula, edge) = (mesh.channels["lunula"] ?? [], mesh.channels["freeEdge"] ?? [])
        guard lunula.count == mesh.positions.count, edge.count == mesh.positions.count, mesh.uvs.count == edge.count
        else { return }
        var channels = [[Float]](repeating: [Float](repeating: 0, count: edge.count), count: 3)
        let ridges = 0.02 + 0.035 * smoothstep(35, 70, person.shape.ageYears)
        let varnish = bed(redness: 0.06) * Vector3(0.98, 0.9, 0.88)
        for i in edge.indices {
            let uv = mesh.uvs[i]
            let across = abs(uv.x * 2 - 1)
            // Blood gathers in a band before the free edge and thins toward the root.
            let band = smoothstep(0.72, 0.9, uv.y) * (1 - edge[i])
            var colour = bed(redness: 0.10 * band + 0.05 * valueNoise(mesh.restPositions[i] / 3, seed: person.seed))
            colour *=
                1 + ridges
                * valueNoise(Vector3(uv.x * 19, uv.y * 0.6, mesh.restPositions[i].x * 0.1), seed: person.seed)
            colour = mix(colour, mix(colour, Self.keratin, 0.55), 0.7 * lunula[i])
            colour = mix(colour, mix(colour, Self.keratin, 0.75), edge[i])
            if isVarnished { colour = mix(colour, varnish, 0.72) }
            colour *= 1 - 0.13 * smoothstep(0.82, 1, across) - 0.10 * (1 - smoothstep(0.02, 0.1, uv.y))
            for c in 0..<3 { channels[c][i] = clamp(colour[c]) }
        }
        for (c, name) in ["albedoR", "albedoG", "albedoB"].enumerated() { mesh.channels[name] = channels[c] }
    }

    private func clamp(_ v: Float) -> Float { min(max(v, 0), 0.95) }
}
