package import Geometry

/// How much light a GGX boundary sends back or on when lit by one direction, tabulated.
///
/// Built once, in some tens of milliseconds, by quadrature over the visible normals; looked up linearly. Axes: √cos θ,
/// perceptual roughness √α, and for boundaries of clear media (n − 1)/(n + 1), 0…0.5 (n = 1…3).
/// A look-up errs by 0.002 in the root mean square, by 0.015 at worst, on narrow lobes within 2° of grazing.
package struct DirectionalAlbedo: @unchecked Sendable {
    // Unchecked: the memory is written in `init` only, read-only afterwards and never freed.
    private let mirror: UnsafePointer<Float>
    private let mirrorAverages: UnsafePointer<Float>
    private let boundary: UnsafePointer<Float>
    private let boundaryAverages: UnsafePointer<Float>
    private let entering: UnsafePointer<Float>
    private let leaving: UnsafePointer<Float>

    /// The one table of the process.
    package static let shared = DirectionalAlbedo()

    static let cosines = 32
    static let widths = 20
    static let indices = 12
    private static let plane = cosines * widths
    private static let largestRatio: Float = 0.5

    // MARK: Look-up

    /// Single scattering of a perfect mirror's facets (F = 1), 0…1.
    @inline(__always)
    package func mirror(cosine: Float, alpha: Float) -> Float {
        Self.interpolate(mirror, Self.place(cosine, alpha))
    }

    /// Mean of `mirror` over the hemisphere, cosine weighted.
    @inline(__always)
    package func mirrorAverage(alpha: Float) -> Float {
        let (i, f) = Self.cell(alpha.squareRoot(), Self.widths)
        return mix(mirrorAverages[i], mirrorAverages[i + 1], f)
    }

    /// Share that a clear body of index `eta` (> 1) reflects to the outside, single scattering.
    @inline(__always)
    package func reflection(cosine: Float, alpha: Float, eta: Float) -> Float {
        Self.interpolate(boundary, Self.place(cosine, alpha), eta)
    }

    /// Mean of `reflection` over the hemisphere, cosine weighted.
    @inline(__always)
    package func reflectionAverage(alpha: Float, eta: Float) -> Float {
        let (i, f) = Self.cell(alpha.squareRoot(), Self.widths)
        let (k, g) = Self.slice(eta)
        let p = boundaryAverages + (k * Self.widths + i)
        return mix(mix(p[0], p[1], f), mix(p[Self.widths], p[Self.widths + 1], f), g)
    }

    /// Share reflected and refracted together: 1 less what single scattering loses. `eta` is far over near.
    @inline(__always)
    package func total(cosine: Float, alpha: Float, eta: Float) -> Float {
        eta >= 1
            ? Self.interpolate(entering, Self.place(cosine, alpha), eta)
            : Self.interpolate(leaving, Self.place(cosine, alpha), 1 / eta)
    }

    private struct Place {
        var offset: Int
        var across, down: Float
    }

    @inline(__always)
    private static func cell(_ x: Float, _ count: Int) -> (Int, Float) {
        let t = min(max(x, 0), 1) * Float(count - 1)
        let i = min(Int(t), count - 2)
        return (i, t - Float(i))
    }

    @inline(__always)
    private static func slice(_ eta: Float) -> (Int, Float) {
        cell((eta - 1) / (eta + 1) / largestRatio, indices)
    }

    @inline(__always)
    private static func place(_ cosine: Float, _ alpha: Float) -> Place {
        let (i, f) = cell(max(cosine, 0).squareRoot(), cosines)
        let (j, g) = cell(alpha.squareRoot(), widths)
        return Place(offset: j * cosines + i, across: f, down: g)
    }

    @inline(__always)
    private static func interpolate(_ table: UnsafePointer<Float>, _ at: Place) -> Float {
        let p = table + at.offset
        return mix(mix(p[0], p[1], at.across), mix(p[cosines], p[cosines + 1], at.across), at.down)
    }

    @inline(__always)
    private static func interpolate(_ table: UnsafePointer<Float>, _ at: Place, _ eta: Float) -> Float {
        let (k, g) = slice(eta)
        let p = table + k * plane
        return mix(interpolate(p, at), interpolate(p + plane, at), g)
    }

    // MARK: Building

    private init() {
        func table(_ count: Int, _ value: (Int) -> Float) -> UnsafePointer<Float> {
            let memory = UnsafeMutablePointer<Float>.allocate(capacity: count)
            for i in 0..<count { memory[i] = value(i) }
            return UnsafePointer(memory)
        }
        func cosine(_ i: Int) -> Float {
            let t = Float(i % Self.cosines) / Float(Self.cosines - 1)
            return max(t * t, 1e-4)
        }
        func facets(_ j: Int) -> GGX { GGX(roughness: Float(j % Self.widths) / Float(Self.widths - 1)) }
        func eta(_ k: Int) -> Float {
            let s = Float(k) / Float(Self.indices - 1) * Self.largestRatio
            return (1 + s) / (1 - s)
        }
        let mirror = table(Self.plane) { Self.mirrorShare(cosine($0), facets($0 / Self.cosines), 32) }
        let boundaries = Self.plane * Self.indices
        func shares(_ i: Int, leaving: Bool) -> (reflected: Float, refracted: Float) {
            let n = eta(i / Self.plane)
            return Self.boundaryShares(cosine(i), facets(i / Self.cosines), leaving ? 1 / n : n, 16)
        }
        var refracted = [Float](repeating: 0, count: boundaries)
        let boundary = table(boundaries) { i in
            let s = shares(i, leaving: false)
            refracted[i] = s.refracted
            return s.reflected
        }
        entering = table(boundaries) { boundary[$0] + refracted[$0] }
        leaving = table(boundaries) { i in
            let s = shares(i, leaving: true)
            return s.reflected + s.refracted
        }
        mirrorAverages = table(Self.widths) { Self.average(mirror + $0 * Self.cosines) }
        boundaryAverages = table(Self.widths * Self.indices) { Self.average(boundary + $0 * Self.cosines) }
        (self.mirror, self.boundary) = (mirror, boundary)
    }

    /// 2∫E(μ)μ dμ of the very function that look-up gives, so that furnaces close.
    private static func average(_ row: UnsafePointer<Float>) -> Float {
        let steps = 512
        var sum: Float = 0
        for s in 0..<steps {
            let t = (Float(s) + 0.5) / Float(steps)
            let (i, f) = cell(t, cosines)
            // μ = t², so 2μ dμ = 4t³ dt.
            sum += mix(row[i], row[i + 1], f) * 4 * t * t * t
        }
        return sum / Float(steps)
    }

    /// Calls `body` for a grid of visible normals of half the azimuths; the other half mirrors it.
    @inline(__always)
    private static func forVisibleNormals(_ wo: Vector3, _ g: GGX, _ steps: Int, _ body: (Vector3) -> Void) {
        for i in 0..<steps {
            for j in 0..<steps {
                let u = Vector2((Float(i) + 0.5) / Float(2 * steps), (Float(j) + 0.5) / Float(steps))
                body(g.visibleNormal(from: wo, u))
            }
        }
    }

    private static func mirrorShare(_ cosine: Float, _ g: GGX, _ steps: Int) -> Float {
        let wo = Vector3((1 - cosine * cosine).squareRoot(), 0, cosine)
        let o = g.lambda(wo)
        var sum: Float = 0
        forVisibleNormals(wo, g, steps) { m in
            let wi = wo.reflected(about: m)
            if wi.z > 0 { sum += (1 + o) / (1 + o + g.lambda(wi)) }
        }
        return sum / Float(steps * steps)
    }

    private static func boundaryShares(
        _ cosine: Float, _ g: GGX, _ eta: Float, _ steps: Int
    ) -> (reflected: Float, refracted: Float) {
        let wo = Vector3((1 - cosine * cosine).squareRoot(), 0, cosine)
        let o = g.lambda(wo)
        var (reflected, refracted): (Float, Float) = (0, 0)
        forVisibleNormals(wo, g, steps) { m in
            let c = dot(wo, m)
            let f = fresnelDielectric(cosine: c, eta: eta)
            let wi = wo.reflected(about: m)
            if wi.z > 0 { reflected += f * (1 + o) / (1 + o + g.lambda(wi)) }
            if let wt = refract(wo, about: m, eta: eta), wt.z < 0 {
                refracted += (1 - f) * (1 + o) / (1 + o + g.lambda(wt))
            }
        }
        let count = Float(steps * steps)
        return (reflected / count, refracted / count)
    }
}

/// The direction in which `w` goes on through a boundary; nil when it is wholly reflected.
///
/// - Parameters:
///   - m: unit normal on the side of `w`.
///   - eta: index of refraction of the far side over that of the side of `w`.
@inline(__always)
package func refract(_ w: Vector3, about m: Vector3, eta: Float) -> Vector3? {
    let c = dot(w, m)
    let sine2 = max(0, 1 - c * c) / (eta * eta)
    guard c > 0, sine2 < 1 else { return nil }
    return m * (c / eta - (1 - sine2).squareRoot()) - w / eta
}
