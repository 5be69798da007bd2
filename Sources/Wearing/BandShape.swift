internal import Appraisal
internal import Foundation
internal import Geometry

/// The band of a ring as a solid in body space, as a ray sees it.
///
/// A point of the band is told by its angle about the axis from the head, its distance from the axis and its height
/// along it: the same numbers in the photo and on the finger.
struct BandShape {
    /// Radians, millimetres, millimetres.
    struct Point {
        var angle, radius, height: Float
    }

    private let centre, axis, head, across: Vector3
    private let inner, outer, half: Float

    init(candidate c: RingFit.Candidate, ring: RingGeometry) {
        (centre, axis, head, across) = (c.centre, c.axis, c.head, cross(c.axis, c.head))
        inner = c.innerRadius
        outer = c.innerRadius * (1 + ring.thickness / ring.innerRadius)
        half = 0.5 * c.innerRadius * ring.bandWidth / ring.innerRadius
    }

    /// Where a unit ray first meets the band, and how far away; nil where it passes by.
    func hit(from o: Vector3, along d: Vector3) -> (point: Point, distance: Float)? {
        let p = o - centre
        let (pz, dz) = (dot(p, axis), dot(d, axis))
        let (pr, dr) = (p - axis * pz, d - axis * dz)
        var best = Float.infinity
        // Outer wall, first crossing; inner wall, second crossing (its far side faces the viewer).
        let a = dot(dr, dr)
        for (radius, sign) in [(outer, Float(-1)), (inner, Float(1))] where a > 1e-9 {
            let b = dot(pr, dr)
            let c = dot(pr, pr) - radius * radius
            let discriminant = b * b - a * c
            guard discriminant >= 0 else { continue }
            let t = (-b + sign * discriminant.squareRoot()) / a
            if t > 0, abs(pz + dz * t) <= half { best = min(best, t) }
        }
        // The two flat sides between inner and outer wall.
        if abs(dz) > 1e-6 {
            for side in [half, -half] {
                let t = (side - pz) / dz
                let r = (pr + dr * t).length
                if t > 0, r >= inner, r <= outer { best = min(best, t) }
            }
        }
        guard best < .infinity else { return nil }
        let r = pr + dr * best
        return (
            Point(angle: atan2(dot(r, across), dot(r, head)), radius: r.length, height: pz + dz * best), best
        )
    }

    /// Distance along a unit ray that passes the band by, at the place of the band that it comes nearest to: the band's
    /// fit is not exact, and stones of a half-eternity stand off it.
    func distanceBeside(from o: Vector3, along d: Vector3) -> Float {
        var (best, distance) = (Float.infinity, Float(0))
        let radius = (inner + outer) / 2
        for k in 0..<64 {
            let t = (Float(k) + 0.5) / 64 * 2 * .pi
            let middle = centre + (head * cos(t) + across * sin(t)) * radius - o
            for side in [half, -half] {
                let p = middle + axis * side
                let along = dot(p, d)
                let beside = (p - d * along).length
                // Of two places that the ray passes as near, the nearer one is seen.
                let rank = beside + 0.05 * (along - dot(centre - o, d))
                if rank < best { (best, distance) = (rank, along) }
            }
        }
        return distance
    }

    /// Distance along a unit ray to the head: a disc that lies on the band, square to the head's direction, and stands up
    /// from it toward the viewer.
    func distanceToHead(from o: Vector3, along d: Vector3) -> Float {
        let foot = centre + head * outer - o
        let upright = max(dot(foot, d), 0)
        let slope = dot(d, head)
        // Seen at a flat angle the disc is a line, and what shows is the head's own side.
        guard slope < -0.25 else { return upright }
        return min(max(dot(foot, head) / slope, upright - outer), upright)
    }
}

/// The band as the product photo shows it: from places on the band to pixels.
struct PhotographedBand {
    private let ring: RingGeometry
    private let axis, head, across: Vector3
    private let pixelsPerMillimetre: Float

    /// - Parameter innerRadius: of the worn band, millimetres.
    init(ring: RingGeometry, side: Float, innerRadius: Float) {
        self.ring = ring
        axis = (ring.axis * side).normalized
        head = (ring.headDirection - axis * dot(ring.headDirection, axis)).normalized
        across = cross(axis, head)
        pixelsPerMillimetre = ring.innerRadius / innerRadius
    }

    /// The pixel that shows a point of the band, hidden or not.
    func pixel(of p: BandShape.Point) -> Vector2 {
        let radial = head * cos(p.angle) + across * sin(p.angle)
        let v = (radial * p.radius + axis * p.height) * pixelsPerMillimetre
        let f = 1 / (1 + v.z / (ring.distance * ring.innerRadius))
        return ring.centre + Vector2(v.x, v.y) * f
    }
}
