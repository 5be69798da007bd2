internal import Appraisal
internal import Foundation
internal import Geometry

/// A strand to be hung for itself: its middle line without the wobble of single links, and what hangs from it.
struct StrandLayer {
    /// Index into the necklace's strands.
    let index: Int
    let strand: Strand
    let line: Polyline
    /// Usual full width, photo pixels.
    let width: Float
    /// Arc length on `line` that hangs at the front, photo pixels.
    let reference: Float
    let pendants: [Pendant]
    /// The strand with its hidden part.
    let whole: HiddenChain
    /// Whether it is made of beads or pearls.
    let isBeaded: Bool
    /// True lengths from the reference to the points of `line`, in pixels at the front's depth; nil where the photo's edge
    /// leaves too little to tell.
    let arcs: [Float]?
    /// How much shorter or longer a piece of the strand may be shown than it was photographed, where the body turns it
    /// more or less away from the camera: links may be foreshortened, beads are round from everywhere.
    let turning: Float

    init(index: Int, strand: Strand, pendants: [Pendant]) {
        (self.index, self.strand, self.pendants) = (index, strand, pendants)
        let usual = max(strand.widths.sorted()[strand.widths.count / 2], 2)
        width = usual
        line = Polyline(strand.centreLine).smoothed(sigma: 1.2 * width, spacing: 2)
        whole = HiddenChain(NecklaceGeometry(strands: [strand], pendants: pendants, residual: 0))
        reference = Self.referenceArc(of: line, pendants: pendants)
        isBeaded = strand.pitch.map { $0.confidence > 0.5 && $0.value < 1.35 * usual } ?? false
        turning = isBeaded ? 0.06 : 0.13
        if !whole.cropped, strand.start != .closed, let lengths = StrandRelief(line.points)?.arcLengths {
            let i = line.segment(at: reference)
            let t = (reference - line.arcLengths[i]) / max(line.arcLengths[i + 1] - line.arcLengths[i], 1e-6)
            let front = mix(lengths[i], lengths[i + 1], t)
            arcs = lengths.map { $0 - front }
        } else {
            arcs = nil
        }
    }

    /// The true length from the reference to a place on the line, pixels.
    func trueArc(_ s: Float) -> Float {
        guard let arcs else { return s - reference }
        let i = line.segment(at: s)
        return mix(
            arcs[i], arcs[i + 1], (s - line.arcLengths[i]) / max(line.arcLengths[i + 1] - line.arcLengths[i], 1e-6))
    }

    /// The layers of a necklace, the longest first. A sheet is one, whatever runs through it.
    static func all(of necklace: NecklaceGeometry) -> [StrandLayer] {
        func length(_ i: Int) -> Float { Polyline(necklace.strands[i].centreLine).length }
        let usable = necklace.strands.indices.filter { necklace.strands[$0].centreLine.count > 8 }
        let sorted = usable.sorted { length($0) > length($1) }
        guard let leading = sorted.first else { return [] }
        let hung =
            necklace.sheet.value
            ? [leading]
            : sorted.filter { i in
                // What closes on itself or is a mere part of the longest is no layer.
                i == leading || (necklace.strands[i].start != .closed && length(i) > 0.3 * length(leading))
            }
        // The crumbs of an unclean cutout do not hang.
        func area(_ p: Pendant) -> Float { (p.upper.x - p.lower.x) * (p.upper.y - p.lower.y) }
        let largest = necklace.pendants.map(area).max() ?? 0
        let pendants = necklace.pendants.filter { area($0) > 0.15 * largest }
        let leadingLine = Polyline(necklace.strands[leading].centreLine)
        return hung.map { i in
            var own = pendants.filter { $0.strand == i }
            if i == leading {
                // What hangs from a strand that is not hung itself goes with the longest.
                own += pendants.filter { !hung.contains($0.strand) }.map { pendant in
                    var moved = pendant
                    let top = Vector2(pendant.centroid.x, pendant.lower.y)
                    moved.attachment = leadingLine.nearest(to: top).arcLength / leadingLine.length
                    return moved
                }
            }
            return StrandLayer(index: i, strand: necklace.strands[i], pendants: own)
        }
    }

    /// The mass of what hangs at the front in masses of a centimetre of chain. One large pendant in the middle pulls the
    /// curve to a V; a row of them weighs evenly and does not.
    func weightAtFront(millimetresPerPixel: Float) -> Float {
        guard pendants.count <= 2 else { return 0 }
        let heaviest =
            pendants.map { pendant -> Float in
                let size = pendant.upper - pendant.lower
                return abs(pendant.attachment - 0.5) < 0.2 ? size.x * size.y / (width * width) : 0
            }.max() ?? 0
        // A pendant is some millimetre of metal thick, and a quarter of a chain's square section is metal; beads fill more
        // of theirs with what is lighter. What looks heavy and draws no V is none.
        return min(heaviest / (isBeaded ? 2.6 : 6), photographedWeight(millimetresPerPixel) + 1, 40)
    }

    /// The weight at the front that the photographed curve itself shows, in masses of a centimetre of chain.
    ///
    /// A chain that hangs free has the slope (W / 2 + s) / c at the arc length s from its lowest point, c its horizontal
    /// tension (Bernoulli's catenary): a line through the slopes on both sides gives W.
    func photographedWeight(_ millimetresPerPixel: Float) -> Float {
        var (n, sumX, sumY, sumXX, sumXY): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
        let centimetre = 10 / millimetresPerPixel
        for k in 0..<24 {
            let s = line.length * mix(0.03, 0.25, Float(k) / 23)
            guard reference - s > 0, reference + s < line.length else { break }
            // Both sides together, so that a turned photo does not count.
            let (left, right) = (
                line.tangent(at: reference - s, width: 2 * width), line.tangent(at: reference + s, width: 2 * width)
            )
            guard left.x > 0.3, right.x > 0.3 else { break }
            let (x, y) = (s / centimetre, (left.y / left.x - right.y / right.x) / 2)
            n += 1
            sumX += x
            sumY += y
            sumXX += x * x
            sumXY += x * y
        }
        let spread = n * sumXX - sumX * sumX
        guard n > 4, spread > 1e-6 else { return 40 }
        let slope = (n * sumXY - sumX * sumY) / spread
        let atFront = (sumY - slope * sumX) / n
        return slope > 1e-4 ? min(max(2 * atFront / slope, 0), 40) : 40
    }

    /// The arc length that hangs at the front: a central pendant's, or the lowest point's.
    private static func referenceArc(of line: Polyline, pendants: [Pendant]) -> Float {
        let central = pendants.filter { abs($0.attachment - 0.5) < 0.12 }
        if let pendant = central.max(by: { ($0.upper - $0.lower).length < ($1.upper - $1.lower).length }) {
            return pendant.attachment * line.length
        }
        // The lowest stretch of the line, not its lowest pixel.
        let lowest = line.points.map(\.y).max()!
        let slack = (lowest - line.points.map(\.y).min()!) * 0.02
        let near = line.points.indices.filter { line.points[$0].y > lowest - slack }
        return (line.arcLengths[near.first!] + line.arcLengths[near.last!]) / 2
    }
}
