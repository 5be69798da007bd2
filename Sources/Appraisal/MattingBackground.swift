internal import Foundation

/// The display as it would look without the piece, by push and pull through a pyramid (Gortler et al. 1996).
enum MattingBackground {
    /// Fills colours where `weight` is zero from where it is one.
    ///
    /// - Parameter finest: Levels finer than this one are not trusted; 0 keeps known pixels as they are.
    static func fill(_ colours: Raster<SIMD3<Float>>, known weight: Raster<Bool>, finest: Int = 0) -> Raster<
        SIMD3<Float>
    > {
        var levels: [Raster<SIMD4<Float>>] = []
        var top = Raster(width: colours.width, height: colours.height, fill: SIMD4<Float>.zero)
        for i in top.cells.indices where weight.cells[i] { top.cells[i] = SIMD4(colours.cells[i], 1) }
        levels.append(top)
        while let last = levels.last, max(last.width, last.height) > 1 { levels.append(halved(last)) }
        var up = levels[levels.count - 1]
        if up.cells[0].w > 0 { up.cells[0] /= up.cells[0].w }
        for level in levels.indices.dropLast().reversed() {
            up = refined(levels[level], by: up, trusted: level >= finest)
        }
        return Raster(
            width: up.width, height: up.height, cells: up.cells.map { SIMD3($0.x, $0.y, $0.z) })
    }

    private static func halved(_ fine: Raster<SIMD4<Float>>) -> Raster<SIMD4<Float>> {
        let (w, h) = ((fine.width + 1) / 2, (fine.height + 1) / 2)
        var out = Raster(width: w, height: h, fill: SIMD4<Float>.zero)
        for y in 0..<h {
            let y1 = min(2 * y + 1, fine.height - 1)
            for x in 0..<w {
                let x1 = min(2 * x + 1, fine.width - 1)
                let s = fine[2 * x, 2 * y] + fine[x1, 2 * y] + fine[2 * x, y1] + fine[x1, y1]
                out[x, y] = s.w > 1 ? s / s.w : s
            }
        }
        return out
    }

    private static func refined(
        _ fine: Raster<SIMD4<Float>>, by coarse: Raster<SIMD4<Float>>, trusted: Bool
    ) -> Raster<SIMD4<Float>> {
        var out = fine
        for y in 0..<fine.height {
            let v = max(0, (Float(y) - 0.5) / 2)
            let y0 = min(Int(v), coarse.height - 1)
            let y1 = min(y0 + 1, coarse.height - 1)
            let fy = v - Float(y0)
            for x in 0..<fine.width {
                let i = y * fine.width + x
                let known = trusted ? fine.cells[i] : .zero
                if known.w >= 1 { continue }
                let u = max(0, (Float(x) - 0.5) / 2)
                let x0 = min(Int(u), coarse.width - 1)
                let x1 = min(x0 + 1, coarse.width - 1)
                let fx = u - Float(x0)
                let a = coarse[x0, y0] * (1 - fx) + coarse[x1, y0] * fx
                let b = coarse[x0, y1] * (1 - fx) + coarse[x1, y1] * fx
                out.cells[i] = known + (a * (1 - fy) + b * fy) * (1 - known.w)
            }
        }
        return out
    }
}
