package import Geometry
package import Imaging

/// The distance between beads or links, by autocorrelation along the straightened strand.
///
/// Foreshortening changes the pitch along a strand, so short windows are correlated and their correlations averaged.
package func strandPitch(
    of strand: StrandPolyline, widths: [Float], trust: [Float], usualWidth: Float, alpha: ImageBuffer<Coverage>,
    photo: ImageBuffer<DisplayLinear>?
) -> Estimate<Float>? {
    guard strand.points.count > 40, usualWidth > 1.5 else { return nil }
    let spacing = strand.length / Float(strand.points.count - 1)
    let longest = min(strand.points.count / 4, Int(4 * usualWidth / spacing))
    let shortest = max(3, Int(0.4 * usualWidth / spacing))
    guard longest > shortest + 4 else { return nil }
    var signals = [widths.map { $0 / usualWidth }]
    if let photo { signals += luminanceProfiles(of: strand, usualWidth: usualWidth, alpha: alpha, photo: photo) }
    var best: Estimate<Float>?
    for signal in signals {
        let detail = detrended(signal, trust: trust, sigma: max(3, 1.5 * usualWidth / spacing))
        let correlation = meanAutocorrelation(detail, trust: trust, longest: longest)
        guard let peak = firstPeak(correlation, from: shortest) else { continue }
        let estimate = Estimate(peak.lag * spacing, confidence: min(max(peak.height, 0), 1))
        if estimate.confidence > best?.confidence ?? 0.15 { best = estimate }
    }
    return best
}

/// The pitch in windows of some beads each along the strand's front, and the way that the strand runs there.
///
/// Toward its ends a strand turns away round a neck, which tells nothing of the front.
package func localPitches(
    of strand: StrandPolyline, widths: [Float], trust: [Float], usualWidth: Float, pitch: Float
) -> [(pitch: Float, direction: Vector2)] {
    let spacing = strand.length / Float(max(1, strand.points.count - 1))
    let detail = detrended(widths.map { $0 / usualWidth }, trust: trust, sigma: max(3, 1.5 * usualWidth / spacing))
    let (shortest, longest) = (Int(0.55 * pitch / spacing), Int(1.5 * pitch / spacing) + 1)
    let window = Int(6 * pitch / spacing)
    guard shortest >= 2, window > 3 * longest, window < detail.count else { return [] }
    return stride(from: detail.count * 15 / 100, through: detail.count * 85 / 100 - window, by: window / 3).compactMap {
        start in
        guard (start..<start + window).count(where: { trust[$0] > 0.05 }) * 4 > window * 3 else { return nil }
        let signal = Array(detail[start..<start + window])
        let correlation = meanAutocorrelation(signal, trust: signal.map { _ in 1 }, longest: longest)
        guard let peak = firstPeak(correlation, from: shortest), peak.height > 0.4 else { return nil }
        let direction = (strand.points[start + window - 1] - strand.points[start]).normalized
        return (peak.lag * spacing, direction)
    }
}

/// Logarithm of luminance along the middle and both flanks of a strand.
private func luminanceProfiles(
    of strand: StrandPolyline, usualWidth: Float, alpha: ImageBuffer<Coverage>, photo: ImageBuffer<DisplayLinear>
) -> [[Float]] {
    let tangents = strand.tangents(reach: max(2, Int(usualWidth / 2)))
    return [-0.25, 0, 0.25].map { across in
        strand.points.indices.map { i in
            let p = strand.points[i] + tangents[i].perpendicular * (Float(across) * usualWidth)
            let (x, y) = (Int(p.x), Int(p.y))
            guard x >= 0, y >= 0, x < photo.width, y < photo.height else { return 0 }
            let c = photo.rgb(x, y)
            let luminance = Imaging.luminance(c)
            return max(luminance, 0.001).squareRoot().squareRoot() * alpha.value(x, y)
        }
    }
}

private func detrended(_ signal: [Float], trust: [Float], sigma: Float) -> [Float] {
    let trend = smoothed(signal, weights: trust.map { $0 + 0.01 }, sigma: sigma)
    return signal.indices.map { (signal[$0] - trend[$0]) * (trust[$0] > 0 ? 1 : 0) }
}

/// Normalised autocorrelation at lags 0…`longest`, averaged over windows of three times the longest lag.
private func meanAutocorrelation(_ signal: [Float], trust: [Float], longest: Int) -> [Float] {
    let window = 3 * longest
    var sums = [Float](repeating: 0, count: longest + 1)
    var windows: Float = 0
    for start in stride(from: 0, through: max(0, signal.count - window), by: longest) {
        let end = min(signal.count, start + window)
        // A window over a pendant says nothing about links.
        let usable = (start..<end).count { trust[$0] > 0 }
        guard usable * 4 > (end - start) * 3 else { continue }
        for lag in 0...longest {
            var (product, a, b): (Float, Float, Float) = (0, 1e-12, 1e-12)
            for i in start..<max(start, end - lag) {
                product += signal[i] * signal[i + lag]
                a += signal[i] * signal[i]
                b += signal[i + lag] * signal[i + lag]
            }
            sums[lag] += product / (a * b).squareRoot()
        }
        windows += 1
    }
    return windows > 0 ? sums.map { $0 / windows } : sums
}

/// The shortest lag whose peak is nearly as high as the highest, refined by a parabola.
private func firstPeak(_ c: [Float], from shortest: Int) -> (lag: Float, height: Float)? {
    let peaks = (max(2, shortest)..<(c.count - 1)).filter { c[$0] >= c[$0 - 1] && c[$0] > c[$0 + 1] && c[$0] > 0 }
    guard let highest = peaks.map({ c[$0] }).max() else { return nil }
    guard let lag = peaks.first(where: { c[$0] > 0.8 * highest }) else { return nil }
    // The correlation must have fallen below the peak on the way, or it is no period.
    guard let valley = c[1..<lag].min(), c[lag] - valley > 0.15 else { return nil }
    let curvature = c[lag - 1] - 2 * c[lag] + c[lag + 1]
    let shift = curvature < 0 ? 0.5 * (c[lag - 1] - c[lag + 1]) / curvature : 0
    return (Float(lag) + min(max(shift, -0.5), 0.5), c[lag])
}
