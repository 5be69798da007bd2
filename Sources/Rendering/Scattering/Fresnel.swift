package import Geometry

/// Share of unpolarised light that a smooth boundary of two clear media reflects, exact.
///
/// - Parameters:
///   - cosine: of the angle between direction and normal, on the incident side, 0…1.
///   - eta: index of refraction of the far side over that of the incident side.
/// - Returns: 0…1; 1 beyond the critical angle.
@inline(__always)
package func fresnelDielectric(cosine: Float, eta: Float) -> Float {
    let c = min(max(cosine, 0), 1)
    let sine2 = (1 - c * c) / (eta * eta)
    guard sine2 < 1 else { return 1 }
    let t = (1 - sine2).squareRoot()
    let parallel = (eta * c - t) / (eta * c + t)
    let perpendicular = (c - eta * t) / (c + eta * t)
    return (parallel * parallel + perpendicular * perpendicular) / 2
}

/// Reflectance at normal incidence of a boundary with relative index `eta`.
@inline(__always)
package func normalReflectance(eta: Float) -> Float {
    let r = (eta - 1) / (eta + 1)
    return r * r
}

/// Schlick's approximation (1994) from the reflectance at normal incidence to 1 at grazing incidence.
@inline(__always)
package func fresnelSchlick(cosine: Float, f0: Vector3) -> Vector3 {
    let m = 1 - min(max(cosine, 0), 1)
    let m2 = m * m
    return f0 + (.one - f0) * (m2 * m2 * m)
}

/// Fresnel reflectance of a conductor: Schlick's curve bent so that at 82° it is tinted (Hoffman 2019, "Fresnel
/// equations considered harmful"; tint of 1 is Schlick's curve).
package struct ConductorFresnel: Sendable {
    /// Reflectance at normal incidence, 0…1.
    package let f0: Vector3
    /// Strength of the dip μ(1 − μ)⁶.
    private let dip: Vector3

    package init(reflectance: Vector3, edgeTint: Vector3 = .one) {
        f0 = reflectance.clampedToUnit
        let tint = edgeTint.clampedToUnit
        let mu: Float = 1 / 7
        let m = 1 - mu
        let m5 = m * m * m * m * m
        dip = fresnelSchlick(cosine: mu, f0: f0) * (.one - tint) / (mu * m5 * m)
    }

    @inline(__always)
    package func reflectance(cosine: Float) -> Vector3 {
        let c = min(max(cosine, 0), 1)
        let m = 1 - c
        let m2 = m * m
        let m5 = m2 * m2 * m
        let f = f0 + (.one - f0) * m5 - dip * (c * m5 * m)
        return f.clampedToUnit
    }

    /// Mean over the hemisphere, cosine weighted, before clamping: 2∫F(μ)μ dμ in closed form.
    package var average: Vector3 {
        (f0 + (.one - f0) / 21 - dip / 126).clampedToUnit
    }
}
