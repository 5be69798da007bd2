import Geometry

/// Everything about the point of a mesh that a ray met.
struct SurfacePoint {
    var position: Vector3
    /// Unit, on the ray's side.
    var geometricNormal: Vector3
    /// Unit, interpolated, on the ray's side.
    var shadingNormal: Vector3
    /// Whether the ray came from inside, against the winding.
    var isBack: Bool
    var uv: Vector2
    var rest: Vector3
    /// Change of position, uv and rest position along the triangle's edges, for bumps.
    var positionEdges: (Vector3, Vector3)
    var uvEdges: (Vector2, Vector2)
    var restEdges: (Vector3, Vector3)
    var channels: VertexChannels?
    /// Distance to step off the surface so that it is not met again.
    var offset: Float

    @inline(__always) init(_ surface: UnsafePointer<FlatSurface>, _ hit: RayHit, direction: Vector3) {
        let s = surface.pointee
        let t = s.triangles[hit.primitive]
        let (i, j, k) = (Int(t.x), Int(t.y), Int(t.z))
        let (u, v) = (hit.u, hit.v)
        let w = 1 - u - v
        let (a, b, c) = (s.positions[i], s.positions[j], s.positions[k])
        position = a * w + b * u + c * v
        positionEdges = (b - a, c - a)
        let outward = hit.normal.normalized
        isBack = dot(outward, direction) > 0
        geometricNormal = isBack ? -outward : outward
        var n = geometricNormal
        if let normals = s.normals {
            n = (normals[i] * w + normals[j] * u + normals[k] * v).normalized
            if dot(n, geometricNormal) < 0 { n = -n }
        }
        shadingNormal = SurfacePoint.facing(n, direction)
        if let uvs = s.uvs {
            uv = uvs[i] * w + uvs[j] * u + uvs[k] * v
            uvEdges = (uvs[j] - uvs[i], uvs[k] - uvs[i])
        } else {
            (uv, uvEdges) = (.zero, (.zero, .zero))
        }
        let (ra, rb, rc) = (s.rest[i], s.rest[j], s.rest[k])
        rest = ra * w + rb * u + rc * v
        restEdges = (rb - ra, rc - ra)
        if let channels = s.channels {
            self.channels = VertexChannels(
                albedoAndScatter: channels[i].albedoAndScatter * w + channels[j].albedoAndScatter * u
                    + channels[k].albedoAndScatter * v,
                roughnessOilRelief: channels[i].roughnessOilRelief * w + channels[j].roughnessOilRelief * u
                    + channels[k].roughnessOilRelief * v)
        } else {
            channels = nil
        }
        offset = stepOff(position)
    }

    /// A normal leant just far enough toward the viewer to be seen.
    @inline(__always) static func facing(_ n: Vector3, _ direction: Vector3) -> Vector3 {
        let c = -dot(n, direction)
        return c >= 0.02 ? n : (n - direction * (0.02 - c)).normalized
    }

    /// Where a ray toward `w` starts.
    @inline(__always) func start(toward w: Vector3) -> Vector3 {
        position + geometricNormal * (dot(w, geometricNormal) >= 0 ? offset : -offset)
    }
}

/// Some floating-point steps at a point's magnitude, at least a micrometre.
@inline(__always) func stepOff(_ p: Vector3) -> Float { 1e-3 + 4e-6 * max(abs(p.x), max(abs(p.y), abs(p.z))) }
