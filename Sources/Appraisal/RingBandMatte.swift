internal import Geometry
package import Imaging

/// A ring's matte at working size with the points of its outline.
package struct RingBandMatte: Sendable {
    /// A point of the outline at half coverage, photo pixels, and the unit direction into the matte.
    package struct RimPoint: Sendable {
        package var position: SIMD2<Double>
        package var inward: SIMD2<Double>
    }

    package let width: Int
    package let height: Int
    /// Mean coverage.
    package let coverage: [Float]
    /// Mean coverage where the openwork between links, prongs and stones counts as the band's own.
    package let filled: [Float]
    /// Photo pixels a working pixel, and the photo position of the corner.
    package let step: Int
    package let originX: Int
    package let originY: Int
    package let rim: [RimPoint]
    /// Photo pixels covered.
    package let area: Double

    package init?(_ alpha: ImageBuffer<Coverage>, longestSide: Int = 360) {
        guard let box = alpha.bounds(above: 0.5) else { return nil }
        let step = max(1, (max(box.width, box.height) + longestSide - 1) / longestSide)
        let (ox, oy) = (box.x - 3 * step, box.y - 3 * step)
        let (w, h) = ((box.width + 6 * step) / step + 1, (box.height + 6 * step) / step + 1)
        var sums = [Float](repeating: 0, count: w * h)
        alpha.pixels.withUnsafeBufferPointer { source in
            for y in max(0, oy)..<min(alpha.height, oy + h * step) {
                for x in max(0, ox)..<min(alpha.width, ox + w * step) {
                    sums[(y - oy) / step * w + (x - ox) / step] += source[y * alpha.width + x]
                }
            }
        }
        let scale = 1 / Float(step * step)
        var mean = sums.map { $0 * scale }
        Self.dropSpecks(&mean, w, h)
        (width, height, self.step, originX, originY) = (w, h, step, ox, oy)
        coverage = mean
        filled = Self.withoutOpenwork(mean, w, h)
        area = Double(mean.reduce(0, +)) * Double(step * step)
        rim = Self.outline(mean, w, h, step: step, corner: SIMD2(Double(ox), Double(oy)), photo: alpha)
        guard rim.count >= 24 else { return nil }
    }

    /// Coverage under a photo position, zero outside.
    package func coverage(at p: SIMD2<Double>) -> Float { value(of: coverage, at: p) }

    /// Coverage under a photo position with openwork counted as the band's own, zero outside.
    package func filled(at p: SIMD2<Double>) -> Float { value(of: filled, at: p) }

    private func value(of coverage: [Float], at p: SIMD2<Double>) -> Float {
        let x = Int(((p.x - Double(originX)) / Double(step)).rounded(.down))
        let y = Int(((p.y - Double(originY)) / Double(step)).rounded(.down))
        return x >= 0 && y >= 0 && x < width && y < height ? coverage[y * width + x] : 0
    }

    /// Photo position of a working pixel's centre.
    package func position(_ x: Int, _ y: Int) -> SIMD2<Double> {
        SIMD2(
            Double(originX) + (Double(x) + 0.5) * Double(step), Double(originY) + (Double(y) + 0.5) * Double(step))
    }

    private static func dropSpecks(_ coverage: inout [Float], _ w: Int, _ h: Int) {
        let parts = RasterComponents(coverage.map { $0 > 0.3 }, width: w, height: h)
        let largest = parts.components.map(\.area).max() ?? 0
        for i in coverage.indices where parts.labels[i] > 0 {
            if parts.components[Int(parts.labels[i]) - 1].area * 50 < largest { coverage[i] = 0 }
        }
    }

    /// Covers small holes. The ring's own hole is large or, seen from the side, as long as the ring.
    private static func withoutOpenwork(_ coverage: [Float], _ w: Int, _ h: Int) -> [Float] {
        let covered = coverage.count { $0 > 0.5 }
        let holes = RasterComponents(coverage.map { $0 <= 0.5 }, width: w, height: h)
        let fills = holes.components.map { hole in
            hole.left > 0 && hole.top > 0 && hole.right < w - 1 && hole.bottom < h - 1
                && hole.area * 12 < covered && max(hole.width, hole.height) * 3 < max(w, h)
        }
        return coverage.indices.map {
            let label = Int(holes.labels[$0])
            return label > 0 && fills[label - 1] ? 1 : coverage[$0]
        }
    }

    /// Crossings of half coverage between neighbours, except along the photo's own edge.
    private static func outline(
        _ c: [Float], _ w: Int, _ h: Int, step: Int, corner: SIMD2<Double>, photo: ImageBuffer<Coverage>
    ) -> [RimPoint] {
        var points: [RimPoint] = []
        func slope(_ x: Int, _ y: Int) -> SIMD2<Double> {
            let (x, y) = (min(max(x, 1), w - 2), min(max(y, 1), h - 2))
            var g = SIMD2<Double>.zero
            for k in -1...1 {
                let weight = k == 0 ? 2.0 : 1.0
                g.x += weight * Double(c[(y + k) * w + x + 1] - c[(y + k) * w + x - 1])
                g.y += weight * Double(c[(y + 1) * w + x + k] - c[(y - 1) * w + x + k])
            }
            return g
        }
        let margin = 1.5 * Double(step)
        for y in 1..<(h - 1) {
            for x in 1..<(w - 1) {
                let a = c[y * w + x]
                for (dx, dy) in [(1, 0), (0, 1)] {
                    let b = c[(y + dy) * w + x + dx]
                    guard (a - 0.5) * (b - 0.5) < 0 else { continue }
                    let t = Double((0.5 - a) / (b - a))
                    let p =
                        corner
                        + SIMD2(Double(x) + 0.5 + t * Double(dx), Double(y) + 0.5 + t * Double(dy)) * Double(step)
                    guard p.x > margin, p.y > margin, p.x < Double(photo.width) - margin,
                        p.y < Double(photo.height) - margin
                    else { continue }
                    let g = slope(x, y) + slope(x + dx, y + dy)
                    let length = (g * g).sum().squareRoot()
                    if length > 0 { points.append(RimPoint(position: p, inward: g / length)) }
                }
            }
        }
        return points
    }
}
