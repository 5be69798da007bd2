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
    public static let range: ClosedRange<Float> = -10...45

    /// Degrees from the head's own side toward the face, a multiple of `step` in `range`.
    public let yawDegrees: Float
    /// Millimetres that a frame of 4:5 shows across, at the lobe's depth.
    public let width: Float
    /// From the lens to the lobe, millimetres.
    public let distance: Float

    /// Where lenses stand, millimetres: a phone, a portrait lens, a long lens.
    public static let distances: [Float] = [450, 800, 1400]

    /// - Parameters:
    ///   - yawDegrees: rounded to a multiple of `step` and held in `range`.
    ///   - width: millimetres across a frame of 4:5 at the lobe.
    ///   - distance: from the lens to the lobe, millimetres.
    public init(yawDegrees: Float, width: Float = 142, distance: Float = Self.distances[1]) {
        self.distance = distance
        let steps = (yawDegrees / Self.step).rounded()
        self.yawDegrees = min(max(steps * Self.step, Self.range.lowerBound), Self.range.upperBound)
        self.width = width
    }

    /// The view whose camera comes nearest to looking at a lobe along a direction, with the angle that is left.
    ///
    /// - Parameter direction: from the lobe to the camera, body space.
    public init(toward direction: Vector3, of lobe: Landmarks.EarLobe, width: Float = 142) {
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
        // What a frame of 4:5 shows across; a wider one shows more of the nape's side, never the eye.
        let shape = Float(pixels) / Float(height) / 0.8
        let tall = width / 0.8 / max(shape, 1).squareRoot()
        let across = tall * 0.8 * shape
        let ahead: Float = dot(right, lobe.ahead) > 0 ? 1 : -1
        let sideways = min(across / 2, width / 2, edgeAhead(across)) - across / 2
        let target = lobe.piercing + right * (ahead * sideways) - up * (Self.above * tall)
        return Camera(
            position: target + toCamera * distance, target: target, up: [0, 1, 0],
            focalLength: 36 * distance / across, fNumber: 14 * max(142 / width, 1),
            focusDistance: distance + Self.focusBehind,
            width: pixels, height: height)
    }

    /// Where a frame must end before the face, millimetres from the lobe: short of the eye's outer corner, which is
    /// about 65 mm before the lobe and 42 mm nearer the middle, and so looks nearer to the axis.
    private func edgeAhead(_ across: Float) -> Float {
        let (c, s) = (cos(yawDegrees * .pi / 180), sin(yawDegrees * .pi / 180))
        let (eye, behind) = (65 * c + 42 * s, 42 * c - 65 * s)
        return across / 2 + eye - (across / 2 + 3) * (distance + behind) / distance
    }
    /// The lobe above the frame's middle, as a share of its height.
    private static let above: Float = 0.13
    /// The plane of focus lies behind the piercing: between lobe and jaw.
    private static let focusBehind: Float = 1
}
