internal import Foundation
internal import Geometry

/// A middle line with a frame along it that strands follow.
struct HairGuide: Sendable {
    var points: [Vector3]
    /// Unit directions across the line: within the sheet of hair, and away from what it lies on.
    var sides, ups: [Vector3]

    var length: Float { zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).length } }

    /// - Parameter ups: rough directions away from the body, one a point; they are made square to the line.
    init(points: [Vector3], ups rough: [Vector3]) {
        self.points = points
        (sides, ups) = ([], [])
        for k in points.indices {
            let along = (points[min(k + 1, points.count - 1)] - points[max(k - 1, 0)]).normalized
            var up = rough[k] - along * dot(rough[k], along)
            if up.length < 0.05 { up = ups.last.map { $0 - along * dot($0, along) } ?? along.orthonormalBasis.tangent }
            up = up.normalized
            ups.append(up)
            sides.append(cross(up, along))
        }
    }

    /// Point and directions at a share of the number of points, 0…1.
    func at(_ t: Float) -> (point: Vector3, side: Vector3, up: Vector3) {
        let x = min(max(t, 0), 1) * Float(points.count - 1)
        let i = min(Int(x), points.count - 2)
        let f = x - Float(i)
        return (
            mix(points[i], points[i + 1], f), mix(sides[i], sides[i + 1], f).normalized,
            mix(ups[i], ups[i + 1], f).normalized
        )
    }
}

/// Strands that keep together like the hairs of a painter's brush, wave as one and part at their tips.
struct HairWisp: Sendable {
    var guide: HairGuide
    var count: Int
    /// Half the wisp's thickness at root, belly and tip, millimetres.
    var spread: (root: Float, belly: Float, tip: Float)
    var curl: HairCurl
    /// Where in its wave the wisp begins, radians.
    var phase: Float = 0
    /// Share of the guide's length that the longest strand covers.
    var reach: Float = 1
    /// Share of strands that leave the wisp.
    var flyaways: Float = 0.07
    /// Half the thickness of a strand, millimetres.
    var radius: Float
    /// Height that strands keep over skin and cloth, millimetres.
    var clearance: Float = 0.35
    /// Share of strands of the lighter kind.
    var lightness: Float = 0
    /// How far from the root curls are at full swing, as a share of the length.
    var curlOnset: Float = 0.3

    /// Adds the strands that stay where hair may be.
    func grow(
        into strands: inout HairStrands, over obstacle: HairObstacle, random: inout PCG32,
        where isAllowed: (Vector3) -> Bool
    ) {
        let length = guide.length
        for n in 0..<count {
            // Those that are left out draw their lots, too: the others are the same then.
            let strand = Strand(self, length: length, random: &random)
            let isLight = random.nextFloat() < lightness
            guard n % strands.thinning == 0 else { continue }
            var points: [Vector3] = []
            points.reserveCapacity(strand.count)
            var isWelcome = true
            for k in 0..<strand.count {
                let (free, up) = strand.point(k)
                let p = obstacle.lifted(
                    obstacle.laid(free, up: up, clearance: clearance, reach: 7), clearance: clearance)
                guard isAllowed(p) else {
                    isWelcome = false
                    break
                }
                points.append(p)
            }
            let thickness = strand.thickness * Float(strands.thinning)
            if isWelcome { strands.append(points, radius: radius * thickness, isLight: isLight) }
        }
    }

    /// One strand's own ways.
    private struct Strand {
        let wisp: HairWisp
        let length, reach, thickness: Float
        let count: Int
        private let place: Vector2
        private let phase, swing, stretch: Float
        private let wander: Vector3
        private let wanderStrength: Float
        private let escape: Vector2
        private let escapeOnset: Float

        init(_ wisp: HairWisp, length: Float, random: inout PCG32) {
            self.wisp = wisp
            self.length = length
            let flies = random.nextFloat() < wisp.flyaways
            let short = random.nextFloat()
            reach = wisp.reach * (flies ? random.next(0.35, 1) : 1 - 0.22 * short * short * short)
            thickness = random.next(0.75, 1.15)
            count = max(Int((length * reach / wisp.curl.spacing).rounded(.up)) + 1, 4)
            let (angle, radius) = (random.next(0, 2 * .pi), random.nextFloat().squareRoot())
            place = Vector2(cos(angle), sin(angle)) * (radius + 0.25 * random.nextFloat())
            phase = wisp.phase + 0.22 * random.nextNormal()
            swing = random.next(0.75, 1.2)
            stretch = 1 + 0.05 * random.nextNormal()
            wander = Vector3(random.next(0, 900), random.next(0, 900), random.next(0, 900))
            wanderStrength = wisp.curl.frizz * random.next(0.4, 1.5) * (flies ? 2.2 : 1)
            let away = random.next(0, 2 * .pi)
            escape = flies ? Vector2(cos(away), 0.25 + abs(sin(away))) * random.next(3, 14) : .zero
            escapeOnset = random.next(0, 0.5)
        }

        /// A point, and the direction away from what the wisp lies on.
        func point(_ k: Int) -> (Vector3, Vector3) {
            let t = Float(k) / Float(count - 1) * reach
            let s = t * length
            let own = t / reach
            let (centre, side, up) = wisp.guide.at(t)
            let belly = mix(wisp.spread.root, wisp.spread.belly, smoothstep(0, 0.3, own))
            let spread = mix(belly, wisp.spread.tip, smoothstep(0.45, 1, own))
            // A wisp twists, so that its strands cross.
            let twist = s / 130 + 0.6 * sin(s / 70 + wisp.phase)
            var offset = Vector2(
                place.x * cos(twist) - place.y * sin(twist), place.x * sin(twist) + place.y * cos(twist))
            offset *= spread
            let turn = 2 * Float.pi * s / (wisp.curl.wavelength * stretch) + phase
            let amplitude = wisp.curl.amplitude * swing * smoothstep(0, wisp.curlOnset, t)
            offset += Vector2(cos(turn), sin(turn) * wisp.curl.roundness) * amplitude
            let ramp = wanderStrength * smoothstep(0, 0.2, t) * (0.6 + 0.8 * own * own)
            offset.x += ramp * valueNoise(wander + Vector3(s / 19, 0, 0))
            offset.y += ramp * valueNoise(wander + Vector3(0, s / 23, 0))
            let gone = max(own - escapeOnset, 0) / max(1 - escapeOnset, 0.1)
            offset += escape * (gone * gone.squareRoot())
            return (centre + side * offset.x + up * offset.y, up)
        }
    }
}
