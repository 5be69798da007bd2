internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// Turns the chain and camera that fit a photo into a seating: the frame, the map of pixels, the stand-in for contact.
struct NecklaceSeating {
    let cutout: Cutout
    let fit: NecklaceFit
    let candidate: NecklaceFit.Candidate
    let framing: Framing

    /// How a point of the hung chain corresponds to the photographed strand.
    fileprivate struct Line {
        /// The chain from nape to nape as seen in the picture, pixels, and its depth along the axis, millimetres.
        var chain: Polyline
        var depths: [Float]
        var visible: [Bool]
        /// Arc length on `chain` that matches the strand's reference, and that reference on the strand.
        var chainReference: Float
        var strandReference: Float
        /// Photo pixels a picture pixel.
        var photoPixels: Float

        func strandArc(_ chainArc: Float) -> Float { strandReference + (chainArc - chainReference) * photoPixels }
        func chainArc(_ strandArc: Float) -> Float { chainReference + (strandArc - strandReference) / photoPixels }
    }

    func seat() throws -> Fit {
        let (camera, frameWidth) = frame()
        let strand = fit.leadingStrand
        let strandLine = Polyline(strand.centreLine)
        let line = correspondence(camera: camera, frameWidth: frameWidth, strand: strandLine)
        let pairs = controlPairs(line: line, strand: strandLine)
        let warp = RigidWarp(from: pairs.picture, to: pairs.photo, weights: pairs.weights, scale: line.photoPixels)
        let placement = map(camera: camera, line: line, strand: strand, strandLine: strandLine, warp: warp)
        var warnings: [String] = []
        if placement.continuedFraction > 0.02 {
            let percent = Int((placement.continuedFraction * 100).rounded())
            warnings.append(
                "\(percent) % of the chain that shows was hidden in the photo and repeats the chain's own links.")
        }
        let length = candidate.chain.length
        let scale = ScaleEstimate(
            millimetresPerPixel: candidate.millimetresPerPixel,
            source: fit.statedLength == nil ? fit.scale.source : .stated,
            uncertainty: fit.statedLength == nil ? min(fit.scale.uncertainty, 0.12) : 0.03)
        if scale.source == .estimated {
            warnings.append(
                "The size is estimated: the chain is worn as \(Int(length / 10)) cm long. State --length to be exact.")
        }
        let gaps = line.visible.indices.filter { line.visible[$0] }.map { candidate.chain.gaps[$0] }
        let radius = fit.chainRadius(strand)
        let contacts = candidate.chain.points.indices.filter { candidate.chain.gaps[$0] < 1.5 }
            .map { (centre: candidate.chain.points[$0], radius: radius) }
        return Fit(
            gesture: .neck, camera: camera, scale: scale, placement: placement, proxies: [],
            reliefHalfThickness: min(radius, 3), contacts: contacts, gaps: gaps, warnings: warnings)
    }

    // MARK: - Frame

    /// The frame from below the lips to below the piece, and its width at the notch in millimetres.
    ///
    /// Angles, width and size come from short lists and the aim from the body alone, so that pieces share plates.
    private func frame() -> (Camera, Float) {
        func snapped(_ v: Float, _ step: Float) -> Float { (v / step).rounded() * step }
        let (yaw, pitch) = (snapped(candidate.yaw, 2.5), snapped(candidate.pitch, 2.5))
        let notch = fit.landmarks.suprasternalNotch
        let survey = NecklaceFit.surveyCamera(target: notch, yaw: yaw, pitch: pitch, roll: 0)
        func seen(_ p: Vector3) -> Vector2 { survey.project(p).pixel - Vector2(500, 500) }

        let mm = candidate.millimetresPerPixel
        let chain = fit.seenLine(candidate.chain, yaw: yaw, pitch: pitch, roll: 0)
        let xs = chain.nodes.map { seen(candidate.chain.points[$0]).x }
        let lowestStrand = fit.leadingStrand.centreLine.map(\.y).max()!
        let drop = fit.necklace.pendants.map { ($0.upper.y - lowestStrand) * mm }.max() ?? 0
        let lowest = seen(candidate.chain.points[candidate.chain.bottom]).y + max(drop, 5)
        let top = seen(fit.landmarks.mouth).y + 15
        // Below the piece the frame keeps a fifth for the garment's edge.
        let neededHeight = (lowest - top) * 1.24
        let neededWidth = max(abs(xs.max()!), abs(xs.min()!)) * 2 / 0.72
        let needed = max(neededWidth, neededHeight * framing.aspect)
        let width = Self.frameWidths.first { $0 >= needed } ?? Self.frameWidths.last!

        let axes = survey.axes
        let shift = axes.down * (top + width / framing.aspect / 2)
        let render = Self.renderSize(framing: framing, frameWidth: width, millimetresPerPhotoPixel: mm)
        var camera = survey
        camera.position += shift
        camera.target += shift
        camera.focalLength = 36 * NecklaceFit.cameraDistance / width
        (camera.width, camera.height) = (render.width, render.height)
        camera.fNumber = 4.5
        // The skin just below the notch is sharp; a piece lies within the lens's depth there.
        camera.focusDistance = NecklaceFit.cameraDistance - 6
        return (camera, width)
    }

    /// Frame widths at the chest, millimetres.
    private static let frameWidths: [Float] = [240, 285, 340, 400, 480]

    /// The size to render at: never denser than 1.5 times the product's own pixels, in steps so that plates are shared.
    static func renderSize(framing: Framing, frameWidth: Float, millimetresPerPhotoPixel: Float) -> Framing {
        let densest = 1.5 * frameWidth / millimetresPerPhotoPixel / Float(framing.width)
        let steps: [Float] = [1, 0.84, 0.71, 0.59, 0.5, 0.42, 0.35, 0.3, 0.25]
        let factor = steps.first { $0 <= densest } ?? steps.last!
        return Framing(
            width: Int((Float(framing.width) * factor).rounded()),
            height: Int((Float(framing.height) * factor).rounded()))
    }

    // MARK: - Correspondence

    private func correspondence(camera: Camera, frameWidth: Float, strand: Polyline) -> Line {
        let chain = candidate.chain
        let projected = chain.points.map { camera.project($0) }
        let radius = fit.chainRadius(fit.leadingStrand)
        let visible = chain.points.indices.map { i -> Bool in
            let d = chain.points[i] - camera.position
            guard let hit = fit.drape.surface.hit(from: camera.position, along: d.normalized) else { return true }
            return hit.distance > d.length - radius - 3
        }
        let line = Polyline(projected.map(\.pixel))
        let millimetresPerPicturePixel = frameWidth / Float(camera.width)
        let photoPixels = millimetresPerPicturePixel / candidate.millimetresPerPixel
        let reference = strandReference(strand)
        return Line(
            chain: line, depths: projected.map(\.depth), visible: visible,
            chainReference: line.arcLengths[chain.bottom] + candidate.shift / millimetresPerPicturePixel,
            strandReference: reference, photoPixels: photoPixels)
    }

    private func strandReference(_ strand: Polyline) -> Float { fit.referenceArc(of: fit.leadingStrand, line: strand) }

    /// Matching points of picture and photo along the strand, and around each pendant, which moves rigidly.
    private func controlPairs(line: Line, strand: Polyline) -> (
        picture: [Vector2], photo: [Vector2], weights: [Float]
    ) {
        var (picture, photo, weights): ([Vector2], [Vector2], [Float]) = ([], [], [])
        let count = 72
        for k in 0..<count {
            let s = strand.length * Float(k) / Float(count - 1)
            let t = line.chainArc(s)
            guard t > 0, t < line.chain.length else { continue }
            picture.append(line.chain.point(at: t))
            photo.append(strand.point(at: s))
            weights.append(1)
        }
        let width = max(fit.leadingStrand.widths.sorted()[fit.leadingStrand.widths.count / 2], 2)
        // A row of pendants follows the strand, turn by turn; one or two are held rigid by points of their own.
        guard fit.necklace.pendants.count <= 2 else { return (picture, photo, weights) }
        for pendant in fit.necklace.pendants where (pendant.upper - pendant.lower).length > 4 * width {
            let s = pendant.attachment * strand.length
            let t = line.chainArc(s)
            guard t > 0, t < line.chain.length else { continue }
            let reach = max(pendant.upper.x - pendant.lower.x, 6 * width)
            let a = strand.tangent(at: s, width: reach)
            let b = line.chain.tangent(at: t, width: reach / line.photoPixels)
            // A pendant hangs by its own weight: it follows half of the strand's turn.
            let turn = 0.5 * atan2(cross(a, b), dot(a, b))
            let rigid = Similarity2D(scale: 1 / line.photoPixels, angle: turn)
            let (from, to) = (strand.point(at: s), line.chain.point(at: t))
            for u in [Float(0), 0.5, 1] {
                for v in [Float(0.15), 0.5, 0.85, 1] {
                    let p = Vector2(
                        mix(pendant.lower.x, pendant.upper.x, u), mix(pendant.lower.y, pendant.upper.y, v))
                    guard p.y > from.y + width else { continue }
                    photo.append(p)
                    picture.append(to + rigid.applyToDirection(p - from))
                    weights.append(2)
                }
            }
        }
        return (picture, photo, weights)
    }

    // MARK: - The map

    private func map(camera: Camera, line: Line, strand: Strand, strandLine: Polyline, warp: RigidWarp) -> Placement {
        let reach = reachOfPiece(strandLine) / line.photoPixels + 6
        let window = self.window(camera: camera, line: line, reach: reach)
        let radius = fit.chainRadius(strand)
        let nearby = NearestArc(line: line.chain, visible: line.visible, reach: reach, window: window)
        let ends = continuationEnds(strand: strand, strandLine: strandLine)
        let skin = SkinDepth(surface: fit.drape.surface, camera: camera, window: window)
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        var depth = [Float](repeating: .infinity, count: source.count)
        let width = max(strand.widths.sorted()[strand.widths.count / 2], 2)

        for y in 0..<window.height {
            for x in 0..<window.width {
                let q = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                guard let near = nearby.arc(of: q) else { continue }
                let i = y * window.width + x
                let s = line.strandArc(near.arcLength)
                if s < ends.first || s > ends.last {
                    // Beyond the photographed ends the chain repeats its own links in phase.
                    guard near.distance * line.photoPixels < 1.6 * width else { continue }
                    let inside = ends.repeated(s)
                    let tangent = line.chain.tangent(at: near.arcLength, width: 8)
                    let offset = dot(q - line.chain.point(at: near.arcLength), tangent.perpendicular)
                    let t = strandLine.tangent(at: inside, width: width)
                    source[i] = strandLine.point(at: inside) + t.perpendicular * (offset * line.photoPixels)
                } else {
                    source[i] = warp.apply(q).point
                }
                let chainDepth = line.depth(at: near.arcLength) - radius
                // What hangs beside the line lies on the skin; it never sinks into it.
                let beside = smoothstep(0.8, 2.5, near.distance * line.photoPixels / width)
                depth[i] = mix(chainDepth, min(chainDepth, skin.depth(at: q) - 2 * radius), beside)
            }
        }
        let share = shares(line: line, strand: strandLine, ends: ends)
        return Placement(
            window: window, source: source, depth: depth, minification: line.photoPixels,
            maxStretch: stretch(line: line, strand: strandLine, warp: warp), hiddenFraction: share.hidden,
            continuedFraction: share.continued, bendMillimetres: candidate.residual)
    }

    /// Where repetition takes over, and what it repeats.
    private struct ContinuationEnds {
        var first, last: Float
        var period: Float
        /// Maps an arc length outside the photographed range to one inside, whole periods away.
        func repeated(_ s: Float) -> Float {
            if s < first { return first + (s - first).remainderAbove(period) }
            return last - (last - s).remainderAbove(period)
        }
    }

    private func continuationEnds(strand: Strand, strandLine: Polyline) -> ContinuationEnds {
        // The last half link at an exit is half hidden by the display: repetition starts a little inside.
        let inset = min(1.2 * (strand.widths.first ?? 2) + 2, 0.05 * strandLine.length)
        let outset = min(1.2 * (strand.widths.last ?? 2) + 2, 0.05 * strandLine.length)
        let stretch = 0.12 * strandLine.length
        var period = stretch
        if let pitch = strand.pitch, pitch.confidence > 0.4, pitch.value > 1 {
            period = max((stretch / pitch.value).rounded(), 1) * pitch.value
        }
        return ContinuationEnds(first: inset, last: strandLine.length - outset, period: period)
    }

    /// The farthest that any of the piece lies from its strand, photo pixels.
    private func reachOfPiece(_ strand: Polyline) -> Float {
        let alpha = cutout.alpha
        let coarse = strand.resampled(count: 64)
        let step = max(max(alpha.width, alpha.height) / 300, 1)
        var farthest: Float = 0
        for y in stride(from: 0, to: alpha.height, by: step) {
            for x in stride(from: 0, to: alpha.width, by: step) where alpha.value(x, y) > 0.3 {
                farthest = max(farthest, coarse.nearest(to: Vector2(Float(x), Float(y))).distance)
            }
        }
        return farthest + Float(2 * step)
    }

    private func window(camera: Camera, line: Line, reach: Float) -> PixelWindow {
        let points = line.chain.points.indices.filter { line.visible[$0] }.map { line.chain.points[$0] }
        let xs = points.map(\.x)
        let ys = points.map(\.y)
        func clamp(_ v: Float, _ limit: Int) -> Int { min(max(Int(v), 0), limit) }
        let (x0, x1) = (clamp(xs.min()! - reach, camera.width), clamp(xs.max()! + reach + 1, camera.width))
        let (y0, y1) = (clamp(ys.min()! - reach, camera.height), clamp(ys.max()! + reach + 1, camera.height))
        return PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    // MARK: - Honesty

    private func shares(line: Line, strand: Polyline, ends: ContinuationEnds) -> (hidden: Float, continued: Float) {
        let count = 240
        var hidden = 0
        for k in 0..<count {
            let t = line.chainArc(strand.length * Float(k) / Float(count - 1))
            if t <= 0 || t >= line.chain.length || !line.isVisible(at: t) { hidden += 1 }
        }
        var (seen, continued) = (0, 0)
        for k in 0..<count * 2 {
            let t = line.chain.length * Float(k) / Float(count * 2 - 1)
            guard line.isVisible(at: t) else { continue }
            seen += 1
            let s = line.strandArc(t)
            if s < ends.first || s > ends.last { continued += 1 }
        }
        return (Float(hidden) / Float(count), seen > 0 ? Float(continued) / Float(seen) : 0)
    }

    /// Largest relative change of length along the centre line where it shows.
    private func stretch(line: Line, strand: Polyline, warp: RigidWarp) -> Float {
        var worst: Float = 0
        var previous: (photo: Vector2, arc: Float)?
        let step = max(line.chain.length / 160, 4)
        for t in stride(from: Float(0), through: line.chain.length, by: step) {
            let s = line.strandArc(t)
            guard s > 0, s < strand.length, line.isVisible(at: t) else {
                previous = nil
                continue
            }
            let p = warp.apply(line.chain.point(at: t)).point
            if let previous {
                let ratio = (p - previous.photo).length / ((t - previous.arc) * line.photoPixels)
                worst = max(worst, abs(ratio - 1))
            }
            previous = (p, t)
        }
        return worst
    }
}

extension NecklaceSeating.Line {
    fileprivate func depth(at arc: Float) -> Float {
        let i = index(at: arc)
        let t = (arc - chain.arcLengths[i]) / max(chain.arcLengths[i + 1] - chain.arcLengths[i], 1e-6)
        return mix(depths[i], depths[i + 1], min(max(t, 0), 1))
    }

    fileprivate func isVisible(at arc: Float) -> Bool {
        let i = index(at: arc)
        return visible[i] && visible[i + 1]
    }

    private func index(at arc: Float) -> Int {
        var (low, high) = (0, chain.points.count - 2)
        while low < high {
            let middle = (low + high) / 2
            if chain.arcLengths[middle + 1] < arc { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Depth of the body along the camera axis over a window, sampled coarsely: skin under jewelry is smooth.
private struct SkinDepth {
    private let window: PixelWindow
    private let columns: Int
    private let rows: Int
    private var depths: [Float]
    private static let step = 8

    init(surface: BodySurface, camera: Camera, window: PixelWindow) {
        self.window = window
        columns = window.width / Self.step + 2
        rows = window.height / Self.step + 2
        depths = [Float](repeating: .infinity, count: columns * rows)
        let forward = camera.axes.forward
        for j in 0..<rows {
            for i in 0..<columns {
                let q = Vector2(Float(window.x + i * Self.step), Float(window.y + j * Self.step))
                let d = camera.direction(through: q)
                if let hit = surface.hit(from: camera.position, along: d) {
                    depths[j * columns + i] = hit.distance * dot(d, forward)
                }
            }
        }
    }

    func depth(at q: Vector2) -> Float {
        let (u, v) = ((q.x - Float(window.x)) / Float(Self.step), (q.y - Float(window.y)) / Float(Self.step))
        let (i, j) = (min(Int(u), columns - 2), min(Int(v), rows - 2))
        let (fx, fy) = (u - Float(i), v - Float(j))
        func d(_ a: Int, _ b: Int) -> Float { depths[(j + b) * columns + i + a] }
        return mix(mix(d(0, 0), d(1, 0), fx), mix(d(0, 1), d(1, 1), fx), fy)
    }
}

/// Answers which arc length of a line is nearest, quickly, for pixels within reach: segments sorted into tiles.
private struct NearestArc {
    private let line: Polyline
    private let reach: Float
    private let window: PixelWindow
    private let columns: Int
    private var tiles: [[Int]]
    private static let tile = 24

    init(line: Polyline, visible: [Bool], reach: Float, window: PixelWindow) {
        (self.line, self.reach, self.window) = (line, reach, window)
        columns = window.width / Self.tile + 1
        let rows = window.height / Self.tile + 1
        tiles = [[Int]](repeating: [], count: columns * rows)
        let size = Float(Self.tile)
        // What the body hides must not catch pixels in front of it.
        for i in 0..<line.points.count - 1 where visible[i] || visible[i + 1] {
            let (a, b) = (line.points[i], line.points[i + 1])
            let origin = Vector2(Float(window.x), Float(window.y))
            let low = (pointwiseMin(a, b) - origin - Vector2(repeating: reach)) / size
            let high = (pointwiseMax(a, b) - origin + Vector2(repeating: reach)) / size
            let (x0, x1) = (max(Int(low.x), 0), min(Int(high.x), columns - 1))
            let (y0, y1) = (max(Int(low.y), 0), min(Int(high.y), rows - 1))
            guard x0 <= x1, y0 <= y1 else { continue }
            for y in y0...y1 { for x in x0...x1 { tiles[y * columns + x].append(i) } }
        }
    }

    func arc(of q: Vector2) -> (arcLength: Float, distance: Float)? {
        let tile = (Int(q.y) - window.y) / Self.tile * columns + (Int(q.x) - window.x) / Self.tile
        var best: (arcLength: Float, distance: Float)?
        for i in tiles[tile] {
            let (a, b) = (line.points[i], line.points[i + 1])
            let d = b - a
            let t = min(max(dot(q - a, d) / max(dot(d, d), 1e-12), 0), 1)
            let distance = (q - a - d * t).length
            if distance < best?.distance ?? reach {
                best = (line.arcLengths[i] + t * (line.arcLengths[i + 1] - line.arcLengths[i]), distance)
            }
        }
        return best
    }
}

extension Float {
    /// The remainder of a division by a positive number, in 0..<period.
    fileprivate func remainderAbove(_ period: Float) -> Float {
        let r = truncatingRemainder(dividingBy: period)
        return r < 0 ? r + period : r
    }
}
