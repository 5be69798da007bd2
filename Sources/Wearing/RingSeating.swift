internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// Seats a ring: one similarity takes the photo to the picture, the band's geometry says what lies in front.
struct RingSeating {
    let ring: RingGeometry
    let candidate: RingFit.Candidate
    let scale: ScaleEstimate
    let statedDiameter: Float?
    let framing: Framing
    /// Middle of the hand, so that the frame holds more of it than of thin air.
    let handCentre: Vector3
    let cutout: Cutout

    func seat() -> Fit {
        let mmPerPixel = candidate.innerRadius / ring.innerRadius
        let camera = self.camera(millimetresPerPhotoPixel: mmPerPixel)
        let centre = camera.project(candidate.seat.seat)
        let picturePixels = camera.focalLengthPixels / centre.depth
        let minification = 1 / (picturePixels * mmPerPixel)
        let placement = map(camera: camera, centre: centre.pixel, minification: minification)
        var warnings: [String] = []
        let source: ScaleEstimate.Source = statedDiameter == nil ? .estimated : .stated
        if source == .estimated {
            warnings.append(
                String(
                    format:
                        "The size is estimated: worn as a ring of %.1f mm inner diameter. State --ring-size to be exact.",
                    2 * candidate.innerRadius))
        }
        if abs(candidate.girth - 1) > 0.08 {
            warnings.append(
                "No finger of this model fits that size; the finger was made \(candidate.girth > 1 ? "fuller" : "slimmer")."
            )
        }
        return Fit(
            gesture: candidate.gesture, camera: camera,
            scale: ScaleEstimate(
                millimetresPerPixel: mmPerPixel, source: source, uncertainty: statedDiameter == nil ? 0.08 : 0.02),
            placement: placement, proxies: [ContactProxy(mesh: band(), colour: [0.8, 0.7, 0.5], isMetal: true)],
            reliefHalfThickness: 1.2, contacts: contacts(), gaps: [0], warnings: warnings)
    }

    /// Width of the frame at the ring, millimetres: a hand's worth.
    private static let frameWidth: Float = 96

    private func camera(millimetresPerPhotoPixel mm: Float) -> Camera {
        let c = candidate
        let render = NecklaceSeating.renderSize(
            framing: framing, frameWidth: Self.frameWidth, millimetresPerPhotoPixel: mm)
        // Aim between ring and hand, as far as keeps the ring in the middle third.
        let toHand = handCentre - c.seat.seat
        func limited(_ v: Float, _ limit: Float) -> Float { min(max(v, -limit), limit) }
        let height = Self.frameWidth / framing.aspect
        let shift =
            c.right * limited(0.5 * dot(toHand, c.right), 0.15 * Self.frameWidth)
            + c.down * limited(0.5 * dot(toHand, c.down), 0.15 * height)
        let position = c.seat.seat + shift - c.forward * c.distance
        return Camera(
            position: position, target: c.seat.seat + shift, up: -c.down,
            focalLength: 36 * c.distance / Self.frameWidth, fNumber: 9,
            focusDistance: c.distance - 0.7 * c.innerRadius, width: render.width, height: render.height)
    }

    // MARK: - The map

    private func map(camera: Camera, centre: Vector2, minification: Float) -> Placement {
        let box = boundsOfPiece()
        func toPicture(_ p: Vector2) -> Vector2 { centre + (p - ring.centre) / minification }
        let (low, high) = (toPicture(box.lower), toPicture(box.upper))
        let x0 = min(max(Int(low.x) - 2, 0), camera.width)
        let x1 = min(max(Int(high.x) + 3, 0), camera.width)
        let y0 = min(max(Int(low.y) - 2, 0), camera.height)
        let y1 = min(max(Int(high.y) + 3, 0), camera.height)
        let window = PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
        var source = [Vector2](repeating: Placement.nowhere, count: window.width * window.height)
        var depth = [Float](repeating: .infinity, count: source.count)
        let shape = BandShape(candidate: candidate, ring: ring)
        let forward = camera.axes.forward
        for y in 0..<window.height {
            for x in 0..<window.width {
                let q = Vector2(Float(window.x + x) + 0.5, Float(window.y + y) + 0.5)
                let i = y * window.width + x
                source[i] = ring.centre + (q - centre) * minification
                let direction = camera.direction(through: q)
                depth[i] = shape.depth(from: camera.position, along: direction) * dot(direction, forward)
            }
        }
        return Placement(
            window: window, source: source, depth: depth, minification: minification, maxStretch: 0,
            hiddenFraction: candidate.obstructed, continuedFraction: 0, bendMillimetres: 0)
    }

    private func boundsOfPiece() -> (lower: Vector2, upper: Vector2) {
        var (lower, upper) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
        let alpha = cutout.alpha
        for y in 0..<alpha.height {
            for x in 0..<alpha.width where alpha.value(x, y) > 0.02 {
                let p = Vector2(Float(x), Float(y))
                lower = pointwiseMin(lower, p)
                upper = pointwiseMax(upper, p + Vector2(1, 1))
            }
        }
        return lower.x < upper.x ? (lower, upper) : (.zero, .zero)
    }

    /// Where the band's inner edge lies on the finger.
    private func contacts() -> [(centre: Vector3, radius: Float)] {
        let c = candidate
        let (d, b) = (c.seat.dorsal, cross(c.axis, c.seat.dorsal))
        let section = 0.5 * c.innerRadius * max(ring.thickness, 0.6 * ring.bandWidth) / ring.innerRadius
        return (0..<72).map { k in
            let t = Float(k) / 72 * 2 * .pi
            return (c.seat.seat + (d * cos(t) + b * sin(t)) * (c.innerRadius + section), section)
        }
    }

    /// The band as a closed tube of rectangular section, in body space.
    private func band() -> Mesh {
        let c = candidate
        let outer = c.innerRadius * (1 + ring.thickness / ring.innerRadius)
        let half = 0.5 * c.innerRadius * ring.bandWidth / ring.innerRadius
        let (d, b) = (c.seat.dorsal, cross(c.axis, c.seat.dorsal))
        var mesh = Mesh()
        let count = 96
        for k in 0..<count {
            let t = Float(k) / Float(count) * 2 * .pi
            let outward = d * cos(t) + b * sin(t)
            for (r, w) in [(c.innerRadius, -half), (outer, -half), (outer, half), (c.innerRadius, half)] {
                mesh.positions.append(c.seat.seat + outward * r + c.axis * w)
            }
        }
        for k in 0..<count {
            let (i, j) = (UInt32(4 * k), UInt32(4 * ((k + 1) % count)))
            for e in 0..<UInt32(4) {
                let f = (e + 1) % 4
                mesh.triangles.append([i + e, j + e, j + f])
                mesh.triangles.append([i + e, j + f, i + f])
            }
        }
        return mesh
    }
}

/// The band and head of a ring as seen by a ray: which surface comes first, and how far away.
struct BandShape {
    private let centre, axis, dorsal: Vector3
    private let inner, outer, half: Float

    init(candidate c: RingFit.Candidate, ring: RingGeometry) {
        (centre, axis, dorsal) = (c.seat.seat, c.axis, c.seat.dorsal)
        inner = c.innerRadius
        outer = c.innerRadius * (1 + ring.thickness / ring.innerRadius)
        half = 0.5 * c.innerRadius * ring.bandWidth / ring.innerRadius
    }

    /// Distance along a unit ray to the band; where it meets none, to the plane through the head square to the ray.
    func depth(from o: Vector3, along d: Vector3) -> Float {
        let p = o - centre
        let (pz, dz) = (dot(p, axis), dot(d, axis))
        let (pr, dr) = (p - axis * pz, d - axis * dz)
        var best = Float.infinity
        // Outer wall, first crossing; inner wall, second crossing (its far side faces the viewer).
        let a = dot(dr, dr)
        for (radius, sign) in [(outer, Float(-1)), (inner, Float(1))] where a > 1e-9 {
            let b = dot(pr, dr)
            let c = dot(pr, pr) - radius * radius
            let discriminant = b * b - a * c
            guard discriminant >= 0 else { continue }
            let t = (-b + sign * discriminant.squareRoot()) / a
            if t > 0, abs(pz + dz * t) <= half { best = min(best, t) }
        }
        // The two flat sides between inner and outer wall.
        if abs(dz) > 1e-6 {
            for side in [half, -half] {
                let t = (side - pz) / dz
                let r = (pr + dr * t).length
                if t > 0, r >= inner, r <= outer { best = min(best, t) }
            }
        }
        if best < .infinity { return best }
        // Beyond the band: stones and setting stand on its back.
        return max(dot(centre + dorsal * outer - o, d), 0)
    }
}
