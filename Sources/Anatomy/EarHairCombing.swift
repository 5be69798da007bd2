internal import Foundation
internal import Geometry

/// Hair that is combed: guides follow a flow over the skull, strands follow guides in wisps.
extension EarHairGroom {
    private struct Guide {
        var root: Vector3
        var points: [Vector3]
    }

    /// - Parameters:
    ///   - steps: points of a strand.
    ///   - length: of a strand, millimetres.
    ///   - layer: how far strands lie above one another, millimetres.
    func growCombed(into strands: inout HairStrands, count: Int, steps: Int, length: Float, layer: Float) {
        var random = random(1)
        let margin: Float = showsFace ? 6 : 11
        func density(_ depth: Float) -> Float { depth < -0.4 ? 0 : pow(min(0.05 + depth / margin, 1), 1.2) }
        let flow = EarHairFlow(isTucked: cut == .tucked)
        let first = roots.pick(700, &random) { depth, _ in density(depth) }
        let guides = parallelMap(first.count) { i in
            guide(first[i], flow: flow, steps: steps, length: length, layer: layer, sequence: 1000 + UInt64(i))
        }
        let own = roots.pick(count, &random) { depth, _ in density(depth) }
        guard guides.count > 3, own.count > 60 else { return }
        var lines = parallelMap(own.count) { i in blended(own[i], guides) }
        gather(&lines, own, &random)
        if cut == .tucked { part(&lines, own) }
        wander(&lines)
        let margins = own.map { _ in random.next(0.4, 2.4) }
        let loose = lines
        let settled = parallelMap(lines.count) { i in
            loose[i].enumerated().map { k, p in
                k < 2 ? p : tucked(obstacle.lifted(p, clearance: 0.3), by: margins[i])
            }
        }
        let shortened = zip(settled, own).map { line, root in
            // Behind the far ear nothing falls: the neck hides where it would.
            if showsFace, cut == .tucked, head.view(root.point).out < -25 {
                return Self.cut(line, to: random.next(0.28, 0.42))
            }
            let isShort = root.depth < 5 && random.nextFloat() < 0.5
            return Self.cut(line, to: isShort ? random.next(0.12, 0.5) : random.next(0.75, 1))
        }
        // Hair is finer at its line.
        var thick = self.random(2)
        for (line, root) in zip(shortened, own) where line.allSatisfy(isFree) {
            let radius = thick.next(0.029, 0.044) * min(max(0.55 + root.depth / 12, 0.55), 1) * 1.12
            strands.append(line, radius: radius, isLight: thick.nextFloat() < lightness)
        }
    }

    private func tucked(_ p: Vector3, by margin: Float) -> Vector3 {
        cut == .tucked ? head.behindEar(p, by: margin) : p
    }

    /// A way from a root that follows the flow on the skull and, where hair hangs, falls.
    private func guide(
        _ root: ScalpRoots.Root, flow: EarHairFlow, steps: Int, length: Float, layer: Float, sequence: UInt64
    ) -> Guide {
        var random = random(sequence)
        let own = length * random.next(0.85, 1.1)
        var step = own / Float(steps - 1)
        let over = layer * pow(random.nextFloat(), 1.3)
        let (phase, lift) = (Vector3(random.next(0, 6.3), random.next(0, 6.3), random.next(0, 6.3)), random.nextFloat())
        var (points, here, before): ([Vector3], Vector3, Vector3?) = ([], root.point, nil)
        var travelled: Float = 0
        for k in 0..<steps {
            points.append(here)
            let (height, normal) = obstacle.height(of: here)
            let (place, _) = head.view(here)
            var f = flow.direction(at: place)
            let sway = 0.10 * min(1, travelled / 50)
            f += Vector2(sin(travelled * 0.022 + phase.x), sin(travelled * 0.017 + phase.y)) * sway
            var v = head.direction(f)
            v = (v - normal * (dot(v, normal) * (1 - smoothstep(8, 30, height)))).normalized
            let hang = cut == .tucked ? smoothstep(675, 635, place.y) : 0
            let wanted = 0.4 + (over + 0.05 * min(travelled, 120) * (0.35 + 0.65 * lift)) * smoothstep(0, 35, travelled)
            v += normal * ((wanted - height) * (wanted > height ? 0.06 : 0.04 * (1 - hang)))
            let fall =
                head.direction([f.x, 0], out: 0.02 * sin(travelled * 0.03 + phase.z)) + Vector3(0, min(f.y, -0.8), 0)
            v = (v * (1 - 0.8 * hang) + fall * (0.8 * hang)).normalized
            if let last = before { v = (last * 0.45 + v * 0.55).normalized }
            before = v
            var next = here + v * step
            if k > 0 { next = obstacle.lifted(next, clearance: 0.6 + 2 * lift) }
            here = tucked(next, by: 0.6 + 3 * lift)
            travelled += step
            if cut == .combedBack, (here - knot).length < 30 { step *= 0.6 }
        }
        smooth(&points, passes: 4)
        return Guide(root: root.point, points: points)
    }

    /// Where combed hair comes together, behind the head.
    private var knot: Vector3 { head.posed([80, 666], out: 12) }

    /// The way of a strand between those of the three nearest guides.
    private func blended(_ root: ScalpRoots.Root, _ guides: [Guide]) -> [Vector3] {
        var best: [(d: Float, i: Int)] = [(.infinity, 0), (.infinity, 0), (.infinity, 0)]
        for (i, guide) in guides.enumerated() {
            let d = (guide.root - root.point).length
            if d < best[2].d {
                best[2] = (d, i)
                if d < best[1].d { best.swapAt(1, 2) }
                if best[1].d < best[0].d { best.swapAt(0, 1) }
            }
        }
        let weights = best.map { 1 / (($0.d + 1) * ($0.d + 1)) }
        let sum = weights.reduce(0, +)
        return guides[0].points.indices.map { k in
            var p = root.point
            for (w, b) in zip(weights, best) { p += (guides[b.i].points[k] - guides[b.i].root) * (w / sum) }
            return p
        }
    }

    /// Draws strands to the leader of their own wisp.
    private func gather(_ lines: inout [[Vector3]], _ own: [ScalpRoots.Root], _ random: inout PCG32) {
        let leaders = stride(from: 0, to: lines.count, by: 22).map { $0 }
        let jitter = own.map { _ in Vector3(random.nextNormal(), random.nextNormal(), random.nextNormal()) * 1.2 }
        // Near its line hair is too short and fine to gather.
        let pull = own.map { 0.62 * random.next(0.45, 1.1) * (0.25 + 0.75 * smoothstep(2, 16, $0.depth)) }
        let before = lines
        lines = parallelMap(before.count) { i in
            let at = own[i].point + jitter[i]
            let leader = leaders.min { (own[$0].point - at).length < (own[$1].point - at).length } ?? i
            let n = before[i].count
            return before[i].indices.map { k in
                let t = Float(k) / Float(n - 1)
                let share = max(pull[i] * smoothstep(0.02, 0.3, t) - 0.25 * smoothstep(0.75, 1, t), 0)
                return mix(before[i][k], before[leader][k], min(share, 0.92))
            }
        }
    }

    /// Parts hanging hair into locks of a finger's width: each draws its strands together as it falls, lies at a depth of
    /// its own and lets light in beside it.
    private func part(_ lines: inout [[Vector3]], _ roots: [ScalpRoots.Root]) {
        let leaders = Array(stride(from: 0, to: lines.count, by: 430))
        let (before, out) = (lines, head.direction([0, 0], out: 1))
        lines = parallelMap(before.count) { i in
            var random = random(500_000 + UInt64(i))
            let at = roots[i].point + Vector3(random.nextNormal(), random.nextNormal(), random.nextNormal()) * 2.5
            let nearest = leaders.min { (roots[$0].point - at).length < (roots[$1].point - at).length } ?? i
            // A few strands lie across from one lock to another.
            let strays = random.nextFloat() < 0.03
            let leader = strays ? leaders[Int(random.nextUInt32()) % leaders.count] : nearest
            var lock = self.random(600_000 + UInt64(leader))
            let (tightness, depth) = (lock.next(0.35, 0.72), lock.next(-2, 9))
            let share = (strays ? 0.35 : tightness) * random.next(0.7, 1.15)
            let n = before[i].count
            return before[i].indices.map { k in
                let t = Float(k) / Float(n - 1)
                let falls = smoothstep(0.22, 0.55, t)
                return mix(before[i][k], before[leader][k], share * falls) + out * (depth * falls)
            }
        }
    }

    /// A strand's own waves, those it shares with its neighbours, and a few that leave their wisp.
    private func wander(_ lines: inout [[Vector3]]) {
        let curl = HairCurl(person.hair.curl)
        let (back, out) = (head.direction([1, 0]), head.direction([0, 0], out: 1))
        let before = lines
        let seed = person.seed
        lines = parallelMap(before.count) { i in
            var random = random(100_000 + UInt64(i))
            let flies = random.nextFloat() < 0.05
            let frizz = (0.9 + 1.4 * person.hair.curl) * (flies ? random.next(2, 6) : random.next(0.3, 1.2))
            let turns = Vector3(random.next(1, 3.5), random.next(1, 3.5), random.next(1, 3.5)) * (2 * .pi)
            let phases = Vector3(random.next(0, 6.3), random.next(0, 6.3), random.next(0, 6.3))
            let drift = Vector3(random.nextNormal(), random.nextNormal(), random.nextNormal())
            let n = before[i].count
            let place = before[i][0]
            let shared = valueNoise(place / 33, seed: seed &+ 9)
            let twist = 6.3 * valueNoise(place / 25, seed: seed &+ 8)
            let lock = HangingLock(root: place, back: back, out: out, seed: seed)
            return before[i].enumerated().map { k, p in
                let t = Float(k) / Float(n - 1)
                let amplitude = frizz * smoothstep(0, 0.35, t)
                let a = turns * t + phases
                var q = p + (Vector3(sin(a.x), sin(a.y), sin(a.z)) * 0.8 + drift * (0.5 + 0.6 * t)) * amplitude
                let wave = 2 * Float.pi * (3 + 1.5 * shared) * t
                q +=
                    Vector3(sin(wave + twist), sin(wave + 1.3 * twist), sin(wave + 0.7 * twist))
                    * smoothstep(0.05, 0.4, t)
                // Where hair hangs free, it curls, and its locks fall each in its own bends: they break its shine and
                // its edge, which would be a ruler's.
                if cut == .tucked {
                    q += lock.bend(at: t) * smoothstep(0.22, 0.6, t)
                    let turn = 2 * Float.pi * t * 330 / curl.wavelength + twist
                    q +=
                        head.direction([sin(turn), 0], out: 0.5 * cos(turn))
                        * (0.35 * curl.amplitude * smoothstep(0.5, 0.9, t))
                }
                return q
            }
        }
    }

    static func cut(_ line: [Vector3], to share: Float) -> [Vector3] {
        let n = line.count
        return line.indices.map { k in
            let x = Float(k) * share
            let i = min(Int(x), n - 2)
            return mix(line[i], line[i + 1], x - Float(i))
        }
    }
}

/// How a lock of hanging hair bends, by itself.
private struct HangingLock {
    /// Unit: toward the back of the head and out of its side.
    private let back, out: Vector3
    /// About −1…1: the length of its bends, where they begin, how far it leaves the others.
    private let own: Vector3

    /// - Parameter root: of a strand; strands that grow within about a centimetre are of one lock.
    init(root: Vector3, back: Vector3, out: Vector3, seed: UInt32) {
        (self.back, self.out) = (back, out)
        own = Vector3(
            valueNoise(root / 11, seed: seed &+ 30), valueNoise(root / 11, seed: seed &+ 31),
            valueNoise(root / 11, seed: seed &+ 32))
    }

    /// - Parameter t: share of the strand's length.
    func bend(at t: Float) -> Vector3 {
        // Bends of 14 to 26 cm over hair of a third of a metre.
        let turn = 2 * Float.pi * t * 330 / (200 + 60 * own[0]) + 5 * own[1]
        // A few locks leave the others.
        let stray = 26 * max(own[2] - 0.3, 0)
        // In and out it bends more: each lock has its shine where it tilts toward the light.
        return back * ((6 + stray) * sin(turn)) + out * (8 * sin(1.5 * turn + 4 * own[2] + 3 * own[0]))
    }
}
