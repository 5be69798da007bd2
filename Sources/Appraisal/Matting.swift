internal import Foundation
internal import Imaging

/// The piece's share and own colour at full resolution, in a crop.
struct MattingResult {
    var alpha: Raster<Float>
    var foreground: Raster<SIMD3<Float>>
    var uncertainty: Raster<Float>
}

/// Matting over a display that is known by its smoothness.
///
/// Around the cut the display is filled in from its surroundings, so of the mixture I = αF + (1 − α)B only F and α
/// are unknown. F comes from near pixels that are the piece alone, chosen by how well they explain I (Gastal and
/// Oliveira 2010); a pixel can be a mixture only within the lens's blur of the display.
struct Matting {
    /// Linear light.
    let image: Raster<SIMD3<Float>>
    /// Share of the piece as found, at this resolution.
    let soft: Raster<Float>
    /// +1 keep, −1 remove.
    let strokes: Raster<Int8>
    /// Pixels by which the found outline may be off.
    let slack: Int
    /// Pixels over which a sharp edge spreads.
    let blur: Int
    /// What a pixel's own colour may say against or for what was found, whose word weighs 7 at most.
    var ownWeight: ClosedRange<Float> = -4...6

    private var count: Int { image.cells.count }

    func solve() -> MattingResult {
        let (w, h) = (image.width, image.height)
        let touched = Raster(width: w, height: h, cells: soft.cells.map { $0 > 0.06 })
        let near = touched.dilated(by: slack)
        let known = Raster(width: w, height: h, cells: near.cells.map { !$0 })
        let background = MattingBackground.fill(image, known: known)
        let spread = noise(known)
        let deviation = deviations(background, spread)
        let isPiece = pieceWise(deviation, near, background)
        let core = cores(isPiece, deviation)
        return unmix(background, spread, deviation, isPiece, core)
    }

    /// Local variance of the display about its own smooth course.
    private func noise(_ known: Raster<Bool>) -> Raster<Float> {
        let smooth = MattingBackground.fill(image, known: known, finest: 3)
        var square = Raster(width: image.width, height: image.height, fill: SIMD3<Float>.zero)
        for i in 0..<count where known.cells[i] {
            let d = image.cells[i] - smooth.cells[i]
            square.cells[i] = SIMD3(repeating: (d * d).sum())
        }
        let filled = MattingBackground.fill(square, known: known, finest: 4)
        return Raster(
            width: image.width, height: image.height,
            // At least the noise of an 8-bit photo, which grows with the signal.
            cells: (0..<count).map { i in
                let level = smooth.cells[i].max()
                return filled.cells[i].x + 2e-5 + 1.5e-4 * level * level
            })
    }

    /// Squared difference from the display, or from the display in shadow, in units of its variance.
    private func deviations(_ background: Raster<SIMD3<Float>>, _ spread: Raster<Float>) -> Raster<Float> {
        var out = spread
        for i in 0..<count {
            let (c, b) = (image.cells[i], background.cells[i])
            let d = c - b
            out.cells[i] = (d * d).sum() / spread.cells[i]
            let t = (c * b).sum() / max((b * b).sum(), 1e-8)
            guard t < 1 else { continue }
            // A shadow scales the display's light; it costs a little, since most of the display lies in none.
            let off = c - b * max(t, 0)
            out.cells[i] = min(out.cells[i], (off * off).sum() / spread.cells[i] + 5)
        }
        return out
    }

    /// Pixels that are the piece rather than the display, by their own colour and by what was found.
    private func pieceWise(
        _ deviation: Raster<Float>, _ near: Raster<Bool>, _ background: Raster<SIMD3<Float>>
    ) -> Raster<Bool> {
        var out = near
        for i in 0..<count where near.cells[i] {
            guard strokes.cells[i] == 0 else {
                out.cells[i] = strokes.cells[i] > 0
                continue
            }
            var own = min(max(deviation.cells[i] / 2 - 6, ownWeight.lowerBound), ownWeight.upperBound)
            // A piece seldom shows black beside a black display; a black fringe on skin is always seen.
            if BlackOpenings.kept(image.cells[i], over: background.cells[i]) < 0.2 {
                own = min(own, ownWeight.lowerBound - 2.5)
            }
            out.cells[i] = own + 7 * (2 * soft.cells[i] - 1) > 0
        }
        return out
    }

    /// For each pixel the index of the nearest one that is the piece alone, or −1.
    private func cores(_ isPiece: Raster<Bool>, _ deviation: Raster<Float>) -> (isCore: Raster<Bool>, nearest: [Int32])
    {
        let (w, h) = (image.width, image.height)
        let inner = isPiece.eroded(by: blur)
        var isCore = inner
        for y in 0..<h {
            for x in 0..<w where isPiece[x, y] && !inner[x, y] {
                // Where a part is too thin for an inside, its ridge is the piece as well as can be known.
                var top: Float = 0
                for v in max(0, y - blur)...min(h - 1, y + blur) {
                    for u in max(0, x - blur)...min(w - 1, x + blur) { top = max(top, deviation[u, v]) }
                }
                isCore[x, y] = deviation[x, y] >= 0.75 * top
            }
        }
        var nearest = [Int32](repeating: -1, count: w * h)
        for i in 0..<w * h where isCore.cells[i] { nearest[i] = Int32(i) }
        func squared(_ i: Int32, _ x: Int, _ y: Int) -> Int {
            let (dx, dy) = (Int(i) % w - x, Int(i) / w - y)
            return dx * dx + dy * dy
        }
        let limit = (4 * blur + slack) * (4 * blur + slack)
        nearest.withUnsafeMutableBufferPointer { n in
            func take(_ i: Int, _ x: Int, _ y: Int, from j: Int) {
                guard n[j] >= 0 else { return }
                let d = squared(n[j], x, y)
                if d <= limit && (n[i] < 0 || d < squared(n[i], x, y)) { n[i] = n[j] }
            }
            for y in 0..<h {
                for x in 0..<w {
                    let i = y * w + x
                    if x > 0 { take(i, x, y, from: i - 1) }
                    if y > 0 {
                        take(i, x, y, from: i - w)
                        if x > 0 { take(i, x, y, from: i - w - 1) }
                        if x + 1 < w { take(i, x, y, from: i - w + 1) }
                    }
                }
            }
            for y in stride(from: h - 1, through: 0, by: -1) {
                for x in stride(from: w - 1, through: 0, by: -1) {
                    let i = y * w + x
                    if x + 1 < w { take(i, x, y, from: i + 1) }
                    if y + 1 < h {
                        take(i, x, y, from: i + w)
                        if x > 0 { take(i, x, y, from: i + w - 1) }
                        if x + 1 < w { take(i, x, y, from: i + w + 1) }
                    }
                }
            }
        }
        return (isCore, nearest)
    }

    private func unmix(
        _ background: Raster<SIMD3<Float>>, _ spread: Raster<Float>, _ deviation: Raster<Float>,
        _ isPiece: Raster<Bool>, _ core: (isCore: Raster<Bool>, nearest: [Int32])
    ) -> MattingResult {
        let (w, h) = (image.width, image.height)
        var out = MattingResult(
            alpha: Raster(width: w, height: h, fill: 0), foreground: image,
            uncertainty: Raster(width: w, height: h, fill: 0))
        let rim = isPiece.dilated(by: blur)
        for y in 0..<h {
            for x in 0..<w {
                let i = y * w + x
                if core.isCore.cells[i] {
                    out.alpha.cells[i] = 1
                    out.uncertainty.cells[i] = doubt(i, alpha: 1, deviation)
                    continue
                }
                guard rim.cells[i] || isPiece.cells[i], strokes.cells[i] >= 0 else {
                    if soft.cells[i] > 0.02 { out.uncertainty.cells[i] = doubt(i, alpha: 0, deviation) }
                    continue
                }
                let b = background.cells[i]
                let c = image.cells[i]
                var best: (cost: Float, alpha: Float, f: SIMD3<Float>) = (.infinity, 0, c)
                for (dx, dy) in [(0, 0), (blur, 0), (-blur, 0), (0, blur), (0, -blur)] {
                    let (u, v) = (x + dx, y + dy)
                    guard u >= 0, u < w, v >= 0, v < h else { continue }
                    let n = core.nearest[v * w + u]
                    guard n >= 0 else { continue }
                    let f = image.cells[Int(n)]
                    let fb = f - b
                    let length = (fb * fb).sum()
                    let a = min(max(((c - b) * fb).sum() / max(length, 1e-8), 0), 1)
                    let e = c - b - fb * a
                    // A foreground like the display explains everything and tells nothing.
                    let cost = ((e * e).sum() + 0.3 * spread.cells[i]) / (length + spread.cells[i])
                    if cost < best.cost { best = (cost, a, f) }
                }
                guard best.cost < .infinity else { continue }
                if strokes.cells[i] > 0 { best.alpha = max(best.alpha, 0.5) }
                let a = best.alpha < 0.03 ? 0 : best.alpha
                out.alpha.cells[i] = a
                let own = c - best.f * a - b * (1 - a)
                let f = best.f + own * (a / (a * a + 0.02))
                out.foreground.cells[i] = f.clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 4))
                out.uncertainty.cells[i] = max(4 * a * (1 - a) * 0.3, min(1, best.cost * 4))
            }
        }
        return out
    }

    /// What was found against what the pixel itself says.
    private func doubt(_ i: Int, alpha: Float, _ deviation: Raster<Float>) -> Float {
        guard strokes.cells[i] == 0 else { return 0 }
        let own = 1 / (1 + expf(6 - deviation.cells[i] / 2))
        let found = soft.cells[i]
        return min(1, 0.6 * abs(found - alpha) + 0.4 * abs(own - alpha))
    }
}
