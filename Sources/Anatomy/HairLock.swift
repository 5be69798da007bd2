internal import Foundation
internal import Geometry

/// A thick lock: a way over the body with a width and a depth, filled with wisps.
struct HairLock: Sendable {
    /// The way that the lock's underside takes, and its half width and depth at each of its points, millimetres.
    var points: [Vector3]
    var halfWidths, depths: [Float]
    var strandCount: Int
    var strandsPerWisp = 26
    var curl: HairCurl
    var radius: Float = 0.075
    /// Share of the way that wisps cover.
    var reach: ClosedRange<Float> = 0.78...1

    private static let pointCount = 44

    /// Grows the lock.
    func grow(
        into strands: inout HairStrands, over obstacle: HairObstacle, random: inout PCG32,
        where isAllowed: (Vector3) -> Bool
    ) {
        let (middle, widths, depths) = laid(over: obstacle)
        let wispCount = max(strandCount / strandsPerWisp, 1)
        // Wisps gather into a few strands of hair that wave together.
        let groups = (0..<max(wispCount / 14, 3)).map { _ in
            Group(
                centre: Vector2(random.next(-0.85, 0.85), random.nextFloat()),
                drift: Vector2(0.28 * random.nextNormal(), 0.15 * random.nextNormal()), phase: random.next(0, 2 * .pi),
                wander: Vector3(random.next(0, 500), random.next(0, 500), 0))
        }
        let belly = 0.62 * (widths.max()! * depths.max()! / Float(wispCount)).squareRoot() * 2
        for _ in 0..<wispCount {
            let escapes = random.nextFloat() < 0.1
            let place = Vector2(random.next(-1, 1) * (escapes ? 1.35 : 1), random.nextFloat())
            let group = groups.min { ($0.centre - place).length < ($1.centre - place).length }!
            let own = Vector2(0.12 * random.nextNormal(), 0.1 * random.nextNormal())
            var rough: [Vector3] = []
            for k in middle.points.indices {
                let t = Float(k) / Float(middle.points.count - 1)
                let gather = 0.45 * smoothstep(0.15, 0.7, t)
                var across = mix(place, group.centre, gather) + (group.drift + own) * t
                across.x += 0.16 * smoothstep(0, 0.3, t) * valueNoise(group.wander + Vector3(t * 3.5, 0, 0))
                let p = middle.points[k] + middle.sides[k] * (across.x * widths[k])
                let over = max(across.y, 0) * depths[k]
                rough.append(obstacle.lifted(p + middle.ups[k] * over, clearance: 0.8 + 0.8 * over))
            }
            smooth(&rough, passes: 5)
            rough = rough.map { obstacle.lifted($0, clearance: 0.8) }
            var curl = curl
            curl.wavelength *= random.next(0.85, 1.2)
            curl.amplitude *= random.next(0.6, 1.15) * (escapes ? 1.4 : 1)
            let wisp = HairWisp(
                guide: HairGuide(points: rough, ups: middle.ups), count: strandsPerWisp,
                spread: (belly * 1.3, belly, belly * random.next(0.15, 0.4)), curl: curl,
                phase: group.phase + 0.7 * random.nextNormal(), reach: random.next(reach.lowerBound, reach.upperBound),
                radius: radius)
            wisp.grow(into: &strands, over: obstacle, random: &random, where: isAllowed)
        }
    }

    private struct Group {
        var centre, drift: Vector2
        var phase: Float
        var wander: Vector3
    }

    /// The way evened out and laid on the body, with its measures.
    private func laid(over obstacle: HairObstacle) -> (HairGuide, [Float], [Float]) {
        var way: [Vector3] = []
        var (widths, thick): ([Float], [Float]) = ([], [])
        for k in 0..<Self.pointCount {
            let x = Float(k) / Float(Self.pointCount - 1) * Float(points.count - 1)
            let i = min(Int(x), points.count - 2)
            let f = x - Float(i)
            way.append(mix(points[i], points[i + 1], f))
            widths.append(mix(halfWidths[i], halfWidths[i + 1], f))
            thick.append(mix(depths[i], depths[i + 1], f))
        }
        smooth(&way, passes: 30)
        for _ in 0..<3 {
            way = way.map { obstacle.lifted($0, clearance: 1.2) }
            smooth(&way, passes: 3)
        }
        var ups = way.map { obstacle.height(of: $0).normal }
        smooth(&ups, passes: 12)
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
