public import Appraisal
public import Foundation
internal import Geometry
internal import Imaging
internal import Specimens

/// How well the geometry of one specimen is read from its true matte.
public struct SpecimenScore: Sendable, Codable {
    public var name: String
    public var type: PieceType
    public var family: String
    public var display: String
    /// Why nothing was read; nil where something was.
    public var refusal: String?
    /// Why the hand-out gate would give no picture out; nil where it would.
    public var objection: String?
    public var strands: StrandScore?
    /// Area that the true box of a single pendant and the best read one share, over the area of either.
    public var pendantOverlap: Double?
    public var rollDegrees, rollUncertainty, tiltDegrees: Double?
    /// Whether it is a sheet, and whether it was read as one.
    public var isSheet: Bool?
    public var isReadAsSheet: Bool?
    public var band: SpecimenBandError?
    public var earrings: SpecimenEarringError?
    /// Read millimetres a pixel over the true ones, less one.
    public var scalePercent: Double?

    /// Scores a folder of `LayeredPhotograph`.
    ///
    /// - Returns: nil for types that are not read yet.
    /// - Throws: errors of the file system, `DecodingError`, `ImagingError`.
    public static func of(_ folder: URL) throws -> SpecimenScore? {
        let truth = try LayeredPhotograph.Truth(contentsOf: folder)
        guard truth.type != .bracelet else { return nil }
        var score = SpecimenScore(
            name: folder.deletingLastPathComponent().lastPathComponent + "/" + folder.lastPathComponent,
            type: truth.type, family: truth.family, display: truth.display)
        let alpha = try PhotoDecoder.decodeCoverage(contentsOf: folder.appending(path: "alpha.png"))
        do throws(Refusal) {
            let geometry = try score.read(alpha, truth: truth)
            let pixel = ScaleEstimate(geometry).millimetresPerPixel
            score.scalePercent = Double(100 * (pixel / truth.millimetresPerPixel - 1))
        } catch {
            score.refusal = error.findings.first?.message ?? "refused"
        }
        return score
    }

    private init(name: String, type: PieceType, family: String, display: String) {
        (self.name, self.type, self.family, self.display) = (name, type, family, display)
    }

    private mutating func read(
        _ alpha: ImageBuffer<Coverage>, truth: LayeredPhotograph.Truth
    ) throws(Refusal) -> PieceGeometry {
        if truth.type == .necklace {
            let reading = try StrandReader().read(alpha)
            score(reading, against: TrueNecklace(truth, matte: alpha), alpha)
            return .necklace(reading.geometry)
        }
        if truth.type == .earring {
            let geometry = try EarringReader().read(alpha).geometry
            earrings = SpecimenEarringError(of: geometry, against: truth)
            return .earring(geometry)
        }
        let ring = try RingBandReader().read(alpha).geometry
        band = truth.band.map { SpecimenBandError(of: ring, against: $0) }
        return .ring(ring)
    }

    private mutating func score(
        _ reading: StrandReader.Reading, against truth: TrueNecklace, _ alpha: ImageBuffer<Coverage>
    ) {
        strands = StrandScore(of: reading.geometry, against: truth, width: alpha.width, height: alpha.height)
        isSheet = truth.isSheet
        let cutout = Cutout(
            alpha: alpha, foreground: ImageBuffer(width: alpha.width, height: alpha.height),
            uncertainty: ImageBuffer(width: alpha.width, height: alpha.height))
        let evidence = HandOutGate.Evidence(reading, cutout: cutout)
        isReadAsSheet = reading.geometry.sheet.value
        objection = HandOutGate().findings(for: evidence, type: .necklace).first { $0.severity == .refuse }?.message
        let gravity = reading.geometry.gravity
        (rollDegrees, rollUncertainty) = (
            gravity.map { Double($0.roll.degrees) }, gravity.map { Double($0.roll.uncertainty) }
        )
        tiltDegrees = gravity?.tilt.map { Double($0.degrees) }
        if let pendant = truth.pendant {
            pendantOverlap = reading.geometry.pendants.map { overlap(($0.lower, $0.upper), pendant) }.max() ?? 0
        }
    }
}

/// Area that two boxes share over the area of either.
private func overlap(_ a: (lower: Vector2, upper: Vector2), _ b: (lower: Vector2, upper: Vector2)) -> Double {
    func area(_ size: Vector2) -> Float { max(size.x, 0) * max(size.y, 0) }
    let shared = area(pointwiseMin(a.upper, b.upper) - pointwiseMax(a.lower, b.lower))
    return Double(shared / max(area(a.upper - a.lower) + area(b.upper - b.lower) - shared, 1e-6))
}

/// How well strands were found and followed.
public struct StrandScore: Sendable, Codable {
    /// Strands there are, strands read, and strands that are there and were read, each by one of its own.
    public var count, read, found: Int
    /// Distance of the true lines' points from the line read for each, pixels and strand widths; of what was found.
    public var pixels, strandWidths: Spread?
    /// Ends of strands there are, and ends read with the right reason at the right place.
    public var exits, exitsRight: Int
    /// Mean error over the stated uncertainty of the strands found.
    public var sigmas: Double?

    init(of geometry: NecklaceGeometry, against truth: TrueNecklace, width: Int, height: Int) {
        (count, read, found) = (truth.strands.count, geometry.strands.count, 0)
        (exits, exitsRight) = (2 * count, 0)
        let size = Vector2(Float(width), Float(height))
        let lines = geometry.strands.map { Polyline($0.centreLine.count > 1 ? $0.centreLine : [.zero, .one]) }
        var free = Set(lines.indices)
        var (pixels, widths, sigmas): ([Float], [Float], [Double]) = ([], [], [])
        for (strand, strandWidth) in zip(truth.strands, truth.widths) {
            let points = StrandPolyline(strand.runs[0]).points + strand.runs.dropFirst().flatMap { $0 }
            let errors = lines.map { line in points.map { line.nearest(to: $0).distance } }
            let near = max(2, 0.6 * strandWidth)
            func share(_ k: Int) -> Float { Float(errors[k].count { $0 < near }) / Float(max(points.count, 1)) }
            guard let best = free.max(by: { share($0) < share($1) }) else { continue }
            // A lone strand's error counts however large; of layers that were missed the count tells.
            guard share(best) > 0.75 || count == 1 else { continue }
            pixels += errors[best]
            widths += errors[best].map { $0 / strandWidth }
            guard share(best) > 0.75 else { continue }
            found += 1
            free.remove(best)
            exitsRight += Self.exitsRight(geometry.strands[best], strand, strandWidth, size)
            if let spread = Spread(errors[best]) {
                sigmas.append(spread.mean / Double(max(geometry.strands[best].uncertainty, 0.01)))
            }
        }
        (self.pixels, strandWidths) = (Spread(pixels), Spread(widths))
        self.sigmas = sigmas.isEmpty ? nil : sigmas.reduce(0, +) / Double(sigmas.count)
    }

    private static func exitsRight(
        _ read: Strand, _ truth: TrueNecklace.TrueStrand, _ width: Float, _ size: Vector2
    ) -> Int {
        if truth.isClosed { return (read.start == .closed ? 1 : 0) + (read.end == .closed ? 1 : 0) }
        guard var first = truth.runs.first?.first, var last = truth.runs.last?.last else { return 0 }
        if first.x > last.x { (first, last) = (last, first) }
        let reach = 3 * width + 8
        func right(_ exit: Strand.Exit, _ p: Vector2?, _ place: Vector2) -> Bool {
            guard let p, (p - place).length < reach else { return false }
            return exit == (TrueNecklace.isAtEdge(place, size) ? .photoEdge : .behindDisplay)
        }
        return (right(read.start, read.centreLine.first, first) ? 1 : 0)
            + (right(read.end, read.centreLine.last, last) ? 1 : 0)
    }
}

/// How far a ring's band lies from the one that was read.
///
/// The true axis is in the camera's frame, the read one in that of the ray through the centre: off the picture's middle
/// they differ by the ray's angle, some degrees at its edge.
public struct SpecimenBandError: Sendable, Codable {
    public var axisDegrees, headDegrees: Double
    /// In percent of the true inner radius.
    public var centrePercent, radiusPercent: Double

    init(of ring: RingGeometry, against truth: LayeredPhotograph.Truth.Band) {
        func vector(_ v: [Float]) -> Vector3 { Vector3(v[0], v[1], v[2]) }
        axisDegrees = degrees(between: ring.axis, vector(truth.axis), eitherWay: true)
        headDegrees = degrees(between: ring.headDirection, vector(truth.headDirection))
        let centre = Vector2(truth.centre[0], truth.centre[1])
        centrePercent = Double(100 * (ring.centre - centre).length / truth.innerRadius)
        radiusPercent = Double(100 * abs(ring.innerRadius - truth.innerRadius) / truth.innerRadius)
    }
}
