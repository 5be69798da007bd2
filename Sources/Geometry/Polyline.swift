/// A plane curve through points, addressed by arc length.
public struct Polyline: Sendable {
    public let points: [Vector2]
    /// Arc length at each point, from 0.
    public let arcLengths: [Float]

    public init(_ points: [Vector2]) {
        precondition(points.count > 1, "a curve needs two points")
        self.points = points
        var lengths: [Float] = [0]
        for i in 1..<points.count { lengths.append(lengths[i - 1] + (points[i] - points[i - 1]).length) }
        arcLengths = lengths
    }

    public var length: Float { arcLengths[arcLengths.count - 1] }

    /// The point at an arc length; beyond the ends the curve goes straight on.
    public func point(at s: Float) -> Vector2 {
        let i = segment(at: s)
        let t = (s - arcLengths[i]) / max(arcLengths[i + 1] - arcLengths[i], 1e-6)
        return mix(points[i], points[i + 1], t)
    }

    /// The unit tangent at an arc length, taken over `width` so that small kinks do not turn it.
    public func tangent(at s: Float, width: Float) -> Vector2 {
        let (a, b) = (max(s - width / 2, 0), min(s + width / 2, length))
        return b > a ? (point(at: b) - point(at: a)).normalized : (points[1] - points[0]).normalized
    }

    /// Arc length and distance of the nearest point of the curve.
    public func nearest(to p: Vector2) -> (arcLength: Float, distance: Float) {
        var best: (Float, Float) = (0, .infinity)
        for i in 0..<points.count - 1 {
            let d = points[i + 1] - points[i]
            let t = min(max(dot(p - points[i], d) / max(dot(d, d), 1e-12), 0), 1)
            let distance = (p - points[i] - d * t).length
            if distance < best.1 { best = (arcLengths[i] + t * (arcLengths[i + 1] - arcLengths[i]), distance) }
        }
        return best
    }

    /// The same curve with `count` points, evenly spaced.
    public func resampled(count: Int) -> Polyline {
        Polyline((0..<count).map { point(at: length * Float($0) / Float(count - 1)) })
    }

    /// The same curve without detail shorter than `sigma` along it, evenly spaced; its ends stay where they are.
    ///
    /// - Parameters:
    ///   - sigma: of the Gaussian, in the unit of the points.
    ///   - spacing: of the new points at most.
    public func smoothed(sigma: Float, spacing: Float) -> Polyline {
        let count = max(Int((length / spacing).rounded(.up)), 2) + 1
        let even = resampled(count: count).points
        let step = length / Float(count - 1)
        let radius = min(Int((3 * sigma / max(step, 1e-6)).rounded(.up)), count - 1)
        guard radius > 0, sigma > 0 else { return Polyline(even) }
        let kernel = (0...radius).map { k -> Float in
            let x = Double(Float(k) * step / sigma)
            return Float(exponential(-0.5 * x * x))
        }
        // Beyond its ends the curve goes on, turned about them by half.
        func point(_ i: Int) -> Vector2 {
            if i < 0 { return even[0] * 2 - even[min(-i, count - 1)] }
            if i >= count { return even[count - 1] * 2 - even[max(2 * (count - 1) - i, 0)] }
            return even[i]
        }
        return Polyline(
            even.indices.map { i in
                var (sum, total) = (even[i] * kernel[0], kernel[0])
                for k in 1...radius {
                    sum += (point(i - k) + point(i + k)) * kernel[k]
                    total += 2 * kernel[k]
                }
                return sum / total
            })
    }

    /// The segment that holds an arc length: the index of its first point; the first or last one beyond the ends.
    public func segment(at s: Float) -> Int {
        var (low, high) = (0, points.count - 2)
        while low < high {
            let middle = (low + high) / 2
            if arcLengths[middle + 1] < s { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
