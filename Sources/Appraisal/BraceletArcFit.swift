internal import Foundation
package import Geometry

/// The front half of a circle seen from far away: half an ellipse, by the direction in which it is widest.
package struct HalfCircle: Sendable, Hashable {
    /// Turn of the widest direction from the picture's right, radians, −π/2…π/2.
    package var turn: Float
    /// Radius, and the circle's centre along the widest direction and square to it, pixels.
    package var radius, middle, base: Float
    /// Sine of the axis' lean out of the picture: the bow of the front over the radius, positive along `upright`.
    package var bow: Float

    package var across: Vector2 { Vector2(cos(turn), sin(turn)) }
    /// The axis as it looks in the picture, a quarter turn from `across`.
    package var upright: Vector2 { across.perpendicular }

    /// Distance of the front from `base` at a place along the widest direction.
    package func front(at u: Float) -> Float {
        let x = min(max((u - middle) / radius, -1), 1)
        return base + bow * radius * (1 - x * x).squareRoot()
    }
}

/// Fits the front half of a circle to points of a strip's middle.
///
/// Given the turn, the radius and the middle, bow and base are linear; the rest is searched. The strip goes out of
/// sight where its display does, so that its reach says nearly how large the circle is.
package struct BraceletArcFit: Sendable {
    private let points: [Vector2]
    private let weights: [Float]
    /// How well the reach tells the radius: small where both ends go round the display.
    private let looseness: Float
    private let size: Float
    /// Radius that the reach of the whole strip tells, pixels; nil where the points' own tells it.
    private let expected: Float?

    /// - Parameters:
    ///   - weights: how much each point counts, 0…1.
    ///   - expected: the radius that the whole strip's reach tells, pixels; nil where the points' own reach tells it.
    ///   - isCut: whether the photo's edge cuts the strip, so that its reach tells little.
    package init(_ points: [Vector2], weights: [Float]? = nil, expected: Float? = nil, isCut: Bool) {
        self.expected = expected
        self.points = points
        self.weights = weights ?? [Float](repeating: 1, count: points.count)
        looseness = isCut ? 0.25 : 0.05
        let (low, high) = (
            points.reduce(Vector2(repeating: .infinity)) { pointwiseMin($0, $1) },
            points.reduce(Vector2(repeating: -.infinity)) { pointwiseMax($0, $1) }
        )
        size = (high - low).length / 2
    }

    /// The best half circle and the root mean square distance of the points from it, pixels.
    package func result() -> (circle: HalfCircle, rms: Float) {
        guard let first = points.first, let last = points.last, (last - first).length > 0 else {
            return (HalfCircle(turn: 0, radius: max(size, 1), middle: 0, base: 0, bow: 0), .infinity)
        }
        // The chord of the middle line tells the widest direction but for a lean along it.
        let d = last - first
        var chord = atan2(d.y, d.x)
        if chord > .pi / 2 { chord -= .pi } else if chord < -.pi / 2 { chord += .pi }
        var best: (circle: HalfCircle, cost: Float, rms: Float)?
        for k in -4...4 {
            for scale in [Float(0.97), 1.05, 1.2, 1.45] {
                for shift in [Float(-0.12), 0, 0.12] {
                    let c = evaluate(chord + Float(k) * 0.09, scale, shift, chord: chord)
                    if c.cost < best?.cost ?? .infinity { best = c }
                }
            }
        }
        guard let start = best else { return (HalfCircle(turn: 0, radius: 1, middle: 0, base: 0, bow: 0), .infinity) }
        let (half, mid) = extent(start.circle.turn)
        let refined = minimizeNelderMead(
            from: [
                Double(start.circle.turn), Double(start.circle.radius / half),
                Double((start.circle.middle - mid) / half),
            ],
            steps: [0.05, 0.04, 0.03], maximumEvaluations: 240
        ) { Double(evaluate(Float($0[0]), Float($0[1]), Float($0[2]), chord: chord).cost) }
        let x = refined.parameters.map { Float($0) }
        let end = evaluate(x[0], x[1], x[2], chord: chord)
        return (end.circle, end.rms)
    }

    /// Half of the points' reach along a direction, and its middle.
    private func extent(_ turn: Float) -> (half: Float, middle: Float) {
        let across = Vector2(cos(turn), sin(turn))
        let us = points.map { dot($0, across) }
        let (low, high) = (us.min() ?? 0, us.max() ?? 1)
        return (max(expected ?? (high - low) / 2, 1), (low + high) / 2)
    }

    private func evaluate(
        _ turn: Float, _ scale: Float, _ shift: Float, chord: Float
    ) -> (circle: HalfCircle, cost: Float, rms: Float) {
        let (half, mid) = extent(turn)
        let radius = half * max(scale, 0.8)
        var circle = HalfCircle(turn: turn, radius: radius, middle: mid + shift * half, base: 0, bow: 0)
        let (across, upright) = (circle.across, circle.upright)
        let samples = zip(points, weights).map { p, w -> (s: Float, v: Float, w: Float, beyond: Float) in
            let x = (dot(p, across) - circle.middle) / radius
            let s = (1 - min(x * x, 1)).squareRoot()
            // Near the silhouette the line runs along the axis, and its distance is less than its height tells.
            return (s, dot(p, upright), w * (0.15 + 0.85 * s), max(abs(x) - 1, 0) * radius)
        }
        var rms = Float.infinity
        var scales = samples.map(\.w)
        for _ in 0..<4 {
            var (w, sx, sv, sxx, sxv): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
            let anchor = samples.first?.v ?? 0
            for (q, k) in zip(samples, scales) {
                w += k
                sx += k * q.s
                sv += k * (q.v - anchor)
                sxx += k * q.s * q.s
                sxv += k * q.s * (q.v - anchor)
            }
            // A weak pull toward no bow keeps short flat arcs from inventing one.
            let spread = sxx - sx * sx / max(w, 1e-6) + 0.0003 * w
            let slope = (sxv - sx * sv / max(w, 1e-6)) / max(spread, 1e-6)
            circle.bow = min(max(slope / radius, -0.97), 0.97)
            circle.base = anchor + (sv - circle.bow * radius * sx) / max(w, 1e-6)
            var (sum, total): (Float, Float) = (0, 0)
            // Charms and stones pull a middle aside: residuals are bounded (Geman and McClure 1985).
            let bound = 0.05 * radius
            for (i, q) in samples.enumerated() {
                let r = hypot(q.v - circle.base - circle.bow * radius * q.s, q.beyond)
                let soft = 1 / (1 + r * r / (bound * bound))
                scales[i] = q.w * soft * soft
                sum += q.w * r * r * soft
                total += q.w
            }
            rms = (sum / max(total, 1e-6)).squareRoot()
        }
        let misfit = rms / (0.012 * radius)
        let reach = (scale - 1) / looseness
        let lean = (turn - chord) / 0.28
        let cost = misfit * misfit + reach * reach + lean * lean + 4 * shift * shift / (looseness * 4)
        return (circle, cost, rms)
    }
}
