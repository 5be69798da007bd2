import Foundation
import Geometry

/// A separable Blackman–Harris filter, applied by drawing sample offsets from it (Ernst, Stamminger, Greiner 2006).
struct PixelFilter: Sendable {
    /// Half width, pixels.
    static let radius: Float = 1.5
    private let inverse: [Float]

    init() {
        let steps = 4096
        var cumulative = [Double](repeating: 0, count: steps + 1)
        for i in 0..<steps {
            let t = (Double(i) + 0.5) / Double(steps)
            let w =
                0.35875 - 0.48829 * cos(2 * .pi * t) + 0.14128 * cos(4 * .pi * t) - 0.01168 * cos(6 * .pi * t)
            cumulative[i + 1] = cumulative[i] + w
        }
        let total = cumulative[steps]
        var j = 0
        inverse = (0...1024).map { k in
            let target = total * Double(k) / 1024
            while j < steps - 1, cumulative[j + 1] < target { j += 1 }
            let span = cumulative[j + 1] - cumulative[j]
            let t = (Double(j) + (span > 0 ? (target - cumulative[j]) / span : 0)) / Double(steps)
            return Float(2 * t - 1) * PixelFilter.radius
        }
    }

    /// Offset from the pixel's centre, distributed like the filter.
    func offset(_ u: Vector2) -> Vector2 {
        inverse.withUnsafeBufferPointer { table in
            func at(_ u: Float) -> Float {
                let x = u * 1024
                let i = min(Int(x), 1023)
                return mix(table[i], table[i + 1], x - Float(i))
            }
            return Vector2(at(u.x), at(u.y))
        }
    }
}
