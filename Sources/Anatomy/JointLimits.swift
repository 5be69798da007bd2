internal import Geometry

/// Bends of one finger's joints in degrees, as anatomists count them: flexion toward the palm is positive.
public struct FingerBend: Sendable, Hashable, Codable {
    /// Flexion at the knuckle (metacarpophalangeal), the middle joint (proximal interphalangeal) and the last joint.
    public var knuckle, middle, last: Float
    /// First phalanx away from the middle finger's rest direction in the palm's plane; for the middle finger, to the
    /// thumb.
    public var spread: Float

    public init(knuckle: Float, middle: Float, last: Float, spread: Float = 0) {
        (self.knuckle, self.middle, self.last, self.spread) = (knuckle, middle, last, spread)
    }

    /// What living joints reach (American Academy of Orthopaedic Surgeons' tables, rounded).
    public static let knuckleRange: ClosedRange<Float> = -20...90
    public static let middleRange: ClosedRange<Float> = 0...110
    public static let lastRange: ClosedRange<Float> = -5...80
    public static let spreadRange: ClosedRange<Float> = -20...20

    /// The nearest bend within the limits.
    public var limited: FingerBend {
        func clamp(_ v: Float, _ r: ClosedRange<Float>) -> Float { min(max(v, r.lowerBound), r.upperBound) }
        return FingerBend(
            knuckle: clamp(knuckle, Self.knuckleRange), middle: clamp(middle, Self.middleRange),
            last: clamp(last, Self.lastRange), spread: clamp(spread, Self.spreadRange))
    }
}

/// Limits of the arm, degrees.
enum ArmLimits {
    /// Between upper arm and forearm, 0 straight.
    static let elbow: ClosedRange<Float> = 0...148
    /// Between forearm and hand, any direction.
    static let wrist: ClosedRange<Float> = 0...65
    /// Turn of the forearm about its length, either way from rest.
    static let pronation: ClosedRange<Float> = -95...95
}
