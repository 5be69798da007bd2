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
    ///
    /// - Parameter thinning: of locks, as `HairStrands` has it.
    public func strands(thinning: Int = 1) -> HairStrands {
        var strands = HairStrands(thinning: thinning)
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

    func random(_ sequence: UInt64) -> PCG32 {
        PCG32(seed: UInt64(person.seed) &+ 0x4a1e &+ UInt64(person.moment) << 32, sequence: sequence)
    }

    /// Whether hair may be at a point: not before the middle of throat and chest.
    func isFree(_ p: Vector3) -> Bool {
        let aside = abs(p.x - notch.x)
        guard p.z > notch.z - 75 else { return true }
        return aside > mix(64, 42, smoothstep(20, 55, p.y - notch.y))
    }

    /// Share of lighter strands: some that the sun bleached, or those that age made white.
    var lightness: Float { max(0.2 * (1 - person.hair.melanin), 0.85 * smoothstep(42, 75, person.shape.ageYears)) }

    /// The side of the lock in front: +1 the person's left.
    private var side: Float { person.seed >> 3 & 1 == 0 ? 1 : -1 }

    // MARK: - Loose over a shoulder

    private func growLocks(into strands: inout HairStrands) {
        var random = random(1)
        let room = (0.9 + 0.25 * random.nextFloat()) * curl.volume
        // Curls are drawn with more points, so with fewer and thicker strands.
        let share = min(max(curl.spacing / 8, 0.55), 1)
        let end = random.next(-225, -175)
        var front = [
            besideHead(side * 76, 706, -18, out: 12), besideHead(side * 70, 655, -8, out: 15),
            besideHead(side * 58, 605, -2, out: 18), onTop(side * 86, 560, 34), before(side * 98, 508),
            before(side * 101, 440), before(side * 99, 370), before(side * 95, 503 + end),
        ]
        measure(&front, halfWidths: [26, 24, 21, 20, 20, 19, 18, 15], depths: [12, 12, 11, 10, 9, 9, 8, 7], room)
        HairLock(
            stations: front, strandCount: Int(3600 * share), curl: curl, radius: min(0.065 / share.squareRoot(), 0.085),
            lightness: lightness
        ).grow(into: &strands, over: obstacle, random: &random) { isFree($0) }
        // Behind, out of focus, the same curls need fewer points.
        var blurred = curl
        blurred.pointsPerTurn = 4.5
        for s in [side, -side] {
            var back = [
                besideHead(s * 60, 700, -60, out: 12), besideHead(s * 58, 655, -60, out: 16),
                besideHead(s * 48, 610, -58, out: 19), onTop(s * 76, 556, -46), behind(s * 86, 500),
                behind(s * 90, 440),
            ]
            measure(&back, halfWidths: [44, 44, 42, 38, 34, 30], depths: [14, 14, 14, 12, 11, 10], min(room, 1.2))
            HairLock(
                stations: back, strandCount: 1800, curl: blurred, radius: 0.08, lightness: lightness
            ).grow(into: &strands, over: obstacle, random: &random) { isFree($0) }
        }
    }

    private func measure(_ lock: inout [HairLock.Station], halfWidths: [Float], depths: [Float], _ room: Float) {
        for k in lock.indices { (lock[k].halfWidth, lock[k].depth) = (halfWidths[k] * room, depths[k] * room) }
    }

    // Places of the reference body where a lock passes: millimetres from the middle, above the origin, forward.

    private func besideHead(_ x: Float, _ height: Float, _ z: Float, out: Float) -> HairLock.Station {
        let p = anchors.head(x, height, z, out: out)
        let away = p - anchors.axis(height)
        return HairLock.Station(point: p, up: Vector3(away.x, 0, away.z).normalized)
    }

    private func before(_ x: Float, _ height: Float) -> HairLock.Station {
        let p = anchors.skin(x, height, 120)
        let start = Vector3(p.x, p.y, notch.z + 100)
        return HairLock.Station(
            point: obstacle.settled(from: start, toward: [0, 0, -1], clearance: 2, atMost: 240), up: [0, 0.1, 1])
    }

    private func behind(_ x: Float, _ height: Float) -> HairLock.Station {
        let p = anchors.skin(x, height, -120)
        let start = Vector3(p.x, p.y, notch.z - 280)
        return HairLock.Station(
            point: obstacle.settled(from: start, toward: [0, 0, 1], clearance: 3, atMost: 260), up: [0, 0.1, -1])
    }

    private func onTop(_ x: Float, _ height: Float, _ z: Float) -> HairLock.Station {
        let p = anchors.skin(x, height, z)
        return HairLock.Station(
            point: obstacle.settled(from: p + [0, 60, 0], toward: [0, -1, 0], clearance: 3, atMost: 80),
            up: Vector3(0.35 * (x < 0 ? -1 : 1), 0.9, z > 0 ? 0.3 : -0.3))
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
        let away = p - axis(height)
        return p + Vector3(away.x, 0, away.z).normalized * out
    }

    /// The middle of head or neck at a height.
    func axis(_ height: Float) -> Vector3 { (skin(80, height, -20) + skin(-80, height, -20)) / 2 }
}
