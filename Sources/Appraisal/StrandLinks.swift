package import Imaging

extension StrandMatte {
    /// The matte with its links filled: an open link is a strand as wide as the link, not two wires round a hole.
    ///
    /// Filled are small compact holes in a wire. What lies between two strands is long, what a hoop encloses is large, and
    /// what beads and drops leave between them lies in much thicker matte: these stay open.
    package func withLinksFilled() -> StrandMatte {
        let covered = coverage.map { $0 > 0.35 }
        let holes = RasterComponents(covered.map { !$0 }, width: width, height: height, diagonally: false)
        let depth = distanceTransform(to: covered, width: width, height: height)
        var deepest = [Float](repeating: 0, count: holes.components.count)
        for i in depth.indices where holes.labels[i] > 0 {
            deepest[Int(holes.labels[i]) - 1] = max(deepest[Int(holes.labels[i]) - 1], depth[i])
        }
        let widest = max(0.065 * Float(max(width, height)), 3)
        let within = distanceTransform(to: covered.map { !$0 }, width: width, height: height)
        let isLink = holes.components.indices.map { k in
            let hole = holes.components[k]
            return hole.left > 0 && hole.top > 0 && hole.right < width - 1 && hole.bottom < height - 1
                && 2 * deepest[k] < widest && hole.length < 14 * deepest[k] + 4
                && isInWire(hole, Int32(k + 1), holes, depth: deepest[k], within)
        }
        var filled = self
        for i in coverage.indices where holes.labels[i] > 0 && isLink[Int(holes.labels[i]) - 1] {
            filled.coverage[i] = 1
        }
        return filled
    }

    /// Whether what surrounds a hole is not much thicker than the hole is wide.
    private func isInWire(
        _ hole: RasterComponents.Component, _ label: Int32, _ holes: RasterComponents, depth: Float, _ within: [Float]
    ) -> Bool {
        var thickness: [Float] = []
        for y in hole.top - 1...hole.bottom + 1 {
            for x in hole.left - 1...hole.right + 1 {
                let i = y * width + x
                guard holes.labels[i] == 0,
                    [i - 1, i + 1, i - width, i + width].contains(where: { holes.labels[$0] == label })
                else { continue }
                thickness.append(summit(of: within, from: i, steps: 40))
            }
        }
        guard !thickness.isEmpty else { return false }
        thickness.sort()
        // A pixel or two are a speck of the cutout.
        return depth < 1.2 || thickness[thickness.count * 3 / 5] < 3 * depth + 1.5
    }

    /// The full-size matte with what `filled` fills.
    package func filling(_ alpha: ImageBuffer<Coverage>, as filled: StrandMatte) -> ImageBuffer<Coverage> {
        var isFilled = coverage.indices.map { filled.coverage[$0] > coverage[$0] }
        guard isFilled.contains(true) else { return alpha }
        // A working pixel at the hole's rim holds pixels of the hole.
        if step > 1 { isFilled = distanceTransform(to: isFilled, width: width, height: height).map { $0 < 1.2 } }
        var out = alpha
        for y in 0..<height {
            for x in 0..<width where isFilled[y * width + x] {
                let (left, top) = (originX + x * step, originY + y * step)
                for yy in max(0, top)..<max(0, top, min(alpha.height, top + step)) {
                    for xx in max(0, left)..<max(0, left, min(alpha.width, left + step)) {
                        out.pixels[yy * alpha.width + xx] = 1
                    }
                }
            }
        }
        return out
    }
}
