public import Geometry

/// A thin-lens camera in millimetres that looks from `position` to `target`.
public struct Camera: Sendable, Hashable, Codable {
    public var position: Vector3
    public var target: Vector3
    public var up: Vector3
    public var focalLength: Float
    /// Width of the sensor across the frame's width, millimetres.
    public var sensorWidth: Float
    /// Aperture; infinite means a pinhole.
    public var fNumber: Float
    /// Distance along the axis at which points are sharp.
    public var focusDistance: Float
    /// Size of the whole frame, pixels.
    public var width, height: Int

    public init(
        position: Vector3, target: Vector3, up: Vector3 = [0, 1, 0], focalLength: Float = 100,
        sensorWidth: Float = 36, fNumber: Float = .infinity, focusDistance: Float? = nil, width: Int, height: Int
    ) {
        (self.position, self.target, self.up) = (position, target, up)
        (self.focalLength, self.sensorWidth, self.fNumber) = (focalLength, sensorWidth, fNumber)
        self.focusDistance = focusDistance ?? (target - position).length
        (self.width, self.height) = (width, height)
    }

    /// Unit axes in world space: x right, y down, z into the scene.
    public var axes: (right: Vector3, down: Vector3, forward: Vector3) {
        let forward = (target - position).normalized
        let right = cross(forward, up).normalized
        return (right, cross(forward, right), forward)
    }

    /// Pixels a radian at the middle of the frame: focal length in pixels.
    public var focalLengthPixels: Float { focalLength / sensorWidth * Float(width) }

    /// Where a point is seen, in pixels (x right, y down, pixel centres at .5), and its depth along the axis.
    ///
    /// The pixel means nothing where depth ≤ 0.
    public func project(_ p: Vector3) -> (pixel: Vector2, depth: Float) {
        let a = axes
        let d = p - position
        let z = dot(d, a.forward)
        let f = focalLengthPixels / z
        return (Vector2(dot(d, a.right) * f + Float(width) / 2, dot(d, a.down) * f + Float(height) / 2), z)
    }

    /// Unit direction of the pinhole ray through a pixel position.
    public func direction(through pixel: Vector2) -> Vector3 {
        let a = axes
        let f = focalLengthPixels
        return (a.forward + a.right * ((pixel.x - Float(width) / 2) / f) + a.down * ((pixel.y - Float(height) / 2) / f))
            .normalized
    }
}
