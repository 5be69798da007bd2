import Geometry

/// A height in millimetres and its gradient.
struct Height {
    var value: Float = 0
    var gradient = Vector3.zero

    @inline(__always) static func += (a: inout Height, b: Height) {
        a.value += b.value
        a.gradient += b.gradient
    }

    @inline(__always) static func * (a: Height, k: Float) -> Height {
        Height(value: a.value * k, gradient: a.gradient * k)
    }
}

/// `valueNoise` with its gradient, exact.
@inline(__always) func noiseHeight(_ p: Vector3, seed: UInt32) -> Height {
    let cell = p.rounded(.down)
    let f = p - cell
    let w = f * f * f * (f * (f * 6 - 15) + 10)
    let d = 30 * f * f * (f * (f - 2) + 1)
    let i = SIMD3(Int32(cell.x), Int32(cell.y), Int32(cell.z))
    @inline(__always) func at(_ x: Int32, _ y: Int32, _ z: Int32) -> Float {
        Float(latticeHash(i &+ SIMD3(x, y, z), seed: seed) >> 8) * 0x1p-23 - 1
    }
    let (a, b, c, e) = (at(0, 0, 0), at(1, 0, 0), at(0, 1, 0), at(1, 1, 0))
    let (g, h, k, l) = (at(0, 0, 1), at(1, 0, 1), at(0, 1, 1), at(1, 1, 1))
    let (x00, x10) = (mix(a, b, w.x), mix(c, e, w.x))
    let (x01, x11) = (mix(g, h, w.x), mix(k, l, w.x))
    let (y0, y1) = (mix(x00, x10, w.y), mix(x01, x11, w.y))
    let dx = mix(mix(b - a, e - c, w.y), mix(h - g, l - k, w.y), w.z)
    let dy = mix(x10 - x00, x11 - x01, w.z)
    return Height(value: mix(y0, y1, w.z), gradient: d * Vector3(dx, dy, y1 - y0))
}

/// `noiseHeight` of a period, in the units of `p`.
@inline(__always) func noiseHeight(_ p: Vector3, period: Float, seed: UInt32) -> Height {
    let n = noiseHeight(p / period, seed: seed)
    return Height(value: n.value, gradient: n.gradient / period)
}

extension SurfacePoint {
    /// The shading normal tilted by a height over rest space.
    ///
    /// The gradient is carried to the posed surface through the triangle's edges in both spaces.
    @inline(__always) mutating func tilt(byRestGradient g: Vector3, direction: Vector3) {
        tilt(dot(g, restEdges.0), dot(g, restEdges.1), direction)
    }

    /// The shading normal tilted by a height over uv.
    @inline(__always) mutating func tilt(byTextureGradient g: Vector2, direction: Vector3) {
        tilt(dot(g, uvEdges.0), dot(g, uvEdges.1), direction)
    }

    @inline(__always) private mutating func tilt(_ rise0: Float, _ rise1: Float, _ direction: Vector3) {
        let n = cross(positionEdges.0, positionEdges.1)
        let squared = dot(n, n)
        guard squared > 0 else { return }
        let slope = (cross(positionEdges.1, n) * rise0 + cross(n, positionEdges.0) * rise1) / squared
        shadingNormal = SurfacePoint.facing((shadingNormal - (isBack ? -slope : slope)).normalized, direction)
    }
}
