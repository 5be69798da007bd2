internal import Foundation
internal import Geometry

/// One circular band in perspective: what a ring's metal is without its head.
///
/// Camera space: x right, y down, z away. The camera looks at the band's centre, which is right to first order for a
/// ring anywhere in a photo: the axis is told relative to the ray through the centre. One unit at the depth of the
/// centre is one pixel.
package struct RingBandModel: Sendable, Hashable {
    /// Pixels.
    package var centre: SIMD2<Double>
    package var innerRadius: Double
    package var thickness: Double
    package var bandWidth: Double
    /// Unit.
    package var axis: SIMD3<Double>
    /// Inner radii a distance: 0.03 is a camera 33 radii away.
    package var nearness: Double

    package init(
        centre: SIMD2<Double>, innerRadius: Double, thickness: Double, bandWidth: Double, axis: SIMD3<Double>,
        nearness: Double
    ) {
        (self.centre, self.innerRadius, self.thickness) = (centre, innerRadius, thickness)
        (self.bandWidth, self.axis, self.nearness) = (bandWidth, axis, nearness)
    }

    package var outerRadius: Double { innerRadius + thickness }
    /// Reciprocal of the depth of the centre, per pixel.
    private var inverseDepth: Double { max(nearness, 1e-3) / innerRadius }

    /// Where a point (pixels from the centre, camera space) is seen.
    package func project(_ p: SIMD3<Double>) -> SIMD2<Double> {
        let f = 1 / (1 + p.z * inverseDepth)
        return SIMD2(centre.x + p.x * f, centre.y + p.y * f)
    }

    /// The point of the band at an angle about the axis, at a radius and height along the axis, from the centre.
    package func point(_ angle: Double, radius: Double, height: Double, from head: SIMD3<Double>) -> SIMD3<Double> {
        let side = cross3(axis, head)
        return head * (radius * cos(angle)) + side * (radius * sin(angle)) + axis * height
    }

    /// First-order signed distance in pixels (negative inside) of a pixel position from the projection of the circle
    /// at `height` along the axis, and its gradient.
    @inline(__always)
    package func circleDistance(_ p: SIMD2<Double>, radius: Double, height: Double) -> (
        distance: Double, gradient: SIMD2<Double>
    ) {
        // The cone over the circle: |d (n·c) − c (n·d)|² = r² (n·d)² for the ray d.
        let k = inverseDepth
        let d = SIMD3((p.x - centre.x) * k, (p.y - centre.y) * k, 1)
        let c = SIMD3(axis.x * height * k, axis.y * height * k, 1 + axis.z * height * k)
        let (nc, nd) = (dot3(axis, c), dot3(axis, d))
        let v = d * nc - c * nd
        let rr = radius * radius * k * k
        let q = dot3(v, v) - rr * nd * nd
        let vc = dot3(v, c)
        let gx = 2 * k * (v.x * nc - vc * axis.x - rr * nd * axis.x)
        let gy = 2 * k * (v.y * nc - vc * axis.y - rr * nd * axis.y)
        let g = (gx * gx + gy * gy).squareRoot() + 1e-30
        return (q / g, SIMD2(gx / g, gy / g))
    }

    /// Signed distance from the band's outline without its hole: the hull of both outer rims.
    @inline(__always)
    package func hullDistance(_ p: SIMD2<Double>) -> (distance: Double, gradient: SIMD2<Double>) {
        var best = circleDistance(p, radius: outerRadius, height: -bandWidth / 2)
        for step in 1...4 {
            let next = circleDistance(p, radius: outerRadius, height: bandWidth * (Double(step) / 4 - 0.5))
            if next.distance < best.distance { best = next }
        }
        return best
    }

    /// Signed distance from the hole: what both inner rims let through. Negative inside the hole.
    @inline(__always)
    package func holeDistance(_ p: SIMD2<Double>) -> (distance: Double, gradient: SIMD2<Double>) {
        let a = circleDistance(p, radius: innerRadius, height: -bandWidth / 2)
        let b = circleDistance(p, radius: innerRadius, height: bandWidth / 2)
        return a.distance > b.distance ? a : b
    }

    /// Whether the outer wall, seen from the camera, covers a point of the far side.
    package func outerWallCovers(_ p: SIMD2<Double>) -> Bool {
        // The ray's first meeting with the infinite cylinder, and whether that lies within the band's width.
        let k = inverseDepth
        let d = SIMD3((p.x - centre.x) * k, (p.y - centre.y) * k, 1)
        let o = SIMD3(0, 0, -1 / k)
        let (od, dd) = (dot3(o, axis), dot3(d, axis))
        let (ox, dx) = (o - axis * od, d - axis * dd)
        let (a, b, c) = (dot3(dx, dx), dot3(ox, dx), dot3(ox, ox) - outerRadius * outerRadius)
        let discriminant = b * b - a * c
        guard discriminant > 0, a > 0 else { return false }
        let t = (-b - discriminant.squareRoot()) / a
        return abs(od + dd * t) < bandWidth / 2
    }
}

@inline(__always) package func dot3(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    a.x * b.x + a.y * b.y + a.z * b.z
}

@inline(__always) package func cross3(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

@inline(__always) package func unit3(_ a: SIMD3<Double>) -> SIMD3<Double> {
    a / max(dot3(a, a).squareRoot(), 1e-300)
}
