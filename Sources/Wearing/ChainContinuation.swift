internal import Appraisal
internal import Geometry
internal import Imaging

/// Where a photographed strand ends, and what of it repeats beyond so that its links stay in phase.
struct ChainContinuation {
    /// Arc lengths on the strand between which the photo itself is used, photo pixels.
    let first, last: Float
    private let firstPeriod, lastPeriod: Float

    /// - Parameter strand: the smooth middle line that `widths` belong to.
    init(
        strand: Polyline, widths: [Float], pitch: Estimate<Float>?, alpha: ImageBuffer<Coverage>,
        foreground: ImageBuffer<DisplayLinear>
    ) {
        // The last link or bead at an exit is half hidden by the display: repetition starts inside of it.
        let usual = max(widths.sorted()[widths.count / 2], 2)
        let inset = min(2.2 * usual + 2, 0.06 * strand.length)
        (first, last) = (inset, strand.length - inset)
        let strip = Strip(strand: strand, halfWidth: 0.6 * usual, alpha: alpha, foreground: foreground)
        let link = pitch.flatMap { $0.confidence > 0.4 && $0.value > 1 ? $0.value : nil }
        firstPeriod = strip.period(at: first, toward: 1, pitch: link, width: usual)
        lastPeriod = strip.period(at: last, toward: -1, pitch: link, width: usual)
    }

    /// Maps an arc length outside the photographed range to one inside, whole periods away.
    func repeated(_ s: Float) -> Float {
        if s < first { return first + (s - first).remainderAbove(firstPeriod) }
        return last - (last - s).remainderAbove(lastPeriod)
    }

    /// The strand straightened: coverage and brightness beside its middle line.
    private struct Strip {
        let strand: Polyline
        let halfWidth: Float
        let alpha: ImageBuffer<Coverage>
        let foreground: ImageBuffer<DisplayLinear>
        private static let rows = 7

        /// Values at one arc length, across the strand.
        func column(_ s: Float) -> [Float] {
            let (p, across) = (strand.point(at: s), strand.tangent(at: s, width: 4 * halfWidth).perpendicular)
            var values: [Float] = []
            for k in 0..<Self.rows {
                let q = p + across * (halfWidth * (2 * Float(k) / Float(Self.rows - 1) - 1))
                let (x, y) = (min(max(Int(q.x), 0), alpha.width - 1), min(max(Int(q.y), 0), alpha.height - 1))
                let (a, c) = (alpha.value(x, y), foreground.rgb(x, y))
                let luminance = max(Imaging.luminance(c), 0)
                values += [a, a * min(luminance, 1).squareRoot()]
            }
            return values
        }

        /// The distance inward at which the strand looks most like its end, about an eighth of it away.
        func period(at end: Float, toward direction: Float, pitch: Float?, width: Float) -> Float {
            let usual = 0.12 * strand.length
            let reach = max(2 * (pitch ?? 0), 3 * width)
            // Without links to match, any distance serves.
            guard reach + 1.4 * usual < 0.6 * strand.length else { return usual }
            let step: Float = 0.5
            func columns(_ from: Float, _ length: Float) -> [[Float]] {
                (0...Int(length / step)).map { column(end + direction * (from + Float($0) * step)) }
            }
            let template = columns(0, reach)
            let (nearest, farthest) = (0.7 * usual, 0.7 * usual + max(0.6 * usual, 3 * (pitch ?? width)))
            let candidates = columns(nearest, farthest - nearest + reach)
            var best: (difference: Float, period: Float) = (.infinity, usual)
            for k in 0..<(candidates.count - template.count) {
                var difference: Float = 0
                for i in template.indices {
                    for c in template[i].indices {
                        let d = template[i][c] - candidates[k + i][c]
                        difference += d * d
                    }
                }
                if difference < best.difference { best = (difference, nearest + Float(k) * step) }
            }
            return best.period
        }
    }
}

extension Float {
    /// The remainder of a division by a positive number, in 0..<period.
    fileprivate func remainderAbove(_ period: Float) -> Float {
        let r = truncatingRemainder(dividingBy: period)
        return r < 0 ? r + period : r
    }
}
