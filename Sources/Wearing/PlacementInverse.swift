public import Geometry
internal import Rendering

extension Placement {
    /// Where in the picture a position of the photo comes to lie, pixels; nothing where it does not show, several places
    /// where the chain repeats its own links.
    ///
    /// `source` is inverted numerically: each cell of four neighbouring pixels is two triangles, within which the map
    /// is taken to be linear.
    public func picturePositions(of p: Vector2) -> [Vector2] {
        var found: [Vector2] = []
        // A cell's image lies within a few of its own sizes round its corner; beyond, the map is torn there.
        let reach = 3 * max(minification, 0.05)
        for y in 0..<max(window.height - 1, 0) {
            for x in 0..<max(window.width - 1, 0) {
                let i = y * window.width + x
                let a = source[i]
                guard abs(a.x - p.x) < reach, abs(a.y - p.y) < reach else { continue }
                let (b, c, d) = (source[i + 1], source[i + window.width], source[i + window.width + 1])
                let corner = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                if let w = weights(of: p, in: a, b, c, reach) {
                    found.append(corner + w)
                } else if let w = weights(of: p, in: d, c, b, reach) {
                    found.append(corner + Vector2(1, 1) - w)
                }
            }
        }
        return found
    }

    /// The share of the way from `a` to `b` and to `c` at which `p` lies; nil where it lies outside the triangle.
    private func weights(
        of p: Vector2, in a: Vector2, _ b: Vector2, _ c: Vector2, _ reach: Float
    ) -> Vector2? {
        let (u, v, q) = (b - a, c - a, p - a)
        guard u.length < reach, v.length < reach else { return nil }
        let area = cross(u, v)
        guard abs(area) > 1e-9 else { return nil }
        let (s, t) = (cross(q, v) / area, cross(u, q) / area)
        return s >= 0 && t >= 0 && s + t <= 1 ? Vector2(s, t) : nil
    }
}
