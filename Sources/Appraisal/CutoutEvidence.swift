internal import Foundation
internal import Geometry
internal import Imaging

/// What a reduced photo says about each of its pixels: display, or something that is not.
struct CutoutEvidence {
    /// Working pixels for one photo pixel.
    let scale: Float
    let lab: Raster<SIMD3<Float>>
    /// +1 keep, −1 remove.
    let strokes: Raster<Int8>
    /// Standard deviation of colour around each pixel.
    let detail: Raster<Float>
    /// Pixels of areas that are smooth and large: no jewelry.
    let calm: Raster<Bool>
    /// Smooth surfaces of display and backdrop.
    var display: ColourMixture
    /// Log odds that a pixel is something else than the display, about −8…25.
    var novelty: Raster<Float>
    /// Pixels that are the edge between two surfaces of the display.
    var isEdge: Raster<Bool>
    /// Pixels of a dark display's colour in deeper shadow: nothing tells them from a piece's own dark parts.
    var isShadow: Raster<Bool>
    /// Which patch of the display explains a pixel best.
    var patch: Raster<Int32>

    init(photo: ImageBuffer<DisplayLinear>, strokes marks: Strokes, longest: Int) {
        let small = photo.reduced(toLongest: longest)
        let (w, h) = (small.width, small.height)
        scale = Float(max(w, h)) / Float(max(photo.width, photo.height))
        lab = Raster(width: w, height: h, cells: small.cells.map(labColour))
        strokes = marks.raster(width: w, height: h, scale: scale)
        detail = CutoutEvidence.detail(lab)
        calm = CutoutEvidence.calmAreas(detail)
        display = CutoutEvidence.learnDisplay(lab, detail: detail, calm: calm, strokes: strokes)
        novelty = Raster(width: w, height: h, fill: 0)
        patch = Raster(width: w, height: h, fill: 0)
        isEdge = Raster(width: w, height: h, fill: false)
        isShadow = isEdge
        judge()
        excuseEdges()
    }

    /// Hundredths of the longer side.
    @inline(__always) func place(_ x: Int, _ y: Int) -> SIMD2<Float> {
        SIMD2(Float(x), Float(y)) * (100 / Float(max(lab.width, lab.height)))
    }

    static func detail(_ lab: Raster<SIMD3<Float>>) -> Raster<Float> {
        let radius = max(1, max(lab.width, lab.height) / 400)
        var variance = [Float](repeating: 0, count: lab.cells.count)
        for channel in 0..<3 {
            let plane = Raster(width: lab.width, height: lab.height, cells: lab.cells.map { $0[channel] })
            let mean = plane.boxMean(radius: radius)
            let square = Raster(width: lab.width, height: lab.height, cells: plane.cells.map { $0 * $0 })
                .boxMean(radius: radius)
            for i in variance.indices { variance[i] += max(0, square.cells[i] - mean.cells[i] * mean.cells[i]) }
        }
        return Raster(width: lab.width, height: lab.height, cells: variance.map { $0.squareRoot() })
    }

    /// Smooth areas in which a small disc fits: beads are smooth, too, but small.
    private static func calmAreas(_ detail: Raster<Float>) -> Raster<Bool> {
        let limit = max(4, 2.5 * median(detail))
        let smooth = Raster(width: detail.width, height: detail.height, cells: detail.cells.map { $0 < limit })
        let radius = max(2, max(detail.width, detail.height) / 70)
        let opened = smooth.eroded(by: radius).dilated(by: radius)
        // A rough display has no such areas: then all its smoother pixels must do.
        let area = opened.cells.lazy.filter { $0 }.count
        return area * 4 > opened.cells.count ? opened : smooth
    }

    /// Smooth pixels teach what the display looks like: whatever is smooth over a large area is no jewelry.
    private static func learnDisplay(
        _ lab: Raster<SIMD3<Float>>, detail: Raster<Float>, calm: Raster<Bool>, strokes: Raster<Int8>
    ) -> ColourMixture {
        let (w, h) = (lab.width, lab.height)
        let smooth = max(2, 1.5 * median(detail))
        let step = max(1, Int((Float(w * h) / 16_000).squareRoot()))
        let toPlace = 100 / Float(max(w, h))
        var samples: [ColourSample] = []
        for y in stride(from: step / 2, to: h, by: step) {
            for x in stride(from: step / 2, to: w, by: step) where strokes[x, y] <= 0 {
                let d = detail[x, y] / smooth
                samples.append(
                    ColourSample(
                        place: SIMD2(Float(x), Float(y)) * toPlace, colour: lab[x, y],
                        weight: strokes[x, y] < 0 ? 1 : (calm[x, y] ? 1 : 0.02) / (1 + d * d * d * d)))
            }
        }
        return ColourMixture(samples, count: 18, usesPlace: true, noise: 1.2)
    }

    /// Judges twice: first by each patch's rough place, then by where it is really seen.
    private mutating func judge() {
        let (w, h) = (lab.width, lab.height)
        display.patches.withUnsafeBufferPointer { patches in
            for y in 0..<h {
                for x in 0..<w {
                    let i = y * w + x
                    let (log, best) = ColourMixture.logDensity(patches, usesPlace: true, lab.cells[i], at: place(x, y))
                    novelty.cells[i] = min(25, ColourMixture.logUniformColour - log)
                    patch.cells[i] = Int32(best)
                }
            }
        }
        let support = localSupport()
        display.patches.withUnsafeBufferPointer { patches in
            for y in 0..<h {
                for x in 0..<w {
                    let i = y * w + x
                    let seen = seenDensity(patches, support, x, y, detail: detail.cells[i])
                    novelty.cells[i] = min(25, ColourMixture.logUniformColour - seen.log)
                    isShadow.cells[i] = seen.isShadow
                }
            }
        }
    }

    /// For every fourth pixel, the share of each patch among the smooth display around it.
    private func localSupport() -> [Raster<Float>] {
        let (w, h) = ((lab.width + 3) / 4, (lab.height + 3) / 4)
        let radius = max(3, max(w, h) / 18)
        var seen = Raster<Float>(width: w, height: h, fill: 0)
        var shares = [Raster<Float>](repeating: seen, count: display.patches.count)
        for y in 0..<h {
            for x in 0..<w {
                let i = min(4 * y + 1, lab.height - 1) * lab.width + min(4 * x + 1, lab.width - 1)
                guard novelty.cells[i] < 0, strokes.cells[i] <= 0 else { continue }
                // A rough display has few calm areas; its other pixels count where there are none.
                let weight: Float = calm.cells[i] ? 1 : 0.03
                seen.cells[y * w + x] = weight
                shares[Int(patch.cells[i])].cells[y * w + x] = weight
            }
        }
        let total = seen.boxMean(radius: radius)
        return shares.map { share in
            var out = share.boxMean(radius: radius)
            for i in out.cells.indices { out.cells[i] /= max(total.cells[i], 0.005) }
            return out
        }
    }

    /// Log density of a pixel's colour under the patches seen around it and under their shadows.
    private func seenDensity(
        _ patches: UnsafeBufferPointer<ColourMixture.Patch>, _ support: [Raster<Float>], _ x: Int, _ y: Int,
        detail: Float
    ) -> (log: Float, isShadow: Bool) {
        let p = place(x, y)
        let c = lab[x, y]
        var (plain, shaded): (Float, Float) = (1e-30, 0)
        for k in 0..<patches.count {
            let share = support[k][min(x / 4, support[k].width - 1), min(y / 4, support[k].height - 1)]
            guard share > 0.02 else { continue }
            let lit = patches[k].expected(at: p)
            // Shadows are soft; what is crisp and dark is more likely metal, unless the display itself is as dark.
            let crisp = (detail / 2) * (detail / 2) * smoothstep(12, 40, lit.x)
            plain += share * expf(patches[k].logColour(c, at: p))
            shaded += share * (0.03 / (1 + crisp)) * CutoutEvidence.shadowDensity(c, of: lit)
        }
        return (logf(plain + shaded), shaded > plain && c.x < 16)
    }

    /// Density of a surface's colours in shadow: between a twelfth of its light and all of it.
    ///
    /// Scaling linear light by t³ scales (L + 16, a, b) by t, so shadows lie on a ray.
    private static func shadowDensity(_ c: SIMD3<Float>, of lit: SIMD3<Float>) -> Float {
        let base = lit + SIMD3(16, 0, 0)
        let d = c + SIMD3(16, 0, 0)
        let squared = (base * base).sum()
        let t = (d * base).sum() / squared
        guard t < 1.02, t > 0.44 else { return 0 }
        let off = d - base * t
        let sigma: Float = 2.5
        return expf(-(off * off).sum() / (2 * sigma * sigma)) / (6.283 * sigma * sigma * 0.6 * squared.squareRoot())
    }

    static func median(_ r: Raster<Float>) -> Float {
        let sorted = stride(from: 0, to: r.cells.count, by: 7).map { r.cells[$0] }.sorted()
        return sorted.isEmpty ? 1 : sorted[sorted.count / 2]
    }

    /// A pixel between two surfaces of the display, of a colour between theirs, is their edge and no piece.
    private mutating func excuseEdges() {
        let (w, h) = (lab.width, lab.height)
        let before = novelty
        let reach = [3, 5, 8].map { max(2, $0 * max(w, h) / 1000) }
        let ways: [(Int, Int)] = [(1, 0), (0, 1), (1, 1), (1, -1)]
        for y in 0..<h {
            for x in 0..<w where before[x, y] > -2 {
                let c = lab[x, y]
                search: for r in reach {
                    for (dx, dy) in ways {
                        let (xa, ya, xb, yb) = (x - dx * r, y - dy * r, x + dx * r, y + dy * r)
                        guard xa >= 0, xb < w, min(ya, yb) >= 0, max(ya, yb) < h else { continue }
                        guard before[xa, ya] < -2, before[xb, yb] < -2 else { continue }
                        let (a, b) = (lab[xa, ya], lab[xb, yb])
                        let along = b - a
                        let length = (along * along).sum()
                        guard length > 36 else { continue }
                        let t = ((c - a) * along).sum() / length
                        let off = c - a - along * min(max(t, 0), 1)
                        guard t > -0.15, t < 1.15, (off * off).sum() < 16 + 0.01 * length else { continue }
                        novelty[x, y] = -2
                        isEdge[x, y] = true
                        break search
                    }
                }
            }
        }
    }
}
