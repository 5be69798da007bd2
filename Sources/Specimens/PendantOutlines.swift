import Geometry
internal import Glibc

/// Outlines of flat pendants in the xz plane, their top at z = 0, for half a height of r.
extension Pendant {
    func circle(_ r: Float) -> [Vector2] {
        (0..<40).map { k in
            let a = Float(k) / 40 * 2 * .pi
            return [r * cos(a), r + r * sin(a)]
        }
    }

    func cross(_ r: Float) -> [Vector2] {
        let w = 0.17 * r
        let (arm, height): (Float, Float) = (0.62 * r, 0.62 * r)
        return [
            [-w, 0], [w, 0], [w, height - w], [arm, height - w], [arm, height + w], [w, height + w], [w, 2 * r],
            [-w, 2 * r], [-w, height + w], [-arm, height + w], [-arm, height - w], [-w, height - w],
        ]
    }

    func heart(_ r: Float) -> [Vector2] {
        (0..<48).map { k in
            let t = Float(k) / 48 * 2 * .pi
            let s = sin(t)
            let y = (13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)) / 16
            return [s * s * s * r, (0.75 - y) * r]
        }
    }

    func star(_ r: Float, points: Int) -> [Vector2] {
        (0..<2 * points).map { k in
            let a = Float(k) / Float(points) * .pi
            let q = k % 2 == 0 ? r : 0.45 * r
            return [q * sin(a), r - q * cos(a)]
        }
    }

    func moon(_ r: Float) -> [Vector2] {
        let outer = (0...24).map { k -> Vector2 in
            let a = (Float(k) / 24 - 0.5) * 1.55 * .pi
            return [-r * cos(a), r + r * sin(a)]
        }
        let inner = (1..<24).map { k -> Vector2 in
            let a = (0.5 - Float(k) / 24) * 1.42 * .pi
            return [0.35 * r - 0.8 * r * cos(a), r + 0.83 * r * sin(a)]
        }
        return outer + inner
    }

    func leaf(_ r: Float) -> [Vector2] {
        (0..<32).map { k in
            let t = Float(k) / 32 * 2 * .pi
            let bent = sin(t) * (abs(cos(t)) < 0.999 ? 1 : 0)
            return [0.42 * r * bent * (1 + 0.25 * cos(t)), r - r * cos(t)]
        }
    }
}
