package import Geometry

/// Rough diffuse reflection that keeps its energy: the EON model (Portsmouth, Kutz, Hill 2025).
///
/// Fujii's form of Oren–Nayar for single scattering, with a lobe for light that bounces between the facets, so that
/// a white surface of any roughness reflects everything.
package struct OrenNayar: Sendable {
    private let single: Vector3
    private let multiple: Vector3
    private let roughness: Float
    private let scale: Float
    /// Share of even directions at grazing view, where the lobe spreads to the horizon.
    private let spread: Float

    /// - Parameters:
    ///   - albedo: single-scattering albedo of the facets, 0…1; the colour seen when roughness is 0.
    ///   - roughness: 0 (Lambertian) … 1.
    package init(albedo: Vector3, roughness: Float) {
        let r = min(max(roughness, 0), 1)
        let c1: Float = 0.5 - 2 / (3 * .pi)
        let c2: Float = 2 / 3 - 28 / (15 * .pi)
        let a = 1 / (1 + c1 * r)
        let average = a * (1 + c2 * r)
        let lost = 1 - average
        (self.roughness, scale, spread) = (r, a, 0.6 * r.squareRoot())
        single = albedo * (a / .pi)
        multiple =
            lost > 1e-6 ? albedo * albedo * average / ((.one - albedo * lost) * (.pi * lost)) : .zero
    }

    /// Directional albedo of single scattering for white facets (Portsmouth et al., the fitted form).
    @inline(__always)
    private func singleAlbedo(_ mu: Float) -> Float {
        let m = 1 - mu
        let g = m * (0.0571085289 + m * (0.491881867 + m * (-0.332181442 + m * 0.0714429953)))
        return scale * (1 + roughness * g)
    }

    @inline(__always)
    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard wo.z > 0, wi.z > 0 else { return (.zero, 0) }
        let s = dot(wo, wi) - wo.z * wi.z
        let t = s > 0 ? s / max(wo.z, wi.z) : s
        let lost = max(0, 1 - singleAlbedo(wo.z)) * max(0, 1 - singleAlbedo(wi.z))
        let pdf = mix(wi.z / .pi, 1 / (2 * .pi), evenShare(wo.z))
        return ((single * (1 + roughness * t) + multiple * lost) * wi.z, pdf)
    }

    /// How often to draw from the even hemisphere instead of the cosine, which alone would give rare bright samples.
    @inline(__always)
    private func evenShare(_ mu: Float) -> Float { spread * (1 - mu) * (1 - mu) }

    /// A direction with the density that `evaluate` gives.
    @inline(__always)
    func direction(wo: Vector3, u: SIMD3<Float>) -> Vector3 {
        u.z < evenShare(wo.z) ? evenHemisphere(u.x, u.y) : cosineHemisphere(u.x, u.y)
    }

    @inline(__always)
    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z > 0 else { return nil }
        let wi = direction(wo: wo, u: u)
        return ScatteringSample(wi: wi, evaluated: evaluate(wo: wo, wi: wi))
    }
}
