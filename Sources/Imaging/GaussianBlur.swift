// Gaussian blur.
//
// Types: any buffer; straight alpha weighs colour. Ranges: as the input. Edges: the outermost pixels are repeated.
internal import Foundation

extension ImageBuffer {
    /// This image blurred by a Gaussian.
    ///
    /// - Parameter sigma: standard deviation in pixels; 0 changes nothing. Beyond 8 the blur runs on a smaller image,
    ///   which changes values by less than half a percent of the contrast.
    public func blurred(sigma: Float) -> ImageBuffer {
        guard sigma > 0.01, width > 0, height > 0 else { return self }
        let n = Meaning.channels
        let shrink = Int(sigma / 4)
        guard shrink >= 2, width > 4 * shrink, height > 4 * shrink else {
            let narrow = resampleRows(
                filterable, width: width, height: height, channels: n, taps: ResamplingTaps(length: width, sigma: sigma)
            )
            let both = resampleColumns(
                narrow, rowLength: width * n, taps: ResamplingTaps(length: height, sigma: sigma))
            return ImageBuffer(width: width, height: height, filtered: both)
        }
        let (w, h) = ((width + shrink - 1) / shrink, (height + shrink - 1) / shrink)
        // The area means and the B-spline blur by themselves: variances 1/12 and 1/3 of a small pixel.
        func rest(_ long: Int, _ short: Int) -> Float {
            let s = sigma * Float(short) / Float(long)
            return (s * s - 1 / 12 - 1 / 3).squareRoot()
        }
        var p = filterable
        p = resampleRows(
            p, width: width, height: height, channels: n, taps: ResamplingTaps(from: width, to: w, filter: .area))
        p = resampleColumns(p, rowLength: w * n, taps: ResamplingTaps(from: height, to: h, filter: .area))
        p = resampleRows(
            p, width: w, height: h, channels: n, taps: ResamplingTaps(length: w, sigma: rest(width, w)))
        p = resampleColumns(p, rowLength: w * n, taps: ResamplingTaps(length: h, sigma: rest(height, h)))
        p = resampleRows(
            p, width: w, height: h, channels: n, taps: ResamplingTaps(from: w, to: width, filter: .bSpline))
        p = resampleColumns(p, rowLength: width * n, taps: ResamplingTaps(from: h, to: height, filter: .bSpline))
        return ImageBuffer(width: width, height: height, filtered: p)
    }
}

extension ResamplingTaps {
    /// Taps of a Gaussian at unchanged size, cut at three and a half deviations.
    init(length: Int, sigma: Float) {
        let radius = max(Int((3.5 * sigma).rounded(.up)), 1)
        let taps = min(2 * radius + 1, length)
        var starts = [Int](repeating: 0, count: length)
        var weights = [Float](repeating: 0, count: length * taps)
        let kernel = (-radius...radius).map { expf(-Float($0 * $0) / (2 * sigma * sigma)) }
        let total = kernel.reduce(0, +)
        for i in 0..<length {
            let start = min(max(i - radius, 0), length - taps)
            starts[i] = start
            for (k, weight) in kernel.enumerated() {
                let j = min(max(i + k - radius, 0), length - 1)
                weights[i * taps + j - start] += weight / total
            }
        }
        self.init(count: length, starts: starts, weights: weights, taps: taps)
    }

    init(count: Int, starts: [Int], weights: [Float], taps: Int) {
        (self.count, self.starts, self.weights, self.taps) = (count, starts, weights, taps)
    }
}
