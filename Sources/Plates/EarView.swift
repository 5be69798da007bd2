public import Anatomy
internal import Foundation
public import Geometry
public import Rendering

/// How a camera looks at an ear: from the side of the head or, turned toward the face, three-quarter.
///
/// ```swift
/// let view = EarView(yawDegrees: 21)  // 20: pictures share plates in steps of 2.5°
/// let camera = view.camera(for: lobe, width: 1638, height: 2048)
/// ```
///
/// The lobe stands a little above the middle of the frame; eye and mouth lie outside it at any yaw.
public struct EarView: Sendable, Hashable {
    /// Degrees between the steps of `yaw`.
    public static let step: Float = 2.5
    /// From a little behind the ear to three-quarter, degrees.
    public static let range: ClosedRange<Float> = -15...45

    /// Degrees from the head's own side toward the face, a multiple of `step` in `range`.
    public let yawDegrees: Float
    /// Millimetres that the frame shows across, at the lobe's depth.
    public let width: Float

    /// - Parameters:
    ///   - yawDegrees: rounded to a multiple of `step` and held in `range`.
    ///   - width: millimetres across the frame at the lobe.
    public init(yawDegrees: Float, width: Float = 160) {
        let steps = (yawDegrees / Self.step).rounded()
        self.yawDegrees = min(max(steps * Self.step, Self.range.lowerBound), Self.range.upperBound)
        self.width = width
    }

    /// The view whose camera comes nearest to looking at a lobe along a direction, with the angle that is left.
    ///
    /// - Parameter direction: from the lobe to the camera, body space.
    public init(toward direction: Vector3, of lobe: Landmarks.EarLobe, width: Float = 160) {
        self.init(
            yawDegrees: atan2(dot(direction, lobe.ahead), dot(direction, lobe.lateral)) * 180 / .pi, width: width)
    }

    /// Unit, from the lobe to the camera.
    public func direction(at lobe: Landmarks.EarLobe) -> Vector3 {
        let yaw = yawDegrees * .pi / 180
        return (lobe.lateral * cos(yaw) + lobe.ahead * sin(yaw) + lobe.upward * 0.03).normalized
    }

    /// The camera of a frame: its size in pixels.
    public func camera(for lobe: Landmarks.EarLobe, width pixels: Int, height: Int) -> Camera {
        let toCamera = direction(at: lobe)
        // Upright as the room, not as the head, which may be tilted.
        let right = cross(-toCamera, [0, 1, 0]).normalized
        let up = cross(right, -toCamera)
        let tall = width * Float(height) / Float(pixels)
        // The face's side of the frame is a little narrower than the nape's.
        let sideways = dot(right, lobe.ahead) > 0 ? Float(-1) : 1
        let target = lobe.piercing + right * (sideways * Self.offset.x * width) - up * (Self.offset.y * tall)
        return Camera(
            position: target + toCamera * Self.distance, target: target, up: [0, 1, 0],
            focalLength: 36 * Self.distance / width, fNumber: 9, focusDistance: Self.distance + Self.focusBehind,
            width: pixels, height: height)
    }

    /// Of the lobe from the frame's middle, toward the face and up, shares of the frame's sides.
    private static let offset = Vector2(0.02, 0.1)
    private static let distance: Float = 800
    /// The plane of focus lies behind the piercing: between lobe and jaw.
    private static let focusBehind: Float = 1
}
