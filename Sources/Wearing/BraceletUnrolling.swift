internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging

/// How length along the worn bracelet corresponds to angles of the photographed one.
///
/// Both are walked from the middle of their fronts, by equal length. Where the display was rounder or flatter than the
/// wrist, pixels are squeezed or pulled by what foreshortening differs, twice at most; beads are as round from any side, so
/// theirs by a quarter, and nothing at all over rigid parts. Past the last good part of the photo the pattern goes
/// on in whole periods.
struct BraceletUnrolling {
    /// What lies at a place of the worn bracelet.
    struct Source {
        /// Angle on the photographed bracelet, radians from its front.
        var angle: Float
        /// The last good angle before this place where the photo hid it and the pattern repeats; nil where it is shown.
        var repeatsFrom: Float?
        var isContinued: Bool { repeatsFrom != nil }
    }

    private let girth, step: Float
    private let table: [Source]
    /// Largest relative change of length along the band's own pixels, up to the silhouette.
    let maxStretch: Float
    /// How the band's course in the picture differs from the photo's, root mean square, millimetres.
    let bend: Float

    private static let spacing: Float = 0.25
    /// Cosine of the band's turn from the lens beyond which it counts as its silhouette: 78°.
    private static let flattest: Float = 0.2

    init(bracelet: BraceletGeometry, candidate: BraceletFit.Candidate, section: BraceletSection, cutout: Cutout) {
        girth = section.girth
        let count = max(Int((girth / Self.spacing).rounded()), 8)
        step = girth / Float(count)
        let pattern = BraceletPattern(bracelet: bracelet, cutout: cutout)
        let mm = candidate.millimetresPerPixel
        let radius = bracelet.radius * mm
        // Beads stay round; the sides of a loop that lies free are as good as its front.
        let limit: Float = bracelet.isScalloped ? 1.25 : bracelet.isLoop ? 1.4 : 2
        // The middle of what is seen: halfway between the silhouettes.
        let xs = section.points.map(\.x)
        let middle = ((xs.max() ?? 0) + (xs.min() ?? 0)) / 2
        let anchor = section.meet(from: Vector2(middle, 1000), along: Vector2(0, -1)).arc
        var table = [Source](repeating: Source(angle: 0, repeatsFrom: 0), count: count)
        let curve = Outline(section)
        let depth = curve.point(anchor).y
        var (worst, squares, total): (Float, Float, Float) = (0, 0, 0)
        for direction in [Float(1), -1] {
            let (end, period) = pattern.end(direction)
            var (u, isBeyond) = (Float(0), false)
            // Angles grow toward `across`, against the arc.
            for k in 0..<count / 2 + 1 {
                let arc = anchor - direction * (Float(k) + 0.5) * step
                let index = Int((arc / step).rounded(.down))
                let slot = (index % count + count) % count
                let slope = -curve.tangent(arc).x
                let angle = asin(min(max(u / radius, -1), 1))
                if abs(angle) < end, !isBeyond {
                    table[slot] = Source(angle: angle, repeatsFrom: nil)
                    let natural = cos(angle) / max(slope, 0.05)
                    let isRigid = bracelet.heads.contains { $0.contains(angle) }
                    let squeeze = isRigid ? 1 : min(max(natural, 1 / limit), limit)
                    let advance = squeeze * max(slope, 0.05) * step
                    // Up to where the band is seen so flat that no length can be read off it.
                    if slope > Self.flattest { worst = max(worst, abs(advance / max(cos(angle), 0.05) / step - 1)) }
                    if abs(angle) < 0.9, slope > 0.5 {
                        let course = bracelet.front.length > 0 ? candidate.bow(bracelet) : 0
                        let off = course * ((radius * (1 - cos(angle))) - (depth - curve.point(arc).y))
                        squares += off * off
                        total += 1
                    }
                    u += direction * advance
                } else {
                    // The last good part repeats; links that go round the edge look nearly as large as before it.
                    isBeyond = true
                    if abs(u) >= radius * sin(end) { u = direction * radius * sin(max(end - period, 0)) }
                    let back = asin(min(max(u / radius, -1), 1))
                    table[slot] = Source(angle: back, repeatsFrom: direction * end)
                    // On the far side it is seen from inside, as much from the side.
                    let tilt = abs(slope)
                    let squeeze = min(max(cos(back) / max(tilt, 0.05), 0.8), 1.6)
                    u += direction * squeeze * max(tilt, 0.25) * step
                }
            }
        }
        self.table = table
        (maxStretch, bend) = (worst, (squares / max(total, 1)).squareRoot())
    }

    func source(at arc: Float) -> Source {
        let index = Int((arc / step).rounded(.down))
        let (a, b) = (table[(index % table.count + table.count) % table.count], table[(index + 1) % table.count])
        guard a.repeatsFrom == b.repeatsFrom, abs(a.angle - b.angle) < 0.1 else { return a }
        let t = arc / step - Float(index) - 0.5
        return Source(angle: a.angle + (b.angle - a.angle) * min(max(t, -0.5), 1), repeatsFrom: a.repeatsFrom)
    }

    /// Places along a section by arc length.
    private struct Outline {
        let section: BraceletSection

        init(_ section: BraceletSection) { self.section = section }

        private func segment(_ arc: Float) -> (k: Int, t: Float) {
            let s = arc - section.girth * (arc / section.girth).rounded(.down)
            var (low, high) = (0, section.arcLengths.count - 1)
            while low < high {
                let middle = (low + high + 1) / 2
                if section.arcLengths[middle] <= s { low = middle } else { high = middle - 1 }
            }
            let length = (section.point(low + 1) - section.point(low)).length
            return (low, min((s - section.arcLengths[low]) / max(length, 1e-6), 1))
        }

        func point(_ arc: Float) -> Vector2 {
            let (k, t) = segment(arc)
            return mix(section.point(k), section.point(k + 1), t)
        }

        /// Unit, toward growing arc, smooth over some millimetres.
        func tangent(_ arc: Float) -> Vector2 { (point(arc + 1.2) - point(arc - 1.2)).normalized }
    }
}

extension BraceletFit.Candidate {
    /// The front's bow over its radius as the picture shows it: the sine of the axis' lean.
    func bow(_ bracelet: BraceletGeometry) -> Float { Vector2(bracelet.front.x, bracelet.front.y).length }
}

/// The photographed band straightened: where its good part ends, and after what angle it repeats.
struct BraceletPattern {
    private let bracelet: BraceletGeometry
    private let cutout: Cutout
    private static let rows = 9
    /// Beyond this the band is too foreshortened to be shown from anywhere else, radians.
    private static let steepest: Float = 1.22

    init(bracelet: BraceletGeometry, cutout: Cutout) { (self.bracelet, self.cutout) = (bracelet, cutout) }

    /// The last good angle on a side, as a positive number, and the period that ends there, radians.
    func end(_ direction: Float) -> (angle: Float, period: Float) {
        let pixel = 1 / bracelet.radius
        let bound = direction > 0 ? bracelet.seenArc.upperBound : -bracelet.seenArc.lowerBound
        // From the front outward while the band is there; links have openings.
        var (last, t): (Float, Float) = (0.3, 0)
        while t < min(bound, 1.5) {
            if covered(direction * t) > 0.15 { last = t }
            t += 2 * pixel
        }
        // Where it goes round its display the last bit is shadow and blur.
        let end =
            bracelet.isLoop ? min(bound, 1.5) : max(min(last - 0.05, bound - 0.05, Self.steepest), 0.3)
        return (end, period(endingAt: end, direction))
    }

    /// Share of a cross-section that the matte covers.
    private func covered(_ angle: Float) -> Float {
        column(angle).reduce(0) { $0 + $1.w } / Float(Self.rows)
    }

    /// Premultiplied colour and coverage across the band.
    private func column(_ angle: Float) -> [SIMD4<Float>] {
        (0..<Self.rows).map { k in
            let height = bracelet.width * 0.55 * (2 * Float(k) / Float(Self.rows - 1) - 1)
            let p = bracelet.pixel(angle: angle, height: height)
            let (x, y) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
            guard x >= 0, y >= 0, x < cutout.alpha.width, y < cutout.alpha.height else { return .zero }
            let a = cutout.alpha.value(x, y)
            let c = cutout.foreground.rgb(x, y).clamped(lowerBound: .zero, upperBound: .one)
            return SIMD4(c.x.squareRoot(), c.y.squareRoot(), c.z.squareRoot(), 1) * a
        }
    }

    /// The angle after which the columns before an end look most like those one step earlier.
    private func period(endingAt end: Float, _ direction: Float) -> Float {
        let step = max(1 / bracelet.radius, 0.004)
        let count = max(Int(end / step), 4)
        let columns = (0...count).map { column(direction * (end - Float($0) * step)) }
        let width = bracelet.width / bracelet.radius
        let window = max(Int(min(1.2 * width, 0.3 * end) / step), 3)
        let least = max(Int(0.5 * width / step), 3)
        let most = min(count - window, Int(max(4 * width, 0.5) / step))
        guard least < most else { return max(0.5 * end, 0.1) }
        var best: (lag: Int, difference: Float) = (least, .infinity)
        for lag in least...most {
            var sum: Float = 0
            for k in 0..<window {
                for r in 0..<Self.rows {
                    let d = columns[k][r] - columns[k + lag][r]
                    sum += (d * d).sum()
                }
            }
            // Of equal ones the longest repeats least often.
            sum *= 1 - 0.15 * Float(lag) / Float(most)
            if sum < best.difference { best = (lag, sum) }
        }
        return Float(best.lag) * step
    }
}
