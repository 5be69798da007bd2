package import Geometry

/// Metal: GGX facets with a conductor's Fresnel, and the light that bounces between them (Kulla and Conty 2017).
///
/// Reciprocal; a white metal of any roughness reflects everything. Under a roughness of about 0.03 it is a mirror.
package struct ConductorScattering: Sendable {
    private let fresnel: ConductorFresnel
    private let facets: GGX
    /// Colour of the multiply scattered part, over π(1 − mean single-scattering albedo).
    private let multiple: Vector3
    private let isMirror: Bool

    package init(reflectance: Vector3, edgeTint: Vector3 = .one, roughness: Float) {
        fresnel = ConductorFresnel(reflectance: reflectance, edgeTint: edgeTint)
        isMirror = roughness * roughness < GGX.smallestAlpha
        facets = GGX(roughness: roughness)
        let average = DirectionalAlbedo.shared.mirrorAverage(alpha: facets.alpha)
        let lost = max(1 - average, 1e-5)
        let f = fresnel.average
        multiple = f * f * average / ((.one - f * lost) * (.pi * lost))
    }

    package init(_ material: MetalMaterial) {
        self.init(reflectance: material.reflectance, edgeTint: material.edgeTint, roughness: material.roughness)
    }

    /// Share that single scattering loses in a direction.
    @inline(__always)
    private func lost(_ cosine: Float) -> Float {
        max(0, 1 - DirectionalAlbedo.shared.mirror(cosine: cosine, alpha: facets.alpha))
    }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard wo.z > 0, wi.z > 0, !isMirror else { return (.zero, 0) }
        return evaluate(wo: wo, wi: wi, lost: lost(wo.z))
    }

    @inline(__always)
    private func evaluate(wo: Vector3, wi: Vector3, lost o: Float) -> (value: Vector3, pdf: Float) {
        let single = facets.reflection(wo: wo, wi: wi)
        let value = fresnel.reflectance(cosine: single.cosine) * single.value + multiple * (o * lost(wi.z) * wi.z)
        return (value, mix(single.pdf, wi.z / .pi, o))
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z > 0 else { return nil }
        if isMirror {
            return ScatteringSample(
                wi: Vector3(-wo.x, -wo.y, wo.z), weight: fresnel.reflectance(cosine: wo.z), pdf: 1, isSpecular: true)
        }
        let o = lost(wo.z)
        let wi =
            u.z < o
            ? cosineHemisphere(u.x, u.y)
            : wo.reflected(about: facets.visibleNormal(from: wo, Vector2(u.x, u.y)))
        guard wi.z > 0 else { return nil }
        return ScatteringSample(wi: wi, evaluated: evaluate(wo: wo, wi: wi, lost: o))
    }
}
