package import Geometry
package import Imaging
package import Rendering

/// A solid stand-in for the piece: its silhouette in the picture, inflated to the thickness that its width suggests.
///
/// Seen from the camera it covers just the product's pixels, so its shadows start where the product ends. Its clear
/// stones are meshes of their own, which light goes through.
package struct ReliefProxy {
    let layer: ProductLayer
    /// Where the piece's clear stones lie, their colour being what they let through; nil where it has none.
    let stones: ProductLayer?
    let camera: Camera
    /// Half of the thickest part, millimetres.
    let maximumHalfThickness: Float
    /// Half of the thickness at the outline, millimetres: fronts of earrings overhang what they lie on.
    let edgeHalfThickness: Float
    /// Share of the piece's colour that it throws on the skin.
    let bounce: Float
    /// Standard deviation of what its colour is averaged over, pixels: skin nearby sees no single glint.
    let blur: Float
    /// Side of a cell, pixels: a cell is solid or empty.
    let step: Int

    package init(
        layer: ProductLayer, stones: ProductLayer?, camera: Camera, maximumHalfThickness: Float,
        edgeHalfThickness: Float, bounce: Float, blur: Float, step: Int
    ) {
        (self.layer, self.stones, self.camera) = (layer, stones, camera)
        (self.maximumHalfThickness, self.edgeHalfThickness) = (maximumHalfThickness, edgeHalfThickness)
        (self.bounce, self.blur, self.step) = (bounce, blur, step)
    }

    /// The stand-in for what stops light, with its colour as albedo, and for what lets light through, with what one of
    /// its boundaries lets through; nil where there is none.
    package func meshes(
        visibleAgainst sceneDepth: ImageBuffer<Scalar>, tolerance: Float
    ) -> (opaque: Mesh?, clear: Mesh?) {
        var cells = Cells(columns: layer.window.width / step, rows: layer.window.height / step)
        var (colours, transmittances) = ([Vector3?](), [Vector3?]())
        let meanColours = meanColours()
        for j in 0..<cells.rows {
            for i in 0..<cells.columns {
                let (x, y) = (i * step + step / 2, j * step + step / 2)
                let depth = layer.depth.value(x, y)
                let covered = coverage(of: layer, i, j)
                let isSolid =
                    covered > Self.leastCoverage && depth.isFinite
                    && sceneDepth.value(x + layer.window.x, y + layer.window.y) >= depth - tolerance
                cells.depths.append(isSolid ? depth : nil)
                let stone = stones.flatMap { coverage(of: $0, i, j) > 0.5 * covered ? $0.colour.rgb(x, y) : nil }
                colours.append(isSolid && stone == nil ? meanColours[y * layer.window.width + x] * bounce : nil)
                // Light goes in through one boundary and out through another.
                transmittances.append(isSolid ? stone?.squareRoot() : nil)
            }
        }
        let reaches = cells.reaches
        return (surface(of: cells, reaches, tints: colours), surface(of: cells, reaches, tints: transmittances))
    }

    /// A cell with less is empty: links are narrower than a pixel in small pictures, and still throw a shadow.
    private static let leastCoverage: Float = 0.4

    private func coverage(of layer: ProductLayer, _ i: Int, _ j: Int) -> Float {
        var sum: Float = 0
        for y in 0..<step {
            for x in 0..<step { sum += layer.alpha.value(i * step + x, j * step + y) }
        }
        return sum / Float(step * step)
    }

    /// The piece's colour averaged over what is near, pixel by pixel of the window.
    private func meanColours() -> [Vector3] {
        let alpha = layer.alpha
        var sums = ImageBuffer<SceneLinear>(width: alpha.width, height: alpha.height)
        for i in sums.pixels.indices { sums.pixels[i] = layer.colour.pixels[i] * alpha.pixels[i / 3] }
        let (colour, weight) = (sums.blurred(sigma: blur).pixels, alpha.blurred(sigma: blur).pixels)
        return weight.indices.map { i in
            let mean = Vector3(colour[3 * i], colour[3 * i + 1], colour[3 * i + 2]) / max(weight[i], 1e-3)
            return mean.clamped(lowerBound: .zero, upperBound: Vector3(repeating: 0.85))
        }
    }

    /// Front, back and sides of the cells that have a tint; points lie at their corners. Nil where none has.
    private func surface(of cells: Cells, _ reaches: [Float], tints: [Vector3?]) -> Mesh? {
        guard tints.contains(where: { $0 != nil }) else { return nil }
        let (columns, rows) = (cells.columns, cells.rows)
        func isPart(_ i: Int, _ j: Int) -> Bool { cells.index(i, j).map { tints[$0] != nil } ?? false }
        var mesh = Mesh()
        var pointTints: [Vector3] = []
        // Of a corner's front; its back follows.
        var points = [Int32](repeating: -1, count: (columns + 1) * (rows + 1))
        func point(_ i: Int, _ j: Int) -> UInt32 {
            let k = j * (columns + 1) + i
            if points[k] < 0 {
                let round = [(i - 1, j - 1), (i, j - 1), (i - 1, j), (i, j)].compactMap { cells.index($0.0, $0.1) }
                let solid = round.filter { cells.depths[$0] != nil }
                let depth = solid.reduce(0) { $0 + cells.depths[$1]! } / Float(solid.count)
                let reach = solid.count == 4 ? solid.reduce(0) { $0 + reaches[$1] } / 4 : 0
                points[k] = Int32(mesh.positions.count)
                mesh.positions += ends(atCorner: (i, j), depth: depth, reach: reach * Float(step))
                let near = round.compactMap { tints[$0] }
                let tint = near.reduce(Vector3.zero, +) / Float(near.count)
                pointTints += [tint, tint]
            }
            return UInt32(points[k])
        }
        for j in 0..<rows {
            for i in 0..<columns where isPart(i, j) {
                // Clockwise in the picture, whose y points down.
                let f = [point(i, j), point(i + 1, j), point(i + 1, j + 1), point(i, j + 1)]
                let b = f.map { $0 + 1 }
                mesh.triangles += [[f[0], f[2], f[1]], [f[0], f[3], f[2]], [b[0], b[1], b[2]], [b[0], b[2], b[3]]]
                for (k, neighbour) in [(i, j - 1), (i + 1, j), (i, j + 1), (i - 1, j)].enumerated()
                where !isPart(neighbour.0, neighbour.1) {
                    let n = (k + 1) % 4
                    mesh.triangles += [[f[k], f[n], b[n]], [f[k], b[n], b[k]]]
                }
            }
        }
        for (c, name) in ["albedoR", "albedoG", "albedoB"].enumerated() {
            mesh.channels[name] = pointTints.map { $0[c] }
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
}

/// Squares of the picture, with the depth of those that the piece fills.
private struct Cells {
    let columns, rows: Int
    /// Row by row; nil is empty.
    var depths: [Float?] = []

    init(columns: Int, rows: Int) { (self.columns, self.rows) = (columns, rows) }

    func index(_ i: Int, _ j: Int) -> Int? {
        i >= 0 && j >= 0 && i < columns && j < rows ? j * columns + i : nil
    }

    /// Distance to the nearest empty cell in cells, 5–7 chamfer (Borgefors 1986).
    var reaches: [Float] {
        var d = depths.map { $0 == nil ? 0 : Float(1e6) }
        func relax(_ i: Int, _ j: Int, _ steps: [(Int, Int, Float)]) {
            let k = j * columns + i
            for (di, dj, cost) in steps { d[k] = min(d[k], (index(i + di, j + dj).map { d[$0] } ?? 0) + cost) }
        }
        for j in 0..<rows {
            for i in 0..<columns where depths[j * columns + i] != nil {
                relax(i, j, [(-1, 0, 1), (0, -1, 1), (-1, -1, 1.4), (1, -1, 1.4)])
            }
        }
        for j in (0..<rows).reversed() {
            for i in (0..<columns).reversed() where depths[j * columns + i] != nil {
                relax(i, j, [(1, 0, 1), (0, 1, 1), (1, 1, 1.4), (-1, 1, 1.4)])
            }
        }
        return d
    }
}
