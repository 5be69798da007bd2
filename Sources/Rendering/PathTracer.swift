internal import CEmbree
import Geometry
import Imaging

/// What the camera's sample saw first.
struct VisibleSurface {
    var albedo = Vector3.zero
    var normal = Vector3.zero
}

/// One thread's path tracer: unidirectional, light sampled at every vertex, combined by the power heuristic.
struct PathTracer {
    private let top: RTCScene
    private let surfaces: UnsafeBufferPointer<FlatSurface>
    private let curves: UnsafeBufferPointer<FlatCurves>
    private let lights: LightSampler
    private let maximumDepth: Int
    private let environmentSlot: Int?
    /// Largest indirect contribution by film layer.
    private let limits: UnsafeMutableBufferPointer<Float>
    /// The current sample's light, one value a film layer.
    let layers: UnsafeMutableBufferPointer<Vector3>
    var caster = RayCaster()
    var visible = VisibleSurface()

    /// A ray on its way, with what it carries.
    private struct Path {
        var origin, direction: Vector3
        var near: Float = 0
        var throughput = Vector3.one
        /// Density of the direction per solid angle; infinite from the camera and from mirrors.
        var density = Float.infinity
        /// Scattering events so far.
        var bounces = 0
        /// Whether nothing but the camera and mirrors lies behind.
        var isSharp = true
    }

    init(_ scene: PreparedScene, settings: RenderSettings) {
        (top, surfaces, curves) = (scene.scene, scene.surfaces, scene.curves)
        lights = LightSampler(scene.lights, settings: settings)
        maximumDepth = settings.maximumDepth
        environmentSlot = settings.groups.firstIndex(of: .environment)
        limits = .allocate(capacity: settings.groups.count)
        layers = .allocate(capacity: settings.groups.count)
        layers.initialize(repeating: .zero)
        for (i, group) in settings.groups.enumerated() {
            let gain = largest(settings.expectedMix[group])
            let limit = settings.indirectLimit > 0 ? settings.indirectLimit : .infinity
            limits.initializeElement(at: i, to: limit / (gain > 0 ? gain : 1))
        }
    }

    func free() {
        lights.free()
        limits.deallocate()
        layers.deallocate()
    }

    /// Traces one camera ray and leaves its light in `layers` and its first surface in `visible`.
    mutating func trace(origin: Vector3, direction: Vector3, sampler: inout PixelSampler) {
        for i in 0..<layers.count { layers[i] = .zero }
        visible = VisibleSurface()
        var path = Path(origin: origin, direction: direction)
        while true {
            let hit = caster.nearest(
                top, origin: path.origin, direction: path.direction, near: path.near, far: .infinity)
            if addLights(path, until: hit?.distance ?? .infinity) { return }
            guard let hit else { return }
            if hit.geometry >= surfaces.count {
                guard scatterFromHair(&path, hit, &sampler) else { return }
            } else {
                let surface = surfaces.baseAddress! + hit.geometry
                if path.bounces == 0, !surface.pointee.visibleToCamera {
                    path.near = hit.distance + stepOff(path.origin + path.direction * hit.distance)
                    continue
                }
                guard scatter(&path, surface, hit, &sampler) else { return }
            }
            path.near = 0
            path.bounces += 1
            guard path.bounces <= maximumDepth, survives(&path, &sampler) else { return }
        }
    }

    /// Distance and object of what a pinhole ray meets, 0 for nothing.
    mutating func centre(origin: Vector3, direction: Vector3) -> (distance: Float, object: UInt32) {
        var near: Float = 0
        while let hit = caster.nearest(top, origin: origin, direction: direction, near: near, far: .infinity) {
            if hit.geometry >= surfaces.count {
                return (hit.distance, curves[hit.geometry - surfaces.count].objectID)
            }
            if surfaces[hit.geometry].visibleToCamera { return (hit.distance, surfaces[hit.geometry].objectID) }
            near = hit.distance + stepOff(origin + direction * hit.distance)
        }
        return (.infinity, 0)
    }

    /// Russian roulette after the second bounce.
    private func survives(_ path: inout Path, _ sampler: inout PixelSampler) -> Bool {
        guard largest(path.throughput) > 0 else { return false }
        guard path.bounces > 2 else { return true }
        let survival = min(largest(path.throughput), 0.95)
        guard sampler.next2D().x < survival else { return false }
        path.throughput /= survival
        return true
    }

    private func add(_ light: Vector3, slot: Int, indirect: Bool) {
        guard slot >= 0, (light.x + light.y + light.z).isFinite else { return }
        let most = largest(light)
        let limit = limits[slot]
        layers[slot] += indirect && most > limit ? light * (limit / most) : light
    }

    /// Adds what lights a ray meets on its way; true if it ends at one that the camera sees.
    private mutating func addLights(_ path: Path, until far: Float) -> Bool {
        var nearest = far
        for i in 0..<lights.rectangles.count where path.bounces > 0 || lights.rectangles[i].visible {
            guard
                let (distance, st) = lights.rectangles[i].intersect(
                    origin: path.origin, direction: path.direction, far: nearest)
            else { continue }
            let radiance = lights.rectangles[i].emitted(s: st.x, t: st.y)
            if path.bounces == 0 {
                for k in 0..<layers.count { layers[k] = .zero }
                nearest = distance
                visible = VisibleSurface(albedo: radiance.clamped(lowerBound: .zero, upperBound: .one))
                add(radiance, slot: lights.slot(rectangle: i), indirect: false)
                continue
            }
            var weight: Float = 1
            if path.density < .infinity {
                let other = lights.density(rectangle: i, direction: path.direction, distance: distance)
                weight = powerHeuristic(path.density, other)
            }
            add(path.throughput * radiance * weight, slot: lights.slot(rectangle: i), indirect: path.bounces > 1)
        }
        if path.bounces == 0, nearest < far { return true }
        if far == .infinity {
            for i in 0..<lights.environments.count where path.bounces > 0 || lights.environments[i].visibleToCamera {
                let radiance = lights.environments[i].radiance(toward: path.direction)
                var weight: Float = 1
                if path.density < .infinity {
                    weight = powerHeuristic(
                        path.density, lights.density(environment: i, direction: path.direction))
                }
                if path.bounces == 0 {
                    visible.albedo += radiance.clamped(lowerBound: .zero, upperBound: .one)
                }
                add(path.throughput * radiance * weight, slot: lights.slot(environment: i), indirect: path.bounces > 1)
            }
        }
        return false
    }

    /// Adds the light of one sampled source, through the scattering that `evaluate` gives.
    @inline(__always) private mutating func addDirect(
        _ path: Path, at p: Vector3, normal: Vector3?, offsetNormal: Vector3, offset: Float,
        _ sampler: inout PixelSampler, evaluate: (Vector3) -> (value: Vector3, pdf: Float)
    ) {
        let choice = sampler.next2D().x
        let u = sampler.next2D()
        guard lights.prepare(at: p, normal: normal), let light = lights.sample(from: p, choice: choice, u) else {
            return
        }
        let (value, density) = evaluate(light.direction)
        guard largest(value) > 0 else { return }
        let side: Float = dot(light.direction, offsetNormal) >= 0 ? offset : -offset
        let far = light.distance == .infinity ? Float.infinity : light.distance * 0.9999 - 1e-3
        guard
            !caster.isBlocked(
                top, origin: p + offsetNormal * side, direction: light.direction, near: 0, far: far)
        else { return }
        let weight = powerHeuristic(light.density, density)
        add(
            path.throughput * value * light.radiance * (weight / light.density), slot: light.slot,
            indirect: path.bounces > 0)
    }

    private mutating func scatter(
        _ path: inout Path, _ surface: UnsafePointer<FlatSurface>, _ hit: RayHit, _ sampler: inout PixelSampler
    ) -> Bool {
        let point = SurfacePoint(surface, hit, direction: path.direction)
        switch surface.pointee.material {
        case .emissive(let material):
            let tint = point.channels.map {
                Vector3($0.albedoAndScatter.x, $0.albedoAndScatter.y, $0.albedoAndScatter.z)
            }
            let radiance = material.radiance * (tint ?? .one)
            if path.bounces == 0 { visible.albedo = radiance.clamped(lowerBound: .zero, upperBound: .one) }
            if path.isSharp, let slot = environmentSlot {
                add(path.throughput * radiance, slot: slot, indirect: path.bounces > 0)
            }
            return false
        case .skin(let material):
            return scatterFromSkin(&path, surface, point, material, &sampler)
        case .coated(let m): return scatterDiffusely(&path, point, albedo: point.albedo ?? m.colour, &sampler)
        case .cloth(let m): return scatterDiffusely(&path, point, albedo: point.albedo ?? m.colour, &sampler)
        case .metal(let m): return scatterDiffusely(&path, point, albedo: m.reflectance, &sampler)
        case .dielectric: return scatterDiffusely(&path, point, albedo: .one, &sampler)
        }
    }

    private mutating func scatterFromSkin(
        _ path: inout Path, _ surface: UnsafePointer<FlatSurface>, _ point: SurfacePoint, _ skin: SkinMaterial,
        _ sampler: inout PixelSampler
    ) -> Bool {
        let albedo = point.albedo ?? skin.albedo
        guard path.isSharp, !point.isBack, let walkScene = surface.pointee.walkScene else {
            return scatterDiffusely(&path, point, albedo: albedo, &sampler)
        }
        if path.bounces == 0 { visible = VisibleSurface(albedo: albedo, normal: point.shadingNormal) }
        let scale = point.channels?.albedoAndScatter.w ?? 1
        let medium = SubsurfaceMedium(albedo: albedo, meanFreePath: skin.meanFreePath * scale)
        let inward = Frame(normal: -point.geometricNormal).toWorld(sampleCosineHemisphere(sampler.next2D()))
        var random = sampler.stream()
        guard
            let exit = caster.walk(
                walkScene, medium: medium, from: point.position - point.geometricNormal * point.offset,
                direction: inward, random: &random)
        else { return false }
        path.throughput *= exit.throughput
        leaveDiffusely(
            &path, position: exit.position, geometricNormal: exit.normal, normal: exit.normal, albedo: .one, &sampler)
        return true
    }

    private mutating func scatterDiffusely(
        _ path: inout Path, _ point: SurfacePoint, albedo: Vector3, _ sampler: inout PixelSampler
    ) -> Bool {
        if path.bounces == 0 { visible = VisibleSurface(albedo: albedo, normal: point.shadingNormal) }
        leaveDiffusely(
            &path, position: point.position, geometricNormal: point.geometricNormal, normal: point.shadingNormal,
            albedo: albedo, &sampler)
        return true
    }

    /// Direct light on a Lambertian point, and the path's next direction from it.
    private mutating func leaveDiffusely(
        _ path: inout Path, position: Vector3, geometricNormal: Vector3, normal: Vector3, albedo: Vector3,
        _ sampler: inout PixelSampler
    ) {
        let offset = stepOff(position)
        addDirect(
            path, at: position, normal: geometricNormal, offsetNormal: geometricNormal, offset: offset, &sampler
        ) { w in
            let c = dot(w, normal)
            guard c > 0, dot(w, geometricNormal) > 0 else { return (.zero, 0) }
            return (albedo * (c / .pi), c / .pi)
        }
        let local = sampleCosineHemisphere(sampler.next2D())
        path.direction = Frame(normal: normal).toWorld(local)
        path.throughput = dot(path.direction, geometricNormal) > 0 ? path.throughput * albedo : .zero
        path.density = local.z / .pi
        path.origin = position + geometricNormal * offset
        path.isSharp = false
    }

    private mutating func scatterFromHair(_ path: inout Path, _ hit: RayHit, _ sampler: inout PixelSampler) -> Bool {
        let set = curves[hit.geometry - surfaces.count]
        let position = path.origin + path.direction * hit.distance
        let albedo = Vector3(0.4, 0.25, 0.15) / (1 + set.material.eumelanin)
        if path.bounces == 0 { visible = VisibleSurface(albedo: albedo, normal: -path.direction) }
        leaveDiffusely(
            &path, position: position, geometricNormal: -path.direction, normal: -path.direction, albedo: albedo,
            &sampler)
        return true
    }
}

extension SurfacePoint {
    /// Albedo from the vertices, if they have any.
    @inline(__always) var albedo: Vector3? {
        channels.map { Vector3($0.albedoAndScatter.x, $0.albedoAndScatter.y, $0.albedoAndScatter.z) }
    }
}
