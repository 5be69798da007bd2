internal import Foundation
internal import Geometry

/// A fitted garment on its way to a mesh: subdivided, given hems, seams, ribs and thickness.
struct GarmentSheet {
    private let garment: Garment
    private var sheet: QuadSheet
    /// Rim rows between the outer and the inner side: a rounded edge.
    private static let rimRows = 3

    init(_ garment: Garment, positions: [Vector3], detail: Int) {
        self.garment = garment
        let draped = garment.drapedPositions
        let data = positions.indices.map { i in
            var d = VertexData.zero
            d.lowHalf.lowHalf = SIMD4(positions[i], 0)
            d.lowHalf.highHalf = SIMD4(draped[i], 0)
            d.highHalf.lowHalf = garment.measures[i]
            return d
        }
        sheet = QuadSheet(data: data, quads: garment.quads, uvs: garment.uvs, uvQuads: garment.uvQuads)
        for _ in 0..<detail { sheet.subdivide() }
    }

    /// Outer side everywhere; inner side and a rounded rim where an edge is near.
    func mesh() -> Mesh {
        let inner = sheet.data.map { position($0) }
        let normals = Self.normals(inner, sheet.quads)
        let outer = inner.indices.map { inner[$0] + normals[$0] * height(sheet.data[$0]) }
        var builder = Builder(uvs: sheet.uvs, vertices: vertexOfUV())
        builder.addSide(sheet, outer, flipped: false) { _ in true }
        builder.addSide(sheet, inner, flipped: true) { q in
            (0..<4).contains { sheet.data[Int(q[$0])][8] < Garment.visibleMargin }
        }
        addRim(&builder, inner, normals)
        return builder.finished()
    }

    private func position(_ d: VertexData) -> Vector3 { Vector3(d[0], d[1], d[2]) }

    private func vertexOfUV() -> [UInt32] {
        var result = [UInt32](repeating: 0, count: sheet.uvs.count)
        for (q, u) in zip(sheet.quads, sheet.uvQuads) {
            for k in 0..<4 { result[Int(u[k])] = q[k] }
        }
        return result
    }

    /// How far the outer side stands off the inner, millimetres: a turned hem is double, its stitching and the seams
    /// draw the cloth in, ribs rise.
    private func height(_ d: VertexData) -> Float {
        let (edge, arc, seam) = (d[8], d[9], d[11])
        let width = garment.bandWidth
        let inBand = 1 - smoothstep(width - 0.5, width + 0.7, edge)
        var h = garment.thickness + (garment.hemThickness - garment.thickness) * inBand
        func dip(_ x: Float, _ sigma: Float) -> Float { exp(-(x / sigma) * (x / sigma)) }
        if garment.ribPitch > 0 {
            let phase = arc / garment.ribPitch
            let rib = 0.5 + 0.5 * cos(2 * .pi * phase)
            let fade = smoothstep(0, 2, edge) * (1 - smoothstep(width - 1.5, width, edge))
            h += garment.ribHeight * (rib.squareRoot() - 1) * fade
        } else {
            h -= 0.35 * dip(edge - width + 2, 0.7)
        }
        h += (0.3 * dip(seam - 2.2, 1.3) - 0.45 * dip(seam, 0.8)) * (1 - inBand)
        return max(h, 0.3)
    }

    /// A half-round rim from the outer to the inner side of every border edge.
    private func addRim(_ builder: inout Builder, _ inner: [Vector3], _ normals: [Vector3]) {
        let edges = EdgeTable(sheet.quads, vertexCount: inner.count)
        var outward = [Vector3](repeating: .zero, count: inner.count)
        var borders: [(UInt32, UInt32, uv: SIMD2<UInt32>)] = []
        for (f, q) in sheet.quads.enumerated() {
            for k in 0..<4 where edges.faces[Int(edges.ofFace[f * 4 + k])].y < 0 {
                let (a, b) = (q[k], q[(k + 1) & 3])
                let n = normals[Int(a)] + normals[Int(b)]
                let out = cross(inner[Int(b)] - inner[Int(a)], n).normalized
                outward[Int(a)] += out
                outward[Int(b)] += out
                borders.append((a, b, SIMD2(sheet.uvQuads[f][k], sheet.uvQuads[f][(k + 1) & 3])))
            }
        }
        var rows: [UInt32: [UInt32]] = [:]
        for border in borders {
            for (v, uv) in [(border.0, border.uv.x), (border.1, border.uv.y)] where rows[v] == nil {
                let i = Int(v)
                let half = height(sheet.data[i]) / 2
                let out = outward[i].normalized
                rows[v] = (1...Self.rimRows).map { row in
                    let angle = Double.pi * (0.5 - Double(row) / Double(Self.rimRows + 1))
                    let p = inner[i] + normals[i] * (half + half * Float(sin(angle))) + out * (half * Float(cos(angle)))
                    return builder.add(p, sheet.data[i], uv: sheet.uvs[Int(uv)])
                }
            }
        }
        for border in borders {
            let a = [builder.outer(border.uv.x)] + rows[border.0, default: []] + [builder.inner(border.uv.x)]
            let b = [builder.outer(border.uv.y)] + rows[border.1, default: []] + [builder.inner(border.uv.y)]
            for k in 0..<min(a.count, b.count) - 1 {
                builder.mesh.triangles.append(SIMD3(b[k], a[k], a[k + 1]))
                builder.mesh.triangles.append(SIMD3(b[k], a[k + 1], b[k + 1]))
            }
        }
    }

    static func normals(_ p: [Vector3], _ quads: [SIMD4<UInt32>]) -> [Vector3] {
        var sums = [Vector3](repeating: .zero, count: p.count)
        for q in quads {
            let n = cross(p[Int(q.z)] - p[Int(q.x)], p[Int(q.w)] - p[Int(q.y)])
            for k in 0..<4 { sums[Int(q[k])] += n }
        }
        return sums.map(\.normalized)
    }
}

/// Gathers vertices, one for each uv, and remembers which are the same point, so that seams stay smooth.
private struct Builder {
    var mesh = Mesh()
    private let uvs: [Vector2]
    private let vertices: [UInt32]
    private var outerIndices, innerIndices: [UInt32]
    /// Vertices of the mesh with one number are one point.
    private var points: [UInt32] = []
    private var nextPoint: UInt32 = 0
    private var (edge, arc, band, seam): ([Float], [Float], [Float], [Float]) = ([], [], [], [])

    init(uvs: [Vector2], vertices: [UInt32]) {
        (self.uvs, self.vertices) = (uvs, vertices)
        outerIndices = [UInt32](repeating: .max, count: uvs.count)
        innerIndices = outerIndices
    }

    func outer(_ uv: UInt32) -> UInt32 { outerIndices[Int(uv)] }
    func inner(_ uv: UInt32) -> UInt32 { innerIndices[Int(uv)] }

    mutating func addSide(
        _ sheet: QuadSheet, _ positions: [Vector3], flipped: Bool, where wanted: (SIMD4<UInt32>) -> Bool
    ) {
        var indices = [UInt32](repeating: .max, count: uvs.count)
        let base = nextPoint
        nextPoint += UInt32(positions.count)
        for (q, u) in zip(sheet.quads, sheet.uvQuads) where wanted(q) {
            var c = SIMD4<UInt32>.zero
            for k in 0..<4 {
                let uv = Int(u[k])
                if indices[uv] == .max {
                    let v = Int(vertices[uv])
                    indices[uv] = append(positions[v], sheet.data[v], uvs[uv], point: base + UInt32(v))
                }
                c[k] = indices[uv]
            }
            mesh.triangles.append(flipped ? SIMD3(c.z, c.y, c.x) : SIMD3(c.x, c.y, c.z))
            mesh.triangles.append(flipped ? SIMD3(c.w, c.z, c.x) : SIMD3(c.x, c.z, c.w))
        }
        if flipped { innerIndices = indices } else { outerIndices = indices }
    }

    mutating func add(_ position: Vector3, _ data: VertexData, uv: Vector2) -> UInt32 {
        nextPoint += 1
        return append(position, data, uv, point: nextPoint - 1)
    }

    private mutating func append(_ p: Vector3, _ data: VertexData, _ uv: Vector2, point: UInt32) -> UInt32 {
        mesh.positions.append(p)
        mesh.restPositions.append(Vector3(data[4], data[5], data[6]))
        mesh.uvs.append(uv)
        points.append(point)
        edge.append(max(data[8], 0))
        arc.append(data[9])
        band.append(data[10])
        seam.append(data[11])
        return UInt32(mesh.positions.count - 1)
    }

    func finished() -> Mesh {
        var result = mesh
        var sums = [Vector3](repeating: .zero, count: Int(nextPoint))
        for t in mesh.triangles {
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            let n = cross(b - a, c - a)
            for k in 0..<3 { sums[Int(points[Int(t[k])])] += n }
        }
        result.normals = points.map { sums[Int($0)].normalized }
        result.channels = ["edge": edge, "arc": arc, "band": band, "seam": seam]
        return result
    }
}
