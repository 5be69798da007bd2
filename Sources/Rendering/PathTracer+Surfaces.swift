import Foundation
import Geometry

extension PathTracer {
    /// Scatters a path at a mesh; false where it ends.
    mutating func scatter(
        _ path: inout Path, _ surface: UnsafePointer<FlatSurface>, _ hit: RayHit, _ sampler: inout PixelSampler
    ) -> Bool {
        var point = SurfacePoint(surface, hit, direction: path.direction)
        // Fine detail is for what the camera sees; seen by other light it averages out.
        let isFirst = path.bounces == 0
        let footprint = (path.travelled + hit.distance) * pixelAngle
        let lobe: SurfaceScattering
        let albedo: Vector3
        switch surface.pointee.material {
        case .filter:
            preconditionFailure("no path meets a filter")
        case .emissive(let material):
            return end(&path, atGlow: material.radiance * (point.albedo ?? .one))
        case .skin(let material):
            return scatterFromSkin(&path, surface, &point, material, footprint: footprint, &sampler)
        case .coated(let material):
            albedo = point.albedo ?? material.colour
            lobe = .coated(CoatedScattering(material, colour: albedo))
        case .cloth(let material):
            var colour = point.albedo ?? material.colour
            if isFirst {
                let sewing = point.channels.map { $0.roughnessOilRelief }
                let texture = ClothTexture(material).evaluate(
                    point.uv, base: colour, sewing: sewing.map { Vector3($0.x, $0.y, $0.z) }, footprint: footprint)
                colour = texture.colour.clamped(lowerBound: .zero, upperBound: .one)
                point.tilt(byTextureGradient: texture.gradient, direction: path.direction)
            }
            albedo = colour
            lobe =
                material.gloss > 0
                ? .coated(
                    CoatedScattering(
                        albedo: colour, roughness: material.roughness, coat: material.gloss, coatRoughness: 0.5))
                : .cloth(ClothScattering(material, colour: colour))
        case .metal(let material):
            albedo = material.reflectance
            lobe = .conductor(ConductorScattering(material))
        case .dielectric(let material):
            albedo = .one
            if point.isBack { path.throughput *= exponential(material.absorption * -hit.distance) }
            lobe = .dielectric(DielectricScattering(material))
        }
        if isFirst { visible = VisibleSurface(albedo: albedo, normal: point.shadingNormal) }
        return scatter(&path, point, lobe, &sampler)
    }

    /// Light that a glowing thing sends along a path of camera and mirrors.
    private mutating func end(_ path: inout Path, atGlow radiance: Vector3) -> Bool {
        if path.bounces == 0 { visible.albedo = radiance.clamped(lowerBound: .zero, upperBound: .one) }
        if let slot = environmentSlot { add(path.throughput * radiance, slot: slot, indirect: path.bounces > 0) }
        return false
    }

    /// Direct light on a lobe, and the path's next direction from it.
    mutating func scatter(
        _ path: inout Path, _ point: SurfacePoint, _ lobe: SurfaceScattering, _ sampler: inout PixelSampler
    ) -> Bool {
        // A clear solid looks along z > 0 outside and z < 0 inside; the other lobes on the ray's side.
        let isInside: Bool
        if case .dielectric = lobe { isInside = point.isBack } else { isInside = false }
        let frame = Frame(normal: isInside ? -point.shadingNormal : point.shadingNormal)
        let outward = isInside ? -point.geometricNormal : point.geometricNormal
        let wo = frame.toLocal(-path.direction)
        if !lobe.isClear {
            addDirect(
                path, at: point.position, normal: point.geometricNormal, offset: point.offset,
                bothSides: lobe.transmits, &sampler
            ) { w in
                let wi = frame.toLocal(w)
                guard wi.z * dot(w, outward) > 0 else { return (.zero, 0) }
                return lobe.evaluate(wo: wo, wi: wi)
            }
        }
        let u = sampler.next2D()
        guard let sample = lobe.sample(wo: wo, u: SIMD3(u.x, u.y, sampler.next2D().x)) else { return false }
        let direction = frame.toWorld(sample.wi)
        guard sample.wi.z * dot(direction, outward) > 0 else { return false }
        path.direction = direction
        path.throughput *= sample.weight
        path.density = sample.isSpecular ? .infinity : sample.pdf
        path.isSharp = path.isSharp && (sample.isSpecular || lobe.isClear)
        path.origin = point.start(toward: direction)
        return true
    }

    /// Direct light on a Lambertian point, and the path's next direction from it.
    ///
    /// - Parameter share: what a direction at a cosine lets through on top of the cosine law, constant 1 for none.
    @inline(__always) mutating func leaveDiffusely(
        _ path: inout Path, position: Vector3, geometricNormal: Vector3, normal: Vector3, albedo: Vector3,
        _ sampler: inout PixelSampler, share: (Float) -> Float = { _ in 1 }
    ) {
        let offset = stepOff(position)
        addDirect(path, at: position, normal: geometricNormal, offset: offset, &sampler) { w in
            let c = dot(w, normal)
            guard c > 0, dot(w, geometricNormal) > 0 else { return (.zero, 0) }
            return (albedo * (c / .pi * share(c)), c / .pi)
        }
        let local = sampleCosineHemisphere(sampler.next2D())
        path.direction = Frame(normal: normal).toWorld(local)
        path.throughput =
            dot(path.direction, geometricNormal) > 0 ? path.throughput * albedo * share(local.z) : .zero
        path.density = local.z / .pi
        path.origin = position + geometricNormal * offset
        path.isSharp = false
    }
}

extension SurfaceScattering {
    /// Whether it is the boundary of a clear solid, through which the camera looks on.
    @inline(__always) var isClear: Bool {
        if case .dielectric = self { return true }
        return false
    }
}

extension SurfacePoint {
    /// Albedo from the vertices, if they have any.
    @inline(__always) var albedo: Vector3? {
        channels.map { Vector3($0.albedoAndScatter.x, $0.albedoAndScatter.y, $0.albedoAndScatter.z) }
    }
}
