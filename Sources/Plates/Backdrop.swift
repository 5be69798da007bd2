internal import Foundation
internal import Geometry
internal import Rendering

/// Builds the place behind a person from glowing shapes. It is seen only through a wide aperture, so that edges melt
/// and small bright things become discs; it belongs to the `environment` group like every emissive surface.
struct Backdrop {
    let camera: Camera
    let subject: Vector3
    let seed: UInt32

    /// Radiance of the place where it is of middle tone, at an environment gain of 1.
    private static let level: Float = 0.37 / PortraitLight.place

    func surfaces(of place: Setting.Place, objectID: UInt32) -> [Surface] {
        let mesh: Mesh
        switch place {
        case .room: mesh = room()
        case .garden: mesh = garden()
        case .seamless: mesh = seamless()
        }
        return [
            Surface(
                mesh: mesh, material: .emissive(EmissiveMaterial(radiance: Vector3(repeating: Self.level))),
                objectID: objectID)
        ]
    }

    // MARK: - Places

    private func room() -> Mesh {
        var canvas = Canvas(self, distance: 2600)
        let (w, h) = (canvas.halfWidth, canvas.halfHeight)
        var random = PCG32(seed: UInt64(seed), sequence: 3)
        // A warm wall that the window's light grazes, so it darkens away from it.
        canvas.sheet(depth: 400, from: [-3 * w, -3 * h], to: [3 * w, 3 * h], columns: 48, rows: 24) { u, v in
            let falloff = mix(1.35, 0.5, smoothstep(0.15, 0.85, u))
            let tone = Vector3(0.93, 0.84, 0.73) * falloff * mix(0.8, 1.1, v)
            return tone * (1 + 0.06 * fractalNoise([u * 9, v * 9, 1], octaves: 3, seed: seed))
        }
        // The window: a bright field with a soft curtain and a bar.
        let left = mix(-1.5, -1.15, random.nextFloat()) * w
        canvas.sheet(
            depth: 300, from: [left - 0.75 * w, -0.6 * h], to: [left + 0.42 * w, 2.2 * h], columns: 24, rows: 16
        ) {
            u, v in
            let fold = 1 + 0.22 * valueNoise([u * 12, v * 0.7, 4], seed: seed)
            return Vector3(1.0, 0.985, 0.96) * 4.2 * fold * mix(0.75, 1.1, v)
        }
        canvas.bar(x: left - 0.1 * w, width: 0.05 * w, colour: [0.5, 0.47, 0.42], depth: 290)
        // A picture on the wall, a shelf with things, a lamp.
        let px = mix(0.55, 0.95, random.nextFloat()) * w
        canvas.sheet(depth: 380, from: [px - 0.24 * w, 0.15 * h], to: [px + 0.26 * w, 0.95 * h], columns: 2, rows: 2) {
            _, _ in
            [0.95, 0.93, 0.9]
        }
        canvas.sheet(depth: 370, from: [px - 0.19 * w, 0.22 * h], to: [px + 0.21 * w, 0.88 * h], columns: 8, rows: 8) {
            u, v in
            mix(Vector3(0.25, 0.36, 0.40), Vector3(0.62, 0.58, 0.47), smoothstep(0.3, 0.7, v + 0.2 * u))
        }
        canvas.sheet(depth: 330, from: [0.35 * w, -1.6 * h], to: [2.4 * w, -0.55 * h], columns: 12, rows: 6) { u, v in
            Vector3(0.42, 0.27, 0.17) * mix(0.7, 1.2, v) * mix(1, 0.6, u)
        }
        for _ in 0..<9 {
            let x = mix(0.4, 1.9, random.nextFloat()) * w
            let size = mix(0.05, 0.14, random.nextFloat()) * h
            let colour: Vector3 = [random.nextFloat(), random.nextFloat(), random.nextFloat()]
            canvas.sheet(
                depth: 320, from: [x, -0.56 * h], to: [x + size, -0.56 * h + size * mix(1, 2.4, random.nextFloat())],
                columns: 1, rows: 1
            ) { _, _ in
                mix(Vector3(0.5, 0.4, 0.3), colour, 0.4) * 0.8
            }
        }
        canvas.disc(at: [1.04 * w, 0.06 * h], radius: 0.17 * h, depth: 310, colour: [2.5, 2.05, 1.5])
        return canvas.mesh
    }

    private func garden() -> Mesh {
        var canvas = Canvas(self, distance: 3200)
        let (w, h) = (canvas.halfWidth, canvas.halfHeight)
        var random = PCG32(seed: UInt64(seed), sequence: 4)
        canvas.sheet(depth: 900, from: [-3 * w, -3 * h], to: [3 * w, 3 * h], columns: 64, rows: 64) { u, v in
            let clump = fractalNoise([u * 14, v * 14, 2], octaves: 4, seed: seed)
            let green = mix(Vector3(0.035, 0.065, 0.018), Vector3(0.33, 0.42, 0.11), smoothstep(-0.4, 0.6, clump))
            return mix(green, Vector3(1.15, 1.25, 1.0), smoothstep(0.66, 1.0, v + 0.3 * clump))
        }
        // Leaves of 1–5 cm, far smaller than the blur.
        for _ in 0..<5200 {
            let p = Vector2(mix(-2.4, 2.4, random.nextFloat()) * w, mix(-2.4, 1.7, random.nextFloat()) * h)
            let clump = fractalNoise([p.x / w * 3, p.y / h * 3, 7], octaves: 3, seed: seed &+ 1)
            guard clump > random.nextFloat() - 0.6 else { continue }
            let lit = random.nextFloat()
            let colour = mix(Vector3(0.06, 0.10, 0.03), Vector3(0.75, 0.85, 0.28), lit * lit)
            canvas.leaf(
                at: p, length: mix(10, 50, random.nextFloat()), angle: random.nextFloat() * 2 * .pi,
                depth: mix(-500, 850, random.nextFloat()), colour: colour)
        }
        for _ in 0..<64 {
            let p = Vector2(mix(-1.8, 1.8, random.nextFloat()) * w, mix(-0.4, 1.8, random.nextFloat()) * h)
            let power = mix(4, 30, random.nextFloat() * random.nextFloat())
            canvas.disc(
                at: p, radius: mix(3, 9, random.nextFloat()), depth: mix(-300, 800, random.nextFloat()),
                colour: Vector3(1, 0.97, 0.86) * power)
        }
        return canvas.mesh
    }

    private func seamless() -> Mesh {
        var canvas = Canvas(self, distance: 1900)
        let (w, h) = (canvas.halfWidth, canvas.halfHeight)
        canvas.sheet(depth: 200, from: [-3 * w, -3 * h], to: [3 * w, 3 * h], columns: 48, rows: 48) { u, v in
            let d = ((u - 0.45) * (u - 0.45) * 3 + (v - 0.52) * (v - 0.52) * 3).squareRoot()
            return Vector3(0.92, 0.90, 0.875) * mix(1.5, 0.75, smoothstep(0, 0.8, d))
        }
        return canvas.mesh
    }
}

/// Paints shapes on planes square to the camera, in millimetres from the middle of the frame at their depth.
private struct Canvas {
    private(set) var mesh = Mesh(channels: ["albedoR": [], "albedoG": [], "albedoB": []])
    let halfWidth, halfHeight: Float
    private let centre, right, up, forward: Vector3

    /// - Parameter distance: from the subject to the plane of depth 0, millimetres.
    init(_ backdrop: Backdrop, distance: Float) {
        let camera = backdrop.camera
        let axes = camera.axes
        (right, up, forward) = (axes.right, -axes.down, axes.forward)
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

    mutating func bar(x: Float, width: Float, colour: Vector3, depth: Float) {
        sheet(depth: depth, from: [x, -3 * halfHeight], to: [x + width, 3 * halfHeight], columns: 1, rows: 1) { _, _ in
            colour
        }
    }

    mutating func disc(at p: Vector2, radius: Float, depth: Float, colour: Vector3) {
        let middle = add(p, depth, colour)
        let rim = (0..<16).map { k -> UInt32 in
            let t = Float(k) / 16 * 2 * .pi
            return add(p + Vector2(cos(t), sin(t)) * radius, depth, colour * 0.85)
        }
        for k in 0..<16 { mesh.triangles.append([middle, rim[k], rim[(k + 1) % 16]]) }
    }

    mutating func leaf(at p: Vector2, length: Float, angle: Float, depth: Float, colour: Vector3) {
        let along = Vector2(cos(angle), sin(angle)) * length / 2
        let across = along.perpendicular * 0.4
        let corners = [p - along, p + across, p + along, p - across].map { add($0, depth, colour) }
        mesh.triangles.append([corners[0], corners[1], corners[2]])
        mesh.triangles.append([corners[0], corners[2], corners[3]])
    }
}
