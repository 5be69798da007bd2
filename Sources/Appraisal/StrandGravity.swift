internal import Foundation
internal import Geometry

/// Which way things hang in a photo, from what hangs in it.
enum StrandGravity {
    // MARK: - Roll

    /// The direction in which a strand hangs, in agreement of three tellers: a strand is the same on both sides of the
    /// vertical through its lowest point, its ends lie about level, and a pendant's middle is below where it hangs.
    ///
    /// - Returns: nil for a strand that closes on itself, which lies flat.
    static func roll(of strand: Strand, pendants: [Pendant]) -> PhotoGravity.Angle? {
        guard strand.start != .closed, strand.centreLine.count > 24, let first = strand.centreLine.first,
            let last = strand.centreLine.last
        else { return nil }
        let isCut = strand.start == .photoEdge || strand.end == .photoEdge
        let chord = last - first
        var tellers = [angle(chord.perpendicular, uncertainty: isCut ? 15 : 6)]
        if let symmetric = symmetry(of: strand.centreLine, about: chord.perpendicular) { tellers.append(symmetric) }
        if let hanging = hanging(pendants, on: strand) { tellers.append(hanging) }
        return agreement(tellers)
    }

    private static func angle(_ down: Vector2, uncertainty: Float) -> PhotoGravity.Angle {
        PhotoGravity.Angle(degrees: atan2(down.x, down.y) * 180 / .pi, uncertainty: uncertainty)
    }

    /// The mean by weight; where the tellers disagree by more than they claim, as unsure as they are apart.
    private static func agreement(_ tellers: [PhotoGravity.Angle]) -> PhotoGravity.Angle {
        let weights = tellers.map { 1 / ($0.uncertainty * $0.uncertainty) }
        let total = weights.reduce(0, +)
        let mean = zip(tellers, weights).reduce(Float(0)) { $0 + $1.0.degrees * $1.1 } / total
        let chi = zip(tellers, weights).reduce(Float(0)) { $0 + ($1.0.degrees - mean) * ($1.0.degrees - mean) * $1.1 }
        let excess = tellers.count > 1 ? max(1, chi / Float(tellers.count - 1)) : 1
        return PhotoGravity.Angle(degrees: mean, uncertainty: (excess / total).squareRoot())
    }

    /// The direction about which both sides of the line are most alike, within 35° of a first guess.
    private static func symmetry(of line: [Vector2], about guess: Vector2) -> PhotoGravity.Angle? {
        let middle = atan2(guess.x, guess.y)
        let degree = Float.pi / 180
        let angles = stride(from: Float(-35), through: 35, by: 1).map { middle + $0 * degree }
        let errors = angles.map { asymmetry(of: line, down: Vector2(sin($0), cos($0))) }
        guard let best = errors.indices.min(by: { errors[$0] < errors[$1] }), errors[best].isFinite, best > 0,
            best < errors.count - 1
        else { return nil }
        let (a, b, c) = (errors[best - 1], errors[best], errors[best + 1])
        let curvature = a - 2 * b + c
        let shift = a.isFinite && c.isFinite && curvature > 0 ? min(max(0.5 * (a - c) / curvature, -0.5), 0.5) : 0
        let direction = angles[best] + shift * degree
        return angle(
            Vector2(sin(direction), cos(direction)), uncertainty: (16 + 900 * max(b, 0)).squareRoot())
    }

    /// Mean squared difference of both sides' distances from the vertical through the lowest point, over that of their
    /// sum; infinite where the line does not hang between two sides.
    private static func asymmetry(of line: [Vector2], down: Vector2) -> Float {
        let aside = Vector2(down.y, -down.x)
        let points = line.map { Vector2(dot($0, aside), dot($0, down)) }
        guard let lowest = points.indices.max(by: { points[$0].y < points[$1].y }), lowest > 6,
            lowest < points.count - 7
        else { return .infinity }
        let bottom = points[lowest]
        let height = bottom.y - max(points[0].y, points[points.count - 1].y)
        guard height > 8 else { return .infinity }
        var (difference, sum): (Float, Float) = (0, 0)
        var (left, right) = (lowest, lowest)
        for k in 1...24 {
            let y = bottom.y - height * Float(k) / 25
            while left > 0, points[left].y > y { left -= 1 }
            while right < points.count - 1, points[right].y > y { right += 1 }
            let (l, r) = (bottom.x - points[left].x, points[right].x - bottom.x)
            difference += (l - r) * (l - r)
            sum += (l + r) * (l + r)
        }
        return sum > 0 ? difference / sum : .infinity
    }

    /// From where a pendant hangs to its middle.
    private static func hanging(_ pendants: [Pendant], on strand: Strand) -> PhotoGravity.Angle? {
        func area(_ p: Pendant) -> Float { (p.upper.x - p.lower.x) * (p.upper.y - p.lower.y) }
        guard let main = pendants.max(by: { area($0) < area($1) }), abs(main.attachment - 0.5) < 0.25,
            area(main) > 0.6 * pendants.reduce(0, { $0 + area($1) })
        else { return nil }
        let from = strand.centreLine[Int(main.attachment * Float(strand.centreLine.count - 1))]
        let way = main.centroid - from
        let width = strand.widths[strand.widths.count / 2]
        guard way.length > 2 * width + 4 else { return nil }
        // Pendants are not quite alike on both sides, and where they hang is known to a part of the strand's width.
        let aside = 0.08 * (main.upper.x - main.lower.x) + 0.4 * width + main.uncertainty
        return angle(way, uncertainty: hypot(2, atan2(aside, way.length) * 180 / .pi))
    }

    // MARK: - Tilt

    /// How far the strand's surface leans, from beads or links that are closer together where the strand runs down than
    /// where it runs across: seen pitch² = pitch² · (1 − sin²(steepness) · sin²(tilt)).
    ///
    /// - Returns: nil where the pitch is not sure or the strand runs one way only.
    static func tilt(
        of line: StrandCentreLine, pitch: Estimate<Float>?, roll: PhotoGravity.Angle
    ) -> PhotoGravity.Angle? {
        guard let pitch, pitch.confidence > 0.5 else { return nil }
        let seen = localPitches(
            of: line.line, widths: line.widths, trust: line.trust, usualWidth: line.usualWidth, pitch: pitch.value)
        guard seen.count >= 5 else { return nil }
        let down = Vector2(sin(roll.degrees * .pi / 180), cos(roll.degrees * .pi / 180))
        let x = seen.map { dot($0.direction, down) * dot($0.direction, down) }
        let y = seen.map { $0.pitch * $0.pitch / (pitch.value * pitch.value) }
        let n = Float(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        guard spread / n > 0.03 else { return nil }
        let slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
        let level = meanY - slope * meanX
        let rest = zip(x, y).reduce(Float(0)) { sum, p in
            let d = p.1 - level - slope * p.0
            return sum + d * d
        }
        let slopeError = (rest / max(n - 2, 1) / spread).squareRoot() / level
        let squaredSine = min(max(-slope / level, 0), 0.97)
        let tilt = asin(squaredSine.squareRoot())
        // d(sin²) = sin(2·tilt) d(tilt); near 0 and 90° the square root of it.
        let error = min(slopeError / max(sin(2 * tilt), 1e-3), slopeError.squareRoot())
        let angle = PhotoGravity.Angle(degrees: tilt * 180 / .pi, uncertainty: hypot(4, error * 180 / .pi))
        return angle.uncertainty < 20 ? angle : nil
    }
}
