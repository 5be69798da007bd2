// Means over squares by running sums: the cost does not grow with the radius.
//
// Types: any buffer without straight alpha. Ranges: as the input. Edges: only pixels inside the image count.

extension ImageBuffer {
    /// The mean over the square of `2 · radius + 1` pixels around each pixel.
    public func boxMean(radius: Int) -> ImageBuffer {
        precondition(!Meaning.hasStraightAlpha, "means of straight colour have no meaning")
        let means = boxMeans(pixels, width: width, height: height, channels: Meaning.channels, radius: radius)
        return ImageBuffer(width: width, height: height, pixels: means)
    }
}

/// ``ImageBuffer/boxMean(radius:)`` for any number of interleaved channels.
func boxMeans(_ pixels: [Float], width: Int, height: Int, channels n: Int, radius: Int) -> [Float] {
    guard radius > 0, width > 0, height > 0 else { return pixels }
    let rowLength = width * n
    var rows = [Float](repeating: 0, count: pixels.count)
    var out = rows
    // Sums in double precision: they slide over thousands of pixels and must not drift.
    rows.withUnsafeMutableBufferPointer { rows in
        pixels.withUnsafeBufferPointer { p in
            for y in 0..<height {
                for c in 0..<n {
                    let base = y * rowLength + c
                    var sum = 0.0
                    for x in 0..<min(radius, width) { sum += Double(p[base + x * n]) }
                    for x in 0..<width {
                        if x + radius < width { sum += Double(p[base + (x + radius) * n]) }
                        if x - radius - 1 >= 0 { sum -= Double(p[base + (x - radius - 1) * n]) }
                        let covered = min(x + radius, width - 1) - max(x - radius, 0) + 1
                        rows[base + x * n] = Float(sum / Double(covered))
                    }
                }
            }
        }
    }
    var sums = [Double](repeating: 0, count: rowLength)
    sums.withUnsafeMutableBufferPointer { sums in
        rows.withUnsafeBufferPointer { rows in
            out.withUnsafeMutableBufferPointer { out in
                for y in 0..<min(radius, height) {
                    for i in 0..<rowLength { sums[i] += Double(rows[y * rowLength + i]) }
                }
                for y in 0..<height {
                    if y + radius < height {
                        for i in 0..<rowLength { sums[i] += Double(rows[(y + radius) * rowLength + i]) }
                    }
                    if y - radius - 1 >= 0 {
                        for i in 0..<rowLength { sums[i] -= Double(rows[(y - radius - 1) * rowLength + i]) }
                    }
                    let scale = 1 / Double(min(y + radius, height - 1) - max(y - radius, 0) + 1)
                    for i in 0..<rowLength { out[y * rowLength + i] = Float(sums[i] * scale) }
                }
            }
        }
    }
    return out
}
