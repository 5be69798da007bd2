package import Geometry
package import Imaging

/// Brings a way through the matte to the strand's own middle at full resolution.
package struct StrandCentreLine {
    package var line: StrandPolyline
    /// Full width at every point, pixels.
    package var widths: [Float]
    /// 1 where the strand alone was seen, toward 0 over pendants and gaps.
    package var trust: [Float]
    /// Usual full width of the strand, pixels.
    package var usualWidth: Float
    /// Root mean square distance of the line from the matte's middle where it is trusted, pixels.
    package var residual: Float

    /// Standard uncertainty of the line across its direction, pixels.
    ///
    /// Fitted to the errors on rendered pieces: what smoothing leaves, a part of the width, more where the strand alone was
    /// not seen, and more where drops beside it may have made it wide.
    package var uncertainty: Float {
        let unseen = 1 - trust.reduce(0, +) / Float(max(trust.count, 1))
        let narrow = widths.sorted()[widths.count / 10]
        let swollen = widths.reduce(0) { $0 + max(0, $1 - 1.25 * narrow) } / Float(widths.count)
        let parts = [0.1, residual, 0.05 * usualWidth, 0.5 * unseen * unseen * usualWidth, 0.4 * swollen]
        return parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    private let alpha: ImageBuffer<Coverage>

    /// - Parameters:
    ///   - way: Rough points along the strand, photo pixels.
    ///   - halfWidth: Half width of the strand near its ends, photo pixels.
    ///   - coarseness: Uncertainty of `way`, photo pixels.
    ///   - closed: Whether both ends meet; then they are not drawn out.
    package init(
        following way: [Vector2], halfWidth: Float, coarseness: Float, closed: Bool, in alpha: ImageBuffer<Coverage>
    ) {
        self.alpha = alpha
        let rough = StrandPolyline(way)
        let spacing = max(1, rough.length / 2500)
        line = StrandPolyline(smoothed(rough.points, sigma: 2)).evenlySpaced(spacing)
        (widths, trust, usualWidth, residual) = ([], [], 2 * halfWidth, 0)
        if !closed { drawOutEnds(upTo: 2 * halfWidth + 3 * coarseness + 0.03 * rough.length, spacing: spacing) }
        for (pass, tight) in [Float(2.5), 1.6, 1.1, 0.8].enumerated() {
            let slack = pass == 0 ? coarseness : max(1, coarseness * 0.4)
            let profiles = profiles(halfWidth: halfWidth, slack: slack, spacing: spacing)
            weigh(profiles, halfWidth: halfWidth)
            let sigma = max(2, tight * (halfWidth + slack) / spacing)
            let offsets = smoothed(profiles.map(\.middle), weights: trust, sigma: sigma, prior: 0.02)
            let tangents = line.tangents(reach: tangentReach(halfWidth, spacing))
            let moved = line.points.indices.map { line.points[$0] + tangents[$0].perpendicular * offsets[$0] }
            line = StrandPolyline(smoothed(moved, sigma: max(1, 0.35 * halfWidth / spacing))).evenlySpaced(spacing)
        }
        let last = profiles(halfWidth: halfWidth, slack: max(1, coarseness * 0.4), spacing: spacing)
        weigh(last, halfWidth: halfWidth)
        settleWidths(last)
        // The beads' own wobble is no fault of the line: compare over the length of one.
        let offsets = smoothed(last.map(\.middle), weights: trust, sigma: max(1, halfWidth / spacing))
        var (sum, total): (Float, Float) = (0, 1e-6)
        for i in offsets.indices where trust[i] > 0.3 {
            sum += trust[i] * offsets[i] * offsets[i]
            total += trust[i]
        }
        residual = (sum / total).squareRoot()
    }

    /// The strand cut across at one point of the line.
    private struct Profile {
        /// Centroid of coverage, pixels along the normal.
        var middle: Float = 0
        /// Covered width, pixels.
        var width: Float = 0
        /// The matte goes on beyond the window.
        var open = false
    }

    private func tangentReach(_ halfWidth: Float, _ spacing: Float) -> Int {
        max(2, Int((0.8 * halfWidth / spacing).rounded()))
    }

    private func profiles(halfWidth: Float, slack: Float, spacing: Float) -> [Profile] {
        let tangents = line.tangents(reach: tangentReach(halfWidth, spacing))
        let half = max(2, 2 * halfWidth + 1 + slack)
        let step = max(0.5, halfWidth / 24)
        let count = Int(half / step)
        var values = [Float](repeating: 0, count: 2 * count + 1)
        return line.points.indices.map { i in
            let normal = tangents[i].perpendicular
            for k in -count...count { values[k + count] = alpha.sample(line.points[i] + normal * (Float(k) * step)) }
            return Self.profile(values, count, step)
        }
    }

    /// The covered run nearest to the middle of the window.
    private static func profile(_ values: [Float], _ count: Int, _ step: Float) -> Profile {
        var centre = 0
        while centre <= count * 2 / 3, values[count + centre] < 0.25, values[count - centre] < 0.25 { centre += 1 }
        guard centre <= count * 2 / 3 else { return Profile() }
        let start = values[count + centre] >= values[count - centre] ? count + centre : count - centre
        var (low, high) = (start, start)
        while low > 0, values[low - 1] > 0.1 { low -= 1 }
        while high < 2 * count, values[high + 1] > 0.1 { high += 1 }
        // Coverage below the threshold at the run's ends belongs to it.
        var (mass, moment): (Float, Float) = (0, 0)
        for k in max(0, low - 1)...min(2 * count, high + 1) {
            mass += values[k]
            moment += values[k] * Float(k - count)
        }
        return Profile(
            middle: moment / mass * step, width: mass * step, open: low == 0 || high == 2 * count)
    }

    private mutating func weigh(_ profiles: [Profile], halfWidth: Float) {
        let seen = profiles.filter { $0.width > 0 && !$0.open }.map(\.width).sorted()
        let median = seen.isEmpty ? 2 * halfWidth : seen[seen.count / 2]
        usualWidth = min(median, 3 * halfWidth + 1)
        let usual = usualWidth
        trust = profiles.map { p in
            if p.open { return 0 }
            return min(p.width / usual, 1) * (1 - smoothstep(1.4, 1.9, p.width / usual))
        }
    }

    /// Fills the widths where a gap or a pendant hid them from the trusted ones around.
    private mutating func settleWidths(_ profiles: [Profile]) {
        let raw = profiles.map(\.width)
        let spread = smoothed(raw, weights: trust, sigma: max(4, usualWidth * 1.5))
        widths = raw.indices.map { i in
            let kind = smoothstep(0.2, 0.5, trust[i])
            let filled = spread[i] > 0 ? spread[i] : usualWidth
            return mix(filled, raw[i], kind)
        }
    }

    /// The stretches that were bridged. Links and gaps between beads are short: only what is longer than two widths
    /// counts.
    package func hidden(in matte: ImageBuffer<Coverage>) -> [Strand.Hidden] {
        let spacing = line.length / Float(max(1, line.points.count - 1))
        let longest = max(3, Int(2 * usualWidth / max(spacing, 1e-3)))
        let reasons = line.points.indices.map { i -> Strand.Hidden.Reason? in
            if matte.sample(line.points[i]) < 0.15, alpha.sample(line.points[i]) < 0.15 { return .gap }
            return trust[i] < 0.05 ? .underPendant : nil
        }
        var hidden: [Strand.Hidden] = []
        var start = 0
        for i in 1...max(1, reasons.count) where i == reasons.count || reasons[i] != reasons[start] {
            if let reason = reasons[start], i - start > longest {
                hidden.append(Strand.Hidden(points: start..<i, reason: reason))
            }
            start = i
        }
        return hidden
    }

    /// Goes on straight at both ends while there is matte.
    private mutating func drawOutEnds(upTo reach: Float, spacing: Float) {
        var points = line.points
        guard points.count > 8 else { return }
        let back = min(points.count - 1, max(6, Int(3 * usualWidth / spacing)))
        func continuation(_ end: Vector2, _ direction: Vector2) -> [Vector2] {
            var result: [Vector2] = []
            for k in 1...max(1, Int(reach / spacing)) {
                let p = end + direction * (Float(k) * spacing)
                if alpha.sample(p) < 0.5 { break }
                result.append(p)
            }
            return result
        }
        let before = continuation(points[0], (points[0] - points[back]).normalized)
        let after = continuation(
            points[points.count - 1], (points[points.count - 1] - points[points.count - 1 - back]).normalized)
        points = before.reversed() + points + after
        line = StrandPolyline(points).evenlySpaced(spacing)
    }
}
