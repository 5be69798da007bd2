internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// Chooses the gesture, the finger and the camera from which a finger is seen as the photographed band was.
///
/// The band's axis and head in the photo's camera space, laid on a finger's axis and back, fix the camera but for the
/// side from which the ring was put on and the little that a ring turns and leans on a finger. What remains is to ask
/// which hand lets the ring be seen, hides what the stand hid, and looks natural.
struct RingFit {
    let ring: RingGeometry
    let scale: ScaleEstimate
    /// Inner diameter that the seller stated, millimetres.
    let statedDiameter: Float?
    let cutout: Cutout
    /// The photo's lens, where its file tells it.
    var lens: PhotoLens?

    /// A hand that might wear the ring.
    struct Hand {
        var gesture: Gesture
        var side: HandSide
        var landmarks: Landmarks
        var surface: BodySurface
        /// Unit vector from the wrist to the elbow.
        var forearm: Vector3
    }

    /// How a ring sits on its finger.
    struct Seat: Hashable {
        /// 1 where the photo's axis points to the fingertip, −1 where the ring was put on from the other side.
        var side: Float
        /// Turn of the head about the finger, and lean of the band toward the fingertip, degrees.
        var roll, lean: Float
    }

    struct Candidate {
        var gesture: Gesture
        var hand: HandSide
        var finger: Finger
        var placed: Seat
        /// The ring's centre, millimetres in body space.
        var centre: Vector3
        /// Axes of the camera in body space: right, down, forward along the ray through the ring.
        var right, down, forward: Vector3
        /// The ring's axis in body space, toward the fingertip, and the direction of its head.
        var axis, head: Vector3
        /// Inner radius of the band, millimetres.
        var innerRadius: Float
        /// Factor on the finger's girth at the seat, so that a stated size fits.
        var girth: Float
        /// From the lens to the band's centre, millimetres.
        var distance: Float
        /// Share of the band's front and head that other flesh hides.
        var obstructed: Float
        /// Share of the head's own pixels that would lie behind flesh.
        var headHidden: Float = 0
        /// Share of the whole band that this hand shows and the photo does not.
        var missing: Float
        var cost: Float
    }

    /// - Parameter finger: where given, no other finger may wear the ring.
    func solve(hands: [Hand], finger only: Finger? = nil) throws -> Candidate {
        var best: Candidate?
        let headPixels = self.headPixels()
        for hand in hands {
            try Task.checkCancellation()
            for finger in only.map({ [$0] }) ?? [Finger.ring, .middle, .index, .little] {
                guard let seat = hand.landmarks.fingers[finger].map({ self.seat($0) }) else { continue }
                let candidates = Self.seats.map { evaluate(hand: hand, finger: finger, seat: seat, placed: $0) }
                guard var candidate = candidates.min(by: { $0.cost < $1.cost }) else { continue }
                candidate.headHidden = hiddenShare(candidate, on: hand.surface, pixels: headPixels)
                candidate.cost += 4 * candidate.headHidden * candidate.headHidden
                if candidate.cost < best?.cost ?? .infinity { best = candidate }
            }
        }
        guard let best, best.obstructed < 0.4, best.missing < 0.3, best.headHidden < 0.25 else { throw refusal(only) }
        return best
    }

    private func refusal(_ finger: Finger?) -> Refusal {
        let whose =
            finger.map { "No \($0 == .thumb ? "thumb" : "\($0.rawValue) finger") of ours" } ?? "No finger of ours"
        let isAlongAxis = abs(ring.axis.z) > Self.alongAxis
        return Refusal([
            Finding(
                .poorFit, .refuse,
                message: isAlongAxis
                    ? "The photo looks through the ring's hole. \(whose) points at a camera so that the ring stays in view."
                    : "\(whose) is seen the way this ring was photographed.",
                fix:
                    "Tilt the ring on a cone or a slot so that the camera looks down on it at 20–50° and the stone faces the camera."
            )
        ])
    }

    /// A finger's girth beside its seat, at most, in units of that at the seat.
    private static let thickest: Float = 1.08
    /// Girth of a ring's inside over that of the finger it fits, where it rests: flesh gives way.
    private static let snug: Float = 0.965
    /// From this cosine on a photo looks along the band's axis, through its hole: 25°.
    private static let alongAxis: Float = 0.906

    /// The seat of this band on a finger, and as its circumference that of a ring that fits there: wide ones lie farther
    /// from the web.
    func seat(_ seat: Landmarks.FingerSeat) -> Landmarks.FingerSeat {
        let radius = statedDiameter.map { $0 / 2 } ?? seat.circumference / (2 * .pi)
        var seated = seat.seating(width: radius * ring.bandWidth / ring.innerRadius)
        // Sections through the web take in the finger beside it.
        seated.circumference = Self.snug * min(seated.circumference, Self.thickest * seat.circumference)
        return seated
    }

    /// Rings turn and lean a little on real fingers.
    private static let seats: [Seat] = [Float(1), -1].flatMap { side in
        [Float(-12), -6, 0, 6, 12].flatMap { roll in
            [Float(-9), -4.5, 0, 4.5, 9].map { Seat(side: side, roll: roll, lean: $0) }
        }
    }

    // MARK: - The lens

    /// Where lenses stand from the ring, millimetres; the middle one usually.
    static let distances: [Float] = [270, 340, 430]

    /// From the lens to the ring, millimetres.
    ///
    /// A band is too small for its perspective to tell much: its nearness (one over distance) is known to about a
    /// thirtieth of its radius, and photographers' habits say more. The two are weighed by their variances. What the
    /// file tells of the lens goes before both.
    func distance(innerRadius: Float) -> Float {
        if let told = told(innerRadius: innerRadius) {
            return told.snapped(to: Self.distances).millimetres
        }
        let (read, readError) = (1 / (ring.distance * innerRadius), 0.03 / innerRadius)
        let (usual, usualError) = (1 / Self.distances[1], Float(0.0006))
        let (a, b) = (1 / (readError * readError), 1 / (usualError * usualError))
        let nearness = (read * a + usual * b) / (a + b)
        return CameraDistance(millimetres: 1 / nearness, uncertainty: 0.2, source: .perspective)
            .snapped(to: Self.distances).millimetres
    }

    private func told(innerRadius: Float) -> CameraDistance? {
        lens?.distance(millimetresPerPixel: innerRadius / ring.innerRadius, uncertainty: 0.04)
    }

    /// What told the distance of a candidate.
    func distance(of candidate: Candidate) -> CameraDistance {
        let told = told(innerRadius: candidate.innerRadius)
        return CameraDistance(
            millimetres: candidate.distance, uncertainty: told?.uncertainty ?? 0.2,
            source: told?.source ?? .perspective)
    }

    // MARK: - One hand

    private func evaluate(hand: Hand, finger: Finger, seat: Landmarks.FingerSeat, placed: Seat) -> Candidate {
        let (axis, head) = Self.ringAxes(on: seat, placed)
        // Photo space: axis a, head h, across b. Body space: axis, head, across. The camera's rows follow.
        let a = (ring.axis * placed.side).normalized
        let h = (ring.headDirection - a * dot(ring.headDirection, a)).normalized
        let (b, across) = (cross(a, h), cross(axis, head))
        func toBody(_ v: Vector3) -> Vector3 { axis * dot(v, a) + head * dot(v, h) + across * dot(v, b) }
        let (right, down, forward) = (toBody([1, 0, 0]), toBody([0, 1, 0]), toBody([0, 0, 1]))
        // A mirrored hand is not a hand.
        assert(dot(cross(right, down), forward) > 0.99)

        let natural = seat.circumference / (2 * .pi)
        let innerRadius = statedDiameter.map { $0 / 2 } ?? natural
        var candidate = Candidate(
            gesture: hand.gesture, hand: hand.side, finger: finger, placed: placed, centre: seat.seat, right: right,
            down: down,
            forward: forward, axis: axis, head: head, innerRadius: innerRadius, girth: innerRadius / natural,
            distance: distance(innerRadius: innerRadius), obstructed: 1, missing: 0, cost: 0)
        look(&candidate, on: hand.surface)
        candidate.cost = cost(candidate, hand: hand, seat: seat)
        return candidate
    }

    /// Axis and head of a ring on a finger, in body space.
    private static func ringAxes(on seat: Landmarks.FingerSeat, _ placed: Seat) -> (axis: Vector3, head: Vector3) {
        let dorsal = (seat.dorsal - seat.axis * dot(seat.dorsal, seat.axis)).normalized
        let across = cross(seat.axis, dorsal)
        let (roll, lean) = (placed.roll * .pi / 180, placed.lean * .pi / 180)
        let head = dorsal * cos(roll) + across * sin(roll)
        return (seat.axis * cos(lean) + head * sin(lean), head * cos(lean) - seat.axis * sin(lean))
    }

    /// The arc that the photo shows, as angles from the head about the ring's axis in body space.
    static func visibleArc(of ring: RingGeometry, side: Float) -> ClosedRange<Float> {
        side > 0 ? ring.visibleArc : -ring.visibleArc.upperBound ... -ring.visibleArc.lowerBound
    }

    /// Counts what of the band is hidden that the photo shows, and what is seen that it does not show.
    private func look(_ c: inout Candidate, on surface: BodySurface) {
        let eye = c.centre - c.forward * c.distance
        let outer = c.innerRadius * (1 + ring.thickness / ring.innerRadius)
        let half = 0.5 * c.innerRadius * ring.bandWidth / ring.innerRadius
        let near = c.axis * (dot(c.axis, c.forward) < 0 ? half : -half)
        let wide = half > 3.5
        let across = cross(c.axis, c.head)
        let arc = Self.visibleArc(of: ring, side: c.placed.side)
        let steps = 60
        var (weight, hidden, missing): (Float, Float, Float) = (0, 0, 0)
        for k in 0..<steps {
            let t = (Float(k) + 0.5) / Float(steps) * 2 * .pi - .pi
            let outward = c.head * cos(t) + across * sin(t)
            let facing = -dot(outward, c.forward)
            guard facing > -0.5 else { continue }
            // Of a wide band's wall all is looked at, not only the nearer rim.
            let places = wide && facing > 0.15 ? [near, near * 0.1, near * -0.8] : [near]
            let hiddenShare =
                Float(
                    places.count { place in
                        let d = c.centre + place + outward * (outer + 0.3) - eye
                        return surface.hit(from: eye, along: d.normalized).map { $0.distance < d.length - 1.2 } ?? false
                    }) / Float(places.count)
            let isHidden = hiddenShare > 0.5
            if arc.contains(t) {
                // The head and the shoulders matter; the sides go behind any finger.
                let w = max(cos(t) + 0.1, 0.02)
                weight += w
                hidden += w * hiddenShare
            } else if !isHidden {
                missing += 1
            }
        }
        c.obstructed = weight > 0 ? hidden / weight : 1
        c.missing = missing / Float(steps)
    }

    /// Some hundred pixels of the head; none where no head stands off the band.
    private func headPixels() -> [Vector2] {
        guard let (lower, upper) = ring.head else { return [] }
        let size = upper - lower
        return (0..<400).compactMap { k in
            let p = lower + Vector2((Float(k % 20) + 0.5) / 20 * size.x, (Float(k / 20) + 0.5) / 20 * size.y)
            let (x, y) = (Int(p.x), Int(p.y))
            guard x >= 0, y >= 0, x < cutout.alpha.width, y < cutout.alpha.height else { return nil }
            return cutout.alpha.value(x, y) > 0.5 ? p : nil
        }
    }

    /// Share of photo pixels that would lie behind flesh.
    private func hiddenShare(_ c: Candidate, on surface: BodySurface, pixels: [Vector2]) -> Float {
        guard !pixels.isEmpty else { return 0 }
        let shape = BandShape(candidate: c, ring: ring)
        let eye = c.centre - c.forward * c.distance
        let scale = c.innerRadius / ring.innerRadius
        let hidden = pixels.count { p in
            let off = (p - ring.centre) * scale
            let d = (c.forward * c.distance + c.right * off.x + c.down * off.y).normalized
            let distance = min(
                shape.hit(from: eye, along: d)?.distance ?? .infinity, shape.distanceToHead(from: eye, along: d))
            return surface.hit(from: eye, along: d).map { $0.distance < distance - 1.2 } ?? false
        }
        return Float(hidden) / Float(pixels.count)
    }

    /// How much better another gesture must fit before one that shows less of the hand, or is seldom seen in pictures of
    /// rings, is taken.
    private static let reserve: [Gesture: Float] = [
        .handCurled: 0.02, .handCup: 0.06, .handDraped: 0.03, .handChin: 0.08, .handFist: 0.25,
    ]

    private func cost(_ c: Candidate, hand: Hand, seat: Landmarks.FingerSeat) -> Float {
        // The forearm should come from below or a side of the picture, never from above or out of the lens.
        let fromAbove = max(-dot(hand.forearm, c.down), 0)
        let towardLens = max(-dot(hand.forearm, c.forward), 0)
        // Nobody points a straight finger into the lens: it fills the picture and hides its own ring.
        let pointing = max(-dot((seat.tip - seat.middleJoint).normalized, c.forward) - 0.35, 0)
        // A hand reached away from the lens shows its back and hides its fingers.
        let reaching = max(dot(c.axis, c.forward) - 0.5, 0)
        let preference: Float =
            ([Finger.ring: 0, .middle: 0.1, .index: 0.2, .little: 0.3][c.finger] ?? 0.4)
            + (Self.reserve[c.gesture] ?? 0) + (c.hand == .left ? 0 : 0.02)
        let turned = pow(c.placed.roll / 12, 2) + pow(c.placed.lean / 9, 2)
        return preference + 0.06 * turned + 4 * c.obstructed * c.obstructed + 2 * c.missing
            + 1.2 * fromAbove * fromAbove + 1.4 * towardLens * towardLens
            + 3 * pointing * pointing + 2 * reaching * reaching + 14 * (c.girth - 1) * (c.girth - 1)
    }
}
