internal import CEmbree
import Geometry

/// What a ray met, as the kernels tell it.
struct RayHit {
    var distance: Float
    var u, v: Float
    /// Geometric normal as the triangle winds, not normalised.
    var normal: Vector3
    var geometry: Int
    var primitive: Int
}

/// One thread's way into the kernels, with its count of rays.
struct RayCaster {
    private var context = RTCIntersectContext()
    var rays = 0

    init() { rtcInitIntersectContext(&context) }

    /// The nearest hit in `(near, far)`, or nil.
    @inline(__always) mutating func nearest(
        _ scene: RTCScene, origin: Vector3, direction: Vector3, near: Float, far: Float
    ) -> RayHit? {
        rays &+= 1
        var query = RTCRayHit()
        query.ray = RTCRay(
            org_x: origin.x, org_y: origin.y, org_z: origin.z, tnear: near, dir_x: direction.x, dir_y: direction.y,
            dir_z: direction.z, time: 0, tfar: far, mask: .max, id: 0, flags: 0)
        query.hit.geomID = .max
        rtcIntersect1(scene, &context, &query)
        guard query.hit.geomID != .max else { return nil }
        return RayHit(
            distance: query.ray.tfar, u: query.hit.u, v: query.hit.v,
            normal: Vector3(query.hit.Ng_x, query.hit.Ng_y, query.hit.Ng_z), geometry: Int(query.hit.geomID),
            primitive: Int(query.hit.primID))
    }

    /// Whether anything lies between the ray's ends.
    @inline(__always) mutating func isBlocked(
        _ scene: RTCScene, origin: Vector3, direction: Vector3, near: Float, far: Float
    ) -> Bool {
        rays &+= 1
        var ray = RTCRay(
            org_x: origin.x, org_y: origin.y, org_z: origin.z, tnear: near, dir_x: direction.x, dir_y: direction.y,
            dir_z: direction.z, time: 0, tfar: far, mask: .max, id: 0, flags: 0)
        rtcOccluded1(scene, &context, &ray)
        return ray.tfar < 0
    }
}
