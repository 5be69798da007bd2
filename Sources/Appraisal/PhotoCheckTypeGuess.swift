internal import Foundation
internal import Geometry
internal import Imaging

/// Guesses what a piece is from the shape of what stands out of the display.
///
/// Size is unknown in a photo, so a bracelet and a ring can look alike: the confidence says so.
enum PieceTypeGuess {
    static func guess(_ photo: ImageBuffer<DisplayLinear>, strokes: Strokes) -> Estimate<PieceType> {
        guard min(photo.width, photo.height) >= 32 else { return Estimate(.necklace, confidence: 0) }
        let evidence = CutoutEvidence(photo: photo, strokes: strokes, longest: 600)
        let ring = CutoutFinder(evidence: evidence, type: .ring).find()?.mask
        let necklace = CutoutFinder(evidence: evidence, type: .necklace).find()?.mask
        guard let ring, let necklace else { return Estimate(.necklace, confidence: 0) }
        let scores = score(necklace: Shape(necklace), compact: Shape(ring))
        let top = scores.values.max() ?? 0
        let weights = scores.mapValues { expf($0 - top) }
        let total = weights.values.reduce(0, +)
        // A fixed order where two are level.
        let order: [PieceType] = [.necklace, .ring, .bracelet, .earring]
        let best = order.max { weights[$0, default: 0] < weights[$1, default: 0] } ?? .necklace
        return Estimate(best, confidence: weights[best, default: 0] / max(total, 1e-6))
    }

    private static func score(necklace n: Shape, compact c: Shape) -> [PieceType: Float] {
        var s: [PieceType: Float] = [.necklace: 0, .ring: 0, .earring: -0.8, .bracelet: -0.5]
        // A strand reaches far and hangs in an arc that is open above.
        s[.necklace]! += 4 * (smoothstep(0.3, 0.75, n.reach) - 0.5)
        s[.necklace]! += 3 * smoothstep(0.1, 0.4, n.openAbove) - 0.7
        s[.necklace]! += n.fill < 0.3 ? 0.4 : -0.2
        s[.necklace]! += n.touchesTop ? 1 : 0
        // A ring is compact, and a loop or an arch on its stand.
        s[.ring]! += 3 * (0.5 - smoothstep(0.25, 0.7, c.reach))
        s[.ring]! += c.enclosed > 0.05 || c.openBelow > 0.15 ? 0.8 : 0
        s[.ring]! -= 2 * smoothstep(0.15, 0.4, c.openAbove)
        s[.ring]! += c.aspect < 2.2 ? 0.3 : -0.8
        // A bracelet is a wide loop that fills the frame.
        s[.bracelet]! += c.enclosed > 0.2 && c.reach > 0.5 ? 1.2 : 0
        s[.bracelet]! += c.aspect > 1.6 && c.reach > 0.45 ? 0.8 : 0
        // Earrings come as two alike, or hang long and narrow.
        s[.earring]! += n.twins || c.twins ? 2.5 : 0
        return s
    }

    /// Cheap features of a mask.
    struct Shape {
        /// Diagonal of the bounding box over the photo's.
        var reach: Float = 0
        /// Longer over shorter side of the bounding box.
        var aspect: Float = 1
        /// Share of the bounding box covered.
        var fill: Float = 1
        /// Share of the box that lies above the piece between its left and right branches; the same below.
        var openAbove: Float = 0
        var openBelow: Float = 0
        /// Share of the box that it encloses.
        var enclosed: Float = 0
        var touchesTop = false
        /// Whether it is two parts of the same size side by side.
        var twins = false

        init(_ mask: Raster<Bool>) {
            guard let b = mask.bounds else { return }
            let area = Float(b.width * b.height)
            reach = hypotf(Float(b.width), Float(b.height)) / hypotf(Float(mask.width), Float(mask.height))
            aspect = Float(max(b.width, b.height)) / Float(max(1, min(b.width, b.height)))
            fill = Float(mask.cells.lazy.filter { $0 }.count) / area
            touchesTop = b.y0 < 3
            var (above, below, inside) = (0, 0, 0)
            for y in b.y0..<b.y1 {
                guard let first = (b.x0..<b.x1).first(where: { mask[$0, y] }),
                    let last = (b.x0..<b.x1).last(where: { mask[$0, y] })
                else { continue }
                for x in first...last where !mask[x, y] {
                    let roof = (b.y0..<y).contains { mask[x, $0] }
                    let floor = (y..<b.y1).contains { mask[x, $0] }
                    switch (roof, floor) {
                    case (false, true): above += 1
                    case (true, false): below += 1
                    case (true, true): inside += 1
                    default: break
                    }
                }
            }
            (openAbove, openBelow, enclosed) = (Float(above) / area, Float(below) / area, Float(inside) / area)
            twins = Shape.hasTwins(mask)
        }

        private static func hasTwins(_ mask: Raster<Bool>) -> Bool {
            let (labels, count) = mask.dilated(by: 2).connectedGroups()
            guard count >= 2 else { return false }
            var areas = [Int](repeating: 0, count: count + 1)
            for i in labels.cells.indices where mask.cells[i] { areas[Int(labels.cells[i])] += 1 }
            let sorted = areas.dropFirst().sorted(by: >)
            let total = sorted.reduce(0, +)
            return Float(sorted[1]) > 0.75 * Float(sorted[0]) && Float(sorted[0] + sorted[1]) > 0.85 * Float(total)
        }
    }
}
