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
    /// Longitudinal variance of R, TT, TRT and the residual.
    let variances: SIMD4<Float>
    /// Constant factor of each longitudinal lobe.
    let longitudinalFactors: SIMD4<Float>
    /// Scale of the logistic distribution in azimuth, and its share that falls within ±π.
    let scale: Float
    let logisticFloor: Float
    let logisticShare: Float
    /// Sine and cosine of the cuticle's tilt, times 2, 1 and 4 (R, TT, TRT).
    let tiltSines: SIMD3<Float>
    let tiltCosines: SIMD3<Float>

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
        // 1 / (2v sinh(1/v)), written for small v where the sine hyperbolic overflows: its exponential is applied later.
        var factors = SIMD4<Float>.zero
        for p in 0..<4 { factors[p] = 1 / (variances[p] * (1 - exp(-2 / variances[p]))) }
        longitudinalFactors = factors

        let n = min(max(azimuthalRoughness, 0.02), 1)
        scale = (Float.pi / 8).squareRoot() * (0.265 * n + 1.194 * n * n + 5.372 * pow(n, 22))
        logisticFloor = 1 / (1 + exp(Float.pi / scale))
        logisticShare = 1 - 2 * logisticFloor

        // Scales overlap like tiles that open to the tip, so their normals lean to the root, which is −x.
        let tilt = -cuticleTilt * .pi / 180
        tiltSines = SIMD3(sin(2 * tilt), sin(-tilt), sin(-4 * tilt))
        tiltCosines = SIMD3(cos(2 * tilt), cos(tilt), cos(4 * tilt))
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

    /// Density over the sine of the inclination, times its azimuthal evenness: the lobe M of path `p`.
    @inline(__always)
    func longitudinal(_ p: Int, cosI: Float, cosO: Float, sinI: Float, sinO: Float) -> Float {
        let v = variances[p]
        // exp(−s) · I0(c) / (2v sinh(1/v)) with both exponentials joined so that none overflows.
        let (c, s) = (cosI * cosO / v, sinI * sinO / v)
        return exp(c - s - 1 / v) * scaledBessel(c) * longitudinalFactors[p]
    }

    // MARK: Azimuthal scattering

    /// Density of a turn `d` of the azimuth, radians in −π…π: a logistic distribution cut at ±π.
    @inline(__always)
    func azimuthal(_ d: Float) -> Float {
        let e = exp(-abs(d) / scale)
        return e / (scale * (1 + e) * (1 + e) * logisticShare)
    }

    /// A turn with the density `azimuthal`.
    @inline(__always)
    func azimuthalTurn(_ u: Float) -> Float {
        let cumulative = logisticFloor + u * logisticShare
        let x = -scale * log(max(1 / max(cumulative, 1e-30) - 1, 1e-30))
        return min(max(x, -.pi), .pi)
    }

    /// The inclination `(sin, cos)` turned by the cuticle's tilt for path `p`.
    @inline(__always)
    func tilted(_ p: Int, sin s: Float, cos c: Float) -> (sin: Float, cos: Float) {
        guard p < 3 else { return (s, c) }
        return (s * tiltCosines[p] - c * tiltSines[p], abs(c * tiltCosines[p] + s * tiltSines[p]))
    }
}

/// The modified Bessel function I0 times e^−x, for x ≥ 0 (Abramowitz and Stegun 9.8.1 and 9.8.2; error below 2e-7
/// of the unscaled polynomial).
@inline(__always)
func scaledBessel(_ x: Float) -> Float {
    if x < 3.75 {
        let t = x / 3.75
        let y = t * t
        let p =
            1 + y
            * (3.5156229 + y * (3.0899424 + y * (1.2067492 + y * (0.2659732 + y * (0.0360768 + y * 0.0045813)))))
        return p * exp(-x)
    }
    let y = 3.75 / x
    let low = 0.39894228 + y * (0.01328592 + y * (0.00225319 + y * (-0.00157565 + y * 0.00916281)))
    let high = y * y * y * y * y * (-0.02057706 + y * (0.02635537 + y * (-0.01647633 + y * 0.00392377)))
    return (low + high) / x.squareRoot()
}
