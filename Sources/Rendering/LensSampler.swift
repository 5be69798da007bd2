import Geometry

/// A camera's axes worked out once, for drawing rays through its lens.
struct LensSampler {
    private let position, right, down, forward: Vector3
    private let pixelsPerUnit: Float
    private let middle: Vector2
    private let lensRadius: Float
    private let focusDistance: Float

    init(_ camera: Camera) {
        position = camera.position
        (right, down, forward) = camera.axes
        pixelsPerUnit = camera.focalLengthPixels
        middle = Vector2(Float(camera.width) / 2, Float(camera.height) / 2)
        lensRadius = camera.fNumber.isFinite ? camera.focalLength / camera.fNumber / 2 : 0
        focusDistance = camera.focusDistance
    }

    /// Unit direction of the ray through the lens' centre.
    @inline(__always) func pinhole(through pixel: Vector2) -> Vector3 { unnormalised(pixel).normalized }

    /// Depth along the axis for a unit of distance along the ray through a pixel.
    @inline(__always) func axisCosine(_ pixel: Vector2) -> Float { 1 / unnormalised(pixel).length }

    /// A ray through a point of the lens drawn with `u`.
    @inline(__always) func ray(through pixel: Vector2, _ u: Vector2) -> (origin: Vector3, direction: Vector3) {
        let d = unnormalised(pixel)
        guard lensRadius > 0 else { return (position, d.normalized) }
        let disc = sampleDisc(u) * lensRadius
        let shift = right * disc.x + down * disc.y
        return (position + shift, (d * focusDistance - shift).normalized)
    }

    @inline(__always) private func unnormalised(_ pixel: Vector2) -> Vector3 {
        let p = (pixel - middle) / pixelsPerUnit
        return forward + right * p.x + down * p.y
    }
}
