package import Geometry

/// The surface reflection of skin: one boundary whose facets are a mixture of two GGX widths, skin and oil.
///
/// The rest of the light, `transmittedShare(cosine:)`, enters the skin; an integrator gives that share to the
/// subsurface part, and together they reflect no more than falls in. The share comes from a table that errs by
/// 0.002 in the root mean square and 0.015 at worst.
package struct SkinSpecular: Sendable {
    private let skin: GGX
    private let oil: GGX
    private let oilShare: Float
    private let eta: Float

    /// - Parameters:
    ///   - roughness, oilRoughness: perceptual, 0…1.
    ///   - oil: share of the surface that the oily lobe takes, 0…1.
    package init(indexOfRefraction: Float, roughness: Float, oil: Float, oilRoughness: Float) {
        eta = max(indexOfRefraction, 1.0001)
        skin = GGX(roughness: min(max(roughness, 0.03), 1))
        self.oil = GGX(roughness: min(max(oilRoughness, 0.03), 1))
        oilShare = min(max(oil, 0), 1)
    }

    /// - Parameters:
    ///   - addedRoughness: the `"roughness"` channel at this point.
    ///   - oilFactor: the `"oil"` channel at this point.
    package init(_ material: SkinMaterial, addedRoughness: Float = 0, oilFactor: Float = 1) {
        self.init(
            indexOfRefraction: material.indexOfRefraction, roughness: material.roughness + addedRoughness,
            oil: material.oil * oilFactor, oilRoughness: material.oilRoughness)
    }

    /// Share of light from a direction that the surface reflects, all directions together.
    package func reflectedShare(cosine: Float) -> Float {
        let table = DirectionalAlbedo.shared
        return mix(
            table.reflection(cosine: cosine, alpha: skin.alpha, eta: eta),
            table.reflection(cosine: cosine, alpha: oil.alpha, eta: eta), oilShare)
    }

    /// Share of light from a direction that enters the skin: 1 − directional albedo.
    package func transmittedShare(cosine: Float) -> Float { 1 - reflectedShare(cosine: cosine) }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard wo.z > 0, wi.z > 0 else { return (.zero, 0) }
        let (a, b) = (skin.reflection(wo: wo, wi: wi), oil.reflection(wo: wo, wi: wi))
        let f = fresnelDielectric(cosine: a.cosine, eta: eta)
        return (Vector3(repeating: f * mix(a.value, b.value, oilShare)), mix(a.pdf, b.pdf, oilShare))
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z > 0 else { return nil }
        let lobe = u.z < oilShare ? oil : skin
        let wi = wo.reflected(about: lobe.visibleNormal(from: wo, Vector2(u.x, u.y)))
        guard wi.z > 0 else { return nil }
        return ScatteringSample(wi: wi, evaluated: evaluate(wo: wo, wi: wi))
    }
}
