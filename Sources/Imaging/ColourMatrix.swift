/// A 3 × 3 matrix for colours, by rows.
struct ColourMatrix: Sendable, Equatable {
    var r, g, b: SIMD3<Double>

    static func * (m: ColourMatrix, v: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3((m.r * v).sum(), (m.g * v).sum(), (m.b * v).sum())
    }

    static func * (a: ColourMatrix, b: ColourMatrix) -> ColourMatrix {
        func row(_ v: SIMD3<Double>) -> SIMD3<Double> { b.r * v.x + b.g * v.y + b.b * v.z }
        return ColourMatrix(r: row(a.r), g: row(a.g), b: row(a.b))
    }

    static func columns(_ x: SIMD3<Double>, _ y: SIMD3<Double>, _ z: SIMD3<Double>) -> ColourMatrix {
        ColourMatrix(r: SIMD3(x.x, y.x, z.x), g: SIMD3(x.y, y.y, z.y), b: SIMD3(x.z, y.z, z.z))
    }

    static func diagonal(_ v: SIMD3<Double>) -> ColourMatrix {
        ColourMatrix(r: [v.x, 0, 0], g: [0, v.y, 0], b: [0, 0, v.z])
    }

    var inverse: ColourMatrix {
        func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
            SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
        }
        let determinant = (r * cross(g, b)).sum()
        return .columns(cross(g, b) / determinant, cross(b, r) / determinant, cross(r, g) / determinant)
    }

    /// Rows scaled so that each sums to one: equal inputs give equal outputs, white stays exactly white.
    var whitePreserving: ColourMatrix { ColourMatrix(r: r / r.sum(), g: g / g.sum(), b: b / b.sum()) }

    static let identity = diagonal([1, 1, 1])
    static let whiteD50 = SIMD3(0.9642, 1.0, 0.8249)
    static let whiteD65 = SIMD3(0.950_47, 1.0, 1.088_83)

    /// From linear primaries given as CIE xy, with white at D65, to XYZ.
    static func xyzFromPrimaries(_ r: SIMD2<Double>, _ g: SIMD2<Double>, _ b: SIMD2<Double>) -> ColourMatrix {
        func xyz(_ p: SIMD2<Double>) -> SIMD3<Double> { SIMD3(p.x / p.y, 1, (1 - p.x - p.y) / p.y) }
        let m = ColourMatrix.columns(xyz(r), xyz(g), xyz(b))
        return m * .diagonal(m.inverse * whiteD65)
    }

    /// Linear Rec. 709 to XYZ with white at D65.
    static let xyzFromRec709 = xyzFromPrimaries([0.64, 0.33], [0.30, 0.60], [0.15, 0.06])
    static let rec709FromXYZ = xyzFromRec709.inverse
    static let rec709FromDisplayP3 =
        (rec709FromXYZ * xyzFromPrimaries([0.680, 0.320], [0.265, 0.690], [0.150, 0.060])).whitePreserving
    static let rec709FromRec2020 =
        (rec709FromXYZ * xyzFromPrimaries([0.708, 0.292], [0.170, 0.797], [0.131, 0.046])).whitePreserving

    /// The Bradford adaptation from D50 to D65 (Lam 1985).
    static let adaptD50ToD65: ColourMatrix = {
        let cone = ColourMatrix(
            r: [0.8951, 0.2664, -0.1614], g: [-0.7502, 1.7135, 0.0367], b: [0.0389, -0.0685, 1.0296])
        return cone.inverse * .diagonal((cone * whiteD65) / (cone * whiteD50)) * cone
    }()

    /// From a profile connection space (XYZ, D50) to linear Rec. 709.
    static let rec709FromConnectionSpace = rec709FromXYZ * adaptD50ToD65
}
