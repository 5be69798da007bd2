internal import Foundation
internal import Geometry
internal import Imaging

/// Anti-aliased lines and plates over a picture, in its pixels.
struct LineDrawing {
    private(set) var picture: ImageBuffer<DisplayLinear>

    init(over picture: ImageBuffer<DisplayLinear>) { self.picture = picture }

    /// Lines of a width with round ends. They may cross: each pixel is covered once.
    mutating func stroke(_ lines: [[Vector2]], width: Float, colour: SIMD3<Float>, opacity: Float = 1) {
        var coverage: [Int: Float] = [:]
        for line in lines {
            for (a, b) in zip(line, line.dropFirst()) {
                forEachPixel(pointwiseMin(a, b), pointwiseMax(a, b), margin: width / 2 + 1) { x, y, p in
                    let (d, ab) = (p - a, b - a)
                    let t = min(max(dot(d, ab) / max(dot(ab, ab), 1e-6), 0), 1)
                    let cover = min(max(width / 2 - (d - ab * t).length + 0.5, 0), 1)
                    if cover > 0 { coverage[y * picture.width + x] = max(coverage[y * picture.width + x] ?? 0, cover) }
                }
            }
        }
        for (i, cover) in coverage { blend(i, colour, cover * opacity) }
    }

    /// A rectangle with round corners.
    mutating func plate(
        _ low: Vector2, _ high: Vector2, radius: Float, colour: SIMD3<Float>, opacity: Float, feather: Float = 0.5
    ) {
        let (centre, half) = ((low + high) / 2, (high - low) / 2 - Vector2(radius, radius))
        var covers: [(Int, Float)] = []
        forEachPixel(low, high, margin: feather + 1) { x, y, p in
            let q = Vector2(max(abs(p.x - centre.x) - half.x, 0), max(abs(p.y - centre.y) - half.y, 0))
            let cover = min(max((radius - q.length) / (2 * feather) + 0.5, 0), 1)
            if cover > 0 { covers.append((y * picture.width + x, cover * opacity)) }
        }
        for (i, cover) in covers { blend(i, colour, cover) }
    }

    /// - Parameters:
    ///   - origin: left end of the baseline.
    ///   - height: of a capital, pixels.
    mutating func text(_ text: String, at origin: Vector2, height: Float, colour: SIMD3<Float>, weight: Float = 0.125) {
        let lines = StrokeLettering.strokes(of: text).lines.map { $0.map { origin + $0 * height } }
        stroke(lines, width: max(weight * height, 1.1), colour: colour)
    }

    static func width(of text: String, height: Float) -> Float { StrokeLettering.strokes(of: text).width * height }

    private func forEachPixel(
        _ low: Vector2, _ high: Vector2, margin: Float, _ body: (Int, Int, Vector2) -> Void
    ) {
        let (x0, y0) = (max(Int(low.x - margin), 0), max(Int(low.y - margin), 0))
        let (x1, y1) = (
            min(Int(high.x + margin) + 1, picture.width), min(Int(high.y + margin) + 1, picture.height)
        )
        guard x0 < x1, y0 < y1 else { return }
        for y in y0..<y1 { for x in x0..<x1 { body(x, y, Vector2(Float(x) + 0.5, Float(y) + 0.5)) } }
    }

    private mutating func blend(_ pixel: Int, _ colour: SIMD3<Float>, _ opacity: Float) {
        for c in 0..<3 { picture.pixels[3 * pixel + c] += (colour[c] - picture.pixels[3 * pixel + c]) * opacity }
    }
}
