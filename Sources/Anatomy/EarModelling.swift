internal import Foundation
internal import Geometry

/// The modelling of one left ear on a fine mesh: see `EarSculpture`.
///
/// Positions are millimetres from the base mesh's origin. The side view has coordinates (back, up).
struct EarModelling {
    var positions: [Vector3]
    let net: SheetNet
    private let before: [Vector3]
    private let map = EarMap()
    /// Signed distance inside the auricle's outline; −100 far from the ear.
    private(set) var inside: [Float]
    private var isFront: [Bool]
    private var side: [Vector2]
    private var crease: [Float]
    private var weight: [Float]

    private(set) var piercing = 0
    private(set) var top = 0

    init(positions: [Vector3], net: SheetNet) {
        (self.positions, self.net, before) = (positions, net, positions)
        side = positions.map(Self.side)
        inside = parallelMap(positions.count) { i in
            let (p, s) = (positions[i], Self.side(positions[i]))
            return p.x > 45 && abs(s.x + 40) < 30 && abs(s.y - 664) < 36 ? EarMap.auricle.distance(s) : -100
        }
        isFront = [Bool](repeating: false, count: positions.count)
        (crease, weight) = (
            [Float](repeating: 0, count: positions.count), [Float](repeating: 0, count: positions.count)
        )
    }

    private static func side(_ p: Vector3) -> Vector2 { Vector2(-p.z, p.y) }

    mutating func model() {
        var heights = heights()
        findFront(heights)
        unfold()
        let (side, map, isFront) = (side, map, isFront)
        inside = parallelMap(inside.count) { [inside] i in
            isFront[i] ? EarMap.auricle.distance(side[i]) : inside[i]
        }
        heights = self.heights()
        _ = map
        lay(on: heights)
        modelTragus()
        modelLobe()
        roundLobe()
        net.smooth(&positions, where: { inside[$0] > -3 && inside[$0] < 1.6 }, passes: 30)
        net.smooth(&positions, where: { inside[$0] > -2 }, passes: 3)
        net.smooth(&positions, where: { inside[$0] > -3 && side[$0].y < 650 }, passes: 20)
        enlarge()
        for i in positions.indices { positions[i] -= Vector3(0.9, 0, 0.4) * crease[i] }
        net.smooth(&positions, where: { inside[$0] > -4 && side[$0].y < 650 && side[$0].x < -42 }, passes: 25)
        net.smooth(&positions, where: { inside[$0] > -3 && side[$0].y < 650 }, passes: 6)
        heal()
        findLandmarks()
    }

    /// How every vertex moved, and what it is.
    func changes() -> [EarSculpture.Change] {
        parallelMap(positions.count) { i in
            let onAuricle = weight[i]
            let d = (inside[i] - 1.4) / 1.8
            let bowl = onAuricle > 0 && isFront[i] ? smoothstep(-1, 3, EarMap.concha.distance(side[i])) : 0
            return EarSculpture.Change(
                shift: positions[i] - before[i], auricle: onAuricle, rim: exp(-d * d) * onAuricle,
                concha: bowl * onAuricle, crease: crease[i], isFront: isFront[i])
        }
    }

    private func heights() -> [Float] {
        let (side, inside, map) = (side, inside, map)
        return parallelMap(side.count) { inside[$0] > -3 ? map.height(at: side[$0]) : 0 }
    }

    /// The ear's front: what hangs together with the helix, without the ear's back and the skull behind it.
    private mutating func findFront(_ heights: [Float]) {
        let normals = Mesh(positions: positions, triangles: net.triangles).smoothNormals()
        let allowed = positions.indices.map { i -> Bool in
            guard inside[i] > 0.4 else { return false }
            let (s, x) = (side[i], positions[i].x)
            let atRear = s.x > -42 || s.y > 680
            let isLow = x < heights[i] - 4.1 + 1.3 * smoothstep(660, 650, s.y)
            if normals[i].x < 0.1, isLow, inside[i] < 4.5, atRear || s.y < 650 { return false }
            return !(x < heights[i] - 5.2 && inside[i] < 6 && (s.x > -42 || s.y > 684))
        }
        let helix = Vector3(77.5, 667, 34)
        let seed = positions.indices.min { (positions[$0] - helix).length < (positions[$1] - helix).length } ?? 0
        isFront = net.connected(to: seed, where: allowed)
    }

    /// Slides the front sheet sideways where it overhangs, until the side view sees every part of it once.
    private mutating func unfold() {
        let faces = net.triangles.filter { isFront[Int($0.x)] && isFront[Int($0.y)] && isFront[Int($0.z)] }
        guard !faces.isEmpty else { return }
        // Only vertices inside the sheet may slide.
        var free = isFront
        for v in positions.indices where isFront[v] {
            if net.around(v).contains(where: { !isFront[Int($0)] }) { free[v] = false }
        }
        let sheet = SheetNet(faces, vertexCount: positions.count)
        var flat = side.map { Vector3($0.x, $0.y, 0) }
        for round in 0..<24 {
            let areas = faces.map { t in
                let (a, b, c) = (flat[Int(t.x)], flat[Int(t.y)], flat[Int(t.z)])
                return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
            }
            let middle = areas.sorted()[areas.count / 2]
            let sign: Float = middle < 0 ? -1 : 1
            var marked: [Int] = []
            for (f, area) in areas.enumerated() where area * sign < 0.06 * abs(middle) {
                marked += [Int(faces[f].x), Int(faces[f].y), Int(faces[f].z)]
            }
            if marked.isEmpty { break }
            let shares = sheet.spread(from: marked, rings: 18 + 3 * round, softening: 3, bound: free)
            sheet.smooth(&flat, shares.map { ($0.vertex, 0.9 * $0.share) }, passes: 60)
        }
        side = flat.map { Vector2($0.x, $0.y) }
    }

    private mutating func lay(on heights: [Float]) {
        for i in positions.indices where inside[i] > 0 {
            let s = side[i]
            let low = smoothstep(654, 647, s.y)
            let w = smoothstep(0.3 - 0.3 * low, 1.6 + 2.6 * low, inside[i])
            if isFront[i] {
                let x = positions[i].x
                positions[i] = Vector3(x + w * (heights[i] - x), s.y, -s.x)
            } else if inside[i] > 0.4, w > 0 {
                let x = positions[i].x
                positions[i].x = x + w * (min(x, heights[i] - 2.2) - x)
            }
        }
    }

    /// Pushed out and back over the canal, with a dip before it.
    private mutating func modelTragus() {
        for i in positions.indices {
            let r = before[i]
            let d = ((r - [70, 661.5, 50]) * [0.8, 0.8, 1]).length / 2.6
            if d < 4 { positions[i] += Vector3(2.2, 0, -2.0) * exp(-d * d) }
            let e = ((r - [69.4, 662, 53.5]) * [1, 0.6, 1]).length / 2
            if e < 4 { positions[i].x -= 0.7 * exp(-e * e) }
        }
    }

    /// Fuller, and free of the cheek.
    private mutating func modelLobe() {
        let line = SculptLine([[-52, 652, 0], [-53.5, 647, 0], [-54.8, 643, 0], [-53.5, 640, 0]])
        for i in positions.indices where inside[i] > -30 {
            let s = side[i]
            if isFront[i] {
                let (a, b) = ((s.x + 45.5) / 5.5, (s.y - 645.5) / 6)
                positions[i].x += 1.2 * exp(-(a * a + b * b))
            }
            let (d, along) = line.nearest(Vector3(s.x, s.y, 0))
            if before[i].x > 55, d < 5 { crease[i] = exp(-d * d / 1.69) * smoothstep(0, 0.35, along) }
        }
    }

    /// The base mesh's lobe ends in a corner: round it, front and back alike.
    private mutating func roundLobe() {
        for i in positions.indices where inside[i] > -4 && before[i].x > 55 {
            let s = Self.side(before[i])
            let (a, b) = ((s.x + 37.5) / 4.5, (s.y - 645) / 5)
            positions[i] += Vector3(0, -1.0, -1.5) * exp(-(a * a + b * b))
        }
    }

    /// The base mesh's ear is 50 mm tall, a person's 60: enlarged about its root.
    private mutating func enlarge() {
        let root = Vector3(69, 662, 51.5)
        for i in positions.indices where inside[i] > -5 {
            let share = smoothstep(-4.5, 2, inside[i]) * (before[i].x > 55 ? 1 : 0)
            let out = inside[i] > -4.5 ? smoothstep(0, 6, positions[i].x - 65.5) : 0
            weight[i] = share * (isFront[i] ? 1 : out)
            positions[i] += weight[i] * Vector3(0.06, 0.16, 0.13) * (positions[i] - root)
        }
    }

    private mutating func findLandmarks() {
        let hole = Vector2(-46, 645)
        let front = positions.indices.filter { isFront[$0] && inside[$0] > 1 }
        piercing = front.min { (side[$0] - hole).length < (side[$1] - hole).length } ?? 0
        top = front.max { positions[$0].y < positions[$1].y } ?? 0
    }
}
