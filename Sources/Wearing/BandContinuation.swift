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
    private let photographed: PhotographedBand

    /// Longest that is mirrored, radians.
    private static let longest: Float = 0.9

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
        // From the shoulder outward until the matte ends for good.
        func end(_ sign: Float) -> Float {
            let step: Float = 0.03
            var (last, gap, t) = (Float(0), Float(0), Float(0.5))
            while t < .pi {
                if covered(sign * t) > 0.75 { (last, gap) = (t, 0) } else { gap += step }
                if gap > 0.5 { break }
                t += step
            }
            // The stand's shadow and blur lie on the last bit.
            return last > .pi - 0.15 ? .infinity : max(last - 0.09, 0.4)
        }
        (lower, upper) = (-end(-1), end(1))
        self.photographed = photographed
    }

    /// The photo's pixel that stands in for a place on the band; nil where the band's own pixel is there.
    func source(for point: BandShape.Point) -> Vector2? {
        var mirrored = point
        if point.angle > upper, point.angle < upper + Self.longest {
            mirrored.angle = max(2 * upper - point.angle, 0)
        } else if point.angle < lower, point.angle > lower - Self.longest {
            mirrored.angle = min(2 * lower - point.angle, 0)
        } else {
            return nil
        }
        return photographed.pixel(of: mirrored)
    }
}
