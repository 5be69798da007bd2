// What JPEG does to a picture: cosine transform of blocks of eight by eight, and rounding (ITU-T T.81).
//
// Types: display-linear light. Ranges: encoded values are clipped to 0…1. Edges: blocks at the right and lower edge are
// filled up by repeating the outermost pixels.
internal import Foundation
internal import Geometry

/// The quantisation tables of a quality setting, as the free JPEG library scales the standard's (ITU-T T.81, annex K).
public struct QuantisationTables: Sendable, Hashable {
    /// Steps in row order, 64 each.
    public let lightness, colour: [Float]
    /// Whether colour is kept at half the resolution, as encoders do below 90.
    public let halvesColour: Bool

    /// - Parameter quality: 1…100.
    public init(quality: Int) {
        let q = min(max(quality, 1), 100)
        let percent: Float = q < 50 ? 5000 / Float(q) : 200 - 2 * Float(q)
        func scaled(_ base: [Float]) -> [Float] {
            base.map { min(max((($0 * percent + 50) / 100).rounded(.down), 1), 255) }
        }
        (lightness, colour, halvesColour) = (scaled(Self.lightnessBase), scaled(Self.colourBase), q < 90)
    }

    /// Table K.1.
    public static let lightnessBase: [Float] = [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ]
    /// Table K.2.
    private static let colourBase: [Float] =
        [
            17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99,
            99, 99, 99, 99, 99,
        ] + [Float](repeating: 99, count: 32)
}

/// The cosine transform of one block, in place.
public struct BlockTransform: Sendable {
    /// Row u, column x: half the cosine, the first row less by √½.
    private let cosines: [Float]

    public init() {
        cosines = (0..<64).map { k in
            let (u, x) = (Float(k / 8), Float(k % 8))
            return (u == 0 ? Float(0.5).squareRoot() : 1) / 2 * cos((2 * x + 1) * u * .pi / 16)
        }
    }

    public func forward(_ block: inout [Float]) { pass(&block, inverse: false) }
    public func backward(_ block: inout [Float]) { pass(&block, inverse: true) }

    private func pass(_ block: inout [Float], inverse: Bool) {
        // Rows, turned; twice gives both directions and the first order again.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 64) { half in
            block.withUnsafeMutableBufferPointer { b in
                cosines.withUnsafeBufferPointer { c in
                    for _ in 0..<2 {
                        for row in 0..<8 {
                            for u in 0..<8 {
                                var sum: Float = 0
                                for x in 0..<8 { sum += b[8 * row + x] * (inverse ? c[8 * x + u] : c[8 * u + x]) }
                                half[8 * u + row] = sum
                            }
                        }
                        for k in 0..<64 { b[k] = half[k] }
                    }
                }
            }
        }
    }
}

extension ImageBuffer where Meaning == DisplayLinear {
    /// What storing the picture as a JPEG would add to its sRGB-encoded values: rings, blocks and dull colour.
    public func quantisationError(_ tables: QuantisationTables) -> ImageBuffer<Vector> {
        // Full-range YCbCr of JFIF, in steps of a byte.
        var planes = [[Float]](repeating: [Float](repeating: 0, count: width * height), count: 3)
        for i in 0..<width * height {
            let p = SIMD3(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2])
            let c = 255 * SRGB.encoded(fromLinear: p.clamped(lowerBound: .zero, upperBound: .one))
            let y = 0.299 * c.x + 0.587 * c.y + 0.114 * c.z
            (planes[0][i], planes[1][i], planes[2][i]) = (y, (c.z - y) / 1.772, (c.x - y) / 1.402)
        }
        let errors = planes.enumerated().map { index, plane -> [Float] in
            let steps = index == 0 ? tables.lightness : tables.colour
            guard index > 0, tables.halvesColour else {
                return Self.error(plane, width: width, height: height, steps: steps)
            }
            return halvedError(plane, steps: steps)
        }
        var out = ImageBuffer<Vector>(width: width, height: height)
        for i in 0..<width * height {
            let (y, b, r) = (errors[0][i] / 255, errors[1][i] / 255, errors[2][i] / 255)
            out.pixels[3 * i] = y + 1.402 * r
            out.pixels[3 * i + 1] = y - 0.344_136 * b - 0.714_136 * r
            out.pixels[3 * i + 2] = y + 1.772 * b
        }
        return out
    }

    /// As `error`, with the plane kept at half the size.
    private func halvedError(_ plane: [Float], steps: [Float]) -> [Float] {
        let (w, h) = ((width + 1) / 2, (height + 1) / 2)
        var half = [Float](repeating: 0, count: w * h)
        for y in 0..<h {
            let (a, b) = (2 * y, min(2 * y + 1, height - 1))
            for x in 0..<w {
                let (l, r) = (2 * x, min(2 * x + 1, width - 1))
                half[y * w + x] =
                    (plane[a * width + l] + plane[a * width + r] + plane[b * width + l] + plane[b * width + r]) / 4
            }
        }
        let error = Self.error(half, width: w, height: h, steps: steps)
        let kept = ImageBuffer<Scalar>(width: w, height: h, pixels: zip(half, error).map(+))
        // Decoders interpolate the colour that they have.
        return kept.withSampler { sampler in
            (0..<width * height).map { i in
                let p = Vector2(Float(i % width) / 2 + 0.25, Float(i / width) / 2 + 0.25)
                return sampler.bilinear(p).x - plane[i]
            }
        }
    }

    /// The rounding error of a plane of bytes.
    private static func error(_ plane: [Float], width: Int, height: Int, steps: [Float]) -> [Float] {
        let transform = BlockTransform()
        var (out, block) = ([Float](repeating: 0, count: plane.count), [Float](repeating: 0, count: 64))
        for y in stride(from: 0, to: height, by: 8) {
            for x in stride(from: 0, to: width, by: 8) {
                for k in 0..<64 { block[k] = plane[min(y + k / 8, height - 1) * width + min(x + k % 8, width - 1)] }
                // A mean of 128 is the standard's zero.
                for k in 0..<64 { block[k] -= 128 }
                transform.forward(&block)
                for k in 0..<64 { block[k] = (block[k] / steps[k]).rounded() * steps[k] }
                transform.backward(&block)
                for v in 0..<min(8, height - y) {
                    for u in 0..<min(8, width - x) {
                        let i = (y + v) * width + x + u
                        out[i] = block[8 * v + u] + 128 - plane[i]
                    }
                }
            }
        }
        return out
    }
}
