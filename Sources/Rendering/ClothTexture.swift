import Foundation
import Geometry

/// The threads of a cloth: their colour and their height over uv in millimetres.
struct ClothTexture {
    private let cloth: ClothMaterial

    init(_ cloth: ClothMaterial) { self.cloth = cloth }

    /// Colour and gradient of the height (millimetres a millimetre of uv).
    ///
    /// - Parameters:
    ///   - sewing: distance from the nearest finished edge, length along it, distance from the nearest seam,
    ///     millimetres; nil where nothing is sewn.
    ///   - footprint: width of a pixel on the cloth, millimetres; threads much finer than it fade.
    func evaluate(
        _ uv: Vector2, base: Vector3, sewing: Vector3?, footprint: Float
    ) -> (colour: Vector3, gradient: Vector2) {
        var tone = 0.5 * cloth.colourVariation * blotch(uv)
        var gradient = crumple(uv)
        let visible = cloth.weave == .none ? 0 : 1 - smoothstep(0.7, 2.5, footprint / cloth.spacing)
        if visible > 0 {
            let step = cloth.spacing * 0.04
            let (here, own) = thread(uv)
            let right = thread(uv + Vector2(step, 0)).height
            let down = thread(uv + Vector2(0, step)).height
            // Gaps between threads are in shadow of the threads: a little darker than relief alone makes them.
            tone += visible * (cloth.colourVariation * own - 0.35 * (1 - here) * (1 - here))
            gradient += Vector2(right - here, down - here) * (cloth.reliefDepth * visible / step)
        }
        if cloth.weave == .plain { tone += cloth.colourVariation * slubs(uv) }
        if let sewing { tone += stitching(sewing, footprint: footprint) }
        let dyed = cloth.pattern?.colour(at: uv, base: base, footprint: footprint, seed: cloth.seed) ?? base
        return (dyed * max(1 + tone, 0.05), gradient)
    }

    /// What sewing does to the tone: a line of stitches inside the hem, the shadow where the hem's double cloth ends,
    /// and the furrow of a seam. Stitches live in the colour, since a denoiser erases what only relief tells it.
    private func stitching(_ s: Vector3, footprint: Float) -> Float {
        let (edge, arc, seam) = (s.x, s.y, s.z)
        func line(_ d: Float, _ width: Float) -> Float {
            let t = d / max(width, 0.5 * footprint)
            return exp(-t * t) * min(width / max(0.5 * footprint, 1e-3), 1)
        }
        var tone: Float = 0
        if cloth.hemWidth > 0, cloth.weave == .plain {
            let inside = edge - cloth.hemWidth + 2.2
            let phase = arc / 3.4 - (arc / 3.4).rounded(.down)
            let dash = smoothstep(0, 0.1, phase) * (1 - smoothstep(0.74, 0.84, phase))
            tone += line(inside, 0.75) * (0.34 * dash - 0.24)
            tone -= 0.16 * line(edge - cloth.hemWidth - 0.5, 0.6)
        }
        return tone - 0.3 * line(seam, 0.5) + 0.06 * line(seam - 1.4, 0.7)
    }

    /// Thick places of the yarn: streaks along both directions of the weave, long enough to be seen from afar.
    private func slubs(_ uv: Vector2) -> Float {
        func family(_ across: Float, _ along: Float, _ k: Float) -> Float {
            let n = valueNoise(Vector3(across / 0.9, along / 26, k), seed: cloth.seed &+ 21)
            return smoothstep(0.25, 0.9, n) - 0.5 * smoothstep(0.3, 0.95, -n)
        }
        return 0.55 * family(uv.x, uv.y, 0.5) + 0.8 * family(uv.y, uv.x, 7.5)
    }

    /// Slope of the small creases that wearing leaves, too fine for the mesh.
    private func crumple(_ uv: Vector2) -> Vector2 {
        guard cloth.crumple > 0 else { return .zero }
        let step: Float = 0.5
        func height(_ p: Vector2) -> Float {
            let warp = valueNoise(Vector3(p.x / 31, p.y / 43, 3), seed: cloth.seed &+ 31) * 9
            let q = Vector3((p.x + warp) / 13, (p.y - warp) / 24, 1)
            let ridge = 1 - abs(valueNoise(q, seed: cloth.seed &+ 32)) * 1.6
            return ridge + 0.45 * valueNoise(Vector3(p.x / 6, p.y / 9, 2), seed: cloth.seed &+ 33)
        }
        let here = height(uv)
        return Vector2(height(uv + Vector2(step, 0)) - here, height(uv + Vector2(0, step)) - here)
            * (cloth.crumple / step)
    }

    /// Slow unevenness of the dye, −1…1.
    private func blotch(_ uv: Vector2) -> Float {
        valueNoise(Vector3(uv.x, uv.y, 0) / (cloth.spacing * 22 + 1), seed: cloth.seed &+ 9)
    }

    /// Height 0…1 and tone −1…1 of the thread on top.
    private func thread(_ uv: Vector2) -> (height: Float, tone: Float) {
        switch cloth.weave {
        case .plain: plainWeave(uv / cloth.spacing)
        case .knit: knit(uv / cloth.spacing)
        case .none: (1, 0)
        }
    }

    private func plainWeave(_ q: Vector2) -> (height: Float, tone: Float) {
        // Threads wander: their lines are not a ruler's.
        let p =
            q + 0.22
            * Vector2(
                valueNoise(Vector3(q.x * 0.13, q.y * 0.7, 3), seed: cloth.seed),
                valueNoise(Vector3(q.x * 0.7, q.y * 0.13, 7), seed: cloth.seed))
        let cell = p.rounded(.down)
        let f = p - cell - 0.5
        let warpOver = (Int(cell.x) + Int(cell.y)) & 1 == 0
        // A thread is a round bar that dives under at both ends of its cell.
        let (across, along, line) = warpOver ? (f.x, f.y, cell.x) : (f.y, f.x, cell.y)
        let thickness = 0.8 + 0.2 * valueNoise(Vector3(line * 7.3, (warpOver ? p.y : p.x) * 0.11, 1), seed: cloth.seed)
        let t = min(abs(across) * 2 / thickness, 1)
        let height = (1 - t * t).squareRoot() * (1 - 1.6 * along * along)
        return (max(height, 0), tone(line: line, along: warpOver ? p.y : p.x, family: warpOver ? 11 : 12))
    }

    private func knit(_ q: Vector2) -> (height: Float, tone: Float) {
        let p = Vector2(q.x, q.y * 1.25)
        let column = p.x.rounded(.down)
        let x = p.x - column - 0.5
        // Two legs of a V lean toward the column's middle.
        let slant = p.y + abs(x) * 1.1 + 0.08 * valueNoise(Vector3(column, p.y * 0.5, 2), seed: cloth.seed)
        let y = slant - slant.rounded(.down) - 0.5
        let across = (abs(x) - 0.24) * 4.2
        let t = min((across * across * 0.9 + y * y * 2.6), 1)
        let twist = 0.06 * sin((slant * 3 + x * 9) * 2 * Float.pi)
        return (max((1 - t).squareRoot() + twist * (1 - t), 0), tone(line: column, along: p.y, family: 13))
    }

    /// Tone of one thread along its length: its dye, slubs and fibres.
    private func tone(line: Float, along: Float, family: Float) -> Float {
        let own = valueNoise(Vector3(line * 3.7 + 0.5, family, 0.5), seed: cloth.seed)
        let slub = valueNoise(Vector3(line * 5.1, along * 0.12, family), seed: cloth.seed)
        let fibre = valueNoise(Vector3(line * 9.7, along * 3.1, family), seed: cloth.seed)
        return 0.5 * own + 0.6 * slub + 0.5 * fibre
    }
}
