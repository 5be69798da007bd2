internal import Foundation
internal import Geometry
internal import Imaging

/// On which flank of rounded strands and beads the light lies: each is a small light probe.
///
/// Across something round of half width R, a pixel at distance d from the outline faces away from the camera by
/// 1 − d/R, toward the outline. Brightness relative to the strand's own is fitted linearly to that tilt. The sum over
/// all flanks tells the side even where each strand shows only what is square to it.
struct GlintReading {
    /// Toward the light; its certainty says how well the tilt explains brightness everywhere on the piece.
    let reading: LightReading

    /// Half widths that are taken for round, pixels of the reduced piece.
    private static let round: ClosedRange<Float> = 1.8...14

    init(photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>) {
        reading = Self.read(photo, alpha) ?? .none
    }

    private static func read(_ photo: ImageBuffer<DisplayLinear>, _ alpha: ImageBuffer<Coverage>) -> LightReading? {
        guard let (light, cover) = reduced(photo, alpha) else { return nil }
        let (w, h) = (cover.width, cover.height)
        let depth = cover.distanceToOutside()
        let (gx, gy) = depth.sobelGradient()
        let half = depth.greatest(within: Int(round.upperBound))
        var (inside, bright) = (ImageBuffer<Scalar>(width: w, height: h), ImageBuffer<Scalar>(width: w, height: h))
        for i in cover.pixels.indices where cover.pixels[i] > 0.9 {
            inside.pixels[i] = 1
            bright.pixels[i] = light.pixels[i]
        }
        // The strand's own brightness thereabouts.
        let (count, sum) = (inside.boxMean(radius: 8), bright.boxMean(radius: 8))
        var fit = TiltFit()
        for y in 0..<h {
            for x in 0..<w {
                let i = y * w + x
                guard inside.pixels[i] > 0, round.contains(half.pixels[i]), count.pixels[i] > 0.02 else { continue }
                let mean = sum.pixels[i] / count.pixels[i]
                guard mean > 0.003 else { continue }
                let slope = Vector2(gx.pixels[i], gy.pixels[i])
                let tilt = -slope.normalized * max(0, 1 - (depth.pixels[i] - 0.5) / half.pixels[i])
                let part = min(2, 3 * x / w) + 3 * min(2, 3 * y / h)
                fit.add(tilt: tilt, brightness: min(light.pixels[i] / mean - 1, 3), part: part)
            }
        }
        return fit.reading
    }

    /// Luminance and coverage of the piece, its longer side at most 480 pixels.
    private static func reduced(
        _ photo: ImageBuffer<DisplayLinear>, _ alpha: ImageBuffer<Coverage>
    ) -> (ImageBuffer<Scalar>, ImageBuffer<Coverage>)? {
        let step = max(1, max(alpha.width, alpha.height) / 800)
        var box = PixelRectangle(x0: alpha.width, y0: alpha.height, x1: 0, y1: 0)
        for y in stride(from: 0, to: alpha.height, by: step) {
            for x in stride(from: 0, to: alpha.width, by: step) where alpha.pixels[y * alpha.width + x] > 0.5 {
                box = PixelRectangle(
                    x0: min(box.x0, x), y0: min(box.y0, y), x1: max(box.x1, x + 1), y1: max(box.y1, y + 1))
            }
        }
        guard box.x1 - box.x0 > 8, box.y1 - box.y0 > 8 else { return nil }
        let whole = box.grown(by: 4 * step, within: alpha.width, alpha.height)
        let scale = min(1, 480 / Float(max(whole.width, whole.height)))
        let (w, h) = (max(8, Int(Float(whole.width) * scale)), max(8, Int(Float(whole.height) * scale)))
        return (photo.sampled(whole, to: w, h).luminance(), alpha.sampled(whole, to: w, h))
    }

    /// Least squares of brightness on tilt, over the whole piece and over its ninths.
    private struct TiltFit {
        private struct Sums {
            var (n, xx, xy, yy, xv, yv): (Float, Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0, 0)

            mutating func add(_ t: Vector2, _ v: Float) {
                n += 1
                xx += t.x * t.x
                xy += t.x * t.y
                yy += t.y * t.y
                xv += t.x * v
                yv += t.y * v
            }

            /// Slope, kept small where the tilts go one way only.
            var slope: Vector2 {
                let ridge = 0.02 * n
                let (a, c) = (xx + ridge, yy + ridge)
                let det = a * c - xy * xy
                return det > 0 ? Vector2(xv * c - yv * xy, yv * a - xv * xy) / det : .zero
            }
        }

        private var whole = Sums()
        private var parts = [Sums](repeating: Sums(), count: 9)

        mutating func add(tilt: Vector2, brightness: Float, part: Int) {
            whole.add(tilt, brightness)
            parts[part].add(tilt, brightness)
        }

        /// Light that comes from one side does so on every part of the piece.
        var reading: LightReading? {
            guard whole.n > 120 else { return nil }
            let slope = whole.slope
            var (together, apart): (Vector2, Float) = (.zero, 0)
            for part in parts where part.n > 20 {
                together += part.slope * part.n
                apart += part.slope.length * part.n
            }
            let agreement = apart > 0 ? together.length / apart : 0
            return LightReading(
                direction: slope.normalized * min(1, slope.length),
                certainty: agreement * min(1, slope.length * 3) * min(1, whole.n / 600))
        }
    }
}

extension ImageBuffer where Meaning == Scalar {
    /// The greatest value in a square of `2 · radius + 1` pixels, along rows, then along columns.
    fileprivate func greatest(within radius: Int) -> ImageBuffer<Scalar> {
        func pass(_ p: [Float], _ step: Int, _ length: Int, _ lines: Int, _ lineStep: Int) -> [Float] {
            var out = p
            for l in 0..<lines {
                for k in 0..<length {
                    var most = p[l * lineStep + k * step]
                    for j in max(0, k - radius)...min(length - 1, k + radius) {
                        most = max(most, p[l * lineStep + j * step])
                    }
                    out[l * lineStep + k * step] = most
                }
            }
            return out
        }
        let rows = pass(pixels, 1, width, height, width)
        return ImageBuffer(width: width, height: height, pixels: pass(rows, width, height, width, 1))
    }
}
