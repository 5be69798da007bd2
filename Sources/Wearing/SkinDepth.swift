internal import Geometry
internal import Rendering

/// Depth of the body along the camera axis over a window, sampled coarsely: skin under jewelry is smooth.
struct SkinDepth {
    private let window: PixelWindow
    private let columns: Int
    private let rows: Int
    private var depths: [Float]
    private static let step = 8

    init(surface: BodySurface, camera: Camera, window: PixelWindow) {
        self.window = window
        columns = window.width / Self.step + 2
        rows = window.height / Self.step + 2
        depths = [Float](repeating: .infinity, count: columns * rows)
        let forward = camera.axes.forward
        for j in 0..<rows {
            for i in 0..<columns {
                let q = Vector2(Float(window.x + i * Self.step), Float(window.y + j * Self.step))
                let d = camera.direction(through: q)
                if let hit = surface.hit(from: camera.position, along: d) {
                    depths[j * columns + i] = hit.distance * dot(d, forward)
                }
            }
        }
    }

    func depth(at q: Vector2) -> Float {
        let (u, v) = ((q.x - Float(window.x)) / Float(Self.step), (q.y - Float(window.y)) / Float(Self.step))
        let (i, j) = (min(Int(u), columns - 2), min(Int(v), rows - 2))
        let (fx, fy) = (u - Float(i), v - Float(j))
        func d(_ a: Int, _ b: Int) -> Float { depths[(j + b) * columns + i + a] }
        return mix(mix(d(0, 0), d(1, 0), fx), mix(d(0, 1), d(1, 1), fx), fy)
    }
}
