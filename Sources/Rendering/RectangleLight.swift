import Geometry
import Imaging

/// A rectangle that shines from its front, ready for sampling.
struct RectangleLight {
    var group: LightGroup
    var centre: Vector3
    var u, v: Vector3
    /// Unit, out of the front.
    var normal: Vector3
    var area: Float
    var radiance: Vector3
    var falloff: Float
    var visible: Bool
    /// Reciprocal squared lengths of u and v.
    private var inverseSquares: Vector2

    init(_ light: AreaLight) {
        (group, centre, u, v) = (light.group, light.centre, light.u, light.v)
        let n = cross(light.u, light.v)
        normal = n.normalized
        area = 4 * n.length
        (radiance, falloff, visible) = (light.radiance, light.falloff, light.visible)
        inverseSquares = Vector2(1 / dot(light.u, light.u), 1 / dot(light.v, light.v))
    }

    /// Radiance at a point of the rectangle, s and t in −1…1.
    ///
    /// The full falloff is that of a bulb one half-width behind the cloth: 1 / (1 + r²)².
    @inline(__always) func emitted(s: Float, t: Float) -> Vector3 {
        let q = 1 + s * s + t * t
        return radiance * mix(1, 1 / (q * q), falloff)
    }

    /// Mean of the falloff over the rectangle, for estimates of power.
    var meanFalloff: Float { mix(1, 0.41, falloff) }

    /// Distance along a ray to the front, and where it was hit.
    @inline(__always) func intersect(origin: Vector3, direction: Vector3, far: Float) -> (Float, Vector2)? {
        let cosine = -dot(direction, normal)
        guard cosine > 1e-6 else { return nil }
        let distance = dot(origin - centre, normal) / cosine
        guard distance > 1e-3, distance < far else { return nil }
        let d = origin + direction * distance - centre
        let st = Vector2(dot(d, u) * inverseSquares.x, dot(d, v) * inverseSquares.y)
        guard abs(st.x) <= 1, abs(st.y) <= 1 else { return nil }
        return (distance, st)
    }

    /// Upper estimate, up to a factor, of what the rectangle gives a point; 0 only where it gives nothing.
    ///
    /// - Parameter normal: side the point receives from, or nil for both.
    @inline(__always) func importance(at p: Vector3, normal n: Vector3?) -> Float {
        let d = centre - p
        let height = -dot(d, normal)
        guard height > 1e-4 else { return 0 }
        let squared = max(dot(d, d), 1e-6)
        let distance = squared.squareRoot()
        var receiver: Float = 1
        if let n {
            let c = dot(d, n)
            let reach = abs(dot(u, n)) + abs(dot(v, n))
            guard c + reach > 0 else { return 0 }
            receiver = min(max((c + 0.5 * reach) / distance, 0.1), 1)
        }
        return area * max(height / distance, 0.1) * receiver / (squared + 0.25 * area)
    }
}
