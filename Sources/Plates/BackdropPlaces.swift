internal import Foundation
internal import Geometry

/// More places, each in many variants. Points are in half heights of the frame, light comes from the left.
extension Backdrop {
    private func dice(_ sequence: UInt64) -> PCG32 { PCG32(seed: UInt64(seed), sequence: sequence) }

    /// 1 in a rectangle, 0 outside, with a soft edge.
    private func box(_ p: Vector2, _ centre: Vector2, _ half: Vector2, soft: Float) -> Float {
        let d = Vector2(abs(p.x - centre.x) - half.x, abs(p.y - centre.y) - half.y)
        return (1 - smoothstep(-soft, soft, d.x)) * (1 - smoothstep(-soft, soft, d.y))
    }

    /// A number in 0…1 that belongs to an index.
    private func own(_ index: Float, _ k: Float) -> Float {
        0.5 + 0.5 * valueNoise([index, k, 0], seed: seed &+ 71)
    }

    /// Plaster or brick a little way behind, and the shadows of leaves on it.
    func wall() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 900)
        var random = dice(9)
        let tones: [Vector3] = [
            [0.74, 0.70, 0.64], [0.56, 0.35, 0.24], [0.62, 0.47, 0.28], [0.50, 0.52, 0.50], [0.60, 0.44, 0.38],
        ]
        let tone = tones[Int(random.nextFloat() * 4.999)]
        let isBrick = random.nextFloat() < 0.35
        let (grain, slant) = (mix(0.15, 0.32, random.nextFloat()), mix(-0.7, 0.7, random.nextFloat()))
        let shade = mix(0.5, 0.75, random.nextFloat())
        canvas.picture(depth: 100, fineness: 190) { p in
            let q = Vector2(p.x + slant * p.y, p.y)
            // Far leaves cast soft blots, near ones smaller and darker ones.
            let far = smoothstep(-0.34, 0.36, cloud(q, grain * 1.8, 72, octaves: 3))
            let near = smoothstep(-0.5, 0.12, cloud(q, grain * 0.6, 73, octaves: 2))
            let sun = far * mix(0.55, 1, near)
            let falloff: Float = mix(1.2, 0.7, smoothstep(-1.2, 1.3, p.x))
            var colour = tone * (1 + 0.1 * cloud(p, 0.8, 74) + 0.05 * cloud(p, 0.06, 75))
            if isBrick { colour = brick(p, colour) }
            return colour * (falloff * mix(shade, 1.35, sun)) * mix(Vector3(0.93, 0.98, 1.06), .one, sun)
        }
        return canvas.mesh
    }

    private func brick(_ p: Vector2, _ tone: Vector3) -> Vector3 {
        let row = (p.y / 0.13).rounded(.down)
        let x = p.x / 0.42 + 0.5 * row
        let column = x.rounded(.down)
        let inside = Vector2(abs(x - column - 0.5) * 0.42, abs(p.y / 0.13 - row - 0.5) * 0.13)
        let face = box(inside, .zero, [0.197, 0.053], soft: 0.012)
        let burnt = mix(0.72, 1.15, own(column + 37 * row, 1))
        return mix(tone * 1.12, tone * burnt, face)
    }

    /// Books in rows, far out of focus.
    func shelves() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 1900)
        var random = dice(10)
        let wood = mix(Vector3(0.30, 0.19, 0.11), Vector3(0.62, 0.57, 0.50), random.nextFloat())
        let (pitch, offset) = (mix(0.44, 0.62, random.nextFloat()), random.nextFloat())
        let colourful = mix(0.1, 0.35, random.nextFloat())
        let lamp = Vector2(mix(0.2, 1.1, random.nextFloat()), mix(-0.6, 0.5, random.nextFloat()))
        let hasLamp = random.nextFloat() < 0.5
        canvas.picture(depth: 200, fineness: 170) { p in
            let row = (p.y / pitch + offset).rounded(.down)
            let y = p.y - (row - offset) * pitch
            let light: Float = mix(1.1, 0.4, smoothstep(-1.2, 1.2, p.x)) * (1 + 0.12 * cloud(p, 0.9, 76))
            var colour = wood * 0.16
            // Three books at a place: the widths of neighbours differ.
            let slot: Float = 0.19
            let first = (p.x / slot).rounded(.down)
            for k in -1...1 {
                let place = first + Float(k)
                for part in 0..<3 {
                    let index = place * 3 + Float(part) + row * 61
                    guard own(index, 3) > 0.2 else { continue }
                    let middle = (place + (Float(part) + 0.5) / 3 + 0.12 * own(index, 4)) * slot
                    let half = Vector2(mix(0.014, 0.034, own(index, 5)), pitch * mix(0.26, 0.41, own(index, 6)))
                    let hue = Vector3(own(index, 7), own(index, 8), own(index, 9))
                    let binding = mix(Vector3(0.42, 0.36, 0.29), hue * hue, colourful) * mix(0.3, 1.2, own(index, 10))
                    let band = 1 + 0.5 * box([0, y - half.y * 1.5], .zero, [1, 0.02], soft: 0.02)
                    colour = mix(colour, binding * band, box([p.x, y], [middle, half.y + 0.02], half, soft: 0.012))
                }
            }
            colour = mix(colour, wood * 1.1, box([0, y], .zero, [9, 0.028], soft: 0.012))
            let d = (p - lamp).length
            let glow: Float = hasLamp ? 0.5 * exp(-d * d / 0.25) : 0
            return colour * (1.5 * light) + Vector3(1, 0.72, 0.42) * glow
        }
        return canvas.mesh
    }

    /// A dim room with many small lamps, some near, some far.
    func cafe() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 2800)
        var random = dice(11)
        let walls: [Vector3] = [[0.15, 0.10, 0.07], [0.07, 0.10, 0.10], [0.18, 0.14, 0.11], [0.11, 0.07, 0.08]]
        let tone = walls[Int(random.nextFloat() * 3.999)]
        let (counter, window) = (mix(-0.7, -0.3, random.nextFloat()), mix(-1.6, -0.9, random.nextFloat()))
        canvas.picture(depth: 500, fineness: 130) { p in
            let light: Float = mix(1.7, 0.7, smoothstep(-1.2, 1.2, p.x)) * (1 + 0.5 * cloud(p, 0.5, 77))
            var colour = tone * light
            // What stands along the wall, and the counter below it.
            let index = (p.x / 0.23).rounded(.down)
            let thing = box(
                [p.x - (index + 0.5) * 0.23, p.y], [0, counter + 0.13 * own(index, 12)],
                [0.05 + 0.05 * own(index, 13), 0.16 * own(index, 14)], soft: 0.05)
            colour = mix(colour, Vector3(0.32, 0.22, 0.14) * mix(0.4, 1.9, own(index, 15)), thing)
            colour = mix(colour, Vector3(0.2, 0.12, 0.07) * light, 1 - smoothstep(counter - 0.08, counter + 0.03, p.y))
            let pane = box(p, [window - 0.4, 0.5], [0.4, 0.9], soft: 0.12)
            return mix(colour, Vector3(0.75, 0.85, 1.0), pane)
        }
        let (count, size) = (Int(mix(14, 60, random.nextFloat())), mix(16, 52, random.nextFloat()))
        let rows = (0..<3).map { _ in mix(0.2, 1.1, random.nextFloat()) }
        for k in 0..<count {
            // Strings of lamps hang in rows; the rest stands about.
            let x = mix(-1.2, 1.2, random.nextFloat())
            let y = k % 3 == 2 ? mix(-0.2, 1.2, random.nextFloat()) : rows[k % 3] + 0.12 * x * x
            let far = random.nextFloat()
            let warm = mix(Vector3(1, 0.55, 0.22), Vector3(1, 0.86, 0.62), random.nextFloat())
            let radius = size * mix(1, 0.4, far)
            // The lens spreads a small lamp's light over a disc as large as a big one's.
            let power = mix(0.7, 2.2, random.nextFloat()) * (1 + 500 / (radius * radius))
            canvas.spark(
                at: Vector2(x * canvas.halfWidth, y * canvas.halfHeight), radius: radius,
                depth: mix(-600, 480, far), colour: warm * power, roughness: 0.03)
        }
        return canvas.mesh
    }

    /// Houses on both sides, the sky between them, and a few lights of cars and shops.
    func street() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 5000)
        var random = dice(12)
        let gap = mix(-0.3, 0.35, random.nextFloat())
        let dusk = random.nextFloat() < 0.4
        let sky =
            dusk
            ? Vector3(0.34, 0.38, 0.5) : mix(Vector3(1.05, 1.12, 1.2), Vector3(1.25, 1.05, 0.85), random.nextFloat())
        let walls: [Vector3] = [
            [0.52, 0.44, 0.33], [0.46, 0.26, 0.18], [0.36, 0.37, 0.39], [0.55, 0.53, 0.49], [0.50, 0.36, 0.20],
        ]
        let ground = mix(-0.75, -0.35, random.nextFloat())
        let (height, eye) = (mix(0.7, 1.3, random.nextFloat()), ground + mix(0.12, 0.3, random.nextFloat()))
        let trees = random.nextFloat() < 0.6
        canvas.picture(depth: 900, fineness: 150) { p in
            let x = p.x - gap
            // Houses stand nearer and taller away from the vanishing point.
            let depth = log2(max(abs(x), 0.03) / 0.03)
            let house = (depth * 1.3).rounded(.down) + (x < 0 ? 40 : 0)
            // Eaves and windows run toward the vanishing point.
            let rise = (p.y - eye) / max(abs(x), 0.1)
            let eaves = height * mix(0.9, 1.8, own(house, 16))
            let side: Float = x < 0 ? 0.65 : 1.2
            let tone = walls[Int(own(house, 17) * 4.99)] * (mix(0.8, 1.2, own(house, 18)) * side)
            let panes = smoothstep(0.1, 0.5, cos(rise * 15) * cos(depth * 14))
            let facade = mix(tone, Vector3(0.10, 0.12, 0.15), 0.35 * panes)
            var colour = mix(facade, sky, smoothstep(eaves - 0.3, eaves + 0.3, rise))
            if trees {
                let away = Vector2(abs(x) - mix(0.55, 1.1, own(side, 19)), 0.7 * (p.y - eye - 0.35)).length
                let crown = 1.1 - 2.6 * away + 0.9 * cloud(p, 0.16, 79, octaves: 4)
                let lit = smoothstep(-0.4, 0.5, cloud(p, 0.1, 84))
                let green = mix(Vector3(0.05, 0.07, 0.03), Vector3(0.24, 0.28, 0.10), lit) * side
                colour = mix(colour, green, 0.9 * smoothstep(0, 0.5, crown))
            }
            let road = Vector3(0.26, 0.26, 0.27) * (1 + 0.2 * cloud([p.x, p.y * 3], 0.3, 78))
            return mix(road, colour, smoothstep(ground - 0.1, ground + 0.08, p.y)) * (dusk ? 0.36 : 0.85)
        }
        for _ in 0..<Int(mix(8, 40, random.nextFloat())) {
            let colours: [Vector3] = [[1, 0.2, 0.12], [1, 0.75, 0.4], [1, 0.95, 0.85], [0.35, 0.9, 0.6]]
            let p = Vector2(mix(-1.3, 1.3, random.nextFloat()), ground + mix(-0.02, 0.9, random.nextFloat()))
            canvas.spark(
                at: p * Vector2(canvas.halfWidth, canvas.halfHeight), radius: mix(14, 60, random.nextFloat()),
                depth: mix(-900, 800, random.nextFloat()),
                colour: colours[Int(random.nextFloat() * 3.999)] * mix(0.8, 3, random.nextFloat()), roughness: 0.03)
        }
        return canvas.mesh
    }

    /// Water under a wide sky, sand before it.
    func sea() -> Mesh {
        var canvas = BackdropCanvas(self, distance: 9000)
        var random = dice(13)
        let evening = random.nextFloat()
        let horizon = mix(0.6, 1.0, random.nextFloat())
        let shore = horizon - mix(0.45, 1.6, random.nextFloat())
        let high = mix(Vector3(0.50, 0.66, 0.86), Vector3(0.56, 0.55, 0.66), evening)
        let low = mix(Vector3(0.88, 0.95, 1.0), Vector3(1.25, 0.84, 0.58), evening)
        let water = mix(Vector3(0.12, 0.27, 0.34), Vector3(0.24, 0.24, 0.30), evening)
        canvas.picture(depth: 900, fineness: 150) { p in
            let cloudy = smoothstep(0.0, 0.5, cloud([p.x * 0.5, p.y * 1.6], 0.6, 80, octaves: 4))
            let sky = mix(mix(low, high, smoothstep(0, 1.1, p.y - horizon)), low * 1.08, 0.5 * cloudy)
            let sun: Float = mix(1.25, 0.85, smoothstep(-1.3, 1.2, p.x))
            let depth = smoothstep(0, 0.9, horizon - p.y)
            let swell = cloud([p.x * 0.3, p.y / (0.15 + depth)], 0.08, 81)
            let sea = mix(mix(low, water, 0.7), water, depth) * (1 + 0.25 * swell)
            let sand = Vector3(0.62, 0.52, 0.40) * (1 + 0.1 * cloud(p, 0.2, 82))
            let wet = smoothstep(shore - 0.12, shore + 0.1, p.y + 0.05 * cloud([p.x, 0], 0.5, 83))
            return mix(mix(sand, sea, wet), sky, smoothstep(horizon - 0.012, horizon + 0.012, p.y)) * sun
        }
        for _ in 0..<Int(mix(0, 140, random.nextFloat())) {
            let below = random.nextFloat() * random.nextFloat()
            let p = Vector2(mix(-1.5, 0.4, random.nextFloat()), horizon - 0.03 - below * min(horizon - shore, 0.7))
            canvas.spark(
                at: p * Vector2(canvas.halfWidth, canvas.halfHeight), radius: mix(5, 26, random.nextFloat()), depth: 0,
                colour: low * mix(1.2, 5, pow(random.nextFloat(), 3)), roughness: 0.2)
        }
        return canvas.mesh
    }
}
