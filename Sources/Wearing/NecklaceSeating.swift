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
    /// Height of the garment's hem, millimetres.
    var hem: Float?
    /// By the seller's hand.
    var nudge = Nudge()

    /// - Throws: `Refusal` where it hangs lower than a picture can show.
    func seat() throws(Refusal) -> Fit {
        var (hung, candidate) = (fit.hungLayers(candidate), candidate)
        var camera = try frame(layers: hung)
        var (placement, line) = placed(hung, candidate, camera)
        var warnings: [String] = []
        if placement.continuedFraction > Self.closeUpShare, let closer = closeUp(camera, line: line) {
            let percent = Int((placement.continuedFraction * 100).rounded())
            warnings.append(
                "The photo shows too little of the chain: \(percent) % of it would have to be made up, so the picture moves in to what the photo shows."
            )
            camera = closer
            (placement, line) = placed(hung, candidate, camera)
        }
        if !nudge.isIdentity {
            candidate = fit.nudged(candidate, by: nudge)
            hung = fit.hungLayers(candidate)
            (placement, line) = placed(hung, candidate, camera)
        }
        if placement.continuedFraction > 0.02 {
            let percent = Int((placement.continuedFraction * 100).rounded())
            warnings.append(
                "\(percent) % of the chain that shows was hidden in the photo and repeats the chain's own links.")
        }
        warnings += HandOutGate().findings(placement).map(\.message)
        let chain = candidate.chain
        let scale = ScaleEstimate(
            millimetresPerPixel: candidate.millimetresPerPixel,
            source: fit.statedLength == nil ? fit.scale.source : .stated, uncertainty: candidate.scaleUncertainty)
        if scale.source == .estimated {
            warnings.append(
                "The size is estimated: the chain is worn as \(Int((chain.length / 10).rounded())) cm long. State its length to be exact."
            )
        }
        let gaps = line.visible.indices.filter { line.visible[$0] }.map { line.chain.gaps[$0] }
        let radius = fit.chainRadius
        let contacts = hung.flatMap { hung in
            hung.chain.points.indices.filter { hung.chain.gaps[$0] < 1.5 }
                .map { (centre: hung.chain.points[$0], radius: hung.radius) }
        }
        let seen = line.visible.indices.filter { line.visible[$0] }
        let exits = [seen.first, seen.last].compactMap { $0.map { line.chain.points[$0] } }
            .sorted { camera.project($0).pixel.x < camera.project($1).pixel.x }
        let distance = fit.distance
        var fit = Fit(
            gesture: .neck, camera: camera, scale: scale, placement: placement, proxies: [],
            reliefHalfThickness: min(radius, 3), contacts: contacts, gaps: gaps, warnings: warnings)
        fit.distance = distance
        fit.handle = Fit.Handle(
            point: candidate.chain.points[candidate.chain.bottom], slide: camera.axes.right, drop: [0, -1, 0])
        fit.connections = zip([.exitLeft, .exitRight], exits).map { Fit.Connection($0, at: $1) }
        return fit
    }

    private func placed(
        _ hung: [(layer: StrandLayer, chain: DrapedChain, radius: Float)], _ candidate: NecklaceFit.Candidate,
        _ camera: Camera
    ) -> (Placement, WornLine) {
        let layers = hung.map { hung in
            WornLayer(
                layer: hung.layer,
                line: WornLine(
                    chain: hung.chain, layer: hung.layer,
                    millimetresPerPixel: candidate.millimetresPerPixel, slide: candidate.slide, radius: hung.radius,
                    endsAtSides: fit.necklace.sheet.value || hung.layer.pendants.count > 2,
                    surface: fit.drape.surface, camera: camera), radius: hung.radius)
        }
        let map = NecklaceMap(cutout: cutout, layers: layers, fit: fit, candidate: candidate, camera: camera)
        return (map.placement(), layers[0].line)
    }

    // MARK: - Frame

    /// Share of the chain from which on a picture shows only what the photo does.
    private static let closeUpShare: Float = 0.4

    /// The widest frame about what hangs in which next to nothing of the chain is made up; nil where there is none.
    private func closeUp(_ camera: Camera, line: WornLine) -> Camera? {
        let strand = fit.leading.line
        let inset = 0.04 * strand.length
        let (from, to) = (line.curveArc(inset), line.curveArc(strand.length - inset))
        let samples = (0...400).compactMap { k -> (place: Vector2, isPhotographed: Bool)? in
            let t = line.curve.length * Float(k) / 400
            return line.isVisible(at: t) ? (line.curve.point(at: t), t > from && t < to) : nil
        }
        let photographed = samples.filter(\.isPhotographed).map(\.place)
        guard let front = photographed.max(by: { $0.y < $1.y }) else { return nil }
        let photoLowest = fit.leading.strand.centreLine.map(\.y).max()!
        let drop = fit.layers.flatMap(\.pendants).map { $0.upper.y - photoLowest }.max() ?? 0
        let bottom = front.y + max(drop, 0) / line.photoPixels
        let millimetre = camera.focalLengthPixels / fit.distance.millimetres
        /// Where the frame's left upper corner lies, pixels; the piece ends at a share of its height.
        func corner(_ width: Float, _ share: Float) -> Vector2 {
            let size = Vector2(width, width / framing.aspect) * millimetre
            return Vector2(front.x - size.x / 2, bottom - share * size.y)
        }
        func madeUp(_ width: Float, _ share: Float) -> Float {
            let (low, size) = (corner(width, share), Vector2(width, width / framing.aspect) * millimetre)
            let shown = samples.filter {
                $0.place.x > low.x && $0.place.y > low.y && $0.place.x < low.x + size.x && $0.place.y < low.y + size.y
            }
            return shown.isEmpty ? 1 : Float(shown.count { !$0.isPhotographed }) / Float(shown.count)
        }
        // What hangs must show whole; chain may leave the frame to the sides or above.
        let usual = camera.sensorWidth * fit.distance.millimetres / camera.focalLength
        let least = 1.4 * max(drop, 0) / line.photoPixels / millimetre * framing.aspect
        for share in [0.72, 0.62, 0.52, 0.42] as [Float] {
            for width in Self.closeWidths.reversed() where width < usual && width > least && madeUp(width, share) < 0.04
            {
                return moved(camera, corner: corner(width, share), width: width, millimetre: millimetre)
            }
        }
        return nil
    }

    private func moved(_ camera: Camera, corner: Vector2, width: Float, millimetre: Float) -> Camera {
        // In steps of 5 mm, so that plates are shared.
        func snapped(_ pixels: Float) -> Float { (pixels / millimetre / 5).rounded() * 5 }
        let (axes, size) = (camera.axes, Vector2(Float(camera.width), Float(camera.height)) / 2)
        let shift =
            axes.right * (snapped(corner.x - size.x) + width / 2)
            + axes.down * (snapped(corner.y - size.y) + width / framing.aspect / 2)
        let render = Self.renderSize(
            framing: framing, frameWidth: width, millimetresPerPhotoPixel: candidate.millimetresPerPixel)
        var closer = camera
        closer.position += shift
        closer.target += shift
        closer.focalLength = 36 * fit.distance.millimetres / width
        (closer.width, closer.height) = (render.width, render.height)
        return closer
    }

    /// Widths of frames that show a part of a chain, millimetres.
    private static let closeWidths: [Float] = [60, 75, 90, 110, 135, 165, 200, 240, 285]

    /// The frame from below the lips to below the piece.
    ///
    /// Angles, width and size come from short lists and the aim from the body alone, so that pieces share plates.
    ///
    /// - Throws: `Refusal` where what hangs reaches the garment's hem.
    private func frame(
        layers: [(layer: StrandLayer, chain: DrapedChain, radius: Float)]
    ) throws(Refusal) -> Camera {
        func snapped(_ v: Float, _ step: Float) -> Float { (v / step).rounded() * step }
        let (yaw, pitch) = (snapped(candidate.yaw, 2.5), snapped(candidate.pitch, 2.5))
        let notch = fit.landmarks.suprasternalNotch
        let survey = fit.surveyCamera(target: notch, yaw: yaw, pitch: pitch, roll: 0)
        func seen(_ p: Vector3) -> Vector2 { survey.project(p).pixel - Vector2(500, 500) }

        let mm = candidate.millimetresPerPixel
        let chain = fit.seenLine(candidate.chain, yaw: yaw, pitch: pitch, roll: 0)
        let xs = chain.nodes.map { seen(candidate.chain.points[$0]).x }
        // The photo's own rows and drops, and the layer that hangs lowest.
        let lowest = layers.map { hung -> Float in
            let lowestStrand = hung.layer.strand.centreLine.map(\.y).max()!
            let drop = hung.layer.pendants.map { ($0.upper.y - lowestStrand) * mm }.max() ?? 0
            return seen(hung.chain.points[hung.chain.bottom]).y + max(drop, 5)
        }.max()!
        let top = seen(fit.landmarks.mouth).y + 15
        // Below the piece the frame keeps a fifth for the garment's edge.
        let neededHeight = (lowest - top) * 1.24
        let neededWidth = max(abs(xs.max()!), abs(xs.min()!)) * 2 / 0.72
        let needed = max(neededWidth, neededHeight * framing.aspect)
        let end = hem.map { seen([notch.x, $0, notch.z]).y - 12 } ?? .infinity
        guard lowest < end - 20 else {
            throw Refusal([
                Finding(
                    .poorFit, .refuse,
                    message: "Worn at this size it hangs \(Int((lowest / 10).rounded())) cm below the throat, "
                        + "lower than a picture shows.",
                    fix:
                        "State the length of its chain; if the display is much narrower than a neck, its size is guessed too large."
                )
            ])
        }
        let wanted = framing.crop.frameWidth(needed, of: Self.frameWidths)
        // What is below the hem is not dressed.
        let tallest = end - top
        let width =
            wanted / framing.aspect <= tallest
            ? wanted : Self.frameWidths.last { $0 / framing.aspect <= tallest } ?? tallest * framing.aspect
        let height = width / framing.aspect
        // Close up, a necklace is its lowest part.
        let middle = framing.crop == .macro ? min(lowest - 0.24 * height, end - height / 2) : top + height / 2

        let axes = survey.axes
        let shift = axes.down * middle
        let render = Self.renderSize(framing: framing, frameWidth: width, millimetresPerPhotoPixel: mm)
        var camera = survey
        camera.position += shift
        camera.target += shift
        camera.focalLength = 36 * fit.distance.millimetres / width
        (camera.width, camera.height) = (render.width, render.height)
        camera.fNumber = 4.5
        // The skin just below the notch is sharp; a piece lies within the lens's depth there.
        camera.focusDistance = fit.distance.millimetres - 6
        return camera
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
}
