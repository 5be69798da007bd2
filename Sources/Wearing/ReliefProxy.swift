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
    /// Side of a cell, pixels: a cell is solid or empty.
    let step: Int

    /// The stand-in, or nil where the product covers nothing.
    func mesh(visibleAgainst sceneDepth: ImageBuffer<Scalar>, tolerance: Float) -> Mesh? {
        let (columns, rows) = (layer.window.width / step, layer.window.height / step)
        guard columns > 0, rows > 0 else { return nil }
        var solid = [Bool](repeating: false, count: columns * rows)
        var depths = [Float](repeating: 0, count: columns * rows)
        for j in 0..<rows {
            for i in 0..<columns {
                let (x, y) = (i * step + step / 2, j * step + step / 2)
                let depth = layer.depth.value(x, y)
                guard coverage(i, j) > Self.leastCoverage, depth.isFinite else { continue }
                if sceneDepth.value(x + layer.window.x, y + layer.window.y) < depth - tolerance { continue }
                solid[j * columns + i] = true
                depths[j * columns + i] = depth
            }
        }
        guard solid.contains(true) else { return nil }
        return surface(of: solid, depths: depths, columns: columns, rows: rows)
    }

    /// A cell with less is empty: links are narrower than a pixel in small pictures, and still throw a shadow.
    private static let leastCoverage: Float = 0.4

    private func coverage(_ i: Int, _ j: Int) -> Float {
        var sum: Float = 0
        for y in 0..<step {
            for x in 0..<step { sum += layer.alpha.value(i * step + x, j * step + y) }
        }
        return sum / Float(step * step)
    }

    /// Front, back and sides of the solid cells; points lie at their corners.
    private func surface(of solid: [Bool], depths: [Float], columns: Int, rows: Int) -> Mesh {
        let inside = chamferDistance(solid, columns: columns, rows: rows)
        func isSolid(_ i: Int, _ j: Int) -> Bool {
            i >= 0 && j >= 0 && i < columns && j < rows && solid[j * columns + i]
        }
        var mesh = Mesh()
        // Of a corner's front; its back follows.
        var points = [Int32](repeating: -1, count: (columns + 1) * (rows + 1))
        func point(_ i: Int, _ j: Int) -> UInt32 {
            let k = j * (columns + 1) + i
            if points[k] < 0 {
                let cells = [(i - 1, j - 1), (i, j - 1), (i - 1, j), (i, j)].filter { isSolid($0.0, $0.1) }
                    .map { $0.1 * columns + $0.0 }
                let depth = cells.reduce(0) { $0 + depths[$1] } / Float(cells.count)
                let reach = cells.count == 4 ? cells.reduce(0) { $0 + inside[$1] } / 4 : 0
                points[k] = Int32(mesh.positions.count)
                mesh.positions += ends(atCorner: (i, j), depth: depth, reach: reach * Float(step))
            }
            return UInt32(points[k])
        }
        for j in 0..<rows {
            for i in 0..<columns where solid[j * columns + i] {
                // Clockwise in the picture, whose y points down.
                let f = [point(i, j), point(i + 1, j), point(i + 1, j + 1), point(i, j + 1)]
                let b = f.map { $0 + 1 }
                mesh.triangles += [[f[0], f[2], f[1]], [f[0], f[3], f[2]], [b[0], b[1], b[2]], [b[0], b[2], b[3]]]
                for (k, neighbour) in [(i, j - 1), (i + 1, j), (i, j + 1), (i - 1, j)].enumerated()
                where !isSolid(neighbour.0, neighbour.1) {
                    let n = (k + 1) % 4
                    mesh.triangles += [[f[k], f[n], b[n]], [f[k], b[n], b[k]]]
                }
            }
        }
        return mesh
    }

    /// Front and back of the stand-in at a corner of cells.
    ///
    /// - Parameter reach: to the outline, pixels.
    private func ends(atCorner corner: (i: Int, j: Int), depth: Float, reach: Float) -> [Vector3] {
        let d = camera.direction(
            through: Vector2(
                Float(layer.window.x + corner.i * step), Float(layer.window.y + corner.j * step)))
        // A round section: height over a strip of half width r at distance e from its edge is √(2re − e²).
        let r = maximumHalfThickness
        let e = min(reach * depth / camera.focalLengthPixels, r)
        let half = max((2 * r * e - e * e).squareRoot(), min(edgeHalfThickness, r))
        let along = 1 / dot(d, camera.axes.forward)
        return [depth + r - half, depth + r + half].map { camera.position + d * ($0 * along) }
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
