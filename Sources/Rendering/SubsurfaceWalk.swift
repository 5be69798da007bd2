internal import CEmbree
import Foundation
import Geometry

/// Light's random walk below a skin (Chiang, Kutz, Burley 2016; Kulla and Conty 2017).
///
/// The walk is isotropic: by similarity theory a medium with asymmetry g and scattering σ looks like an isotropic
/// one with (1 − g)σ once light has been scattered a few times, and its walks are that much shorter.
struct SubsurfaceMedium {
    /// Extinction a millimetre.
    var extinction: Vector3
    /// Share scattered at each event.
    var singleScatteringAlbedo: Vector3

    /// The medium whose half space reflects `albedo` of diffuse light.
    ///
    /// - Parameter meanFreePath: diffuse mean free path 1 / σ_tr, millimetres; σ_tr = σ′ₜ √(3(1 − α′)).
    init(albedo: Vector3, meanFreePath: Vector3) {
        let a = albedo.clamped(lowerBound: .zero, upperBound: Vector3(repeating: 0.999))
        // Kulla and Conty 2017, after van de Hulst: the similarity parameter from the multiple-scattering albedo.
        let root = 9.59217 + 41.6808 * a + 17.7126 * a * a
        let s = 4.09712 + 4.20863 * a - root.squareRoot()
        singleScatteringAlbedo = (1 - s * s).clamped(lowerBound: .zero, upperBound: .one)
        let least = Vector3(repeating: 1e-3)
        let diffusion = (3 * (1 - singleScatteringAlbedo)).squareRoot().clamped(
            lowerBound: least, upperBound: [2, 2, 2])
        extinction = 1 / (meanFreePath * diffusion).clamped(lowerBound: least, upperBound: Vector3(repeating: 1e3))
    }
}

/// Where a walk came out.
struct WalkExit {
    var position: Vector3
    var hit: RayHit
    /// Unit geometric normal, outward.
    var normal: Vector3
    /// What is left of the light, relative to what went in.
    var throughput: Vector3
}

extension RayCaster {
    /// Walks from a point on a skin until the skin is met again from inside; nil if the light was lost.
    ///
    /// - Parameters:
    ///   - start: just below the surface.
    ///   - direction: unit, inward.
    ///   - first: draws the first event, stratified over a pixel's samples.
    ///   - limit: events after which the rest of the light leaves straight, so that none is lost.
    mutating func walk(
        _ skin: RTCScene, medium: SubsurfaceMedium, from start: Vector3, direction: Vector3, first: Vector2,
        random: inout RandomStream, limit: Int = 200
    ) -> WalkExit? {
        var (p, d) = (start, direction)
        var throughput = Vector3.one
        let (sigma, alpha) = (medium.extinction, medium.singleScatteringAlbedo)
        for event in 0..<limit {
            // One channel chooses the distance; the density is that of the choice over all three.
            var weight = throughput * alpha
            let sum = weight.x + weight.y + weight.z
            guard sum > 0 else { return nil }
            weight /= sum
            let pick = event == 0 ? first.x : random.next()
            let rate = pick < weight.x ? sigma.x : (pick < weight.x + weight.y ? sigma.y : sigma.z)
            let distance = -log(1 - (event == 0 ? first.y : random.next())) / rate
            if let hit = nearest(skin, origin: p, direction: d, near: 0, far: distance) {
                let passed = exponential(-sigma * hit.distance)
                throughput *= passed / dot(weight, passed)
                p += d * hit.distance
                if dot(hit.normal, d) > 0 {
                    return WalkExit(position: p, hit: hit, normal: hit.normal.normalized, throughput: throughput)
                }
                // A sheet that faces the wrong way lies inside: pass it. The distance has no memory.
                p += d * 1e-3
                continue
            }
            let passed = exponential(-sigma * distance)
            throughput *= alpha * sigma * passed / dot(weight, sigma * passed)
            p += d * distance
            d = sampleSphere(random.next(), random.next())
            if event > 3 {
                let survival = min(largest(throughput), 1)
                guard random.next() < survival else { return nil }
                throughput /= survival
            }
        }
        guard let hit = nearest(skin, origin: p, direction: d, near: 0, far: .infinity), dot(hit.normal, d) > 0 else {
            return nil
        }
        return WalkExit(
            position: p + d * hit.distance, hit: hit, normal: hit.normal.normalized, throughput: throughput)
    }
}

@inline(__always) func exponential(_ v: Vector3) -> Vector3 { Vector3(exp(v.x), exp(v.y), exp(v.z)) }
