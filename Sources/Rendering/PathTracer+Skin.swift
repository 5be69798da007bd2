internal import CEmbree
import Geometry
import Imaging

extension PathTracer {
    /// Skin: reflection from its surface, and a walk below it for the rest of the light.
    ///
    /// Light that has been scattered by other things already sees the walk's mean instead: the same albedo, diffuse.
    mutating func scatterFromSkin(
        _ path: inout Path, _ surface: UnsafePointer<FlatSurface>, _ point: inout SurfacePoint, _ skin: SkinMaterial,
        footprint: Float, _ sampler: inout PixelSampler
    ) -> Bool {
        let albedo = point.albedo ?? skin.albedo
        let detail = point.channels?.roughnessOilRelief ?? SIMD4(0, 1, 1, 0.5)
        guard path.isSharp, !point.isBack, let walkScene = surface.pointee.walkScene else {
            if path.bounces == 0 { visible = VisibleSurface(albedo: albedo, normal: point.shadingNormal) }
            leaveDiffusely(
                &path, position: point.position, geometricNormal: point.geometricNormal, normal: point.shadingNormal,
                albedo: albedo, &sampler)
            return true
        }
        let relief = SkinRelief(depth: skin.reliefDepth * detail.z, spacing: skin.poreSpacing, seed: skin.seed)
        if relief.depth > 0, relief.spacing > 0 {
            point.tilt(byRestGradient: relief.evaluate(point.rest).gradient, direction: path.direction)
        }
        if path.bounces == 0 { visible = VisibleSurface(albedo: albedo, normal: point.shadingNormal) }

        let gloss = SkinSpecular(skin, addedRoughness: detail.x, oilFactor: detail.y)
        let frame = Frame(normal: point.shadingNormal)
        let wo = frame.toLocal(-path.direction)
        let reflected = gloss.reflectedShare(cosine: wo.z)
        let probability = min(max(reflected, 0.1), 0.5)
        let outward = point.geometricNormal
        let light = addDirect(path, at: point.position, normal: outward, offset: point.offset, &sampler) { w in
            guard dot(w, outward) > 0 else { return (.zero, 0) }
            let (value, pdf) = gloss.evaluate(wo: wo, wi: frame.toLocal(w))
            return (value, pdf * probability)
        }
        if path.bounces == 0, relief.depth > 0, relief.spacing > 0 {
            addDetail(path, point, skin, albedo: albedo, gloss: gloss, footprint: footprint, light)
        }
        let u = sampler.next2D()
        guard sampler.next2D().x >= probability else {
            guard let sample = gloss.sample(wo: wo, u: SIMD3(u.x, u.y, sampler.next2D().x)) else { return false }
            path.direction = frame.toWorld(sample.wi)
            guard dot(path.direction, outward) > 0 else { return false }
            path.throughput *= sample.weight / probability
            path.density = sample.pdf * probability
            path.isSharp = false
            path.origin = point.start(toward: path.direction)
            return true
        }
        path.throughput *= (1 - reflected) / (1 - probability)
        let scale = point.channels?.albedoAndScatter.w ?? 1
        let medium = SubsurfaceMedium(albedo: albedo, meanFreePath: skin.meanFreePath * scale)
        let inward = Frame(normal: -outward).toWorld(sampleCosineHemisphere(u))
        let first = sampler.next2D()
        var random = sampler.stream()
        guard
            let exit = caster.walk(
                walkScene, medium: medium, from: point.position - outward * point.offset, direction: inward,
                first: first, random: &random)
        else { return false }
        path.throughput *= exit.throughput
        // The surface turns back at the way out what it turns back at the way in; on average nothing is lost
        // (Kelemen and Szirmay-Kalos 2001). The mean over the hemisphere by two-point quadrature.
        let mean = 0.3639 * gloss.transmittedShare(cosine: 0.355) + 0.6361 * gloss.transmittedShare(cosine: 0.845)
        var out = SurfacePoint(surface, exit.hit, direction: -exit.normal)
        if relief.depth > 0, relief.spacing > 0 {
            // Scattering blurs relief before it is seen in the light that comes out.
            out.tilt(byRestGradient: relief.evaluate(out.rest).gradient * 0.6, direction: -exit.normal)
        }
        leaveDiffusely(
            &path, position: exit.position, geometricNormal: exit.normal, normal: out.shadingNormal, albedo: .one,
            &sampler
        ) { c in gloss.transmittedShare(cosine: c) / mean }
        return true
    }

    /// Keeps what the fine relief of the first surface changes: its specks of colour, and the difference that its
    /// slopes make to the light of one sampled source.
    @inline(__always) private mutating func addDetail(
        _ path: Path, _ point: SurfacePoint, _ skin: SkinMaterial, albedo: Vector3, gloss: SkinSpecular,
        footprint: Float, _ light: LightSample?
    ) {
        let channels = point.channels?.roughnessOilRelief ?? SIMD4(0, 1, 1, 0.5)
        let fine = SkinDetail(skin, relief: channels.z, furrows: channels.w, footprint: footprint)
            .evaluate(point.rest)
        let absorption = skin.pigmentAbsorption
        visible.tint = -(absorption.melanin * fine.melanin + absorption.blood * fine.blood)
        guard let light, light.slot >= 0 else { return }
        var tilted = point
        tilted.tilt(byRestGradient: fine.gradient, direction: path.direction)
        // The gloss of a rough surface is that of a smoother one whose slopes are seen.
        let narrow = SkinSpecular(skin, addedRoughness: channels.x - 0.06, oilFactor: channels.y)
        let frame = Frame(normal: tilted.shadingNormal)
        let seen = narrow.evaluate(wo: frame.toLocal(-path.direction), wi: frame.toLocal(light.direction)).value.x
        let smooth = Frame(normal: point.shadingNormal)
        let mean = gloss.evaluate(wo: smooth.toLocal(-path.direction), wi: smooth.toLocal(light.direction)).value.x
        // Light that comes back from below has forgotten half of the slope where it entered.
        let slope =
            max(dot(tilted.shadingNormal, light.direction), 0) - max(dot(point.shadingNormal, light.direction), 0)
        let scattered: Float = 0.55 / .pi * luminance(albedo)
        let change: Float = seen - mean + scattered * slope
        let gain: Float = luminance(light.radiance) / light.density
        details[light.slot] += min(max(change * gain, -2), 2)
    }
}
