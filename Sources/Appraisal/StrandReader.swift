internal import Geometry
public import Imaging

/// Reads a necklace's strands and pendants from its matte.
public struct StrandReader: Sendable {
    /// What was read, and what the hand-out gate needs to know besides.
    public struct Reading: Sendable {
        public var geometry: NecklaceGeometry
        /// Share of the matte's area outside the strands' corridors, 0…1.
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
        guard let open = StrandMatte(alpha) else { throw Self.noStrand("Nothing of the necklace was found.") }
        let matte = open.withLinksFilled()
        let filled = open.filling(alpha, as: matte)
        let ways = StrandSearch(matte).ways()
        guard !ways.isEmpty else { throw Self.noStrand("No chain or strand could be followed from side to side.") }
        let step = Float(matte.step)
        let lines = ways.map { way in
            StrandCentreLine(
                following: way.pixels.map { matte.photoPoint($0) }, halfWidth: way.halfWidth * step,
                coarseness: step, closed: way.closed, in: filled)
        }
        // Outermost last: the strand that reaches lowest.
        let order = lines.indices.sorted { lowest(lines[$0]) < lowest(lines[$1]) }
        let sorted = order.map { lines[$0] }
        let strands = order.map { strand(lines[$0], closed: ways[$0].closed, alpha: alpha, photo: photo) }
        let hanging = PendantSearch(matte: matte, strands: sorted).result()
        let points = strands.reduce(0) { $0 + $1.centreLine.count }
        let gaps = strands.reduce(0) { sum, strand in
            sum + strand.hidden.reduce(0) { $0 + ($1.reason == .gap ? $1.points.count : 0) }
        }
        let squares = sorted.reduce(Float(0)) { $0 + $1.residual * $1.residual }
        let geometry = NecklaceGeometry(
            strands: strands, pendants: hanging.pendants, residual: (squares / Float(sorted.count)).squareRoot(),
            sheet: Estimate(
                hanging.sheetLikelihood > 0.5, confidence: max(hanging.sheetLikelihood, 1 - hanging.sheetLikelihood)),
            gravity: gravity(strands, hanging.pendants, sorted, alpha: alpha))
        return Reading(
            geometry: geometry, pendantShare: hanging.share, usualWidth: lines[0].usualWidth,
            gapShare: Float(gaps) / Float(max(1, points)))
    }

    private func gravity(
        _ strands: [Strand], _ pendants: [Pendant], _ lines: [StrandCentreLine], alpha: ImageBuffer<Coverage>
    ) -> PhotoGravity? {
        guard let longest = lines.indices.max(by: { lines[$0].line.length < lines[$1].line.length }),
            let roll = StrandGravity.roll(of: strands[longest], pendants: pendants.filter { $0.strand == longest })
        else { return nil }
        return PhotoGravity(
            roll: roll, tilt: StrandGravity.tilt(of: lines[longest], pitch: strands[longest].pitch, roll: roll))
    }

    private func lowest(_ line: StrandCentreLine) -> Float { line.line.points.map(\.y).max() ?? 0 }

    private func strand(
        _ line: StrandCentreLine, closed: Bool, alpha: ImageBuffer<Coverage>, photo: ImageBuffer<DisplayLinear>?
    ) -> Strand {
        let points = line.line.points
        let tangents = line.line.tangents(reach: max(4, Int(line.usualWidth)))
        func exit(_ p: Vector2, _ outward: Vector2) -> Strand.Exit {
            if closed { return .closed }
            return isCut(p, outward, width: line.usualWidth, alpha) ? .photoEdge : .behindDisplay
        }
        let pitch = strandPitch(
            of: line.line, widths: line.widths, trust: line.trust, usualWidth: line.usualWidth, alpha: alpha,
            photo: photo)
        return Strand(
            centreLine: points, widths: line.widths, start: exit(points[0], tangents[0] * -1),
            end: exit(points[points.count - 1], tangents[points.count - 1]), pitch: pitch,
            uncertainty: line.uncertainty, hidden: line.hidden(in: alpha))
    }

    /// Whether the photo's edge cuts a strand that ends at a point: it lies there, or the matte goes on to the edge.
    private func isCut(_ p: Vector2, _ outward: Vector2, width: Float, _ alpha: ImageBuffer<Coverage>) -> Bool {
        let size = Vector2(Float(alpha.width), Float(alpha.height))
        func beyond(_ p: Vector2) -> Float { min(p.x, p.y, size.x - p.x, size.y - p.y) }
        if beyond(p) < max(2, width * 0.75, max(size.x, size.y) * 0.004) { return true }
        var q = p
        for _ in 0..<Int(2.5 * width + 6) {
            q += outward
            if beyond(q) < 1.5 { return true }
            if alpha.sample(q) < 0.2 { return false }
        }
        return false
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
