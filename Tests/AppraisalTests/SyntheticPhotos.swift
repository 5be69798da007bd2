import Geometry
import Imaging

/// Small photographs drawn in code, with the matte they were made from.
struct SyntheticPhoto {
    var image: ImageBuffer<DisplayLinear>
    var matte: ImageBuffer<Coverage>

    static let gold = SIMD3<Float>(0.62, 0.38, 0.10)
    static let silver = SIMD3<Float>(0.55, 0.55, 0.56)
    static let copper = SIMD3<Float>(0.52, 0.22, 0.13)

    /// A grey bust that darkens downward and to the right, before a darker backdrop, with sensor noise.
    static func bust(width: Int, height: Int, level: Float = 0.35, seed: UInt64 = 3) -> SyntheticPhoto {
        var random = PCG32(seed: seed)
        var photo = SyntheticPhoto(
            image: ImageBuffer(width: width, height: height), matte: ImageBuffer(width: width, height: height))
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = (Float(x) / Float(width), Float(y) / Float(height))
                let isBust = abs(u - 0.5) < 0.3 + 0.12 * v
                let base = isBust ? level * (1.15 - 0.35 * v - 0.25 * u) : level * 0.25
                for c in 0..<3 {
                    let noise = (random.nextFloat() + random.nextFloat() - 1) * 0.012
                    photo.image.pixels[photo.image.index(x, y) + c] = max(0, base * (1 + noise))
                }
            }
        }
        return photo
    }

    /// Beads along a U, each shaded, with antialiased edges; all of one colour.
    mutating func hangChain(colour: SIMD3<Float>, radius: Float, pitch: Float) {
        let (w, h) = (Float(image.width), Float(image.height))
        var last = Vector2(-100, -100)
        for k in 0...4000 {
            let t = Float(k) / 2000 - 1
            let p = Vector2(w * (0.5 + 0.24 * t), h * (0.78 - 0.66 * t * t))
            guard (p - last).length >= pitch else { continue }
            last = p
            disc(at: p, radius: radius, colour: colour)
        }
    }

    mutating func disc(at centre: Vector2, radius: Float, colour: SIMD3<Float>) {
        let r = Int(radius + 2)
        for y in max(0, Int(centre.y) - r)...min(image.height - 1, Int(centre.y) + r) {
            for x in max(0, Int(centre.x) - r)...min(image.width - 1, Int(centre.x) + r) {
                let d = (Vector2(Float(x), Float(y)) - centre).length
                let a = min(max(radius - d + 0.5, 0), 1)
                guard a > 0 else { continue }
                let shade = 1.15 - 0.5 * d / radius
                let i = image.index(x, y)
                for c in 0..<3 { image.pixels[i + c] = image.pixels[i + c] * (1 - a) + colour[c] * shade * a }
                let j = y * image.width + x
                matte.pixels[j] = matte.pixels[j] * (1 - a) + a
            }
        }
    }

    /// Mean absolute error of an alpha over the piece and its surroundings, by the piece's area.
    func error(of alpha: ImageBuffer<Coverage>) -> Float {
        var (sum, area) = (Float(0), Float(0))
        for i in matte.pixels.indices {
            sum += abs(alpha.pixels[i] - matte.pixels[i])
            area += matte.pixels[i]
        }
        return sum / max(area, 1)
    }
}
