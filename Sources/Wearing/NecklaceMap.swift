internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// The map from the picture's pixels to the photo's: along each strand by arc length, pendants rigid.
///
/// A pixel near a chain finds its nearest point there, and takes the photo's pixel as far along the strand and as far
/// beside it: the chain bends and never stretches. What lies farther out (pendants, rows of drops) follows a warp that
/// is as rigid as possible, collars and bibs a net of rigid islands; between them the two are mixed where both agree.
struct NecklaceMap {
    let cutout: Cutout
    let layers: [WornLayer]
    let fit: NecklaceFit
    let candidate: NecklaceFit.Candidate
    let camera: Camera

    private var leading: WornLayer { layers[0] }

    func placement() -> Placement {
        let reaches = layers.map { $0.reach(of: cutout, beside: layers) / $0.line.photoPixels + 6 }
        let window = self.window(reaches)
        let maps = zip(layers, reaches).map {
            WornLayer.Map($0, reach: $1, cutout: cutout, isSheet: fit.necklace.sheet.value, window: window)
        }
        let owners = StrandOwners(layers, alpha: cutout.alpha)
        let skin = SkinDepth(surface: fit.drape.surface, camera: camera, window: window)
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        var depth = [Float](repeating: .infinity, count: source.count)
        var gain = [Float](repeating: 1, count: source.count)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let q = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                let i = y * window.width + x
                for k in maps.indices {
                    guard let found = maps[k].source(of: q, pixel: i), owners.isOwned(found.photo, by: k) else {
                        continue
                    }
                    let line = layers[k].line
                    let chainDepth = line.depth(at: found.arc) - layers[k].radius
                    // What hangs beside the line lies on the skin; it never sinks into it.
                    let lying = mix(
                        chainDepth, min(chainDepth, skin.depth(at: q) - 2 * layers[k].radius),
                        smoothstep(0.8, 2.5, found.beside))
                    source[i] = found.photo
                    depth[i] = lying
                    gain[i] = found.gain
                    if covers(found.photo) { break }
                }
            }
        }
        let share = shares(maps[0].ends)
        var placement = Placement(
            window: window, source: source, depth: depth, minification: leading.line.photoPixels,
            maxStretch: maps.map(\.stretch).max() ?? 0, hiddenFraction: share.hidden,
            continuedFraction: share.continued,
            bendMillimetres: max(
                candidate.residual, maps[0].offCourse * leading.line.photoPixels * candidate.millimetresPerPixel),
            shownFraction: shownArea(source))
        placement.gain = gain
        placement.sheetStretch = maps.map(\.sheetStretch).max() ?? 0
        return placement
    }

    /// Whether there is any of the piece about a place of the photo: another layer's pixel may lie there else.
    private func covers(_ p: Vector2) -> Bool {
        let (x, y) = (Int(p.x), Int(p.y))
        guard x > 0, y > 0, x < cutout.alpha.width - 1, y < cutout.alpha.height - 1 else { return false }
        return cutout.alpha.value(x, y) > 0.02
    }

    private func window(_ reaches: [Float]) -> PixelWindow {
        // All of the chain: a pendant shows also where the chain above it is hidden.
        var (lower, upper) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
        for (layer, reach) in zip(layers, reaches) {
            for p in layer.line.curve.points {
                lower = pointwiseMin(lower, p - Vector2(repeating: reach))
                upper = pointwiseMax(upper, p + Vector2(repeating: reach + 1))
            }
        }
        func clamp(_ v: Float, _ limit: Int) -> Int { Int(min(max(v, 0), Float(limit))) }
        let (x0, x1) = (clamp(lower.x, camera.width), clamp(upper.x, camera.width))
        let (y0, y1) = (clamp(lower.y, camera.height), clamp(upper.y, camera.height))
        return PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    // MARK: - Honesty

    /// Of what the picture's frame shows.
    private func shares(_ ends: ChainContinuation) -> (hidden: Float, continued: Float) {
        let (line, strand) = (leading.line, leading.strand)
        let count = 240
        var hidden = 0
        for k in 0..<count {
            let t = line.curveArc(strand.length * Float(k) / Float(count - 1))
            if t <= 0 || t >= line.curve.length || !line.isVisible(at: t) { hidden += 1 }
        }
        var (seen, continued) = (0, 0)
        for k in 0..<count * 2 {
            let t = line.curve.length * Float(k) / Float(count * 2 - 1)
            let p = line.curve.point(at: t)
            guard line.isVisible(at: t), p.x >= 0, p.y >= 0, p.x < Float(camera.width), p.y < Float(camera.height)
            else { continue }
            seen += 1
            let s = line.strandArc(t)
            if s < ends.first || s > ends.last { continued += 1 }
        }
        return (Float(hidden) / Float(count), seen > 0 ? Float(continued) / Float(seen) : 0)
    }

    /// Share of the cutout's area of which some pixel of the picture takes its colour.
    private func shownArea(_ source: [Vector2]) -> Float {
        let alpha = cutout.alpha
        // Two of the picture's pixels, so that neighbours leave no gap between them.
        let cell = 2 * max(leading.line.photoPixels, 1)
        let columns = Int(Float(alpha.width) / cell) + 1
        func index(_ x: Float, _ y: Float) -> Int { Int(y / cell) * columns + Int(x / cell) }
        var isTaken = [Bool](repeating: false, count: columns * (Int(Float(alpha.height) / cell) + 1))
        for p in source where p.x >= 0 && p.y >= 0 && p.x < Float(alpha.width) && p.y < Float(alpha.height) {
            isTaken[index(p.x, p.y)] = true
        }
        var (all, shown): (Double, Double) = (0, 0)
        for y in 0..<alpha.height {
            for x in 0..<alpha.width where alpha.value(x, y) > 0 {
                all += Double(alpha.value(x, y))
                if isTaken[index(Float(x), Float(y))] { shown += Double(alpha.value(x, y)) }
            }
        }
        return all > 0 ? Float(shown / all) : 0
    }
}

/// Which strand each part of a photo belongs to, so that no layer brings its neighbour's pixels along.
struct StrandOwners {
    private let step: Int
    private let columns: Int
    private let owners: [Int8]

    init(_ layers: [WornLayer], alpha: ImageBuffer<Coverage>) {
        step = max(max(alpha.width, alpha.height) / 320, 1)
        columns = alpha.width / step + 1
        let rows = alpha.height / step + 1
        guard layers.count > 1 else {
            owners = []
            return
        }
        let lines = layers.map { $0.strand.resampled(count: 160) }
        let (size, across) = (Float(step), columns)
        owners = (0..<columns * rows).map { i in
            let p = Vector2(Float(i % across) + 0.5, Float(i / across) + 0.5) * size
            let distances = lines.map { $0.nearest(to: p).distance }
            let nearest = distances.indices.min { distances[$0] / layers[$0].width < distances[$1] / layers[$1].width }!
            if distances[nearest] < 0.8 * layers[nearest].width { return Int8(nearest) }
            // What hangs belongs to where it hangs.
            let hanging = layers.indices.first { k in
                layers[k].pendants.contains {
                    p.x >= $0.lower.x && p.y >= $0.lower.y && p.x <= $0.upper.x && p.y <= $0.upper.y
                }
            }
            return Int8(hanging ?? nearest)
        }
    }

    func isOwned(_ p: Vector2, by layer: Int) -> Bool {
        guard !owners.isEmpty else { return true }
        let (x, y) = (Int(p.x) / step, Int(p.y) / step)
        guard p.x >= 0, p.y >= 0, x < columns, y * columns + x < owners.count else { return layer == 0 }
        return owners[y * columns + x] == Int8(layer)
    }
}

/// A warp sampled every few pixels of a window: it is smooth, and dear to evaluate.
struct CoarseWarp {
    private let window: PixelWindow
    private let columns: Int
    private var points: [Vector2]
    private static let step = 6

    init(_ warp: RigidWarp, window: PixelWindow) {
        self.window = window
        columns = window.width / Self.step + 2
        let rows = window.height / Self.step + 2
        let (columns, count) = (columns, columns * rows)
        points = (0..<count).map { i in
            warp.apply(
                Vector2(
                    Float(window.x + i % columns * Self.step), Float(window.y + i / columns * Self.step))
            ).point
        }
    }

    func point(_ q: Vector2) -> Vector2 {
        let p = (q - Vector2(Float(window.x), Float(window.y))) / Float(Self.step)
        let (i, j) = (Int(p.x), Int(p.y))
        let (u, v) = (p.x - Float(i), p.y - Float(j))
        let o = j * columns + i
        return mix(mix(points[o], points[o + 1], u), mix(points[o + columns], points[o + columns + 1], u), v)
    }
}
