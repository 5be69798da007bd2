package import Geometry
import Imaging

/// A rough diffuse base under a clear GGX coat.
///
/// What the coat reflects, the base does not get, on the way in and out (Kelemen and Szirmay-Kalos 2001; Kulla and
/// Conty 2017): reciprocal, and white under any coat stays white within the bounds in the tests. `albedo` is the
/// colour of the base as seen through the coat.
package struct CoatedScattering: Sendable {
    private let base: OrenNayar
    private let brightness: Float
    private let coat: Float
    private let facets: GGX
    private let eta: Float
    /// 1 / (1 − mean reflection of the coat).
    private let restored: Float

    /// - Parameters:
    ///   - albedo: of the base, 0…1.
    ///   - roughness: of the base, 0 (Lambertian) … 1.
    ///   - coat: strength, 0 (bare) … 1.
    ///   - coatRoughness: perceptual, 0…1.
    package init(
        albedo: Vector3, roughness: Float, coat: Float, coatRoughness: Float, indexOfRefraction: Float = 1.5
    ) {
        base = OrenNayar(albedo: albedo, roughness: roughness)
        brightness = luminance(albedo)
        self.coat = min(max(coat, 0), 1)
        facets = GGX(roughness: coatRoughness)
        eta = indexOfRefraction
        restored =
            1 / (1 - self.coat * DirectionalAlbedo.shared.reflectionAverage(alpha: facets.alpha, eta: eta))
    }

    /// - Parameter colour: replaces the material's colour at this point.
    package init(_ material: CoatedMaterial, colour: Vector3) {
        self.init(
            albedo: colour, roughness: material.roughness, coat: material.coat, coatRoughness: material.coatRoughness)
    }

    /// Share that the coat reflects in a direction.
    @inline(__always)
    private func reflected(_ cosine: Float) -> Float {
        coat * DirectionalAlbedo.shared.reflection(cosine: cosine, alpha: facets.alpha, eta: eta)
    }

    /// Probability to sample the coat when it reflects the share `o`.
    @inline(__always)
    private func coatProbability(_ o: Float) -> Float {
        o / (o + (1 - o) * max(brightness, 0.01))
    }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard wo.z > 0, wi.z > 0 else { return (.zero, 0) }
        guard coat > 0 else { return base.evaluate(wo: wo, wi: wi) }
        return evaluate(wo: wo, wi: wi, reflected: reflected(wo.z))
    }

    @inline(__always)
    private func evaluate(wo: Vector3, wi: Vector3, reflected o: Float) -> (value: Vector3, pdf: Float) {
        let under = base.evaluate(wo: wo, wi: wi)
        let r = facets.reflection(wo: wo, wi: wi)
        let f = coat * fresnelDielectric(cosine: r.cosine, eta: eta)
        let value =
            under.value * ((1 - o) * (1 - reflected(wi.z)) * restored) + Vector3(repeating: f * r.value)
        return (value, mix(under.pdf, r.pdf, coatProbability(o)))
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z > 0 else { return nil }
        guard coat > 0 else { return base.sample(wo: wo, u: u) }
        let o = reflected(wo.z)
        var choice = u.z
        let wi =
            choose(&choice, probability: coatProbability(o))
            ? wo.reflected(about: facets.visibleNormal(from: wo, Vector2(u.x, u.y)))
            : base.direction(wo: wo, u: SIMD3(u.x, u.y, choice))
        guard wi.z > 0 else { return nil }
        return ScatteringSample(wi: wi, evaluated: evaluate(wo: wo, wi: wi, reflected: o))
    }
}
