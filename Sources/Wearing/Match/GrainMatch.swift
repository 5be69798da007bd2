package import Appraisal
internal import Foundation
internal import Geometry
package import Imaging

/// Gives a rendered person the grain of the product's photo: beside a photograph nothing looks more made than skin without
/// any.
package struct GrainMatch: Sendable {
    /// Standard deviations of the encoded values.
    let lightness, colour: Float
    /// Pixels of the picture along one grain.
    let size: Float
    let seed: UInt64

    /// - Parameters:
    ///   - minification: photo pixels a picture pixel.
    ///   - seed: of the picture.
    package init(_ grain: PhotoGrain, minification: Float, seed: UInt64) {
        let deviation = grain.deviation(at: minification)
        // Beyond this a photo is spoilt, and a person need not be.
        (lightness, colour) = (min(deviation.lightness, 0.03), min(deviation.colour, 0.03))
        size = max(1 / max(minification, 0.05), 1)
        self.seed = seed
    }

    package func apply(to picture: inout ImageBuffer<DisplayLinear>) {
        guard lightness > 5e-4 else { return }
        let (w, h) = (picture.width, picture.height)
        let fields = (0..<3).map { field(w, h, sequence: UInt64($0)) }
        for i in 0..<w * h {
            let both = fields[0][i] * lightness
            let (red, blue) = (fields[1][i] * colour * 0.5, fields[2][i] * colour * 0.5)
            let offsets = SIMD3(both + red, both - 0.5 * (red + blue), both + blue)
            for c in 0..<3 {
                let v = min(max(picture.pixels[3 * i + c], 0), 1)
                let encoded = SRGB.encoded(fromLinear: v)
                // A sensor's ends are clipped: white and black are clean.
                let room = min(smoothstep(0, 0.12, encoded), 1 - smoothstep(0.93, 1, encoded))
                picture.pixels[3 * i + c] = max(SRGB.linear(fromEncoded: encoded + offsets[c] * room), 0)
            }
        }
    }

    /// Normal noise of deviation 1, a little smooth, as demosaicing and compression leave it.
    private func field(_ w: Int, _ h: Int, sequence: UInt64) -> [Float] {
        let (columns, rows) = (Int(Float(w) / size) + 3, Int(Float(h) / size) + 3)
        var random = PCG32(seed: seed &+ 0x6772_6169, sequence: sequence)
        // Four uniform numbers are near enough to a normal one: variance 4/12.
        let white = (0..<columns * rows).map { _ in
            (random.nextFloat() + random.nextFloat() + random.nextFloat() + random.nextFloat() - 2) * 1.732_050_8
        }
        if size == 1 { return Self.smoothed(white, columns: columns, w, h) }
        var field = [Float](repeating: 0, count: w * h)
        for y in 0..<h {
            let v = Float(y) / size + 0.5
            let (j, fy) = (Int(v), v - v.rounded(.down))
            for x in 0..<w {
                let u = Float(x) / size + 0.5
                let (i, fx) = (Int(u), u - u.rounded(.down))
                let k = j * columns + i
                let value = mix(
                    mix(white[k], white[k + 1], fx), mix(white[k + columns], white[k + columns + 1], fx), fy)
                // Between four numbers the deviation sinks.
                let share = (1 - 2 * fx * (1 - fx)) * (1 - 2 * fy * (1 - fy))
                field[y * w + x] = value / share.squareRoot()
            }
        }
        return field
    }

    /// White noise through the kernel 1-4-1 both ways, inside its rim, at the same deviation.
    private static func smoothed(_ white: [Float], columns: Int, _ w: Int, _ h: Int) -> [Float] {
        (0..<w * h).map { k in
            let i = (k / w + 1) * columns + k % w + 1
            let cross = white[i - 1] + white[i + 1] + white[i - columns] + white[i + columns]
            let corners =
                white[i - columns - 1] + white[i - columns + 1] + white[i + columns - 1] + white[i + columns + 1]
            // √(Σ weights²) is one half.
            return (16 * white[i] + 4 * cross + corners) / 36 * 2
        }
    }
}
