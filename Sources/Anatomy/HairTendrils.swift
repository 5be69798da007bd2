internal import Foundation
internal import Geometry

/// Loose hair beside the neck: curled tendrils that slipped out, single hairs, and the down of the hairline.
extension HairGroom {
    /// Tendrils from about the ears, never the same on both sides.
    func growTendrils(into strands: inout HairStrands) {
        var random = random(2)
        let isLoose = person.hair.style == .overShoulder
        // One side always has the fuller tendril.
        let fuller: Float = random.nextFloat() < 0.5 ? -1 : 1
        for side in [Float(-1), 1] {
            let isFull = side == fuller
            let thick = isLoose ? 0 : isFull ? 3 : 2
            for k in 0..<thick {
                tendril(
                    side, count: Int(random.next(16, 26)) * (isFull ? 2 : 1), thickness: random.next(0.7, 1.6),
                    length: random.next(120, 165) * (isFull && k == 0 ? 1.25 : 1), into: &strands, &random)
            }
            for _ in 0..<Int(random.next(5, 9)) {
                tendril(
                    side, count: Int(random.next(2, 6)), thickness: random.next(0.5, 1.1),
                    length: random.next(50, 150), into: &strands, &random)
            }
            for _ in 0..<Int(random.next(12, 20)) {
                tendril(
                    side, count: 1, thickness: 0.3, length: random.next(40, 140), into: &strands, &random)
            }
        }
    }

    private func tendril(
        _ side: Float, count: Int, thickness: Float, length: Float, into strands: inout HairStrands,
        _ random: inout PCG32
    ) {
        // From the hair before the ear round to the nape.
        let t = random.nextFloat()
        let (x, height, z) = (mix(74, 50, t * t), mix(684, 618, t), mix(26, -58, t))
        let root = anchors.head(
            side * (x + 2 * random.nextNormal()), height + 6 * random.nextNormal(), z + 5 * random.nextNormal(),
            out: random.next(1, 7))
        var away = obstacle.height(of: root).normal
        away.y = 0
        let start = (away.normalized * random.next(0.1, 0.7) + Vector3(0, -1, 0.25 * random.nextNormal())).normalized
        let guide = fall(from: root, toward: start, length: length, drift: [0.1 * random.nextNormal(), 0, 0.5])
        var own = HairCurl(min(person.hair.curl + random.next(-0.05, 0.2), 1))
        own.amplitude *= random.next(0.4, 1)
        own.roundness = max(own.roundness, 0.75)
        let wisp = HairWisp(
            guide: guide, count: count, spread: (thickness * 1.6, thickness, thickness * 0.5), curl: own,
            phase: random.next(0, 2 * .pi), flyaways: 0.12, radius: count == 1 ? 0.036 : 0.045,
            lightness: lightness, curlOnset: 0.55)
        wisp.grow(into: &strands, over: obstacle, random: &random) { isFree($0) }
    }

    /// The way of hair that starts at a point and hangs: it slides down where it meets skin or cloth.
    func fall(from root: Vector3, toward start: Vector3, length: Float, drift: Vector3) -> HairGuide {
        let step: Float = 4
        var (points, direction) = ([obstacle.lifted(root, clearance: 0.5)], start)
        for _ in 0..<max(Int(length / step), 3) {
            direction = (direction * 0.82 + Vector3(0, -0.18, 0) + drift * 0.05).normalized
            let here = points[points.count - 1]
            let next = obstacle.lifted(here + direction * step, clearance: 0.8)
            direction = (next - here).normalized
            points.append(next)
        }
        smooth(&points, passes: 2)
        return HairGuide(points: points, ups: points.map { obstacle.height(of: $0).normal })
    }

    // MARK: - Nape

    /// Hair that grows on the nape: combed up to a knot, or cropped and growing down.
    func growNape(into strands: inout HairStrands, strandCount: Int, length: ClosedRange<Float>) {
        var random = random(3)
        let roots = NapeRoots(anchors, seed: person.seed)
        let isCropped = person.hair.style == .cropped
        let knot = anchors.skin(0, 706, -130)
        for root in roots.pick(strandCount, edge: false, &random) {
            let own = random.next(length.lowerBound, length.upperBound) * (isCropped ? root.depth : 1)
            let target = isCropped ? root.point + [0, -100, 0] : knot
            let layer = isCropped ? 0.45 * own : random.next(0.3, 2.6)
            let points = hug(
                from: root.point, toward: target, length: max(own, 3), height: layer,
                sway: 0.12 * random.nextNormal())
            strands.append(
                points, radius: random.next(0.036, 0.05), isLight: random.nextFloat() < lightness)
        }
    }

    /// Short soft hairs along the hairline, each with its own bend.
    func growBabyHairs(into strands: inout HairStrands) {
        var random = random(4)
        for root in NapeRoots(anchors, seed: person.seed).pick(420, edge: true, &random) {
            let length = random.next(10, 44) * random.next(0.5, 1)
            let normal = obstacle.height(of: root.point).normal
            let aside = cross(normal, [0, 1, 0]).normalized
            let start =
                normal * random.next(0.2, 0.9) + aside * (0.7 * random.nextNormal())
                + Vector3(0, random.next(-1.1, 0.5), 0)
            let bend = aside * (0.2 * random.nextNormal()) + Vector3(0, random.next(-0.22, 0.05), 0)
            var (points, direction) = ([root.point], start.normalized)
            for _ in 0..<9 {
                direction = (direction + bend).normalized
                points.append(obstacle.lifted(points[points.count - 1] + direction * (length / 9), clearance: 0.3))
            }
            strands.append(points, radius: random.next(0.02, 0.034))
        }
    }

    /// A strand that keeps to the skin.
    private func hug(
        from root: Vector3, toward target: Vector3, length: Float, height: Float, sway: Float
    ) -> [Vector3] {
        let steps = length > 30 ? 11 : 5
        var points = [root]
        for k in 1...steps {
            let here = points[k - 1]
            let normal = obstacle.height(of: here).normal
            let along = (target - here) - normal * dot(target - here, normal)
            let direction = (along.normalized + cross(normal, along.normalized) * sway).normalized
            let p = here + direction * (length / Float(steps))
            let wanted = 0.3 + height * smoothstep(0, 0.6, Float(k) / Float(steps))
            let now = obstacle.height(of: p)
            points.append(obstacle.lifted(p + now.normal * (wanted - now.height), clearance: 0.25))
        }
        return points
    }
}

/// Where hair grows on the nape.
struct NapeRoots {
    struct Root {
        var point: Vector3
        /// 0 at the hairline … 1 well inside.
        var depth: Float
    }

    private let mesh: Mesh
    private let origin: Float
    private let seed: UInt32
    private var triangles: [SIMD3<UInt32>] = []

    /// Lower edge of the hair from behind the ear to the nape: forward, above the base mesh's origin, millimetres.
    private static let hairline: [Vector2] = [[24, 668], [18, 652], [8, 630], [-6, 613], [-40, 603], [-140, 598]]

    init(_ anchors: HairAnchors, seed: UInt32) {
        (mesh, origin, self.seed) = (anchors.mesh, anchors.origin, seed)
        let ears = mesh.channels[RegionMask.ears.channel]
        triangles = mesh.triangles.filter { t in
            let rest = mesh.restPositions[Int(t.x)]
            let height = rest.y - origin
            guard height > 585, height < 690, abs(rest.x) < 100, rest.z < 30 else { return false }
            return (ears?[Int(t.x)] ?? 0) < 0.05 && (ears?[Int(t.y)] ?? 0) < 0.05 && (ears?[Int(t.z)] ?? 0) < 0.05
        }
    }

    /// Millimetres above the hairline, negative below.
    private func depth(_ rest: Vector3) -> Float {
        let line = Self.hairline
        var height = line[line.count - 1].y
        if rest.z >= line[0].x {
            height = 1000
        } else if let i = (0..<line.count - 1).first(where: { rest.z > line[$0 + 1].x }) {
            height = mix(line[i].y, line[i + 1].y, (rest.z - line[i].x) / (line[i + 1].x - line[i].x))
        }
        return rest.y - origin - height - 5 * fractalNoise(rest / 14, octaves: 2, seed: seed &+ 71)
    }

    /// - Parameter edge: near the hairline only; else everywhere, sparser toward it.
    func pick(_ count: Int, edge: Bool, _ random: inout PCG32) -> [Root] {
        guard let lottery = SurfaceLottery(mesh, triangles: triangles) else { return [] }
        var roots: [Root] = []
        for _ in 0..<count * 12 where roots.count < count {
            let place = lottery.draw(&random)
            let depth = depth(place.value(mesh.restPositions))
            let share = edge ? exp(-depth * depth / 80) : min(max(0.06 + depth / 15, 0), 1)
            guard depth > -10, random.nextFloat() < share else { continue }
            roots.append(Root(point: place.value(mesh.positions), depth: min(max(0.3 + depth / 25, 0.3), 1)))
        }
        return roots
    }
}
