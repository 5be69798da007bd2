internal import Foundation
internal import Geometry

/// Brows, and the lashes of closed eyes.
///
/// Places are millimetres on the reference body from the base mesh's origin, of the left half: the right one is like it,
/// but no hair of it.
public struct FaceHair: Sendable {
    private let person: Person
    private let skin: Mesh
    private let origin: Float
    /// Takes directions and places of the reference body to the posed head.
    private let head: Geometry.AffineTransform

    /// - Parameter body: in a portrait; it has its skin.
    public init?(_ person: Person, body: PosedBody) {
        guard let skin = body.parts[.skin] else { return nil }
        (self.person, self.skin, origin) = (person, skin, body.referenceOrigin)
        let rest = skin.restPositions
        let face = stride(from: 0, to: rest.count, by: 7).filter {
            rest[$0].y - body.referenceOrigin > 660 && rest[$0].z > 60
        }
        guard face.count > 100 else { return nil }
        head = Geometry.AffineTransform(fitting: face.map { (rest[$0], skin.positions[$0]) })
    }

    private func random(_ sequence: UInt64) -> PCG32 { PCG32(seed: UInt64(person.seed) &+ 0xface, sequence: sequence) }

    private var masculinity: Float { smoothstep(0.3, 0.7, person.shape.masculinity) }

    // MARK: - Roots

    private struct Root: Sendable {
        var point, normal, rest: Vector3
        /// 1 at the left half, −1 at the right one.
        var side: Float
    }

    /// - Parameter density: at a place of the left half, 0…1; nothing grows outside the box.
    private func roots(
        _ count: Int, _ low: Vector3, _ high: Vector3, _ random: inout PCG32, density: (Vector3) -> Float
    ) -> [Root] {
        let rest = skin.restPositions
        func place(_ p: Vector3) -> Vector3 { Vector3(abs(p.x), p.y - origin, p.z) }
        let triangles = skin.triangles.filter { t in
            let p = place(rest[Int(t.x)])
            return !any(p .< low) && !any(p .> high)
        }
        guard let lottery = SurfaceLottery(skin, triangles: triangles) else { return [] }
        var roots: [Root] = []
        for _ in 0..<count * 400 where roots.count < count {
            let drawn = lottery.draw(&random)
            let at = drawn.value(rest)
            guard random.nextFloat() < density(place(at)) else { continue }
            roots.append(
                Root(
                    point: drawn.value(skin.positions), normal: drawn.value(skin.normals).normalized,
                    rest: place(at), side: at.x < 0 ? -1 : 1))
        }
        return roots
    }

    /// A direction of the left half in the posed head.
    private func direction(_ d: Vector3, _ side: Float) -> Vector3 {
        head.applyToDirection(Vector3(d.x * side, d.y, d.z)).normalized
    }

    // MARK: - Lashes

    private static let eye = Vector3(28.8, 685.5, 111.5)
    /// Where the lower lid's lashes grow, below the seam.
    private static let lowerMargin = SculptLine([
        [21, 679.2, 125.7], [28.4, 678.2, 126.4], [34, 678.9, 125.7], [38.5, 680.4, 124], [40.8, 681.7, 122.8],
    ])

    public func lashes() -> HairStrands {
        var strands = HairStrands()
        let scale = mix(1, 0.82, masculinity)
        growLashes(into: &strands, 420, on: FaceMap.lashMargin, length: 9.4 * scale, fall: 0.75, sequence: 1)
        growLashes(into: &strands, 60, on: Self.lowerMargin, length: 3.2 * scale, fall: 0.9, sequence: 2)
        return strands
    }

    /// - Parameters:
    ///   - length: of the longest, millimetres.
    ///   - fall: how far they point down where they leave the lid.
    private func growLashes(
        into strands: inout HairStrands, _ count: Int, on margin: SculptLine, length: Float, fall: Float,
        sequence: UInt64
    ) {
        var random = random(sequence)
        let roots = roots(count, [14, 674, 118], [46, 694, 134], &random) { p in
            let (distance, along) = margin.nearest(p)
            return bell(distance, 0.35) * smoothstep(-0.02, 0.1, along)
        }
        for root in roots {
            let (_, along) = margin.nearest(root.rest)
            let eye = head.apply(Vector3(Self.eye.x * root.side, Self.eye.y + origin, Self.eye.z))
            let out = (root.point - eye).normalized
            let (down, aside) = (direction([0, -1, 0], root.side), direction([1, 0, 0], root.side))
            // Three or four hold together.
            let clump = valueNoise([along * 38, root.side * 5, 0], seed: person.seed &+ 90)
            let lean = aside * (0.28 * clump + 0.1 * random.nextNormal()) + down * (0.06 * random.nextNormal())
            let own = length * mix(0.62, 1, smoothstep(0, 0.5, along)) * random.next(0.72, 1.08)
            let first: Vector3 = out + down * fall + lean
            let last: Vector3 = out * 1.1 - down * random.next(0.12, 0.4) + lean
            var (points, here) = ([root.point - out * 0.2], root.point - out * 0.2)
            for k in 1...8 {
                here += mix(first, last, Float(k) / 8).normalized * (own / 8)
                points.append(here)
            }
            strands.append(points, radius: mix(0.07, 0.048, masculinity) * random.next(0.8, 1.1), taper: 0.1)
        }
    }

    // MARK: - Beard

    /// What a day leaves of a shaven beard; nothing where none grows.
    public func stubble() -> HairStrands {
        var random = random(4)
        let strength = person.beard
        var strands = HairStrands()
        guard strength > 0 else { return strands }
        let places = roots(Int(34_000 * strength), [0, 550, 15], [95, 670, 165], &random) { FaceMap.beard($0.x, $0) }
        for root in places {
            let way = direction([0.25 * random.nextNormal(), -1, 0.2], root.side)
            let along = way - root.normal * dot(way, root.normal)
            let step = (along * random.next(0.5, 1) + root.normal).normalized * (random.next(0.25, 0.7) / 3)
            strands.append(
                (0..<4).map { root.point + step * (Float($0) - 0.3) }, radius: random.next(0.024, 0.036),
                isLight: isLight(&random))
        }
        return strands
    }

    // MARK: - Brows

    public func brows() -> HairStrands {
        var random = random(3)
        let arch = BrowArch(masculinity: masculinity, random.next(-0.8, 0.8), random.next(0.85, 1.15))
        let count = Int(mix(1500, 1900, masculinity))
        let roots = roots(count, [7, 690, 95], [56, 718, 150], &random) { arch.density(at: $0) }
        let obstacle = browObstacle
        let lines = parallelMap(roots.count) { i in
            browHair(roots[i], on: arch, over: obstacle, sequence: 10_000 + UInt64(i))
        }
        var strands = HairStrands()
        for line in lines {
            strands.append(
                line, radius: random.next(0.026, 0.04) * mix(1, 1.12, masculinity), isLight: isLight(&random),
                taper: 0.35)
        }
        return strands
    }

    private func isLight(_ random: inout PCG32) -> Bool {
        random.nextFloat() < 0.5 * smoothstep(50, 78, person.shape.ageYears)
    }

    private var browObstacle: HairObstacle {
        var bare = skin
        let rest = skin.restPositions
        bare.triangles.removeAll { t in
            let p = rest[Int(t.x)] - [0, origin, 0]
            return p.y < 685 || p.y > 730 || p.z < 85
        }
        let points = bare.triangles.map { skin.positions[Int($0.x)] }
        let low = points.reduce(Vector3(repeating: .infinity), pointwiseMin)
        let high = points.reduce(Vector3(repeating: -.infinity), pointwiseMax)
        return HairObstacle(bare, lower: low - Vector3(repeating: 8), upper: high + Vector3(repeating: 8))
    }

    /// Up at the nose, then along the arch, down at the tail; from above and below toward the middle.
    private func browHair(
        _ root: Root, on arch: BrowArch, over obstacle: HairObstacle, sequence: UInt64
    ) -> [Vector3] {
        var random = random(sequence)
        let (across, along) = arch.place(root.rest)
        let upward = mix(1.25, 0.5, smoothstep(0, 0.3, along))
        let angle = mix(upward, -0.5, smoothstep(0.35, 0.95, along))
        let turned = angle - 0.4 * across * smoothstep(0.1, 0.4, along) + 0.16 * random.nextNormal()
        let length = mix(5.5, 8.5, smoothstep(0, 0.35, along)) * (1 - 0.35 * smoothstep(0.7, 1, along))
        let own = length * random.next(0.6, 1.1) * mix(1, 1.12, masculinity)
        let (lift, bend) = (random.next(0.12, 0.4), 0.25 * random.nextNormal() - 0.25)
        var (points, here) = ([root.point - root.normal * 0.15], root.point)
        for k in 0..<7 {
            let t = Float(k) / 6
            let a = turned + bend * t
            let normal = obstacle.height(of: here).normal
            let way = direction([cos(a), sin(a), 0], root.side)
            let flat = (way - normal * dot(way, normal)).normalized
            here = obstacle.lifted(
                here + (flat + normal * (lift * (1 - 1.7 * t))).normalized * (own / 7), clearance: 0.05)
            points.append(here)
        }
        return points
    }
}

extension Person {
    /// How dense a beard grows, 0…1, everybody's own.
    var beard: Float {
        var random = PCG32(seed: UInt64(seed), sequence: 79)
        return smoothstep(0.6, 0.85, shape.masculinity) * random.next(0.45, 1)
    }
}

/// Where a brow grows, as the front view has it, on the left half.
private struct BrowArch: Sendable {
    private let halfWidth, height: Float

    /// From the nose outward.
    private static let line = SculptLine([
        [11, 700.5, 0], [17, 702.8, 0], [25, 705.2, 0], [33, 706.4, 0], [40, 705.4, 0], [46, 702, 0], [52, 696.8, 0],
    ])

    /// - Parameters:
    ///   - height: of one's own above the usual, millimetres.
    ///   - width: of one's own, of the usual.
    init(masculinity: Float, _ height: Float, _ width: Float) {
        halfWidth = mix(4.2, 5.4, masculinity) * width
        self.height = height - 1.2 * masculinity
    }

    /// From the middle line to the edges, −1 below … 1 above, and from the nose to the tail, 0…1.
    func place(_ p: Vector3) -> (across: Float, along: Float) {
        let points = Self.line.points
        let (distance, along) = Self.line.nearest([p.x, p.y - height, 0])
        let half = halfWidth * mix(0.85, 1, smoothstep(0, 0.15, along)) * (1 - 0.72 * smoothstep(0.5, 1, along))
        let middle = points[Int((along * Float(points.count - 1)).rounded())]
        return ((p.y - height < middle.y ? -1 : 1) * distance / half, along)
    }

    /// Share of the densest growth, which fades at the edges and toward the nose.
    func density(at p: Vector3) -> Float {
        let (across, along) = place(p)
        let ends = smoothstep(-0.01, 0.09, along) * (1 - 0.6 * smoothstep(0.85, 1, along))
        return (1 - smoothstep(0.55, 1.2, abs(across))) * mix(0.5, 1, ends)
    }
}
