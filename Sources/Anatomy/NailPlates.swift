internal import Geometry

/// Builds the nails as solid plates over their beds.
struct NailPlates {
    /// Steps across and along a plate.
    private static let columns = 28
    private static let rows = 40
    private static let thickness: Float = 0.38

    /// Plates for the posed skin.
    ///
    /// - Parameters:
    ///   - freeEdge: How far each plate reaches beyond its bed, millimetres.
    ///   - skin: The skin before sculpting, with its rest positions: shows where each nail has gone.
    static func mesh(_ nails: [NailShape], on skin: Mesh, freeEdge: Float) -> Mesh {
        var result = Mesh()
        var (lunula, edge): ([Float], [Float]) = ([], [])
        for nail in nails {
            guard let place = placement(of: nail, on: skin) else { continue }
            let plate = plate(nail, freeEdge: freeEdge)
            let base = UInt32(result.positions.count)
            result.restPositions += plate.map(\.position)
            result.positions += plate.map { place.apply($0.position) }
            result.uvs += plate.map { Vector2($0.u * 0.5 + 0.5, $0.v) }
            lunula += plate.map(\.lunula)
            edge += plate.map(\.edge)
            result.triangles += triangles.map { $0 &+ base }
        }
        result.normals = result.smoothNormals()
        result.channels = [
            "nails": [Float](repeating: 1, count: lunula.count), "lunula": lunula, "freeEdge": edge,
        ]
        return result
    }

    private struct Point {
        var position: Vector3
        var u, v, lunula, edge: Float
    }

    /// Upper side, then lower side, row by row from the root.
    private static func plate(_ nail: NailShape, freeEdge: Float) -> [Point] {
        let beyond = freeEdge / nail.length
        let moon: Float = [.thumb: 0.20, .index: 0.14, .middle: 0.14, .ring: 0.10, .little: 0.06][nail.finger] ?? 0.1
        var points: [Point] = []
        for lower in [false, true] {
            for row in 0...rows {
                for column in 0...columns {
                    let u = Float(column) / Float(columns) * 2 - 1
                    let t = Float(row) / Float(rows)
                    // From under the fold to a rounded free edge.
                    let start = NailShape.root(u) - 0.07
                    let end = 1 + beyond * (1 - 0.25 * u * u) - 0.20 * u * u * u * u * u * u - 0.10 * u * u
                    let v = mix(start, end, t)
                    points.append(point(nail, u: u, v: v, end: end, lower: lower, moon: moon))
                }
            }
        }
        return points
    }

    private static func point(_ nail: NailShape, u: Float, v: Float, end: Float, lower: Bool, moon: Float) -> Point {
        // Beyond the bed the plate runs on straight and narrows a little.
        let free = max(v - 1, 0)
        let slope = nail.bed(u, 1) - nail.bed(u, 0.85)
        var height = nail.bed(u, min(v, 1)) + slope / 0.15 * free * 0.7
        // Edges sink beside the folds, the root under its fold; both rims are rounded.
        let rim = 1 - smoothstep(0, 0.35, (end - v) * nail.length)
        height -= 0.28 * smoothstep(0.8, 1, abs(u)) + 0.5 * (1 - smoothstep(-0.07, 0.06, v - NailShape.root(u)))
        height += lower ? -thickness * (1 - rim * 0.6) : -0.10 * rim
        height += lower ? 0 : 0.05
        let width = nail.halfWidth * (1.05 - 0.07 * smoothstep(0.8, 1.15, v)) * (lower ? 0.985 : 1)
        let position = nail.origin + nail.across * (u * width) + nail.along * (v * nail.length) + nail.out * height
        let arc = v - 0.10 + 0.16 * u * u
        return Point(
            position: position, u: u, v: v,
            lunula: (1 - smoothstep(moon - 0.02, moon + 0.03, arc)) * (moon > 0.08 ? 1 : 0.5),
            edge: smoothstep(0.97, 1.03, v + 0.05 * u * u))
    }

    /// Both sides and the rim that joins them, counter-clockwise from outside.
    private static let triangles: [SIMD3<UInt32>] = {
        let width = UInt32(columns + 1)
        let side = width * UInt32(rows + 1)
        var list: [SIMD3<UInt32>] = []
        func quad(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) {
            list.append(SIMD3(a, c, b))
            list.append(SIMD3(a, d, c))
        }
        for r in 0..<UInt32(rows) {
            for c in 0..<UInt32(columns) {
                let i = r * width + c
                quad(i, i + width, i + width + 1, i + 1)
                quad(side + i, side + i + 1, side + i + width + 1, side + i + width)
            }
        }
        var rim: [UInt32] = (0...UInt32(columns)).map { $0 }
        rim += (1...UInt32(rows)).map { $0 * width + width - 1 }
        rim += (0..<UInt32(columns)).reversed().map { UInt32(rows) * width + $0 }
        rim += (1..<UInt32(rows)).reversed().map { $0 * width }
        for (k, a) in rim.enumerated() {
            let b = rim[(k + 1) % rim.count]
            quad(a, b, side + b, side + a)
        }
        return list
    }()

    /// The affine map that carries the reference fingertip to the posed one, fitted to the skin round the nail.
    private static func placement(of nail: NailShape, on skin: Mesh) -> AffineTransform? {
        let centre = nail.origin + nail.along * (nail.length / 2)
        var pairs: [(Vector3, Vector3)] = []
        for (i, p) in skin.restPositions.enumerated() {
            let d = p - centre
            if dot(d, d) < 121, i % 3 == 0 { pairs.append((p, skin.positions[i])) }
        }
        guard pairs.count > 30 else { return nil }
        let n = Float(pairs.count)
        let from = pairs.reduce(Vector3.zero) { $0 + $1.0 } / n
        let to = pairs.reduce(Vector3.zero) { $0 + $1.1 } / n
        // Linear part: (Σ q pᵀ)(Σ p pᵀ)⁻¹, columns first.
        var (pp, qp) = (AffineTransform(x: .zero, y: .zero, z: .zero), AffineTransform(x: .zero, y: .zero, z: .zero))
        for (a, b) in pairs {
            let (p, q) = (a - from, b - to)
            pp.x += p * p.x
            pp.y += p * p.y
            pp.z += p * p.z
            qp.x += q * p.x
            qp.y += q * p.y
            qp.z += q * p.z
        }
        var map = qp * pp.inverse
        map.translation = to - map.applyToDirection(from)
        return map
    }
}
