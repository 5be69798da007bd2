internal import Foundation
package import Geometry
import Imaging

/// Cloth: a rough diffuse body with fibre sheen on top, and a share of light let through diffusely.
///
/// The sheen is a linearly transformed cosine (Zeltner, Burley, Chiang 2022, rational fit of MaterialX 1.39); what it
/// reflects, the body does not get. The sheen depends on `wo` more than on `wi`, so it is not reciprocal; without
/// sheen the lobe is. A white cloth reflects and passes on everything. Both sides look alike.
package struct ClothScattering: Sendable {
    private let body: OrenNayar
    private let through: Vector3
    private let throughShare: Float
    private let bodyShare: Float
    private let brightness: Float
    private let sheen: Float
    private let sheenRoughness: Float

    /// - Parameters:
    ///   - albedo: of the body, 0…1.
    ///   - roughness: of the body, 0…1.
    ///   - sheen: strength, 0…1.
    ///   - sheenRoughness: 0.1 (a thin rim) … 1 (dust).
    ///   - translucency: share of the body's light that leaves on the other side, 0…1.
    package init(albedo: Vector3, roughness: Float, sheen: Float, sheenRoughness: Float = 0.4, translucency: Float) {
        body = OrenNayar(albedo: albedo, roughness: roughness)
        throughShare = min(max(translucency, 0), 1)
        bodyShare = 1 - throughShare
        through = albedo * (throughShare / .pi)
        brightness = max(luminance(albedo), 0.01)
        self.sheen = min(max(sheen, 0), 1)
        self.sheenRoughness = min(max(sheenRoughness, 0.1), 1)
    }

    /// - Parameter colour: replaces the material's colour at this point, with weave and variation applied.
    package init(_ material: ClothMaterial, colour: Vector3) {
        self.init(
            albedo: colour, roughness: material.roughness, sheen: material.sheen,
            translucency: material.translucency)
    }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        guard wo.z != 0, wi.z != 0 else { return (.zero, 0) }
        let side: Float = wo.z > 0 ? 1 : -1
        let (o, i) = (wo * side, wi * side)
        return evaluateAbove(wo: o, wi: i, lobe: SheenLobe(wo: o, strength: sheen, roughness: sheenRoughness))
    }

    @inline(__always)
    private func sheenProbability(_ lobe: SheenLobe) -> Float {
        lobe.albedo / (lobe.albedo + (1 - lobe.albedo) * brightness)
    }

    @inline(__always)
    private func evaluateAbove(wo: Vector3, wi: Vector3, lobe: SheenLobe) -> (value: Vector3, pdf: Float) {
        let p = 1 - sheenProbability(lobe)
        if wi.z < 0 {
            return (through * (-wi.z * (1 - lobe.albedo)), p * throughShare * -wi.z / .pi)
        }
        let under = body.evaluate(wo: wo, wi: wi)
        let density = lobe.density(wi)
        let value = under.value * (bodyShare * (1 - lobe.albedo)) + Vector3(repeating: lobe.albedo * density)
        return (value, p * bodyShare * under.pdf + (1 - p) * density)
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        guard wo.z != 0 else { return nil }
        let side: Float = wo.z > 0 ? 1 : -1
        let o = wo * side
        let lobe = SheenLobe(wo: o, strength: sheen, roughness: sheenRoughness)
        var choice = u.z
        var wi: Vector3
        if choose(&choice, probability: sheenProbability(lobe)) {
            wi = lobe.direction(u.x, u.y)
        } else if choose(&choice, probability: throughShare) {
            wi = cosineHemisphere(u.x, u.y)
            wi.z = -wi.z
        } else {
            wi = body.direction(wo: o, u: SIMD3(u.x, u.y, choice))
        }
        return ScatteringSample(
            wi: wi * side, evaluated: evaluateAbove(wo: o, wi: wi, lobe: lobe), isTransmission: wi.z < 0)
    }
}

/// The sheen of fibres seen from one direction: a cosine lobe under a linear transform, and its albedo.
struct SheenLobe {
    let albedo: Float
    private let (a, b): (Float, Float)
    /// Unit vector in the plane of the surface along `wo`.
    private let (alongX, alongY): (Float, Float)

    @inline(__always)
    init(wo: Vector3, strength: Float, roughness y: Float) {
        let x = min(wo.z, 1)
        a = (2.58126 * x + 0.813703 * y) * y / (1 + 0.310327 * x * x + 2.60994 * x * y)
        let y3 = y * y * y
        b =
            max(1 - x, 0).squareRoot() * (y - 1) * y3
            / (0.0000254053 + 1.71228 * x - 1.71506 * x * y + 1.34174 * y * y)
        let planar = (wo.x * wo.x + wo.y * wo.y).squareRoot()
        (alongX, alongY) = planar > 1e-6 ? (wo.x / planar, wo.y / planar) : (1, 0)
        albedo = strength > 0 ? strength * Self.albedo(x, y) : 0
    }

    /// Directional albedo: a bell over the cosine on a pedestal.
    @inline(__always)
    private static func albedo(_ x: Float, _ y: Float) -> Float {
        let width = y * (0.0206607 + 1.58491 * y) / (0.0379424 + y * (1.32227 + y))
        let middle = y * (-0.193854 + y * (-1.14885 + y * (1.7932 - 0.95943 * y * y))) / (0.046391 + y)
        let pedestal = y * (0.000654023 + (-0.0207818 + 0.119681 * y) * y) / (1.26264 + y * (-1.92021 + y))
        let z = (x - middle) / width
        return min(max(exp(-0.5 * z * z) / (width * (2 * Float.pi).squareRoot()) + pedestal, 0), 1)
    }

    /// Density per steradian, one over the upper hemisphere.
    @inline(__always)
    func density(_ wi: Vector3) -> Float {
        let x = a * (alongX * wi.x + alongY * wi.y) + b * wi.z
        let y = a * (alongX * wi.y - alongY * wi.x)
        let length2 = x * x + y * y + wi.z * wi.z
        let s = a / length2
        return wi.z * s * s / .pi
    }

    @inline(__always)
    func direction(_ u: Float, _ v: Float) -> Vector3 {
        let c = cosineHemisphere(u, v)
        let w = Vector3((c.x - b * c.z) / a, c.y / a, c.z).normalized
        return Vector3(alongX * w.x - alongY * w.y, alongY * w.x + alongX * w.y, w.z)
    }
}
