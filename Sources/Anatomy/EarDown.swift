internal import Foundation
internal import Geometry

/// The down of cheek, jaw, neck and ear: what light from a side shows as a bright edge.
extension EarHairGroom {
    /// Soft hairs without pigment, a few millimetres long; none near the hole, where a piece moves the skin.
    public func down() -> HairStrands {
        var random = random(31)
        let places = roots.bareSkin(of: head, withFace: showsFace).pick(
            showsFace ? 2 * Self.downCount : Self.downCount, &random
        ) { _, _ in 1 }
        let lines = parallelMap(places.count) { i in downHair(places[i], sequence: 700_000 + UInt64(i)) }
        var strands = HairStrands()
        for line in lines where (line[0] - lobe.piercing).length > 5 {
            strands.append(line, radius: random.next(0.006, 0.0105))
        }
        return strands
    }

    private static let downCount = 15_000

    private func downHair(_ root: ScalpRoots.Root, sequence: UInt64) -> [Vector3] {
        var random = self.random(sequence)
        // Before the ear and along the hairline it is longer.
        let long = exp(-pow(min(root.depth, 0) / 9, 2))
        let length = random.next(0.7, 1.9) + long * random.next(0.5, 3)
        // It grows down and back, by the mean of its neighbours' ways.
        let sway = 0.7 * valueNoise(root.point / 12, seed: person.seed &+ 41) + 0.25 * random.nextNormal()
        let way = head.direction(Vector2(0.55 + sway, -1))
        let along = (way - root.normal * dot(way, root.normal)).normalized
        let (rise, bend) = (random.next(0.5, 1.1), random.next(0.3, 0.9))
        return (0..<5).map { k in
            let t = Float(k) / 4
            let direction = (along + root.normal * (rise * (1 - bend * t))).normalized
            return root.point + direction * (length * t) - root.normal * 0.1
        }
    }
}
