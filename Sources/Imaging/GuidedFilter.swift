// The guided filter with a colour guide (He, Sun, Tang 2013, section 3.5): smooths a mask along the guide's edges.
//
// Types: coverage guided by display-linear colour of the same size. Ranges: clipped to 0…1.
// Edges: windows are cut at the image's edge.

extension ImageBuffer where Meaning == Coverage {
    /// This mask, locally as an affine function of the guide's colour.
    ///
    /// - Parameters:
    ///   - guide: the picture whose edges the mask takes over; its own encoding decides what counts as an edge.
    ///   - radius: half the window's side, pixels.
    ///   - epsilon: variance of the guide below which it counts as flat.
    public func guided(by guide: ImageBuffer<DisplayLinear>, radius: Int, epsilon: Float) -> ImageBuffer {
        precondition(width == guide.width && height == guide.height, "guide and mask have one size")
        let count = width * height
        // I, p, I·p and the six products of I, in one buffer of 13 channels.
        var moments = [Float](repeating: 0, count: count * 13)
        for i in 0..<count {
            let (r, g, b, p) = (guide.pixels[3 * i], guide.pixels[3 * i + 1], guide.pixels[3 * i + 2], pixels[i])
            let values = (r, g, b, p, r * p, g * p, b * p, r * r, r * g, r * b, g * g, g * b, b * b)
            withUnsafeBytes(of: values) { v in
                let v = v.bindMemory(to: Float.self)
                for c in 0..<13 { moments[13 * i + c] = v[c] }
            }
        }
        moments = boxMeans(moments, width: width, height: height, channels: 13, radius: radius)
        var lines = [Float](repeating: 0, count: count * 4)
        for i in 0..<count {
            let line = moments.withUnsafeBufferPointer { Self.fit($0, 13 * i, epsilon) }
            for c in 0..<4 { lines[4 * i + c] = line[c] }
        }
        lines = boxMeans(lines, width: width, height: height, channels: 4, radius: radius)
        var out = ImageBuffer(width: width, height: height)
        for i in 0..<count {
            let colour =
                lines[4 * i] * guide.pixels[3 * i] + lines[4 * i + 1] * guide.pixels[3 * i + 1] + lines[4 * i + 2]
                * guide.pixels[3 * i + 2]
            out.pixels[i] = min(max(colour + lines[4 * i + 3], 0), 1)
        }
        return out
    }

    /// Slope and offset of the mask over the guide's colour in one window, from its moments (equations 19 and 20).
    private static func fit(_ m: UnsafeBufferPointer<Float>, _ i: Int, _ epsilon: Float) -> SIMD4<Float> {
        let mean = SIMD3<Double>(Double(m[i]), Double(m[i + 1]), Double(m[i + 2]))
        let p = Double(m[i + 3])
        let covariance = SIMD3<Double>(Double(m[i + 4]), Double(m[i + 5]), Double(m[i + 6])) - mean * p
        let e = Double(epsilon)
        let rr = Double(m[i + 7]) - mean.x * mean.x + e
        let rg = Double(m[i + 8]) - mean.x * mean.y
        let rb = Double(m[i + 9]) - mean.x * mean.z
        let gg = Double(m[i + 10]) - mean.y * mean.y + e
        let gb = Double(m[i + 11]) - mean.y * mean.z
        let bb = Double(m[i + 12]) - mean.z * mean.z + e
        let slope = ColourMatrix(r: [rr, rg, rb], g: [rg, gg, gb], b: [rb, gb, bb]).inverse * covariance
        return SIMD4<Float>(Float(slope.x), Float(slope.y), Float(slope.z), Float(p - (slope * mean).sum()))
    }
}
