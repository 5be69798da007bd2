internal import CEmbree
import Geometry

extension PathTracer {
    /// Share of light that clear things let through between a point and what it is lit by, 1 where there are none.
    ///
    /// The light keeps its direction, for chance finds no caustics; it pays the toll of the way that refraction takes
    /// from the point on: what boundaries turn back, and what is absorbed between them (Beer–Lambert). None comes where
    /// that way turns back, as below a brilliant. Of a parallel slab this is exact but for repeated reflections.
    ///
    /// - Parameter far: length of the straight way, which the bent one is given too.
    mutating func clarity(from origin: Vector3, toward direction: Vector3, until far: Float) -> Vector3 {
        guard let clearScene else { return .one }
        var (position, way, left) = (origin, direction, far)
        var share = Vector3.one
        /// Absorption a millimetre of what the way is in.
        var absorption = Vector3.zero
        for _ in 0..<Self.mostBoundaries {
            let next = caster.nearest(clearScene, origin: position, direction: way, near: 0, far: left)
            guard let hit = next else {
                if left < .infinity { share *= exponential(-absorption * left) }
                return dot(way, direction) > 0 ? share : .zero
            }
            let surface = surfaces.baseAddress! + hit.geometry
            let point = SurfacePoint(surface, hit, direction: way)
            left -= hit.distance
            switch surface.pointee.material {
            case .filter(let filter):
                share *= point.albedo ?? filter.transmittance
            case .dielectric(let solid):
                share *= exponential((point.isBack ? solid.absorption : absorption) * -hit.distance)
                let index = max(solid.indexOfRefraction, 1.0001)
                let eta = point.isBack ? 1 / index : index
                let normal = point.geometricNormal
                let turnedBack = fresnelDielectric(cosine: -dot(way, normal), eta: eta)
                if turnedBack < 1, let refracted = refract(-way, about: normal, eta: eta) {
                    share *= 1 - turnedBack
                    way = refracted
                    absorption = point.isBack ? .zero : solid.absorption
                } else {
                    way = (-way).reflected(about: normal)
                    absorption = solid.absorption
                }
            case .emissive, .skin, .cloth, .metal, .coated:
                preconditionFailure("not a clear thing")
            }
            guard largest(share) > 1e-3 else { return .zero }
            position = point.start(toward: way)
        }
        return .zero
    }

    /// What clear things leave of the light that a path meets; the camera and mirrors look through them anyway.
    @inline(__always) mutating func clarity(_ path: Path, until far: Float) -> Vector3 {
        path.isSharp ? .one : clarity(from: path.origin, toward: path.direction, until: far)
    }

    /// A strand of glass beads is seen along its length; what is trapped in one stone is lost sooner or later.
    private static let mostBoundaries = 48
}
