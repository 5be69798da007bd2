internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// Seats a bracelet: the frame, the map of pixels by length round the wrist, the stand-in for contact.
struct BraceletSeating {
    let bracelet: BraceletGeometry
    var candidate: BraceletFit.Candidate
    let arm: BraceletFit.Arm
    let statedLength: Float?
    let framing: Framing
    let cutout: Cutout
    /// From the lens to the wrist.
    let distance: CameraDistance
    /// By the seller's hand.
    var nudge = Nudge()

    func seat() -> Fit {
        var moved = self
        // Pixels are found through the camera's own rays: no turn remains.
        _ = moved.candidate.snapView()
        let camera = moved.camera()
        moved.candidate = moved.candidate.nudged(nudge)
        return moved.fit(camera)
    }

    private func fit(_ camera: Camera) -> Fit {
        let c = candidate
        let mm = c.millimetresPerPixel
        let middle = c.section(offset: c.thickness / 2)
        let unrolling = BraceletUnrolling(bracelet: bracelet, candidate: c, section: middle, cutout: cutout)
        let placement = map(camera: camera, section: middle, unrolling: unrolling)
        let contacts = self.contacts()
        // The half that is not seen may be longer or shorter than the one that is.
        let uncertainty = (bracelet.isLoop ? 0.04 : 0.1) + bracelet.residual
        var fit = Fit(
            gesture: c.gesture, camera: camera,
            scale: ScaleEstimate(
                millimetresPerPixel: mm, source: statedLength == nil ? .estimated : .stated,
                uncertainty: statedLength == nil ? hypot(uncertainty, 0.07) : uncertainty),
            placement: placement, proxies: [ContactProxy(mesh: band(), colour: [0.7, 0.62, 0.5], isMetal: true)],
            reliefHalfThickness: min(max(c.thickness / 2, 0.5), 3), contacts: contacts.map { ($0.centre, $0.radius) },
            gaps: contacts.map(\.gap), warnings: warnings(continued: placement.continuedFraction))
        fit.distance = distance
        fit.connections = [Fit.Connection(.wrist, at: c.seat.centre)]
        fit.handle = Fit.Handle(point: c.seat.centre, slide: c.seat.axis)
        return fit
    }

    private func warnings(continued: Float) -> [String] {
        var warnings: [String] = []
        if statedLength == nil {
            let length = candidate.seat.circumference + candidate.slack
            warnings.append(
                "The size is estimated: worn as a bracelet of \(Int(length.rounded())) mm inner length. State its length to be exact."
            )
        }
        if candidate.slack < -2 {
            warnings.append("This model's wrist is too full for that length: the bracelet would sit tight.")
        }
        if continued > 0.01 {
            warnings.append(
                "\(Int((continued * 100).rounded(.up))) % of the bracelet that shows was hidden in the photo and repeats its own pattern."
            )
        }
        return warnings
    }

    // MARK: - Frame

    private static let frameWidths: [Float] = [120, 145, 175, 210]

    private func camera() -> Camera {
        let c = candidate
        // Room for the piece twice over, and a hand's worth.
        let reach = heights()
        let wide = max(c.section(offset: c.thickness).width, 52)
        let tall = (reach.upperBound - reach.lowerBound) * c.millimetresPerPixel
        let needed = max(2.1 * wide, 1.9 * tall)
        let width = framing.crop.frameWidth(needed, of: Self.frameWidths, macro: 0.84)
        let render = NecklaceSeating.renderSize(
            framing: framing, frameWidth: width, millimetresPerPhotoPixel: c.millimetresPerPixel)
        // Aim between bracelet and hand; the lens stays, so that the wrist is seen along the same ray.
        let toHand = arm.hand - c.seat.centre
        let height = width / framing.aspect
        func limited(_ v: Float, _ limit: Float) -> Float { min(max(v, -limit), limit) }
        let shift =
            c.right * limited(0.45 * dot(toHand, c.right), 0.16 * width)
            + c.down * limited(0.45 * dot(toHand, c.down), 0.16 * height)
        let distance = distance.millimetres
        return Camera(
            position: c.seat.centre - c.forward * distance, target: c.seat.centre + shift, up: -c.down,
            focalLength: 36 * distance / width, fNumber: 9, focusDistance: (distance - 0.35 * wide).rounded(),
            width: render.width, height: render.height)
    }

    /// What the piece covers along its axis, photo pixels from the band's middle.
    private func heights() -> ClosedRange<Float> {
        let alpha = cutout.alpha
        let step = max(max(alpha.width, alpha.height) / 400, 1)
        var (low, high) = (-bracelet.width / 2, bracelet.width / 2)
        for y in stride(from: 0, to: alpha.height, by: step) {
            for x in stride(from: 0, to: alpha.width, by: step) where alpha.value(x, y) > 0.3 {
                let p = Vector2(Float(x), Float(y))
                guard bracelet.isFront(p) else { continue }
                let h = bracelet.place(of: p).height
                (low, high) = (min(low, h), max(high, h))
            }
        }
        let limit = 1.6 * bracelet.radius
        return max(low - Float(step), -limit)...min(high + Float(step), limit)
    }

    // MARK: - The map

    private func map(camera: Camera, section: BraceletSection, unrolling: BraceletUnrolling) -> Placement {
        let c = candidate
        let window = self.window(camera: camera, section: section)
        let rays = BraceletRays(
            bracelet: bracelet, candidate: c, section: section, unrolling: unrolling, cutout: cutout, camera: camera,
            skin: SkinDepth(surface: arm.surface, camera: camera, window: window))
        let centre = camera.project(c.seat.centre + c.front * (0.5 * section.width))
        let minification = centre.depth / camera.focalLengthPixels / c.millimetresPerPixel
        var places = [BraceletRays.Place?](repeating: nil, count: window.width * window.height)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let middle = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                places[y * window.width + x] = rays.place(at: middle)
            }
        }
        let (own, continued) = places.reduce((0, 0)) { sum, place in
            switch place?.origin {
            case .photographed: (sum.0 + 1, sum.1)
            case .repeated: (sum.0, sum.1 + 1)
            case .beside, nil: sum
            }
        }
        var placement = Placement(
            window: window, source: places.map { $0?.source ?? Placement.nowhere },
            depth: places.map { $0?.depth ?? .infinity }, minification: minification, maxStretch: unrolling.maxStretch,
            hiddenFraction: c.obstructed, continuedFraction: Float(continued) / Float(max(own + continued, 1)),
            bendMillimetres: unrolling.bend)
        placement.refineFolds { rays.place(at: $0).map { ($0.source, $0.depth) } }
        return placement
    }

    /// The part of the frame that the front can reach.
    private func window(camera: Camera, section: BraceletSection) -> PixelWindow {
        let c = candidate
        let reach = heights()
        var (low, high) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
        for p in section.points {
            for h in [reach.lowerBound, reach.upperBound] {
                let foot = c.seat.centre + c.across * p.x + c.front * p.y
                let q = camera.project(foot + c.axis * (h * c.millimetresPerPixel)).pixel
                (low, high) = (pointwiseMin(low, q), pointwiseMax(high, q))
            }
        }
        let margin = 8 * camera.focalLengthPixels / distance.millimetres
        func clamp(_ v: Float, _ limit: Int) -> Int { min(max(Int(v), 0), limit) }
        let (x0, x1) = (clamp(low.x - margin, camera.width), clamp(high.x + margin, camera.width))
        let (y0, y1) = (clamp(low.y - margin, camera.height), clamp(high.y + margin, camera.height))
        return PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    // MARK: - What touches skin

    /// Points of the band's inside, in rows across it, where it lies on the forearm.
    private func contacts() -> [(centre: Vector3, radius: Float, gap: Float)] {
        let c = candidate
        let wide = bracelet.width * c.millimetresPerPixel
        let radius = max(min(0.5 * c.thickness, 0.5 * wide, 2.5), 0.3)
        let middle = c.section(offset: radius)
        let side = max(0.5 * wide - radius, 0)
        let rows = side > 0.3 ? 2 * Int((side / (1.3 * radius)).rounded(.up)) + 1 : 1
        var found: [(centre: Vector3, radius: Float, gap: Float)] = []
        for row in 0..<rows {
            let height = rows > 1 ? side * (2 * Float(row) / Float(rows - 1) - 1) : 0
            for (k, p) in middle.points.enumerated() {
                // What hangs free presses nothing.
                guard middle.gaps[k] < 1.5 || candidate.slack < 1 else { continue }
                let centre = c.seat.centre + c.across * p.x + c.front * p.y + c.axis * height
                let gap = arm.surface.nearest(to: centre, within: 20).map { max(0, $0.distance - radius) } ?? 20
                found.append((centre, radius, gap))
            }
        }
        return found
    }

    /// The far part of the band, which the picture never shows, as a strip of rectangular section in body space. In
    /// front light meets the piece's own silhouette: between strips and links it reaches the skin.
    private func band() -> Mesh {
        let c = candidate
        let (inner, outer) = (c.section(offset: 0.15), c.section(offset: max(c.thickness, 0.5)))
        let half = 0.5 * bracelet.width * c.millimetresPerPixel
        let sections = inner.points.indices.map { k in
            [(inner.points[k], -half), (outer.points[k], -half), (outer.points[k], half), (inner.points[k], half)].map {
                c.seat.centre + c.across * $0.0.x + c.front * $0.0.y + c.axis * $0.1
            }
        }
        return Mesh(bandThrough: sections) { k in
            let tangent = outer.point(k + 1) - outer.point(k)
            return -tangent.x < 0.1 * tangent.length
        }
    }
}
