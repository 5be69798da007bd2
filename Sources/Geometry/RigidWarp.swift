internal import Foundation

/// A smooth warp of the plane that is nearly rigid everywhere, steered by pairs of points:
/// moving least squares with similarity-free rotations (Schaefer, McPhail, Warren 2006, §2.3), times one global scale.
public struct RigidWarp: Sendable {
    private let from: [Vector2]
    private let to: [Vector2]
    private let weights: [Float]
    private let scale: Float

    /// - Parameters:
    ///   - from, to: matching points.
    ///   - weights: importance of each pair.
    ///   - scale: size of `to` over size of `from`, the same everywhere.
    public init(from: [Vector2], to: [Vector2], weights: [Float]? = nil, scale: Float) {
        precondition(from.count == to.count && from.count > 1, "a warp needs two pairs or more")
        (self.from, self.to, self.scale) = (from, to, scale)
        self.weights = weights ?? [Float](repeating: 1, count: from.count)
    }

    /// Where a point goes, and the turn of its neighbourhood in radians.
    public func apply(_ p: Vector2) -> (point: Vector2, angle: Float) {
        var (sum, meanFrom, meanTo): (Float, Vector2, Vector2) = (0, .zero, .zero)
        for i in from.indices {
            let w = weight(i, p)
            sum += w
            meanFrom += from[i] * w
            meanTo += to[i] * w
        }
        meanFrom /= sum
        meanTo /= sum
        var (cosine, sine): (Float, Float) = (0, 0)
        for i in from.indices {
            let w = weight(i, p)
            let (a, b) = (from[i] - meanFrom, to[i] - meanTo)
            cosine += w * dot(a, b)
            sine += w * cross(a, b)
        }
        let norm = max((cosine * cosine + sine * sine).squareRoot(), 1e-12)
        let (c, s) = (cosine / norm, sine / norm)
        let d = (p - meanFrom) * scale
        return (meanTo + Vector2(c * d.x - s * d.y, s * d.x + c * d.y), atan2(s, c))
    }

    @inline(__always) private func weight(_ i: Int, _ p: Vector2) -> Float {
        let d = p - from[i]
        let squared = dot(d, d) + 0.25
        return weights[i] / (squared * squared)
    }
}
