internal import Geometry

/// Moves vertices with their bones by blending dual quaternions (Kavan, Collins, Žára, O'Sullivan 2007), which keeps
/// a bent finger's girth where blended matrices would pinch it.
enum Skinning {
    static func apply(_ transforms: [RigidTransform], weights: BodyAssets.SkinWeights, to rest: [Vector3]) -> [Vector3]
    {
        let real = transforms.map(\.rotation.vector)
        let dual = transforms.map { t in
            // ½ · (translation, 0) · rotation
            let q = t.rotation.vector
            let v = Vector3(q.x, q.y, q.z)
            let u = t.translation * q.w + cross(t.translation, v)
            return SIMD4(u.x, u.y, u.z, -dot(t.translation, v)) * 0.5
        }
        var posed = rest
        for vertex in rest.indices {
            let row = Int(weights.rowStart[vertex])..<Int(weights.rowStart[vertex + 1])
            guard let first = row.first else { continue }
            let pivot = real[Int(weights.bones[first])]
            var (r, d) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            for k in row {
                let bone = Int(weights.bones[k])
                // q and −q are the same turn: blend on one side.
                let w = (real[bone] * pivot).sum() < 0 ? -weights.weights[k] : weights.weights[k]
                r += real[bone] * w
                d += dual[bone] * w
            }
            let length = (r * r).sum().squareRoot()
            guard length > 1e-6 else { continue }
            (r, d) = (r / length, d / length)
            let (rv, dv) = (Vector3(r.x, r.y, r.z), Vector3(d.x, d.y, d.z))
            let translation = (dv * r.w - rv * d.w + cross(rv, dv)) * 2
            posed[vertex] = Quaternion(r).apply(rest[vertex]) + translation
        }
        return posed
    }
}
