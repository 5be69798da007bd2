internal import Foundation
internal import Geometry
public import Imaging

/// Reads the front of a bracelet from its matte.
///
/// A bracelet round a pillow or a roll shows half of a loop, whose middle runs as half an ellipse; one that lies or
/// stands by itself shows all of an ellipse, of which the nearer half is worn in front.
public struct BraceletReader: Sendable {
    /// What was read, and what the hand-out gate needs to know besides.
    public struct Reading: Sendable {
        public var geometry: BraceletGeometry
        /// Share of the front between the silhouettes that the photo does not show, 0…1.
        public var missingShare: Float
    }

    public init() {}

    /// - Parameter alpha: the piece's matte, the size of the upright photo.
    /// - Throws: `Refusal` where no bracelet can be made out, or none that a wrist can be seen with.
    public func read(_ alpha: ImageBuffer<Coverage>) throws(Refusal) -> Reading {
        guard let matte = BraceletMatte(alpha) else { throw Self.nothing }
        if let loop = wholeLoop(matte) {
            guard loop.flatness < Self.flattest else { throw Self.fromAbove }
            var whole = try reading(matte, loop.circle, isLoop: true, thickness: loop.thickness, rms: loop.rms)
            whole.geometry.isStiff = loop.isStiff
            return whole
        }
        let line = matte.middleLine()
        guard line.count >= 8 else { throw Self.nothing }
        if let open = openLoop(line) {
            guard open.flatness < Self.flattest else { throw Self.fromAbove }
            return try reading(matte, open.circle, isLoop: true, thickness: nil, rms: open.rms)
        }
        let isCut = [line[0], line[line.count - 1]].contains { matte.isAtPhotoEdge($0, within: 6 * matte.step) }
        let first = BraceletArcFit(line, isCut: isCut).result()
        return try reading(matte, first.circle, isLoop: false, thickness: nil, rms: first.rms, isCut: isCut)
    }

    /// Loops rounder than this would need an arm that points into the lens.
    private static let flattest: Float = 0.86

    /// Openings of links and clasps are smaller than this beside the piece, in some direction.
    private static let openness: Float = 0.28

    // MARK: - Loops

    private struct Loop {
        var circle: HalfCircle
        var thickness: Float?
        var rms: Float
        /// Shorter over longer axis.
        var flatness: Float
        /// Whether it is a bangle.
        var isStiff = false
    }

    /// A loop that encloses an opening much larger than links do.
    private func wholeLoop(_ matte: BraceletMatte) -> Loop? {
        guard matte.openness > Self.openness else { return nil }
        let sections = matte.sections()
        guard sections.count > 100 else { return nil }
        guard let fitted = robustEllipse(sections.map { ($0.inner + $0.outer) / 2 }),
            fitted.rms < 0.12 * fitted.ellipse.major
        else { return nil }
        let e = fitted.ellipse
        // At the loop's sides the band is seen edge on.
        let long = Vector2(cos(e.angle), sin(e.angle))
        let sides = sections.filter { abs(dot((($0.inner + $0.outer) / 2 - e.centre).normalized, long)) > 0.995 }
        let thickness = median(sides.map { ($0.outer - $0.inner).length })
        return Loop(
            circle: nearHalf(of: e, sections: sections), thickness: thickness,
            rms: fitted.rms, flatness: e.minor / e.major,
            isStiff: BraceletStiffness(sections: sections, rms: fitted.rms, major: e.major, step: matte.step).isStiff)
    }

    /// A loop that is open somewhere: its middle line goes more than halfway round.
    private func openLoop(_ line: [Vector2]) -> Loop? {
        guard let fitted = robustEllipse(line), fitted.rms < 0.05 * fitted.ellipse.major else { return nil }
        let e = fitted.ellipse
        let (c, s) = (cos(e.angle), sin(e.angle))
        let angles = line.map { p -> Float in
            let d = p - e.centre
            return atan2((-s * d.x + c * d.y) / e.minor, (c * d.x + s * d.y) / e.major)
        }
        var isThere = [Bool](repeating: false, count: 36)
        for t in angles { isThere[Int((t + .pi) / (2 * .pi) * 36) % 36] = true }
        guard isThere.count(where: { $0 }) >= 25, e.minor > 0.1 * e.major else { return nil }
        var circle = nearHalf(of: e, sections: [])
        // What is missing lies behind: round the display, or at the clasp.
        let gaps = isThere.indices.filter { !isThere[$0] }.map { k -> Vector2 in
            let t = (Float(k) + 0.5) / 36 * 2 * .pi - .pi
            return e.point(t) - e.centre
        }
        let away = dot(gaps.reduce(.zero, +), circle.upright)
        if abs(away) > 0.3 * Float(gaps.count) * e.minor { circle.bow = abs(circle.bow) * (away > 0 ? -1 : 1) }
        return Loop(circle: circle, thickness: nil, rms: fitted.rms, flatness: e.minor / e.major)
    }

    /// The nearer half of an ellipse: the lower one of what lies or stands on the ground; of a loop that stands on its
    /// edge, the one whose band looks wider.
    private func nearHalf(of e: Ellipse, sections: [(inner: Vector2, outer: Vector2)]) -> HalfCircle {
        var turn = e.angle
        if turn > .pi / 2 { turn -= .pi } else if turn < -.pi / 2 { turn += .pi }
        var circle = HalfCircle(turn: turn, radius: e.major, middle: 0, base: 0, bow: e.minor / e.major)
        let (across, upright) = (circle.across, circle.upright)
        (circle.middle, circle.base) = (dot(e.centre, across), dot(e.centre, upright))
        var toward: Float = upright.y >= 0 ? 1 : -1
        if abs(upright.y) < 0.4 {
            func width(_ side: Float) -> Float {
                median(
                    sections.filter { dot((($0.inner + $0.outer) / 2 - e.centre).normalized, upright) * side > 0.7 }
                        .map { ($0.outer - $0.inner).length }) ?? 0
            }
            toward = width(1) >= width(-1) ? 1 : -1
        }
        circle.bow *= toward
        return circle
    }

    /// An ellipse through points, of which charms and stones may stand off.
    private func robustEllipse(_ points: [Vector2]) -> (ellipse: Ellipse, rms: Float)? {
        guard var e = Ellipse(fitting: points) else { return nil }
        for _ in 0..<3 {
            let far = points.map { abs(e.distance(to: $0)) }
            let limit = 2.2 * max(median(far) ?? 0, 0.008 * e.major)
            let near = zip(points, far).filter { $0.1 < limit }.map(\.0)
            guard near.count > points.count / 2, let better = Ellipse(fitting: near) else { break }
            e = better
        }
        let far = points.map { min(abs(e.distance(to: $0)), 0.15 * e.major) }
        return (e, (far.reduce(0) { $0 + $1 * $1 } / Float(points.count)).squareRoot())
    }

    private func median(_ values: [Float]) -> Float? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    // MARK: - Columns

    /// The matte along the axis at one place across it, photo pixels in the circle's own frame.
    private struct Column {
        var u, low, high: Float
        var width: Float { high - low }
        /// What the band's thickness adds there: toward the silhouette its front is seen ever more from the side, but
        /// beads, which look alike from all.
        var slant: Float = 0
        /// The band's own width, or more.
        var band: Float { width - slant }
    }

    private func columns(_ matte: BraceletMatte, _ circle: HalfCircle, isLoop: Bool, width: Float?, thickness: Float?)
        -> [Column]
    {
        let (across, upright) = (circle.across, circle.upright)
        let size = matte.step
        var found: [Int: Column] = [:]
        let behind: Float = circle.bow > 0 ? -1 : 1
        for i in matte.mask.indices where matte.mask[i] {
            let p = matte.position(i)
            let (u, v) = (dot(p, across), dot(p, upright))
            if isLoop {
                // The far half is no part of the front.
                let off = (v - circle.front(at: u)) * behind
                let limit = width.map { 0.75 * $0 + 2 * size } ?? 0.6 * abs(circle.bow) * circle.radius
                if off > limit { continue }
            }
            let key = Int((u / (2 * size)).rounded(.down))
            var column = found[key] ?? Column(u: (Float(key) + 0.5) * 2 * size, low: v, high: v)
            column.low = min(column.low, v)
            column.high = max(column.high, v)
            found[key] = column
        }
        let depth = thickness ?? BraceletGeometry.usualDepth(width: width ?? 0, radius: circle.radius)
        func front(_ radius: Float, _ u: Float) -> Float {
            (max(radius * radius - (u - circle.middle) * (u - circle.middle), 0)).squareRoot()
        }
        return found.values.sorted { $0.u < $1.u }.map { column in
            var column = column
            column.slant =
                abs(circle.bow)
                * (front(circle.radius + depth / 2, column.u) - front(circle.radius - depth / 2, column.u))
            return column
        }
    }

    /// Points of the band's own middle: beside a charm it is measured from the other edge.
    private func middles(_ columns: [Column], usual: Float, circle: HalfCircle) -> [(point: Vector2, weight: Float)] {
        columns.map { column in
            var (v, weight): (Float, Float) = ((column.low + column.high) / 2, 1)
            let whole = usual + column.slant
            if column.width > 1.4 * whole {
                let guess = circle.front(at: column.u)
                let (above, below) = (guess - column.low, column.high - guess)
                if max(above, below) > 1.8 * max(min(above, below), 0.3 * whole) {
                    v = above > below ? column.high - whole / 2 : column.low + whole / 2
                    weight = 0.4
                }
            } else if column.width < 0.5 * whole {
                weight = 0.5
            }
            return (circle.across * column.u + circle.upright * v, weight)
        }
    }

    private func reading(
        _ matte: BraceletMatte, _ start: HalfCircle, isLoop: Bool, thickness: Float?, rms: Float, isCut: Bool = false
    ) throws(Refusal) -> Reading {
        var (circle, rms, thickness) = (start, rms, thickness)
        var beads: Float?
        func measured(_ width: Float?) -> [Column] {
            columns(matte, circle, isLoop: isLoop, width: width, thickness: beads == nil ? thickness : 0)
        }
        var seen = measured(nil)
        guard seen.count > 6, var usual = median(seen.map(\.width)) else { throw Self.nothing }
        seen = measured(usual)
        usual = median(seen.map(\.band)) ?? usual
        beads = thickness == nil ? beadDepth(seen, usual: usual, circle: circle, step: matte.step) : nil
        for _ in 0..<5 {
            // At the silhouette half the thickness stands out beyond the band's middle, and what is seen there is not
            // the front alone.
            let reach = (seen[seen.count - 1].u - seen[0].u) / 2
            if isLoop, let gap = thickness {
                // What ends the opening at the sides is the inner wall, or the front's own edge where it is wide.
                let edge = usual / 2 / max(abs(circle.bow), 0.1)
                thickness = min(max(reach - hypot(reach - gap, edge), 0.05 * reach), gap)
            }
            let depth = beads ?? thickness ?? BraceletGeometry.usualDepth(width: usual, radius: circle.radius)
            let middle = (seen[seen.count - 1].u + seen[0].u) / 2
            let plain = isCut ? seen : seen.filter { abs($0.u - middle) < reach - depth }
            guard plain.count > 6 else { break }
            if isLoop {
                // The outline told axis and middle; how far it reaches tells the radius best.
                let radius = reach - depth / 2
                circle.bow = min(max(circle.bow * circle.radius / radius, -0.95), 0.95)
                (circle.radius, circle.middle) = (radius, middle)
                seen = measured(usual)
                usual = median(seen.map(\.band)) ?? usual
                break
            }
            let points = middles(plain, usual: usual, circle: circle)
            let result = BraceletArcFit(
                points.map(\.point), weights: points.map(\.weight), expected: isCut ? nil : reach - depth / 2,
                isCut: isCut
            ).result()
            (circle, rms) = (result.circle, result.rms)
            seen = measured(usual)
            usual = median(seen.map(\.band)) ?? usual
        }
        guard circle.radius > 12, rms < 0.2 * circle.radius else { throw Self.unclear }
        guard
            var reading = described(
                matte, circle, seen, usual: usual, isLoop: isLoop, thickness: beads ?? thickness, rms: rms)
        else { throw Self.unclear }
        reading.geometry.isScalloped = beads != nil
        return reading
    }

    /// How thick a strip is whose outline swells and shrinks as that of beads and set stones does, pixels; nil for other
    /// strips.
    private func beadDepth(_ seen: [Column], usual: Float, circle: HalfCircle, step: Float) -> Float? {
        // Farther out every band is seen from its side, too.
        let front = seen.filter { abs($0.u - circle.middle) < 0.6 * circle.radius }
        let widths = front.map(\.width).sorted()
        // Smaller ones are lost among the matte's own steps.
        guard usual > 6 * step, widths.count > 12 else { return nil }
        let (narrow, wide) = (widths[widths.count * 15 / 100], widths[widths.count * 85 / 100])
        guard wide - narrow > Self.scallop * usual else { return nil }
        // Clasps and heads swell here and there, beads in a row.
        let beads = (front[front.count - 1].u - front[0].u) / wide
        guard beads > 4, Float(swells(front.map(\.width), by: Self.scallop * usual)) > 0.6 * beads else { return nil }
        let size = wide / (1 - circle.bow * circle.bow).squareRoot()
        // Set stones are small and half as deep as wide, beads larger and round.
        return size * mix(0.5, 1, smoothstep(0.13, 0.17, size / circle.radius))
    }

    /// How often a sequence rises by as much and falls again.
    private func swells(_ values: [Float], by change: Float) -> Int {
        var (count, isRising) = (0, true)
        guard var extreme = values.first else { return 0 }
        for value in values {
            if isRising ? value > extreme : value < extreme {
                extreme = value
            } else if abs(value - extreme) > change {
                if isRising { count += 1 }
                (isRising, extreme) = (!isRising, value)
            }
        }
        return count
    }

    /// Change of the width along a strip of beads, in usual widths.
    private static let scallop: Float = 0.3

    // MARK: - What it means

    private func described(
        _ matte: BraceletMatte, _ circle: HalfCircle, _ seen: [Column], usual: Float, isLoop: Bool, thickness: Float?,
        rms: Float
    ) -> Reading? {
        func angle(_ u: Float) -> Float { asin(min(max((u - circle.middle) / circle.radius, -1), 1)) }
        let arc = angle(seen[0].u)...max(angle(seen[seen.count - 1].u), angle(seen[0].u) + 0.01)
        let upright = (1 - circle.bow * circle.bow).squareRoot()
        let strips = BraceletStrips(matte: matte, circle: circle, isLoop: isLoop, width: usual).strips(over: arc)
        guard !strips.isEmpty else { return nil }
        var thickness = thickness
        if strips.count > 1, !isLoop {
            // Strips lie side by side, not on each other.
            let widest = strips.map { $0.heights.upperBound - $0.heights.lowerBound }.max() ?? usual
            let usualDepth = BraceletGeometry.usualDepth(width: widest, radius: circle.radius)
            thickness = thickness.map { min($0, widest) } ?? usualDepth
        }
        let wide = wideParts(seen, usual: usual, circle: circle)
        let needed: Float = 1.13
        let covered = max(min(arc.upperBound, needed) - max(arc.lowerBound, -needed), 0)
        let axis2 = circle.upright * upright
        let front2 = circle.upright * circle.bow
        let geometry = BraceletGeometry(
            strips: strips, centre: circle.across * circle.middle + circle.upright * circle.base,
            radius: circle.radius, axis: Vector3(axis2.x, axis2.y, circle.bow),
            front: Vector3(front2.x, front2.y, -upright), seenArc: arc, width: usual / upright, thickness: thickness,
            heads: wide.heads, hasCharms: wide.charms, isLoop: isLoop, residual: rms / circle.radius,
            // The bow is read to about the fit's own misfit, and no better than two hundredths of the radius.
            uncertainty: asin(min(max(0.02, rms / circle.radius) / max(upright, 0.3), 1)) * 180 / .pi)
        return Reading(geometry: geometry, missingShare: 1 - covered / (2 * needed))
    }

    /// Runs of columns much wider than the band: heads stand off both its edges, charms off one.
    private func wideParts(
        _ seen: [Column], usual: Float, circle: HalfCircle
    ) -> (heads: [ClosedRange<Float>], charms: Bool) {
        var (heads, charms, run): ([ClosedRange<Float>], Bool, [Column]) = ([], false, [])
        func close() {
            defer { run = [] }
            guard let first = run.first, let last = run.last, last.u - first.u > 0.5 * usual else { return }
            let off = run.map { c -> Float in
                let v = circle.front(at: c.u)
                return min(v - c.low, c.high - v) / max(c.width, 1)
            }
            if (median(off) ?? 0) < 0.3 {
                charms = true
                return
            }
            func angle(_ u: Float) -> Float { asin(min(max((u - circle.middle) / circle.radius, -1), 1)) }
            heads.append(angle(first.u)...max(angle(last.u), angle(first.u)))
        }
        for column in seen {
            if column.width > 1.3 * (usual + column.slant), abs(column.u - circle.middle) < 0.9 * circle.radius {
                run.append(column)
            } else {
                close()
            }
        }
        close()
        return (heads, charms)
    }

    // MARK: - Refusals

    private static let nothing = Refusal([
        Finding(
            .poorFit, .refuse, message: "No bracelet could be followed in this photo.",
            fix: "Photograph one bracelet round a pillow or a roll of another colour, or mark it with keep strokes.")
    ])
    private static let unclear = Refusal([
        Finding(
            .poorFit, .refuse, message: "The bracelet's course does not fit one that goes round a wrist.",
            fix: "Put it round a roll or a pillow so that its front lies free, or mark it with keep strokes.")
    ])
    private static let fromAbove = Refusal([
        Finding(
            .flatLay, .refuse, message: "The bracelet lies flat and was photographed from straight above.",
            fix: "Put it round a roll or a pillow, or photograph it from the side, at most 45° from above.")
    ])
}
