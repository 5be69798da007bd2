public import Geometry

/// Dresses the hair of a person for a picture of an ear: tucked behind it, combed back to a knot, or cropped.
///
/// ```swift
/// let strands = EarHairGroom(person, side: .left, body: body, obstacle: stage.collisionMesh)?.strands()
/// ```
///
/// Lobe and the space below it, where an earring hangs, stay free.
public struct EarHairGroom: Sendable {
    /// No hair comes nearer than this to a plumb line from the piercing, millimetres…
    public static let clearRadius: Float = 14
    /// …from the piercing down to this far below it.
    public static let clearDepth: Float = 95

    let person: Person
    let lobe: Landmarks.EarLobe
    let head: HeadView
    let obstacle: HairObstacle
    let scalp: ScalpMap
    let roots: ScalpRoots
    let cut: Cut
    /// Whether the picture shows the face, and the hair above it.
    let showsFace: Bool

    /// How a person's hair is worn for an ear's picture.
    enum Cut {
        case tucked, combedBack, cropped

        init(_ person: Person) {
            switch person.hair.style {
            case .cropped: self = .cropped
            case .up: self = .combedBack
            case .overShoulder:
                // Curls that do not lie behind an ear are pulled back, and other long hair is every second time.
                let isTied =
                    latticeHash([0, 0, Int32(truncatingIfNeeded: person.moment)], seed: person.seed) >> 31 == 1
                self = isTied || person.hair.curl > 0.45 ? .combedBack : .tucked
            }
        }
    }

    /// - Parameters:
    ///   - body: in the gesture of an ear.
    ///   - obstacle: the body and, after it, the cloth over it, with normals: what hair lies on.
    ///   - showsFace: whether hair is seen on both halves of the head.
    public init?(_ person: Person, side: EarSide, body: PosedBody, obstacle: Mesh, showsFace: Bool = false) {
        guard let lobe = body.landmarks.ears[side] else { return nil }
        (self.person, self.lobe, self.showsFace) = (person, lobe, showsFace)
        let head = HeadView(body.collisionMesh, side: side, origin: body.referenceOrigin)
        self.head = head
        scalp = ScalpMap(person, showsFace: showsFace)
        cut = Cut(person)
        // The ear itself does not carry hair that is combed past it.
        let auricle = body.collisionMesh.channels["auricle"] ?? []
        var bare = obstacle
        bare.triangles.removeAll { t in
            [t.x, t.y, t.z].allSatisfy { Int($0) < auricle.count && auricle[Int($0)] > 0.3 }
        }
        let p = lobe.piercing
        self.obstacle = HairObstacle(bare, lower: p - [170, 250, 190], upper: p + [170, 210, 130])
        roots = ScalpRoots(body.collisionMesh, head: head, scalp: scalp, across: showsFace ? 70 : 25)
    }

    /// The strands; the same for the same person, body and cloth.
    public func strands() -> HairStrands {
        var strands = HairStrands()
        // The same hair on more of the head.
        func count(_ ofOneHalf: Int) -> Int { showsFace ? ofOneHalf * 3 / 2 : ofOneHalf }
        switch cut {
        case .tucked: growCombed(into: &strands, count: count(26_000), steps: 52, length: 330, layer: 6)
        case .combedBack:
            growCombed(into: &strands, count: count(26_000), steps: 40, length: 205, layer: 4)
        // From a portrait's distance a crop must hide the scalp.
        case .cropped: growCropped(into: &strands, count: showsFace ? 54_000 : 24_000)
        }
        growBabyHairs(into: &strands, count: count(1900), length: 5...20, sequence: 21)
        growBabyHairs(into: &strands, count: count(420), length: 14...42, sequence: 22)
        return strands
    }

    func random(_ sequence: UInt64) -> PCG32 {
        PCG32(seed: UInt64(person.seed) &+ 0x3ea7 &+ UInt64(person.moment) << 32, sequence: sequence)
    }

    /// Share of lighter strands: some that the sun bleached, or those that age made white.
    var lightness: Float { max(0.2 * (1 - person.hair.melanin), 0.85 * smoothstep(42, 75, person.shape.ageYears)) }

    /// Whether hair may be at a point.
    func isFree(_ p: Vector3) -> Bool {
        let d = p - lobe.piercing
        guard d.y < 5, d.y > -Self.clearDepth else { return true }
        return d.x * d.x + d.z * d.z > Self.clearRadius * Self.clearRadius
    }

    func add(_ lines: [[Vector3]], radius: ClosedRange<Float>, sequence: UInt64, to strands: inout HairStrands) {
        var random = random(sequence)
        for line in lines {
            let own = random.next(radius.lowerBound, radius.upperBound)
            let isLight = random.nextFloat() < lightness
            if line.allSatisfy(isFree) { strands.append(line, radius: own, isLight: isLight) }
        }
    }
}

/// A posed head as its side view has it: from above the base mesh's origin on the reference body, mirrored for the
/// right side.
struct HeadView: Sendable {
    let toPosed, toRest: AffineTransform
    let sign: Float
    let origin: Float
    /// How far back the ear reaches at a height, from `lowest` in steps of 2 mm; nothing where there is no ear.
    private let rim: [Float]

    private static let lowest: Float = 628

    init(_ mesh: Mesh, side: EarSide, origin: Float) {
        sign = side.sign
        self.origin = origin
        let all = mesh.restPositions.indices.filter { mesh.restPositions[$0].y - origin > 600 }
        toPosed = AffineTransform(fitting: all.map { (mesh.restPositions[$0], mesh.positions[$0]) })
        toRest = toPosed.inverse
        var reach = [Float](repeating: -.infinity, count: 40)
        let ears = mesh.channels["auricle"] ?? []
        for i in all where !ears.isEmpty && ears[i] > 0.5 && mesh.restPositions[i].x * sign > 0 {
            let p = toRest.apply(mesh.positions[i])
            let k = Int((p.y - origin - Self.lowest) / 2)
            if reach.indices.contains(k) { reach[k] = max(reach[k], -p.z) }
        }
        rim = reach
    }

    /// Back, up and out to the side.
    func view(_ p: Vector3) -> (side: Vector2, out: Float) {
        let r = toRest.apply(p)
        return (Vector2(-r.z, r.y - origin), r.x * sign)
    }

    func posed(_ side: Vector2, out: Float) -> Vector3 {
        toPosed.apply(Vector3(out * sign, side.y + origin, -side.x))
    }

    /// A direction of the side view in the posed body.
    func direction(_ d: Vector2, out: Float = 0) -> Vector3 {
        toPosed.applyToDirection(Vector3(out * sign, d.y, -d.x))
    }

    /// A point moved back until it is behind the ear.
    func behindEar(_ p: Vector3, by margin: Float) -> Vector3 {
        let (s, out) = view(p)
        let k = Int((s.y - Self.lowest) / 2)
        guard out > 50, rim.indices.contains(k), s.y < 695 else { return p }
        let lacking = rim[k] + margin - s.x
        return lacking > 0 ? p + direction([lacking, 0]) : p
    }
}
