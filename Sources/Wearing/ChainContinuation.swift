internal import Appraisal
internal import Geometry
internal import Imaging

/// Where a photographed strand ends, and what of it repeats beyond so that its links stay in phase.
struct ChainContinuation {
    /// Arc lengths on the strand between which the photo itself is used, photo pixels.
    let first, last: Float
    private let firstPeriod, lastPeriod: Float
    private let firstBand, lastBand: ClosedRange<Float>
    private let profile: StrandProfile
    private let firstLook, lastLook: StrandProfile.Look?

    /// - Parameter strand: the smooth middle line that `widths` belong to.
    init(
        strand: Polyline, widths: [Float], pitch: Estimate<Float>?, alpha: ImageBuffer<Coverage>,
        foreground: ImageBuffer<DisplayLinear>
    ) {
        // The last link or bead at an exit is half hidden by the display: repetition starts inside of it.
        let usual = max(widths.sorted()[widths.count / 2], 2)
        let inset = min(2.2 * usual + 2, 0.06 * strand.length)
        let strip = Strip(strand: strand, halfWidth: 0.6 * usual, alpha: alpha, foreground: foreground)
        let link = pitch.flatMap { $0.confidence > 0.4 && $0.value > 1 ? $0.value : nil }
        let window = max(2 * (link ?? 0), 2 * usual)
        let margins = strip.sound(inset: inset, window: window)
        (first, last) = (margins.first, strand.length - margins.last)
        firstBand = Self.band(of: strand, from: first, toward: 1, width: usual, alpha: alpha)
        lastBand = Self.band(of: strand, from: last, toward: -1, width: usual, alpha: alpha)
        firstPeriod = strip.period(at: first, toward: 1, pitch: link, width: usual)
        lastPeriod = strip.period(at: last, toward: -1, pitch: link, width: usual)
        let profile = StrandProfile(
            of: strand, halfWidth: 0.9 * usual, window: window, alpha: alpha, foreground: foreground)
        self.profile = profile
        // Of several rows the middle and the breadth are not those of one.
        func look(_ band: ClosedRange<Float>, at s: Float) -> StrandProfile.Look? {
            band.lowerBound > -1.7 * usual && band.upperBound < 1.7 * usual ? profile.look(at: s) : nil
        }
        firstLook = look(firstBand, at: first + 0.5 * window)
        lastLook = look(lastBand, at: last - 0.5 * window)
    }

    /// How far to either side of the strand the piece reaches at an end, photo pixels: one chain, or all rows of it.
    /// Positive is to the strand's right as it runs.
    func band(atStart isStart: Bool) -> ClosedRange<Float> { isStart ? firstBand : lastBand }

    /// Rows beside each other run along all of the last of a strand; what hangs from it here and there is no row, nor is
    /// what lies far beside it.
    private static func band(
        of strand: Polyline, from end: Float, toward direction: Float, width: Float, alpha: ImageBuffer<Coverage>
    ) -> ClosedRange<Float> {
        func isCovered(_ p: Vector2) -> Bool {
            let (x, y) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
            return x >= 0 && y >= 0 && x < alpha.width && y < alpha.height && alpha.value(x, y) > 0.4
        }
        func reach(_ side: Float) -> Float {
            let columns = (0..<24).map { k -> Float in
                let s = end + direction * strand.length * 0.1 * Float(k) / 23
                let (p, across) = (strand.point(at: s), strand.tangent(at: s, width: 4 * width).perpendicular * side)
                var (d, farthest) = (Float(0), Float(0))
                while d < farthest + 3 * width, d < 0.25 * strand.length {
                    if isCovered(p + across * d) { farthest = d }
                    d += 1
                }
                return farthest
            }
            return columns.sorted()[7] + 0.6 * width
        }
        return min(-reach(-1), -1.6 * width)...max(reach(1), 1.6 * width)
    }

    /// Maps an arc length outside the photographed range to one inside, whole periods away.
    ///
    /// - Parameter place: an arc length beyond the same end, which says which end it is.
    func repeated(_ s: Float, like place: Float) -> Float {
        if place < first { return first + (s - first).remainderAbove(firstPeriod) }
        return last - (last - s).remainderAbove(lastPeriod)
    }

    /// What makes the stretch about an arc length look like the strand's end at which it is repeated.
    func fitting(of s: Float, atStart isStart: Bool) -> StrandFitting {
        guard let end = isStart ? firstLook : lastLook, let look = profile.look(at: s) else { return .none }
        return StrandFitting(look, like: end)
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

        /// The distances from both ends at which the strand is as solid and as bright as it usually is: where a bust's
        /// notch or shadow eats it, it is no pattern to repeat. At most an eighth of it is given up.
        func sound(inset: Float, window: Float) -> (first: Float, last: Float) {
            let spacing = max(strand.length / 400, 0.5)
            let columns = (0...Int(strand.length / spacing)).map { k -> Vector2 in
                let values = column(Float(k) * spacing)
                return stride(from: 0, to: values.count, by: 2).reduce(.zero) {
                    $0 + Vector2(values[$1], values[$1 + 1])
                }
            }
            let width = max(Int(window / spacing), 1)
            guard columns.count > 8 * width else { return (inset, inset) }
            func mean(_ start: Int) -> Vector2 {
                columns[start..<start + width].reduce(.zero, +) / Float(width)
            }
            let means = (0..<columns.count - width).map(mean)
            func usual(_ value: (Vector2) -> Float) -> Float {
                let sorted = means.map(value).sorted()
                return sorted[sorted.count / 2]
            }
            let (solid, bright) = (usual(\.x), usual(\.y))
            func isSound(_ m: Vector2) -> Bool { m.x > 0.82 * solid && m.y > 0.66 * bright && m.y < 1.5 * bright }
            func margin(_ start: (Int) -> Int) -> Float {
                let (from, to) = (Int(inset / spacing), Int(0.125 * strand.length / spacing))
                guard from < to else { return inset }
                let found = (from..<to).first { isSound(means[min(max(start($0), 0), means.count - 1)]) }
                return Float(found ?? from) * spacing
            }
            return (margin { $0 }, margin { columns.count - width - $0 })
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
