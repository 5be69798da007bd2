internal import Geometry
internal import Rendering

/// What a picture shows of itself while it is made: the same pose, camera and seating at fewer pixels and light paths.
enum Sketch {
    /// Pixels across, about.
    static let width = 480
    static let samplesPerPixel = 4

    /// How many of a picture's pixels, along a side, become one of its sketch; nil where it is as small itself.
    static func step(of camera: Camera) -> Int? {
        let step = Int((Float(camera.width) / Float(width)).rounded())
        return step > 1 ? step : nil
    }
}

extension Fit {
    /// The same seating for a camera with fewer pixels: one for `step` × `step`.
    package func reduced(by step: Int) -> Fit {
        var fit = self
        fit.camera.width = camera.width / step
        fit.camera.height = camera.height / step
        fit.placement = placement.reduced(by: step, width: fit.camera.width, height: fit.camera.height)
        return fit
    }
}

extension Placement {
    fileprivate func reduced(by step: Int, width: Int, height: Int) -> Placement {
        var small = self
        let (x0, y0) = (window.x / step, window.y / step)
        let (x1, y1) = (
            min((window.x + window.width) / step, width), min((window.y + window.height) / step, height)
        )
        small.window = PixelWindow(x: x0, y: y0, width: max(x1 - x0, 0), height: max(y1 - y0, 0))
        small.minification *= Float(step)
        (small.source, small.depth, small.gain, small.folds) = ([], [], [], [:])
        for y in 0..<small.window.height {
            for x in 0..<small.window.width {
                // The pixel nearest to the middle of those that it stands for.
                let (u, v) = ((x0 + x) * step + step / 2 - window.x, (y0 + y) * step + step / 2 - window.y)
                let isInside = u >= 0 && v >= 0 && u < window.width && v < window.height
                let i = v * window.width + u
                small.source.append(isInside ? source[i] : Self.nowhere)
                small.depth.append(isInside ? depth[i] : .infinity)
                if !gain.isEmpty { small.gain.append(isInside ? gain[i] : 1) }
            }
        }
        return small
    }
}
