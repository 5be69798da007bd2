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
/// The lobe stands a little above the middle of the frame; eye and mouth lie outside it at any yaw. A portrait has the
/// whole face with air before the nose, from the hairline to the collarbone.
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

    /// Whether it is a portrait, for a stage that has a face.
    public let showsFace: Bool

    /// Millimetres across a portrait of 4:5 at the lobe.
    public static let portraitWidth: Float = 230

    /// Where lenses stand, millimetres: a phone, a portrait lens, a long lens.
    public static let distances: [Float] = [450, 800, 1400]

    /// - Parameters:
    ///   - yawDegrees: rounded to a multiple of `step` and held in `range`.
    ///   - width: millimetres across a frame of 4:5 at the lobe.
    ///   - distance: from the lens to the lobe, millimetres.
    public init(
        yawDegrees: Float, width: Float = 142, distance: Float = Self.distances[1], showsFace: Bool = false
    ) {
        (self.distance, self.showsFace) = (distance, showsFace)
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
        let (across, tall) = extent(Float(pixels) / Float(height) / 0.8)
        let ahead: Float = dot(right, lobe.ahead) > 0 ? 1 : -1
        let sideways = showsFace ? portraitAhead(across) : min(across / 2, width / 2, edgeAhead(across)) - across / 2
        let below = showsFace ? tall / 2 - min(0.45 * tall, Self.hairline) : Self.above * tall
        let target = lobe.piercing + right * (ahead * sideways) - up * below
        return Camera(
            position: target + toCamera * distance, target: target, up: [0, 1, 0],
            focalLength: 36 * distance / across, fNumber: showsFace ? 13 : 14 * max(142 / width, 1),
            focusDistance: distance + Self.focusBehind,
            width: pixels, height: height)
    }

    /// What a frame shows across and from top to bottom, millimetres.
    ///
    /// - Parameter shape: its aspect over that of 4:5, of which a wider one shows more of the nape's side.
    private func extent(_ shape: Float) -> (across: Float, tall: Float) {
        let tall = width / 0.8 / max(shape, 1).squareRoot()
        // A narrow portrait steps back: nose and lobe are both in it.
        let least = showsFace ? 0.9 * width / (tall * 0.8 * shape) : 0
        let all = max(least, 1) * tall
        return (all * 0.8 * shape, all)
    }

    /// How far before the lobe the middle of a portrait lies, millimetres: the nose's tip, about 115 mm before the lobe
    /// and 78 mm nearer the middle of the head, has a seventh of the frame before it.
    private func portraitAhead(_ across: Float) -> Float {
        let (c, s) = (cos(yawDegrees * .pi / 180), sin(yawDegrees * .pi / 180))
        let (nose, behind) = (115 * c + 78 * s, 78 * c - 115 * s)
        return nose - (0.5 - 1 / 7) * across * (distance + behind) / distance
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
    /// From the lobe up to the hairline, where a portrait ends, millimetres.
    private static let hairline: Float = 150
    /// The plane of focus lies behind the piercing: between lobe and jaw.
    private static let focusBehind: Float = 1
}
