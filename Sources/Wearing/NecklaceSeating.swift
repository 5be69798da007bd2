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

    func seat() throws -> Fit {
        let camera = frame()
        let line = WornLine(fit: fit, candidate: candidate, camera: camera)
        let placement = NecklaceMap(cutout: cutout, fit: fit, candidate: candidate, line: line, camera: camera)
            .placement()
        var warnings: [String] = []
        if placement.continuedFraction > 0.02 {
            let percent = Int((placement.continuedFraction * 100).rounded())
            warnings.append(
                "\(percent) % of the chain that shows was hidden in the photo and repeats the chain's own links.")
        }
        warnings += HandOutGate().findings(
            bendMillimetres: placement.bendMillimetres, shownShare: placement.shownFraction
        ).map(\.message)
        let chain = candidate.chain
        let scale = ScaleEstimate(
            millimetresPerPixel: candidate.millimetresPerPixel,
            source: fit.statedLength == nil ? fit.scale.source : .stated, uncertainty: candidate.scaleUncertainty)
        if scale.source == .estimated {
            warnings.append(
                "The size is estimated: the chain is worn as \(Int((chain.length / 10).rounded())) cm long. State --length to be exact."
            )
        }
        let gaps = line.visible.indices.filter { line.visible[$0] }.map { line.chain.gaps[$0] }
        let radius = fit.chainRadius
        let contacts = chain.points.indices.filter { chain.gaps[$0] < 1.5 }
            .map { (centre: chain.points[$0], radius: radius) }
        let seen = line.visible.indices.filter { line.visible[$0] }
        let exits = [seen.first, seen.last].compactMap { $0.map { line.chain.points[$0] } }
            .sorted { camera.project($0).pixel.x < camera.project($1).pixel.x }
        let distance = fit.distance
        var fit = Fit(
            gesture: .neck, camera: camera, scale: scale, placement: placement, proxies: [],
            reliefHalfThickness: min(radius, 3), contacts: contacts, gaps: gaps, warnings: warnings)
        fit.distance = distance
        fit.connections = zip([.exitLeft, .exitRight], exits).map { Fit.Connection($0, at: $1) }
        return fit
    }

    // MARK: - Frame

    /// The frame from below the lips to below the piece.
    ///
    /// Angles, width and size come from short lists and the aim from the body alone, so that pieces share plates.
    private func frame() -> Camera {
        func snapped(_ v: Float, _ step: Float) -> Float { (v / step).rounded() * step }
        let (yaw, pitch) = (snapped(candidate.yaw, 2.5), snapped(candidate.pitch, 2.5))
        let notch = fit.landmarks.suprasternalNotch
        let survey = fit.surveyCamera(target: notch, yaw: yaw, pitch: pitch, roll: 0)
        func seen(_ p: Vector3) -> Vector2 { survey.project(p).pixel - Vector2(500, 500) }

        let mm = candidate.millimetresPerPixel
        let chain = fit.seenLine(candidate.chain, yaw: yaw, pitch: pitch, roll: 0)
        let xs = chain.nodes.map { seen(candidate.chain.points[$0]).x }
        let lowestStrand = fit.leadingStrand.centreLine.map(\.y).max()!
        let drop = fit.pendants.map { ($0.upper.y - lowestStrand) * mm }.max() ?? 0
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
