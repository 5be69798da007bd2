internal import Foundation
package import Geometry

/// Even reflection into the upper hemisphere.
package struct Lambertian: Sendable {
    package let albedo: Vector3

    package init(albedo: Vector3) {
        self.albedo = albedo
    }

    @inline(__always)
    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard wo.z > 0, wi.z > 0 else { return (.zero, 0) }
        let pdf = wi.z / .pi
        return (albedo * pdf, pdf)
    }

    @inline(__always)
    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z > 0 else { return nil }
        let wi = cosineHemisphere(u.x, u.y)
        return ScatteringSample(wi: wi, evaluated: evaluate(wo: wo, wi: wi))
    }
}

/// A direction of the upper hemisphere with density cos θ / π, from two numbers in [0, 1).
@inline(__always)
package func cosineHemisphere(_ u: Float, _ v: Float) -> Vector3 {
    let r = u.squareRoot()
    let phi = 2 * Float.pi * v
    return Vector3(r * cos(phi), r * sin(phi), max(1 - u, 1e-8).squareRoot())
}

/// A direction of the upper hemisphere with density 1 / 2π, from two numbers in [0, 1).
@inline(__always)
package func evenHemisphere(_ u: Float, _ v: Float) -> Vector3 {
    let z = max(1 - u, 1e-7)
    let r = max(0, 1 - z * z).squareRoot()
    let phi = 2 * Float.pi * v
    return Vector3(r * cos(phi), r * sin(phi), z)
}
