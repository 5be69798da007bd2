import Foundation
import Geometry

/// The threads of a cloth: their colour and their height over uv in millimetres.
struct ClothTexture {
    private let cloth: ClothMaterial

    init(_ cloth: ClothMaterial) { self.cloth = cloth }

    /// Colour and gradient of the height (millimetres a millimetre of uv).
    ///
    /// - Parameter footprint: width of a pixel on the cloth, millimetres; threads much finer than it fade.
    func evaluate(_ uv: Vector2, base: Vector3, footprint: Float) -> (colour: Vector3, gradient: Vector2) {
        let visible = 1 - smoothstep(0.7, 2.5, footprint / cloth.spacing)
        guard cloth.weave != .none, cloth.spacing > 0, visible > 0 else {
            return (base * (1 + cloth.colourVariation * 0.5 * blotch(uv)), .zero)
        }
        let step = cloth.spacing * 0.04
        let (here, tone) = thread(uv)
        let right = thread(uv + Vector2(step, 0)).height
        let down = thread(uv + Vector2(0, step)).height
        let shade = 1 + cloth.colourVariation * (visible * tone + 0.5 * blotch(uv))
        // Gaps between threads are in shadow of the threads: a little darker than relief alone makes them.
        let cavity = 1 - 0.35 * visible * (1 - here) * (1 - here)
        let gradient = Vector2(right - here, down - here) * (cloth.reliefDepth * visible / step)
        return (base * max(shade * cavity, 0.05), gradient)
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
