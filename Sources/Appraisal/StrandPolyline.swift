internal import Foundation
package import Geometry

/// A line of points in the plane with its running length.
package struct StrandPolyline: Sendable {
    package let points: [Vector2]
    /// Length of the line from its start to each point.
    package let lengths: [Float]
    package var length: Float { lengths.last ?? 0 }

    package init(_ points: [Vector2]) {
        self.points = points
        var lengths: [Float] = []
        lengths.reserveCapacity(points.count)
        var sum = 0.0
        for i in points.indices {
            if i > 0 { sum += Double((points[i] - points[i - 1]).length) }
            lengths.append(Float(sum))
        }
        self.lengths = lengths
    }

    /// The same line with points at even distances, the ends kept.
    package func evenlySpaced(_ spacing: Float) -> StrandPolyline {
        guard points.count > 1, length > 0 else { return self }
        let count = max(1, Int((length / spacing).rounded()))
        var result: [Vector2] = []
        result.reserveCapacity(count + 1)
        var segment = 1
        for k in 0...count {
            let s = length * Float(k) / Float(count)
            while segment < points.count - 1, lengths[segment] < s { segment += 1 }
            let (a, b) = (lengths[segment - 1], lengths[segment])
            result.append(mix(points[segment - 1], points[segment], b > a ? min(max((s - a) / (b - a), 0), 1) : 0))
        }
        return StrandPolyline(result)
    }

    /// Unit tangents, from points `reach` steps to either side.
    package func tangents(reach: Int) -> [Vector2] {
        points.indices.map { i in
            let (a, b) = (max(i - reach, 0), min(i + reach, points.count - 1))
            return (points[b] - points[a]).normalized
        }
    }

    /// The point nearest to `p`: its index and distance.
    package func nearest(to p: Vector2) -> (index: Int, distance: Float) {
        var best = (index: 0, squared: Float.infinity)
        points.withUnsafeBufferPointer { points in
            for i in points.indices {
                let d = points[i] - p
                let squared = dot(d, d)
                if squared < best.squared { best = (i, squared) }
            }
        }
        return (best.index, best.squared.squareRoot())
    }
}

/// Gaussian smoothing of samples of unequal weight; `sigma` in samples. Where nothing has weight the result is 0.
package func smoothed(_ values: [Float], weights: [Float], sigma: Float, prior: Float = 1e-6) -> [Float] {
    let radius = max(1, Int((3 * sigma).rounded(.up)))
    let kernel = (0...radius).map { gaussian(Float($0) / max(sigma, 1e-3)) }
    return values.indices.map { i in
        var (sum, total): (Float, Float) = (0, prior)
        for j in max(0, i - radius)...min(values.count - 1, i + radius) {
            let w = weights[j] * kernel[abs(i - j)]
            sum += w * values[j]
            total += w
        }
        return sum / total
    }
}

/// The line smoothed by a Gaussian of `sigma` points, its ends reflected through themselves so that they stay.
package func smoothed(_ points: [Vector2], sigma: Float) -> [Vector2] {
    let n = points.count
    guard n > 2, sigma > 0.1 else { return points }
    let radius = min(n - 1, max(1, Int((3 * sigma).rounded(.up))))
    let kernel = (0...radius).map { gaussian(Float($0) / sigma) }
    func point(_ i: Int) -> Vector2 {
        if i < 0 { return points[0] * 2 - points[min(-i, n - 1)] }
        if i >= n { return points[n - 1] * 2 - points[max(2 * (n - 1) - i, 0)] }
        return points[i]
    }
    return points.indices.map { i in
        var (sum, total) = (points[i] * kernel[0], kernel[0])
        for k in 1...radius {
            sum += (point(i - k) + point(i + k)) * kernel[k]
            total += 2 * kernel[k]
        }
        return sum / total
    }
}

private func gaussian(_ x: Float) -> Float { Float(exp(-0.5 * Double(x * x))) }
