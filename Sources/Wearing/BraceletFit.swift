internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging

/// Chooses the gesture, the turn about the forearm and the camera from which a wrist is seen as the photographed
/// bracelet's inside was.
///
/// The bracelet's axis and front in the photo's camera space, laid on the forearm's axis and on a direction out of it,
/// fix the camera. Which way round the bracelet was put on and what part of the wrist is turned to the lens are free.
struct BraceletFit {
    let bracelet: BraceletGeometry
    /// Inner length that the seller stated, millimetres.
    let statedLength: Float?
    /// From the lens to the wrist.
    var distance = CameraDistance(millimetres: BraceletFit.distances[1], uncertainty: 0.3, source: .usual)

    /// A forearm that might wear the bracelet.
    struct Arm {
        var gesture: Gesture
        var side: HandSide
        var seat: Landmarks.WristSeat
        var surface: BodySurface
        /// Middle of the knuckles and finger joints.
        var hand: Vector3
    }

    struct Candidate {
        var gesture: Gesture
        var hand: HandSide
        var seat: Landmarks.WristSeat
        /// 1 where the photo's axis points to the hand, −1 where to the elbow.
        var side: Float
        /// From the back of the forearm toward the thumb, degrees: what faces the camera.
        var turn: Float
        /// Axes of the camera in body space: right, down, forward.
        var right, down, forward: Vector3
        /// The band's axis, front and the direction of growing angles, in body space.
        var axis, front, across: Vector3
        /// The forearm's hull along `across` and `front`.
        var hull: [Vector2]
        var millimetresPerPixel: Float
        /// Inner length less the forearm's girth, millimetres; negative where the bracelet is too small.
        var slack: Float
        /// Thickness of the band, millimetres.
        var thickness: Float
        /// Inner length of a bangle that keeps its circle, millimetres; nil of what drapes or clasps.
        var circle: Float?
        /// Share of the front that other flesh hides.
        var obstructed: Float
        var cost: Float

        /// Where the gap lies in the section: below, as the picture has it. On an upright arm a bracelet lies against the
        /// side that faces the camera, where a lean of the arm is not seen.
        var sectionDown: Vector2 { (Vector2(dot(down, across), dot(down, front)) + Vector2(0, -0.3)).normalized }

        /// The line of the bracelet's inside (offset 0) or outside (its thickness).
        func section(offset: Float) -> BraceletSection {
            if let circle,
                let hanging = BraceletSection(
                    hull: hull, circumference: circle, down: sectionDown, offset: offset)
            {
                return hanging
            }
            return BraceletSection(hull: hull, slack: max(slack, 0), down: sectionDown, offset: offset)
        }
    }

    /// Where lenses stand from the wrist, millimetres.
    static let distances: [Float] = [380, 620, 1000]

    /// Inner length to wear a bracelet at whose length is not stated, millimetres: between what is usually sold and what
    /// hangs well on this wrist.
    static func usualLength(girth: Float) -> Float { max((165 + girth + 9) / 2, girth + 6) }

    /// Of a closed bangle, which must go over the hand, millimetres: 62 mm across, as most that are sold.
    static let usualBangle: Float = 195

    /// - Throws: `Refusal` where no arm can be seen as the bracelet was.
    func solve(arms: [Arm]) throws(Refusal) -> Candidate {
        var best: Candidate?
        for arm in arms {
            for side in [Float(1), -1] {
                for turn in stride(from: Float(-75), through: 75, by: 15) {
                    let candidate = evaluate(arm, side: side, turn: turn)
                    if candidate.cost < best?.cost ?? .infinity { best = candidate }
                }
            }
        }
        guard let best, best.obstructed < 0.3 else {
            throw Refusal([
                Finding(
                    .poorFit, .refuse,
                    message: "No arm of ours shows its wrist the way this bracelet was photographed.",
                    fix: "Photograph it round a pillow or a roll, from the front or at most 45° from above.")
            ])
        }
        return best
    }

    private func evaluate(_ arm: Arm, side: Float, turn: Float) -> Candidate {
        let seat = arm.seat
        let a = turn * .pi / 180
        let axis = seat.axis * side
        let front = seat.dorsal * cos(a) + seat.radial * sin(a)
        let across = cross(front, axis)
        let (pa, pf, pe) = (bracelet.axis, bracelet.front, bracelet.across)
        func toBody(_ v: Vector3) -> Vector3 { axis * dot(v, pa) + front * dot(v, pf) + across * dot(v, pe) }
        let hull = BraceletSection.outline(seat.section, seat: seat, across: across, front: front)

        let length =
            statedLength ?? (bracelet.isStiff ? Self.usualBangle : Self.usualLength(girth: seat.circumference))
        let scale = length / bracelet.innerGirth
        var c = Candidate(
            gesture: arm.gesture, hand: arm.side, seat: seat, side: side, turn: turn, right: toBody([1, 0, 0]),
            down: toBody([0, 1, 0]), forward: toBody([0, 0, 1]), axis: axis, front: front, across: across, hull: hull,
            millimetresPerPixel: scale, slack: length - seat.circumference, thickness: bracelet.depth * scale,
            circle: bracelet.isStiff ? length : nil, obstructed: 1, cost: 0)
        c.obstructed = obstructed(c, on: arm.surface)
        c.cost = cost(c, arm: arm)
        return c
    }

    /// Share of the bracelet's front that lies behind flesh.
    private func obstructed(_ c: Candidate, on surface: BodySurface) -> Float {
        let section = c.section(offset: c.thickness + 0.5)
        let eye = c.seat.centre - c.forward * distance.millimetres
        let half = 0.5 * bracelet.width * c.millimetresPerPixel
        var (hidden, total): (Float, Float) = (0, 0)
        for k in stride(from: 0, to: section.points.count, by: 4) {
            let p = section.points[k]
            let before = section.point(k - 1)
            let after = section.point(k + 1)
            let tangent = (after - before).normalized
            // Only what faces the camera, by how much it does.
            let facing = -tangent.x
            guard facing > 0.15 else { continue }
            for height in [-half, half] {
                let d = c.seat.centre + c.across * p.x + c.front * p.y + c.axis * height - eye
                total += facing
                if let hit = surface.hit(from: eye, along: d.normalized), hit.distance < d.length - 3 {
                    hidden += facing
                }
            }
        }
        return total > 0 ? hidden / total : 1
    }

    /// How much better another gesture must fit before one that shows less of the hand is taken.
    private static let reserve: [Gesture: Float] = [
        .wristLong: 0.03, .wristFist: 0.06, .wristDraped: 0.04, .wristRaised: 0.05, .wristCup: 0.06,
    ]

    private func cost(_ c: Candidate, arm: Arm) -> Float {
        let elbow = -c.seat.axis
        // The arm comes from below or from a side, never from above; hands may hang, but less gladly.
        let fromAbove = max(-dot(elbow, c.down), 0)
        // Seen from the hand the fingers fill the picture; seen from the elbow the arm does.
        let towardLens = max(-dot(elbow, c.forward), 0)
        let handNear = max(dot(elbow, c.forward), 0)
        // The wrist should look as wide as what the bracelet went round: then its links need no squeezing.
        let section = c.section(offset: c.thickness / 2)
        let squeeze = section.width / (2 * bracelet.radius * c.millimetresPerPixel) - 1
        // The back of the forearm and the thumb's side are the ones people show.
        let turned = c.turn >= 0 ? c.turn / 90 : -c.turn / 60
        return (Self.reserve[c.gesture] ?? 0) + (c.hand == .left ? 0 : 0.02) + 0.5 * fromAbove * fromAbove + 1.2
            * towardLens * towardLens + 0.8 * handNear * handNear
            + 6 * squeeze * squeeze + 0.35 * turned * turned + 4 * c.obstructed * c.obstructed
    }
}

extension BraceletSection {
    /// A forearm's hull in other axes of the same plane, counter-clockwise.
    static func outline(
        _ hull: [Vector2], seat: Landmarks.WristSeat, across: Vector3, front: Vector3
    ) -> [Vector2] {
        let points = hull.map { q in
            let p = seat.radial * q.x + seat.dorsal * q.y
            return Vector2(dot(p, across), dot(p, front))
        }
        // A right arm's section is a left one's seen in a mirror.
        let area = points.indices.reduce(Float(0)) { $0 + cross(points[$1], points[($1 + 1) % points.count]) }
        return area < 0 ? points.reversed() : points
    }
}
