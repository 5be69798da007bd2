public import Geometry
internal import Glibc
internal import Rendering

/// A necklace bust: a closed shape whose every height is an ellipse, so that a chain's path on it is a formula.
public struct Bust: Sendable {
    /// Factor on the shape's width: 1 a full bust with shoulders, about 0.4 a column.
    public var breadth: Float
    public var colour: Vector3
    public var coat: Float
    /// Factors on width, height and depth.
    public var stretch = Vector3.one

    public init(breadth: Float = 1, colour: Vector3, coat: Float = 0.1) {
        (self.breadth, self.colour, self.coat) = (breadth, colour, coat)
    }

    /// Outlines of busts that sellers use.
    public enum Form: String, Sendable, CaseIterable {
        case classic, tapered, slim, broad

        /// Half width, half depth and forward shift at heights, bottom to top, millimetres.
        fileprivate var sections: [Section] {
            switch self {
            case .classic: Self.classicSections
            case .tapered: Self.taperedSections
            case .slim: Self.slimSections
            case .broad: Self.broadSections
            }
        }

        private static let classicSections: [Section] = [
            (-250, 60, 44, 8), (-210, 78, 52, 9), (-165, 104, 60, 10), (-120, 130, 66, 10), (-85, 144, 66, 7),
            (-55, 138, 61, 3), (-30, 112, 55, 0), (-10, 82, 51, -2), (10, 64, 48, -3), (35, 57, 47, -3),
            (65, 55, 47, -2), (90, 53, 46, -2),
        ]
        private static let taperedSections: [Section] = [
            (-250, 50, 20, 6), (-200, 80, 24, 8), (-150, 108, 28, 9), (-105, 128, 32, 9), (-70, 136, 34, 7),
            (-45, 128, 34, 4), (-25, 104, 34, 1), (-8, 80, 36, -1), (10, 62, 38, -2), (35, 54, 40, -2),
            (65, 51, 40, -2), (90, 50, 40, -2),
        ]
        private static let slimSections: [Section] = [
            (-250, 40, 30, 6), (-200, 56, 36, 7), (-150, 76, 42, 8), (-110, 94, 48, 8), (-80, 104, 52, 6),
            (-55, 100, 52, 3), (-30, 80, 48, 0), (-10, 60, 44, -2), (10, 48, 40, -2), (35, 43, 38, -2),
            (65, 41, 37, -2), (90, 40, 36, -2),
        ]
        private static let broadSections: [Section] = [
            (-250, 124, 40, 8), (-200, 134, 48, 9), (-150, 142, 56, 10), (-110, 147, 60, 9), (-80, 146, 60, 7),
            (-55, 136, 57, 3), (-32, 112, 54, 0), (-10, 82, 50, -2), (10, 64, 48, -3), (35, 57, 47, -3),
            (65, 55, 47, -2), (90, 53, 46, -2),
        ]
    }
    fileprivate typealias Section = (y: Float, width: Float, depth: Float, forward: Float)
    public var form = Form.classic

    func section(at height: Float) -> (width: Float, depth: Float, forward: Float) {
        let s = form.sections
        let y = height / stretch.y
        var i = 0
        while i < s.count - 2, s[i + 1].y < y { i += 1 }
        let t = min(max((y - s[i].y) / (s[i + 1].y - s[i].y), 0), 1)
        // Catmull–Rom through the sections, so that the silhouette has no steps.
        func smooth(_ value: (Int) -> Float) -> Float {
            let (a, b, c, d) = (value(max(i - 1, 0)), value(i), value(i + 1), value(min(i + 2, s.count - 1)))
            return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        }
        let width = smooth { s[$0].width }
        let narrow = mix(1, breadth, smoothstep(58, 140, width))
        return (
            width * narrow * stretch.x, smooth { s[$0].depth } * stretch.z, smooth { s[$0].forward } * stretch.z
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

    /// - Parameter sides: vertices round it; the more, the finer a texture it can carry.
    public func mesh(sides: Int = 96) -> Mesh {
        let heights = (stride(from: Float(-250), through: 90, by: 288 / Float(sides)).map { $0 } + [90]).map {
            $0 * stretch.y
        }
        var rings = heights.map { y in
            (0..<sides).map { k in surface(y: y, angle: Float(k) / Float(sides) * 2 * .pi).point }
        }
        // Close top and bottom.
        rings.insert([Vector3](repeating: [0, -250 * stretch.y, 8 * stretch.z], count: sides), at: 0)
        rings.append([Vector3](repeating: [0, 90 * stretch.y, -2 * stretch.z], count: sides))
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
