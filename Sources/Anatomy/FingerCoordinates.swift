internal import Geometry

/// Where a point of the reference hand lies on its fingers.
struct FingerCoordinates: Sendable {
    /// A finger's chain on the reference body.
    struct Chain: Sendable {
        let finger: Finger
        let joints: [Vector3]
        /// Distance of each joint from the knuckle along the chain.
        let lengths: [Float]
        /// Out of the finger's back and toward its thumb side, at each of the three phalanges.
        let backs, sides: [Vector3]
        let axes: [Vector3]
        /// Half the finger's width, millimetres.
        let halfWidth: Float

        /// The joint where a finger bends in the middle; the thumb's chain begins a bone lower.
        var middle: Int { finger == .thumb ? 2 : 1 }
    }

    struct Place {
        var chain: Int
        /// Millimetres from the chain, along it from the knuckle, and across it toward the thumb's side.
        var distance, along, across: Float
        /// Nearest phalanx, 0…2.
        var phalanx: Int
        /// Unit, out of the finger's back here.
        var back: Vector3
    }

    let chains: [Chain]

    init(_ hand: HandFrame) {
        chains = Finger.allCases.map { finger in
            let j = hand.joints[finger, default: []]
            let back = hand.backs[finger] ?? hand.dorsal
            let axes = (0..<3).map { (j[$0 + 1] - j[$0]).normalized }
            let backs = (0..<3).map { k -> Vector3 in
                let share: Float = finger == .thumb ? 1 : [0.3, 0.75, 1][k]
                let b = mix(hand.dorsal, back, share)
                return (b - axes[k] * dot(b, axes[k])).normalized
            }
            var lengths: [Float] = [0]
            for k in 0..<3 { lengths.append(lengths[k] + (j[k + 1] - j[k]).length) }
            let width: [Finger: Float] = [.thumb: 9.2, .index: 7.6, .middle: 7.8, .ring: 7.4, .little: 6.4]
            return Chain(
                finger: finger, joints: j, lengths: lengths, backs: backs,
                sides: (0..<3).map { cross(axes[$0], backs[$0]) }, axes: axes, halfWidth: width[finger] ?? 7.5)
        }
    }

    /// The finger whose chain is nearest, or nil off the fingers.
    func place(_ p: Vector3) -> Place? {
        var (best, chain, phalanx, share) = (Float(17 * 17), -1, 0, Float(0))
        for (i, c) in chains.enumerated() {
            for k in 0..<3 {
                let d = c.joints[k + 1] - c.joints[k]
                let t = min(max(dot(p - c.joints[k], d) / dot(d, d), k == 0 ? -0.2 : 0), k == 2 ? 1.2 : 1)
                let off = p - c.joints[k] - d * t
                let squared = dot(off, off)
                if squared < best { (best, chain, phalanx, share) = (squared, i, k, t) }
            }
        }
        guard chain >= 0 else { return nil }
        let c = chains[chain]
        // Frames turn evenly from one phalanx to the next.
        let position = Float(phalanx) + share - 0.5
        let low = min(max(Int(position.rounded(.down)), 0), 1)
        let t = clamp01(position - Float(low))
        let back = mix(c.backs[low], c.backs[low + 1], t).normalized
        let side = mix(c.sides[low], c.sides[low + 1], t).normalized
        let along = c.lengths[phalanx] + share * (c.lengths[phalanx + 1] - c.lengths[phalanx])
        let origin = c.joints[phalanx] + (c.joints[phalanx + 1] - c.joints[phalanx]) * share
        return Place(
            chain: chain, distance: best.squareRoot(), along: along, across: dot(p - origin, side), phalanx: phalanx,
            back: back)
    }
}
