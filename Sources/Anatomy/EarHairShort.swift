internal import Foundation
internal import Geometry

/// Cropped hair, and the short soft hairs of every hairline.
extension EarHairGroom {
    /// Hair of a few millimetres to a centimetre, shorter toward its line; coils where it is curled.
    func growCropped(into strands: inout HairStrands, count: Int) {
        var random = random(3)
        let own = roots.pick(count, &random) { depth, _ in depth < -0.5 ? 0 : min(0.25 + depth / 12, 1) }
        let flow = EarHairFlow(isTucked: true)
        let coil = smoothstep(0.35, 0.9, person.hair.curl)
        let lines = parallelMap(own.count) { i -> [Vector3] in
            var random = self.random(200_000 + UInt64(i))
            let fade = smoothstep(-1, 45, own[i].depth)
            let length = mix(2.5, mix(11, 16, coil), fade) * random.next(0.7, 1.15)
            let (place, _) = head.view(own[i].point)
            let along = head.direction(flow.direction(at: place))
            let (u, v) = own[i].normal.orthonormalBasis
            let sway = u * random.nextNormal() + v * random.nextNormal()
            let start = (own[i].normal * mix(0.55, 1, coil) + along * mix(0.9, 0.1, coil) + sway * 0.18).normalized
            let steps = coil > 0.3 ? 10 : 6
            let (phase, turns) = (random.next(0, 6.3), random.next(1.4, 2.4) * coil)
            return (0..<steps).map { k in
                let t = Float(k) / Float(steps - 1)
                let p = own[i].point + start * (length * t) + along * (0.25 * length * t * t * (1 - coil))
                let a = phase + 2 * Float.pi * turns * t
                return obstacle.lifted(
                    p + (u * cos(a) + v * sin(a)) * (1.5 * coil * smoothstep(0, 0.3, t)), clearance: 0.1)
            }
        }
        add(lines, radius: 0.032...0.046, sequence: 4, to: &strands)
    }

    /// Short hairs in the margin of the hairline, each with its own bend.
    func growBabyHairs(into strands: inout HairStrands, count: Int, length: ClosedRange<Float>, sequence: UInt64) {
        var random = random(sequence)
        let seed = person.seed
        let own = roots.pick(count, &random) { depth, rest in
            let d = (depth - 1) / 5
            return exp(-d * d) * min(max(0.35 + 1.2 * valueNoise(rest / 9, seed: seed &+ 5), 0), 1)
        }
        let flow = EarHairFlow(isTucked: cut != .combedBack)
        let shrink: Float = cut == .cropped ? 0.35 : 1
        let lines = parallelMap(own.count) { i -> [Vector3] in
            var random = self.random(300_000 + sequence * 10_000 + UInt64(i))
            let length = random.next(length.lowerBound, length.upperBound) * random.next(0.5, 1) * shrink
            let (bend, twist) = (0.45 * random.nextNormal(), 1.0 * random.nextNormal())
            let lift = random.next(0.05, 0.3)
            var (points, here) = ([own[i].point], own[i].point)
            for k in 0..<9 {
                let t = Float(k) / 9
                let f = flow.direction(at: head.view(here).side)
                let angle = bend + twist * t
                let turned = Vector2(
                    f.x * cos(angle) - f.y * sin(angle), f.x * sin(angle) + f.y * cos(angle) - 0.15 * t)
                let normal = obstacle.height(of: here).normal
                var v = head.direction(turned)
                v = (v - normal * dot(v, normal)).normalized + normal * (lift * (1 - 1.6 * t))
                here = obstacle.lifted(here + v * (length / 9), clearance: 0.15)
                points.append(here)
            }
            return points
        }
        add(lines, radius: 0.017...0.026, sequence: sequence + 2, to: &strands)
    }
}
