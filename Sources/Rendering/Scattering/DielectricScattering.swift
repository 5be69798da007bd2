package import Geometry

/// The boundary of a clear medium, smooth or with GGX facets (Walter et al. 2007): reflection and refraction.
///
/// Directions with z > 0 lie outside, z < 0 inside the medium. Light is carried as radiance over n² (basic radiance),
/// so no factor η² appears: true as long as no light shines inside the medium. Energy that single scattering loses is
/// given back by a factor that depends on `wo` (Turquin 2019), so the rough lobe is not reciprocal.
/// Absorption inside is the caller's. Under a roughness of about 0.03 the boundary is smooth.
package struct DielectricScattering: Sendable {
    private let indexOfRefraction: Float
    private let facets: GGX
    private let isSmooth: Bool

    /// - Parameter indexOfRefraction: of the inside over the outside, above 1.
    package init(indexOfRefraction: Float, roughness: Float = 0) {
        self.indexOfRefraction = max(indexOfRefraction, 1.0001)
        isSmooth = roughness * roughness < GGX.smallestAlpha
        facets = GGX(roughness: roughness)
    }

    package init(_ material: DielectricMaterial) {
        self.init(indexOfRefraction: material.indexOfRefraction, roughness: material.roughness)
    }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard !isSmooth, wo.z != 0, wi.z != 0 else { return (.zero, 0) }
        // Work on the side of wo, as if it were above.
        let side: Float = wo.z > 0 ? 1 : -1
        return evaluateAbove(
            wo: wo * side, wi: wi * side, eta: wo.z > 0 ? indexOfRefraction : 1 / indexOfRefraction)
    }

    private func evaluateAbove(wo: Vector3, wi: Vector3, eta: Float) -> (value: Vector3, pdf: Float) {
        let gain = 1 / DirectionalAlbedo.shared.total(cosine: wo.z, alpha: facets.alpha, eta: eta)
        if wi.z > 0 {
            let r = facets.reflection(wo: wo, wi: wi)
            let f = fresnelDielectric(cosine: r.cosine, eta: eta)
            return (Vector3(repeating: f * r.value * gain), f * r.pdf)
        }
        let sum = wo + wi * eta
        let length = sum.length
        guard length > 1e-6 else { return (.zero, 0) }
        // The normal on the side of wo; it points away from the denser side's bisector.
        let m = sum * ((eta >= 1 ? -1 : 1) / length)
        let (co, ci) = (dot(wo, m), dot(wi, m))
        guard m.z > 0, co > 0, ci < 0 else { return (.zero, 0) }
        let f = fresnelDielectric(cosine: co, eta: eta)
        let denominator = co + eta * ci
        let jacobian = eta * eta * -ci / (denominator * denominator)
        let (o, i) = (facets.lambda(wo), facets.lambda(wi))
        let d = facets.density(m) * co / wo.z * (1 - f) * jacobian
        return (Vector3(repeating: d / (1 + o + i) * gain), d / (1 + o))
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z != 0 else { return nil }
        let side: Float = wo.z > 0 ? 1 : -1
        let eta = wo.z > 0 ? indexOfRefraction : 1 / indexOfRefraction
        let w = wo * side
        let m = isSmooth ? Vector3(0, 0, 1) : facets.visibleNormal(from: w, Vector2(u.x, u.y))
        let f = fresnelDielectric(cosine: dot(w, m), eta: eta)
        let transmits = u.z >= f
        let wi: Vector3
        if transmits {
            guard let refracted = refract(w, about: m, eta: eta), refracted.z < 0 else { return nil }
            wi = refracted
        } else {
            wi = w.reflected(about: m)
            guard wi.z > 0 else { return nil }
        }
        if isSmooth {
            return ScatteringSample(
                wi: wi * side, weight: .one, pdf: transmits ? 1 - f : f, isSpecular: true, isTransmission: transmits)
        }
        return ScatteringSample(
            wi: wi * side, evaluated: evaluateAbove(wo: w, wi: wi, eta: eta), isTransmission: transmits)
    }
}
