internal import Geometry

extension Strokes.Stroke {
    /// Calls `mark` with the index of every pixel under the brush on a raster at `scale` times the photo's size.
    ///
    /// Points outside the raster, or not finite, paint nothing there. A stroke of one point is a dot.
    func paint(width w: Int, height h: Int, scale: Float, origin: Vector2 = .zero, mark: (Int) -> Void) {
        let radius = max(0.5, 0.5 * width * scale)
        let path = points.filter { $0.x.isFinite && $0.y.isFinite }.map { ($0 - origin + 0.5) * scale - 0.5 }
        guard let first = path.first, radius.isFinite, w > 0, h > 0 else { return }
        for (a, b) in path.count == 1 ? [(first, first)] : Array(zip(path, path.dropFirst())) {
            let lower = Vector2(min(a.x, b.x), min(a.y, b.y)) - radius
            let upper = Vector2(max(a.x, b.x), max(a.y, b.y)) + radius
            guard upper.x >= 0, upper.y >= 0, lower.x < Float(w), lower.y < Float(h) else { continue }
            let along = b - a
            let squared = max(dot(along, along), 1e-6)
            for y in Int(max(0, lower.y))...Int(min(Float(h - 1), upper.y)) {
                for x in Int(max(0, lower.x))...Int(min(Float(w - 1), upper.x)) {
                    let p = Vector2(Float(x), Float(y))
                    let t = min(max(dot(p - a, along) / squared, 0), 1)
                    let d = p - a - along * t
                    if dot(d, d) <= radius * radius { mark(y * w + x) }
                }
            }
        }
    }
}

extension Strokes {
    var isEmpty: Bool { keep.isEmpty && remove.isEmpty }

    /// +1 under keep strokes, −1 under remove strokes, 0 elsewhere; where both lie, keep wins.
    func raster(width: Int, height: Int, scale: Float, origin: Vector2 = .zero) -> Raster<Int8> {
        var out = Raster<Int8>(width: width, height: height, fill: 0)
        for s in remove { s.paint(width: width, height: height, scale: scale, origin: origin) { out.cells[$0] = -1 } }
        for s in keep { s.paint(width: width, height: height, scale: scale, origin: origin) { out.cells[$0] = 1 } }
        return out
    }
}
