internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// A collar, bib or row as a net over its cutout: stones and motifs are rigid islands, what joins them gives way, and its
/// strand is drawn to where the hung chain runs.
struct SheetMesh {
    /// Largest local change of length that a sheet may suffer: beyond, it is held less.
    static let allowedStretch: Float = 0.05

    /// Largest relative change of length that is left.
    private(set) var stretch: Float = 0
    /// Root mean square distance of its strand from the chain's course, picture pixels.
    private(set) var offCourse: Float = 0

    private let cell: Float
    private let origin: Vector2
    private let columns, rows: Int
    /// The net's vertex at each corner of the grid; −1 where nothing of the piece is near.
    private var vertices: [Int]
    private var places: [Vector2] = []
    private var photo: [Vector2] = []

    /// - Parameters:
    ///   - alpha: of the cutout.
    ///   - scale: picture pixels a photo pixel.
    ///   - pairs: places along the strand in the photo and in the picture, the turn between them in radians, and how
    ///     firmly they hold.
    init(
        alpha: ImageBuffer<Coverage>, scale: Float,
        pairs: [(photo: Vector2, picture: Vector2, turn: Float, weight: Float)]
    ) {
        let box = alpha.bounds(above: 0.3) ?? Region(x: 0, y: 0, width: 1, height: 1)
        cell = max(Float(max(box.width, box.height)) / 60, 3)
        origin = Vector2(Float(box.x), Float(box.y)) - Vector2(repeating: 2 * cell)
        columns = Int(Float(box.width) / cell) + 6
        rows = Int(Float(box.height) / cell) + 6
        vertices = [Int](repeating: -1, count: columns * rows)
        let coverage = Self.coverage(of: alpha, origin: origin, cell: cell, columns: columns, rows: rows)
        for j in 0..<rows {
            for i in 0..<columns {
                let isNear = (max(j - 1, 0)...min(j + 1, rows - 1)).contains { v in
                    (max(i - 1, 0)...min(i + 1, columns - 1)).contains { coverage[v * columns + $0] > 0.03 }
                }
                guard isNear else { continue }
                vertices[j * columns + i] = photo.count
                photo.append(origin + Vector2(Float(i), Float(j)) * cell)
            }
        }
        guard photo.count > 3 else { return }
        let edges = self.edges(coverage: coverage, islands: islands(alpha))
        var sheet = RigidSheet(rest: photo.map { $0 * scale }, edges: edges)
        // As one rigid thing at first: bent from there, it is bent as little as its strand asks for.
        let whole =
            Similarity2D(nearest: pairs.map { ($0.photo, $0.picture) }, scale: scale) ?? Similarity2D(scale: scale)
        let start = photo.map(whole.apply)
        let held = pairs.compactMap { pair -> RigidSheet.Handle? in
            guard let v = vertex(near: pair.photo) else { return nil }
            let rigid = Similarity2D(scale: scale, angle: pair.turn)
            return RigidSheet.Handle(
                vertex: v, target: pair.picture + rigid.applyToDirection(photo[v] - pair.photo), weight: pair.weight)
        }
        for looseness in [1, 0.3, 0.1, 0.03, 0.01, 0.003] as [Float] {
            let handles = held.map {
                RigidSheet.Handle(vertex: $0.vertex, target: $0.target, weight: $0.weight * looseness)
            }
            sheet.solve(handles: handles, from: start)
            stretch = sheet.stretch(belowShare: 0.995, ofStiffness: 0.6)
            if stretch <= Self.allowedStretch { break }
        }
        places = sheet.points
        let squares = held.reduce(Float(0)) { sum, handle in
            let d = places[handle.vertex] - handle.target
            return sum + dot(d, d)
        }
        offCourse = held.isEmpty ? 0 : (squares / Float(held.count)).squareRoot()
    }

    /// The photo's position for each pixel of a window; nowhere where the sheet does not lie.
    func sources(in window: PixelWindow) -> [Vector2] {
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        guard places.count > 3 else { return source }
        for j in 0..<rows - 1 {
            for i in 0..<columns - 1 {
                let o = j * columns + i
                let (a, b, c, d) = (vertices[o], vertices[o + 1], vertices[o + columns], vertices[o + columns + 1])
                guard a >= 0, b >= 0, c >= 0, d >= 0 else { continue }
                fill(a, b, c, window, &source)
                fill(d, c, b, window, &source)
            }
        }
        return source
    }

    private func fill(_ a: Int, _ b: Int, _ c: Int, _ window: PixelWindow, _ source: inout [Vector2]) {
        let shift = Vector2(Float(window.x) + 0.5, Float(window.y) + 0.5)
        let (p, q, r) = (places[a] - shift, places[b] - shift, places[c] - shift)
        let (u, v) = (q - p, r - p)
        let area = cross(u, v)
        guard abs(area) > 1e-6 else { return }
        let (low, high) = (pointwiseMin(p, pointwiseMin(q, r)), pointwiseMax(p, pointwiseMax(q, r)))
        let (x0, x1) = (max(Int(low.x.rounded(.up)), 0), min(Int(high.x), window.width - 1))
        let (y0, y1) = (max(Int(low.y.rounded(.up)), 0), min(Int(high.y), window.height - 1))
        guard x0 <= x1, y0 <= y1 else { return }
        for y in y0...y1 {
            for x in x0...x1 {
                let d = Vector2(Float(x), Float(y)) - p
                let (s, t) = (cross(d, v) / area, cross(u, d) / area)
                guard s >= -1e-4, t >= -1e-4, s + t <= 1.0001 else { continue }
                source[y * window.width + x] = photo[a] + (photo[b] - photo[a]) * s + (photo[c] - photo[a]) * t
            }
        }
    }

    // MARK: - The net

    private func vertex(near p: Vector2) -> Int? {
        let g = (p - origin) / cell
        let (i, j) = (Int(g.x.rounded()), Int(g.y.rounded()))
        guard i >= 0, j >= 0, i < columns, j < rows, vertices[j * columns + i] >= 0 else { return nil }
        return vertices[j * columns + i]
    }

    /// Neighbours along rows, columns and diagonals: firm where the piece covers them, firmest within an island.
    private func edges(coverage: [Float], islands: [Int32]) -> [RigidSheet.Edge] {
        var edges: [RigidSheet.Edge] = []
        for j in 0..<rows {
            for i in 0..<columns where vertices[j * columns + i] >= 0 {
                for (di, dj) in [(1, 0), (0, 1), (1, 1), (-1, 1)] {
                    guard i + di >= 0, i + di < columns, j + dj < rows else { continue }
                    let (o, n) = (j * columns + i, (j + dj) * columns + i + di)
                    guard vertices[n] >= 0 else { continue }
                    let isIsland = islands[o] > 0 && islands[o] == islands[n]
                    let stiffness = isIsland ? 20 : 0.15 + coverage[o] + coverage[n]
                    edges.append(RigidSheet.Edge(vertices[o], vertices[n], stiffness: stiffness))
                }
            }
        }
        return edges
    }

    /// The stone or motif at each corner of the grid; 0 where none is, or where it is so large that it must be many.
    private func islands(_ alpha: ImageBuffer<Coverage>) -> [Int32] {
        let step = max(cell / 6, 1)
        let (w, h) = (Int(Float(columns) * cell / step), Int(Float(rows) * cell / step))
        var covered = [Bool](repeating: false, count: w * h)
        for y in 0..<h {
            for x in 0..<w {
                let p = origin + (Vector2(Float(x), Float(y)) + Vector2(repeating: 0.5)) * step
                let (u, v) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
                guard u >= 0, v >= 0, u < alpha.width, v < alpha.height else { continue }
                covered[y * w + x] = alpha.value(u, v) > 0.6
            }
        }
        // What joins stones is thin: worn away, it leaves them apart.
        let depth = distanceTransform(to: covered.map { !$0 }, width: w, height: h)
        let parts = RasterComponents(depth.map { $0 > 2.2 }, width: w, height: h)
        let limit = Float(max(w, h)) / 5
        let isIsland = parts.components.map { Float(max($0.width, $0.height)) < limit }
        return (0..<columns * rows).map { o in
            let p = Vector2(Float(o % columns), Float(o / columns)) * cell / step
            let (x, y) = (min(max(Int(p.x), 0), w - 1), min(max(Int(p.y), 0), h - 1))
            for v in max(y - 2, 0)...min(y + 2, h - 1) {
                for u in max(x - 2, 0)...min(x + 2, w - 1) {
                    let label = parts.labels[v * w + u]
                    if label > 0, isIsland[Int(label) - 1] { return label }
                }
            }
            return 0
        }
    }

    /// Mean coverage of the cell round each corner of the grid.
    private static func coverage(
        of alpha: ImageBuffer<Coverage>, origin: Vector2, cell: Float, columns: Int, rows: Int
    ) -> [Float] {
        var sums = [Float](repeating: 0, count: columns * rows)
        for y in 0..<alpha.height {
            for x in 0..<alpha.width where alpha.value(x, y) > 0.02 {
                let g = (Vector2(Float(x) + 0.5, Float(y) + 0.5) - origin) / cell
                let (i, j) = (Int(g.x.rounded()), Int(g.y.rounded()))
                guard i >= 0, j >= 0, i < columns, j < rows else { continue }
                sums[j * columns + i] += alpha.value(x, y)
            }
        }
        return sums.map { $0 / (cell * cell) }
    }
}
