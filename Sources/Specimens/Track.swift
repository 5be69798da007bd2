import Geometry
internal import Glibc

/// A line that a strand follows, millimetres, with the direction that leads away from what it lies on.
struct Track: Sendable {
    var points: [Vector3]
    /// Unit, one a point.
    var normals: [Vector3]
    var closed: Bool

    init(_ points: [Vector3], normals: [Vector3], closed: Bool) {
        precondition(points.count == normals.count && points.count > 1, "a track needs points with normals")
        (self.points, self.normals, self.closed) = (points, normals, closed)
    }

    init(_ points: [Vector3], normal: Vector3, closed: Bool) {
        self.init(points, normals: [Vector3](repeating: normal, count: points.count), closed: closed)
    }

    /// A place on the track: x along it, y away from the support, z across.
    typealias Station = AffineTransform

    var length: Float { arcLengths[arcLengths.count - 1] }

    /// Length up to each point, and for a closed track once round.
    private var arcLengths: [Float] {
        var sums: [Float] = [0]
        for i in 0..<(closed ? points.count : points.count - 1) {
            sums.append(sums[i] + (points[(i + 1) % points.count] - points[i]).length)
        }
        return sums
    }

    /// The same line with points about `spacing` apart.
    ///
    /// - Parameter multiple: the number of points is a multiple of it, so that patterns close.
    func resampled(spacing: Float, multiple: Int = 1) -> Track {
        let lengths = arcLengths
        let total = lengths[lengths.count - 1]
        let m = Float(multiple)
        let steps = max(Int((total / spacing / m).rounded()) * multiple, max(multiple, 3))
        return at(lengths: (0..<(closed ? steps : steps + 1)).map { total * Float($0) / Float(steps) }, of: lengths)
    }

    /// The points at growing arc lengths.
    func at(lengths wanted: [Float]) -> Track { at(lengths: wanted, of: arcLengths) }

    private func at(lengths wanted: [Float], of lengths: [Float]) -> Track {
        var k = 0
        var (p, n): ([Vector3], [Vector3]) = ([], [])
        for s in wanted {
            while k < lengths.count - 2, lengths[k + 1] < s { k += 1 }
            let t = min(max((s - lengths[k]) / max(lengths[k + 1] - lengths[k], 1e-6), 0), 1)
            let next = (k + 1) % points.count
            p.append(mix(points[k], points[next], t))
            n.append(mix(normals[k], normals[next], t).normalized)
        }
        return Track(p, normals: n, closed: closed)
    }

    /// An open stretch between two shares of the length, 0…1.
    func stretch(_ from: Float, _ to: Float, spacing: Float) -> Track {
        let total = length
        let count = max(Int((to - from) * total / spacing), 3)
        var part = at(lengths: (0...count).map { total * mix(from, to, Float($0) / Float(count)) })
        part.closed = false
        return part
    }

    /// The line moved away from its support.
    func lifted(by height: Float) -> Track {
        Track(zip(points, normals).map { $0 + $1 * height }, normals: normals, closed: closed)
    }

    func moved(by m: AffineTransform) -> Track {
        Track(points.map(m.apply), normals: normals.map { m.applyToDirection($0).normalized }, closed: closed)
    }

    /// The frame at a point.
    func station(_ i: Int) -> Station {
        let count = points.count
        let a = closed ? points[(i + count - 1) % count] : points[max(i - 1, 0)]
        let b = closed ? points[(i + 1) % count] : points[min(i + 1, count - 1)]
        let x = (b - a).normalized
        let z = cross(x, normals[i]).normalized
        return AffineTransform(x: x, y: cross(z, x), z: z, translation: points[i])
    }

    var stations: [Station] { points.indices.map(station) }
}

extension AffineTransform {
    /// A turn about this frame's own x axis, radians, before it.
    func rolled(_ angle: Float) -> AffineTransform {
        let (c, s) = (cos(angle), sin(angle))
        return AffineTransform(x: x, y: y * c + z * s, z: z * c - y * s, translation: translation)
    }

    /// A turn about this frame's own y axis, radians, before it.
    func yawed(_ angle: Float) -> AffineTransform {
        let (c, s) = (cos(angle), sin(angle))
        return AffineTransform(x: x * c - z * s, y: y, z: z * c + x * s, translation: translation)
    }

    /// A shift in this frame's own axes before it.
    func shifted(_ v: Vector3) -> AffineTransform {
        var m = self
        m.translation = apply(v)
        return m
    }

    /// A scale of this frame's own axes before it.
    func scaled(_ s: Vector3) -> AffineTransform {
        AffineTransform(x: x * s.x, y: y * s.y, z: z * s.z, translation: translation)
    }

    static func scale(_ s: Vector3) -> AffineTransform { identity.scaled(s) }
}
