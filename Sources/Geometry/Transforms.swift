/// An affine map of space: `linear · p + translation`.
public struct AffineTransform: Sendable, Hashable, Codable {
    /// Images of the x, y and z axes.
    public var x, y, z: Vector3
    public var translation: Vector3

    public init(x: Vector3, y: Vector3, z: Vector3, translation: Vector3 = .zero) {
        (self.x, self.y, self.z, self.translation) = (x, y, z, translation)
    }

    public static let identity = AffineTransform(x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1])

    /// A right-handed rotation about an axis through the origin (Rodrigues).
    public static func rotation(axis: Vector3, degrees: Float) -> AffineTransform {
        let a = axis.normalized
        let t = Double(degrees) * .pi / 180
        let (s, c) = (Float(sine(t)), Float(cosine(t)))
        func column(_ e: Vector3) -> Vector3 { e * c + cross(a, e) * s + a * (dot(a, e) * (1 - c)) }
        return AffineTransform(x: column([1, 0, 0]), y: column([0, 1, 0]), z: column([0, 0, 1]))
    }

    public static func translation(_ t: Vector3) -> AffineTransform {
        var m = identity
        m.translation = t
        return m
    }

    @inlinable public func apply(_ p: Vector3) -> Vector3 { x * p.x + y * p.y + z * p.z + translation }
    @inlinable public func applyToDirection(_ d: Vector3) -> Vector3 { x * d.x + y * d.y + z * d.z }

    /// First `b`, then `a`.
    public static func * (a: AffineTransform, b: AffineTransform) -> AffineTransform {
        AffineTransform(
            x: a.applyToDirection(b.x), y: a.applyToDirection(b.y), z: a.applyToDirection(b.z),
            translation: a.apply(b.translation))
    }

    /// The inverse; the linear part must not be singular.
    public var inverse: AffineTransform {
        let determinant = dot(x, cross(y, z))
        precondition(determinant != 0, "a singular transform has no inverse")
        let (r0, r1, r2) = (cross(y, z) / determinant, cross(z, x) / determinant, cross(x, y) / determinant)
        let inverse = AffineTransform(
            x: [r0.x, r1.x, r2.x], y: [r0.y, r1.y, r2.y], z: [r0.z, r1.z, r2.z])
        return AffineTransform(
            x: inverse.x, y: inverse.y, z: inverse.z, translation: -inverse.applyToDirection(translation))
    }
}

/// A similarity of the plane: scale, turn and shift. `p ↦ scale · R(angle) · p + translation`.
public struct Similarity2D: Sendable, Hashable, Codable {
    public var scale: Float
    /// Radians; positive turns x toward y, clockwise on a screen.
    public var angle: Float
    public var translation: Vector2

    public init(scale: Float = 1, angle: Float = 0, translation: Vector2 = .zero) {
        (self.scale, self.angle, self.translation) = (scale, angle, translation)
    }

    /// The similarity that brings pairs of places nearest to each other, by least squares (Umeyama 1991, in two
    /// dimensions); nil where they do not tell a turn.
    ///
    /// - Parameter scale: where given, only turn and shift are free.
    public init?(nearest pairs: [(from: Vector2, to: Vector2)], scale: Float? = nil) {
        let n = Float(pairs.count)
        let (from, to) = pairs.reduce((Vector2.zero, Vector2.zero)) { ($0.0 + $1.from / n, $0.1 + $1.to / n) }
        var (along, across, square): (Float, Float, Float) = (0, 0, 0)
        for pair in pairs {
            let (a, b) = (pair.from - from, pair.to - to)
            (along, across, square) = (along + dot(a, b), across + cross(a, b), square + dot(a, a))
        }
        guard square > 0, along != 0 || across != 0 else { return nil }
        self.init(
            scale: scale ?? (along * along + across * across).squareRoot() / square,
            angle: Float(arcTangent(Double(across), Double(along))))
        translation = to - applyToDirection(from)
    }

    public func apply(_ p: Vector2) -> Vector2 { applyToDirection(p) + translation }

    public func applyToDirection(_ d: Vector2) -> Vector2 {
        let (s, c) = (Float(sine(Double(angle))) * scale, Float(cosine(Double(angle))) * scale)
        return Vector2(c * d.x - s * d.y, s * d.x + c * d.y)
    }

    public var inverse: Similarity2D {
        var m = Similarity2D(scale: 1 / scale, angle: -angle)
        m.translation = -m.applyToDirection(translation)
        return m
    }
}
