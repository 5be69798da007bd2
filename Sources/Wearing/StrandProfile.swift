package import Geometry
package import Imaging

/// How a chain looks along its smooth middle line: how far beside it its links lie, how broad and how bright they are.
package struct StrandProfile {
    package struct Look {
        /// Middle of what is covered, to the line's right, photo pixels.
        package var offset: Float
        /// Root mean square distance of what is covered from that middle, photo pixels.
        package var breadth: Float
        /// Mean display-linear luminance.
        package var luminance: Float
    }

    private let spacing: Float
    private let looks: [Look?]

    /// - Parameters:
    ///   - halfWidth: how far beside the line the chain is looked for, photo pixels.
    ///   - window: length over which is averaged, some links.
    package init(
        of strand: Polyline, halfWidth: Float, window: Float, alpha: ImageBuffer<Coverage>,
        foreground: ImageBuffer<DisplayLinear>
    ) {
        spacing = max(1, strand.length / 2000)
        let rows = max(Int(halfWidth), 2)
        // Sums of coverage, of its first and second moments across, and of light, from the line's start.
        var sums = [SIMD4<Float>.zero]
        for k in 0...Int(strand.length / spacing) {
            let s = Float(k) * spacing
            let (p, across) = (strand.point(at: s), strand.tangent(at: s, width: 4 * halfWidth).perpendicular)
            var column = SIMD4<Float>.zero
            for row in -rows..<rows {
                let d = halfWidth * (Float(row) + 0.5) / Float(rows)
                let q = p + across * d
                guard q.x >= 0, q.y >= 0, Int(q.x) < alpha.width, Int(q.y) < alpha.height else { continue }
                let a = alpha.value(Int(q.x), Int(q.y))
                column += a * SIMD4(1, d, d * d, max(luminance(foreground.rgb(Int(q.x), Int(q.y))), 0))
            }
            sums.append(sums[k] + column)
        }
        let reach = max(Int(0.5 * window / spacing), 1)
        looks = (0..<sums.count - 1).map { k in
            let sum = sums[min(k + reach + 1, sums.count - 1)] - sums[max(k - reach, 0)]
            guard sum.x > 1 else { return nil }
            let mean = sum / sum.x
            return Look(offset: mean.y, breadth: max(mean.z - mean.y * mean.y, 0).squareRoot(), luminance: mean.w)
        }
    }

    /// Nil where there is next to nothing of the chain.
    package func look(at s: Float) -> Look? {
        let k = Int((s / spacing).rounded())
        return looks.indices.contains(k) ? looks[k] : nil
    }
}

/// What makes a repeated stretch of a chain look as if it went on from its end: as far beside the line, as broad, as
/// bright.
package struct StrandFitting {
    private var offset: Float = 0
    private var endOffset: Float = 0
    private var breadth: Float = 1
    /// Factor on its colour.
    package private(set) var gain: Float = 1

    /// Nothing to fit: the photo as it is.
    package static let none = StrandFitting()

    private init() {}

    /// - Parameters:
    ///   - look: of the stretch that is repeated.
    ///   - end: of the chain's end.
    package init(_ look: StrandProfile.Look, like end: StrandProfile.Look) {
        (offset, endOffset) = (look.offset, end.offset)
        // Larger differences are no foreshortening and no fall of light, but another part of the piece.
        breadth = min(max(look.breadth / max(end.breadth, 0.1), 0.85), 1.2)
        gain = min(max(end.luminance / max(look.luminance, 1e-4), 0.5), 2)
    }

    /// Where a place beside the line at the end lies beside it in the stretch that is repeated, photo pixels.
    package func across(_ d: Float) -> Float { offset + (d - endOffset) * breadth }
}
