internal import CEmbree
import Foundation
import Geometry

/// A scene with its acceleration structures built, to be rendered any number of times.
///
/// ```swift
/// let prepared = try PreparedScene(scene)
/// let film = try await Renderer().render(prepared, camera: camera, settings: settings)
/// ```
///
/// Sendable without a lock: every stored property is set in `init` and only read afterwards, Embree allows any
/// number of threads to trace through a committed scene, and the memory is freed in `deinit`, when no one reads.
public final class PreparedScene: @unchecked Sendable {
    /// Everything: what the camera and mirrors see.
    let scene: RTCScene
    /// Without glowing and clear things: what stops all other light.
    let dullScene: RTCScene
    /// The clear things alone, which dim that light; nil where there are none.
    let clearScene: RTCScene?
    let surfaces: UnsafeBufferPointer<FlatSurface>
    let curves: UnsafeBufferPointer<FlatCurves>
    let lights: PreparedLights
    private var arena: Arena
    private let device: RTCDevice
    private let walkScenes: [RTCScene]

    /// Checks the scene, copies it into flat arrays and builds its acceleration structures.
    public init(_ source: Scene) throws(RenderError) {
        try source.validate()
        // FTZ and DAZ are per-thread state that Embree wants set; the renderer's threads do not need denormals.
        guard let device = rtcNewDevice(nil) else {
            throw RenderError.kernels(code: Int(rtcGetDeviceError(nil).rawValue))
        }
        var arena = Arena()
        var flatSurfaces: [FlatSurface] = []
        var walkScenes: [RTCScene] = []
        let scene = rtcNewScene(device)!
        let hasTransparent = source.surfaces.contains { $0.material.isSeen && !$0.material.isOpaqueToLight }
        let dull = hasTransparent ? rtcNewScene(device)! : scene
        let clear = source.surfaces.contains { $0.material.isClear } ? rtcNewScene(device)! : nil
        for surface in source.surfaces {
            var flat = FlatSurface(surface, in: &arena)
            let geometry = flat.makeGeometry(
                device, vertices: surface.mesh.positions.count, triangles: surface.mesh.triangles.count)
            let id = UInt32(flatSurfaces.count)
            if surface.material.isSeen { rtcAttachGeometryByID(scene, geometry, id) }
            if hasTransparent, surface.material.isOpaqueToLight { rtcAttachGeometryByID(dull, geometry, id) }
            if surface.material.isClear { rtcAttachGeometryByID(clear, geometry, id) }
            if case .skin = surface.material {
                let walk = rtcNewScene(device)!
                rtcAttachGeometryByID(walk, geometry, 0)
                rtcCommitScene(walk)
                walkScenes.append(walk)
                flat.walkScene = walk
            }
            rtcReleaseGeometry(geometry)
            flatSurfaces.append(flat)
        }
        var flatCurves: [FlatCurves] = []
        for set in source.curves {
            let (flat, geometry) = FlatCurves.make(set, device: device, arena: &arena)
            rtcAttachGeometryByID(scene, geometry, UInt32(flatSurfaces.count + flatCurves.count))
            if hasTransparent { rtcAttachGeometryByID(dull, geometry, UInt32(flatSurfaces.count + flatCurves.count)) }
            rtcReleaseGeometry(geometry)
            flatCurves.append(flat)
        }
        rtcCommitScene(scene)
        if hasTransparent { rtcCommitScene(dull) }
        if let clear { rtcCommitScene(clear) }
        let code = rtcGetDeviceError(device)
        lights = PreparedLights(source.lights, in: &arena)
        surfaces = UnsafeBufferPointer(start: arena.copy(flatSurfaces), count: flatSurfaces.count)
        curves = UnsafeBufferPointer(start: arena.copy(flatCurves), count: flatCurves.count)
        (self.scene, dullScene, clearScene) = (scene, dull, clear)
        (self.device, self.arena, self.walkScenes) = (device, arena, walkScenes)
        if code != RTC_ERROR_NONE { throw RenderError.kernels(code: Int(code.rawValue)) }
    }

    /// Whether a surface has relief that is kept as `FineDetail`.
    var hasFineRelief: Bool {
        surfaces.contains { surface in
            if case .skin(let skin) = surface.material { skin.reliefDepth > 0 && skin.poreSpacing > 0 } else { false }
        }
    }

    deinit {
        for walk in walkScenes { rtcReleaseScene(walk) }
        if dullScene != scene { rtcReleaseScene(dullScene) }
        if let clearScene { rtcReleaseScene(clearScene) }
        rtcReleaseScene(scene)
        rtcReleaseDevice(device)
        arena.free()
    }
}

extension Material {
    /// False for what does not stop light that left the camera's and mirrors' paths: glow is scenery, and clear things
    /// dim it only, for bending it by chance makes fireflies instead of caustics.
    var isOpaqueToLight: Bool {
        switch self {
        case .emissive, .dielectric, .filter: false
        case .skin, .cloth, .metal, .coated: true
        }
    }

    /// Whether light goes through it, and how much is `PathTracer.clarity`'s to say.
    var isClear: Bool {
        switch self {
        case .dielectric, .filter: true
        case .emissive, .skin, .cloth, .metal, .coated: false
        }
    }

    /// Whether camera and mirrors see it.
    var isSeen: Bool {
        if case .filter = self { false } else { true }
    }
}

extension FlatSurface {
    init(_ surface: Surface, in arena: inout Arena) {
        let mesh = surface.mesh
        positions = arena.copy(mesh.positions)
        normals = mesh.normals.isEmpty ? nil : arena.copy(mesh.normals)
        uvs = mesh.uvs.isEmpty ? nil : arena.copy(mesh.uvs)
        rest = mesh.restPositions.isEmpty ? positions : arena.copy(mesh.restPositions)
        triangles = arena.copy(mesh.triangles)
        channels = VertexChannels.pack(mesh, material: surface.material).map { arena.copy($0) }
        (material, objectID) = (surface.material, surface.objectID)
        (visibleToCamera, walkScene) = (surface.visibleToCamera, nil)
    }

    func makeGeometry(_ device: RTCDevice, vertices: Int, triangles count: Int) -> RTCGeometry {
        let geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE)!
        rtcSetSharedGeometryBuffer(
            geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, positions, 0, MemoryLayout<Vector3>.stride, vertices
        )
        rtcSetSharedGeometryBuffer(
            geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, triangles, 0, MemoryLayout<SIMD3<UInt32>>.stride,
            count)
        rtcCommitGeometry(geometry)
        return geometry
    }
}

extension FlatCurves {
    static func make(_ set: CurveSet, device: RTCDevice, arena: inout Arena) -> (FlatCurves, RTCGeometry) {
        var points: [SIMD4<Float>] = []
        var segments: [UInt32] = []
        var tones: [Float] = []
        points.reserveCapacity(set.points.count + 2 * set.counts.count)
        var first = 0
        for (strand, count) in set.counts.enumerated() {
            let tone = 0.62 + 0.38 * Float(mixBits(UInt32(strand)) >> 8) * 0x1p-24
            let p = (first..<first + count).map { SIMD4(set.points[$0], set.radii[$0]) }
            for k in 0..<count - 1 {
                segments.append(UInt32(points.count + k))
                tones.append(tone)
            }
            // Mirrored ends make the strand reach its first and last points.
            points.append(2 * p[0] - p[1])
            points += p
            points.append(2 * p[count - 1] - p[count - 2])
            first += count
        }
        for i in points.indices { points[i].w = max(points[i].w, 1e-4) }
        let optics = HairOptics(set.material)
        let a = optics.absorption
        let flat = FlatCurves(
            points: arena.copy(points), segments: arena.copy(segments), tones: arena.copy(tones), optics: optics,
            guideAlbedo: Vector3(exp(-2 * a.x), exp(-2 * a.y), exp(-2 * a.z)) * 0.6 + 0.03, objectID: set.objectID,
            isDown: set.isDown)
        // Ribbons that face the ray: for hair thinner than a pixel they cannot be told from tubes and trace faster.
        let geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_FLAT_CATMULL_ROM_CURVE)!
        rtcSetSharedGeometryBuffer(
            geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT4, flat.points, 0, 16, points.count)
        rtcSetSharedGeometryBuffer(
            geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT, flat.segments, 0, 4, segments.count)
        rtcSetGeometryTessellationRate(geometry, 4)
        rtcCommitGeometry(geometry)
        return (flat, geometry)
    }
}

extension VertexChannels {
    /// The channels that a material knows, or nil where the mesh has none of them.
    static func pack(_ mesh: Mesh, material: Material) -> [VertexChannels]? {
        let base: Vector3
        switch material {
        case .skin(let skin): base = skin.albedo
        case .coated(let coated): base = coated.colour
        case .cloth(let cloth): base = cloth.colour
        case .filter(let filter): base = filter.transmittance
        case .emissive, .metal, .dielectric: base = .one
        }
        // Cloth has no oil: the same places hold where it is sewn.
        var names = ["albedoR", "albedoG", "albedoB", "scatter", "roughness", "oil", "relief", "furrows"]
        var detail: [Float] = [0, 1, 1, 0.5]
        if case .cloth = material {
            names.replaceSubrange(4..., with: ["edge", "arc", "seam"])
            detail = [1000, 0, 1000, 0]
        }
        guard names.contains(where: { mesh.channels[$0] != nil }) else { return nil }
        let defaults: [Float] = [base.x, base.y, base.z, 1] + detail
        var packed = [VertexChannels](
            repeating: VertexChannels(
                albedoAndScatter: SIMD4(base, 1), roughnessOilRelief: SIMD4(detail[0], detail[1], detail[2], detail[3])),
            count: mesh.positions.count)
        for (k, name) in names.enumerated() {
            guard let values = mesh.channels[name] else { continue }
            for i in packed.indices {
                let value = values[i].isFinite ? values[i] : defaults[k]
                if k < 4 { packed[i].albedoAndScatter[k] = value } else { packed[i].roughnessOilRelief[k - 4] = value }
            }
        }
        return packed
    }
}
