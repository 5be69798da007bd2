internal import Foundation

/// A soft segmentation: every pixel is pulled to its own opinion and to its like-coloured neighbours.
///
/// Minimises Σ cᵢ (xᵢ − tᵢ)² + Σ wᵢⱼ (xᵢ − xⱼ)², a random walker with priors (Grady 2005), by over-relaxed
/// Gauss–Seidel sweeps. Unlike a minimum cut it does not shorten thin chains.
struct CutoutSolver {
    /// Opinions 0…1.
    var target: [Float]
    /// Their weights.
    var confidence: [Float]
    var width: Int
    var height: Int

    /// - Parameters:
    ///   - colours: What decides how like two neighbours are.
    ///   - spread: Colour difference at which neighbours hardly pull on each other.
    ///   - pull: Weight of a like neighbour.
    func solve(colours: [SIMD3<Float>], spread: Float, pull: Float, sweeps: Int) -> [Float] {
        let (w, h) = (width, height)
        var right = [Float](repeating: 0, count: w * h)
        var down = right
        let s = 1 / (2 * spread * spread)
        colours.withUnsafeBufferPointer { c in
            for y in 0..<h {
                for x in 0..<w {
                    let i = y * w + x
                    if x + 1 < w {
                        let d = c[i + 1] - c[i]
                        right[i] = pull * (expf(-(d * d).sum() * s) + 0.003)
                    }
                    if y + 1 < h {
                        let d = c[i + w] - c[i]
                        down[i] = pull * (expf(-(d * d).sum() * s) + 0.003)
                    }
                }
            }
        }
        var x = target
        x.withUnsafeMutableBufferPointer { v in
            right.withUnsafeBufferPointer { r in
                down.withUnsafeBufferPointer { d in
                    target.withUnsafeBufferPointer { t in
                        confidence.withUnsafeBufferPointer { c in
                            for sweep in 0..<sweeps {
                                let relax: Float = sweep == 0 ? 1 : 1.6
                                for i in 0..<w * h {
                                    var (sum, weight) = (c[i] * t[i], c[i])
                                    let px = i % w
                                    if px > 0 {
                                        sum += r[i - 1] * v[i - 1]
                                        weight += r[i - 1]
                                    }
                                    if px + 1 < w {
                                        sum += r[i] * v[i + 1]
                                        weight += r[i]
                                    }
                                    if i >= w {
                                        sum += d[i - w] * v[i - w]
                                        weight += d[i - w]
                                    }
                                    if i + w < w * h {
                                        sum += d[i] * v[i + w]
                                        weight += d[i]
                                    }
                                    guard weight > 0 else { continue }
                                    v[i] = min(max(v[i] + relax * (sum / weight - v[i]), 0), 1)
                                }
                            }
                        }
                    }
                }
            }
        }
        return x
    }
}
