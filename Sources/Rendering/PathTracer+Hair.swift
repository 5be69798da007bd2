import Foundation
import Geometry

/// The point of a strand that a ray met.
struct StrandPoint {
    var position: Vector3
    /// Along the fibre in x; z points to the viewer as nearly as the fibre lets it.
    var frame: Frame
    /// Where the ray passes the fibre's axis: −1…1 of its radius, positive toward the frame's y.
    var offset: Float

    init(_ curves: FlatCurves, _ hit: RayHit, origin: Vector3, direction: Vector3) {
        position = origin + direction * hit.distance
        let first = curves.points + Int(curves.segments[hit.primitive])
        let (p0, p1, p2, p3) = (first[0], first[1], first[2], first[3])
        let t = hit.u
        // Catmull–Rom and its derivative.
        let a = 2 * p1
        let b = p2 - p0
        let c = 2 * p0 - 5 * p1 + 4 * p2 - p3
        let d = 3 * p1 - p0 - 3 * p2 + p3
        let centre = 0.5 * (a + (b + (c + d * t) * t) * t)
        let slope = b + (2 * c + 3 * d * t) * t
        var along = Vector3(slope.x, slope.y, slope.z).normalized
        if along == .zero { along = direction.orthonormalBasis.tangent }
        let toward = -direction - along * dot(-direction, along)
        let side = toward.length > 1e-4 ? toward.normalized : along.orthonormalBasis.tangent
        frame = Frame(normal: side, tangent: along)
        let aside = dot(position - Vector3(centre.x, centre.y, centre.z), frame.bitangent)
        offset = min(max(aside / max(centre.w, 1e-5), -0.999), 0.999)
    }
}

extension PathTracer {
    /// Scatters a path at a hair; false where it ends.
    mutating func scatterFromHair(_ path: inout Path, _ hit: RayHit, _ sampler: inout PixelSampler) -> Bool {
        let set = curves[hit.geometry - surfaces.count]
        let point = StrandPoint(set, hit, origin: path.origin, direction: path.direction)
        let frame = point.frame
        let tone = set.tones[hit.primitive]
        let fibre = HairScattering(optics: set.optics, offset: point.offset)
        if path.bounces == 0, keepsDetail {
            // A denoiser smears single strands; beside the light their tones last.
            visible = VisibleSurface(
                albedo: set.guideAlbedo, normal: frame.normal, tint: Vector3(repeating: log(tone)))
        } else {
            path.throughput *= tone
            if path.bounces == 0 {
                visible = VisibleSurface(albedo: set.guideAlbedo * tone * tone, normal: frame.normal)
            }
        }
        let wo = frame.toLocal(-path.direction)
        // The kernels pass over a ribbon within two radii of a ray's start, so no step off is needed.
        addDirect(path, at: point.position, normal: frame.normal, offset: 0, bothSides: true, &sampler) { w in
            fibre.evaluate(wo: wo, wi: frame.toLocal(w))
        }
        let u = sampler.next2D()
        guard let sample = fibre.sample(wo: wo, u: SIMD3(u.x, u.y, sampler.next2D().x)) else { return false }
        path.direction = frame.toWorld(sample.wi)
        path.throughput *= sample.weight
        path.density = sample.pdf
        path.isSharp = false
        path.origin = point.position
        return true
    }
}
