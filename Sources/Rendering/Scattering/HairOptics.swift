internal import Foundation
package import Geometry

/// What a kind of hair needs for scattering, worked out once a material.
///
/// Absorption of the pigments per fibre radius as in Pharr, Jakob and Humphreys (PBRT 4e, 9.9.7) after d'Eon et al.
/// 2011: eumelanin of about 0.3 is blond, 1.3 brown, 8 black.
package struct HairOptics: Sendable {
    /// Absorption per radius.
    package let absorption: Vector3
    let indexOfRefraction: Float
    // Four lanes: R, TT, TRT, and the residual.

    /// Longitudinal variance of each path, and one over it.
    let variances: SIMD4<Float>
    let concentrations: SIMD4<Float>
    /// Constant factor of each longitudinal lobe.
    let longitudinalFactors: SIMD4<Float>
    /// Sine and cosine of the turn that the cuticle gives each path.
    let tiltSines: SIMD4<Float>
    let tiltCosines: SIMD4<Float>
    /// Scale of the logistic distribution in azimuth, and its share that falls within ±π.
    let scale: Float
    let logisticFloor: Float
    let logisticShare: Float

    /// - Parameters:
    ///   - absorption: per fibre radius, ≥ 0.
    ///   - longitudinalRoughness, azimuthalRoughness: perceptual, 0…1 (Chiang et al. 2016, equations 7 and 8).
    ///   - cuticleTilt: degrees by which the scales' normals lean to the root, about 2…4.
    package init(
        absorption: Vector3, longitudinalRoughness: Float, azimuthalRoughness: Float, cuticleTilt: Float,
        indexOfRefraction: Float = 1.55
    ) {
        self.absorption = absorption.clamped(lowerBound: .zero, upperBound: Vector3(repeating: 1e4))
        self.indexOfRefraction = indexOfRefraction
        let m = min(max(longitudinalRoughness, 0.02), 1)
        let width = 0.726 * m + 0.812 * m * m + 3.7 * pow(m, 20)
        let v = width * width
        variances = SIMD4(v, v / 4, 4 * v, 4 * v)
        concentrations = 1 / variances
        // 1 / (2v sinh(1/v)) without its factor exp(−1/v), which would vanish for small v and is joined to others later.
        longitudinalFactors = concentrations / (1 - exponential(-2 * concentrations))

        let n = min(max(azimuthalRoughness, 0.02), 1)
        scale = (Float.pi / 8).squareRoot() * (0.265 * n + 1.194 * n * n + 5.372 * pow(n, 22))
        logisticFloor = 1 / (1 + exp(Float.pi / scale))
        logisticShare = 1 - 2 * logisticFloor

        // Scales overlap like tiles that open to the tip, so their normals lean to the root, which is −x.
        let tilt = -cuticleTilt * .pi / 180
        tiltSines = SIMD4(sin(2 * tilt), sin(-tilt), sin(-4 * tilt), 0)
        tiltCosines = SIMD4(cos(2 * tilt), cos(tilt), cos(4 * tilt), 1)
    }

    package init(_ material: HairMaterial) {
        self.init(
            absorption: Self.absorption(eumelanin: material.eumelanin, pheomelanin: material.pheomelanin),
            longitudinalRoughness: material.longitudinalRoughness, azimuthalRoughness: material.azimuthalRoughness,
            cuticleTilt: material.cuticleTilt)
    }

    /// Absorption per radius of pigment concentrations.
    package static func absorption(eumelanin: Float, pheomelanin: Float) -> Vector3 {
        Vector3(0.419, 0.697, 1.37) * max(eumelanin, 0) + Vector3(0.187, 0.4, 1.05) * max(pheomelanin, 0)
    }

    // MARK: Longitudinal scattering (d'Eon et al. 2011)

    /// The lobe M of each path, a density over the inclination times cosine, for directions given by the cosine and
    /// sine of their inclination; that of the eye is tilted for each path.
    @inline(__always)
    func longitudinal(cosI: Float, sinI: Float, cosO: SIMD4<Float>, sinO: SIMD4<Float>) -> SIMD4<Float> {
        let c = cosI * cosO * concentrations
        let exponent = -sinI * sinO * concentrations - concentrations
        // exp(−s) I0(c) / (2v sinh(1/v)), with the exponentials joined so that none overflows.
        let isSmall = c .< 3.75
        let bessel = besselTail(c).replacing(with: besselSeries(c), where: isSmall)
        return exponential(exponent + c.replacing(with: 0, where: isSmall)) * bessel * longitudinalFactors
    }

    /// The eye's inclination turned by the cuticle's tilt for each path.
    @inline(__always)
    func tilted(sin s: Float, cos c: Float) -> (sin: SIMD4<Float>, cos: SIMD4<Float>) {
        let cosine = c * tiltCosines + s * tiltSines
        return (s * tiltCosines - c * tiltSines, cosine.replacing(with: -cosine, where: cosine .< 0))
    }

    // MARK: Azimuthal scattering

    /// Density of each turn of the azimuth, radians in −π…π: a logistic distribution cut at ±π.
    @inline(__always)
    func azimuthal(_ turns: SIMD4<Float>) -> SIMD4<Float> {
        let distance = turns.replacing(with: -turns, where: turns .< 0)
        let e = exponential(-distance / scale)
        return e / ((1 + e) * (1 + e) * (scale * logisticShare))
    }

    /// A turn with the density `azimuthal`.
    @inline(__always)
    func azimuthalTurn(_ u: Float) -> Float {
        let cumulative = logisticFloor + u * logisticShare
        let x = -scale * log(max(1 / max(cumulative, 1e-30) - 1, 1e-30))
        return min(max(x, -.pi), .pi)
    }
}

/// The modified Bessel function I0 for 0 ≤ x < 3.75 (Abramowitz and Stegun 9.8.1).
@inline(__always)
private func besselSeries(_ x: SIMD4<Float>) -> SIMD4<Float> {
    let t = x / 3.75
    let y = t * t
    let high = y * (0.2659732 + y * (0.0360768 + y * 0.0045813))
    return 1 + y * (3.5156229 + y * (3.0899424 + y * (1.2067492 + high)))
}

/// I0 times exp(−x) for x ≥ 3.75 (Abramowitz and Stegun 9.8.2).
@inline(__always)
private func besselTail(_ x: SIMD4<Float>) -> SIMD4<Float> {
    let y = 3.75 / x.replacing(with: 3.75, where: x .< 3.75)
    let high = y * (0.02635537 + y * (-0.01647633 + y * 0.00392377))
    let middle = y * (0.00916281 + y * (-0.02057706 + high))
    let low = y * (0.01328592 + y * (0.00225319 + y * (-0.00157565 + middle)))
    return (0.39894228 + low) * (y / 3.75).squareRoot()
}

/// e^x of four numbers at once, relative error below 1e-6; zero under −87, no more than e^87.
///
/// Four calls of the library's function took half of a fibre's time.
@inline(__always)
func exponential(_ x: SIMD4<Float>) -> SIMD4<Float> {
    let raised = x.replacing(with: -87, where: x .< -87)
    let clamped = raised.replacing(with: 87, where: raised .> 87)
    // Adding 1.5 · 2²³ leaves the nearest whole number in the lowest bits.
    let magic: Float = 12_582_912
    let shifted = clamped * 1.442695041 + magic
    let whole = shifted - magic
    let r = clamped - whole * 0.693359375 + whole * 2.12194440e-4
    let high = 0.0416666667 + r * (0.00833333333 + r * 0.00138888889)
    let p = 1 + r * (1 + r * (0.5 + r * (0.166666667 + r * high)))
    let power = unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &* 0x0080_0000 &+ 0x3f80_0000
    let result = p * unsafeBitCast(power, to: SIMD4<Float>.self)
    return result.replacing(with: 0, where: x .< -87)
}
