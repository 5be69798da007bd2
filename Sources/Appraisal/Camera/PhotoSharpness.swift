internal import Foundation
internal import Geometry
public import Imaging

/// How a photo draws an edge: how far lens, sensor and processing spread it, and how far sharpening throws it over.
///
/// Measured on the piece's own edges. An edge is told as a step through a Gaussian of deviation σ, to which a camera's
/// or an editor's unsharp mask has added `amount` times its difference from itself through a Gaussian of deviation
/// `radius`, in encoded values: E(x) = Φ(x/σ) + amount · (Φ(x/σ) − Φ(x/√(σ² + radius²))).
///
/// Real edges are round, reflect and shade: they only add to the spread, so the sharpest edges tell it. The halo is told
/// by the piece's outline, on the side that is not piece: metal has dark and bright lines along its rims. Where bright
/// and dark surroundings both tell, the lesser halo counts, since pieces throw shadows (the slanted-edge method of ISO
/// 12233, on the edges that there are).
public struct PhotoSharpness: Sendable, Codable, Hashable {
    /// Standard deviation of the spread, photo pixels, what sharpening did left aside.
    public var spread: Float
    /// Strength of the sharpening, 0 for none, and its radius in photo pixels.
    public var amount, radius: Float
    /// Spread of the edges around the piece, photo pixels; nil where its surroundings have none.
    public var backgroundSpread: Float?

    public init(spread: Float, amount: Float = 0, radius: Float = 1, backgroundSpread: Float? = nil) {
        (self.spread, self.amount, self.radius) = (spread, amount, radius)
        self.backgroundSpread = backgroundSpread
    }

    /// The sharpness of a photo at its piece; nil where the piece has too few clear edges.
    public init?(photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>) {
        guard let box = alpha.bounds(above: 0.5) else { return nil }
        // A rim of the surroundings, where the outline's profiles end.
        let near = Self.window(box, margin: 40, of: photo)
        var atPiece = LightnessWindow(photo, near) { x, y in alpha.value(x, y) > 0.02 }
        atPiece.growMask(by: 2)
        guard let edge = Self.measure(atPiece) else { return nil }
        self.init(spread: edge.spread, amount: edge.amount, radius: edge.radius)
        let wide = Self.window(box, margin: max(box.width, box.height) / 2, of: photo)
        var around = LightnessWindow(photo, wide) { x, y in alpha.value(x, y) > 0.02 }
        around.growMask(by: 12)
        around.invertMask()
        backgroundSpread = Self.measure(around)?.spread
    }

    /// Height of the halo as a share of a step's.
    public var overshoot: Float {
        guard amount > 0 else { return 0 }
        return stride(from: Float(0), through: 8, by: 0.1).reduce(0) { max($0, edge(at: $1 * spread) - 1) }
    }

    /// The value across a step from 0 to 1, `x` photo pixels from its middle.
    public func edge(at x: Float) -> Float {
        let sharp = normalIntegral(x / spread)
        return sharp + amount * (sharp - normalIntegral(x / (spread * spread + radius * radius).squareRoot()))
    }

    /// The frequency that keeps half of its contrast, cycles a photo pixel; at most one half, which is all that pixels
    /// can hold.
    public var halfContrastFrequency: Float {
        func contrast(_ f: Float) -> Float {
            func gaussian(_ s: Float) -> Float { exp(-2 * .pi * .pi * s * s * f * f) }
            return gaussian(spread) * (1 + amount * (1 - gaussian(radius)))
        }
        var f: Float = 0.5
        while f > 0.005, contrast(f) < 0.5 { f -= 0.005 }
        return f
    }

    // MARK: - Measuring

    private static func window(
        _ box: Region, margin: Int, of photo: ImageBuffer<DisplayLinear>
    ) -> LightnessWindow.Frame {
        let (x, y) = (max(box.x - margin, 0), max(box.y - margin, 0))
        return LightnessWindow.Frame(
            x: x, y: y, width: min(box.x + box.width + margin, photo.width) - x,
            height: min(box.y + box.height + margin, photo.height) - y)
    }

    /// Edges are looked at where they are a pixel or so wide: on a reduced window where they are wider, which also
    /// takes off noise.
    static func measure(_ window: LightnessWindow) -> EdgeModel? {
        var (window, scale, found) = (window, Float(1), EdgeModel?.none)
        for _ in 0..<3 {
            guard let edges = EdgeSet(window) else { return found }
            var model = edges.model()
            // A pixel of the reduced window is a mean of several, which spreads too.
            let mean = (scale * scale - 1) / 12
            model.spread = max(scale * scale * model.spread * model.spread - mean, 0.04).squareRoot()
            model.radius *= scale
            found = model
            guard edges.typicalSpread > 1.25, min(window.width, window.height) > 80 else { break }
            window = window.halved()
            scale *= 2
        }
        return found
    }
}

/// A step through a Gaussian, sharpened.
struct EdgeModel: Hashable {
    var spread, amount, radius: Float
}

/// The share of a normal distribution below `x`.
func normalIntegral(_ x: Float) -> Float { 0.5 * (1 + erf(x * 0.707_106_77)) }

/// sRGB-encoded lightness of a part of a photo, and which of its pixels count.
struct LightnessWindow {
    struct Frame { var x, y, width, height: Int }

    private(set) var lightness: ImageBuffer<Scalar>
    private(set) var counts: [Bool]
    /// What is none of the piece.
    private var free: [Bool]
    var width: Int { lightness.width }
    var height: Int { lightness.height }

    init(_ photo: ImageBuffer<DisplayLinear>, _ frame: Frame, counts: (Int, Int) -> Bool) {
        lightness = ImageBuffer(width: max(frame.width, 0), height: max(frame.height, 0))
        self.counts = [Bool](repeating: false, count: lightness.pixels.count)
        free = self.counts
        for y in 0..<lightness.height {
            for x in 0..<lightness.width {
                let i = y * lightness.width + x
                let light = Imaging.luminance(photo.rgb(x + frame.x, y + frame.y))
                lightness.pixels[i] = SRGB.encoded(fromLinear: min(max(light, 0), 1))
                self.counts[i] = counts(x + frame.x, y + frame.y)
                free[i] = !self.counts[i]
            }
        }
    }

    func isFree(at p: Vector2) -> Bool {
        let (x, y) = (Int(p.x), Int(p.y))
        return x >= 0 && y >= 0 && x < width && y < height && free[y * width + x]
    }

    mutating func growMask(by radius: Float) {
        guard width > 0, height > 0 else { return }
        let mask = ImageBuffer<Coverage>(width: width, height: height, pixels: counts.map { $0 ? 1 : 0 })
        counts = mask.dilated(by: radius).pixels.map { $0 > 0.5 }
    }

    mutating func invertMask() { counts = counts.map { !$0 } }

    /// The same at half the size: means of four, counted where most of them are.
    func halved() -> LightnessWindow {
        var half = self
        let (w, h) = (width / 2, height / 2)
        half.lightness = ImageBuffer(width: w, height: h)
        half.counts = [Bool](repeating: false, count: w * h)
        half.free = half.counts
        for y in 0..<h {
            for x in 0..<w {
                let i = 2 * y * width + 2 * x
                let four = [i, i + 1, i + width, i + width + 1]
                half.lightness.pixels[y * w + x] = four.reduce(0) { $0 + lightness.pixels[$1] } / 4
                half.counts[y * w + x] = four.count { counts[$0] } >= 2
                half.free[y * w + x] = four.allSatisfy { free[$0] }
            }
        }
        return half
    }
}
