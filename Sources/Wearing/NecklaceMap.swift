internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// The map from the picture's pixels to the photo's: along the strand by arc length, pendants rigid.
///
/// A pixel near the chain finds its nearest point there, and takes the photo's pixel as far along the strand and as far
/// beside it: the chain bends and never stretches. What lies farther out (pendants, rows of drops) follows a warp that
/// is as rigid as possible; between them the two are mixed where both agree.
struct NecklaceMap {
    let cutout: Cutout
    let fit: NecklaceFit
    let candidate: NecklaceFit.Candidate
    let line: WornLine
    let camera: Camera

    private var strand: Polyline { fit.line }
    private var width: Float { fit.strandWidth }

    func placement() -> Placement {
        let reach = reachOfPiece() / line.photoPixels + 6
        let window = self.window(reach: reach)
        let nearby = NearestArc(line: line.curve, visible: line.visible, reach: reach, window: window)
        let ends = ChainContinuation(
            strand: strand, widths: fit.leadingStrand.widths, pitch: fit.leadingStrand.pitch, alpha: cutout.alpha,
            foreground: cutout.foreground)
        let skin = SkinDepth(surface: fit.drape.surface, camera: camera, window: window)
        let far = CoarseWarp(warp(), window: window)
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        var depth = [Float](repeating: .infinity, count: source.count)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let q = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                guard let near = nearby.arc(of: q) else { continue }
                let i = y * window.width + x
                let s = line.strandArc(near.arcLength)
                let beside = near.distance * line.photoPixels / width
                if s < ends.first || s > ends.last {
                    guard beside < 1.6 else { continue }
                    source[i] = alongStrand(q, arc: near.arcLength, at: ends.repeated(s))
                } else {
                    let t = smoothstep(0.8, 1.8, beside)
                    source[i] = t < 1 ? alongStrand(q, arc: near.arcLength, at: s) : .zero
                    if t > 0 { source[i] = mix(source[i], far.point(q), t) }
                }
                let chainDepth = line.depth(at: near.arcLength) - fit.chainRadius
                // What hangs beside the line lies on the skin; it never sinks into it.
                depth[i] = mix(
                    chainDepth, min(chainDepth, skin.depth(at: q) - 2 * fit.chainRadius), smoothstep(0.8, 2.5, beside))
            }
        }
        let share = shares(ends)
        return Placement(
            window: window, source: source, depth: depth, minification: line.photoPixels, maxStretch: stretch(ends),
            hiddenFraction: share.hidden, continuedFraction: share.continued, bendMillimetres: candidate.residual,
            shownFraction: shownArea(source))
    }

    /// The photo's position beside the strand at an arc length, as the picture's lies beside the chain.
    private func alongStrand(_ q: Vector2, arc: Float, at s: Float) -> Vector2 {
        let tangent = line.curve.tangent(at: arc, width: tangentWidth / line.photoPixels)
        let d = (q - line.curve.point(at: arc)) * line.photoPixels
        let there = strand.tangent(at: s, width: tangentWidth)
        // Square to the chain but for the last pixels where it goes out of sight.
        return strand.point(at: s) + there.perpendicular * dot(d, tangent.perpendicular) + there * dot(d, tangent)
    }

    /// Photo pixels.
    private var tangentWidth: Float { max(width, 4) }

    // MARK: - Beyond the chain

    /// Steered by pairs along the strand and by points of the pendants.
    private func warp() -> RigidWarp {
        var (picture, photo, weights): ([Vector2], [Vector2], [Float]) = ([], [], [])
        let count = 96
        for k in 0..<count {
            let s = strand.length * Float(k) / Float(count - 1)
            let t = line.curveArc(s)
            guard t > 0, t < line.curve.length else { continue }
            picture.append(line.curve.point(at: t))
            photo.append(strand.point(at: s))
            weights.append(1)
        }
        // Gravity turns a pendant, not the strand: it keeps the photo's upright but for the turn of the whole piece.
        let turn = Self.turn(from: photo, to: picture)
        // A row of pendants follows the strand, turn by turn; one or two are held rigid by points of their own.
        if fit.pendants.count <= 2 {
            for pendant in fit.pendants
            where (pendant.upper - pendant.lower).length > 3 * width
                && pendant.upper.x - pendant.lower.x < 0.25 * strand.length
            {
                let s = pendant.attachment * strand.length
                let t = line.curveArc(s)
                guard t > 0, t < line.curve.length else { continue }
                let rigid = Similarity2D(scale: 1 / line.photoPixels, angle: turn)
                let (from, to) = (strand.point(at: s), line.curve.point(at: t))
                for u in [Float(0), 0.5, 1] {
                    for v in [Float(0.15), 0.5, 0.85, 1] {
                        let p = Vector2(
                            mix(pendant.lower.x, pendant.upper.x, u), mix(pendant.lower.y, pendant.upper.y, v))
                        guard p.y > from.y + width else { continue }
                        photo.append(p)
                        picture.append(to + rigid.applyToDirection(p - from))
                        weights.append(3)
                    }
                }
            }
        }
        return RigidWarp(from: picture, to: photo, weights: weights, scale: line.photoPixels)
    }

    /// The turn, radians, that brings one set of points nearest to another about their middles.
    private static func turn(from: [Vector2], to: [Vector2]) -> Float {
        let n = Float(max(from.count, 1))
        let (a, b) = (from.reduce(.zero, +) / n, to.reduce(.zero, +) / n)
        var (cosine, sine): (Float, Float) = (0, 0)
        for i in from.indices {
            cosine += dot(from[i] - a, to[i] - b)
            sine += cross(from[i] - a, to[i] - b)
        }
        return min(max(atan2(sine, cosine), -0.12), 0.12)
    }

    /// The farthest that any of the piece lies from its strand, photo pixels.
    private func reachOfPiece() -> Float {
        let alpha = cutout.alpha
        let coarse = strand.resampled(count: 64)
        let step = max(max(alpha.width, alpha.height) / 300, 1)
        var farthest: Float = 0
        for y in stride(from: 0, to: alpha.height, by: step) {
            for x in stride(from: 0, to: alpha.width, by: step) where alpha.value(x, y) > 0.3 {
                farthest = max(farthest, coarse.nearest(to: Vector2(Float(x), Float(y))).distance)
            }
        }
        return farthest + Float(2 * step)
    }

    private func window(reach: Float) -> PixelWindow {
        // All of the chain: a pendant shows also where the chain above it is hidden.
        let points = line.curve.points
        let xs = points.map(\.x)
        let ys = points.map(\.y)
        func clamp(_ v: Float, _ limit: Int) -> Int { min(max(Int(v), 0), limit) }
        let (x0, x1) = (clamp(xs.min()! - reach, camera.width), clamp(xs.max()! + reach + 1, camera.width))
        let (y0, y1) = (clamp(ys.min()! - reach, camera.height), clamp(ys.max()! + reach + 1, camera.height))
        return PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    // MARK: - Honesty

    private func shares(_ ends: ChainContinuation) -> (hidden: Float, continued: Float) {
        let count = 240
        var hidden = 0
        for k in 0..<count {
            let t = line.curveArc(strand.length * Float(k) / Float(count - 1))
            if t <= 0 || t >= line.curve.length || !line.isVisible(at: t) { hidden += 1 }
        }
        var (seen, continued) = (0, 0)
        for k in 0..<count * 2 {
            let t = line.curve.length * Float(k) / Float(count * 2 - 1)
            guard line.isVisible(at: t) else { continue }
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
        let cell = 2 * max(line.photoPixels, 1)
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

    /// Largest relative change of length along the centre line where it shows, over pieces of a hundredth of it.
    private func stretch(_ ends: ChainContinuation) -> Float {
        var worst: Float = 0
        let step = line.curve.length / 100
        for k in 0..<99 {
            let (a, b) = (Float(k) * step, Float(k + 1) * step)
            let (from, to) = (line.strandArc(a), line.strandArc(b))
            guard from > ends.first, to < ends.last, line.isVisible(at: a), line.isVisible(at: b) else { continue }
            let parts = 8
            var photo: Float = 0
            for j in 0..<parts {
                func source(_ j: Int) -> Vector2 {
                    let t = a + step * Float(j) / Float(parts)
                    return alongStrand(line.curve.point(at: t), arc: t, at: line.strandArc(t))
                }
                photo += (source(j + 1) - source(j)).length
            }
            worst = max(worst, abs(photo / (step * line.photoPixels) - 1))
        }
        return worst
    }
}

/// A warp sampled every few pixels of a window: it is smooth, and dear to evaluate.
private struct CoarseWarp {
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
