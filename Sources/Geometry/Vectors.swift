/// A point or direction in the plane: pixels of an image unless said otherwise, x right, y down.
public typealias Vector2 = SIMD2<Float>

/// A point or direction in space: millimetres unless said otherwise.
///
/// Body space is right-handed: x toward the person's left, y up, z out of the chest.
public typealias Vector3 = SIMD3<Float>

@inlinable public func dot(_ a: Vector2, _ b: Vector2) -> Float { a.x * b.x + a.y * b.y }
@inlinable public func dot(_ a: Vector3, _ b: Vector3) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }

@inlinable public func cross(_ a: Vector2, _ b: Vector2) -> Float { a.x * b.y - a.y * b.x }
@inlinable public func cross(_ a: Vector3, _ b: Vector3) -> Vector3 {
    Vector3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

@inlinable public func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }
@inlinable public func mix(_ a: Vector2, _ b: Vector2, _ t: Float) -> Vector2 { a + (b - a) * t }
@inlinable public func mix(_ a: Vector3, _ b: Vector3, _ t: Float) -> Vector3 { a + (b - a) * t }

/// The cubic Hermite step from 0 at `a` to 1 at `b`.
@inlinable public func smoothstep(_ a: Float, _ b: Float, _ x: Float) -> Float {
    let t = min(max((x - a) / (b - a), 0), 1)
    return t * t * (3 - 2 * t)
}

extension Vector2 {
    @inlinable public var length: Float { dot(self, self).squareRoot() }
    /// The unit vector along this one; zero stays zero.
    @inlinable public var normalized: Vector2 {
        let l = length
        return l > 0 ? self / l : self
    }
    /// This vector turned a quarter turn, so that x goes to y.
    @inlinable public var perpendicular: Vector2 { Vector2(-y, x) }
}

extension Vector3 {
    @inlinable public var length: Float { dot(self, self).squareRoot() }
    /// The unit vector along this one; zero stays zero.
    @inlinable public var normalized: Vector3 {
        let l = length
        return l > 0 ? self / l : self
    }
    /// Two unit vectors that make a right-handed frame with this unit vector (Duff et al. 2017).
    @inlinable public var orthonormalBasis: (tangent: Vector3, bitangent: Vector3) {
        let sign: Float = z >= 0 ? 1 : -1
        let a = -1 / (sign + z)
        let b = x * y * a
        return (Vector3(1 + sign * x * x * a, sign * b, -sign * x), Vector3(b, sign + y * y * a, -y))
    }
}
