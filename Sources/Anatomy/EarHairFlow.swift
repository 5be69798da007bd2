internal import Foundation
internal import Geometry

/// Which way hair is combed over the side of a head, as the side view has it: millimetres back and up.
struct EarHairFlow: Sendable {
    private static let origin = Vector2(-134, 420)
    private static let pitch: Float = 4
    private static let size = SIMD2(72, 114)
    private let directions: [Vector2]

    /// - Parameter isTucked: falls behind the ear; else it is combed to a knot at the back of the head.
    init(isTucked: Bool) {
        let lines = (isTucked ? Self.tucked : Self.combedBack).map(Self.drawn)
        let points = lines.flatMap { $0 }
        let along = lines.flatMap { line in
            line.indices.map { (line[min($0 + 1, line.count - 1)] - line[max($0 - 1, 0)]).normalized }
        }
        directions = parallelMap(Self.size.x * Self.size.y) { i in
            let p = Self.origin + Vector2(Float(i % Self.size.x), Float(i / Self.size.x)) * Self.pitch
            let distances = points.map { ($0 - p).length }
            let nearest = distances.min() ?? 0
            var sum = Vector2.zero
            for (k, d) in distances.enumerated() where d < nearest + 45 {
                let e = (d - nearest) / 10
                sum += along[k] * (exp(-0.5 * e * e) / pow(d + 3, 1.5))
            }
            return sum.normalized
        }
    }

    /// Unit direction at a place.
    func direction(at p: Vector2) -> Vector2 {
        let (w, h) = (Self.size.x, Self.size.y)
        let q = (p - Self.origin) / Self.pitch
        let (u, v) = (min(max(q.x, 0), Float(w) - 1.001), min(max(q.y, 0), Float(h) - 1.001))
        let (i, j) = (Int(u), Int(v))
        func at(_ a: Int, _ b: Int) -> Vector2 { directions[(j + b) * w + i + a] }
        let (f, g) = (u - Float(i), v - Float(j))
        return mix(mix(at(0, 0), at(1, 0), f), mix(at(0, 1), at(1, 1), f), g).normalized
    }

    private static func drawn(_ corners: [Vector2]) -> [Vector2] {
        SculptLine(corners.map { Vector3($0.x, $0.y, 0) }, pieces: 10).points.map { Vector2($0.x, $0.y) }
    }

    private static let tucked: [[Vector2]] = [
        [
            [-95, 740], [-70, 722], [-45, 708], [-28, 696], [-19, 680], [-17, 655], [-18, 620], [-19, 580], [-20, 440],
        ],
        [
            [-66, 682], [-60, 693], [-50, 699], [-38, 700], [-27, 693], [-20.5, 678], [-19, 655], [-20, 620],
            [-22, 580], [-23, 440],
        ],
        [[-115, 770], [-75, 745], [-35, 725], [-10, 700], [-3, 670], [-5, 630], [-6, 580], [-7, 440]],
        [[-80, 795], [-35, 765], [5, 735], [20, 700], [18, 650], [14, 590], [12, 440]],
        [[-30, 810], [20, 785], [50, 740], [50, 690], [42, 640], [38, 580], [35, 440]],
        [[-22, 675], [-16, 660], [-13, 630], [-13, 580], [-14, 440]],
    ]
    private static let combedBack: [[Vector2]] = [
        [[-95, 740], [-60, 724], [-25, 705], [10, 688], [40, 675], [62, 668]],
        [[-66, 682], [-58, 693], [-42, 699], [-22, 695], [10, 682], [40, 670], [62, 666]],
        [[-115, 770], [-60, 750], [-10, 725], [30, 698], [62, 672]],
        [[-80, 795], [-20, 775], [25, 745], [55, 705], [68, 675]],
        [[-20, 660], [-5, 660], [20, 660], [45, 662], [65, 664]],
        [[-10, 630], [10, 638], [35, 650], [62, 660]],
        [[-20, 810], [40, 790], [72, 740], [75, 690]],
    ]
}
