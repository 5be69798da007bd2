import Appraisal
import Geometry
internal import Glibc
package import Imaging
import Rendering

/// A product photograph that is rendered as layers: the piece alone, and the place without it but with its shadows.
package struct LayeredShot: Sendable {
    var staging: Staging
    var camera: Camera
    var mix: LightMix
    /// What metal mirrors: the map of the `environment` group.
    var room: ImageBuffer<SceneLinear>
    /// Factor on all light, and contrast, of the view.
    var exposure: Float
    var contrast: Float
    var seed: UInt64
    /// Samples a pixel of the piece and its coverage, and of the place.
    package var pieceSamples = 24
    package var placeSamples = 6

    private enum ID { static let piece: UInt32 = 1, display: UInt32 = 2, place: UInt32 = 3, other: UInt32 = 4 }

    /// Renders the layers.
    package func take() async throws -> LayeredPhotograph {
        let window = pieceWindow()
        let coverage = try await coverage(window)
        let scenePlace = try await place()
        let view = view(of: scenePlace)
        let place = view.apply(to: scenePlace)
        let piece = view.apply(to: try await piece(window, alpha: coverage.alpha))
        let display = try await displayCoverage()
        let size = (place.width, place.height)
        var alpha = ImageBuffer<Coverage>(width: size.0, height: size.1)
        alpha.paste(coverage.alpha, x: window.x, y: window.y)
        var others = ImageBuffer<Coverage>(width: size.0, height: size.1)
        others.paste(coverage.others, x: window.x, y: window.y)
        var foreground = ImageBuffer<DisplayLinear>(width: size.0, height: size.1)
        foreground.paste(piece, x: window.x, y: window.y)
        return LayeredPhotograph(
            foreground: foreground.extended(beyond: alpha), alpha: alpha, background: place, display: display,
            others: staging.others.isEmpty ? nil : others, truth: truth(depth: coverage.depth, window: window))
    }

    /// The photograph in one render, which the layers put together must equal but for noise.
    package func takeAtOnce() async throws -> ImageBuffer<DisplayLinear> {
        let film = try await wholeFilm()
        let clean = try Denoiser().denoise(
            film.mixed(mix), albedo: film.albedo, normal: film.normal, quality: .balanced, prefilter: false)
        return view(of: try await place()).apply(to: clean)
    }

    /// Piece and place in one render, a layer a light group.
    func wholeFilm() async throws -> Film {
        let scene = Scene(
            surfaces: surfaces(staging.jewel.parts, ID.piece) + surfaces(staging.others, ID.other)
                + surfaces(staging.display, ID.display) + surfaces(staging.surroundings, ID.place), lights: lights())
        return try await film(scene, settings(pieceSamples, depth: 6, groups: groups))
    }

    /// Coverage of the piece in the whole frame.
    func wholeAlpha() async throws -> ImageBuffer<Coverage> {
        let window = pieceWindow()
        var alpha = ImageBuffer<Coverage>(width: camera.width, height: camera.height)
        alpha.paste(try await coverage(window).alpha, x: window.x, y: window.y)
        return alpha
    }

    /// Type, family and display, with strokes between them.
    package var kind: String { "\(staging.jewel.type.rawValue)/\(staging.jewel.family)/\(staging.displayName)" }

    /// Width of the finest strand in the picture, pixels; infinite without strands.
    package var finestStrand: Float {
        guard let line = staging.jewel.lines.first else { return .infinity }
        let depth = camera.project(line.points[line.points.count / 2]).depth
        return staging.jewel.finest * camera.focalLengthPixels / depth
    }

    /// The photographer's exposure: as drawn, but the place's light parts keep some of their drawing.
    private func view(of place: ImageBuffer<SceneLinear>) -> ViewTransform {
        let greens = (0..<place.width * place.height).map { place.pixels[3 * $0 + 1] }.sorted()
        let light = max(greens[greens.count * 19 / 20], 1e-3)
        return ViewTransform(
            exposure: min(exposureStops, log2(1.25 / light)), contrast: contrast, shoulderStart: 0.75)
    }

    private var exposureStops: Float {
        // Mean light on a white card, so that sums of gains do not blow the picture out.
        // In the groups' order: a dictionary's own differs from one to the next, and so would the last bit.
        let sum = groups.reduce(Float(0)) { $0 + (mix[$1].x + mix[$1].y + mix[$1].z) / 3 }
        return max(min(log2(exposure * 1.3 / max(sum, 0.1)), 2.5), -2.5)
    }

    /// The frame's part that holds the piece, a margin round it.
    private func pieceWindow() -> PixelWindow {
        var (low, high) = (Vector2(Float(camera.width), Float(camera.height)), Vector2.zero)
        for part in staging.jewel.parts + staging.others {
            for p in part.mesh.positions {
                let (q, depth) = camera.project(p)
                guard depth > 0 else { continue }
                (low, high) = (pointwiseMin(low, q), pointwiseMax(high, q))
            }
        }
        let margin: Float = 12
        let x0 = min(max(Int(low.x - margin), 0), camera.width - 1)
        let y0 = min(max(Int(low.y - margin), 0), camera.height - 1)
        let x1 = min(max(Int(high.x + margin), x0 + 1), camera.width)
        let y1 = min(max(Int(high.y + margin), y0 + 1), camera.height)
        return PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    // MARK: - Passes

    private var groups: [LightGroup] { LightGroup.allCases.filter { mix[$0] != .zero } }

    private func lights() -> [Light] {
        let points = staging.jewel.outline
        let centre = points.reduce(.zero, +) / Float(max(points.count, 1))
        let radius = max(points.map { ($0 - centre).length }.max() ?? 50, 15)
        return StudioLights(subject: centre, radius: radius, camera: camera).lights(for: groups, environment: room)
    }

    private func surfaces(_ parts: [Part], _ id: UInt32, visible: Bool = true) -> [Surface] {
        parts.map { Surface(mesh: $0.mesh, material: $0.material, objectID: id, visibleToCamera: visible) }
    }

    private func settings(_ samples: Int, depth: Int, groups: [LightGroup], window: PixelWindow? = nil)
        -> RenderSettings
    {
        RenderSettings(
            samplesPerPixel: samples, maximumDepth: depth, seed: seed, groups: groups,
            expectedMix: groups == [.environment] && depth == 1 ? LightMix([.environment: .one]) : mix, window: window)
    }

    private func film(_ scene: Scene, _ settings: RenderSettings) async throws -> Film {
        try await Renderer().render(scene, camera: camera, settings: settings)
    }

    /// The place with the piece hidden from the camera alone.
    private func place() async throws -> ImageBuffer<SceneLinear> {
        let scene = Scene(
            surfaces: surfaces(staging.jewel.parts, ID.piece, visible: false) + surfaces(staging.others, ID.other)
                + surfaces(staging.display, ID.display) + surfaces(staging.surroundings, ID.place), lights: lights())
        let film = try await film(scene, settings(placeSamples, depth: 3, groups: groups))
        return try Denoiser().denoise(
            film.mixed(mix), albedo: film.albedo, normal: film.normal, quality: .balanced, prefilter: false)
    }

    /// The piece before black: its own light, not multiplied by its coverage.
    ///
    /// What hides it is there as a black copy a hair farther from the camera, so that mirrors and shadows still see
    /// the true one.
    private func piece(_ window: PixelWindow, alpha: ImageBuffer<Coverage>) async throws -> ImageBuffer<SceneLinear> {
        let hiding = staging.display + staging.surroundings + staging.others
        let scene = Scene(
            surfaces: surfaces(staging.jewel.parts, ID.piece) + surfaces(hiding, ID.place, visible: false)
                + surfaces(hiding.map { blackened($0) }, ID.place), lights: lights())
        let film = try await film(scene, settings(pieceSamples, depth: 6, groups: groups, window: window))
        var clean = try Denoiser().denoise(
            film.mixed(mix), albedo: film.albedo, normal: film.normal, quality: .balanced, prefilter: false)
        for i in alpha.pixels.indices {
            let a = max(alpha.pixels[i], 0.04)
            for c in 0..<3 { clean.pixels[3 * i + c] /= a }
        }
        return clean
    }

    private func blackened(_ part: Part) -> Part {
        var mesh = Mesh(positions: part.mesh.positions, triangles: part.mesh.triangles)
        let axes = camera.axes
        mesh.positions = mesh.positions.map { p in
            let d = p - camera.position
            let z = dot(d, axes.forward)
            return p + d * (0.03 / max(abs(z), 1))
        }
        return Part(mesh: mesh, material: .emissive(EmissiveMaterial(radiance: .zero)))
    }

    private func glowing(_ parts: [Part], _ colour: Vector3, _ id: UInt32) -> [Surface] {
        parts.map { part in
            Surface(
                mesh: Mesh(positions: part.mesh.positions, triangles: part.mesh.triangles),
                material: .emissive(EmissiveMaterial(radiance: colour)), objectID: id)
        }
    }

    /// Coverage of the piece and of other pieces in the window, and the depth of what is seen.
    private func coverage(
        _ window: PixelWindow
    ) async throws -> (alpha: ImageBuffer<Coverage>, others: ImageBuffer<Coverage>, depth: ImageBuffer<Scalar>) {
        let scene = Scene(
            surfaces: glowing(staging.jewel.parts, [1, 0, 0], ID.piece) + glowing(staging.others, [0, 1, 0], ID.other)
                + glowing(staging.display + staging.surroundings, .zero, ID.place))
        let film = try await film(scene, settings(pieceSamples, depth: 1, groups: [.environment], window: window))
        let light = film.layers[.environment]!
        return (light.coverage(channel: 0), light.coverage(channel: 1), film.depth)
    }

    private func displayCoverage() async throws -> ImageBuffer<Coverage> {
        let scene = Scene(
            surfaces: glowing(staging.display, .one, ID.display) + glowing(staging.surroundings, .zero, ID.place))
        let film = try await film(scene, settings(4, depth: 1, groups: [.environment]))
        return film.layers[.environment]!.coverage(channel: 0)
    }

    // MARK: - Truth

    private func truth(depth: ImageBuffer<Scalar>, window: PixelWindow) -> LayeredPhotograph.Truth {
        let jewel = staging.jewel
        let points = staging.framed ?? jewel.outline
        let centre = points.reduce(.zero, +) / Float(max(points.count, 1))
        let pixel = camera.project(centre).depth / camera.focalLengthPixels
        let axes = camera.axes
        func toCamera(_ v: Vector3) -> [Float] { [dot(v, axes.right), dot(v, axes.down), dot(v, axes.forward)] }
        func pair(_ p: Vector2) -> [Float] { [p.x, p.y] }
        var lines: [[[Float]]] = []
        var closed: [Bool] = []
        var strands: [Int] = []
        for (k, line) in jewel.lines.enumerated() {
            let runs = visibleRuns(line, radius: jewel.lineRadius, depth: depth, window: window)
            lines += runs.map { $0.map(pair) }
            strands += runs.map { _ in k }
            closed += runs.map { _ in line.closed && runs.count == 1 && runs[0].count == line.points.count }
        }
        let band = jewel.band.map { band -> LayeredPhotograph.Truth.Band in
            let (p, z) = camera.project(band.centre)
            return .init(
                centre: pair(p), axis: toCamera(band.axis), headDirection: toCamera(band.head),
                innerRadius: band.innerRadius * camera.focalLengthPixels / z)
        }
        return LayeredPhotograph.Truth(
            type: jewel.type, metal: jewel.metal, family: jewel.family, display: staging.displayName,
            millimetresPerPixel: pixel, centreLines: lines, closed: closed, strands: strands,
            camera: trueCamera(), band: band,
            attachments: jewel.attachments.map { pair(camera.project($0).pixel) },
            light: Dictionary(
                uniqueKeysWithValues: groups.map { ("\($0)", [mix[$0].x, mix[$0].y, mix[$0].z]) }),
            instances: jewel.instances, others: !staging.others.isEmpty, seed: seed)
    }

    /// The camera in the piece's own frame.
    private func trueCamera() -> LayeredPhotograph.Truth.Camera {
        let (pose, axes) = (staging.jewel.pose, camera.axes)
        func turned(_ v: Vector3) -> [Float] { [dot(v, pose.x), dot(v, pose.y), dot(v, pose.z)] }
        return .init(
            focalLength: camera.focalLengthPixels,
            principalPoint: [Float(camera.width) / 2, Float(camera.height) / 2],
            position: turned(camera.position - pose.translation), right: turned(axes.right), down: turned(axes.down),
            forward: turned(axes.forward))
    }

    /// The stretches of a line that nothing hides and the frame holds, pixels.
    private func visibleRuns(
        _ line: Track, radius: Float, depth: ImageBuffer<Scalar>, window: PixelWindow
    ) -> [[Vector2]] {
        var runs: [[Vector2]] = []
        var run: [Vector2] = []
        var gap = 0
        for p in line.points {
            let (q, z) = camera.project(p)
            let (x, y) = (Int(q.x) - window.x, Int(q.y) - window.y)
            let inside = z > 0 && q.x >= 0 && q.y >= 0 && x >= 0 && y >= 0 && x < depth.width && y < depth.height
            if inside, depth.value(x, y) > z - 2 * radius - 0.6 {
                run.append(q)
                gap = 0
            } else {
                gap += 1
                // A pendant or a bead over the line does not end it.
                if gap > 6 || !inside {
                    if run.count > 2 { runs.append(run) }
                    run = []
                }
            }
        }
        if run.count > 2 { runs.append(run) }
        return runs
    }
}

extension ImageBuffer where Meaning == SceneLinear {
    fileprivate func coverage(channel: Int) -> ImageBuffer<Coverage> {
        ImageBuffer<Coverage>(
            width: width, height: height,
            pixels: (0..<width * height).map { min(max(pixels[3 * $0 + channel], 0), 1) })
    }
}
