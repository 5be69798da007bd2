internal import Foundation
package import Geometry
package import Rendering

/// Builds the place behind a person from glowing shapes. It is seen only through a wide aperture, so that edges melt
/// and small bright things become discs; it belongs to the `environment` group like every emissive surface.
///
/// Light comes from the side that the key comes from: the window stands there, the sun, the bright end of a wall.
package struct Backdrop {
    let camera: Camera
    let subject: Vector3
    let seed: UInt32
    /// Whether the key stands at the camera's right.
    let lightFromRight: Bool

    /// Radiance of the place where it is of middle tone, at an environment gain of 1.
    private static let level: Float = 0.37 / PortraitLight.place

    package init(camera: Camera, subject: Vector3, seed: UInt32, lightFromRight: Bool) {
        (self.camera, self.subject, self.seed, self.lightFromRight) = (camera, subject, seed, lightFromRight)
    }

    package func surfaces(of place: Setting.Place, objectID: UInt32) -> [Surface] {
        let mesh: Mesh
        switch place {
        case .room: mesh = room()
        case .garden: mesh = garden()
        case .seamless: mesh = paper(Self.pale[Int(seed >> 3) % Self.pale.count], gradient: 0.25)
        case .gradient: mesh = paper(Self.deep[Int(seed >> 3) % Self.deep.count], gradient: 1)
        case .stone: mesh = stone()
        case .linen: mesh = linen()
        case .dark: mesh = dark()
        case .wall: mesh = wall()
        case .shelves: mesh = shelves()
        case .cafe: mesh = cafe()
        case .street: mesh = street()
        case .sea: mesh = sea()
        }
        return [
            Surface(
                mesh: mesh, material: .emissive(EmissiveMaterial(radiance: Vector3(repeating: Self.level))),
                objectID: objectID)
        ]
    }

    // Linear colours of paper.
    private static let pale: [Vector3] = [
        [0.95, 0.93, 0.90], [0.88, 0.90, 0.92], [0.93, 0.88, 0.83], [0.86, 0.88, 0.82],
    ]
    private static let deep: [Vector3] = [
        [0.42, 0.40, 0.38], [0.30, 0.35, 0.31], [0.52, 0.37, 0.31], [0.27, 0.32, 0.38], [0.56, 0.49, 0.40],
    ]

    func cloud(_ p: Vector2, _ period: Float, _ k: UInt32, octaves: Int = 3) -> Float {
        fractalNoise([p.x / period, p.y / period, Float(k) + 0.5], octaves: octaves, seed: seed &+ k)
    }

    // MARK: - Places

    private func room() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 2600)
        let room = BackdropRoom(seed: seed)
        canvas.picture(depth: 400) { room.colour(at: $0) }
        return canvas.mesh
    }

    private func garden() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 3200)
        let (w, h) = (canvas.halfWidth, canvas.halfHeight)
        var random = PCG32(seed: UInt64(seed), sequence: 4)
        let autumn = random.nextFloat() * 0.55
        let horizon = mix(0.85, 1.7, random.nextFloat())
        let young = mix(Vector3(0.36, 0.44, 0.12), Vector3(0.52, 0.37, 0.13), autumn)
        var kind = PCG32(seed: UInt64(seed), sequence: 14)
        // A hedge close by, or trees far off; sun through them in a few small gaps or in many wide ones.
        let leaves = Int(mix(900, 5200, kind.nextFloat()))
        let (gaps, gapSize) = (Int(mix(30, 260, kind.nextFloat())), mix(1, 3.4, kind.nextFloat()))
        let blossom: Vector3? =
            kind.nextFloat() < 0.35 ? mix([0.9, 0.45, 0.5], [0.95, 0.9, 0.85], kind.nextFloat()) : nil
        let trunks = (0..<4).map { _ in kind.nextFloat() < 0.4 ? mix(-1.1, 1.1, kind.nextFloat()) : 9 }
        canvas.picture(depth: 900) { p in
            let clump = cloud(p, 0.35, 2, octaves: 4)
            // The sun stands at the left: leaves there are lit through, the others lie in shade.
            let sun: Float = mix(1.35, 0.55, smoothstep(-1.2, 1.2, p.x + 0.3 * cloud(p, 0.8, 5)))
            let green: Vector3 = mix(Vector3(0.03, 0.052, 0.02), young, smoothstep(-0.45, 0.65, clump)) * sun
            let sky: Float = smoothstep(horizon - 0.25, horizon + 0.35, p.y + 0.55 * clump)
            let bark = trunks.map { 1 - smoothstep(0.03, 0.09, abs(p.x - $0 - 0.06 * p.y)) }.max() ?? 0
            return mix(mix(green, Vector3(1.25, 1.3, 1.18), sky * 0.85), Vector3(0.05, 0.04, 0.03) * sun, 0.8 * bark)
        }
        // Leaves of 1–5 cm, far smaller than the blur.
        for k in 0..<leaves {
            let p = Vector2(mix(-2.2, 2.2, random.nextFloat()) * w, mix(-2.2, 1.7, random.nextFloat()) * h)
            let clump = fractalNoise([p.x / w * 3, p.y / h * 3, 7], octaves: 3, seed: seed &+ 1)
            guard clump > random.nextFloat() - 0.6 else { continue }
            let lit: Float = random.nextFloat() * mix(1.15, 0.6, smoothstep(-1, 1, p.x / w))
            let lush: Vector3 = mix(Vector3(0.75, 0.85, 0.28), young * 2, 0.5)
            let leaf: Vector3 = mix(Vector3(0.05, 0.08, 0.03), lush, lit * lit)
            let colour = k % 6 == 0 ? blossom.map { $0 * (0.35 + lit) } ?? leaf : leaf
            canvas.leaf(
                at: p, length: mix(10, 50, random.nextFloat()), angle: random.nextFloat() * 2 * .pi,
                depth: mix(-500, 850, random.nextFloat()), colour: colour)
        }
        // Sky between leaves: most of it dim, little of it bright, none of it round, and more toward the sun.
        for _ in 0..<gaps {
            let x = mix(-1.6, 1.6, random.nextFloat() * mix(0.7, 1, random.nextFloat()))
            let p = Vector2(x * w, mix(-0.55, 1.8, random.nextFloat()) * h)
            let power: Float = mix(1.2, 26, pow(random.nextFloat(), 4)) / gapSize
            let tone: Vector3 = mix(Vector3(1, 0.96, 0.82), Vector3(0.86, 0.95, 0.62), random.nextFloat())
            canvas.spark(
                at: p, radius: gapSize * mix(2, 10, random.nextFloat()), depth: mix(-700, 800, random.nextFloat()),
                colour: tone * power, roughness: 0.5)
        }
        return canvas.mesh
    }

    /// Seamless paper: a pool of light on it, toward the key, and its fall-off.
    ///
    /// - Parameter gradient: 0 even … 1 from lit to deep shade.
    private func paper(_ tone: Vector3, gradient: Float) -> Mesh {
        var canvas = BackdropCanvas(self, distance: 1900)
        var random = PCG32(seed: UInt64(seed), sequence: 5)
        let pool = Vector2(mix(-0.7, -0.1, random.nextFloat()), mix(-0.25, 0.4, random.nextFloat()))
        let reach = mix(1.1, 1.7, random.nextFloat())
        canvas.picture(depth: 200, fineness: 60) { p in
            let d = ((p - pool) * Vector2(0.9, 0.75)).length / reach
            let (bright, deep): (Float, Float) = (mix(1.22, 1.55, gradient), mix(0.9, 0.3, gradient))
            let light: Float = mix(bright, deep, smoothstep(0, 1, d))
            return tone * (light * (1 + 0.015 * cloud(p, 0.7, 20)))
        }
        return canvas.mesh
    }

    /// A wall of limestone or plaster that light grazes.
    private func stone() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 1100)
        var random = PCG32(seed: UInt64(seed), sequence: 6)
        let tone = mix(Vector3(0.60, 0.53, 0.45), Vector3(0.47, 0.47, 0.46), random.nextFloat())
        canvas.picture(depth: 100, fineness: 190) { p in
            func height(_ q: Vector2) -> Float {
                let crack: Float = cloud(q, 0.6, 32) / 0.03
                let broad: Float = 0.6 * cloud(q, 0.45, 30, octaves: 5)
                return broad + 0.25 * cloud(q, 0.07, 31) - 0.3 * exp(-crack * crack)
            }
            let e: Float = 0.02
            // Relief lit from the left: brighter where it faces the key.
            let step = Vector2(e, 0.4 * e)
            let slope: Float = (height(p + step) - height(p - step)) / (2 * e)
            let falloff: Float = mix(1.25, 0.5, smoothstep(-1.1, 1.2, p.x))
            let light: Float = falloff * (1 + 0.055 * min(max(slope, -4), 4))
            let stain: Float = 1 + 0.16 * cloud(p, 0.9, 33) + 0.08 * cloud(p, 0.12, 34)
            return tone * (light * stain)
        }
        return canvas.mesh
    }

    /// Hanging cloth in loose folds.
    private func linen() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 1000)
        var random = PCG32(seed: UInt64(seed), sequence: 7)
        let tone = mix(Vector3(0.80, 0.74, 0.65), Vector3(0.66, 0.66, 0.62), random.nextFloat())
        let lean = mix(-0.12, 0.12, random.nextFloat())
        canvas.picture(depth: 100, fineness: 190) { p in
            func height(_ q: Vector2) -> Float {
                let hung = Vector2(q.x + lean * q.y, q.y * 0.13)
                let fine: Float = cloud(Vector2(hung.x, q.y * 0.3), 0.11, 51)
                return cloud(hung, 0.30, 50, octaves: 3) + 0.3 * fine
            }
            let step = Vector2(0.015, 0)
            let slope: Float = (height(p + step) - height(p - step)) / 0.03
            let light: Float = mix(1.2, 0.62, smoothstep(-1.1, 1.2, p.x))
            let fold: Float = 1 + 0.11 * min(max(slope, -4), 3.5) + 0.12 * height(p)
            let warp: Float = cloud(Vector2(p.x, p.y * 0.12), 0.02, 52)
            let weft: Float = cloud(Vector2(p.x * 0.12, p.y), 0.02, 53)
            let slub: Float = 1 + 0.05 * warp + 0.05 * weft
            return tone * (light * fold * slub)
        }
        return canvas.mesh
    }

    /// Near black, with a breath of light that parts the shaded side from it.
    private func dark() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 2200)
        var random = PCG32(seed: UInt64(seed), sequence: 8)
        let tone = mix(Vector3(0.050, 0.046, 0.043), Vector3(0.036, 0.042, 0.048), random.nextFloat())
        let glow = Vector2(mix(0.35, 0.9, random.nextFloat()), mix(-0.3, 0.4, random.nextFloat()))
        canvas.picture(depth: 200, fineness: 60) { p in
            let d = (p - glow).length
            let light: Float = 0.8 + 2.6 * exp(-d * d / 0.7)
            return tone * (light * (1 + 0.1 * cloud(p, 0.8, 60)))
        }
        return canvas.mesh
    }
}
