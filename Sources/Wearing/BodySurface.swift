internal import Foundation
public import Geometry

/// The body's skin as something to rest on: nearest points, signed distances and ray hits, in millimetres.
///
/// Triangles are sorted into a uniform grid; a query looks outward ring by ring. The sign comes from the smooth normal
/// at the nearest point, so a body that is open far away does no harm near its skin.
public struct BodySurface: Sendable {
    public struct Contact: Sendable {
        public var point: Vector3
        /// Smooth, unit, outward.
        public var normal: Vector3
        /// Positive outside.
        public var distance: Float
    }

    private let positions: [Vector3]
    private let normals: [Vector3]
    private let triangles: [SIMD3<UInt32>]
    private let origin: Vector3
    private let cellSize: Float
    private let size: SIMD3<Int>
    /// Triangles of cell `c` are `members[starts[c]..<starts[c + 1]]`.
    private let starts: [Int32]
    private let members: [Int32]

    /// - Parameter box: only triangles that touch it are kept; nil keeps all.
    public init(mesh: Mesh, within box: (lower: Vector3, upper: Vector3)? = nil, cellSize: Float = 8) {
        positions = mesh.positions
        normals = mesh.normals.isEmpty ? mesh.smoothNormals() : mesh.normals
        var kept: [SIMD3<UInt32>] = []
        var (lower, upper) = (Vector3(repeating: .infinity), Vector3(repeating: -.infinity))
        for t in mesh.triangles {
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            let (low, high) = (pointwiseMin(a, pointwiseMin(b, c)), pointwiseMax(a, pointwiseMax(b, c)))
            if let box, any(high .< box.lower) || any(low .> box.upper) { continue }
            kept.append(t)
            (lower, upper) = (pointwiseMin(lower, low), pointwiseMax(upper, high))
        }
        precondition(!kept.isEmpty, "a surface needs triangles")
        triangles = kept
        self.cellSize = cellSize
        origin = lower - Vector3(repeating: cellSize)
        let extent = (upper - origin) / cellSize
        size = SIMD3(Int(extent.x) + 2, Int(extent.y) + 2, Int(extent.z) + 2)

        var counts = [Int32](repeating: 0, count: size.x * size.y * size.z + 1)
        let (positions, origin, size) = (positions, origin, size)
        func forEachCell(_ t: SIMD3<UInt32>, _ body: (Int) -> Void) {
            let (a, b, c) = (positions[Int(t.x)], positions[Int(t.y)], positions[Int(t.z)])
            let low = (pointwiseMin(a, pointwiseMin(b, c)) - origin) / cellSize
            let high = (pointwiseMax(a, pointwiseMax(b, c)) - origin) / cellSize
            for z in Int(low.z)...Int(high.z) {
                for y in Int(low.y)...Int(high.y) {
                    for x in Int(low.x)...Int(high.x) { body((z * size.y + y) * size.x + x) }
                }
            }
        }
        for t in kept { forEachCell(t) { counts[$0 + 1] += 1 } }
        for i in 1..<counts.count { counts[i] += counts[i - 1] }
        var next = counts
        var members = [Int32](repeating: 0, count: Int(counts.last!))
        for (i, t) in kept.enumerated() {
            forEachCell(t) {
                members[Int(next[$0])] = Int32(i)
                next[$0] += 1
            }
        }
        starts = counts
        self.members = members
    }

    /// The nearest point of the skin within `reach` millimetres; nil if there is none.
    public func nearest(to p: Vector3, within reach: Float = 60) -> Contact? {
        let c = (p - origin) / cellSize
        let centre = SIMD3(Int(c.x.rounded(.down)), Int(c.y.rounded(.down)), Int(c.z.rounded(.down)))
        var best = reach * reach
        var found: (triangle: Int, point: Vector3, weights: Vector3)?
        let rings = Int(reach / cellSize) + 1
        for ring in 0...rings {
            // Cells of this ring are at least (ring − 1) cells away.
            let least = Float(max(ring - 1, 0)) * cellSize
            if found != nil, least * least > best { break }
            forEachCell(ring: ring, around: centre) { cell in
                for k in Int(starts[cell])..<Int(starts[cell + 1]) {
                    let t = triangles[Int(members[k])]
                    let (q, w) = nearestPoint(
                        on: positions[Int(t.x)], positions[Int(t.y)], positions[Int(t.z)], to: p)
                    let d = q - p
                    let squared = dot(d, d)
                    if squared < best {
                        best = squared
                        found = (Int(members[k]), q, w)
                    }
                }
            }
        }
        guard let found else { return nil }
        let t = triangles[found.triangle]
        let w = found.weights
        let normal = (normals[Int(t.x)] * w.x + normals[Int(t.y)] * w.y + normals[Int(t.z)] * w.z).normalized
        let d = p - found.point
        return Contact(point: found.point, normal: normal, distance: dot(d, normal) >= 0 ? d.length : -d.length)
    }

    private func forEachCell(ring: Int, around c: SIMD3<Int>, _ body: (Int) -> Void) {
        for z in max(c.z - ring, 0)...max(min(c.z + ring, size.z - 1), max(c.z - ring, 0)) where z < size.z {
            for y in max(c.y - ring, 0)...max(min(c.y + ring, size.y - 1), max(c.y - ring, 0)) where y < size.y {
                let shell = abs(z - c.z) == ring || abs(y - c.y) == ring
                if shell {
                    let (low, high) = (max(c.x - ring, 0), min(c.x + ring, size.x - 1))
                    if low <= high { for x in low...high { body((z * size.y + y) * size.x + x) } }
                } else {
                    for x in [c.x - ring, c.x + ring] where x >= 0 && x < size.x {
                        body((z * size.y + y) * size.x + x)
                    }
                }
            }
        }
    }

    /// The first hit of a ray from outside, with its distance along the unit direction; nil if it misses.
    public func hit(from o: Vector3, along d: Vector3, upTo limit: Float = 5000) -> (point: Vector3, distance: Float)? {
        // Step from cell to cell (Amanatides and Woo 1987).
        let upper = origin + Vector3(Float(size.x), Float(size.y), Float(size.z)) * cellSize
        var (enter, leave): (Float, Float) = (0, limit)
        for i in 0..<3 {
            if abs(d[i]) < 1e-9 {
                if o[i] < origin[i] || o[i] > upper[i] { return nil }
                continue
            }
            let (a, b) = ((origin[i] - o[i]) / d[i], (upper[i] - o[i]) / d[i])
            enter = max(enter, min(a, b))
            leave = min(leave, max(a, b))
        }
        guard enter < leave else { return nil }
        let start = (o + d * (enter + 1e-3) - origin) / cellSize
        var cell = SIMD3(Int(start.x), Int(start.y), Int(start.z))
        for i in 0..<3 { cell[i] = min(max(cell[i], 0), size[i] - 1) }
        var next = Vector3.zero
        var delta = Vector3.zero
        for i in 0..<3 {
            delta[i] = d[i] == 0 ? .infinity : abs(cellSize / d[i])
            let edge = origin[i] + Float(cell[i] + (d[i] > 0 ? 1 : 0)) * cellSize
            next[i] = d[i] == 0 ? .infinity : (edge - o[i]) / d[i]
        }
        while true {
            let index = (cell.z * size.y + cell.y) * size.x + cell.x
            var best = limit
            for k in Int(starts[index])..<Int(starts[index + 1]) {
                let t = triangles[Int(members[k])]
                if let s = rayTriangle(o, d, positions[Int(t.x)], positions[Int(t.y)], positions[Int(t.z)]), s < best {
                    best = s
                }
            }
            let axis = next.x < next.y ? (next.x < next.z ? 0 : 2) : (next.y < next.z ? 1 : 2)
            // A hit beyond this cell belongs to a later one, where something may be nearer.
            if best < limit, best <= next[axis] + 1e-3 { return (o + d * best, best) }
            if next[axis] > leave { return best < limit ? (o + d * best, best) : nil }
            cell[axis] += d[axis] > 0 ? 1 : -1
            if cell[axis] < 0 || cell[axis] >= size[axis] { return best < limit ? (o + d * best, best) : nil }
            next[axis] += delta[axis]
        }
    }
}

/// The point of a triangle nearest to `p` and its barycentric weights (Ericson 2005, §5.1.5).
func nearestPoint(on a: Vector3, _ b: Vector3, _ c: Vector3, to p: Vector3) -> (Vector3, Vector3) {
    let (ab, ac, ap) = (b - a, c - a, p - a)
    let (d1, d2) = (dot(ab, ap), dot(ac, ap))
    if d1 <= 0, d2 <= 0 { return (a, [1, 0, 0]) }
    let bp = p - b
    let (d3, d4) = (dot(ab, bp), dot(ac, bp))
    if d3 >= 0, d4 <= d3 { return (b, [0, 1, 0]) }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0, d1 >= 0, d3 <= 0 {
        let v = d1 / (d1 - d3)
        return (a + ab * v, [1 - v, v, 0])
    }
    let cp = p - c
    let (d5, d6) = (dot(ab, cp), dot(ac, cp))
    if d6 >= 0, d5 <= d6 { return (c, [0, 0, 1]) }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0, d2 >= 0, d6 <= 0 {
        let w = d2 / (d2 - d6)
        return (a + ac * w, [1 - w, 0, w])
    }
    let va = d3 * d6 - d5 * d4
    if va <= 0, d4 - d3 >= 0, d5 - d6 >= 0 {
        let w = (d4 - d3) / ((d4 - d3) + (d5 - d6))
        return (b + (c - b) * w, [0, 1 - w, w])
    }
    let scale = 1 / (va + vb + vc)
    let (v, w) = (vb * scale, vc * scale)
    return (a + ab * v + ac * w, [1 - v - w, v, w])
}

/// Distance along a unit ray to a triangle, either side (Möller and Trumbore 1997).
func rayTriangle(_ o: Vector3, _ d: Vector3, _ a: Vector3, _ b: Vector3, _ c: Vector3) -> Float? {
    let (e1, e2) = (b - a, c - a)
    let p = cross(d, e2)
    let determinant = dot(e1, p)
    guard abs(determinant) > 1e-12 else { return nil }
    let t = o - a
    let u = dot(t, p) / determinant
    guard u >= 0, u <= 1 else { return nil }
    let q = cross(t, e1)
    let v = dot(d, q) / determinant
    guard v >= 0, u + v <= 1 else { return nil }
    let s = dot(e2, q) / determinant
    return s > 1e-4 ? s : nil
}
