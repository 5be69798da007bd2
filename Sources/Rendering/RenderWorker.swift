internal import CEmbree
import Geometry
import Imaging

/// One render's inputs and the film that its workers fill.
///
/// Sendable: the inputs are constant; every pixel of the buffers is written by the one worker that took its tile
/// from an atomic counter, and read only after the task group has joined them all.
final class RenderJob: @unchecked Sendable {
    let scene: PreparedScene
    let camera: Camera
    let settings: RenderSettings
    let window: PixelWindow
    let filter = PixelFilter()
    /// One colour a pixel and layer, layer after layer.
    fileprivate let light: UnsafeMutableBufferPointer<Float>
    fileprivate let albedo, normal: UnsafeMutableBufferPointer<Float>
    /// Luminance that fine relief adds, layer after layer, and the colour of its specks; empty without such relief.
    fileprivate let detail, tint: UnsafeMutableBufferPointer<Float>
    fileprivate let depth, object: UnsafeMutableBufferPointer<Float>
    /// Empty without an inset.
    fileprivate let insetShown: UnsafeMutableBufferPointer<Float>
    static let tileSize = 16

    init(scene: PreparedScene, camera: Camera, settings: RenderSettings, window: PixelWindow) {
        (self.scene, self.camera, self.settings, self.window) = (scene, camera, settings, window)
        func buffer(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
            let b = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
            b.initialize(repeating: 0)
            return b
        }
        let pixels = window.width * window.height
        light = buffer(3 * pixels * settings.groups.count)
        (albedo, normal) = (buffer(3 * pixels), buffer(3 * pixels))
        let isFine = scene.hasFineRelief
        (detail, tint) = (buffer(isFine ? pixels * settings.groups.count : 0), buffer(isFine ? 3 * pixels : 0))
        (depth, object) = (buffer(pixels), buffer(pixels))
        insetShown = buffer(settings.inset == nil ? 0 : pixels)
    }

    deinit {
        for buffer in [light, albedo, normal, detail, tint, depth, object, insetShown] { buffer.deallocate() }
    }

    func tiles(_ length: Int) -> Int { (length + RenderJob.tileSize - 1) / RenderJob.tileSize }

    /// Whether a tile holds a pixel that matters.
    func wants(tileX: Int, tileY: Int) -> Bool {
        guard let wanted = settings.wanted else { return true }
        let size = RenderJob.tileSize
        let xs = tileX * size..<min((tileX + 1) * size, window.width)
        return (tileY * size..<min((tileY + 1) * size, window.height)).contains { y in
            xs.contains { wanted.value($0, y) > 0 }
        }
    }

    /// The finished film; call it when all workers are done.
    func film() -> Film {
        let (w, h) = (window.width, window.height)
        var layers: [LightGroup: ImageBuffer<SceneLinear>] = [:]
        for (i, group) in settings.groups.enumerated() {
            let part = light[(3 * w * h * i)..<(3 * w * h * (i + 1))]
            layers[group] = ImageBuffer(width: w, height: h, pixels: Array(part))
        }
        var film = Film(
            layers: layers, albedo: ImageBuffer(width: w, height: h, pixels: Array(albedo)),
            normal: ImageBuffer(width: w, height: h, pixels: Array(normal)),
            depth: ImageBuffer(width: w, height: h, pixels: Array(depth)),
            object: ImageBuffer(width: w, height: h, pixels: Array(object)))
        if !insetShown.isEmpty {
            film.insetShown = ImageBuffer(width: w, height: h, pixels: Array(insetShown))
        }
        guard !tint.isEmpty else { return film }
        var fine = FineDetail(tint: ImageBuffer(width: w, height: h, pixels: Array(tint)))
        for (i, group) in settings.groups.enumerated() {
            fine.layers[group] = ImageBuffer(width: w, height: h, pixels: Array(detail[w * h * i..<w * h * (i + 1)]))
        }
        film.fine = fine
        return film
    }
}

/// One thread's part of a render.
struct RenderWorker {
    private let job: RenderJob
    private var tracer: PathTracer
    private let lens: LensSampler
    private let sums: UnsafeMutableBufferPointer<Vector3>
    private let detailSums: UnsafeMutableBufferPointer<Float>
    private let cancelled: () -> Bool

    init(_ job: RenderJob, cancelled: @escaping () -> Bool) {
        (self.job, self.cancelled) = (job, cancelled)
        tracer = PathTracer(job.scene, settings: job.settings, camera: job.camera)
        lens = LensSampler(job.camera)
        sums = .allocate(capacity: job.settings.groups.count)
        sums.initialize(repeating: .zero)
        detailSums = .allocate(capacity: job.settings.groups.count)
        detailSums.initialize(repeating: 0)
    }

    func free() {
        tracer.free()
        sums.deallocate()
        detailSums.deallocate()
    }

    /// Rays traced since the last call.
    mutating func takeRays() -> Int {
        defer { tracer.caster.rays = 0 }
        return tracer.caster.rays
    }

    /// Renders one tile; throws `CancellationError` between rows of pixels.
    mutating func render(tileX: Int, tileY: Int) throws {
        let size = RenderJob.tileSize
        for y in tileY * size..<min((tileY + 1) * size, job.window.height) {
            if cancelled() { throw CancellationError() }
            for x in tileX * size..<min((tileX + 1) * size, job.window.width) { renderPixel(x, y) }
        }
    }

    private mutating func renderPixel(_ x: Int, _ y: Int) {
        let (count, groups) = (job.settings.samplesPerPixel, job.settings.groups.count)
        for k in 0..<groups { (sums[k], detailSums[k]) = (.zero, 0) }
        var visible = VisibleSurface()
        let centre = Vector2(Float(x + job.window.x) + 0.5, Float(y + job.window.y) + 0.5)
        for index in 0..<count {
            var sampler = PixelSampler(
                x: x + job.window.x, y: y + job.window.y, index: index, seed: job.settings.seed)
            let pixel = centre + job.filter.offset(sampler.next2D())
            let (origin, direction) = lens.ray(through: pixel, sampler.next2D())
            tracer.trace(origin: origin, direction: direction, sampler: &sampler)
            for k in 0..<groups {
                sums[k] += tracer.layers[k]
                detailSums[k] += tracer.details[k]
            }
            visible.tint += tracer.visible.tint
            visible.albedo += tracer.visible.albedo
            visible.normal += tracer.visible.normal
        }
        let i = y * job.window.width + x
        if let inset = job.settings.inset, inset.depth.value(x, y) < .infinity {
            job.insetShown[i] = shownShare(of: inset, x, y)
        }
        let scale = 1 / Float(count)
        for k in 0..<groups { job.light.store(sums[k] * scale, at: k * job.window.width * job.window.height + i) }
        if !job.tint.isEmpty {
            job.tint.store(visible.tint * scale, at: i)
            let pixels = job.window.width * job.window.height
            for k in 0..<groups { job.detail[k * pixels + i] = detailSums[k] * scale }
        }
        job.albedo.store(visible.albedo * scale, at: i)
        job.normal.store(visible.normal.normalized, at: i)
        let seen = tracer.first(origin: job.camera.position, direction: lens.pinhole(through: centre))
        job.depth[i] = seen.distance < .infinity ? seen.distance * lens.axisCosine(centre) : .infinity
        job.object[i] = Float(seen.object)
    }

    /// How much of an inset's pixel nothing hides, by camera rays alone: a few, and many where they disagree.
    private mutating func shownShare(of inset: RenderSettings.Inset, _ x: Int, _ y: Int) -> Float {
        var (clear, count) = (0, 0)
        for target in [Self.insetRays, 8 * Self.insetRays] {
            while count < target {
                var sampler = PixelSampler(
                    x: x + job.window.x, y: y + job.window.y, index: count, seed: ~job.settings.seed)
                let centre = Vector2(Float(x + job.window.x) + 0.5, Float(y + job.window.y) + 0.5)
                let (origin, direction) = lens.ray(
                    through: centre + job.filter.offset(sampler.next2D()), sampler.next2D())
                let seen = tracer.first(origin: origin, direction: direction)
                let scene = dot(origin + direction * seen.distance - job.camera.position, job.camera.axes.forward)
                let tolerance = seen.isHair ? 0 : inset.tolerance
                if seen.distance == .infinity || inset.depth.value(x, y) < scene + tolerance { clear += 1 }
                count += 1
            }
            if clear == 0 || clear == count { break }
        }
        return Float(clear) / Float(count)
    }

    private static let insetRays = 12
}

extension UnsafeMutableBufferPointer<Float> {
    @inline(__always) fileprivate func store(_ v: Vector3, at pixel: Int) {
        self[3 * pixel] = v.x
        self[3 * pixel + 1] = v.y
        self[3 * pixel + 2] = v.z
    }
}
