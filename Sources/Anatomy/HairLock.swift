internal import Foundation
internal import Geometry

/// A thick lock: a way over the body with a width and a depth, filled with wisps.
struct HairLock: Sendable {
    /// A place on the way that the lock's underside takes.
    struct Station: Sendable {
        var point: Vector3
        /// Unit, away from head, shoulder or chest.
        var up: Vector3
        /// Millimetres.
        var halfWidth: Float = 20
        var depth: Float = 10
    }

    var stations: [Station]
    var strandCount: Int
    var strandsPerWisp = 26
    var curl: HairCurl
    var radius: Float = 0.075
    /// Share of the way that wisps cover.
    var reach: ClosedRange<Float> = 0.74...1
    /// Share of light strands.
    var lightness: Float = 0

    private static let pointCount = 44

    /// Grows the lock.
    func grow(
        into strands: inout HairStrands, over obstacle: HairObstacle, random: inout PCG32,
        where isAllowed: (Vector3) -> Bool
    ) {
        let (middle, widths, depths) = laid(over: obstacle)
        let wispCount = max(strandCount / strandsPerWisp, 1)
        // Wisps gather into a few strands of hair that wave together.
        let groups = (0..<max(wispCount / 16, 3)).map { _ in
            Group(
                centre: Vector2(random.next(-0.85, 0.85), random.nextFloat()),
                drift: Vector2(0.28 * random.nextNormal(), 0.15 * random.nextNormal()), phase: random.next(0, 2 * .pi),
                stretch: random.next(0.8, 1.25),
                wander: Vector3(random.next(0, 500), random.next(0, 500), 0))
        }
        let belly = 0.62 * (widths.max()! * depths.max()! / Float(wispCount)).squareRoot() * 2
        for _ in 0..<wispCount {
            let escapes = random.nextFloat() < 0.13
            let place = Vector2(random.next(-1, 1) * (escapes ? 1.45 : 1), random.nextFloat())
            let group = groups.min { ($0.centre - place).length < ($1.centre - place).length }!
            let own = Vector2(0.12 * random.nextNormal(), 0.1 * random.nextNormal())
            var rough: [Vector3] = []
            for k in middle.points.indices {
                let t = Float(k) / Float(middle.points.count - 1)
                let gather = (escapes ? 0.2 : 0.72) * smoothstep(0.1, 0.65, t)
                var across = mix(place, group.centre, gather) + (group.drift + own) * t
                across.x += 0.3 * smoothstep(0, 0.3, t) * valueNoise(group.wander + Vector3(t * 4.5, 0, 0))
                let p = middle.points[k] + middle.sides[k] * (across.x * widths[k])
                let over = max(across.y, 0) * depths[k]
                rough.append(
                    obstacle.laid(p + middle.ups[k] * over, up: middle.ups[k], clearance: 0.8 + 0.8 * over, reach: 25))
            }
            smooth(&rough, passes: 5)
            for k in rough.indices {
                rough[k] = obstacle.laid(rough[k], up: middle.ups[k], clearance: 0.8, reach: 12)
            }
            var curl = curl
            curl.wavelength *= group.stretch * random.next(0.95, 1.06)
            curl.amplitude *= random.next(0.6, 1.15) * (escapes ? 1.4 : 1)
            let wisp = HairWisp(
                guide: HairGuide(points: rough, ups: middle.ups), count: strandsPerWisp,
                spread: (belly * 1.3, belly, belly * random.next(0.15, 0.4)), curl: curl,
                phase: group.phase + 0.35 * random.nextNormal(), reach: random.next(reach.lowerBound, reach.upperBound),
                radius: radius, lightness: min(lightness * (random.nextFloat() < 0.3 ? 2.4 : 0.4), 1), curlOnset: 0.18)
            wisp.grow(into: &strands, over: obstacle, random: &random, where: isAllowed)
        }
    }

    private struct Group {
        var centre, drift: Vector2
        var phase, stretch: Float
        var wander: Vector3
    }

    /// The way evened out and laid on the body, with its measures.
    private func laid(over obstacle: HairObstacle) -> (HairGuide, [Float], [Float]) {
        var (way, ups): ([Vector3], [Vector3]) = ([], [])
        var (widths, thick): ([Float], [Float]) = ([], [])
        for k in 0..<Self.pointCount {
            let x = Float(k) / Float(Self.pointCount - 1) * Float(stations.count - 1)
            let i = min(Int(x), stations.count - 2)
            let (a, b, f) = (stations[i], stations[i + 1], x - Float(i))
            way.append(mix(a.point, b.point, f))
            ups.append(mix(a.up, b.up, f))
            widths.append(mix(a.halfWidth, b.halfWidth, f))
            thick.append(mix(a.depth, b.depth, f))
        }
        smooth(&ups, passes: 15)
        ups = ups.map(\.normalized)
        smooth(&way, passes: 25)
        for _ in 0..<3 {
            for k in way.indices { way[k] = obstacle.laid(way[k], up: ups[k], clearance: 1.5, reach: 40) }
            smooth(&way, passes: 4)
        }
        return (HairGuide(points: way, ups: ups), widths, thick)
    }
}

/// Draws the points between a line's ends toward their neighbours.
func smooth(_ line: inout [Vector3], passes: Int) {
    guard line.count > 2 else { return }
    for _ in 0..<passes {
        let before = line
        for k in 1..<line.count - 1 { line[k] = 0.5 * before[k] + 0.25 * (before[k - 1] + before[k + 1]) }
    }
}
