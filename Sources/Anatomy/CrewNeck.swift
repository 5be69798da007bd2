internal import Foundation
public import Geometry

/// A fine jersey with a round neckline, cut from the body's own surface: what people wear when a picture shows ear,
/// neck and collarbone.
///
/// The neckline is a line round the base of the neck on the reference body, so it sits there on every body and in
/// every pose. Below it the cloth stands off, spans hollows and folds a little.
public struct CrewNeck: Sendable {
    /// Its name in a `Setting`.
    public static let name = "crew"
    /// Width of the band along the neckline, millimetres.
    public static let bandWidth: Float = 17

    private let seed: UInt32
    private let origin: Float

    /// - Parameter seed: of its folds.
    public init(_ body: PosedBody, seed: UInt32) { (self.seed, origin) = (seed, body.referenceOrigin) }

    /// The cloth over a body, with uvs in millimetres and the channels of a garment: `edge`, `arc`, `band`, `seam`.
    public func mesh(on body: PosedBody) -> Mesh {
        var sheet = cut(body.collisionMesh)
        drape(&sheet)
        return hemmed(sheet)
    }

    /// The skin without what the cloth hides well inside its edge.
    public func uncovered(_ skin: Mesh) -> Mesh {
        var mesh = skin
        let rest = skin.restPositions
        let isHidden = parallelMap(rest.count) { depth(rest[$0]) > 24 }
        mesh.triangles = skin.triangles.filter { !(isHidden[Int($0.x)] && isHidden[Int($0.y)] && isHidden[Int($0.z)]) }
        return mesh
    }

    /// Height of the neckline above the base mesh's origin by azimuth from the front, in steps of 30°, millimetres.
    private static let neckline: [Float] = [514, 522, 538, 554, 563, 568, 570]

    /// About how far below the neckline a place of the reference body lies, millimetres; negative above.
    private func depth(_ rest: Vector3) -> Float {
        let q = Vector2(rest.x, rest.z - 15)
        let t = min(abs(atan2(q.x, q.y)) / .pi * 6, 5.999)
        let k = Int(t)
        // Even at front and back, where the line meets its mirror image, and smooth between (Catmull–Rom).
        let p = [abs(k - 1), k, k + 1, k + 2 > 6 ? 10 - k : k + 2].map { Self.neckline[$0] }
        let f = t - Float(k)
        let bend = (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * f + (3 * p[1] - p[0] - 3 * p[2] + p[3]) * f * f
        let line = p[1] + 0.5 * f * (p[2] - p[0] + bend)
        // On the shoulders the trapezius rises beside the neck; the nape is farther from the axis than the throat.
        let neck = 62 + 24 * smoothstep(0, 1, -q.normalized.y)
        return line + 1.5 * max(q.length - neck, 0) - (rest.y - origin)
    }

    // MARK: - Cutting

    private struct Sheet {
        var positions, normals, rest: [Vector3]
        var depths: [Float]
        var triangles: [SIMD3<UInt32>]
    }

    /// The part of the skin below the neckline, split exactly along it.
    private func cut(_ skin: Mesh) -> Sheet {
        let depths = skin.restPositions.map(depth)
        var sheet = Sheet(positions: [], normals: [], rest: [], depths: [], triangles: [])
        var kept: [UInt32: UInt32] = [:]
        var split: [UInt64: UInt32] = [:]
        func add(_ p: Vector3, _ n: Vector3, _ r: Vector3, _ d: Float) -> UInt32 {
            sheet.positions.append(p)
            sheet.normals.append(n)
            sheet.rest.append(r)
            sheet.depths.append(d)
            return UInt32(sheet.positions.count - 1)
        }
        func corner(_ v: UInt32) -> UInt32 {
            if let known = kept[v] { return known }
            let i = Int(v)
            let new = add(skin.positions[i], skin.normals[i], skin.restPositions[i], depths[i])
            kept[v] = new
            return new
        }
        func crossing(_ a: UInt32, _ b: UInt32) -> UInt32 {
            let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
            if let known = split[key] { return known }
            let (i, j) = (Int(min(a, b)), Int(max(a, b)))
            let t = depths[i] / (depths[i] - depths[j])
            let new = add(
                mix(skin.positions[i], skin.positions[j], t), mix(skin.normals[i], skin.normals[j], t).normalized,
                mix(skin.restPositions[i], skin.restPositions[j], t), 0)
            split[key] = new
            return new
        }
        for t in skin.triangles {
            let v = [t.x, t.y, t.z]
            let middle = skin.restPositions[Int(t.x)]
            guard middle.y - origin > 330, middle.y - origin < 620, abs(middle.x) < 215 else { continue }
            let inside = v.map { depths[Int($0)] > 0 }
            switch inside.count(where: { $0 }) {
            case 3: sheet.triangles.append([corner(v[0]), corner(v[1]), corner(v[2])])
            case 0: continue
            default:
                var polygon: [UInt32] = []
                for k in 0..<3 {
                    let (a, b) = (v[k], v[(k + 1) % 3])
                    if inside[k] { polygon.append(corner(a)) }
                    if inside[k] != inside[(k + 1) % 3] { polygon.append(crossing(a, b)) }
                }
                for k in 1..<polygon.count - 1 { sheet.triangles.append([polygon[0], polygon[k], polygon[k + 1]]) }
            }
        }
        return sheet
    }

    // MARK: - Draping

    private func drape(_ sheet: inout Sheet) {
        let net = SheetNet(sheet.triangles, vertexCount: sheet.positions.count)
        let skin = sheet
        for i in sheet.positions.indices {
            let (d, rest) = (skin.depths[i], skin.rest[i])
            let loose = smoothstep(14, 90, d)
            let angle = atan2(rest.x, rest.z - 15)
            // Folds run down and outward from the neck.
            let fold = fractalNoise([angle * 5.5, d / 85, 3], octaves: 3, seed: seed &+ 51)
            let slack = fractalNoise(rest / 40, octaves: 2, seed: seed &+ 52)
            let off = 2.0 + 3.5 * loose + loose * (7 * max(fold, -0.2) + 1.5 * slack)
            sheet.positions[i] += skin.normals[i] * off
        }
        // Spanning hollows and easing what the skin is modelled with.
        let soft = sheet.positions.indices.map { ($0, 0.6 * smoothstep(0.5, 30, skin.depths[$0])) }
        net.smooth(&sheet.positions, soft.filter { $0.1 > 0 }, passes: 26)
        for i in sheet.positions.indices {
            let height = dot(sheet.positions[i] - skin.positions[i], skin.normals[i])
            let least: Float = 1.4 + 0.8 * smoothstep(0, 20, skin.depths[i])
            if height < least { sheet.positions[i] += skin.normals[i] * (least - height) }
        }
        net.smooth(&sheet.positions, soft.filter { $0.1 > 0.05 }, passes: 3)
        // The band is double cloth.
        for i in sheet.positions.indices {
            sheet.positions[i] +=
                skin.normals[i] * 0.8 * (1 - smoothstep(Self.bandWidth - 1.5, Self.bandWidth + 1.5, skin.depths[i]))
        }
    }

    // MARK: - Hem

    /// The sheet with a round edge at the neckline and a strip of its inner side.
    private func hemmed(_ sheet: Sheet) -> Mesh {
        var mesh = Mesh(positions: sheet.positions, triangles: sheet.triangles)
        let normals = mesh.smoothNormals()
        var (edge, arc) = (sheet.depths, [Float]())
        for (rest, d) in zip(sheet.rest, sheet.depths) {
            let along = atan2(rest.x, rest.z - 15) * (60 + 0.55 * d)
            arc.append(along)
            mesh.uvs.append([along, d])
        }
        let radius: Float = 0.9
        let turns = 7
        var rims: [UInt32: [UInt32]] = [:]
        func rim(_ v: UInt32, toward up: Vector3) -> [UInt32] {
            if let known = rims[v] { return known }
            let (p, n) = (mesh.positions[Int(v)], normals[Int(v)])
            let t = (up - n * dot(up, n)).normalized
            var row = [v]
            for k in 1...turns + 1 {
                let a = Float(min(k, turns)) / Float(turns) * .pi
                let inner: Float = k > turns ? 7 : 0
                mesh.positions.append(p - n * radius + (n * cos(a) + t * sin(a)) * radius - t * inner)
                mesh.uvs.append(mesh.uvs[Int(v)] - [0, Float(k) * 0.4])
                edge.append(0)
                arc.append(arc[Int(v)])
                row.append(UInt32(mesh.positions.count - 1))
            }
            rims[v] = row
            return row
        }
        // Border edges belong to one triangle only.
        var owners: [UInt64: Int] = [:]
        func key(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }
        for t in sheet.triangles {
            for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] { owners[key(a, b), default: 0] += 1 }
        }
        for t in sheet.triangles {
            for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] {
                guard owners[key(a, b)] == 1, sheet.depths[Int(a)] == 0, sheet.depths[Int(b)] == 0 else { continue }
                let (p, q) = (rim(a, toward: [0, 1, 0]), rim(b, toward: [0, 1, 0]))
                for k in 0..<turns + 1 {
                    mesh.triangles.append([p[k], p[k + 1], q[k]])
                    mesh.triangles.append([q[k], p[k + 1], q[k + 1]])
                }
            }
        }
        mesh.normals = mesh.smoothNormals()
        let band = edge.map { 1 - smoothstep(Self.bandWidth - 0.5, Self.bandWidth + 0.7, $0) }
        mesh.channels = ["edge": edge, "arc": arc, "band": band, "seam": edge.map { abs($0 - Self.bandWidth - 1) }]
        return mesh
    }
}
