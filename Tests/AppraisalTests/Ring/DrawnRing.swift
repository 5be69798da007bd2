import Foundation
import Geometry
import Imaging

/// A solid band ray-cast pixel by pixel, so that the truth about its matte is known.
struct DrawnRing {
    var centre: Vector2 = [200, 200]
    var innerRadius: Double = 100
    var thickness: Double = 14
    var bandWidth: Double = 40
    var axis: SIMD3<Double> = [0, 0, -1]
    /// In inner radii.
    var distance: Double = 30
    /// A stand that fills the hole and hides the far side.
    var onRoll = false
    /// Pixels below this line are hidden in a slot.
    var slot: Float = .infinity
    /// Stone: centre and radius in pixels.
    var stone: (Vector2, Float)?
    /// Inlays on the outer wall, as many round the band; none at 0.
    var inlays = 0
    /// Walls and rim all alike, so that no edge of the near rim tells anything.
    var isUniform = false
    /// Round openings through the band, as many: links rather than sheet; none at 0.
    var openings = 0

    enum Part { case outerWall, inlay, innerWall, face, stone }

    private func dot3(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

    /// Angle about the axis, radians, from an arbitrary zero.
    private func angle(of p: SIMD3<Double>) -> Double {
        let helper: SIMD3<Double> = abs(axis.z) < 0.7 ? SIMD3(0, 0, 1) : SIMD3(1, 0, 0)
        func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
            SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
        }
        let u = cross(axis, helper)
        let v = cross(axis, u)
        return atan2(dot3(p, v), dot3(p, u))
    }

    /// What a ray through a pixel position meets first.
    func part(at p: Vector2) -> Part? {
        if p.y > slot { return nil }
        if let stone, (p - stone.0).length < stone.1 { return .stone }
        let depth = distance * innerRadius
        let origin = SIMD3<Double>(0, 0, -depth)
        let direction = SIMD3(Double(p.x - centre.x), Double(p.y - centre.y), depth)
        let (od, dd) = (dot3(origin, axis), dot3(direction, axis))
        let (ox, dx) = (origin - axis * od, direction - axis * dd)
        func cylinder(_ r: Double) -> (Double, Double)? {
            let (a, b, c) = (dot3(dx, dx), dot3(ox, dx), dot3(ox, ox) - r * r)
            let q = b * b - a * c
            return q > 0 ? ((-b - q.squareRoot()) / a, (-b + q.squareRoot()) / a) : nil
        }
        guard let outer = cylinder(innerRadius + thickness) else { return nil }
        let slab = [(-bandWidth / 2 - od) / dd, (bandWidth / 2 - od) / dd].sorted()
        let (enter, leave) = (max(outer.0, slab[0]), min(outer.1, slab[1]))
        guard enter < leave else { return nil }
        var outside: Part = outer.0 > slab[0] ? .outerWall : .face
        if outside == .outerWall, inlays > 0 || openings > 0 {
            let hit = origin + direction * outer.0
            let angle = angle(of: hit)
            if inlays > 0, sin(angle * Double(inlays)) > 0 { outside = .inlay }
            if openings > 0 {
                let pitch = 2 * .pi / Double(openings)
                let along = (angle / pitch - (angle / pitch).rounded()) * pitch * innerRadius
                let (across, radius) = (dot3(hit, axis), 0.3 * bandWidth)
                // What is seen through them is the roll.
                if along * along + across * across < radius * radius { return nil }
            }
        }
        guard let inner = cylinder(innerRadius) else { return outside }
        if enter < inner.0 { return outside }
        // The ray starts in the hole: the roll fills it, else the far wall comes after it.
        if onRoll { return nil }
        if enter >= inner.1 { return outside }
        return inner.1 < leave ? .innerWall : nil
    }

    private func light(of part: Part) -> Float {
        switch part {
        case .inlay: 0.1
        case .stone: 0.5
        case .outerWall: 0.4
        case .face: isUniform ? 0.4 : 0.7
        case .innerWall: isUniform ? 0.4 : 0.15
        }
    }

    func drawn(_ width: Int = 400, _ height: Int = 400) -> (
        alpha: ImageBuffer<Coverage>, photo: ImageBuffer<DisplayLinear>
    ) {
        var alpha = ImageBuffer<Coverage>(width: width, height: height)
        var photo = ImageBuffer<DisplayLinear>(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                var (hits, light): (Float, Float) = (0, 0)
                for k in 0..<16 {
                    let p = Vector2(Float(x) + (Float(k % 4) + 0.5) / 4, Float(y) + (Float(k / 4) + 0.5) / 4)
                    guard let part = part(at: p) else {
                        light += 0.8
                        continue
                    }
                    hits += 1
                    light += self.light(of: part)
                }
                alpha.pixels[alpha.index(x, y)] = hits / 16
                for c in 0..<3 { photo.pixels[photo.index(x, y) + c] = light / 16 }
            }
        }
        return (alpha, photo)
    }

    /// The axis tilted by an angle from the line of sight toward an image direction, degrees.
    static func axis(tilt: Double, toward: Double) -> SIMD3<Double> {
        let (t, r) = (tilt * .pi / 180, toward * .pi / 180)
        return SIMD3(sin(t) * cos(r), sin(t) * sin(r), -cos(t))
    }
}
