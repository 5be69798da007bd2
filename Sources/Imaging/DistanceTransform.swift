// Exact Euclidean distances on the pixel grid, and what follows from them: growing and shrinking by a disc.
//
// Types: coverage, cut at a threshold. Ranges: pixels, between pixel centres; infinity where nothing is set.
// Edges: the world outside the image is empty.
// Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012.

extension ImageBuffer where Meaning == Coverage {
    /// Distance from each pixel to the nearest with coverage at or above the threshold; 0 on those.
    public func distanceTransform(threshold: Float = 0.5) -> ImageBuffer<Scalar> {
        distances { $0 >= threshold }
    }

    /// Distance from each pixel to the nearest with coverage below the threshold; 0 on those.
    public func distanceToOutside(threshold: Float = 0.5) -> ImageBuffer<Scalar> {
        distances { $0 < threshold }
    }

    /// 1 within a radius (pixels) of what is covered at or above the threshold, else 0.
    public func dilated(by radius: Float, threshold: Float = 0.5) -> ImageBuffer<Coverage> {
        let distances = distanceTransform(threshold: threshold)
        return ImageBuffer(width: width, height: height, pixels: distances.pixels.map { $0 <= radius ? 1 : 0 })
    }

    /// 1 farther than a radius (pixels) from what is not covered, else 0.
    public func eroded(by radius: Float, threshold: Float = 0.5) -> ImageBuffer<Coverage> {
        let distances = distanceToOutside(threshold: threshold)
        return ImageBuffer(width: width, height: height, pixels: distances.pixels.map { $0 > radius ? 1 : 0 })
    }

    private func distances(where isSet: (Float) -> Bool) -> ImageBuffer<Scalar> {
        // Squared vertical distances by two sweeps, then along each row the lower envelope of parabolas.
        let far = Int32(1 << 15)
        var vertical = pixels.map { isSet($0) ? Int32(0) : far }
        var out = ImageBuffer<Scalar>(width: width, height: height)
        guard width > 0, height > 0 else { return out }
        precondition(max(width, height) < 1 << 15, "sides are below 32 768 pixels")
        vertical.withUnsafeMutableBufferPointer { d in
            for i in width..<max(d.count, width) { d[i] = min(d[i], d[i - width] + 1) }
            for i in (0..<d.count - width).reversed() { d[i] = min(d[i], d[i + width] + 1) }
        }
        var envelope = LowerEnvelope(length: width)
        for y in 0..<height {
            envelope.run(vertical, y * width, far: far, into: &out.pixels)
        }
        return out
    }
}

/// One row of the transform: parabolas `(x − q)² + f(q)` and where each is the lowest.
private struct LowerEnvelope {
    private var vertices: [Int]
    private var starts: [Double]

    init(length: Int) {
        vertices = [Int](repeating: 0, count: length)
        starts = [Double](repeating: 0, count: length + 1)
    }

    mutating func run(_ vertical: [Int32], _ row: Int, far: Int32, into out: inout [Float]) {
        let length = vertices.count
        func squared(_ q: Int) -> Double { Double(vertical[row + q]) * Double(vertical[row + q]) }
        var last = -1
        for q in 0..<length where vertical[row + q] < far {
            var start = -Double.infinity
            while last >= 0 {
                let p = vertices[last]
                let meeting = (squared(q) + Double(q * q) - squared(p) - Double(p * p)) / Double(2 * (q - p))
                if meeting > starts[last] {
                    start = meeting
                    break
                }
                last -= 1
            }
            last += 1
            vertices[last] = q
            starts[last] = start
        }
        guard last >= 0 else {
            for x in 0..<length { out[row + x] = .infinity }
            return
        }
        var k = 0
        for x in 0..<length {
            while k < last && starts[k + 1] < Double(x) { k += 1 }
            let dx = Double(x - vertices[k])
            out[row + x] = Float((dx * dx + squared(vertices[k])).squareRoot())
        }
    }
}
