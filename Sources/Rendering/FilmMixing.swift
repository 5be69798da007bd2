public import Imaging

extension Film {
    public var width: Int { albedo.width }
    public var height: Int { albedo.height }

    /// The picture under a mix of the film's light groups; groups that the film lacks are dark.
    public func mixed(_ mix: LightMix) -> ImageBuffer<SceneLinear> {
        var picture = ImageBuffer<SceneLinear>(width: width, height: height)
        picture.pixels.withUnsafeMutableBufferPointer { out in
            for group in LightGroup.allCases {
                let gain = mix[group]
                guard gain != .zero, let layer = layers[group] else { continue }
                layer.pixels.withUnsafeBufferPointer { light in
                    var i = 0
                    while i < out.count {
                        out[i] += gain.x * light[i]
                        out[i + 1] += gain.y * light[i + 1]
                        out[i + 2] += gain.z * light[i + 2]
                        i += 3
                    }
                }
            }
        }
        return picture
    }

    /// The part of the film inside a window, which must lie within it.
    public func cropped(to window: PixelWindow) -> Film {
        var film = Film(
            layers: layers.mapValues { $0.cropped(to: window) }, albedo: albedo.cropped(to: window),
            normal: normal.cropped(to: window), depth: depth.cropped(to: window), object: object.cropped(to: window))
        film.fine = fine.map { fine in
            var part = FineDetail(tint: fine.tint.cropped(to: window))
            part.layers = fine.layers.mapValues { $0.cropped(to: window) }
            return part
        }
        film.insetShown = insetShown?.cropped(to: window)
        return film
    }
}

extension ImageBuffer {
    /// The pixels of a window, which must lie within the buffer.
    public func cropped(to window: PixelWindow) -> ImageBuffer {
        precondition(
            window.x >= 0 && window.y >= 0 && window.x + window.width <= width && window.y + window.height <= height,
            "the window must lie inside the buffer")
        let n = Meaning.channels
        var out: [Float] = []
        out.reserveCapacity(window.width * window.height * n)
        for y in window.y..<window.y + window.height {
            let start = index(window.x, y)
            out += pixels[start..<start + window.width * n]
        }
        return ImageBuffer(width: window.width, height: window.height, pixels: out)
    }

    /// Writes another buffer over this one, its top left at (x, y); it must lie within.
    public mutating func paste(_ patch: ImageBuffer, x: Int, y: Int) {
        precondition(
            x >= 0 && y >= 0 && x + patch.width <= width && y + patch.height <= height,
            "the patch must lie inside the buffer")
        let n = patch.width * Meaning.channels
        for row in 0..<patch.height {
            let (to, from) = (index(x, y + row), row * n)
            pixels.replaceSubrange(to..<to + n, with: patch.pixels[from..<from + n])
        }
    }
}
