import Appraisal
import Foundation
import Geometry
import Imaging

/// A matte of a band on a circle, drawn by its geometry: the front half, or the loop.
struct DrawnBracelet {
    var size = (width: 480, height: 420)
    var centre = Vector2(240, 200)
    var radius: Float = 150
    /// Turn of the widest direction from the picture's right and lean of the axis out of the picture, degrees.
    var turn: Float = 0
    var lean: Float = 25
    /// Along the axis, and from inside to outside, pixels.
    var width: Float = 18
    var thickness: Float = 12
    var isLoop = false
    /// How many beads make up the band; 0 is an even one.
    var beads = 0
    /// Heights beside which a second strip runs.
    var second: Float?
    /// Charms that hang 60 pixels down, by angle.
    var charms: [Float] = []

    var axis: Vector3 {
        let (t, l) = (turn * .pi / 180, lean * .pi / 180)
        let up = Vector2(-sin(t), cos(t))
        return Vector3(up.x * cos(l), up.y * cos(l), sin(l))
    }

    func drawn() -> ImageBuffer<Coverage> {
        var alpha = ImageBuffer<Coverage>(width: size.width, height: size.height)
        let axis = self.axis
        let flat = Vector2(axis.x, axis.y).normalized
        let front = Vector3(flat.x * axis.z, flat.y * axis.z, -Vector2(axis.x, axis.y).length)
        let across = cross(front, axis)
        func dot(_ p: Vector2) {
            let (x, y) = (Int(p.x), Int(p.y))
            if x >= 0, y >= 0, x < size.width, y < size.height { alpha.pixels[y * size.width + x] = 1 }
        }
        let half: Float = isLoop ? .pi : .pi / 2
        for k in 0..<2400 {
            let a = half * (2 * Float(k) / 2399 - 1)
            // Between beads there is hardly more than a thread.
            let swell = beads == 0 ? 1 : max(abs(sin(a * Float(beads) / 2)), 0.15)
            for r in stride(from: radius - swell * thickness / 2, through: radius + swell * thickness / 2, by: 0.8) {
                for h in stride(from: -swell * width / 2, through: swell * width / 2, by: 0.6) {
                    for offset in [0] + [second].compactMap({ $0 }) {
                        let p = (front * cos(a) + across * sin(a)) * r + axis * (h + offset)
                        dot(centre + Vector2(p.x, p.y))
                    }
                }
            }
        }
        for a in charms {
            let p = (front * cos(a) + across * sin(a)) * radius
            for y in 0..<60 { for x in -9...9 { dot(centre + Vector2(p.x + Float(x), p.y + Float(y))) } }
        }
        return alpha
    }
}
