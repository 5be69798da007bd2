internal import Foundation
internal import Geometry
internal import Imaging

/// Clear steps of a window: lightness across each of them, from its dark to its bright side.
struct EdgeSet {
    private struct Edge {
        /// Deviation of the Gaussian that is as steep.
        var spread: Float
        /// Lightness at the feet of the step, and the place of its middle.
        var low, high, middle: Float
        /// Whether its dark or its bright side is none of the piece.
        var isFreeBelow = false
        var isFreeAbove = false
        /// At `EdgeSet.offsets`.
        var profile: [Float]
    }

    /// Pixels across an edge at which it is read.
    private static let reach: Float = 12
    private static let step: Float = 0.25
    private static let offsets = (0...96).map { Float($0) * step - reach }
    /// Pixels from its middle at which a step is compared with a model.
    private static let places = (0...56).map { Float($0) * step - 7 }
    private static let fewest = 30

    /// Those with an even side beside the piece: what is thrown over there is the camera's, and no rim of the metal's.
    private let outlines: [Edge]
    /// Of the sharpest two fifths, the widest: real edges only add to what the camera does.
    let typicalSpread: Float

    /// - Returns: nil where a window has too few edges to tell.
    init?(_ window: LightnessWindow) {
        let found = Self.places(of: window).compactMap { Self.edge(window, at: $0.place, along: $0.normal) }
        guard found.count >= Self.fewest else { return nil }
        func sharpest(_ edges: [Edge]) -> Float {
            let sorted = edges.map(\.spread).sorted()
            return sorted.isEmpty ? 0 : sorted[sorted.count * 2 / 5]
        }
        typicalSpread = sharpest(found)
        let free = found.filter { $0.isFreeBelow || $0.isFreeAbove }
        let widest = sharpest(free)
        outlines = free.filter { $0.spread <= widest }
    }

    // MARK: - Finding

    /// Ridges of the gradient, the strongest first, some thousand spread over the strengths.
    private static func places(of window: LightnessWindow) -> [(place: Vector2, normal: Vector2)] {
        let (w, h, margin) = (window.width, window.height, Int(reach) + 2)
        guard w > 2 * margin, h > 2 * margin else { return [] }
        let smooth = window.lightness.blurred(sigma: 0.7)
        var gradient = ImageBuffer<Scalar>(width: w, height: h)
        func slope(_ x: Int, _ y: Int) -> Vector2 {
            Vector2(
                smooth.value(x + 1, y) - smooth.value(x - 1, y), smooth.value(x, y + 1) - smooth.value(x, y - 1)) / 2
        }
        for y in 1..<h - 1 { for x in 1..<w - 1 { gradient.pixels[y * w + x] = slope(x, y).length } }
        var ridge: [(strength: Float, x: Int, y: Int)] = []
        gradient.withSampler { sampler in
            for y in margin..<h - margin {
                for x in margin..<w - margin where window.counts[y * w + x] {
                    let g = gradient.pixels[y * w + x]
                    guard g > 0.012 else { continue }
                    let (p, n) = (Vector2(Float(x) + 0.5, Float(y) + 0.5), slope(x, y) / g)
                    if g > sampler.bilinear(p + n).x, g >= sampler.bilinear(p - n).x { ridge.append((g, x, y)) }
                }
            }
        }
        ridge.sort { $0.strength > $1.strength }
        let wanted = 2400
        let strong = ridge.prefix(max(4 * wanted, ridge.count / 4))
        return stride(from: 0, to: strong.count, by: max(strong.count / wanted, 1)).map { k in
            let (x, y) = (strong[k].x, strong[k].y)
            return (Vector2(Float(x) + 0.5, Float(y) + 0.5), slope(x, y).normalized)
        }
    }

    /// The step at a place, if it is a clear one: high enough, and even on both sides.
    private static func edge(_ window: LightnessWindow, at place: Vector2, along normal: Vector2) -> Edge? {
        let tangent = Vector2(-normal.y, normal.x)
        let profile = window.lightness.withSampler { sampler in
            offsets.map { t in
                [Float(-1), 0, 1].reduce(0) { $0 + sampler.bicubic(place + normal * t + tangent * $1).x } / 3
            }
        }
        func slope(_ k: Int) -> Float { (profile[k + 1] - profile[k - 1]) / (2 * step) }
        let middle = offsets.count / 2
        guard let peak = (middle - 4...middle + 4).max(by: { slope($0) < slope($1) }), slope(peak) > 0 else {
            return nil
        }
        let steepest = slope(peak)
        var (i, j) = (peak, peak)
        while i > 1, slope(i) > 0.06 * steepest { i -= 1 }
        while j < offsets.count - 2, slope(j) > 0.06 * steepest { j += 1 }
        let (low, high) = (profile[i], profile[j])
        let height = high - low
        guard i > 4, j < offsets.count - 5, height > 0.12 else { return nil }
        let spread = height / (steepest * (2 * Float.pi).squareRoot())
        // A thin line falls back at once; a step goes on.
        let beyond = Int(max(2 * spread, 0.75) / step)
        guard i - beyond >= 2, j + beyond < offsets.count - 2, abs(profile[i - beyond] - low) < 0.3 * height,
            abs(profile[j + beyond] - high) < 0.3 * height
        else { return nil }
        let half = (low + high) / 2
        guard let k = (i..<j).first(where: { profile[$0] <= half && profile[$0 + 1] > half }) else { return nil }
        let t = (half - profile[k]) / max(profile[k + 1] - profile[k], 1e-6)
        var edge = Edge(spread: spread, low: low, high: high, middle: offsets[k] + t * step, profile: profile)
        func isFree(_ side: Float) -> Bool {
            stride(from: Float(3), through: 8, by: 1).allSatisfy {
                window.isFree(at: place + normal * (edge.middle + side * $0))
            }
        }
        (edge.isFreeBelow, edge.isFreeAbove) = (isFree(-1), isFree(1))
        return edge
    }

    // MARK: - The usual edge

    /// Heights of the usual edge at `places`, 0 on its dark side and 1 on its bright one; nil of too few.
    private static func usual(_ edges: [Edge]) -> [Float]? {
        guard edges.count >= 12 else { return nil }
        let rows = edges.map { edge in
            places.map { x -> Float in
                let u = min(max((x + edge.middle + reach) / step, 0), Float(offsets.count) - 1.001)
                let k = Int(u)
                let value = mix(edge.profile[k], edge.profile[k + 1], u - Float(k))
                return (value - edge.low) / (edge.high - edge.low)
            }
        }
        return places.indices.map { k in
            let sorted = rows.map { $0[k] }.sorted()
            return sorted[sorted.count / 2]
        }
    }

    /// The spread and sharpening that draw the usual edge best.
    func model() -> EdgeModel {
        let last = Self.places.count - 1
        // White and black hide what is thrown over them.
        let bright = Self.usual(outlines.filter { $0.isFreeAbove && $0.high < 0.9 })
        let dark = Self.usual(outlines.filter { $0.isFreeBelow && $0.low > 0.07 })?.reversed().map { 1 - $0 }
        func overshoot(_ edge: [Float]) -> Float {
            let far = edge[(last - 8)...].reduce(0, +) / 9
            return (edge.max() ?? far) - far
        }
        let sides = [bright, dark].compactMap(\.self)
        guard let side = sides.min(by: { overshoot($0) < overshoot($1) }), overshoot(side) > 0.012 else {
            return EdgeModel(spread: typicalSpread, amount: 0, radius: 1)
        }
        // One side makes the whole: sharpening is symmetric, pieces are not.
        let whole = side.indices.map { $0 * 2 >= last ? side[$0] : 1 - side[last - $0] }
        var model = Self.best(whole, radii: [0.8, 1.1, 1.5, 2, 2.8, 3.8])
        // Outlines are rounder than what is sharp within.
        model.spread = min(model.spread, 1.7 * typicalSpread)
        // What only one side shows may be a shadow's.
        if sides.count == 1 { model.amount *= 0.7 }
        return model
    }

    /// Least squares over spreads and radii; height, foot and amount are linear.
    private static func best(_ edge: [Float], radii: [Float]) -> EdgeModel {
        var (best, least) = (EdgeModel(spread: 1, amount: 0, radius: 1), Float.infinity)
        for k in 0...64 {
            let spread = 0.28 * pow(18, Float(k) / 64)
            for radius in [nil] + radii.map(Optional.some) {
                let (amount, error) = fit(edge, spread: spread, radius: radius)
                // A halo has to earn its place, and sharpening does not soften.
                let cost = radius == nil ? error : 1.05 * error
                guard amount >= 0, amount < 2.5, cost < least else { continue }
                (best, least) = (EdgeModel(spread: spread, amount: amount, radius: radius ?? 1), cost)
            }
        }
        return best
    }

    private static func fit(_ edge: [Float], spread: Float, radius: Float?) -> (amount: Float, error: Float) {
        let wide = radius.map { (spread * spread + $0 * $0).squareRoot() }
        let rows = places.map { x -> SIMD3<Double> in
            let sharp = normalIntegral(x / spread)
            return SIMD3(1, Double(sharp), wide.map { Double(sharp - normalIntegral(x / $0)) } ?? 0)
        }
        var (normal, right) = ([SIMD3<Double>](repeating: .zero, count: 3), SIMD3<Double>.zero)
        let weights = places.map { Double(exp(-$0 * $0 / 16)) }
        for k in rows.indices {
            for c in 0..<3 { normal[c] += rows[k] * rows[k][c] * weights[k] }
            right += rows[k] * Double(edge[k]) * weights[k]
        }
        if wide == nil { normal[2] = SIMD3(0, 0, 1) }
        let solution = solve(normal, right)
        let error = rows.indices.reduce(0.0) { sum, k in
            let d = (rows[k] * solution).sum() - Double(edge[k])
            return sum + d * d * weights[k]
        }
        return (Float(solution.z / max(solution.y, 1e-6)), Float(error))
    }

    /// Cramer's rule.
    private static func solve(_ rows: [SIMD3<Double>], _ right: SIMD3<Double>) -> SIMD3<Double> {
        func determinant(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) -> Double {
            a.x * (b.y * c.z - b.z * c.y) - a.y * (b.x * c.z - b.z * c.x) + a.z * (b.x * c.y - b.y * c.x)
        }
        // The matrix is symmetric: rows are columns.
        let all = determinant(rows[0], rows[1], rows[2])
        guard abs(all) > 1e-15 else { return .zero }
        return SIMD3(
            determinant(right, rows[1], rows[2]), determinant(rows[0], right, rows[2]),
            determinant(rows[0], rows[1], right)) / all
    }
}
