internal import Imaging

/// Small versions of pictures for pages and sheets.
enum Thumbnail {
    /// The picture averaged down (never up) so that its longer side has at most `side` pixels.
    static func make<M: PixelMeaning>(_ image: ImageBuffer<M>, side: Int) -> ImageBuffer<M> {
        let longer = max(image.width, image.height)
        guard longer > side, side > 0 else { return image }
        let width = max(1, image.width * side / longer)
        let height = max(1, image.height * side / longer)
        let n = M.channels
        var out = ImageBuffer<M>(width: width, height: height)
        var sums = [Float](repeating: 0, count: n)
        for y in 0..<height {
            let rows = y * image.height / height..<max((y + 1) * image.height / height, y * image.height / height + 1)
            for x in 0..<width {
                let first = x * image.width / width
                let columns = first..<max((x + 1) * image.width / width, first + 1)
                for c in 0..<n { sums[c] = 0 }
                image.pixels.withUnsafeBufferPointer { pixels in
                    for row in rows {
                        for i in (row * image.width + columns.lowerBound) * n..<(row * image.width + columns.upperBound)
                            * n
                        {
                            sums[i % n] += pixels[i]
                        }
                    }
                }
                let share = 1 / Float(rows.count * columns.count)
                for c in 0..<n { out.pixels[out.index(x, y) + c] = sums[c] * share }
            }
        }
        return out
    }

    /// A cutout over a checked grey ground, so that holes and halos show.
    static func overChecks(_ cutout: ImageBuffer<DisplayLinearAlpha>) -> ImageBuffer<DisplayLinear> {
        var out = ImageBuffer<DisplayLinear>(width: cutout.width, height: cutout.height)
        for y in 0..<cutout.height {
            for x in 0..<cutout.width {
                let ground: Float = (x / 12 + y / 12) % 2 == 0 ? 0.16 : 0.24
                let (i, j) = (cutout.index(x, y), out.index(x, y))
                let a = cutout.pixels[i + 3]
                for c in 0..<3 { out.pixels[j + c] = cutout.pixels[i + c] * a + ground * (1 - a) }
            }
        }
        return out
    }

    /// Colour times alpha, and back: only so may straight alpha be averaged.
    static func make(cutout: ImageBuffer<DisplayLinearAlpha>, side: Int) -> ImageBuffer<DisplayLinearAlpha> {
        var weighted = cutout
        for i in stride(from: 0, to: weighted.pixels.count, by: 4) {
            for c in 0..<3 { weighted.pixels[i + c] *= weighted.pixels[i + 3] }
        }
        var small = make(weighted, side: side)
        for i in stride(from: 0, to: small.pixels.count, by: 4) where small.pixels[i + 3] > 0 {
            for c in 0..<3 { small.pixels[i + c] /= small.pixels[i + 3] }
        }
        return small
    }
}
