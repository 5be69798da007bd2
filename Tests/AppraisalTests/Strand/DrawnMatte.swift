import Foundation
import Geometry
import Imaging

/// A matte drawn in code, antialiased, so that the truth about it is known.
struct DrawnMatte {
    var alpha: ImageBuffer<Coverage>

    init(_ width: Int, _ height: Int) { alpha = ImageBuffer(width: width, height: height) }

    /// Covers what a signed distance (pixels, negative inside) says, one pixel of softness.
    mutating func fill(_ box: (Vector2, Vector2)? = nil, _ distance: (Vector2) -> Float) {
        let lower = box?.0 ?? .zero
        let upper = box?.1 ?? Vector2(Float(alpha.width), Float(alpha.height))
        let (top, left) = (max(0, Int(lower.y)), max(0, Int(lower.x)))
        for y in top..<max(top, min(alpha.height, Int(upper.y) + 1)) {
            for x in left..<max(left, min(alpha.width, Int(upper.x) + 1)) {
                let d = distance(Vector2(Float(x) + 0.5, Float(y) + 0.5))
                let i = alpha.index(x, y)
                alpha.pixels[i] = max(alpha.pixels[i], min(max(0.5 - d, 0), 1))
            }
        }
    }

    mutating func disc(_ centre: Vector2, _ radius: Float) {
        fill((centre - radius - 1, centre + radius + 1)) { ($0 - centre).length - radius }
    }

    mutating func ellipse(_ centre: Vector2, _ a: Float, _ b: Float) {
        fill((centre - max(a, b) - 1, centre + max(a, b) + 1)) {
            let p = ($0 - centre) / Vector2(a, b)
            return (p.length - 1) * min(a, b)
        }
    }

    /// A line of constant width.
    mutating func stroke(_ points: [Vector2], width: Float) {
        for (a, b) in zip(points, points.dropFirst()) {
            let (low, high) = (Vector2(min(a.x, b.x), min(a.y, b.y)), Vector2(max(a.x, b.x), max(a.y, b.y)))
            fill((low - width, high + width)) { p in
                let t = min(max(dot(p - a, b - a) / max(dot(b - a, b - a), 1e-6), 0), 1)
                return (p - mix(a, b, t)).length - width / 2
            }
        }
    }

    /// A hanging chain between two points at the same height.
    static func catenary(from left: Vector2, to right: Vector2, sag: Float, count: Int = 400) -> [Vector2] {
        // y = sag at the middle: find a in a·(cosh(h/a) − 1) = sag.
        let half = (right.x - left.x) / 2
        var (low, high): (Float, Float) = (half / 20, half * 100)
        for _ in 0..<80 {
            let a = (low + high) / 2
            if a * (cosh(half / a) - 1) > sag { low = a } else { high = a }
        }
        let a = (low + high) / 2
        return (0...count).map { i in
            let x = -half + 2 * half * Float(i) / Float(count)
            return Vector2(left.x + half + x, left.y + sag - a * (cosh(x / a) - 1))
        }
    }
}

/// Distance of a point from a line of points.
func distance(_ p: Vector2, to line: [Vector2]) -> Float {
    var best = Float.infinity
    for (a, b) in zip(line, line.dropFirst()) {
        let t = min(max(dot(p - a, b - a) / max(dot(b - a, b - a), 1e-6), 0), 1)
        best = min(best, (p - mix(a, b, t)).length)
    }
    return best
}
