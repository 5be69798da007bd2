internal import Foundation
package import Geometry

/// A hair fibre that light meets at one offset from its axis (Chiang, Bitterli, Tappan, Burley 2016; the far field of
/// Marschner et al. 2003 with paths R, TT, TRT and all longer ones together).
///
/// The frame differs from that of surfaces: **x runs along the fibre to its tip**, y and z span its cross-section,
/// azimuth is measured from y to z. `evaluate` gives the fibre's scattering for the radiance that reaches the
/// fibre, cosine included; without absorption it sums to one.
package struct HairScattering: Sendable {
    private let optics: HairOptics
    private let h: Float
    private let entryAngle: Float

    /// - Parameters:
    ///   - optics: worked out once from the material.
    ///   - offset: where the ray meets the fibre's width, −1…1: the sine of the angle between ray and normal in the
    ///     cross-section. Positive on the side of azimuths below that of `wo`: toward +y when `wo` is along +z.
    package init(optics: HairOptics, offset: Float) {
        self.optics = optics
        h = min(max(offset, -1), 1)
        entryAngle = asin(h)
    }

    package init(_ material: HairMaterial, offset: Float) {
        self.init(optics: HairOptics(material), offset: offset)
    }

    /// What depends on the direction to the eye only.
    private struct View {
        var sine, cosine, azimuth: Float
        /// Light that each path lets through, and the probability to choose it.
        var (r, tt, trt, residual): (Vector3, Vector3, Vector3, Vector3)
        var probabilities: SIMD4<Float>
        /// Turn of the azimuth that the path would take through a smooth fibre.
        var turns: SIMD3<Float>
    }

    @inline(__always)
    private func view(_ wo: Vector3) -> View {
        let sinO = min(max(wo.x, -1), 1)
        let cosO = max(1 - sinO * sinO, 0).squareRoot()
        let n = optics.indexOfRefraction
        // The cross-section seen at a slant refracts like a denser one (Bravais).
        let slanted = max(n * n - sinO * sinO, 0).squareRoot() / max(cosO, 1e-5)
        let sinT = sinO / n
        let cosT = max(1 - sinT * sinT, 0).squareRoot()
        let sinGamma = min(max(h / slanted, -1), 1)
        let cosGamma = max(1 - sinGamma * sinGamma, 0).squareRoot()
        let passed = exponential(optics.absorption * (-2 * cosGamma / cosT))

        let f = fresnelDielectric(cosine: cosO * max(1 - h * h, 0).squareRoot(), eta: n)
        let r = Vector3(repeating: f)
        let tt = passed * ((1 - f) * (1 - f))
        let trt = tt * passed * f
        let residual = trt * passed * f / (.one - passed * f).clamped(lowerBound: [1e-6, 1e-6, 1e-6], upperBound: .one)
        let y = SIMD4(f, tt.luminance, trt.luminance, residual.luminance)
        let gamma = asin(sinGamma)
        let turn = 2 * gamma - 2 * entryAngle
        let turns = SIMD3(-2 * entryAngle, turn + .pi, turn + 2 * gamma + 2 * .pi)
        return View(
            sine: sinO, cosine: cosO, azimuth: atan2(wo.z, wo.y), r: r, tt: tt, trt: trt, residual: residual,
            probabilities: y / max(y.sum(), 1e-12), turns: turns)
    }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        evaluate(view(wo), wi: wi)
    }

    @inline(__always)
    private func evaluate(_ view: View, wi: Vector3) -> (value: Vector3, pdf: Float) {
        let sinI = min(max(wi.x, -1), 1)
        let cosI = max(1 - sinI * sinI, 0).squareRoot()
        let phi = atan2(wi.z, wi.y) - view.azimuth
        var densities = SIMD4<Float>.zero
        for p in 0..<4 {
            let (s, c) = optics.tilted(p, sin: view.sine, cos: view.cosine)
            let m = optics.longitudinal(p, cosI: cosI, cosO: c, sinI: sinI, sinO: s)
            densities[p] = m * (p < 3 ? optics.azimuthal(wrapped(phi - view.turns[p])) : 1 / (2 * .pi))
        }
        let value =
            view.r * densities.x + view.tt * densities.y + view.trt * densities.z + view.residual * densities.w
        return (value, (view.probabilities * densities).sum())
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        let view = view(wo)
        var choice = u.x
        let p = choosePath(&choice, view.probabilities)
        // The inclination, by the lobe's exact inverse (d'Eon et al. 2013).
        let (s, c) = optics.tilted(p, sin: view.sine, cos: view.cosine)
        let v = optics.variances[p]
        let k = 1 + v * log(max(u.y + (1 - u.y) * exp(-2 / v), 1e-30))
        let sinI = min(
            max(-k * s + max(1 - k * k, 0).squareRoot() * cos(2 * Float.pi * u.z) * c, -1), 1)
        let cosI = max(1 - sinI * sinI, 0).squareRoot()
        let turn = p < 3 ? view.turns[p] + optics.azimuthalTurn(choice) : 2 * .pi * choice
        let phi = view.azimuth + turn
        let wi = Vector3(sinI, cosI * cos(phi), cosI * sin(phi))
        return ScatteringSample(wi: wi, evaluated: evaluate(view, wi: wi), isTransmission: p == 1)
    }

    /// The path to follow, and the number stretched back to [0, 1).
    @inline(__always)
    private func choosePath(_ u: inout Float, _ probabilities: SIMD4<Float>) -> Int {
        var before: Float = 0
        for p in 0..<3 {
            if choose(&u, probability: min(probabilities[p] / max(1 - before, 1e-6), 1)) { return p }
            before += probabilities[p]
        }
        return 3
    }

    /// An angle brought into −π…π.
    @inline(__always)
    private func wrapped(_ angle: Float) -> Float {
        angle - 2 * .pi * (angle / (2 * .pi)).rounded(.toNearestOrAwayFromZero)
    }

    @inline(__always)
    private func exponential(_ v: Vector3) -> Vector3 { Vector3(exp(v.x), exp(v.y), exp(v.z)) }
}
