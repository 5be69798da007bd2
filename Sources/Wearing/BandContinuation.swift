internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging

/// Continues a band past where a stand hid it, by the band's own pixels mirrored about the last cross-section seen.
///
/// A finger hides most of what a slot hid; what it does not hide would end in thin air.
struct BandContinuation {
    /// Last whole cross-sections toward either side, radians from the head in body space, upper > 0 > lower; infinite
    /// where the band goes on out of sight of any stand.
    private let lower, upper: Float
    /// How far from either end the band is bare: beyond lies the head, which is there once.
    private let bareBelow, bareAbove: Float
    private let photographed: PhotographedBand

    /// Longest that is mirrored, radians.
    private static let longest: Float = 0.9
    /// Openings of bypass rings and cuffs are narrower than this, radians.
    private static let widestOpening: Float = 1.3
    /// Less of a bare band than this, radians, is no pattern to go on with: it would smear.
    private static let shortest: Float = 0.1

    init(ring: RingGeometry, candidate c: RingFit.Candidate, cutout: Cutout) {
        let photographed = PhotographedBand(ring: ring, side: c.placed.side, innerRadius: c.innerRadius)
        let shape = (c.innerRadius, c.innerRadius * ring.thickness / ring.innerRadius)
        let near = 0.5 * c.innerRadius * ring.bandWidth / ring.innerRadius * (dot(c.axis, c.forward) < 0 ? 1 : -1)
        /// Share of the near cross-section at an angle that the matte covers.
        func covered(_ angle: Float) -> Float {
            [Float(0.3), 0.5, 0.7].reduce(0) { sum, share in
                let p = photographed.pixel(
                    of: BandShape.Point(angle: angle, radius: shape.0 + share * shape.1, height: 0.9 * near))
                let (x, y) = (Int(p.x), Int(p.y))
                guard x >= 0, y >= 0, x < cutout.alpha.width, y < cutout.alpha.height else { return sum }
                return sum + cutout.alpha.value(x, y) / 3
            }
        }
        /// Where the band goes on behind an opening.
        func resumes(_ sign: Float, after t: Float) -> Float? {
            stride(from: t, to: min(t + Self.widestOpening - 0.5, .pi), by: 0.03).first { start in
                [Float(0), 0.05, 0.1, 0.15].allSatisfy { covered(sign * (start + $0)) > 0.75 }
            }
        }
        // From the shoulder outward until the matte ends for good.
        func end(_ sign: Float) -> Float {
            let step: Float = 0.03
            var (last, gap, t) = (Float(0), Float(0), Float(0.5))
            while t < .pi {
                if covered(sign * t) > 0.75 { (last, gap) = (t, 0) } else { gap += step }
                if gap > 0.5 {
                    // An open ring goes on behind its opening, a stand hides all of the back.
                    guard let next = resumes(sign, after: t) else { break }
                    (last, gap, t) = (next, 0, next)
                }
                t += step
            }
            // The stand's shadow and blur lie on the last bit.
            return last > .pi - 0.15 ? .infinity : max(last - 0.09, 0.4)
        }
        /// Where the head ends on either side.
        func headEdge(_ sign: Float) -> Float {
            guard let head = ring.head else { return 0 }
            var t: Float = 0
            while t < .pi {
                let p = photographed.pixel(
                    of: BandShape.Point(angle: sign * t, radius: shape.0 + shape.1, height: 0.9 * near))
                guard p.x > head.lower.x, p.y > head.lower.y, p.x < head.upper.x, p.y < head.upper.y else { break }
                t += 0.03
            }
            return t + 0.06
        }
        let ends = (lower: end(-1), upper: end(1))
        // A stone let into the band is no head that stands off it: keep to the outer part of what is seen.
        func bare(_ end: Float, _ sign: Float) -> Float { min(end - headEdge(sign), 0.4 * end) }
        (bareBelow, bareAbove) = (bare(ends.lower, -1), bare(ends.upper, 1))
        lower = bareBelow > Self.shortest ? -ends.lower : -.infinity
        upper = bareAbove > Self.shortest ? ends.upper : .infinity
        self.photographed = photographed
    }

    /// Back and forth between 0 and `limit`.
    private static func folded(_ t: Float, _ limit: Float) -> Float {
        let turn = t.truncatingRemainder(dividingBy: 2 * limit)
        return turn < limit ? turn : 2 * limit - turn
    }

    /// The photo's pixel that stands in for a place on the band; nil where the band's own pixel is there.
    func source(for point: BandShape.Point) -> Vector2? {
        var mirrored = point
        if point.angle > upper, point.angle < upper + Self.longest {
            mirrored.angle = upper - Self.folded(point.angle - upper, bareAbove)
        } else if point.angle < lower, point.angle > lower - Self.longest {
            mirrored.angle = lower + Self.folded(lower - point.angle, bareBelow)
        } else {
            return nil
        }
        return photographed.pixel(of: mirrored)
    }
}
