internal import CEmbree
import Geometry
import Imaging

/// What the camera's sample saw first.
struct VisibleSurface {
    var albedo = Vector3.zero
    var normal = Vector3.zero
    /// Natural logarithm of what specks finer than a denoiser keeps do to its colour.
    var tint = Vector3.zero
}

/// One thread's path tracer: unidirectional, light sampled at every vertex, combined by the power heuristic.
///
/// Its methods are spread over this file (the path and its lights), `PathTracer+Surfaces` (what matter does),
/// `PathTracer+Skin`, `PathTracer+Hair` and `PathTracer+Clarity` (what clear things let through).
struct PathTracer {
    let scene, dullScene: RTCScene
    let clearScene: RTCScene?
    let surfaces: UnsafeBufferPointer<FlatSurface>
    let curves: UnsafeBufferPointer<FlatCurves>
    let environmentSlot: Int?
    /// Width of a pixel, millimetres a millimetre of distance.
    let pixelAngle: Float
    /// Whether what is too fine for a denoiser is kept beside the light.
    let keepsDetail: Bool
    private let lights: LightSampler
    private let maximumDepth: Int
    /// Largest indirect contribution by film layer.
    private let limits: UnsafeMutableBufferPointer<Float>
    /// The current sample's light, one value a film layer.
    let layers: UnsafeMutableBufferPointer<Vector3>
    /// What fine relief at the first surface adds to the current sample's luminance, one value a film layer.
    let details: UnsafeMutableBufferPointer<Float>
    var caster = RayCaster()
    var visible = VisibleSurface()

    /// A ray on its way, with what it carries.
    struct Path {
        var origin, direction: Vector3
        var near: Float = 0
        var throughput = Vector3.one
        /// Density of the direction per solid angle; infinite from the camera and from mirrors.
        var density = Float.infinity
        /// Scattering events so far.
        var bounces = 0
        /// Whether nothing but the camera and mirrors lies behind.
        var isSharp = true
        /// Distance behind the last vertex, millimetres.
        var travelled: Float = 0
    }

    init(_ prepared: PreparedScene, settings: RenderSettings, camera: Camera) {
        (scene, dullScene, clearScene) = (prepared.scene, prepared.dullScene, prepared.clearScene)
        (surfaces, curves) = (prepared.surfaces, prepared.curves)
        keepsDetail = prepared.hasFineRelief
        lights = LightSampler(prepared.lights, settings: settings)
        maximumDepth = settings.maximumDepth
        pixelAngle = 1 / camera.focalLengthPixels
        environmentSlot = settings.groups.firstIndex(of: .environment)
        limits = .allocate(capacity: settings.groups.count)
        layers = .allocate(capacity: settings.groups.count)
        layers.initialize(repeating: .zero)
        details = .allocate(capacity: settings.groups.count)
        details.initialize(repeating: 0)
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
        details.deallocate()
    }

    /// Traces one camera ray and leaves its light in `layers` and its first surface in `visible`.
    mutating func trace(origin: Vector3, direction: Vector3, sampler: inout PixelSampler) {
        for i in 0..<layers.count { (layers[i], details[i]) = (.zero, 0) }
        visible = VisibleSurface()
        var path = Path(origin: origin, direction: direction)
        while true {
            let hit = caster.nearest(
                path.isSharp ? scene : dullScene, origin: path.origin, direction: path.direction, near: path.near,
                far: .infinity)
            if addLights(path, until: hit?.distance ?? .infinity) { return }
            guard let hit else { return }
            path.throughput *= clarity(path, until: hit.distance)
            let isHair = hit.geometry >= surfaces.count
            if isHair {
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
            path.travelled += hit.distance
            path.bounces += 1
            // Clear solids need many bounces before they show what lies behind them, fair hair before it is fair.
            let depth = path.isSharp ? maximumDepth + 12 : isHair ? maximumDepth + 6 : maximumDepth
            guard path.bounces <= depth, survives(&path, &sampler) else { return }
        }
    }

    /// What a camera ray meets first: its distance, infinite for nothing, its object, 0 for nothing, and whether it is
    /// hair.
    mutating func first(
        origin: Vector3, direction: Vector3
    ) -> (distance: Float, object: UInt32, isHair: Bool) {
        var near: Float = 0
        while let hit = caster.nearest(scene, origin: origin, direction: direction, near: near, far: .infinity) {
            if hit.geometry >= surfaces.count {
                let hair = curves[hit.geometry - surfaces.count]
                if !hair.isDown { return (hit.distance, hair.objectID, true) }
            } else if surfaces[hit.geometry].visibleToCamera {
                return (hit.distance, surfaces[hit.geometry].objectID, false)
            }
            near = hit.distance + stepOff(origin + direction * hit.distance)
        }
        return (.infinity, 0, false)
    }

    /// Russian roulette after the second bounce.
    private func survives(_ path: inout Path, _ sampler: inout PixelSampler) -> Bool {
        guard largest(path.throughput) > 0 else { return false }
        guard path.bounces > 2, !path.isSharp else { return true }
        let survival = min(largest(path.throughput), 0.95)
        guard sampler.next2D().x < survival else { return false }
        path.throughput /= survival
        return true
    }
}

// MARK: Light

extension PathTracer {
    /// Adds light to a layer of the sample; indirect light is held below the layer's limit.
    func add(_ light: Vector3, slot: Int, indirect: Bool) {
        guard slot >= 0, (light.x + light.y + light.z).isFinite else { return }
        let most = largest(light)
        let limit = limits[slot]
        layers[slot] += indirect && most > limit ? light * (limit / most) : light
    }

    /// Adds what lights a ray meets on its way; true if it ends at one that the camera sees.
    private mutating func addLights(_ path: Path, until far: Float) -> Bool {
        if path.bounces == 0 { return addVisibleLights(path, until: far) }
        for i in 0..<lights.rectangles.count {
            guard
                let (distance, st) = lights.rectangles[i].intersect(
                    origin: path.origin, direction: path.direction, far: far)
            else { continue }
            let other = lights.density(rectangle: i, direction: path.direction, distance: distance)
            let weight = path.density < .infinity ? powerHeuristic(path.density, other) : 1
            add(
                path.throughput * clarity(path, until: distance) * lights.rectangles[i].emitted(s: st.x, t: st.y)
                    * weight,
                slot: lights.slot(rectangle: i), indirect: path.bounces > 1)
        }
        guard far == .infinity, lights.environments.count > 0 else { return false }
        let share = clarity(path, until: far)
        for i in 0..<lights.environments.count {
            var weight: Float = 1
            if path.density < .infinity {
                weight = powerHeuristic(path.density, lights.density(environment: i, direction: path.direction))
            }
            add(
                path.throughput * share * lights.environments[i].radiance(toward: path.direction) * weight,
                slot: lights.slot(environment: i), indirect: path.bounces > 1)
        }
        return false
    }

    /// The lights that the camera itself sees: the nearest visible rectangle, or the environment behind everything.
    private mutating func addVisibleLights(_ path: Path, until far: Float) -> Bool {
        var nearest = far
        for i in 0..<lights.rectangles.count where lights.rectangles[i].visible {
            guard
                let (distance, st) = lights.rectangles[i].intersect(
                    origin: path.origin, direction: path.direction, far: nearest)
            else { continue }
            nearest = distance
            for k in 0..<layers.count { layers[k] = .zero }
            let radiance = lights.rectangles[i].emitted(s: st.x, t: st.y)
            visible.albedo = radiance.clamped(lowerBound: .zero, upperBound: .one)
            add(radiance, slot: lights.slot(rectangle: i), indirect: false)
        }
        guard far == .infinity, nearest == .infinity else { return nearest < far }
        for i in 0..<lights.environments.count where lights.environments[i].visibleToCamera {
            let radiance = lights.environments[i].radiance(toward: path.direction)
            visible.albedo += radiance.clamped(lowerBound: .zero, upperBound: .one)
            add(radiance, slot: lights.slot(environment: i), indirect: false)
        }
        return true
    }

    /// Adds the light of one sampled source at a vertex, through the scattering that `evaluate` gives.
    ///
    /// - Parameters:
    ///   - normal: unit geometric normal, on the ray's side.
    ///   - bothSides: whether light from behind counts.
    ///   - evaluate: f · |cos θ| and density for a world direction.
    /// - Returns: the light, if it reaches the vertex.
    @discardableResult @inline(__always) mutating func addDirect(
        _ path: Path, at p: Vector3, normal: Vector3, offset: Float, bothSides: Bool = false,
        _ sampler: inout PixelSampler, evaluate: (Vector3) -> (value: Vector3, pdf: Float)
    ) -> LightSample? {
        let choice = sampler.next2D().x
        let u = sampler.next2D()
        guard lights.prepare(at: p, normal: bothSides ? nil : normal),
            var light = lights.sample(from: p, choice: choice, u)
        else { return nil }
        let (value, density) = evaluate(light.direction)
        guard largest(value) > 0 else { return nil }
        let side: Float = dot(light.direction, normal) >= 0 ? offset : -offset
        let far = light.distance == .infinity ? Float.infinity : light.distance * 0.9999 - 1e-3
        guard
            !caster.isBlocked(dullScene, origin: p + normal * side, direction: light.direction, near: 0, far: far)
        else { return nil }
        light.radiance *= clarity(from: p + normal * side, toward: light.direction, until: far)
        let weight = powerHeuristic(light.density, density)
        add(
            path.throughput * value * light.radiance * (weight / light.density), slot: light.slot,
            indirect: path.bounces > 0)
        return light
    }
}
