internal import Foundation
internal import Geometry

/// The auricle as a height field over its side view: crest lines, basins and knobs.
///
/// Coordinates are millimetres on the ear's own body from the base mesh's origin: `x` of a point is how far back it
/// lies (−z), `y` how high; heights are distances from the body's middle plane, of a left ear.
struct EarMap: Sendable {
    /// Outline of what is drawn: the ear but for its root.
    static let auricle = OutlineField([
        [-55, 644], [-52.2, 650], [-50.6, 653.5], [-49.9, 657], [-49.2, 660], [-48.9, 663], [-49.7, 666.5],
        [-51.3, 670], [-53, 674], [-53.2, 679], [-52.2, 683], [-48.5, 687.5], [-43, 689.7], [-39, 690],
        [-34.5, 688.5], [-30.5, 684.5], [-27.5, 678.5], [-26.2, 672], [-26.8, 665], [-29, 659.5], [-32.5, 654],
        [-36.5, 648.5], [-39, 644], [-42, 640], [-46, 638.5], [-50, 639.5], [-54, 641.5],
    ])
    /// Edge of the bowl.
    static let concha = OutlineField([
        [-48.6, 654.5], [-46.5, 656.3], [-43, 656.8], [-40, 658.2], [-37.6, 661], [-36.2, 665], [-35.8, 669.5],
        [-37, 673.5], [-40, 675], [-44, 674.5], [-48, 673.7], [-50.2, 671.5], [-50.5, 668], [-51.5, 664],
        [-51.5, 658], [-50.5, 654.5],
    ])
    // Crests: back, up, out.
    private static let helix = Crest([
        [-50, 670.8, 71.2], [-51.2, 673.5, 72.7], [-51.4, 677.5, 73.8], [-50.2, 682, 75.2], [-47, 685.7, 77],
        [-43, 687.6, 78.3], [-38.5, 688, 79], [-34.2, 686.2, 79.3], [-30.8, 681.5, 79.5], [-29, 676, 79.3],
        [-28.4, 670, 78.8], [-29.2, 664, 78], [-31.6, 658.5, 77.2], [-34.5, 654, 76.5], [-37.2, 649.7, 75.5],
    ])
    private static let crus = Crest([
        [-51.2, 672, 72.5], [-49.5, 670, 71.2], [-46.8, 668.6, 69.5], [-43.5, 668.2, 67.6], [-41, 668.4, 66.5],
    ])
    private static let antihelix = Crest([
        [-46.8, 654.8, 74.5], [-44, 655, 75.7], [-40.5, 656.2, 76.5], [-37, 659, 77.5], [-34.7, 663.5, 78.1],
        [-34, 669, 78.2], [-34.8, 674, 78],
    ])
    private static let upperCrus = Crest([
        [-34.8, 674, 78], [-35.7, 678, 77.3], [-37.6, 681.5, 76.5], [-40, 684.2, 75.7],
    ])
    private static let lowerCrus = Crest([
        [-34.8, 674, 78], [-37.5, 676.2, 77.4], [-41, 676.8, 76.3], [-44.5, 676.2, 74.8], [-48, 675.7, 73.3],
    ])

    private static let pitch: Float = 0.15
    private static let origin = Vector2(-60, 636)
    private static let size = SIMD2(247, 380)
    private var heights: [Float]

    init() {
        let (w, h) = (Self.size.x, Self.size.y)
        heights = parallelMap(w * h) { i in
            Self.height(Self.origin + Vector2(Float(i % w), Float(i / w)) * Self.pitch)
        }
        blur(sigma: 1.6)
    }

    /// Bilinear; beyond the edge its value goes on.
    func height(at p: Vector2) -> Float {
        let (w, h) = (Self.size.x, Self.size.y)
        let q = (p - Self.origin) / Self.pitch
        let (u, v) = (min(max(q.x, 0), Float(w) - 1.001), min(max(q.y, 0), Float(h) - 1.001))
        let (i, j) = (Int(u), Int(v))
        let (f, g) = (u - Float(i), v - Float(j))
        func at(_ a: Int, _ b: Int) -> Float { heights[(j + b) * w + i + a] }
        return mix(mix(at(0, 0), at(1, 0), f), mix(at(0, 1), at(1, 1), f), g)
    }

    private mutating func blur(sigma: Float) {
        let radius = Int((4 * sigma).rounded())
        let kernel = (-radius...radius).map { exp(-0.5 * Float($0 * $0) / (sigma * sigma)) }
        let sum = kernel.reduce(0, +)
        let (w, h) = (Self.size.x, Self.size.y)
        for (count, stride, lines, step) in [(w, 1, h, w), (h, w, w, 1)] {
            let before = heights
            for line in 0..<lines {
                for k in 0..<count {
                    var value: Float = 0
                    for (t, weight) in kernel.enumerated() {
                        let at = min(max(k + t - radius, 0), count - 1)
                        value += weight * before[line * step + at * stride]
                    }
                    heights[line * step + k * stride] = value / sum
                }
            }
        }
    }

    private static func height(_ p: Vector2) -> Float {
        let (b, u) = (p.x, p.y)
        func knob(_ x: Float, _ y: Float, _ rx: Float, _ ry: Float) -> Float {
            let (s, t) = ((b - x) / rx, (u - y) / ry)
            return exp(-(s * s + t * t))
        }
        // Scapha above, lobe below: a soft pillow that thins to its rim.
        var scapha = 75.2 + 0.05 * (b + 40) - 1.5 * smoothstep(662, 640, u)
        scapha -= 3 * smoothstep(-44, -53, b) * smoothstep(650, 660, u)
        let lobe = 74.4 + 1.2 * knob(-45.5, 646, 5, 5) + 0.03 * (b + 45) - 4 * smoothstep(-46, -57, b)
        var height = mix(scapha, lobe, smoothstep(656, 648, u))
        // The triangular fossa.
        height -= 1.5 * knob(-42.5, 680.5, 3.6, 2.6)
        // The bowl: cavum below the crus, cymba above, the canal under the tragus.
        let inBowl = concha.distance(p)
        let floor =
            66.8 - 4 * knob(-46.2, 661, 5, 5) - 5 * knob(-49.5, 662.5, 2.2, 2.8) - 0.8 * knob(-41, 671.5, 4, 3)
        height = mix(height, floor, smoothstep(-1, 2.8, inBowl))
        if inBowl > -3 { height = softMaximum(height, crus.height(p, radius: { _ in 1.4 }, drop: 1.1).height, 0.6) }
        // Walls are steeper toward the bowl.
        let wall = 1 + 2.2 * smoothstep(0, 2.2, inBowl)
        height = softMaximum(height, antihelix.height(p, radius: { 1.4 + $0 }, drop: 1.25 * wall).height, 0.8)
        height = softMaximum(height, upperCrus.height(p, radius: { _ in 1.4 }, drop: 1.25).height, 0.8)
        height = softMaximum(height, lowerCrus.height(p, radius: { _ in 1.1 }, drop: 1.5 * wall).height, 0.6)
        let rim = helix.height(p, radius: { 2 + 0.4 * sin(.pi * $0) }, drop: 1.6)
        height = softMaximum(height, rim.height, 0.5)
        // The groove under the helix's roll, deepest above.
        if auricle.distance(p) > 3 {
            let d = rim.distance - 4
            height -= 1.4 * smoothstep(0.1, 0.25, rim.along) * (1 - smoothstep(0.75, 0.95, rim.along)) * exp(-d * d)
        }
        // Antitragus and the notch before it.
        return height + 1.2 * knob(-45.2, 655.2, 1.8, 1.2) - 2 * knob(-49.2, 654.5, 1, 1.6)
    }
}

private func softMaximum(_ a: Float, _ b: Float, _ k: Float) -> Float {
    0.5 * (a + b + ((a - b) * (a - b) + k * k).squareRoot())
}

/// A line of crest points over the side view.
private struct Crest: Sendable {
    private let points: [Vector3]

    init(_ control: [Vector3]) { points = SculptLine(control, pieces: 8).points }

    /// The height of the nearest point less a rounded fall, the distance from it and the share of the line passed.
    func height(
        _ p: Vector2, radius: (Float) -> Float, drop: Float
    ) -> (height: Float, distance: Float, along: Float) {
        var (best, crest, along) = (Float.infinity, Float(0), Float(0))
        for i in 0..<points.count - 1 {
            let (a, b) = (points[i], points[i + 1])
            let e = Vector2(b.x - a.x, b.y - a.y)
            let off = p - Vector2(a.x, a.y)
            let t = clamp01(dot(off, e) / max(dot(e, e), 1e-9))
            let d = off - e * t
            let squared = dot(d, d)
            if squared < best {
                (best, crest, along) = (squared, mix(a.z, b.z, t), (Float(i) + t) / Float(points.count - 1))
            }
        }
        let r = radius(along)
        return (crest - drop * ((best + r * r).squareRoot() - r), best.squareRoot(), along)
    }
}

/// Signed distance to a smooth closed outline in the plane, positive inside.
struct OutlineField: Sendable {
    private let points: [Vector2]

    /// - Parameter corners: in order round the outline; it is rounded through them.
    init(_ corners: [Vector2]) {
        let n = corners.count
        points = corners.indices.flatMap { i -> [Vector2] in
            let (p0, p1, p2, p3) = (corners[(i + n - 1) % n], corners[i], corners[(i + 1) % n], corners[(i + 2) % n])
            return (0..<5).map { k -> Vector2 in
                let t = Float(k) / 5
                let a: Vector2 = p1 * 2 + (p2 - p0) * t
                let b: Vector2 = (p0 * 2 - p1 * 5 + p2 * 4 - p3) * (t * t)
                let c: Vector2 = (p1 * 3 - p0 - p2 * 3 + p3) * (t * t * t)
                return (a + b + c) * 0.5
            }
        }
    }

    func distance(_ p: Vector2) -> Float {
        var (best, inside) = (Float.infinity, false)
        for i in points.indices {
            let (a, b) = (points[i], points[i + 1 == points.count ? 0 : i + 1])
            let e = b - a
            let t = clamp01(dot(p - a, e) / max(dot(e, e), 1e-9))
            let d = p - a - e * t
            best = min(best, dot(d, d))
            if (a.y > p.y) != (b.y > p.y), p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x { inside.toggle() }
        }
        return inside ? best.squareRoot() : -best.squareRoot()
    }
}
