internal import Foundation
package import Geometry
import Imaging

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

    /// What depends on the direction to the eye only; four lanes are R, TT, TRT and the residual.
    private struct View {
        /// Sine and cosine of the inclination, tilted for each path.
        var (sines, cosines): (SIMD4<Float>, SIMD4<Float>)
        /// Unit direction in the cross-section.
        var (y, z): (Float, Float)
        /// Light that each path lets through, and the probability to choose it.
        var (r, tt, trt, residual): (Vector3, Vector3, Vector3, Vector3)
        var probabilities: SIMD4<Float>
        /// Turn of the azimuth that the path would take through a smooth fibre.
        var turns: SIMD4<Float>
    }

    @inline(__always)
    private func view(_ wo: Vector3) -> View {
        let sinO = min(max(wo.x, -1), 1)
        let across = (wo.y * wo.y + wo.z * wo.z).squareRoot()
        let cosO = min(across, 1)
        let n = optics.indexOfRefraction
        // The cross-section seen at a slant refracts like a denser one (Bravais).
        let slanted = max(n * n - sinO * sinO, 0).squareRoot() / max(cosO, 1e-5)
        let sinT = sinO / n
        let cosT = max(1 - sinT * sinT, 0).squareRoot()
        let sinGamma = min(max(h / slanted, -1), 1)
        let cosGamma = max(1 - sinGamma * sinGamma, 0).squareRoot()
        let e = exponential(SIMD4(optics.absorption, 0) * (-2 * cosGamma / cosT))
        let passed = Vector3(e.x, e.y, e.z)

        let f = fresnelDielectric(cosine: cosO * max(1 - h * h, 0).squareRoot(), eta: n)
        let r = Vector3(repeating: f)
        let tt = passed * ((1 - f) * (1 - f))
        let trt = tt * passed * f
        let kept = Vector3(repeating: 1 + 1e-6) - passed * f
        let residual = trt * passed * f / kept
        let share = SIMD4(f, luminance(tt), luminance(trt), luminance(residual))
        let gamma = asin(sinGamma)
        let turn = 2 * gamma - 2 * entryAngle
        let (sines, cosines) = optics.tilted(sin: sinO, cos: cosO)
        return View(
            sines: sines, cosines: cosines, y: across > 0 ? wo.y / across : 1, z: across > 0 ? wo.z / across : 0,
            r: r, tt: tt, trt: trt, residual: residual, probabilities: share / max(share.sum(), 1e-12),
            turns: SIMD4(-2 * entryAngle, turn + .pi, turn + 2 * gamma, 0))
    }

    package func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        evaluate(view(wo), wi: wi)
    }

    @inline(__always)
    private func evaluate(_ view: View, wi: Vector3) -> (value: Vector3, pdf: Float) {
        let sinI = min(max(wi.x, -1), 1)
        let cosI = max(1 - sinI * sinI, 0).squareRoot()
        let phi = atan2(view.y * wi.z - view.z * wi.y, view.y * wi.y + view.z * wi.z)
        var azimuthal = optics.azimuthal(wrapped(phi - view.turns))
        azimuthal.w = 1 / (2 * .pi)
        let densities =
            optics.longitudinal(cosI: cosI, sinI: sinI, cosO: view.cosines, sinO: view.sines) * azimuthal
        let value =
            view.r * densities.x + view.tt * densities.y + view.trt * densities.z + view.residual * densities.w
        return (value, (view.probabilities * densities).sum())
    }

    package func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        let view = view(wo)
        var choice = u.x
        let p = choosePath(&choice, view.probabilities)
        // The inclination, by the lobe's exact inverse (d'Eon et al. 2013).
        let (s, c) = (view.sines[p], view.cosines[p])
        let v = optics.variances[p]
        let k = 1 + v * log(max(u.y + (1 - u.y) * exp(-2 / v), 1e-30))
        let sinI = min(
            max(-k * s + max(1 - k * k, 0).squareRoot() * cos(2 * Float.pi * u.z) * c, -1), 1)
        let cosI = max(1 - sinI * sinI, 0).squareRoot()
        let turn = p < 3 ? view.turns[p] + optics.azimuthalTurn(choice) : 2 * .pi * choice
        let (y, z) = (cosI * cos(turn), cosI * sin(turn))
        let wi = Vector3(sinI, view.y * y - view.z * z, view.z * y + view.y * z)
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

    /// Angles brought into −π…π.
    @inline(__always)
    private func wrapped(_ angles: SIMD4<Float>) -> SIMD4<Float> {
        angles - (angles / (2 * .pi)).rounded(.toNearestOrEven) * (2 * .pi)
    }
}
