internal import Foundation
internal import Geometry

extension Landmarks {
    /// Reads landmarks off a posed mesh.
    ///
    /// Points of the trunk are vertices found by their place on the reference body, so they sit on the skin of every
    /// shape and pose; joints come from the bones.
    init(
        measuring mesh: Mesh, skeleton: Skeleton, hand: HandFrame, transforms: [RigidTransform],
        reference: AnatomyEngine
    ) {
        let anchors = AnchorPoints(mesh)
        func skin(_ x: Float, _ y: Float, _ z: Float) -> Vector3 { anchors.position(nearRest: Vector3(x, y, z)) }
        var fingers: [Finger: FingerSeat] = [:]
        for finger in Finger.allCases {
            fingers[finger] = FingerSeat(finger, mesh, skeleton, hand, transforms)
        }
        // Millimetres on the reference body, feet at y = 0.
        let o = reference.referenceOrigin
        self.init(
            fingers: fingers, suprasternalNotch: skin(0, o + 503, 120),
            shoulderLeft: skin(80, o + 560, 0), shoulderRight: skin(-80, o + 560, 0), nape: skin(0, o + 565, -70),
            clavicleLeft: Self.clavicle.map { skin($0.x, o + $0.y, $0.z) },
            clavicleRight: Self.clavicle.map { skin(-$0.x, o + $0.y, $0.z) },
            mouth: anchors.lipCentre ?? skin(0, o + 665, 150),
            arm: Arm(
                hand, forearm: transforms[skeleton.index("lowerarm01.L")], palm: transforms[skeleton.index("wrist.L")]))
    }

    /// The clavicle's line on the reference body from sternum to shoulder, above the base mesh's origin.
    static let clavicle: [Vector3] = [
        [13, 496.5, 120], [30, 498.5, 115], [55, 498.5, 105], [85, 503, 80], [115, 509, 50], [142, 506, 35],
    ]
}

extension Landmarks.Arm {
    init(_ hand: HandFrame, forearm: RigidTransform, palm: RigidTransform) {
        self.init(
            elbow: forearm.apply(hand.elbow), wrist: palm.apply(hand.wrist),
            dorsal: palm.rotation.apply(hand.dorsal), distal: palm.rotation.apply(hand.distal),
            radial: palm.rotation.apply(hand.radial))
    }
}

/// Finds vertices by their place on the reference body.
struct AnchorPoints {
    let mesh: Mesh

    init(_ mesh: Mesh) { self.mesh = mesh }

    func vertex(nearRest p: Vector3) -> Int {
        var (best, distance) = (0, Float.infinity)
        for (i, q) in mesh.restPositions.enumerated() {
            let d = q - p
            let squared = dot(d, d)
            if squared < distance { (best, distance) = (i, squared) }
        }
        return best
    }

    func position(nearRest p: Vector3) -> Vector3 { mesh.positions[vertex(nearRest: p)] }

    /// Middle of what the lips' mask covers on the outside.
    var lipCentre: Vector3? {
        guard let lips = mesh.channels["lips"] else { return nil }
        var (sum, total) = (Vector3.zero, Float(0))
        for (p, w) in zip(mesh.positions, lips) where w > 0.5 {
            sum += p * w
            total += w
        }
        return total > 0 ? sum / total : nil
    }
}

extension Landmarks.FingerSeat {
    /// How far from knuckle to middle joint a ring rests: past the web, before the joint's thickening.
    static let seatShare: Float = 0.58
    /// From the web to the thickening of the middle joint.
    static let stationShares: [Float] = [0.46, 0.52, 0.58, 0.64, 0.70, 0.76, 0.82, 0.88]

    init?(
        _ finger: Finger, _ mesh: Mesh, _ skeleton: Skeleton, _ hand: HandFrame, _ transforms: [RigidTransform]
    ) {
        let bones = (1...3).map { skeleton.index("finger\(finger.number)-\($0).L") }
        guard let joints = hand.joints[finger], joints.count == 4 else { return nil }
        // The thumb's first bone is its metacarpal: its ring sits on the second.
        let first = finger == .thumb ? 1 : 0
        let place = transforms[bones[first]]
        func at(_ share: Float) -> Vector3 { place.apply(mix(joints[first], joints[first + 1], share)) }
        let centre = at(Self.seatShare)
        let length = (joints[first + 1] - joints[first]).length
        let axis = place.rotation.apply((joints[first + 1] - joints[first]).normalized)
        let back = place.rotation.apply(hand.backs[finger] ?? hand.dorsal)
        // What these cuts can meet lies near: the whole mesh is gone through once.
        let radius: Float = 19
        var near = mesh
        near.triangles = mesh.triangles.filter {
            (mesh.positions[Int($0.x)] - centre).length < 2 * radius + length
        }
        let section = CrossSection(near, centre: centre, axis: axis, radius: radius)
        self.init(
            knuckle: transforms[bones[0]].apply(joints[0]), middleJoint: transforms[bones[1]].apply(joints[1]),
            lastJoint: transforms[bones[2]].apply(joints[2]), tip: transforms[bones[2]].apply(joints[3]),
            seat: section.centre, axis: axis, dorsal: (back - axis * dot(back, axis)).normalized,
            circumference: section.girth,
            stations: Self.stationShares.map { share in
                let cut = CrossSection(near, centre: at(share), axis: axis, radius: radius)
                return Station(along: (share - Self.seatShare) * length, centre: cut.centre, girth: cut.girth)
            })
    }
}

extension Landmarks.FingerSeat {
    /// The seat of a band of some width: a narrow one rests where rings rest, a wide one lies wholly between the web and
    /// the middle joint, as far as it has room there, and goes round the thickest of what it covers.
    ///
    /// - Parameter width: along the finger, millimetres.
    public func seating(width: Float) -> Self {
        guard width > Self.narrow, let web = stations.first, let joint = stations.last else { return self }
        let (first, last) = (web.along + width / 2, joint.along - width / 2)
        let along = first < last ? min(max(0, first), last) : (web.along + joint.along) / 2
        var wide = self
        func place(_ along: Float) -> (centre: Vector3, girth: Float) {
            guard let k = stations.lastIndex(where: { $0.along <= along }) else { return (web.centre, web.girth) }
            guard k + 1 < stations.count else { return (joint.centre, joint.girth) }
            let (a, b) = (stations[k], stations[k + 1])
            let t = (along - a.along) / max(b.along - a.along, 1e-3)
            return (mix(a.centre, b.centre, t), a.girth + (b.girth - a.girth) * t)
        }
        wide.seat = place(along).centre
        // The edges of a comfortable band are rounded, and flesh gives way there.
        wide.circumference = [-0.35, 0, 0.35].reduce(0) { max($0, place(along + Float($1) * width).girth) }
        for k in wide.stations.indices { wide.stations[k].along -= along }
        return wide
    }

    /// Up to this width a band rests where rings rest, millimetres.
    private static let narrow: Float = 7
}

/// Where a plane cuts one limb of a mesh: its girth as a tape or a ring would measure it.
struct CrossSection {
    private(set) var centre: Vector3
    /// Perimeter of the cut's convex hull, millimetres: a ring bridges hollows.
    private(set) var girth: Float
    /// That hull, counter-clockwise, in the axis' own basis from the centre that was given, millimetres.
    private(set) var hull: [Vector2]

    init(_ mesh: Mesh, centre: Vector3, axis: Vector3, radius: Float) {
        let (u, v) = axis.orthonormalBasis
        var segments: [(Vector2, Vector2)] = []
        for t in mesh.triangles {
            let d = mesh.positions[Int(t.x)] - centre
            guard dot(d, d) < radius * radius * 4 else { continue }
            let p = [mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)]]
            let h = p.map { dot($0 - centre, axis) }
            var cut: [Vector2] = []
            for k in 0..<3 where (h[k] < 0) != (h[(k + 1) % 3] < 0) {
                let q = mix(p[k], p[(k + 1) % 3], h[k] / (h[k] - h[(k + 1) % 3])) - centre
                cut.append(Vector2(dot(q, u), dot(q, v)))
            }
            if cut.count == 2 { segments.append((cut[0], cut[1])) }
        }
        let loop = Self.loop(around: .zero, of: segments)
        let hull = Self.convexHull(loop)
        self.hull = hull
        girth = hull.indices.reduce(0) { $0 + (hull[($1 + 1) % hull.count] - hull[$1]).length }
        let middle =
            hull.isEmpty
            ? .zero
            : (hull.reduce(Vector2(-.infinity, -.infinity)) { pointwiseMax($0, $1) }
                + hull.reduce(Vector2(.infinity, .infinity)) { pointwiseMin($0, $1) }) / 2
        self.centre = centre + u * middle.x + v * middle.y
    }

    /// Points of the connected cut that lies nearest to a point.
    private static func loop(around origin: Vector2, of segments: [(Vector2, Vector2)]) -> [Vector2] {
        func key(_ p: Vector2) -> SIMD2<Int32> { SIMD2<Int32>((p * 200).rounded(.toNearestOrEven)) }
        var touching: [SIMD2<Int32>: [Int]] = [:]
        for (i, s) in segments.enumerated() {
            touching[key(s.0), default: []].append(i)
            touching[key(s.1), default: []].append(i)
        }
        guard let seed = segments.indices.min(by: { segments[$0].0.length < segments[$1].0.length }) else { return [] }
        var (seen, stack, points) = (Set([seed]), [seed], [Vector2]())
        while let i = stack.popLast() {
            points.append(segments[i].0)
            points.append(segments[i].1)
            for k in [key(segments[i].0), key(segments[i].1)] {
                for j in touching[k, default: []] where seen.insert(j).inserted { stack.append(j) }
            }
        }
        return points
    }

    /// Counter-clockwise (Andrew 1979).
    static func convexHull(_ points: [Vector2]) -> [Vector2] {
        let sorted = points.sorted { $0.x < $1.x || ($0.x == $1.x && $0.y < $1.y) }
        guard sorted.count > 2 else { return sorted }
        func half(_ points: [Vector2]) -> [Vector2] {
            var hull: [Vector2] = []
            for p in points {
                while hull.count > 1, cross(hull[hull.count - 1] - hull[hull.count - 2], p - hull[hull.count - 1]) <= 0
                {
                    hull.removeLast()
                }
                hull.append(p)
            }
            return hull.dropLast()
        }
        return half(sorted) + half(sorted.reversed())
    }
}
