internal import Glibc
public import Geometry
public import Rendering

/// A necklace bust: a closed shape whose every height is an ellipse, so that a chain's path on it is a formula.
public struct Bust: Sendable {
    /// Factor on the shape's width: 1 a full bust with shoulders, about 0.4 a column.
    public var breadth: Float
    public var colour: Vector3
    public var coat: Float

    public init(breadth: Float = 1, colour: Vector3, coat: Float = 0.1) {
        (self.breadth, self.colour, self.coat) = (breadth, colour, coat)
    }

    /// Half width, half depth and forward shift at heights, bottom to top, millimetres.
    private static let sections: [(y: Float, width: Float, depth: Float, forward: Float)] = [
        (-250, 52, 38, 6), (-244, 60, 44, 6), (-205, 88, 52, 8), (-150, 122, 62, 10), (-95, 142, 66, 8),
        (-62, 138, 60, 4),
        (-38, 118, 52, 0), (-18, 88, 48, -2), (0, 66, 47, -3), (22, 58, 47, -3), (60, 54, 47, -2), (84, 54, 47, -2),
        (90, 47, 41, -2),
    ]

    func section(at y: Float) -> (width: Float, depth: Float, forward: Float) {
        let s = Self.sections
        var i = 0
        while i < s.count - 2, s[i + 1].y < y { i += 1 }
        let t = smoothstep(s[i].y, s[i + 1].y, y)
        let narrow = mix(1, breadth, smoothstep(60, 142, mix(s[i].width, s[i + 1].width, t)))
        return (
            mix(s[i].width, s[i + 1].width, t) * narrow, mix(s[i].depth, s[i + 1].depth, t),
            mix(s[i].forward, s[i + 1].forward, t)
        )
    }

    /// The surface point at a height and an angle round the axis, 0 to the front, and its outward normal.
    public func surface(y: Float, angle: Float) -> (point: Vector3, normal: Vector3) {
        func at(_ y: Float, _ t: Float) -> Vector3 {
            let s = section(at: y)
            return [s.width * sin(t), y, s.depth * cos(t) + s.forward]
        }
        let e: Float = 0.01
        let along = at(y, angle + e) - at(y, angle - e)
        let up = at(y + 1, angle) - at(y - 1, angle)
        return (at(y, angle), cross(up, along).normalized * -1)
    }

    public func mesh() -> Mesh {
        let heights = stride(from: Float(-250), through: 90, by: 3).map { $0 } + [90]
        var rings = heights.map { y in
            (0..<96).map { k in surface(y: y, angle: Float(k) / 96 * 2 * .pi).point }
        }
        // Close top and bottom.
        rings.insert([Vector3](repeating: [0, -250, 6], count: 96), at: 0)
        rings.append([Vector3](repeating: [0, 90, -2], count: 96))
        return Shapes.swept(rings: rings, closed: false)
    }
}

/// What a ring stands on.
public enum RingDisplay: String, Sendable, CaseIterable, Codable {
    /// A cone that goes up through the band.
    case cone
    /// A padded block whose slot hides the lower part of the band.
    case slot
}
