internal import Foundation
internal import Geometry
internal import Imaging

/// The style of one earring, where it goes into the ear and how it hangs, from its mask.
struct EarringShape {
    /// How likely each style is; they sum to 1.
    private(set) var likelihoods: [Earring.Style: Float] = [:]

    private let matte: StrandMatte
    private let mask: [Bool]
    private let points: [Vector2]
    private let centroid: Vector2
    private var frame: EarringFrame
    private var down: Vector2

    init(_ matte: StrandMatte, mask: [Bool]) {
        (self.matte, self.mask) = (matte, mask)
        let w = matte.width
        points = mask.indices.filter { mask[$0] }.map { Vector2(Float($0 % w), Float($0 / w)) }
        centroid = points.reduce(.zero, +) / Float(max(points.count, 1))
        down = Self.likelyDown(points, about: centroid)
        frame = Self.frame(points, mask, matte, down: down)
        likelihoods = styles()
        // What hangs has its middle below where it hangs from.
        for _ in 0..<2 where (likelihoods[.stud] ?? 0) < 0.5 {
            let style = likelihoods.max { $0.value < $1.value }?.key ?? .drop
            let place = attachment(style).place
            let way = centroid - frame.cell(place.x, place.y)
            guard way.length > 4, dot(way.normalized, down) > 0.5 else { break }
            down = way.normalized
            frame = Self.frame(points, mask, matte, down: down)
            likelihoods = styles()
        }
    }

    private static func frame(
        _ points: [Vector2], _ mask: [Bool], _ matte: StrandMatte, down: Vector2
    ) -> EarringFrame {
        EarringFrame(points, down: down) { p in
            let (x, y) = (Int(p.x.rounded()), Int(p.y.rounded()))
            return x >= 0 && y >= 0 && x < matte.width && y < matte.height && mask[y * matte.width + x]
        }
    }

    /// The picture's down, unless the earring is long and lies across it: then along it, toward its heavier end.
    private static func likelyDown(_ points: [Vector2], about middle: Vector2) -> Vector2 {
        var (xx, xy, yy): (Float, Float, Float) = (0, 0, 0)
        for p in points {
            let d = p - middle
            (xx, xy, yy) = (xx + d.x * d.x, xy + d.x * d.y, yy + d.y * d.y)
        }
        let root = (((xx - yy) / 2) * ((xx - yy) / 2) + xy * xy).squareRoot()
        let elongation = ((xx + yy) / 2 + root) / max((xx + yy) / 2 - root, 1e-3)
        let angle = 0.5 * atan2(2 * xy, xx - yy)
        let axis = Vector2(cos(angle), sin(angle))
        // Standard deviations of 1.6 to 1.
        guard elongation > 2.6, abs(axis.y) < 0.64 else { return Vector2(0, 1) }
        // The third moment points to the longer, thinner end.
        let skew = points.reduce(Float(0)) { sum, p in
            let t = dot(p - middle, axis)
            return sum + t * t * t
        }
        return skew > 0 ? -axis : axis
    }

    // MARK: - Style

    /// Rows between which the frame has anything.
    private var rows: ClosedRange<Int> { frame.top...max(frame.bottom, frame.top) }
    private var tall: Float { Float(rows.count) }
    private var wide: Float { Float(max(frame.width - 2, 1)) }

    private func styles() -> [Earring.Style: Float] {
        let hoop = hoopLikelihood()
        let hook = (1 - hoop) * hookLikelihood()
        let stud = (1 - hoop - hook) * studLikelihood()
        return [.hoop: hoop, .hook: hook, .stud: stud, .drop: 1 - hoop - hook - stud]
    }

    /// A large round opening right below the top.
    private func hoopLikelihood() -> Float {
        guard let opening = frame.opening, opening.box.area > 30 else { return 0 }
        let hole = opening.box
        let (w, h) = (Float(hole.width), Float(hole.height))
        let rim = opening.isClosed ? Float(hole.top - frame.top) : 0
        let roundness = Float(hole.area) / (.pi / 4 * w * h)
        return smoothstep(0.28, 0.42, h / tall) * (1 - smoothstep(0.16, 0.34, rim / h))
            * smoothstep(0.7, 0.82, roundness) * (1 - smoothstep(1.12, 1.25, roundness)) * smoothstep(0.1, 0.2, w / h)
            * (1 - smoothstep(1.3, 1.8, w / h))
    }

    /// Usual width of a run in the top rows, cells.
    private var topWidth: Float {
        let first = frame.top
        let last = min(first + max(Int(0.13 * tall), 3), frame.bottom)
        // The crown of an arch is a wide run of a thin wire.
        let start = min(first + max(Int(0.03 * tall), 1), last)
        let widths = (start...last).flatMap { frame.runs[$0].map(\.count) }.sorted()
        return widths.isEmpty ? wide : Float(widths[widths.count / 2])
    }

    private func hookLikelihood() -> Float { max(wireLikelihood(), closedArchLikelihood()) }

    /// A small opening right below the top, in a thin rim: a hook that snaps shut behind the ear.
    private func closedArchLikelihood() -> Float {
        guard let opening = frame.opening, opening.isClosed else { return 0 }
        let hole = opening.box
        let (w, h) = (Float(hole.width), Float(hole.height))
        let rim = Float(hole.top - frame.top)
        return smoothstep(0.1, 0.15, h / tall) * (1 - smoothstep(0.25, 0.45, rim / h)) * smoothstep(0.2, 0.3, w / h)
            * (1 - smoothstep(0.6, 0.75, w / wide))
    }

    /// A wire at the top: thin beside what hangs from it, much longer than thick, and as thick all along, where the
    /// front of a drop swells and narrows.
    private func wireLikelihood() -> Float {
        let widths = rows.map { Float(frame.widest($0)?.count ?? 0) }
        let thickest = widths.max() ?? 1
        // The crown of an arch is a wide run of a thin wire.
        let crown = Int(0.05 * tall)
        let end = widths.indices.dropFirst(crown).first { widths[$0] > 0.35 * thickest } ?? widths.count
        let wire = widths[..<end].dropFirst(Int(0.12 * Float(end))).sorted()
        guard wire.count > 2 else { return 0 }
        let usual = max(wire[wire.count / 2], 1)
        let swell = wire[wire.count * 9 / 10] / usual
        return (1 - smoothstep(0.16, 0.3, max(usual - 1, 0.5) / max(thickest, 1)))
            * smoothstep(2.5, 5, Float(end) / usual) * (1 - smoothstep(1.9, 3, swell))
    }

    /// Compact, and without a waist in its upper half.
    private func studLikelihood() -> Float {
        let compact = 1 - smoothstep(1.25, 1.6, tall / wide)
        let upper = rows.dropFirst(Int(0.15 * tall)).prefix(Int(0.4 * tall)).map { Float(frame.covered($0)) }
        let above = rows.prefix(Int(0.3 * tall)).map { Float(frame.covered($0)) }
        guard let least = upper.min(), let most = above.max(), most > 0 else { return compact }
        return compact * smoothstep(0.5, 0.7, least / most)
    }

    // MARK: - Place

    /// The earring as one of a style.
    func earring(as style: Earring.Style, coveredShare: Float) -> Earring {
        let (place, error) = attachment(style)
        let step = Float(matte.step)
        let origin = Vector2(Float(matte.originX), Float(matte.originY)) + Vector2(step, step) / 2
        func pixel(_ p: Vector2) -> Vector2 { origin + frame.cell(p.x, p.y) * step }
        let half = Vector2(0.5, 0.5)
        var earring = Earring(
            style: Estimate(style, confidence: likelihoods[style] ?? 0), attachment: pixel(place),
            uncertainty: max(error, 0.4) * step, down: down,
            lower: (Vector2(1, Float(frame.top)) - place - half) * step,
            upper: (Vector2(Float(frame.width - 2), Float(frame.bottom)) - place + half) * step,
            symmetry: frame.symmetry(about: place.x), coveredShare: coveredShare,
            area: points.count * matte.step * matte.step)
        if style == .hoop, let hoop = hoop() {
            earring.hoop = Earring.Hoop(
                centre: pixel(hoop.centre), radius: hoop.radius * step, openness: hoop.openness,
                thickness: hoop.thickness * step)
        }
        if style == .hook {
            let arch = arch(from: place)
            earring.arch = Earring.Arch(rearSide: arch.rearSide, depth: arch.depth * step, width: arch.width * step)
        }
        return earring
    }

    /// What goes into the hole, in the frame, with its standard uncertainty.
    private func attachment(_ style: Earring.Style) -> (place: Vector2, error: Float) {
        switch style {
        case .stud: return (frame.middle(of: rows), 0.1 * wide)
        case .hook:
            let crown = frame.middle(of: frame.top...min(frame.top + 1, frame.bottom))
            return (Vector2(crown.x, Float(frame.top) + 0.5 * topWidth), max(0.5 * topWidth, 0.04 * tall))
        case .hoop:
            guard let opening = frame.opening else { return (frame.middle(of: rows), wide) }
            let x = Float(opening.box.left + opening.box.right) / 2
            let top = opening.isClosed ? Float(frame.top + opening.box.top) / 2 : Float(opening.box.top)
            return (Vector2(x, top), 0.1 * Float(opening.box.width))
        case .drop:
            let end = frontEnd()
            let middle = frame.middle(of: frame.top...end)
            return (middle, 0.2 * Float(end - frame.top + 1))
        }
    }

    /// The last row of the front that sits before the hole: where it is narrowest above what hangs from it.
    private func frontEnd() -> Int {
        var most: Float = 0
        for y in rows {
            let here = Float(frame.covered(y))
            most = max(most, here)
            let depth = Float(y - frame.top + 1)
            // Narrower than what is above, and it widens again below.
            if depth > 2, depth < 0.62 * tall, here < 0.62 * most,
                rows.contains(where: { $0 > y && Float(frame.covered($0)) > 1.25 * here })
            {
                return y
            }
        }
        // No waist: as deep as the top is wide.
        let upper = frame.top...min(frame.top + max(Int(0.16 * tall), 1), frame.bottom)
        let width = upper.map { frame.covered($0) }.max() ?? 1
        return min(frame.top + min(width, Int(0.3 * tall)), frame.bottom)
    }

    /// The ring, on the middle of its rim.
    private func hoop() -> (centre: Vector2, radius: Float, openness: Float, thickness: Float)? {
        guard let opening = frame.opening else { return nil }
        let hole = opening.box
        let rim = Float(opening.isClosed ? max(hole.top - frame.top, 1) : 1)
        let row = (hole.top + hole.bottom) / 2
        let left = frame.runs[row].last { $0.upperBound <= hole.left + hole.width / 2 }
        let right = frame.runs[row].first { $0.lowerBound >= hole.left + hole.width / 2 }
        // What hangs beside or on the ring is no part of its rim.
        func side(_ run: Range<Int>?) -> Float {
            min(Float(run?.count ?? Int(rim)), opening.isClosed ? 2.5 * rim : 0.3 * Float(hole.width))
        }
        let width = Float(hole.width) + (side(left) + side(right)) / 2
        let height = Float(hole.height) + rim
        return (
            Vector2(Float(hole.left + hole.right) / 2, Float(hole.top + hole.bottom) / 2), height / 2,
            min(width / height, 1), opening.isClosed ? rim : 0
        )
    }

    /// The legs of a hook: which is free, where the front one ends, and how far they are apart.
    private func arch(from place: Vector2) -> (rearSide: Int, depth: Float, width: Float) {
        let wire = max(topWidth, 1)
        let body =
            rows.first { y in
                (y...min(y + 2, frame.bottom)).allSatisfy { Float(frame.widest($0)?.count ?? 0) > 2.2 * wire + 1 }
                    && Float(y - frame.top) > 2 * wire
            } ?? frame.bottom
        let depth = max(Float(body) - place.y, 0)
        let middle = frame.top + (body - frame.top) / 2
        // Legs part at the crown; what parts lower down is the opening of a link.
        func parts(_ row: Int) -> Bool {
            frame.runs[row].count == 2 && 2 * (frame.top..<row).count { frame.runs[$0].count == 2 } > row - frame.top
        }
        guard let row = (middle..<body).first(where: parts) else { return singleLeg(from: place, depth, wire) }
        let legs = frame.runs[row]
        let width = Float(legs[1].upperBound - legs[0].lowerBound) - wire
        let ends = legs.map { reachesBody($0, from: row, body: body) }
        if ends[0] == ends[1] { return (0, depth, width) }
        return (ends[0] ? 1 : -1, depth, width)
    }

    /// An arch of which one leg is seen: beyond its crown the wire leads back.
    private func singleLeg(from place: Vector2, _ depth: Float, _ wire: Float) -> (
        rearSide: Int, depth: Float, width: Float
    ) {
        let row = Int(place.y + 0.5 * depth)
        guard let leg = frame.widest(min(row, frame.bottom)) else { return (0, depth, 0) }
        let aside = Float(leg.lowerBound + leg.upperBound - 1) / 2 - place.x
        return abs(aside) > wire ? (aside < 0 ? 1 : -1, depth, 2 * abs(aside)) : (0, depth, 0)
    }

    /// Whether a leg leads down into the widest run of the row where the body begins.
    private func reachesBody(_ leg: Range<Int>, from row: Int, body: Int) -> Bool {
        var run = leg
        for y in row + 1...max(min(body + 2, frame.bottom), row + 1) {
            let wider = run.lowerBound - 1..<run.upperBound + 1
            guard let next = frame.runs[y].first(where: { $0.overlaps(wider) }) else { return false }
            run = next
        }
        return run == frame.widest(min(body + 2, frame.bottom))
    }
}
