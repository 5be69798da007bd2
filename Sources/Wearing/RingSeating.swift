internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// Seats a ring: one similarity takes the photo to the picture, the band's geometry says what lies in front.
struct RingSeating {
    let ring: RingGeometry
    var candidate: RingFit.Candidate
    let scale: ScaleEstimate
    let statedDiameter: Float?
    let framing: Framing
    /// Middle of the hand, so that the frame holds more of it than of thin air.
    let handCentre: Vector3
    let cutout: Cutout
    /// The hand's skin, not pressed yet.
    let surface: BodySurface
    /// By the seller's hand.
    var nudge = Nudge()
    /// Of the photo's pixels in the picture, clockwise, degrees.
    var turn: Float = 0

    func seat() -> Fit {
        var moved = self
        moved.turn = nudge.turn + moved.candidate.snapView()
        let camera = moved.camera(millimetresPerPhotoPixel: candidate.innerRadius / ring.innerRadius)
        moved.candidate = moved.candidate.nudged(nudge)
        return moved.fit(camera)
    }

    private func fit(_ camera: Camera) -> Fit {
        let mmPerPixel = candidate.innerRadius / ring.innerRadius
        let centre = camera.project(candidate.centre)
        let picturePixels = camera.focalLengthPixels / centre.depth
        let minification = 1 / (picturePixels * mmPerPixel)
        let placement = map(camera: camera, centre: centre.pixel, minification: minification)
        let contacts = contacts()
        var fit = Fit(
            gesture: candidate.gesture, camera: camera,
            scale: ScaleEstimate(
                millimetresPerPixel: mmPerPixel,
                source: statedDiameter == nil ? .estimated : .stated,
                uncertainty: statedDiameter == nil ? 0.08 : 0.02),
            placement: placement, proxies: [ContactProxy(mesh: band(), colour: [0.8, 0.7, 0.5], isMetal: true)],
            reliefHalfThickness: 1.2, contacts: contacts, gaps: gaps(contacts),
            warnings: warnings(continued: placement.continuedFraction))
        fit.connections = [Fit.Connection(.ringSeat, at: candidate.centre)]
        fit.handle = Fit.Handle(point: candidate.centre, slide: candidate.axis)
        return fit
    }

    private func warnings(continued: Float) -> [String] {
        var warnings: [String] = []
        if statedDiameter == nil {
            warnings.append(
                String(
                    format:
                        "The size is estimated: worn as a ring of %.1f mm inner diameter. State its size to be exact.",
                    2 * candidate.innerRadius))
        }
        if abs(candidate.girth - 1) > 0.05 {
            warnings.append(
                "No finger of this model fits that size: the ring sits \(candidate.girth > 1 ? "loose" : "tight").")
        }
        if continued > 0.005 {
            warnings.append(
                "\(Int((continued * 100).rounded(.up))) % of the band that shows was hidden in the photo and repeats the band beside it."
            )
        }
        return warnings
    }

    /// Width of the frame at the ring, millimetres: as shops show rings, fingers and the hand's back fill it.
    private var frameWidth: Float { framing.crop.frameWidth(78, of: [78], macro: 0.7, lifestyle: 1.72) }

    private func camera(millimetresPerPhotoPixel mm: Float) -> Camera {
        let c = candidate
        let render = NecklaceSeating.renderSize(
            framing: framing, frameWidth: frameWidth, millimetresPerPhotoPixel: mm)
        // Aim between ring and hand, as far as keeps the ring in the middle third. The lens stays where it is, so that
        // the ring is seen along the same ray as in its photo.
        let toHand = handCentre - c.centre
        func limited(_ v: Float, _ limit: Float) -> Float { min(max(v, -limit), limit) }
        let height = frameWidth / framing.aspect
        let shift =
            c.right * limited(0.5 * dot(toHand, c.right), 0.15 * frameWidth)
            + c.down * limited(0.5 * dot(toHand, c.down), 0.15 * height)
        return Camera(
            position: c.centre - c.forward * c.distance, target: c.centre + shift, up: -c.down,
            focalLength: 36 * c.distance / frameWidth, fNumber: 14,
            focusDistance: (c.distance - 0.7 * c.innerRadius).rounded(), width: render.width, height: render.height)
    }

    // MARK: - The map

    private func map(camera: Camera, centre: Vector2, minification: Float) -> Placement {
        let continuation = BandContinuation(ring: ring, candidate: candidate, cutout: cutout)
        let window = self.window(camera: camera, centre: centre, minification: minification)
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        var depth = [Float](repeating: .infinity, count: source.count)
        let shape = BandShape(candidate: candidate, ring: ring)
        let toPhoto = Similarity2D(scale: minification, angle: -turn * .pi / 180)
        let forward = camera.axes.forward
        var (own, continued) = (0, 0)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let q = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                let i = y * window.width + x
                var photo = ring.centre + toPhoto.applyToDirection(q - centre)
                let direction = camera.direction(through: q)
                let hit = shape.hit(from: camera.position, along: direction)
                // What the photo shows is never replaced by what it shows elsewhere.
                if let hit, !covers(photo), let other = continuation.source(for: hit.point) {
                    photo = other
                    continued += 1
                } else if hit != nil {
                    own += 1
                }
                source[i] = photo
                // A head hangs over the hole, behind which a ray would meet the far wall.
                let distance =
                    isHead(photo)
                    ? min(hit?.distance ?? .infinity, shape.distanceToHead(from: camera.position, along: direction))
                    : hit?.distance ?? shape.distanceBeside(from: camera.position, along: direction)
                depth[i] = distance * dot(direction, forward)
            }
        }
        return Placement(
            window: window, source: source, depth: depth, minification: minification, maxStretch: 0,
            hiddenFraction: max(candidate.obstructed, candidate.headHidden),
            continuedFraction: min(Float(continued) / Float(max(own + continued, 1)), candidate.missing),
            bendMillimetres: 0)
    }

    /// Whether the cutout has the piece at a place of the photo.
    private func covers(_ p: Vector2) -> Bool {
        let (x, y) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
        guard x >= 0, y >= 0, x < cutout.alpha.width, y < cutout.alpha.height else { return false }
        return cutout.alpha.value(x, y) > 0.5
    }

    private func isHead(_ p: Vector2) -> Bool {
        guard let head = ring.head else { return false }
        return p.x > head.lower.x - 1 && p.y > head.lower.y - 1 && p.x < head.upper.x + 1 && p.y < head.upper.y + 1
    }

    /// The part of the frame that the piece or its continued band may reach.
    private func window(camera: Camera, centre: Vector2, minification: Float) -> PixelWindow {
        let box = boundsOfPiece()
        let reach = ring.innerRadius + ring.thickness + 0.5 * ring.bandWidth
        let lower = pointwiseMin(box.lower, ring.centre - Vector2(reach, reach))
        let upper = pointwiseMax(box.upper, ring.centre + Vector2(reach, reach))
        let (low, high) = (centre + (lower - ring.centre) / minification, centre + (upper - ring.centre) / minification)
        let x0 = min(max(Int(low.x) - 2, 0), camera.width)
        let x1 = min(max(Int(high.x) + 3, 0), camera.width)
        let y0 = min(max(Int(low.y) - 2, 0), camera.height)
        let y1 = min(max(Int(high.y) + 3, 0), camera.height)
        return PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    private func boundsOfPiece() -> (lower: Vector2, upper: Vector2) {
        guard let box = cutout.alpha.bounds(above: 0.02) else { return (ring.centre, ring.centre) }
        let lower = Vector2(Float(box.x), Float(box.y))
        return (lower, lower + Vector2(Float(box.width), Float(box.height)))
    }

    // MARK: - What touches skin

    /// From the band's underside to the skin all round, millimetres; nothing where the skin gives way.
    private func gaps(_ contacts: [(centre: Vector3, radius: Float)]) -> [Float] {
        contacts.map { contact in
            surface.nearest(to: contact.centre, within: 30).map { max(0, $0.distance - contact.radius) } ?? 30
        }
    }

    /// Where the band's inner edge lies on the finger.
    private func contacts() -> [(centre: Vector3, radius: Float)] {
        let c = candidate
        let across = cross(c.axis, c.head)
        let scale = c.innerRadius / ring.innerRadius
        let section = 0.5 * scale * min(ring.thickness, ring.bandWidth)
        let side = max(0.5 * scale * ring.bandWidth - section, 0)
        // Rows of beads across the band, near enough to each other to press as one.
        let rows = side > 0.2 ? 2 * Int((side / (1.2 * section)).rounded(.up)) + 1 : 1
        return (0..<rows * 72).map { i in
            let t = Float(i % 72) / 72 * 2 * .pi
            let height = rows > 1 ? side * (2 * Float(i / 72) / Float(rows - 1) - 1) : 0
            let outward = c.head * cos(t) + across * sin(t)
            return (c.centre + outward * (c.innerRadius + section) + c.axis * height, section)
        }
    }

    /// The band as a closed tube of rectangular section, in body space.
    private func band() -> Mesh {
        let c = candidate
        let outer = c.innerRadius * (1 + ring.thickness / ring.innerRadius)
        let half = 0.5 * c.innerRadius * ring.bandWidth / ring.innerRadius
        let across = cross(c.axis, c.head)
        let count = 96
        return Mesh(
            bandThrough: (0..<count).map { k in
                let t = Float(k) / Float(count) * 2 * .pi
                let outward = c.head * cos(t) + across * sin(t)
                return [(c.innerRadius, -half), (outer, -half), (outer, half), (c.innerRadius, half)].map {
                    c.centre + outward * $0.0 + c.axis * $0.1
                }
            })
    }
}
