package import Anatomy
package import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Plates
internal import Rendering

/// Hangs an earring: one similarity takes the photo to the picture, its hole on the lobe's, its weight straight down.
package struct EarringSeating {
    let fit: EarringFit
    let lobe: Landmarks.EarLobe
    var scale: ScaleEstimate
    let framing: Framing
    /// From the lens to the lobe.
    let distance: CameraDistance
    /// By the seller's hand.
    let nudge: Nudge

    package init(
        fit: EarringFit, lobe: Landmarks.EarLobe, scale: ScaleEstimate, framing: Framing,
        distance: CameraDistance? = nil, nudge: Nudge = Nudge()
    ) {
        self.distance =
            distance?.snapped(to: EarView.distances)
            ?? CameraDistance(millimetres: EarView.distances[1], uncertainty: 0.3, source: .usual)
        (self.fit, self.lobe, self.scale, self.framing, self.nudge) = (fit, lobe, scale, framing, nudge)
    }

    private var earring: Earring { fit.earring }
    private var millimetresPerPixel: Float { scale.millimetresPerPixel }

    package func seat() -> Fit {
        let look = fit.look(
            at: lobe, width: frameWidth, distance: distance.millimetres, showsFace: framing.crop.showsFace)
        let camera = camera(look.view)
        var moved = self
        moved.scale.millimetresPerPixel *= nudge.scale
        return moved.fit(camera, look)
    }

    private func fit(_ camera: Camera, _ look: EarringFit.Look) -> Fit {
        let sag = sag
        let hole = lobe.piercing + lobe.down * (sag + nudge.drop) + lobe.forward * nudge.slide
        let centre = camera.project(hole)
        let minification = centre.depth / (camera.focalLengthPixels * millimetresPerPixel)
        var fit = Fit(
            gesture: .of(lobe.side, inPortrait: framing.crop.showsFace), camera: camera, scale: scale,
            placement: placement(camera, look, at: centre, minification: minification), proxies: [],
            reliefHalfThickness: halfThickness, contacts: [], gaps: [0], warnings: warnings(look))
        fit.distance = distance
        fit.connections = [Fit.Connection(.lobe, at: hole)]
        fit.handle = Fit.Handle(point: hole, slide: lobe.forward, drop: lobe.down)
        fit.lobePull = LobePull(piercing: lobe.piercing, displacement: lobe.down * sag)
        fit.piercing = piercing
        return fit
    }

    /// The hole that a wire is seen to go into; a front hides it, and so does a tube, which ends on the lobe.
    private var piercing: Piercing? {
        switch earring.style.value {
        case .stud, .drop: nil
        case .hook, .hoop:
            wire > Piercing.widest
                ? nil
                : Piercing(
                    of: lobe, at: lobe.piercing + lobe.down * nudge.drop + lobe.forward * nudge.slide, wire: wire,
                    sag: sag)
        }
    }

    // MARK: - Frame

    /// Below the hole, millimetres.
    private var drop: Float { max(earring.upper.y, 0) * millimetresPerPixel }

    /// Across the frame: the ear and the jaw fill it, and what hangs takes four fifths of what is below the ear at most.
    private var frameWidth: Float {
        let across = (earring.upper.x - earring.lower.x) * millimetresPerPixel
        let needed = framing.crop == .macro ? max(2.3 * drop, across / 0.33, 95) : max(1.6 * drop, Self.frameWidths[0])
        if framing.crop.showsFace { return max(EarView.portraitWidth, needed) }
        return framing.crop.frameWidth(needed, of: Self.frameWidths, macro: 0.63)
    }

    private static let frameWidths: [Float] = [118, 142, 170]

    private func camera(_ view: EarView) -> Camera {
        let render = NecklaceSeating.renderSize(
            framing: framing, frameWidth: view.width, millimetresPerPhotoPixel: millimetresPerPixel)
        return view.camera(for: lobe, width: render.width, height: render.height)
    }

    // MARK: - The map

    private func placement(
        _ camera: Camera, _ look: EarringFit.Look, at hole: (pixel: Vector2, depth: Float), minification: Float
    ) -> Placement {
        // Turned by a little it still lies in the box that its corners' circle widens.
        let slant = abs(sin(nudge.turn * .pi / 180)) * max(earring.lower.length, earring.upper.length)
        let (low, high) = (
            hole.pixel + (earring.lower - Vector2(repeating: slant)) / minification,
            hole.pixel + (earring.upper + Vector2(repeating: slant)) / minification
        )
        let (x0, y0) = (min(max(Int(low.x) - 3, 0), camera.width), min(max(Int(low.y) - 3, 0), camera.height))
        let (x1, y1) = (min(max(Int(high.x) + 4, 0), camera.width), min(max(Int(high.y) + 4, 0), camera.height))
        let window = PixelWindow(x: x0, y: y0, width: max(x1 - x0, 0), height: max(y1 - y0, 0))
        let toPhoto = Similarity2D(scale: minification, angle: -nudge.turn * .pi / 180)
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        var depth = [Float](repeating: .infinity, count: source.count)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let seen = Vector2(Float(x0 + x) + 0.5, Float(y0 + y) + 0.5) - hole.pixel
                let off = toPhoto.applyToDirection(seen)
                let i = y * window.width + x
                source[i] = earring.attachment + earring.right * off.x + earring.down * off.y
                depth[i] = hole.depth + behind(off, look)
            }
        }
        return Placement(
            window: window, source: source, depth: depth, minification: minification, maxStretch: 0, hiddenFraction: 0,
            continuedFraction: 0, bendMillimetres: 0)
    }

    /// How far a part of the piece lies behind the hole, millimetres; negative is before it.
    ///
    /// - Parameter off: from the attachment, along `right` and `down`, photo pixels.
    private func behind(_ off: Vector2, _ look: EarringFit.Look) -> Float {
        // The stand-in for contact is as thick as the piece; a front presses the lobe, a wire arches before it.
        let front = piercing == nil ? Self.flush(halfThickness) : -2 * halfThickness - Self.archHeight
        switch earring.style.value {
        case .stud, .drop: return front
        case .hook:
            guard let arch = earring.arch, arch.width > 0, off.y < arch.depth else { return entering(off, front) }
            // From the front leg to the rear one the wire passes the hole at the attachment.
            let along = off.x * Float(fit.rearSide(on: lobe.side))
            guard along > 0.5 * halfWire else { return entering(off, front) }
            return lobe.thickness + 2 * along * millimetresPerPixel
        case .hoop:
            guard let hoop = earring.hoop else { return entering(off, front) }
            // Along the ring's plane, front half positive.
            let across = (off.x - axis(of: hoop)) * look.frontSide * millimetresPerPixel / max(hoop.openness, 0.15)
            let along = across * (max(1 - hoop.openness * hoop.openness, 0)).squareRoot()
            // Where it meets the lobe its round section is seen.
            if off.length < hoop.thickness / 2 { return entering(off, front) }
            if across >= 0 || off.y > 1.5 * hoop.radius { return entering(off, front) - along }
            return lobe.thickness + 0.5 - along
        }
    }

    /// A wire on its way from before the lobe into the hole, whose lip and flesh hide its end.
    private func entering(_ off: Vector2, _ front: Float) -> Float {
        guard let piercing else { return front }
        let distance = off.length * millimetresPerPixel
        let lip = -2 * halfThickness
        guard distance > piercing.radius else {
            return mix(piercing.bottom + Self.hiddenEnd, lip, distance / piercing.radius)
        }
        return mix(lip, front, smoothstep(0, 3, distance - piercing.radius))
    }

    /// Half of the thickness of the wire that goes through the hole, millimetres.
    private var wire: Float {
        // A hook's is thin; what the width of its crown tells is coarse.
        guard let hoop = earring.hoop else { return min(max(halfWire * millimetresPerPixel, 0.3), 0.45) }
        return min(max(hoop.thickness / 2 * millimetresPerPixel, 0.3), 1.5)
    }

    /// Half the width of a hook's wire as far as its arch tells, photo pixels.
    private var halfWire: Float { -earring.lower.y }

    /// The ring's middle from the attachment, along `right`.
    private func axis(of hoop: Earring.Hoop) -> Float { dot(hoop.centre - earring.attachment, earring.right) }

    /// How far behind the skin the face of a front lies that is pressed into the lobe, millimetres.
    static func flush(_ halfThickness: Float) -> Float { 0.2 - 2 * halfThickness }

    /// How far before the lobe a wire arches, and how much of its end the flesh hides, millimetres.
    private static let archHeight: Float = 0.35
    private static let hiddenEnd: Float = 0.5

    // MARK: - Weight

    /// Half of the thickness that a piece of this outline has, millimetres.
    private var halfThickness: Float {
        switch earring.style.value {
        case .stud: min(max(0.16 * size, 0.8), 2.5)
        case .drop: 1.4
        case .hook: 0.6
        case .hoop: min(max(wire, 0.5), 1.2)
        }
    }

    /// The smaller side of its box, millimetres.
    private var size: Float {
        let box = earring.upper - earring.lower
        return min(box.x, box.y) * millimetresPerPixel
    }

    /// How far the lobe is drawn down, millimetres: a gram of metal, 1.2 mm thick and half open, draws it 0.12 mm.
    private var sag: Float {
        guard earring.style.value != .stud else { return 0 }
        let grams = Float(earring.area) * millimetresPerPixel * millimetresPerPixel * 1.2 * 0.5 * 0.008
        return min(0.12 * grams, 1.4)
    }

    // MARK: - Words

    private func warnings(_ look: EarringFit.Look) -> [String] {
        var warnings: [String] = []
        let height = (earring.upper.y - earring.lower.y) * millimetresPerPixel
        if scale.source == .estimated {
            warnings.append(
                String(
                    format: "The size is estimated: worn as %.0f mm from top to bottom. State its height to be exact.",
                    height))
        }
        if earring.style.confidence < 0.5 {
            warnings.append(
                "Taken for a \(earring.style.value.rawValue), which is not sure: look at where it goes into the ear.")
        }
        if abs(look.offDegrees) > EarringFit.tolerance {
            warnings.append(
                "The hoop was photographed from its face; on an ear it is seen from a side. Photograph it turned by 30 to 60 degrees."
            )
        }
        if (framing.crop == .macro ? 1.44 : 1.6) * drop > frameWidth {
            warnings.append("The earring is longer than the frame shows.")
        }
        return warnings
    }
}
