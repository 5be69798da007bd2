// Moving an image's pixels.
//
// Types: any buffer; straight alpha weighs colour. Ranges: clipped to the meaning's bounds.
// Edges: clear by default, so that what leaves the image is transparent or dark; or repeated.
public import Geometry

extension ImageBuffer {
    /// This image turned, scaled and shifted onto a canvas: the pixel at `p` lands at `similarity.apply(p)`.
    ///
    /// Shrinking filters first (Lanczos), so nothing aliases; then Catmull–Rom interpolates.
    public func warped(
        by similarity: Similarity2D, width newWidth: Int, height newHeight: Int, edge: EdgeRule = .clear
    ) -> ImageBuffer {
        precondition(similarity.scale > 0, "a similarity scales by more than nothing")
        guard width > 0, height > 0 else { return ImageBuffer(width: newWidth, height: newHeight) }
        var source = self
        if similarity.scale < 0.99 {
            source = resized(
                toWidth: max(Int((Float(width) * similarity.scale).rounded()), 1),
                height: max(Int((Float(height) * similarity.scale).rounded()), 1))
        }
        let toSmall = Vector2(Float(source.width) / Float(width), Float(source.height) / Float(height))
        let inverse = similarity.inverse
        let origin = inverse.apply(Vector2(0.5, 0.5)) * toSmall
        let stepX = inverse.applyToDirection(Vector2(1, 0)) * toSmall
        let stepY = inverse.applyToDirection(Vector2(0, 1)) * toSmall
        let n = Meaning.channels
        let premultiplied = ImageBuffer(width: source.width, height: source.height, pixels: source.filterable)
        let out = [Float](unsafeUninitializedCapacity: newWidth * newHeight * n) { out, count in
            count = newWidth * newHeight * n
            premultiplied.withSampler { sampler in
                for y in 0..<newHeight {
                    for x in 0..<newWidth {
                        let p = origin + stepX * Float(x) + stepY * Float(y)
                        let value = sampler.bicubic(p, edge: edge)
                        for c in 0..<n { out[(y * newWidth + x) * n + c] = value[c] }
                    }
                }
            }
        }
        return ImageBuffer(width: newWidth, height: newHeight, filtered: out)
    }

    /// The image that takes each pixel from where the map says.
    ///
    /// Where the map shrinks, a pixel is the mean of up to 8 × 8 samples spread over its footprint. A position that is
    /// no number gives a clear pixel.
    public func warped(by map: ImageBuffer<SourcePosition>, edge: EdgeRule = .clear) -> ImageBuffer {
        guard width > 0, height > 0, map.width > 0, map.height > 0 else {
            return ImageBuffer(width: map.width, height: map.height)
        }
        let n = Meaning.channels
        let premultiplied = ImageBuffer(width: width, height: height, pixels: filterable)
        let out = [Float](unsafeUninitializedCapacity: map.width * map.height * n) { out, count in
            count = map.width * map.height * n
            premultiplied.withSampler { sampler in
                for y in 0..<map.height {
                    for x in 0..<map.width {
                        let (centre, dx, dy) = map.footprint(x, y)
                        let samples = min(max(Int(max(dx.length, dy.length).rounded(.up)), 1), 8)
                        var value = SIMD4<Float>.zero
                        for j in 0..<samples {
                            for i in 0..<samples {
                                let (u, v) = (
                                    (Float(i) + 0.5) / Float(samples) - 0.5, (Float(j) + 0.5) / Float(samples) - 0.5
                                )
                                value += sampler.bicubic(centre + dx * u + dy * v, edge: edge)
                            }
                        }
                        value /= Float(samples * samples)
                        for c in 0..<n { out[(y * map.width + x) * n + c] = value[c] }
                    }
                }
            }
        }
        return ImageBuffer(width: map.width, height: map.height, filtered: out)
    }
}

extension ImageBuffer where Meaning == SourcePosition {
    /// The position a pixel comes from and how it moves with a step right and a step down.
    fileprivate func footprint(_ x: Int, _ y: Int) -> (centre: Vector2, dx: Vector2, dy: Vector2) {
        func at(_ x: Int, _ y: Int) -> Vector2 {
            let i = index(x, y)
            return Vector2(pixels[i], pixels[i + 1])
        }
        let centre = at(x, y)
        let dx = width == 1 ? .zero : x + 1 < width ? at(x + 1, y) - centre : centre - at(x - 1, y)
        let dy = height == 1 ? .zero : y + 1 < height ? at(x, y + 1) - centre : centre - at(x, y - 1)
        // Beside a hole of the map the footprint is unknown: one sample.
        return (centre, dx.length.isFinite ? dx : .zero, dy.length.isFinite ? dy : .zero)
    }
}
