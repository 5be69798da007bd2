internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// A solid stand-in for the piece: its silhouette in the picture, inflated to the thickness that its width suggests.
///
/// Seen from the camera it covers just the product's pixels, so its shadows start where the product ends.
struct ReliefProxy {
    let layer: ProductLayer
    let camera: Camera
    /// Half of the thickest part, millimetres.
    let maximumHalfThickness: Float
    /// Half of the thickness at the outline, millimetres: fronts of earrings overhang what they lie on.
    var edgeHalfThickness: Float = 0.15
    /// Distance between mesh points, pixels.
    let step: Int

    /// The stand-in, or nil where the product covers nothing.
    func mesh(visibleAgainst sceneDepth: ImageBuffer<Scalar>, tolerance: Float) -> Mesh? {
        let (columns, rows) = (layer.window.width / step, layer.window.height / step)
        guard columns > 2, rows > 2 else { return nil }
        let axes = camera.axes
        let millimetresPerPixel = { (depth: Float) in depth / camera.focalLengthPixels }
        var solid = [Bool](repeating: false, count: columns * rows)
        var depths = [Float](repeating: 0, count: columns * rows)
        for j in 0..<rows {
            for i in 0..<columns {
                let (x, y) = (i * step + step / 2, j * step + step / 2)
                let depth = layer.depth.value(x, y)
                guard layer.alpha.value(x, y) > 0.5, depth.isFinite else { continue }
                let (px, py) = (x + layer.window.x, y + layer.window.y)
                if sceneDepth.value(px, py) < depth - tolerance { continue }
                solid[j * columns + i] = true
                depths[j * columns + i] = depth
            }
        }
        let inside = chamferDistance(solid, columns: columns, rows: rows)
        var mesh = Mesh()
        var front = [Int32](repeating: -1, count: columns * rows)
        var back = front
        for j in 0..<rows {
            for i in 0..<columns where solid[j * columns + i] {
                let k = j * columns + i
                let pixel = Vector2(
                    Float(layer.window.x + i * step + step / 2) + 0.5, Float(layer.window.y + j * step + step / 2) + 0.5
                )
                let d = camera.direction(through: pixel)
                let reach = inside[k] * Float(step) * millimetresPerPixel(depths[k])
                // A round section: height over a strip of half width r at distance e from its edge is √(2re − e²).
                let r = maximumHalfThickness
                let e = min(reach, r)
                let half = max((2 * r * e - e * e).squareRoot(), edgeHalfThickness)
                let along = 1 / dot(d, axes.forward)
                front[k] = Int32(mesh.positions.count)
                mesh.positions.append(camera.position + d * ((depths[k] + r - half) * along))
                back[k] = Int32(mesh.positions.count)
                mesh.positions.append(camera.position + d * ((depths[k] + r + half) * along))
            }
        }
        connect(&mesh, front: front, back: back, columns: columns, rows: rows)
        return mesh.triangles.isEmpty ? nil : mesh
    }

    private func connect(_ mesh: inout Mesh, front: [Int32], back: [Int32], columns: Int, rows: Int) {
        for j in 0..<rows - 1 {
            for i in 0..<columns - 1 {
                let corners = [j * columns + i, j * columns + i + 1, (j + 1) * columns + i + 1, (j + 1) * columns + i]
                guard corners.allSatisfy({ front[$0] >= 0 }) else { continue }
                let f = corners.map { UInt32(front[$0]) }
                let b = corners.map { UInt32(back[$0]) }
                mesh.triangles += [[f[0], f[2], f[1]], [f[0], f[3], f[2]], [b[0], b[1], b[2]], [b[0], b[2], b[3]]]
            }
        }
    }

    /// Distance to the nearest empty cell in cells, 5–7 chamfer (Borgefors 1986).
    private func chamferDistance(_ solid: [Bool], columns: Int, rows: Int) -> [Float] {
        var d = solid.map { $0 ? Float(1e6) : 0 }
        func relax(_ k: Int, _ i: Int, _ j: Int, _ steps: [(Int, Int, Float)]) {
            for (di, dj, cost) in steps {
                let (x, y) = (i + di, j + dj)
                let near: Float = x < 0 || y < 0 || x >= columns || y >= rows ? 0 : d[y * columns + x]
                d[k] = min(d[k], near + cost)
            }
        }
        for j in 0..<rows {
            for i in 0..<columns where solid[j * columns + i] {
                relax(j * columns + i, i, j, [(-1, 0, 1), (0, -1, 1), (-1, -1, 1.4), (1, -1, 1.4)])
            }
        }
        for j in (0..<rows).reversed() {
            for i in (0..<columns).reversed() where solid[j * columns + i] {
                relax(j * columns + i, i, j, [(1, 0, 1), (0, 1, 1), (1, 1, 1.4), (-1, 1, 1.4)])
            }
        }
        return d
    }
}
