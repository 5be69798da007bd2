internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Rendering

/// Chooses the gesture, the finger and the camera from which a finger is seen as the photographed band was.
///
/// The band's axis and head in the photo's camera space, laid on a finger's axis and back, fix the camera but for the
/// side from which the ring was put on; what remains is to ask which hand lets the ring be seen and looks natural.
struct RingFit {
    let ring: RingGeometry
    let scale: ScaleEstimate
    /// Inner diameter that the seller stated, millimetres.
    let statedDiameter: Float?

    /// A hand that might wear the ring.
    struct Hand {
        var gesture: Gesture
        var landmarks: Landmarks
        var surface: BodySurface
        /// Unit vector from the wrist to the elbow.
        var forearm: Vector3
    }

    struct Candidate {
        var gesture: Gesture
        var finger: Finger
        var seat: Landmarks.FingerSeat
        /// Axes of the camera in body space: right, down, forward.
        var right, down, forward: Vector3
        /// The ring's axis in body space, toward the fingertip.
        var axis: Vector3
        /// Inner radius of the band, millimetres.
        var innerRadius: Float
        /// Factor on the finger's girth at the seat, so that a stated size fits.
        var girth: Float
        /// From the lens to the band's centre, millimetres.
        var distance: Float
        /// Share of the band's front and head that other flesh hides.
        var obstructed: Float
        var cost: Float
    }

    func solve(hands: [Hand]) throws -> Candidate {
        var best: Candidate?
        for hand in hands {
            try Task.checkCancellation()
            for finger in [Finger.ring, .middle, .index, .little] {
                guard let seat = hand.landmarks.fingers[finger] else { continue }
                for side in [Float(1), -1] {
                    let candidate = evaluate(hand: hand, finger: finger, seat: seat, side: side)
                    if candidate.cost < best?.cost ?? .infinity { best = candidate }
                }
            }
        }
        guard let best, best.obstructed < 0.45 else {
            throw Refusal([
                Finding(
                    .poorFit, .refuse,
                    message: "No hand of ours shows its finger the way this ring was photographed.",
                    fix:
                        "Tilt the ring on a cone or a slot so that the camera looks down on it at 20–50° and the stone faces the camera."
                )
            ])
        }
        return best
    }

    private func evaluate(hand: Hand, finger: Finger, seat: Landmarks.FingerSeat, side: Float) -> Candidate {
        // Photo space: axis a, head h. Body space: axis and dorsal. The camera's rows follow.
        let a = (ring.axis * side).normalized
        let h = (ring.headDirection - a * dot(ring.headDirection, a)).normalized
        let b = cross(a, h)
        let bodyAxis = seat.axis
        let bodyDorsal = (seat.dorsal - bodyAxis * dot(seat.dorsal, bodyAxis)).normalized
        let bodyAcross = cross(bodyAxis, bodyDorsal)
        func toBody(_ v: Vector3) -> Vector3 { bodyAxis * dot(v, a) + bodyDorsal * dot(v, h) + bodyAcross * dot(v, b) }
        let (right, down, forward) = (toBody([1, 0, 0]), toBody([0, 1, 0]), toBody([0, 0, 1]))

        let natural = seat.circumference / (2 * .pi)
        let innerRadius = statedDiameter.map { $0 / 2 } ?? natural
        let distance = min(max(ring.distance * innerRadius, 230), 520)
        let eye = seat.seat - forward * distance
        let outer = innerRadius * (1 + ring.thickness / ring.innerRadius)

        // Points that the photo shows and a shopper wants to see: the head and the front of the band.
        var (weight, hidden): (Float, Float) = (0, 0)
        for k in -8...8 {
            let t = Float(k) / 8 * 1.25
            let outward = bodyDorsal * cos(t) + cross(bodyAxis, bodyDorsal) * sin(t)
            guard dot(outward, forward) < 0.35 else { continue }
            let p = seat.seat + outward * (outer + 0.8)
            let w = cos(t) + 0.2
            weight += w
            let d = p - eye
            if let hit = hand.surface.hit(from: eye, along: d.normalized), hit.distance < d.length - 1.2 { hidden += w }
        }
        let obstructed = weight > 0 ? hidden / weight : 1

        // The forearm should come from below or a side of the picture, never from above or out of the lens.
        let arm = Vector2(dot(hand.forearm, right), dot(hand.forearm, down))
        let fromAbove = max(-arm.y, 0)
        let towardLens = max(-dot(hand.forearm, forward), 0)
        let preference: Float = [Finger.ring: 0, .middle: 0.06, .index: 0.12, .little: 0.2][finger] ?? 0.3
        let girth = innerRadius / natural
        var cost =
            preference + 4 * obstructed * obstructed + 1.2 * fromAbove * fromAbove + 1.4 * towardLens * towardLens
        cost += 14 * (girth - 1) * (girth - 1)
        // Handedness: a mirrored hand is not a hand. `right × down` must be `forward`.
        assert(dot(cross(right, down), forward) > 0.99)
        return Candidate(
            gesture: hand.gesture, finger: finger, seat: seat, right: right, down: down, forward: forward,
            axis: bodyAxis,
            innerRadius: innerRadius, girth: girth, distance: distance, obstructed: obstructed, cost: cost)
    }
}
