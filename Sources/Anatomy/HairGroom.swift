internal import Foundation
public import Geometry

/// Dresses the hair of a person for a picture of the neck: what falls beside, behind and over it.
///
/// ```swift
/// let strands = HairGroom(person, body: body, obstacle: stage.collisionMesh).strands()
/// ```
///
/// Hair comes from above the frame; the middle of the chest, where jewelry lies, stays free.
public struct HairGroom: Sendable {
    let person: Person
    let anchors: HairAnchors
    let obstacle: HairObstacle
    let curl: HairCurl
    private let notch: Vector3

    /// - Parameters:
    ///   - body: in the gesture of a neck; the surface knows its rest positions.
    ///   - obstacle: the body and the cloth over it, with normals: what hair lies on.
    public init(_ person: Person, body: PosedBody, obstacle: Mesh) {
        self.person = person
        notch = body.landmarks.suprasternalNotch
        curl = HairCurl(person.hair.curl)
        anchors = HairAnchors(body)
        self.obstacle = HairObstacle(
            obstacle, lower: notch + [-220, -300, -290], upper: notch + [220, 250, 110])
    }

    /// The strands; the same for the same person, body and cloth.
    public func strands() -> HairStrands {
        var strands = HairStrands()
        switch person.hair.style {
        case .up:
            growNape(into: &strands, strandCount: 1500, length: 55...95)
            growBabyHairs(into: &strands)
            growTendrils(into: &strands)
        case .overShoulder:
            growLocks(into: &strands)
            growTendrils(into: &strands)
        case .cropped:
            growNape(into: &strands, strandCount: 2200, length: 5...14)
        }
        return strands
    }

    func random(_ sequence: UInt64) -> PCG32 { PCG32(seed: UInt64(person.seed) &+ 0x4a1e, sequence: sequence) }

    /// Whether hair may be at a point: not before the middle of throat and chest.
    func isFree(_ p: Vector3) -> Bool {
        let aside = abs(p.x - notch.x)
        guard p.z > notch.z - 75 else { return true }
        return aside > mix(64, 42, smoothstep(20, 55, p.y - notch.y))
    }

    /// The side of the lock in front: +1 the person's left.
    private var side: Float { person.seed >> 3 & 1 == 0 ? 1 : -1 }

    // MARK: - Loose over a shoulder

    private func growLocks(into strands: inout HairStrands) {
        var random = random(1)
        let room = (0.9 + 0.25 * random.nextFloat()) * curl.volume
        // Curls are drawn with more points, so with fewer and thicker strands.
        let share = min(max(curl.spacing / 8, 0.45), 1)
        let end = random.next(-225, -175)
        let front = [
            anchors.head(side * 76, 706, -18, out: 12), anchors.head(side * 70, 655, -8, out: 15),
            anchors.head(side * 58, 605, -2, out: 17), onTop(side * 86, 560, 34, out: 2),
            before(side * 97, 508, out: 2), before(side * 99, 440, out: 2), before(side * 97, 370, out: 2),
            before(side * 93, 503 + end, out: 2),
        ]
        HairLock(
            points: front, halfWidths: [26, 24, 20, 19, 19, 18, 17, 15].map { $0 * room },
            depths: [12, 12, 11, 10, 9, 9, 8, 7].map { $0 * room }, strandCount: Int(3600 * share), curl: curl,
            radius: 0.07 / share.squareRoot()
        ).grow(into: &strands, over: obstacle, random: &random) { isFree($0) }
        for s in [side, -side] {
            let back = [
                anchors.head(s * 60, 700, -60, out: 12), anchors.head(s * 58, 655, -60, out: 17),
                anchors.head(s * 49, 610, -58, out: 24), onTop(s * 80, 556, -48, out: 3),
                behind(s * 86, 500, out: 3), behind(s * 86, 440, out: 3),
            ]
            HairLock(
                points: back, halfWidths: [42, 38, 32, 27, 25, 22].map { $0 * room },
                depths: [14, 14, 14, 12, 11, 10].map { $0 * room }, strandCount: Int(1500 * share), curl: curl,
                radius: 0.085 / share.squareRoot()
            ).grow(into: &strands, over: obstacle, random: &random) { isFree($0) }
        }
    }

    /// The lowest place where a lock may lie on chest, shoulder or back, at a point of the reference body.
    private func before(_ x: Float, _ height: Float, out: Float) -> Vector3 {
        let p = anchors.skin(x, height, 120)
        return obstacle.settled(
            from: Vector3(p.x, p.y, notch.z + 100), toward: [0, 0, -1], clearance: out, atMost: 240)
    }

    private func behind(_ x: Float, _ height: Float, out: Float) -> Vector3 {
        let p = anchors.skin(x, height, -120)
        return obstacle.settled(
            from: Vector3(p.x, p.y, notch.z - 280), toward: [0, 0, 1], clearance: out, atMost: 260)
    }

    private func onTop(_ x: Float, _ height: Float, _ z: Float, out: Float) -> Vector3 {
        let p = anchors.skin(x, height, z)
        return obstacle.settled(from: p + [0, 60, 0], toward: [0, -1, 0], clearance: out, atMost: 80)
    }
}

/// Finds places of the reference body on a posed one.
struct HairAnchors: Sendable {
    /// The body's surface with rest positions.
    let mesh: Mesh
    /// Height of the base mesh's origin above the reference body's soles.
    let origin: Float

    init(_ body: PosedBody) {
        mesh = body.collisionMesh
        let points = AnchorPoints(mesh)
        let notch = body.landmarks.suprasternalNotch
        var (best, distance) = (0, Float.infinity)
        for (i, p) in mesh.positions.enumerated() where (p - notch).length < distance {
            (best, distance) = (i, (p - notch).length)
        }
        origin = points.mesh.restPositions.isEmpty ? 0 : mesh.restPositions[best].y - 503
    }

    /// The skin at a place of the reference body: millimetres from the middle, above the base mesh's origin, forward.
    func skin(_ x: Float, _ height: Float, _ z: Float) -> Vector3 {
        AnchorPoints(mesh).position(nearRest: [x, origin + height, z])
    }

    /// A point off the head or neck, straight away from its axis.
    func head(_ x: Float, _ height: Float, _ z: Float, out: Float) -> Vector3 {
        let p = skin(x, height, z)
        let axis = (skin(80, height, -20) + skin(-80, height, -20)) / 2
        let away = p - axis
        return p + Vector3(away.x, 0, away.z).normalized * out
    }
}
