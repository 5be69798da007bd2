internal import CEmbree
public import Foundation
import Geometry
import Imaging
import Synchronization

/// Renders scenes by path tracing.
///
/// ```swift
/// let settings = RenderSettings(groups: [.softboxes], expectedMix: LightMix([.softboxes: .one]))
/// let film = try await Renderer().render(scene, camera: camera, settings: settings) { print($0.fraction) }
/// let picture = film.mixed(settings.expectedMix)
/// ```
///
/// The same scene, camera and settings give the same film bit for bit, whatever the number of threads: a sample
/// depends on its pixel, its index and the seed alone, and each pixel is summed by one thread in order.
public struct Renderer: Sendable {
    private let threads: Int

    /// - Parameter threads: tasks that trace; as many as the machine has cores unless given.
    public init(threads: Int = ProcessInfo.processInfo.activeProcessorCount) { self.threads = max(threads, 1) }

    /// Prepares and renders a scene.
    ///
    /// - Throws: `RenderError` for a scene, camera or settings without meaning, `CancellationError` when the task
    ///   is cancelled.
    public func render(
        _ scene: Scene, camera: Camera, settings: RenderSettings,
        progress: @escaping @Sendable (RenderProgress) -> Void = { _ in }
    ) async throws -> Film {
        try await render(PreparedScene(scene), camera: camera, settings: settings, progress: progress)
    }

    /// Renders a scene that is prepared already.
    public func render(
        _ scene: PreparedScene, camera: Camera, settings: RenderSettings,
        progress: @escaping @Sendable (RenderProgress) -> Void = { _ in }
    ) async throws -> Film {
        let window = try settings.checkedWindow(of: camera)
        let job = RenderJob(scene: scene, camera: camera, settings: settings, window: window)
        let across = job.tiles(window.width)
        let tiles = (0..<across * job.tiles(window.height)).filter { job.wants(tileX: $0 % across, tileY: $0 / across) }
        let shared = RenderCounters()
        try await withTaskCancellationHandler {
            try await RenderThreads.run(min(threads, max(tiles.count, 1))) {
                var worker = RenderWorker(job, cancelled: { shared.cancelled.load(ordering: .relaxed) })
                defer { worker.free() }
                while true {
                    let next = shared.nextTile.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard next < tiles.count else { return }
                    try worker.render(tileX: tiles[next] % across, tileY: tiles[next] / across)
                    let done = shared.finishedTiles.wrappingAdd(1, ordering: .relaxed).newValue
                    let rays = shared.rays.wrappingAdd(worker.takeRays(), ordering: .relaxed).newValue
                    progress(RenderProgress(finishedTiles: done, totalTiles: tiles.count, rays: rays))
                }
            }
        } onCancel: {
            shared.cancelled.store(true, ordering: .relaxed)
        }
        return job.film()
    }
}

/// What the workers share besides the film.
private final class RenderCounters: Sendable {
    let nextTile = Atomic<Int>(0)
    let finishedTiles = Atomic<Int>(0)
    let rays = Atomic<Int>(0)
    let cancelled = Atomic<Bool>(false)
}

extension RenderSettings {
    fileprivate func checkedWindow(of camera: Camera) throws(RenderError) -> PixelWindow {
        guard samplesPerPixel > 0 else { throw .invalidSettings("samplesPerPixel must be positive") }
        guard !groups.isEmpty, Set(groups).count == groups.count else {
            throw .invalidSettings("groups must name each light group once, and at least one")
        }
        guard camera.width > 0, camera.height > 0, camera.width <= 65536, camera.height <= 65536 else {
            throw .invalidSettings("the frame must have 1 to 65536 pixels a side")
        }
        let a = camera.axes
        guard abs(a.right.length - 1) < 1e-3, abs(a.forward.length - 1) < 1e-3, camera.focalLengthPixels > 0,
            camera.fNumber > 0, camera.focusDistance > 0
        else { throw .invalidSettings("the camera looks nowhere, along its up vector, or has no focal length") }
        let w = window ?? PixelWindow(x: 0, y: 0, width: camera.width, height: camera.height)
        guard w.x >= 0, w.y >= 0, w.width > 0, w.height > 0, w.x + w.width <= camera.width,
            w.y + w.height <= camera.height
        else { throw .invalidSettings("the window must lie inside the frame") }
        if let depth = inset?.depth, depth.width != w.width || depth.height != w.height {
            throw .invalidSettings("the inset must have the window's size")
        }
        if let wanted, wanted.width != w.width || wanted.height != w.height {
            throw .invalidSettings("wanted must have the window's size")
        }
        return w
    }
}
