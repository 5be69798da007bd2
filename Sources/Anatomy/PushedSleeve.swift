internal import Foundation
public import Geometry

/// A jersey sleeve pushed back to bare the forearm: what people wear when a picture shows a bracelet.
///
/// The cloth bunches in soft rings behind its cuff, as cloth does that is pushed up an arm.
public struct PushedSleeve: Sendable {
    /// Its name in a `Setting`.
    public static let name = "pushed"
    /// Width of the cuff, millimetres.
    public static let bandWidth: Float = 14

    /// From the seat of a bracelet back to the cuff's edge, millimetres.
    private static let bare: Float = 92
    /// How far it is made beyond that, millimetres.
    private static let length: Float = 110
    private static let columns = 160
    private static let spacing: Float = 1.1

    private let seat: Landmarks.WristSeat
    private let reach: Float
    private let seed: UInt32

    /// - Parameters:
    ///   - seat: where bracelets rest on the arm.
    ///   - elbow: joint in the same pose.
    public init(over seat: Landmarks.WristSeat, elbow: Vector3, seed: UInt32) {
        (self.seat, self.seed) = (seat, seed)
        // Short of the elbow's bend.
        reach = min(Self.length, max(dot(seat.centre - elbow, seat.axis) - Self.bare - 25, 40))
    }

    /// The cloth over an arm, with uvs in millimetres and the channels of a garment: `edge`, `arc`, `band`, `seam`.
    public func mesh(on skin: Mesh) -> Mesh {
        let stations = 12
        // Where the arm lies below the cloth: a hull every few millimetres, by support.
        let hulls = (0...stations).map { k -> (centre: Vector3, supports: [Float]) in
            let back = Self.bare + reach * Float(k) / Float(stations)
            let section = CrossSection(skin, centre: seat.centre - seat.axis * back, axis: seat.axis, radius: 42)
            let (u, v) = seat.axis.orthonormalBasis
            let off = section.centre - (seat.centre - seat.axis * back)
            let supports = (0..<Self.columns).map { j -> Float in
                let d = direction(j)
                return section.hull.reduce(-Float.infinity) { max($0, dot(u * $1.x + v * $1.y - off, d)) }
            }
            return (section.centre, supports)
        }
        var mesh = Mesh()
        var (edge, arc): ([Float], [Float]) = ([], [])
        let rows = Int(reach / Self.spacing)
        let lip = 9
        for row in -lip...rows {
            // A round lip of 1 mm at the edge, and a strip of the inside.
            let t = Float(max(row, 0)) * Self.spacing
            let place = t / reach * Float(stations)
            let k = min(Int(place), stations - 1)
            let f = place - Float(k)
            let centre = mix(hulls[k].centre, hulls[k + 1].centre, f)
            for j in 0..<Self.columns {
                let angle = Float(j) / Float(Self.columns) * 2 * .pi
                let support = mix(hulls[k].supports[j], hulls[k + 1].supports[j], f)
                let turned = max(-Float(row), 0) / Float(lip - 3) * .pi
                let (sink, forth) =
                    row >= 0
                    ? (Float(0), Float(0))
                    : (1 - cos(min(turned, .pi)), sin(min(turned, .pi)) - max(turned - .pi, 0) * 4)
                let p = centre + direction(j) * (support + rise(t, angle) - sink) + seat.axis * forth
                mesh.positions.append(p)
                mesh.uvs.append([angle * 32, t - max(-Float(row), 0) * 0.4])
                edge.append(t)
                arc.append(angle * 32)
            }
        }
        let n = UInt32(Self.columns)
        for row in 0..<UInt32(rows + lip) {
            for j in 0..<n {
                let (a, b) = (row * n + j, row * n + (j + 1) % n)
                mesh.triangles.append([a, b, a + n])
                mesh.triangles.append([b, b + n, a + n])
            }
        }
        mesh.normals = mesh.smoothNormals()
        // Outward.
        let probe = Int(n) * (lip + rows / 2)
        if dot(mesh.normals[probe], direction(0)) < 0 {
            mesh.triangles = mesh.triangles.map { [$0.x, $0.z, $0.y] }
            mesh.normals = mesh.smoothNormals()
        }
        mesh.channels = [
            "edge": edge, "arc": arc,
            "band": edge.map { 1 - smoothstep(Self.bandWidth - 0.5, Self.bandWidth + 0.7, $0) },
            "seam": edge.map { abs($0 - Self.bandWidth - 1) },
        ]
        return mesh
    }

    /// How far the cloth stands off the arm: a close cuff, then rings of folds that are no two alike.
    private func rise(_ t: Float, _ angle: Float) -> Float {
        let q = Vector3(1.6 * cos(angle), 1.6 * sin(angle), t / 15)
        let wander = 7 * fractalNoise(q * 0.7, octaves: 2, seed: seed &+ 61)
        let loose = smoothstep(Self.bandWidth - 4, Self.bandWidth + 16, t)
        let rings = 0.5 + 0.5 * cos((t + wander) / (10 + 3 * cos(angle + 1)) * 2 * .pi)
        let depth = 2.6 + 2 * fractalNoise(q * 1.3 + [3, 1, 7], octaves: 2, seed: seed &+ 62)
        return 1.8 + 0.8 * (1 - loose) + loose * (2.2 + max(depth, 0.6) * pow(rings, 1.3))
            + 0.5 * fractalNoise(q * 2.1, octaves: 2, seed: seed &+ 63)
    }

    private func direction(_ j: Int) -> Vector3 {
        let angle = Float(j) / Float(Self.columns) * 2 * .pi
        return seat.radial * cos(angle) + seat.dorsal * sin(angle)
    }
}
