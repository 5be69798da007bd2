public import Imaging
internal import Rendering

/// What became of the product's pixels, measured in the written picture.
public struct ProductIntegrity: Sendable {
    /// CIEDE2000 over pixels that the product covers wholly: mean and 99th percentile.
    public var meanColourDifference, p99ColourDifference: Double
    /// Gradient energy of the product in the picture over that of the source at the same scale.
    public var detailRetained: Double

    /// Compares a written picture with the source, resampled to the picture's scale.
    ///
    /// - Parameter written: the decoded file; a picture that was enlarged is brought back to its rendered size first.
    public init(written: ImageBuffer<DisplayLinear>, image: OnModelImage) {
        let (w, h) = (image.coverage.width, image.coverage.height)
        let picture = written.width == w && written.height == h ? written : written.resized(toWidth: w, height: h)
        let layer = image.layer
        var differences: [Float] = []
        var (energy, sourceEnergy): (Double, Double) = (0, 0)
        for y in 1..<max(layer.window.height - 1, 1) {
            for x in 1..<max(layer.window.width - 1, 1) {
                let (px, py) = (x + layer.window.x, y + layer.window.y)
                guard image.coverage.value(px, py) > 0.99 else { continue }
                let (source, seen) = (layer.colour.rgb(x, y), picture.rgb(px, py))
                // What the photo holds beyond white no file can hold.
                let shown = source.clamped(lowerBound: .zero, upperBound: .one)
                differences.append(CIELab.ciede2000(CIELab.lab(fromLinear: shown), CIELab.lab(fromLinear: seen)))
                guard image.coverage.value(px + 1, py) > 0.99, image.coverage.value(px, py + 1) > 0.99 else { continue }
                func squaredGradient(_ here: SIMD3<Float>, _ right: SIMD3<Float>, _ below: SIMD3<Float>) -> Double {
                    let (a, b) = (luminance(right) - luminance(here), luminance(below) - luminance(here))
                    return Double(a * a + b * b)
                }
                func clipped(_ c: SIMD3<Float>) -> SIMD3<Float> { c.clamped(lowerBound: .zero, upperBound: .one) }
                energy += squaredGradient(seen, picture.rgb(px + 1, py), picture.rgb(px, py + 1))
                sourceEnergy += squaredGradient(
                    shown, clipped(layer.colour.rgb(x + 1, y)), clipped(layer.colour.rgb(x, y + 1)))
            }
        }
        differences.sort()
        let count = differences.count
        meanColourDifference = count > 0 ? differences.reduce(0.0) { $0 + Double($1) } / Double(count) : .nan
        p99ColourDifference = count > 0 ? Double(differences[min(count - 1, count * 99 / 100)]) : .nan
        detailRetained = sourceEnergy > 0 ? energy / sourceEnergy : .nan
    }
}
