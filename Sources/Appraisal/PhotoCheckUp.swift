internal import Foundation
public import Imaging

/// Looks at a photo as an experienced product photographer would, before anything is made of it.
///
/// ```swift
/// let result = PhotoCheckUp().run(photo: photo.image, type: .necklace)
/// for finding in result.check.findings { print(finding.message, finding.fix) }
/// ```
public struct PhotoCheckUp: Sendable {
    /// The answer with what was measured on the way, so that nothing is computed twice.
    public struct Result: Sendable {
        public var check: PhotoCheck
        /// `nil` where the piece could not be told from its display.
        public var cutout: Cutout?
        public var light: LightEstimate?
        /// `nil` where no strand, band, earring or bracelet could be made out.
        public var geometry: PieceGeometry?
        /// The part of the findings that speaks of the cutout and the geometry: the hand-out gate's.
        public var objections: [Finding] = []

        /// The white balance that makes the display neutral, one gain a channel, where a cast was found.
        public var offeredWhiteBalance: SIMD3<Float>? {
            check.findings.contains { $0.code == .colourCast } ? light?.tone.whiteBalance : nil
        }
    }

    public var method: any CutoutMethod
    /// Reads the light; nil reads it off the display alone.
    public var lightNetwork: LightNetwork?

    public init(method: any CutoutMethod = ColourModelCutout(), lightNetwork: LightNetwork? = nil) {
        (self.method, self.lightNetwork) = (method, lightNetwork)
    }

    /// - Parameters:
    ///   - photo: The upright photo.
    ///   - type: What the seller says it is; guessed when `nil`.
    ///   - strokes: The seller's corrections.
    ///   - flashFired: What the camera noted.
    /// - Throws: `InferenceError`; what is wrong with the photo is in the result.
    public func run(
        photo: ImageBuffer<DisplayLinear>, type stated: PieceType? = nil, strokes: Strokes = Strokes(),
        flashFired: Bool? = nil
    ) throws -> Result {
        var type =
            try stated.map { Estimate($0, confidence: 1) } ?? method.type(of: photo)
            ?? PieceTypeGuess.guess(photo, strokes: strokes)
        var cutout: Cutout
        do {
            cutout = try method.cutout(of: photo, type: type.value, strokes: strokes)
            if stated == nil, !strokes.keep.isEmpty, let own = try self.type(of: cutout.pieces, in: photo) {
                if own.value != type.value {
                    cutout = try method.cutout(of: photo, type: own.value, strokes: strokes)
                }
                type = own
            }
        } catch let refusal as Refusal {
            let check = PhotoCheck(
                type: type, metal: Estimate(.other, confidence: 0), verdict: .refuse, findings: refusal.findings)
            return Result(check: check, cutout: nil, light: nil)
        }
        let light = LightEstimate(
            photo: photo, alpha: cutout.alpha, flashFired: flashFired, network: lightNetwork)
        let metal = MetalClassifier.classify(cutout, illuminant: light.tone.likelyIlluminant)
        let measured = PhotoMeasures(photo: photo, cutout: cutout, type: type.value).findings(tone: light.tone)
        let reading = Self.geometry(of: cutout, photo: photo, type: type.value)
        let findings = measured + reading.objections
        let verdict: PhotoCheck.Verdict =
            findings.contains { $0.severity == .refuse }
            ? .refuse : findings.contains { $0.severity == .warning } ? .usable : .good
        return Result(
            check: PhotoCheck(type: type, metal: metal, verdict: verdict, findings: findings), cutout: cutout,
            light: light, geometry: reading.geometry, objections: reading.objections)
    }

    /// What the chosen one of several pieces is by the look of its surroundings: the whole photo tells of others, too.
    private func type(
        of pieces: [PieceInPhoto], in photo: ImageBuffer<DisplayLinear>
    ) throws -> Estimate<PieceType>? {
        guard pieces.count > 1, let box = pieces.first(where: \.isWanted)?.region else { return nil }
        // As much ground about it as photos of one piece have.
        let margin = max(box.width, box.height) / 3
        let (x, y) = (max(box.x - margin, 0), max(box.y - margin, 0))
        return try method.type(
            of: photo.cropped(
                x: x, y: y, width: min(box.x + box.width + margin, photo.width) - x,
                height: min(box.y + box.height + margin, photo.height) - y))
    }

    /// The strand, band, earrings or bracelet, and what speaks against making a picture of it.
    private static func geometry(
        of cutout: Cutout, photo: ImageBuffer<DisplayLinear>, type: PieceType
    ) -> (geometry: PieceGeometry?, objections: [Finding]) {
        do {
            switch type {
            case .necklace:
                let reading = try StrandReader().read(cutout.alpha, photo: photo)
                let evidence = HandOutGate.Evidence(reading, cutout: cutout)
                return (.necklace(reading.geometry), HandOutGate().findings(for: evidence, type: type))
            case .ring:
                let reading = try RingBandReader().read(cutout.alpha, photo: photo)
                let evidence = HandOutGate.Evidence(reading, cutout: cutout)
                return (.ring(reading.geometry), HandOutGate().findings(for: evidence, type: type))
            case .bracelet:
                let reading = try BraceletReader().read(cutout.alpha)
                let evidence = HandOutGate.Evidence(reading, cutout: cutout)
                return (.bracelet(reading.geometry), HandOutGate().findings(for: evidence, type: type))
            case .earring:
                let reading = try EarringReader().read(cutout.alpha)
                let evidence = HandOutGate.Evidence(reading, cutout: cutout)
                return (.earring(reading.geometry), HandOutGate().findings(for: evidence, type: type))
            }
        } catch {
            return (nil, error.findings)
        }
    }
}
