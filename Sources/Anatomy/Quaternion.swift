internal import Foundation
public import Geometry

/// A rotation as a unit quaternion.
public struct Quaternion: Sendable, Hashable, Codable {
    /// Imaginary part in x, y, z, real part in w.
    public var vector: SIMD4<Float>

    init(_ vector: SIMD4<Float>) { self.vector = vector }

    public static let identity = Quaternion(SIMD4(0, 0, 0, 1))

    /// A right-handed turn about an axis.
    public init(axis: Vector3, degrees: Float) {
        let half = Double(degrees) * .pi / 360
        let v = axis.normalized * Float(sin(half))
        vector = SIMD4(v.x, v.y, v.z, Float(cos(half)))
    }

    /// The turn that carries one orthonormal right-handed frame to another.
    ///
    /// Each frame is given by its x axis and a direction toward its y axis.
    init(from a: (Vector3, Vector3), to b: (Vector3, Vector3)) {
        func frame(_ f: (Vector3, Vector3)) -> (Vector3, Vector3, Vector3) {
            let x = f.0.normalized
            let z = cross(x, f.1).normalized
            return (x, cross(z, x), z)
        }
        let (p, q) = (frame(a), frame(b))
        // Columns of b · aᵀ.
        func column(_ k: Int) -> Vector3 { q.0 * p.0[k] + q.1 * p.1[k] + q.2 * p.2[k] }
        self.init(x: column(0), y: column(1), z: column(2))
    }

    /// From the images of the axes (Shepperd 1978).
    init(x: Vector3, y: Vector3, z: Vector3) {
        let trace = x.x + y.y + z.z
        if trace > 0 {
            let s = (trace + 1).squareRoot() * 2
            vector = SIMD4((y.z - z.y) / s, (z.x - x.z) / s, (x.y - y.x) / s, s / 4)
        } else if x.x > y.y && x.x > z.z {
            let s = (1 + x.x - y.y - z.z).squareRoot() * 2
            vector = SIMD4(s / 4, (y.x + x.y) / s, (z.x + x.z) / s, (y.z - z.y) / s)
        } else if y.y > z.z {
            let s = (1 + y.y - x.x - z.z).squareRoot() * 2
            vector = SIMD4((y.x + x.y) / s, s / 4, (z.y + y.z) / s, (z.x - x.z) / s)
        } else {
            let s = (1 + z.z - x.x - y.y).squareRoot() * 2
            vector = SIMD4((z.x + x.z) / s, (z.y + y.z) / s, s / 4, (x.y - y.x) / s)
        }
    }

    /// First `b`, then `a`.
    public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
        let (p, q) = (a.vector, b.vector)
        return Quaternion(
            SIMD4(
                p.w * q.x + p.x * q.w + p.y * q.z - p.z * q.y, p.w * q.y - p.x * q.z + p.y * q.w + p.z * q.x,
                p.w * q.z + p.x * q.y - p.y * q.x + p.z * q.w, p.w * q.w - p.x * q.x - p.y * q.y - p.z * q.z))
    }

    public var inverse: Quaternion { Quaternion(SIMD4(-vector.x, -vector.y, -vector.z, vector.w)) }

    public func apply(_ p: Vector3) -> Vector3 {
        let u = Vector3(vector.x, vector.y, vector.z)
        let t = cross(u, p) * 2
        return p + t * vector.w + cross(u, t)
    }

    /// Angle of the turn, 0…180 degrees.
    public var degrees: Float {
        let u = Vector3(vector.x, vector.y, vector.z)
        return Float(2 * atan2(Double(u.length), Double(abs(vector.w))) * 180 / .pi)
    }

    /// A share of this turn about the same axis.
    func scaled(_ share: Float) -> Quaternion {
        let v = vector.w < 0 ? -vector : vector
        let u = Vector3(v.x, v.y, v.z)
        guard u.length > 1e-6 else { return .identity }
        return Quaternion(axis: u, degrees: Quaternion(v).degrees * share)
    }

    /// The part of this turn that is about an axis (swing–twist decomposition).
    func twist(about axis: Vector3) -> Quaternion {
        let along = axis * dot(axis, Vector3(vector.x, vector.y, vector.z))
        let v = SIMD4(along.x, along.y, along.z, vector.w)
        let length = (v * v).sum().squareRoot()
        return length > 1e-6 ? Quaternion(v / length) : .identity
    }
}

/// The angle between two directions, 0…180 degrees.
func degreesBetween(_ a: Vector3, _ b: Vector3) -> Float {
    Float(atan2(Double(cross(a, b).length), Double(dot(a, b))) * 180 / .pi)
}
