import Foundation
import Geometry

/// A shading frame: world directions to local ones with the normal along +z and back.
struct Frame {
    var tangent, bitangent, normal: Vector3

    @inline(__always) init(normal: Vector3) {
        self.normal = normal
        (tangent, bitangent) = normal.orthonormalBasis
    }

    /// With the tangent made square to the normal; falls back where they are parallel.
    @inline(__always) init(normal: Vector3, tangent: Vector3) {
        let t = tangent - normal * dot(normal, tangent)
        let l = t.length
        self.normal = normal
        self.tangent = l > 1e-6 ? t / l : normal.orthonormalBasis.tangent
        bitangent = cross(normal, self.tangent)
    }

    @inline(__always) func toLocal(_ w: Vector3) -> Vector3 {
        Vector3(dot(w, tangent), dot(w, bitangent), dot(w, normal))
    }

    @inline(__always) func toWorld(_ l: Vector3) -> Vector3 { tangent * l.x + bitangent * l.y + normal * l.z }
}

/// Polar map of the unit square to the disc (area preserving).
@inline(__always) func sampleDisc(_ u: Vector2) -> Vector2 {
    let r = u.x.squareRoot()
    let angle = 2 * Float.pi * u.y
    return Vector2(r * cos(angle), r * sin(angle))
}

/// A direction about +z with density cos θ / π.
@inline(__always) func sampleCosineHemisphere(_ u: Vector2) -> Vector3 {
    let d = sampleDisc(u)
    return Vector3(d.x, d.y, max(1 - d.x * d.x - d.y * d.y, 0).squareRoot())
}

/// A direction of the whole sphere, evenly.
@inline(__always) func sampleSphere(_ u: Float, _ v: Float) -> Vector3 {
    let z = 1 - 2 * u
    let r = max(1 - z * z, 0).squareRoot()
    let angle = 2 * Float.pi * v
    return Vector3(r * cos(angle), r * sin(angle), z)
}

/// Veach's power heuristic with exponent two for one sample of each strategy.
@inline(__always) func powerHeuristic(_ a: Float, _ b: Float) -> Float {
    let (a2, b2) = (a * a, b * b)
    return a2 > 0 ? a2 / (a2 + b2) : 0
}

@inline(__always) func largest(_ c: Vector3) -> Float { max(c.x, max(c.y, c.z)) }
