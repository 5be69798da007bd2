internal import Foundation
internal import Geometry
public import Imaging

/// How much a photo's even parts vary from pixel to pixel: sensor noise as noise reduction and compression left it.
///
/// Measured beside the piece, at the photo's own scale and reduced by two, four and eight, since a picture shows it
/// reduced.
public struct PhotoGrain: Sendable, Codable, Hashable {
    /// Standard deviation of the sRGB-encoded lightness (0…1), at each octave.
    public var lightness: [Float]
    /// The same of the encoded red and blue against green.
    public var colour: [Float]

    public init(lightness: [Float], colour: [Float]) {
        precondition(lightness.count == colour.count && !lightness.isEmpty, "one of each an octave")
        (self.lightness, self.colour) = (lightness, colour)
    }

    static let octaves = 4

    /// The grain of a photo beside its piece; nil where no part of it is even.
    ///
    /// A tile's plane is taken off, so that shading does not count; of all tiles the evenest sixth tells, since cloth,
    /// wood and print only add to it (the idea of Liu, Freeman, Szeliski and Kang 2006: noise is the lower envelope).
    public init?(photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>) {
        var (lightness, colour): ([Float], [Float]) = ([], [])
        for octave in 0..<Self.octaves {
            let variances = Self.variances(photo, alpha, step: 1 << octave)
            guard variances.count >= 24 else { break }
            func envelope(_ values: [Float]) -> Float {
                // A sixth from below, the variance of 64 values less a plane is 0.83 of its mean (χ² of 61).
                (values.sorted()[values.count / 6] / 0.83).squareRoot()
            }
            // Noise never grows when it is averaged: what does is the display's own texture.
            lightness.append(min(envelope(variances.map(\.x)), lightness.last ?? .infinity))
            colour.append(min(envelope(variances.map(\.y)), colour.last ?? .infinity))
        }
        guard !lightness.isEmpty else { return nil }
        self.init(lightness: lightness, colour: colour)
    }

    /// Standard deviations where a picture's pixel covers so many of the photo's, along one side.
    public func deviation(at minification: Float) -> (lightness: Float, colour: Float) {
        let last = Float(lightness.count - 1)
        let octave = min(max(log2(max(minification, 1)), 0), last)
        let k = min(Int(octave), max(lightness.count - 2, 0))
        func at(_ values: [Float]) -> Float {
            values.count > 1 ? mix(values[k], values[k + 1], octave - Float(k)) : values[0]
        }
        return (at(lightness), at(colour))
    }

    /// Variance of lightness and of colour of each tile of 8 × 8 reduced pixels clear of the piece, of blown and of
    /// black parts.
    private static func variances(
        _ photo: ImageBuffer<DisplayLinear>, _ alpha: ImageBuffer<Coverage>, step: Int
    ) -> [Vector2] {
        let side = 8 * step
        let (columns, rows) = (photo.width / side, photo.height / side)
        // Some hundreds of tiles are plenty, and 12 MP hold a hundred thousand.
        let skip = max(Int((Float(columns * rows) / 900).squareRoot()), 1)
        var found: [Vector2] = []
        for row in stride(from: 0, to: rows, by: skip) {
            for column in stride(from: 0, to: columns, by: skip) {
                if let v = variance(photo, alpha, x: column * side, y: row * side, step: step) { found.append(v) }
            }
        }
        return found
    }

    private static func variance(
        _ photo: ImageBuffer<DisplayLinear>, _ alpha: ImageBuffer<Coverage>, x: Int, y: Int, step: Int
    ) -> Vector2? {
        let side = 8 * step
        for v in stride(from: y, to: y + side, by: max(step, 2)) {
            for u in stride(from: x, to: x + side, by: max(step, 2)) where alpha.value(u, v) > 0.01 { return nil }
        }
        var lightness = [Float](repeating: 0, count: 64)
        var (red, blue) = (lightness, lightness)
        for j in 0..<8 {
            for i in 0..<8 {
                var sum = SIMD3<Float>.zero
                for v in 0..<step {
                    for u in 0..<step { sum += photo.rgb(x + i * step + u, y + j * step + v) }
                }
                let c = SRGB.encoded(fromLinear: sum / Float(step * step))
                let l = luminance(c)
                guard (0.08...0.94).contains(l) else { return nil }
                lightness[8 * j + i] = l
                red[8 * j + i] = c.x - c.y
                blue[8 * j + i] = c.z - c.y
            }
        }
        return Vector2(aboutPlane(lightness), (aboutPlane(red) + aboutPlane(blue)) / 2)
    }

    /// Mean squared distance of 8 × 8 values from the plane through them.
    private static func aboutPlane(_ values: [Float]) -> Float {
        var (sum, slopeX, slopeY): (Float, Float, Float) = (0, 0, 0)
        for k in 0..<64 {
            let (u, v) = (Float(k % 8) - 3.5, Float(k / 8) - 3.5)
            (sum, slopeX, slopeY) = (sum + values[k], slopeX + values[k] * u, slopeY + values[k] * v)
        }
        // Σ u² over the tile is 8 · 42.
        let (mean, a, b) = (sum / 64, slopeX / 336, slopeY / 336)
        var rest: Float = 0
        for k in 0..<64 {
            let d = values[k] - mean - a * (Float(k % 8) - 3.5) - b * (Float(k / 8) - 3.5)
            rest += d * d
        }
        return rest / 61
    }
}
