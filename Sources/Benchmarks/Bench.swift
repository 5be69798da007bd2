internal import Anatomy
internal import Appraisal
public import Foundation
internal import Geometry
internal import Imaging
internal import Rendering
internal import Specimens
public import Studio
internal import Wearing

/// Runs specimens through the whole pipeline and measures what comes out against what is true of them.
///
/// ```swift
/// let bench = try Bench(folders: .standard())
/// print(BenchTable([try await bench.run(BenchCase.quick[0])]).text)
/// ```
public struct Bench: Sendable {
    private let photographs: BenchPhotographs
    private let maker: PictureMaker
    private let framing = Resolution.framing(.fourToFive, longerSide: 480)
    private let pictures: URL?
    private let isFinished: Bool

    /// - Parameters:
    ///   - isFinished: whether pictures are made and measured too, which takes most of the time.
    ///   - pictures: a folder for each case's photo, cutout and picture, to look at; nil writes none.
    /// - Throws: `AnatomyError` when set-up has not run.
    public init(folders: Folders, isFinished: Bool = true, pictures: URL? = nil) throws {
        photographs = BenchPhotographs(folder: folders.cache.appending(path: "bench"))
        maker = try PictureMaker(folders: folders)
        (self.isFinished, self.pictures) = (isFinished, pictures)
        if let pictures { try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true) }
    }

    /// Photographs, reads and wears one case.
    ///
    /// - Throws: `CancellationError`; a refusal is a result.
    public func run(
        _ item: BenchCase, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> BenchRecord {
        let taken = try await photographs.photograph(item) { progress(0.5 * $0) }
        var record = BenchRecord(item)
        guard let person = Cast.member(item.model) else { preconditionFailure("\(item.model) is of the cast") }
        var request = PictureRequest(
            person: person, size: item.statedSize, framing: framing, samplesPerPixel: 2, seed: 1)
        do {
            // The type is guessed first; a wrong guess is noted and does not spoil the rest.
            let guessed = try? maker.read(taken.photo, request: request)
            record.isTypeRight = guessed?.piece.type == item.type
            request.type = item.type
            let reading = try record.isTypeRight == true ? guessed! : maker.read(taken.photo, request: request)
            measure(reading, of: item, taken: taken, into: &record)
            record.refusals = reading.objections.filter { $0.severity == .refuse }.map(\.message)
            guard record.refusals.isEmpty else { return record }
            if isFinished {
                let made = try await maker.make(reading, request: request) { _, share in progress(0.5 + 0.5 * share) }
                let image = made.onModel
                measure(
                    Seated(fit: image.fit, stage: image.stage), cutout: reading.piece.cutout, of: item, taken: taken,
                    into: &record)
                try measure(made, of: item, into: &record)
            } else {
                let seated = try maker.seat(reading, request: request)
                measure(seated, cutout: reading.piece.cutout, of: item, taken: taken, into: &record)
            }
        } catch let refusal as Refusal {
            record.refusals = refusal.findings.filter { $0.severity == .refuse }.map(\.message)
        }
        return record
    }

    // MARK: - Measures

    private func measure(
        _ reading: PictureMaker.Reading, of item: BenchCase, taken: BenchPhotographs.Taken,
        into record: inout BenchRecord
    ) {
        let (piece, truth) = (reading.piece, taken.truth)
        record.isMetalRight = piece.metal.value == truth.metal
        record.matte = MatteError(of: piece.cutout.alpha, against: taken.matte)
        switch piece.geometry {
        case .necklace(let necklace): record.line = CentreLineError(of: necklace, against: truth)
        case .ring(let ring): record.band = BandError(of: ring, against: truth, camera: item.shot.camera)
        case .bracelet(let bracelet): record.band = BandError(of: bracelet, against: truth, camera: item.shot.camera)
        case .earring(let earrings):
            if case .earrings(let specimen) = item.shot.subject {
                record.isStyleRight = earrings.earrings[earrings.best].style.value == specimen.style
            }
        }
        record.lightDegrees = degrees(between: piece.light.value, truth.light)
        let ratio = piece.scale.millimetresPerPixel / truth.millimetresPerPixel
        record.scalePercent = Double(100 * (ratio - 1))
        record.scaleSigmas = Double(log(ratio) / max(piece.scale.uncertainty, 1e-3))
        if let pictures { try? PhotoEncoder.write(piece.cutout.straightAlpha, to: file(item, "cutout", in: pictures)) }
    }

    private func measure(
        _ seated: Seated, cutout: Cutout, of item: BenchCase, taken: BenchPhotographs.Taken,
        into record: inout BenchRecord
    ) {
        let fit = seated.fit
        record.wornScalePercent = Double(
            100 * (fit.scale.millimetresPerPixel / taken.truth.millimetresPerPixel - 1))
        switch item.shot.subject {
        case .necklace(let necklace):
            record.placement = PlacementError(
                of: seated, necklace: necklace, camera: item.shot.camera, truth: taken.truth)
        case .ring(let ring, _):
            record.placement = PlacementError(
                of: seated, camera: item.shot.camera, truth: taken.truth,
                statedDiameter: item.isStated ? ring.innerDiameter : nil)
        case .bracelet:
            record.placement = PlacementError(ofBracelet: seated, camera: item.shot.camera, truth: taken.truth)
        case .earrings(let earring):
            record.placement = PlacementError(
                of: seated, earring: earring, camera: item.shot.camera, truth: taken.truth)
        }
        record.stretchPercent = Double(100 * fit.placement.maxStretch)
        record.continuedPercent = Double(100 * fit.placement.continuedFraction)
        record.hiddenPercent = Double(100 * fit.placement.hiddenFraction)
        if let pictures {
            let drawing = PlacementDrawing(seated, item: item, taken: taken, cutout: cutout)
            try? PhotoEncoder.write(drawing.image, to: file(item, "placed", in: pictures))
            try? PhotoEncoder.write(taken.photo.image, to: file(item, "photo", in: pictures))
        }
    }

    private func measure(
        _ made: PictureMaker.Made, of item: BenchCase, into record: inout BenchRecord
    ) throws {
        // As a shop would get it: written and read again.
        let png = try PhotoEncoder.encode(made.picture, options: EncodingOptions(format: .png))
        let written = try PhotoDecoder.decode(Data(png))
        let integrity = ProductIntegrity(written: written.image, image: made.onModel)
        record.colourDifference = integrity.meanColourDifference.ifFinite
        record.detailRetained = integrity.detailRetained.ifFinite
        if let pictures {
            try PhotoEncoder.write(made.picture, to: file(item, "worn", in: pictures))
        }
    }

    private func file(_ item: BenchCase, _ kind: String, in folder: URL) -> URL {
        folder.appending(path: "\(item.name.replacingOccurrences(of: " ", with: "-"))-\(kind).png")
    }
}
