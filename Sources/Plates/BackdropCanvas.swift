internal import Foundation
internal import Geometry
internal import Rendering

/// Paints shapes on planes square to the camera, in millimetres from the middle of the frame at their depth.
struct BackdropCanvas {
    private(set) var mesh = Mesh(channels: ["albedoR": [], "albedoG": [], "albedoB": []])
    let halfWidth, halfHeight: Float
    private let centre, right, up, forward: Vector3

    /// - Parameter distance: from the subject to the plane of depth 0, millimetres.
    init(_ backdrop: Backdrop, distance: Float) {
        let camera = backdrop.camera
        let axes = camera.axes
        // A room seen the other way round is a room as well.
        (right, up, forward) = (backdrop.lightFromRight ? -axes.right : axes.right, -axes.down, axes.forward)
        let subjectDepth = dot(backdrop.subject - camera.position, forward)
        centre = camera.position + forward * (subjectDepth + distance)
        let f = camera.focalLengthPixels
        halfWidth = Float(camera.width) / 2 / f * (subjectDepth + distance)
        halfHeight = Float(camera.height) / 2 / f * (subjectDepth + distance)
    }

    private mutating func add(_ p: Vector2, _ depth: Float, _ colour: Vector3) -> UInt32 {
        mesh.positions.append(centre + right * p.x + up * p.y + forward * depth)
        mesh.channels["albedoR"]!.append(colour.x)
        mesh.channels["albedoG"]!.append(colour.y)
        mesh.channels["albedoB"]!.append(colour.z)
        return UInt32(mesh.positions.count - 1)
    }

    /// A rectangle whose colour is a function of its own coordinates, 0…1 each, v upward.
    mutating func sheet(
        depth: Float, from a: Vector2, to b: Vector2, columns: Int, rows: Int, colour: (Float, Float) -> Vector3
    ) {
        let first = UInt32(mesh.positions.count)
        for j in 0...rows {
            for i in 0...columns {
                let (u, v) = (Float(i) / Float(columns), Float(j) / Float(rows))
                _ = add([mix(a.x, b.x, u), mix(a.y, b.y, v)], depth, colour(u, v))
            }
        }
        let stride = UInt32(columns + 1)
        for j in 0..<UInt32(rows) {
            for i in 0..<UInt32(columns) {
                let k = first + j * stride + i
                mesh.triangles.append([k, k + 1, k + stride + 1])
                mesh.triangles.append([k, k + stride + 1, k + stride])
            }
        }
    }

    /// A picture over the whole view and some more of it: a colour for each point, in half heights of the frame.
    mutating func picture(depth: Float, fineness: Int = 150, colour: (Vector2) -> Vector3) {
        let reach: Float = 1.9
        let (halfWidth, halfHeight) = (halfWidth, halfHeight)
        let columns = Int(Float(fineness) * 2 * max(halfWidth / halfHeight, 0.8))
        sheet(
            depth: depth, from: [-reach * halfWidth, -reach * halfHeight], to: [reach * halfWidth, reach * halfHeight],
            columns: columns, rows: 2 * fineness
        ) { u, v in
            colour([mix(-reach, reach, u) * halfWidth / halfHeight, mix(-reach, reach, v)])
        }
    }

    /// A gap between leaves, or a glint: an uneven disc.
    mutating func spark(at p: Vector2, radius: Float, depth: Float, colour: Vector3, roughness: Float) {
        let middle = add(p, depth, colour)
        let sides: UInt32 = 23
        let rim = (0..<sides).map { k -> UInt32 in
            let t = Float(k) / Float(sides) * 2 * .pi
            let r = radius * (1 + roughness * valueNoise([p.x + Float(k) * 3.7, p.y, 0.5], seed: 9))
            return add(p + Vector2(cos(t), sin(t)) * r, depth, colour * 0.8)
        }
        for k in 0..<Int(sides) { mesh.triangles.append([middle, rim[k], rim[(k + 1) % Int(sides)]]) }
    }

    mutating func leaf(at p: Vector2, length: Float, angle: Float, depth: Float, colour: Vector3) {
        let along = Vector2(cos(angle), sin(angle)) * length / 2
        let across = along.perpendicular * 0.4
        let corners = [p - along, p + across, p + along, p - across].map { add($0, depth, colour) }
        mesh.triangles.append([corners[0], corners[1], corners[2]])
        mesh.triangles.append([corners[0], corners[2], corners[3]])
    }
}
