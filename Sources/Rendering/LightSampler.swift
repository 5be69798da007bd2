package import Geometry
import Imaging

/// A scene's lights in flat form, whatever groups are rendered.
package struct PreparedLights {
    var rectangles: UnsafeBufferPointer<RectangleLight>
    var environments: UnsafeBufferPointer<EnvironmentMap>

    package init(_ lights: [Light], in arena: inout Arena) {
        var (areas, maps): ([RectangleLight], [EnvironmentMap]) = ([], [])
        for light in lights {
            switch light {
            case .area(let area): areas.append(RectangleLight(area))
            case .environment(let environment): maps.append(EnvironmentMap(environment, in: &arena))
            }
        }
        rectangles = UnsafeBufferPointer(start: arena.copy(areas), count: areas.count)
        environments = UnsafeBufferPointer(start: arena.copy(maps), count: maps.count)
    }
}

/// A light chosen at a vertex and a direction to it.
package struct LightSample {
    package var direction: Vector3
    package var distance: Float
    package var radiance: Vector3
    /// Density per solid angle, the choice of the light included.
    package var density: Float
    package var slot: Int
}

/// Chooses among the lights of the rendered groups, in proportion to what they would give a point in the expected mix.
///
/// It belongs to one thread: the weights of the last vertex stay in it, so that a ray which then meets a light by
/// chance knows how likely the light would have been chosen.
package struct LightSampler {
    let rectangles: UnsafeBufferPointer<RectangleLight>
    let environments: UnsafeBufferPointer<EnvironmentMap>
    /// Film layer and weight in the mix of each light, rectangles first; slot −1 is a group that is not rendered.
    private let slots: UnsafeMutableBufferPointer<Int>
    private let power: UnsafeMutableBufferPointer<Float>
    /// Share of each light at the last vertex.
    private let shares: UnsafeMutableBufferPointer<Float>

    package init(_ lights: PreparedLights, settings: RenderSettings) {
        (rectangles, environments) = (lights.rectangles, lights.environments)
        let count = rectangles.count + environments.count
        slots = .allocate(capacity: count)
        power = .allocate(capacity: count)
        shares = .allocate(capacity: count)
        shares.initialize(repeating: 0)
        let strongest = settings.groups.map { luminance(settings.expectedMix[$0]) }.max() ?? 0
        func weight(_ group: LightGroup) -> Float {
            // A group that the mix leaves dark is still rendered, at a tenth of the attention.
            strongest > 0 ? max(luminance(settings.expectedMix[group]), 0.1 * strongest) : 1
        }
        for (i, light) in rectangles.enumerated() {
            slots.initializeElement(at: i, to: settings.groups.firstIndex(of: light.group) ?? -1)
            let l = luminance(light.radiance) * light.meanFalloff
            power.initializeElement(at: i, to: slots[i] < 0 ? 0 : weight(light.group) * l)
        }
        for (k, map) in environments.enumerated() {
            let i = rectangles.count + k
            slots.initializeElement(at: i, to: settings.groups.firstIndex(of: map.group) ?? -1)
            power.initializeElement(at: i, to: slots[i] < 0 ? 0 : weight(map.group) * .pi * map.meanLuminance)
        }
    }

    package func free() {
        slots.deallocate()
        power.deallocate()
        shares.deallocate()
    }

    @inline(__always) func slot(rectangle i: Int) -> Int { slots[i] }
    @inline(__always) func slot(environment i: Int) -> Int { slots[rectangles.count + i] }

    /// Sets the shares for a vertex; false if no light reaches it.
    ///
    /// - Parameter normal: the side that receives, or nil where light counts from all round.
    package func prepare(at p: Vector3, normal: Vector3?) -> Bool {
        var sum: Float = 0
        for i in 0..<rectangles.count {
            let w = power[i] > 0 ? power[i] * rectangles[i].importance(at: p, normal: normal) : 0
            shares[i] = w
            sum += w
        }
        for i in rectangles.count..<shares.count {
            shares[i] = power[i]
            sum += power[i]
        }
        guard sum > 0 else { return false }
        // A twentieth is spread evenly, against the estimate's mistakes.
        var lit: Float = 0
        for i in 0..<shares.count where shares[i] > 0 { lit += 1 }
        let even = 0.05 / lit
        for i in 0..<shares.count where shares[i] > 0 { shares[i] = 0.95 * shares[i] / sum + even }
        return true
    }

    /// A direction toward a light chosen by the shares.
    package func sample(from p: Vector3, choice: Float, _ u: Vector2) -> LightSample? {
        var (i, rest) = (0, choice)
        while i < shares.count - 1, rest >= shares[i] {
            rest -= shares[i]
            i += 1
        }
        while i > 0, shares[i] == 0 { i -= 1 }
        let share = shares[i]
        guard share > 0 else { return nil }
        if i < rectangles.count {
            let light = rectangles[i]
            let (s, t) = (2 * u.x - 1, 2 * u.y - 1)
            let d = light.centre + light.u * s + light.v * t - p
            let squared = dot(d, d)
            let distance = squared.squareRoot()
            let direction = d / distance
            let cosine = -dot(direction, light.normal)
            guard cosine > 1e-6, distance > 1e-3 else { return nil }
            return LightSample(
                direction: direction, distance: distance, radiance: light.emitted(s: s, t: t),
                density: share * squared / (cosine * light.area), slot: slots[i])
        }
        let map = environments[i - rectangles.count]
        let (direction, density) = map.sample(u)
        guard density > 0 else { return nil }
        return LightSample(
            direction: direction, distance: .infinity, radiance: map.radiance(toward: direction),
            density: share * density, slot: slots[i])
    }

    /// Density with which `sample` at the last prepared vertex would have given a ray that met this rectangle.
    @inline(__always) package func density(rectangle i: Int, direction: Vector3, distance: Float) -> Float {
        let cosine = -dot(direction, rectangles[i].normal)
        return shares[i] * distance * distance / (cosine * rectangles[i].area)
    }

    @inline(__always) package func density(environment i: Int, direction: Vector3) -> Float {
        let share = shares[rectangles.count + i]
        return share > 0 ? share * environments[i].density(toward: direction) : 0
    }
}
