internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Specimens

/// What is true of a necklace's strands in one layered photograph, gathered from the stretches that are seen.
struct TrueNecklace {
    /// One strand: the stretches of it that are seen, in their order.
    struct TrueStrand {
        var runs: [[Vector2]]
        var isClosed: Bool

        var points: [Vector2] { runs.flatMap { $0 } }
        var length: Float { runs.reduce(0) { $0 + StrandPolyline($1).length } }
    }

    /// Strands of some length, as drawn: innermost first.
    var strands: [TrueStrand]
    /// Usual full width of the matte along each strand, pixels.
    var widths: [Float]
    /// Bounding box of the pendant, where the piece has a single one and it stands out.
    var pendant: (lower: Vector2, upper: Vector2)?
    /// Whether what hangs below is a collar or bib; nil of a row of drops, which can be taken for either.
    var isSheet: Bool?

    private let size: Vector2

    init(_ truth: LayeredPhotograph.Truth, matte alpha: ImageBuffer<Coverage>) {
        size = Vector2(Float(alpha.width), Float(alpha.height))
        isSheet = truth.family.contains("fringe") ? nil : truth.family.contains("bib")
        let runs = zip(truth.centreLines, truth.closed).map { line, closed in
            let points = line.map { Vector2($0[0], $0[1]) }
            // A pendant may hide the very point where a loop was begun.
            let meets = (points[0] - points[points.count - 1]).length < 0.04 * StrandPolyline(points).length
            return (points: points, closed: closed || meets)
        }
        let box = alpha.bounds(above: 0.5)
        let upper = box.map { Float($0.y) + 0.2 * Float($0.height) } ?? 0
        var whole: [TrueStrand] = []
        for (k, run) in runs.enumerated() {
            let isOfAnother = k > 0 && (truth.strands.map { $0[k] != $0[k - 1] } ?? false)
            if let last = whole.last?.runs.last, !isOfAnother, !whole[whole.count - 1].isClosed, !run.closed,
                Self.goesOn(last, run.points, below: upper, size: size)
            {
                whole[whole.count - 1].runs.append(run.points)
            } else {
                whole.append(TrueStrand(runs: [run.points], isClosed: run.closed))
            }
        }
        // Crumbs of a line that shows behind a bead are no strand.
        let longest = whole.map(\.length).max() ?? 0
        strands = whole.filter { $0.length > 0.2 * longest }
        let open = StrandMatte(alpha, longestSide: max(alpha.width, alpha.height))
        let alpha = open.map { $0.filling(alpha, as: $0.withLinksFilled()) } ?? alpha
        let outside = distanceTransform(
            to: alpha.pixels.map { $0 < 0.5 }, width: alpha.width, height: alpha.height)
        widths = strands.map { strand in
            let depths = strand.points.compactMap { Self.depth(at: $0, outside, alpha) }.sorted()
            return depths.isEmpty ? 2 : max(2 * depths[depths.count / 2] - 1, 1.5)
        }
        pendant = nil
        if truth.family.contains("+"), isSheet == false {
            pendant = largestBesideStrands(alpha)
        }
    }

    /// Whether a stretch is the next of the same strand: both lead toward each other, below where strands end.
    private static func goesOn(_ a: [Vector2], _ b: [Vector2], below upper: Float, size: Vector2) -> Bool {
        let back = min(6, a.count - 1, b.count - 1)
        let (end, start) = (a[a.count - 1], b[0])
        if end.y < upper || start.y < upper { return false }
        if isAtEdge(end, size) || isAtEdge(start, size) { return false }
        let way = start - end
        return dot(end - a[a.count - 1 - back], way) > 0 && dot(b[back] - start, way) > 0
    }

    static func isAtEdge(_ p: Vector2, _ size: Vector2) -> Bool {
        min(p.x, p.y, size.x - p.x, size.y - p.y) < 3
    }

    /// The depth of the matte about a point: the largest within two pixels.
    private static func depth(at p: Vector2, _ outside: [Float], _ alpha: ImageBuffer<Coverage>) -> Float? {
        let (x, y) = (Int(p.x), Int(p.y))
        var best: Float = 0
        for yy in max(0, y - 2)...min(max(0, y + 2), alpha.height - 1) {
            for xx in max(0, x - 2)...min(max(0, x + 2), alpha.width - 1) {
                best = max(best, outside[yy * alpha.width + xx])
            }
        }
        return best > 0 ? best : nil
    }

    /// The largest part of the matte that lies off every true line.
    private func largestBesideStrands(_ alpha: ImageBuffer<Coverage>) -> (lower: Vector2, upper: Vector2)? {
        var onLine = [Bool](repeating: false, count: alpha.width * alpha.height)
        for strand in strands {
            for run in strand.runs {
                for p in StrandPolyline(run).evenlySpaced(0.7).points {
                    let (x, y) = (Int(p.x), Int(p.y))
                    if x >= 0, y >= 0, x < alpha.width, y < alpha.height { onLine[y * alpha.width + x] = true }
                }
            }
        }
        let away = distanceTransform(to: onLine, width: alpha.width, height: alpha.height)
        let reach = 0.9 * (widths.max() ?? 2) + 2
        let parts = RasterComponents(
            alpha.pixels.indices.map { alpha.pixels[$0] > 0.5 && away[$0] > reach }, width: alpha.width,
            height: alpha.height)
        guard let largest = parts.components.max(by: { $0.area < $1.area }), largest.area > 12 else { return nil }
        return (
            Vector2(Float(largest.left), Float(largest.top)),
            Vector2(Float(largest.right + 1), Float(largest.bottom + 1))
        )
    }
}
