internal import Anatomy
internal import Foundation
public import Geometry
public import Plates

/// A necklace hung on a body: a closed loop that gravity draws down until neck, shoulders and chest hold it.
public struct DrapedChain: Sendable {
    /// The loop's middle line, evenly spaced, from the nape over the camera's left (the person's right) to the front
    /// and back over the other side. Millimetres, body space.
    public var points: [Vector3]
    /// Outward normal of the skin below each point, and the distance of the chain's underside from it.
    public var normals: [Vector3]
    public var gaps: [Float]
    /// Length of the closed loop, millimetres.
    public var length: Float

    /// Index of the lowest point.
    public var bottom: Int { points.indices.min { points[$0].y < points[$1].y } ?? 0 }

    /// Where between its points the loop is lowest: the vertex of the parabola through the lowest three.
    public var lowestPosition: Float {
        let (i, count) = (bottom, points.count)
        let (a, b, c) = (points[(i + count - 1) % count].y, points[i].y, points[(i + 1) % count].y)
        let bend = a - 2 * b + c
        return Float(i) + (bend > 1e-6 ? min(max(0.5 * (a - c) / bend, -0.5), 0.5) : 0)
    }

    /// The same chain with points at most `spacing` millimetres apart, on a smooth curve through these (Catmull and Rom
    /// 1974).
    public func refined(spacing: Float) -> DrapedChain {
        let parts = max(Int((length / Float(points.count) / spacing).rounded(.up)), 1)
        var fine = DrapedChain(points: [], normals: [], gaps: [], length: length)
        let count = points.count
        for i in 0..<count {
            let (a, b, c, d) = ((i + count - 1) % count, i, (i + 1) % count, (i + 2) % count)
            for k in 0..<parts {
                let t = Float(k) / Float(parts)
                let (p, q, r, s) = (points[a], points[b], points[c], points[d])
                let quadratic: Vector3 = p * 2 - q * 5 + r * 4 - s
                let cubic: Vector3 = (q - r) * 3 + s - p
                let bend: Vector3 = (r - p) * t + quadratic * (t * t) + cubic * (t * t * t)
                fine.points.append(q + bend / 2)
                fine.normals.append(mix(normals[b], normals[c], t).normalized)
                fine.gaps.append(mix(gaps[b], gaps[c], t))
            }
        }
        return fine
    }
}

/// Hangs chains by position-based dynamics (Müller et al. 2007): distance constraints, contact with the skin, friction.
public struct ChainDrape: Sendable {
    public var surface: BodySurface
    /// Where a chain lies at the back of the neck.
    public var nape: Vector3
    /// The middle of the neck at the height of the nape's front, millimetres.
    public var notch: Vector3

    public init(surface: BodySurface, nape: Vector3, notch: Vector3) {
        (self.surface, self.nape, self.notch) = (surface, nape, notch)
    }

    /// The neck, shoulders and chest of a dressed person.
    public init(stage: Stage) {
        let notch = stage.landmarks.suprasternalNotch
        let surface = BodySurface(
            mesh: stage.collisionMesh, within: (lower: notch + [-260, -420, -260], upper: notch + [260, 190, 160]))
        self.init(surface: surface, nape: stage.landmarks.nape, notch: notch)
    }

    /// How finely a chain is divided, coarse to fine, and how it is moved: coarse chains fall far in few steps, fine ones
    /// only settle.
    private struct Level {
        /// Distance between nodes, millimetres.
        var spacing: Float
        /// Millimetres that a node falls in its first step, and the steps at most.
        var gravity: Float
        var steps: Int
    }

    private static let levels = [
        Level(spacing: 16, gravity: 0.3, steps: 260), Level(spacing: 8, gravity: 0.1, steps: 160),
        Level(spacing: 4, gravity: 0.03, steps: 160),
    ]

    /// Hangs a chain until it is at rest.
    ///
    /// - Parameters:
    ///   - length: of the closed loop, millimetres.
    ///   - radius: half of the chain's thickness above the skin, millimetres.
    ///   - weightAtFront: mass of the pendant in units of the chain's mass a centimetre; it draws the curve to a V.
    ///   - offset: of the pendant along the chain from its middle, millimetres.
    ///   - start: a chain of nearly the same length to start from, which saves some of the time.
    public func hang(
        length: Float, radius: Float, weightAtFront: Float = 0, offset: Float = 0, from start: DrapedChain? = nil
    ) -> DrapedChain {
        var p = start?.points ?? initialLoop(length: length)
        for level in Self.levels {
            // An even number, so that a node hangs in the middle.
            p = resampledLoop(p, count: max(Int((length / level.spacing / 2).rounded()) * 2, 16))
            settle(&p, length: length, radius: radius, weightAtFront: weightAtFront, offset: offset, level: level)
        }
        return finished(p, radius: radius)
    }

    private func settle(
        _ p: inout [Vector3], length: Float, radius: Float, weightAtFront: Float, offset: Float, level: Level
    ) {
        let count = p.count
        let rest = length / Float(count)
        // Sweeps leave a loaded chain a little too long: it is held as much shorter.
        var held = rest
        let heavy = min(max(count / 2 + Int((offset / rest).rounded()), 1), count - 1)
        // In units of the mass of a node.
        let weight = weightAtFront / (rest / 10)
        var velocity = [Vector3](repeating: .zero, count: count)
        let gravity: Vector3 = [0, -level.gravity, 0]
        for step in 0..<level.steps {
            let damping: Float = step < level.steps * 2 / 3 ? 0.95 : 0.75
            let before = p
            for i in 0..<count {
                velocity[i] = velocity[i] * damping + gravity
                p[i] += velocity[i]
            }
            // To and fro, so that neither side is favoured.
            for sweep in 0..<40 {
                satisfyLengths(&p, rest: held, heavy: heavy, weight: weight, backward: sweep % 2 == 1)
            }
            for i in 0..<count {
                guard let contact = surface.nearest(to: p[i], within: 24) else { continue }
                let depth = radius - contact.distance
                guard depth > 0 else { continue }
                p[i] += contact.normal * depth
                // Friction slows what slides along the skin; a chain worn a while has come to rest anyway.
                let slide = p[i] - before[i]
                let tangential = slide - contact.normal * dot(slide, contact.normal)
                p[i] -= tangential * 0.05
            }
            // The back of the chain rests at the nape.
            p[0] += (nape - p[0]) * 0.35
            let actual = p.indices.reduce(Float(0)) { $0 + (p[($1 + 1) % count] - p[$1]).length }
            held = min(max(held * (1 + 0.3 * (length / actual - 1)), 0.95 * rest), 1.005 * rest)
            var fastest: Float = 0
            for i in 0..<count {
                velocity[i] = p[i] - before[i]
                fastest = max(fastest, dot(velocity[i], velocity[i]))
            }
            if fastest < level.gravity * level.gravity * 0.002 { break }
        }
    }

    private func satisfyLengths(_ p: inout [Vector3], rest: Float, heavy: Int, weight: Float, backward: Bool) {
        let count = p.count
        for k in 0..<count {
            let i = backward ? count - 1 - k : k
            let j = i + 1 == count ? 0 : i + 1
            let d = p[j] - p[i]
            let l = d.length
            guard l > 1e-6 else { continue }
            // The pendant is a heavy node: it yields less to its neighbours than they to it.
            let wi: Float = i == heavy ? 1 / (1 + weight) : 1
            let wj: Float = j == heavy ? 1 / (1 + weight) : 1
            let correction = d * ((l - rest) / l / (wi + wj))
            p[i] += correction * wi
            p[j] -= correction * wj
        }
    }

    /// A tilted circle round the neck, high at the nape.
    private func initialLoop(length: Float) -> [Vector3] {
        let count = 64
        let radius = length / (2 * .pi)
        let middle = Vector3(nape.x, nape.y + 6, nape.z + radius)
        return (0..<count).map { i in
            let t = Float(i) / Float(count) * 2 * .pi
            return middle + Vector3(-sin(t) * radius, -(1 - cos(t)) * 12, -cos(t) * radius)
        }
    }

    private func finished(_ p: [Vector3], radius: Float) -> DrapedChain {
        var normals: [Vector3] = []
        var gaps: [Float] = []
        for q in p {
            let contact = surface.nearest(to: q, within: 60)
            normals.append(contact?.normal ?? [0, 0, 1])
            gaps.append(contact.map { $0.distance - radius } ?? 60)
        }
        var length: Float = 0
        for i in p.indices { length += (p[(i + 1) % p.count] - p[i]).length }
        return DrapedChain(points: p, normals: normals, gaps: gaps, length: length)
    }

    private func resampledLoop(_ p: [Vector3], count: Int) -> [Vector3] {
        var cumulative: [Float] = [0]
        for i in p.indices { cumulative.append(cumulative[i] + (p[(i + 1) % p.count] - p[i]).length) }
        let total = cumulative[p.count]
        var k = 0
        return (0..<count).map { i in
            let s = total * Float(i) / Float(count)
            while k < p.count - 1, cumulative[k + 1] < s { k += 1 }
            let t = (s - cumulative[k]) / max(cumulative[k + 1] - cumulative[k], 1e-6)
            return mix(p[k], p[(k + 1) % p.count], t)
        }
    }
}
