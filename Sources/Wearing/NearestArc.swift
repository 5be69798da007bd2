internal import Geometry
internal import Rendering

/// Answers which arc length of a line is nearest, quickly, for pixels within reach: segments sorted into tiles.
struct NearestArc {
    private let line: Polyline
    private let reach: Float
    private let window: PixelWindow
    private let columns: Int
    private var tiles: [[Int]]
    private static let tile = 24

    init(line: Polyline, visible: [Bool], reach: Float, window: PixelWindow) {
        (self.line, self.reach, self.window) = (line, reach, window)
        columns = window.width / Self.tile + 1
        let rows = window.height / Self.tile + 1
        tiles = [[Int]](repeating: [], count: columns * rows)
        let size = Float(Self.tile)
        // What the body hides must not catch pixels in front of it.
        for i in 0..<line.points.count - 1 where visible[i] || visible[i + 1] {
            let (a, b) = (line.points[i], line.points[i + 1])
            let origin = Vector2(Float(window.x), Float(window.y))
            let low = (pointwiseMin(a, b) - origin - Vector2(repeating: reach)) / size
            let high = (pointwiseMax(a, b) - origin + Vector2(repeating: reach)) / size
            let (x0, x1) = (max(Int(low.x), 0), min(Int(high.x), columns - 1))
            let (y0, y1) = (max(Int(low.y), 0), min(Int(high.y), rows - 1))
            guard x0 <= x1, y0 <= y1 else { continue }
            for y in y0...y1 { for x in x0...x1 { tiles[y * columns + x].append(i) } }
        }
    }

    func arc(of q: Vector2) -> (arcLength: Float, distance: Float)? {
        let tile = (Int(q.y) - window.y) / Self.tile * columns + (Int(q.x) - window.x) / Self.tile
        var best: (arcLength: Float, distance: Float)?
        for i in tiles[tile] {
            let (a, b) = (line.points[i], line.points[i + 1])
            let d = b - a
            let t = min(max(dot(q - a, d) / max(dot(d, d), 1e-12), 0), 1)
            let distance = (q - a - d * t).length
            if distance < best?.distance ?? reach {
                best = (line.arcLengths[i] + t * (line.arcLengths[i + 1] - line.arcLengths[i]), distance)
            }
        }
        return best
    }
}
