import Imaging

extension ImageBuffer where Meaning == DisplayLinear {
    /// Colours carried outward from where the piece covers its pixels, so that resampling never bleeds.
    ///
    /// Pixels of little coverage take the mean of their surroundings weighted by coverage, over windows that grow
    /// until something is in them (a pyramid of means, pulled up and pushed down: Gortler et al. 1996).
    func extended(beyond alpha: ImageBuffer<Coverage>) -> ImageBuffer {
        let weights = alpha.pixels.map { $0 * $0 }
        let (filled, _) = Self.pulled(pixels, weights, width, height)
        var out = self
        for i in alpha.pixels.indices {
            // Sure of the pixel's own colour from a third of coverage on.
            let own = min(max((alpha.pixels[i] - 0.06) / 0.3, 0), 1)
            for c in 0..<3 {
                let k = 3 * i + c
                out.pixels[k] = min(max(pixels[k], 0), 1) * own + filled[k] * (1 - own)
            }
        }
        return out
    }

    private static func pulled(_ p: [Float], _ w: [Float], _ width: Int, _ height: Int) -> ([Float], [Float]) {
        guard width > 1 || height > 1 else { return (p.map { min(max($0, 0), 1) }, w) }
        let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
        var small = [Float](repeating: 0, count: 3 * halfWidth * halfHeight)
        var weight = [Float](repeating: 0, count: halfWidth * halfHeight)
        for y in 0..<height {
            for x in 0..<width {
                let (i, j) = (y * width + x, y / 2 * halfWidth + x / 2)
                weight[j] += w[i]
                for c in 0..<3 { small[3 * j + c] += min(max(p[3 * i + c], 0), 1) * w[i] }
            }
        }
        for j in weight.indices where weight[j] > 0 {
            for c in 0..<3 { small[3 * j + c] /= weight[j] }
            weight[j] = min(weight[j], 1)
        }
        let (coarse, _) = pulled(small, weight, halfWidth, halfHeight)
        var out = p
        for y in 0..<height {
            // Linear between the coarse pixels' middles, so that no blocks show.
            let v = min(max((Float(y) + 0.5) / 2 - 0.5, 0), Float(halfHeight - 1))
            let (y0, fy) = (Int(v), v - Float(Int(v)))
            let y1 = min(y0 + 1, halfHeight - 1)
            for x in 0..<width {
                let u = min(max((Float(x) + 0.5) / 2 - 0.5, 0), Float(halfWidth - 1))
                let (x0, fx) = (Int(u), u - Float(Int(u)))
                let x1 = min(x0 + 1, halfWidth - 1)
                let i = y * width + x
                let own = min(w[i], 1)
                for c in 0..<3 {
                    let top =
                        coarse[3 * (y0 * halfWidth + x0) + c] * (1 - fx) + coarse[3 * (y0 * halfWidth + x1) + c] * fx
                    let low =
                        coarse[3 * (y1 * halfWidth + x0) + c] * (1 - fx) + coarse[3 * (y1 * halfWidth + x1) + c] * fx
                    out[3 * i + c] = min(max(p[3 * i + c], 0), 1) * own + (top * (1 - fy) + low * fy) * (1 - own)
                }
            }
        }
        return (out, w)
    }
}
