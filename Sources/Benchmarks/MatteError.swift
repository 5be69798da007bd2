public import Imaging

/// How far a cutout's coverage lies from the true matte, by the usual measures of matting (Rhemann et al. 2009).
public struct MatteError: Sendable, Codable, Hashable {
    /// Sum of absolute differences, in thousands of pixels.
    public var sumOfAbsoluteDifferences: Double
    /// Mean squared difference over the pixels that either matte touches, times 1000.
    public var meanSquaredError: Double
    /// Sum of squared differences of the gradients' magnitudes (Gaussian, σ = 1.4 pixels), in thousands.
    public var gradient: Double
    /// Area that both cover by more than half, over the area that either does; 1 is perfect.
    public var intersectionOverUnion: Double

    /// - Precondition: both have the same size.
    public init(of matte: ImageBuffer<Coverage>, against truth: ImageBuffer<Coverage>) {
        precondition(matte.width == truth.width && matte.height == truth.height, "mattes of one photo have one size")
        var (absolute, squared, touched) = (0.0, 0.0, 0)
        var (both, either) = (0, 0)
        for i in truth.pixels.indices {
            let (a, b) = (matte.pixels[i], truth.pixels[i])
            let d = Double(a - b)
            absolute += abs(d)
            if a > 0.01 || b > 0.01 {
                squared += d * d
                touched += 1
            }
            if a > 0.5 || b > 0.5 { either += 1 }
            if a > 0.5 && b > 0.5 { both += 1 }
        }
        sumOfAbsoluteDifferences = absolute / 1000
        meanSquaredError = touched > 0 ? 1000 * squared / Double(touched) : 0
        intersectionOverUnion = either > 0 ? Double(both) / Double(either) : 1
        let (g, h) = (Self.gradientMagnitude(matte), Self.gradientMagnitude(truth))
        gradient = zip(g, h).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / 1000
    }

    private static func gradientMagnitude(_ matte: ImageBuffer<Coverage>) -> [Float] {
        let smooth = matte.blurred(sigma: 1.4)
        var result = [Float](repeating: 0, count: smooth.pixels.count)
        for y in 1..<max(smooth.height - 1, 1) {
            for x in 1..<max(smooth.width - 1, 1) {
                let dx = (smooth.value(x + 1, y) - smooth.value(x - 1, y)) / 2
                let dy = (smooth.value(x, y + 1) - smooth.value(x, y - 1)) / 2
                result[y * smooth.width + x] = (dx * dx + dy * dy).squareRoot()
            }
        }
        return result
    }
}
