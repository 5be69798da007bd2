// Values between pixels.
//
// Types: any buffer of up to four channels, channels taken as they are (colour with straight alpha should be multiplied
// first). Positions: pixels, x right, y down, centres at .5. Edges: repeated or clear, as asked.
public import Geometry

/// What lies outside an image.
public enum EdgeRule: Sendable {
    /// The outermost pixels go on for ever.
    case repeated
    /// Nothing: zero in every channel.
    case clear
}

/// A borrowed image to take values from in a hot loop; see ``ImageBuffer/withSampler(_:)``.
public struct ImageSampler {
    public let width, height, channels: Int
    @usableFromInline let pixels: UnsafePointer<Float>

    /// One pixel; channels that the image lacks are zero.
    @inlinable @inline(__always) func pixel(_ x: Int, _ y: Int, _ edge: EdgeRule) -> SIMD4<Float> {
        if edge == .clear && (x < 0 || y < 0 || x >= width || y >= height) { return .zero }
        let p = pixels + (min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)) * channels
        switch channels {
        case 1: return SIMD4(p[0], 0, 0, 0)
        case 2: return SIMD4(p[0], p[1], 0, 0)
        case 3: return SIMD4(p[0], p[1], p[2], 0)
        default: return SIMD4(p[0], p[1], p[2], p[3])
        }
    }

    /// Linear interpolation of the four pixels around a position.
    public func bilinear(_ p: Vector2, edge: EdgeRule = .repeated) -> SIMD4<Float> {
        guard let (x, y, u, v) = cell(p) else { return .zero }
        let top = pixel(x, y, edge) * (1 - u) + pixel(x + 1, y, edge) * u
        let bottom = pixel(x, y + 1, edge) * (1 - u) + pixel(x + 1, y + 1, edge) * u
        return top * (1 - v) + bottom * v
    }

    /// Catmull–Rom interpolation of sixteen pixels: sharp, may overshoot beside steps.
    public func bicubic(_ p: Vector2, edge: EdgeRule = .repeated) -> SIMD4<Float> {
        guard let (x, y, u, v) = cell(p) else { return .zero }
        let (wx, wy) = (Self.catmullRom(u), Self.catmullRom(v))
        var sum = SIMD4<Float>.zero
        for j in 0..<4 {
            var row = pixel(x - 1, y + j - 1, edge) * wx[0]
            row += pixel(x, y + j - 1, edge) * wx[1]
            row += pixel(x + 1, y + j - 1, edge) * wx[2]
            row += pixel(x + 2, y + j - 1, edge) * wx[3]
            sum += row * wy[j]
        }
        return sum
    }

    /// The pixel whose centre is up and left of a position, and the way to the next; nil where the position is no
    /// number or absurdly far.
    private func cell(_ p: Vector2) -> (x: Int, y: Int, u: Float, v: Float)? {
        guard abs(p.x) < 1e7, abs(p.y) < 1e7 else { return nil }
        let (fx, fy) = ((p.x - 0.5).rounded(.down), (p.y - 0.5).rounded(.down))
        return (Int(fx), Int(fy), p.x - 0.5 - fx, p.y - 0.5 - fy)
    }

    private static func catmullRom(_ t: Float) -> SIMD4<Float> {
        let (t2, t3) = (t * t, t * t * t)
        return SIMD4(-t3 + 2 * t2 - t, 3 * t3 - 5 * t2 + 2, -3 * t3 + 4 * t2 + t, t3 - t2) * 0.5
    }
}

extension ImageBuffer {
    /// Lends the pixels for sampling; the image must have some.
    public func withSampler<R>(_ body: (ImageSampler) throws -> R) rethrows -> R {
        precondition(width > 0 && height > 0, "only images with pixels can be sampled")
        return try pixels.withUnsafeBufferPointer {
            try body(
                ImageSampler(width: width, height: height, channels: Meaning.channels, pixels: $0.baseAddress!))
        }
    }

    /// See ``ImageSampler/bilinear(_:edge:)``; for many positions use ``withSampler(_:)``.
    public func sampledBilinear(at p: Vector2, edge: EdgeRule = .repeated) -> SIMD4<Float> {
        withSampler { $0.bilinear(p, edge: edge) }
    }

    /// See ``ImageSampler/bicubic(_:edge:)``; for many positions use ``withSampler(_:)``.
    public func sampledBicubic(at p: Vector2, edge: EdgeRule = .repeated) -> SIMD4<Float> {
        withSampler { $0.bicubic(p, edge: edge) }
    }
}
