internal import Foundation
internal import Geometry

/// The line that a bracelet's inside follows round a forearm, seen along the arm.
///
/// It is told by its support: how far it reaches in every direction. A bracelet longer than the forearm's girth is let
/// out by `slack/2π · (1 + g cos)²/(1 + g²/2)`, which is convex, adds exactly the slack to the girth (Cauchy's formula),
/// touches where the bracelet hangs from, keeps close at the sides and leaves the gap below.
struct BraceletSection {
    /// Counter-clockwise, millimetres: x along `across`, y along `front`.
    let points: [Vector2]
    /// Length from the first point to each.
    let arcLengths: [Float]
    let girth: Float
    /// From the forearm's hull to the line, millimetres, at every point.
    let gaps: [Float]

    static let count = 180

    /// - Parameters:
    ///   - hull: of the forearm's section in the same axes.
    ///   - slack: length beyond the hull's girth, millimetres, not negative.
    ///   - down: the part of gravity's unit direction in the section's plane; shorter where the arm hangs.
    ///   - offset: farther out all round, millimetres.
    init(hull: [Vector2], slack: Float, down: Vector2, offset: Float) {
        let n = Self.count
        let pull = min(down.length, 1)
        let toward = down.normalized
        let supports = (0..<n).map { k -> (h: Float, gap: Float, d: Vector2) in
            let t = Float(k) / Float(n) * 2 * .pi
            let d = Vector2(cos(t), sin(t))
            let h = hull.reduce(-Float.infinity) { max($0, dot($1, d)) }
            let share = 1 + pull * dot(d, toward)
            let gap = slack / (2 * .pi) * share * share / (1 + pull * pull / 2)
            return (h, gap, d)
        }
        // A hull has corners, a bracelet is stiffer than that.
        let step = 2 * Float.pi / Float(n)
        let smooth = (0..<n).map { k -> Float in
            [-3, -2, -1, 0, 1, 2, 3].reduce(Float(0)) { $0 + supports[(k + $1 + n) % n].h } / 7
        }
        points = (0..<n).map { k in
            let h = smooth[k] + supports[k].gap + offset
            let next = smooth[(k + 1) % n] + supports[(k + 1) % n].gap
            let before = smooth[(k + n - 1) % n] + supports[(k + n - 1) % n].gap
            return supports[k].d * h + supports[k].d.perpendicular * ((next - before) / (2 * step))
        }
        gaps = supports.map(\.gap)
        var lengths: [Float] = [0]
        for k in 1..<n { lengths.append(lengths[k - 1] + (points[k] - points[k - 1]).length) }
        arcLengths = lengths
        girth = lengths[n - 1] + (points[0] - points[n - 1]).length
    }

    /// The circle of a stiff bangle that hangs on a forearm: it sinks until its inside rests on the arm.
    ///
    /// - Returns: nil where it is too small to go round the arm.
    init?(hull: [Vector2], circumference: Float, down: Vector2, offset: Float) {
        let radius = circumference / (2 * .pi)
        let toward = down.normalized
        var middle = Vector2.zero
        // The middle that leaves most room: pulled away from whatever stands out farthest.
        for k in 0..<200 {
            guard let far = hull.max(by: { ($0 - middle).length < ($1 - middle).length }) else { return nil }
            middle += (far - middle) / Float(k + 2)
        }
        func fits(_ c: Vector2) -> Bool { hull.allSatisfy { ($0 - c).length < radius } }
        guard fits(middle) else { return nil }
        // It hangs as deep as it can; where the arm itself hangs it lies against the side that faces away.
        var (low, high): (Float, Float) = (0, 2 * radius)
        for _ in 0..<30 {
            let half = (low + high) / 2
            if fits(middle + toward * half) { low = half } else { high = half }
        }
        let centre = middle + toward * (low * min(down.length, 1))
        let n = Self.count
        let directions = (0..<n).map { k -> Vector2 in
            let t = Float(k) / Float(n) * 2 * .pi
            return Vector2(cos(t), sin(t))
        }
        points = directions.map { centre + $0 * (radius + offset) }
        gaps = directions.map { d in
            max(dot(centre, d) + radius - hull.reduce(-Float.infinity) { max($0, dot($1, d)) }, 0)
        }
        let side = 2 * (radius + offset) * sin(.pi / Float(n))
        arcLengths = (0..<n).map { Float($0) * side }
        girth = side * Float(n)
    }

    /// How wide it looks from the front.
    var width: Float { (points.map(\.x).max() ?? 0) - (points.map(\.x).min() ?? 0) }

    func point(_ k: Int) -> Vector2 { points[(k % points.count + points.count) % points.count] }

    /// A place on the line.
    struct Place {
        /// Length from the first point, counter-clockwise.
        var arc: Float
        /// Along the ray from its origin; in units of the ray's direction.
        var distance: Float
        /// How far the ray passes the line by, millimetres; 0 where it meets it. Positive toward growing arc.
        var beside: Float
        /// Where the ray leaves the line again, on the far side: arc and distance.
        var far: (arc: Float, distance: Float)?
    }

    /// Where a ray in the section's plane first meets the line, or the place at the silhouette that it passes.
    func meet(from o: Vector2, along d: Vector2) -> Place {
        let n = points.count
        var (enter, leave, edge, exit) = (-Float.infinity, Float.infinity, -1, -1)
        for k in 0..<n {
            let (a, b) = (points[k], points[k + 1 == n ? 0 : k + 1])
            let e = b - a
            // Outward normal of a counter-clockwise outline.
            let normal = Vector2(e.y, -e.x)
            let (speed, depth) = (dot(d, normal), dot(o - a, normal))
            if abs(speed) < 1e-9 {
                if depth > 0 { leave = -.infinity }
                continue
            }
            let t = -depth / speed
            if speed < 0 {
                if t > enter { (enter, edge) = (t, k) }
            } else if t < leave {
                (leave, exit) = (t, k)
            }
        }
        if enter <= leave, edge >= 0 {
            func arc(_ edge: Int, _ t: Float) -> Float { arcLengths[edge] + (o + d * t - points[edge]).length }
            return Place(
                arc: arc(edge, enter), distance: enter, beside: 0, far: exit < 0 ? nil : (arc(exit, leave), leave))
        }
        // The outermost point on the side by which the ray passes.
        let side = d.normalized.perpendicular
        let offsets = points.map { dot($0 - o, side) }
        let towardSide = (offsets.max() ?? 0) < 0
        let best = offsets.indices.max { (towardSide ? 1 : -1) * (offsets[$0] - offsets[$1]) < 0 } ?? 0
        return Place(
            arc: arcLengths[best], distance: dot(points[best] - o, d) / max(dot(d, d), 1e-9),
            // Seen against the ray, arc grows against `side` on a counter-clockwise front.
            beside: offsets[best])
    }
}
