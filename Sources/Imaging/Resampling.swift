// Resizing by separable kernels.
//
// Types: any buffer; straight alpha is multiplied in before filtering and divided out after it.
// Ranges: results are clipped to the meaning's bounds, since Lanczos overshoots at edges.
// Edges: the outermost pixels are repeated.
internal import Foundation

/// The kernel of a resize. When an image shrinks, kernels widen with it, so nothing aliases.
public enum ResamplingFilter: String, Sendable, CaseIterable {
    /// Each new pixel is the mean over its own area: no ringing, light is kept exactly.
    case area
    /// Linear interpolation.
    case triangle
    /// Cubic of Mitchell and Netravali 1988 (B = C = 1/3): soft, hardly any ringing.
    case mitchell
    /// Lanczos with three lobes: the sharpest.
    case lanczos3
    /// The cubic B-spline: a smooth blur.
    case bSpline

    var radius: Float {
        switch self {
        case .area: 0.5
        case .triangle: 1
        case .mitchell, .bSpline: 2
        case .lanczos3: 3
        }
    }

    func weight(_ x: Float) -> Float {
        let a = abs(x)
        guard a < radius else { return 0 }
        switch self {
        case .area: return 1
        case .triangle: return 1 - a
        case .mitchell: return Self.cubic(a, b: 1 / 3, c: 1 / 3)
        case .bSpline: return Self.cubic(a, b: 1, c: 0)
        case .lanczos3: return Self.sinc(a) * Self.sinc(a / 3)
        }
    }

    private static func sinc(_ x: Float) -> Float { x < 1e-6 ? 1 : sinf(.pi * x) / (.pi * x) }

    /// Mitchell and Netravali 1988, equation 8, for 0 ≤ a < 2.
    private static func cubic(_ a: Float, b: Float, c: Float) -> Float {
        if a < 1 {
            return ((12 - 9 * b - 6 * c) * a * a * a + (-18 + 12 * b + 6 * c) * a * a + (6 - 2 * b)) / 6
        }
        let far = (-b - 6 * c) * a * a * a + (6 * b + 30 * c) * a * a + (-12 * b - 48 * c) * a
        return (far + (8 * b + 24 * c)) / 6
    }
}

extension ImageBuffer {
    /// This image at another size, which must be at least 1 × 1 where the image is not empty.
    public func resized(toWidth newWidth: Int, height newHeight: Int, filter: ResamplingFilter = .lanczos3)
        -> ImageBuffer
    {
        precondition(newWidth > 0 && newHeight > 0 && width > 0 && height > 0, "only images with pixels can be resized")
        guard newWidth != width || newHeight != height else { return self }
        let columns = ResamplingTaps(from: width, to: newWidth, filter: filter)
        let rows = ResamplingTaps(from: height, to: newHeight, filter: filter)
        let n = Meaning.channels
        let narrow = resampleRows(filterable, width: width, height: height, channels: n, taps: columns)
        let small = resampleColumns(narrow, rowLength: newWidth * n, taps: rows)
        return ImageBuffer(width: newWidth, height: newHeight, filtered: small)
    }

    /// This image with its longer side at most `length`; never enlarged.
    public func fitted(within length: Int, filter: ResamplingFilter = .lanczos3) -> ImageBuffer {
        let longer = max(width, height)
        guard longer > length else { return self }
        let scale = Float(length) / Float(longer)
        return resized(
            toWidth: max(Int((Float(width) * scale).rounded()), 1),
            height: max(Int((Float(height) * scale).rounded()), 1), filter: filter)
    }

    /// The part that starts at a pixel; it must lie inside the image.
    public func cropped(x: Int, y: Int, width w: Int, height h: Int) -> ImageBuffer {
        precondition(x >= 0 && y >= 0 && w >= 0 && h >= 0 && x + w <= width && y + h <= height, "crop leaves the image")
        var out: [Float] = []
        out.reserveCapacity(w * h * Meaning.channels)
        for row in y..<y + h { out += pixels[index(x, row)..<index(x, row) + w * Meaning.channels] }
        return ImageBuffer(width: w, height: h, pixels: out)
    }

    /// Values that may be averaged: with straight alpha, colour multiplied by it.
    var filterable: [Float] {
        guard Meaning.hasStraightAlpha else { return pixels }
        var out = pixels
        let n = Meaning.channels
        for i in stride(from: 0, to: out.count, by: n) {
            let a = out[i + n - 1]
            for c in i..<i + n - 1 { out[c] *= a }
        }
        return out
    }

    /// The reverse of ``filterable``, clipped to what the values can be.
    init(width: Int, height: Int, filtered: [Float]) {
        self.init(width: width, height: height, pixels: filtered)
        let n = Meaning.channels
        if Meaning.hasStraightAlpha {
            for i in stride(from: 0, to: pixels.count, by: n) {
                // Overshoot of alpha and colour cancels in the quotient, so alpha is clipped after it.
                let a = pixels[i + n - 1]
                pixels[i + n - 1] = min(max(a, 0), 1)
                let factor = a > 1e-4 ? 1 / a : 0
                for c in i..<i + n - 1 { pixels[c] = max(pixels[c] * factor, 0) }
            }
        } else if Meaning.bounds.lowerBound > -.infinity || Meaning.bounds.upperBound < .infinity {
            let (low, high) = (Meaning.bounds.lowerBound, Meaning.bounds.upperBound)
            pixels.withUnsafeMutableBufferPointer { p in
                for i in 0..<p.count { p[i] = min(max(p[i], low), high) }
            }
        }
    }
}

/// For each new sample: the first old one and the weights of it and its neighbours, all inside the image.
struct ResamplingTaps {
    let count: Int
    let starts: [Int]
    /// `count · taps` weights; each group sums to 1.
    let weights: [Float]
    let taps: Int

    init(from old: Int, to new: Int, filter: ResamplingFilter) {
        count = new
        let scale = Double(old) / Double(new)
        let widening = max(scale, 1)
        let radius = Double(filter.radius) * widening
        let taps = min(Int(radius.rounded(.up)) * 2 + 1, old)
        var starts = [Int](repeating: 0, count: new)
        var weights = [Float](repeating: 0, count: new * taps)
        for i in 0..<new {
            let centre = (Double(i) + 0.5) * scale
            let first = Int((centre - radius).rounded(.down))
            let last = Int((centre + radius).rounded(.up))
            let start = min(max(first, 0), old - taps)
            starts[i] = start
            var sum: Float = 0
            for j in first...last {
                let weight: Float
                if filter == .area {
                    let (low, high) = (Double(i) * scale, Double(i + 1) * scale)
                    // Enlarging: the old pixel under the new one's centre and its neighbour, by overlap.
                    weight = Float(max(min(Double(j + 1), high) - max(Double(j), low), 0))
                } else {
                    weight = filter.weight(Float((Double(j) + 0.5 - centre) / widening))
                }
                guard weight != 0 else { continue }
                weights[i * taps + min(max(min(max(j, 0), old - 1) - start, 0), taps - 1)] += weight
                sum += weight
            }
            for t in 0..<taps { weights[i * taps + t] /= sum }
        }
        (self.starts, self.weights, self.taps) = (starts, weights, taps)
    }
}

/// Filters along x. One loop a channel count, because the inner loop must be straight code to be fast.
func resampleRows(_ pixels: [Float], width: Int, height: Int, channels n: Int, taps: ResamplingTaps) -> [Float] {
    let (newWidth, tapCount) = (taps.count, taps.taps)
    return [Float](unsafeUninitializedCapacity: newWidth * height * n) { out, count in
        count = newWidth * height * n
        pixels.withUnsafeBufferPointer { source in
            taps.weights.withUnsafeBufferPointer { weights in
                for y in 0..<height {
                    for x in 0..<newWidth {
                        var from = (y * width + taps.starts[x]) * n
                        let to = (y * newWidth + x) * n
                        let w = x * tapCount
                        switch n {
                        case 1:
                            var sum: Float = 0
                            for t in 0..<tapCount { sum += weights[w + t] * source[from + t] }
                            out[to] = sum
                        case 3:
                            var (r, g, b): (Float, Float, Float) = (0, 0, 0)
                            for t in 0..<tapCount {
                                let k = weights[w + t]
                                r += k * source[from]
                                g += k * source[from + 1]
                                b += k * source[from + 2]
                                from += 3
                            }
                            (out[to], out[to + 1], out[to + 2]) = (r, g, b)
                        default:
                            for c in 0..<n {
                                var sum: Float = 0
                                for t in 0..<tapCount { sum += weights[w + t] * source[from + t * n + c] }
                                out[to + c] = sum
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Filters along y; whole rows are added, so the loop runs over neighbouring floats whatever the channels.
func resampleColumns(_ pixels: [Float], rowLength: Int, taps: ResamplingTaps) -> [Float] {
    [Float](unsafeUninitializedCapacity: taps.count * rowLength) { out, count in
        count = taps.count * rowLength
        pixels.withUnsafeBufferPointer { source in
            for y in 0..<taps.count {
                let to = out.baseAddress! + y * rowLength
                to.initialize(repeating: 0, count: rowLength)
                for t in 0..<taps.taps {
                    let k = taps.weights[y * taps.taps + t]
                    guard k != 0 else { continue }
                    let from = source.baseAddress! + (taps.starts[y] + t) * rowLength
                    for i in 0..<rowLength { to[i] += k * from[i] }
                }
            }
        }
    }
}
