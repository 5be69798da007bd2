internal import Foundation
package import Geometry

/// The GGX microfacet distribution (Walter et al. 2007), isotropic, with height-correlated Smith shadowing.
package struct GGX: Sendable {
    /// Width of the slopes, about 0.001…1.
    package let alpha: Float

    /// Below this width a lobe counts as a mirror.
    static let smallestAlpha: Float = 1e-3

    /// - Parameter roughness: perceptual roughness 0…1; the width is its square (Burley 2012).
    package init(roughness: Float) {
        self.init(alpha: roughness * roughness)
    }

    package init(alpha: Float) {
        self.alpha = min(max(alpha, Self.smallestAlpha), 1)
    }

    /// Density of normals D(m), per steradian.
    @inline(__always)
    package func density(_ m: Vector3) -> Float {
        guard m.z > 0 else { return 0 }
        let a2 = alpha * alpha
        let s = (m.x * m.x + m.y * m.y) / a2 + m.z * m.z
        return 1 / (.pi * a2 * s * s)
    }

    /// Smith's Λ: masked over visible area, for a direction on either side.
    @inline(__always)
    package func lambda(_ w: Vector3) -> Float {
        let tangent2 = (w.x * w.x + w.y * w.y) / (w.z * w.z)
        return ((1 + alpha * alpha * tangent2).squareRoot() - 1) / 2
    }

    /// A normal among those that `w` sees (w.z > 0), by a spherical cap (Dupuy and Benyoub 2023).
    @inline(__always)
    package func visibleNormal(from w: Vector3, _ u: Vector2) -> Vector3 {
        let s = Vector3(alpha * w.x, alpha * w.y, w.z).normalized
        let z = (1 - u.y) * (1 + s.z) - s.z
        let r = max(0, 1 - z * z).squareRoot()
        let phi = 2 * Float.pi * u.x
        let h = Vector3(r * cos(phi), r * sin(phi), z) + s
        return Vector3(alpha * h.x, alpha * h.y, max(h.z, 1e-7)).normalized
    }

    /// Mirror reflection of the facets without Fresnel: the lobe times |cos θi|, the density of `visibleNormal`'s
    /// reflections, and the cosine at the facet.
    @inline(__always)
    func reflection(wo: Vector3, wi: Vector3) -> (value: Float, pdf: Float, cosine: Float) {
        let m = (wo + wi).normalized
        let d = density(m) / (4 * wo.z)
        let (o, i) = (lambda(wo), lambda(wi))
        return (d / (1 + o + i), d / (1 + o), dot(wo, m))
    }
}
