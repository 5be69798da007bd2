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

    enum Part { case outerWall, innerWall, face, stone }

    private func dot3(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

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
        let outside: Part = outer.0 > slab[0] ? .outerWall : .face
        guard let inner = cylinder(innerRadius) else { return outside }
        if enter < inner.0 { return outside }
        // The ray starts in the hole: the roll fills it, else the far wall comes after it.
        if onRoll { return nil }
        if enter >= inner.1 { return outside }
        return inner.1 < leave ? .innerWall : nil
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
                    light += part == .outerWall ? 0.4 : part == .face ? 0.7 : part == .innerWall ? 0.15 : 0.5
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
