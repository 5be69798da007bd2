internal import Geometry
public import Imaging

/// Reads a necklace's strands and pendants from its matte.
public struct StrandReader: Sendable {
    /// What was read, and what the hand-out gate needs to know besides.
    public struct Reading: Sendable {
        public var geometry: NecklaceGeometry
        /// Share of the matte's area outside the strands' corridors, 0…1: near 1 for collars and bibs.
        public var pendantShare: Float
        /// Usual width of the first strand, pixels.
        public var usualWidth: Float
        /// Share of the strands' length over which the matte had gaps, 0…1.
        public var gapShare: Float
    }

    public init() {}

    /// - Parameters:
    ///   - alpha: The piece's matte, the size of the upright photo.
    ///   - photo: The upright photo, for the pitch of links that the matte's rim does not show.
    /// - Throws: `Refusal` where no strand runs through the matte.
    public func read(
        _ alpha: ImageBuffer<Coverage>, photo: ImageBuffer<DisplayLinear>? = nil
    ) throws(Refusal) -> Reading {
        guard let matte = StrandMatte(alpha) else { throw Self.noStrand("Nothing of the necklace was found.") }
        let ways = StrandSearch(matte).ways()
        guard !ways.isEmpty else { throw Self.noStrand("No chain or strand could be followed from side to side.") }
        let step = Float(matte.step)
        let lines = ways.map { way in
            StrandCentreLine(
                following: way.pixels.map { matte.photoPoint($0) }, halfWidth: way.halfWidth * step,
                coarseness: step, closed: way.closed, in: alpha)
        }
        // Outermost last: the strand that reaches lowest.
        let order = lines.indices.sorted { lowest(lines[$0]) < lowest(lines[$1]) }
        let sorted = order.map { lines[$0] }
        let strands = order.map { strand(lines[$0], closed: ways[$0].closed, alpha: alpha, photo: photo) }
        let (pendants, share) = PendantSearch(matte: matte, strands: sorted).pendants()
        let points = sorted.reduce(0) { $0 + $1.line.points.count }
        let gaps = sorted.reduce(0) { sum, line in sum + gapCount(line, alpha) }
        let squares = sorted.reduce(Float(0)) { $0 + $1.residual * $1.residual }
        let geometry = NecklaceGeometry(
            strands: strands, pendants: pendants, residual: (squares / Float(sorted.count)).squareRoot())
        return Reading(
            geometry: geometry, pendantShare: share, usualWidth: lines[0].usualWidth,
            gapShare: Float(gaps) / Float(max(1, points)))
    }

    private func lowest(_ line: StrandCentreLine) -> Float { line.line.points.map(\.y).max() ?? 0 }

    private func gapCount(_ line: StrandCentreLine, _ alpha: ImageBuffer<Coverage>) -> Int {
        // Links and bead gaps are short: only what is longer than two widths counts as missing.
        let longest = max(3, Int(2 * line.usualWidth))
        var (count, run) = (0, 0)
        for p in line.line.points {
            if alpha.sample(p) < 0.15 {
                run += 1
            } else {
                if run > longest { count += run }
                run = 0
            }
        }
        return count + (run > longest ? run : 0)
    }

    private func strand(
        _ line: StrandCentreLine, closed: Bool, alpha: ImageBuffer<Coverage>, photo: ImageBuffer<DisplayLinear>?
    ) -> Strand {
        let points = line.line.points
        func exit(_ p: Vector2) -> Strand.Exit {
            let margin = max(2, line.usualWidth * 0.75, Float(max(alpha.width, alpha.height)) * 0.004)
            let atEdge =
                p.x < margin || p.y < margin || p.x > Float(alpha.width) - margin
                || p.y > Float(alpha.height) - margin
            return atEdge ? .photoEdge : .behindDisplay
        }
        let pitch = strandPitch(
            of: line.line, widths: line.widths, trust: line.trust, usualWidth: line.usualWidth, alpha: alpha,
            photo: photo)
        return Strand(
            centreLine: points, widths: line.widths, start: closed ? .closed : exit(points[0]),
            end: closed ? .closed : exit(points[points.count - 1]), pitch: pitch)
    }

    private static func noStrand(_ message: String) -> Refusal {
        Refusal([
            Finding(
                .poorFit, .refuse, message: message,
                fix: "Photograph the necklace on a bust from the front, with both sides of the chain visible, "
                    + "or mark the chain with keep strokes.")
        ])
    }
}
