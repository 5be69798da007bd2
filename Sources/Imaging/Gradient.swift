// Luminance and its slope.
//
// Types: luminance of linear light, 0…1 for a display; slopes of any single-channel buffer, in its unit a pixel.
// Edges: the outermost pixels are repeated.
internal import Foundation

extension ImageBuffer where Meaning == DisplayLinear {
    /// Relative luminance Y of each pixel (Rec. 709 weights), linear.
    public func luminance() -> ImageBuffer<Scalar> {
        var out = ImageBuffer<Scalar>(width: width, height: height)
        out.pixels.withUnsafeMutableBufferPointer { to in
            pixels.withUnsafeBufferPointer { from in
                for i in 0..<to.count {
                    to[i] = Imaging.luminance(SIMD3(from[3 * i], from[3 * i + 1], from[3 * i + 2]))
                }
            }
        }
        return out
    }
}

extension ImageBuffer where Meaning == Scalar {
    /// Slope along x and y by Sobel's 3 × 3 operator, divided by 8 so that a ramp of 1 a pixel gives 1.
    public func sobelGradient() -> (x: ImageBuffer<Scalar>, y: ImageBuffer<Scalar>) {
        var (gx, gy) = (ImageBuffer(width: width, height: height), ImageBuffer(width: width, height: height))
        pixels.withUnsafeBufferPointer { p in
            gx.pixels.withUnsafeMutableBufferPointer { gx in
                gy.pixels.withUnsafeMutableBufferPointer { gy in
                    for y in 0..<height {
                        let (up, here, down) = (max(y - 1, 0) * width, y * width, min(y + 1, height - 1) * width)
                        for x in 0..<width {
                            let (l, r) = (max(x - 1, 0), min(x + 1, width - 1))
                            let east = p[up + r] + 2 * p[here + r] + p[down + r]
                            let west = p[up + l] + 2 * p[here + l] + p[down + l]
                            let south = p[down + l] + 2 * p[down + x] + p[down + r]
                            let north = p[up + l] + 2 * p[up + x] + p[up + r]
                            gx[here + x] = (east - west) / 8
                            gy[here + x] = (south - north) / 8
                        }
                    }
                }
            }
        }
        return (gx, gy)
    }

    /// Length of the slope of ``sobelGradient()``.
    public func gradientMagnitude() -> ImageBuffer<Scalar> {
        let (gx, gy) = sobelGradient()
        var out = gx
        for i in gx.pixels.indices {
            out.pixels[i] = (gx.pixels[i] * gx.pixels[i] + gy.pixels[i] * gy.pixels[i]).squareRoot()
        }
        return out
    }
}
