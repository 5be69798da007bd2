internal import Anatomy
internal import Appraisal
public import Foundation
internal import Geometry
internal import Imaging
internal import Plates
internal import Rendering
internal import Specimens
public import Studio
internal import Wearing

/// Puts specimens on bodies by construction and compares what the pipeline makes of their photographs with that.
///
/// Each piece is photographed and read once, and seated on every model. A record is kept in a folder as soon as it is
/// measured, so that a run that was stopped goes on where it was; another build of the program measures anew.
///
/// ```swift
/// let bench = try WornBench(folders: .standard())
/// let records = try await bench.run(BenchCase.drawn(.ring, count: 40)[0], models: ["lucia"], isPictured: false)
/// print(WornTable(records).text)
/// ```
public struct WornBench: Sendable {
    private let photographs: BenchPhotographs
    private let maker: PictureMaker
    private let kept: URL
    private let pictures: URL?
    private let framing = Resolution.framing(.fourToFive, longerSide: 512)

    /// - Parameter pictures: a folder for the pictures and their truths; nil writes none.
    /// - Throws: `AnatomyError` when set-up has not run.
    public init(folders: Folders, pictures: URL? = nil) throws {
        photographs = BenchPhotographs(folder: folders.cache.appending(path: "bench"))
        kept = folders.cache.appending(path: "bench/worn")
        maker = try PictureMaker(folders: folders)
        self.pictures = pictures
        for folder in [kept, pictures].compactMap(\.self) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }

    /// One piece on some models.
    ///
    /// - Parameters:
    ///   - isPictured: whether the first model's picture is made and compared too.
    ///   - progress: share done, 0…1.
    /// - Throws: `CancellationError`; a refusal is a result.
    public func run(
        _ item: BenchCase, models: [String], isPictured: Bool,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> [WornRecord] {
        var records = models.map { known(item, on: $0) }
        func isMissing(_ k: Int) -> Bool {
            records[k] == nil
                || isPictured && k == 0 && records[0]?.refusals.isEmpty == true
                    && records[0]?.isPictured == false
        }
        guard records.indices.contains(where: isMissing) else { return records.compactMap(\.self) }
        let taken = try await photographs.photograph(item) { progress(0.4 * $0) }
        var request = PictureRequest(
            person: Cast.members[0], type: item.type, size: item.statedSize, framing: framing, samplesPerPixel: 12,
            seed: 1)
        let reading: PictureMaker.Reading
        do {
            reading = try maker.read(taken.photo, request: request)
        } catch let refusal as Refusal {
            return try models.map { try keep(WornRecord(item, on: $0, refused: refusal.findings)) }
        }
        progress(0.5)
        for (k, model) in models.enumerated() where isMissing(k) {
            try Task.checkCancellation()
            guard let person = Cast.member(model) else { preconditionFailure("\(model) is of the cast") }
            request.person = person
            var record = WornRecord(item, on: model, refused: reading.objections)
            if record.refusals.isEmpty {
                do {
                    if isPictured, k == 0 {
                        let made = try await maker.make(reading, request: request)
                        let image = made.onModel
                        record.measure(Seated(fit: image.fit, stage: image.stage), of: item, taken: taken)
                        try await measure(made, reading, request, of: item, taken: taken, into: &record)
                    } else {
                        record.measure(try maker.seat(reading, request: request), of: item, taken: taken)
                    }
                } catch let refusal as Refusal {
                    record = WornRecord(item, on: model, refused: refusal.findings)
                }
            }
            records[k] = try keep(record)
            progress(0.5 + 0.5 * Double(k + 1) / Double(models.count))
        }
        return records.compactMap(\.self)
    }

    /// The picture beside the truth.
    private func measure(
        _ made: PictureMaker.Made, _ reading: PictureMaker.Reading, _ request: PictureRequest, of item: BenchCase,
        taken: BenchPhotographs.Taken, into record: inout WornRecord
    ) async throws {
        let image = made.onModel
        record.isPictured = true
        // As a shop would get it: written and read again.
        let png = try PhotoEncoder.encode(made.picture, options: EncodingOptions(format: .png))
        let integrity = ProductIntegrity(written: try PhotoDecoder.decode(Data(png)).image, image: image)
        record.colourMean = integrity.meanColourDifference.ifFinite
        record.colourP99 = integrity.p99ColourDifference.ifFinite
        record.detailRetained = integrity.detailRetained.ifFinite
        guard
            let construction = WornConstruction(
                item.shot.subject, truth: taken.truth, shot: item.shot.camera, on: image)
        else { return }
        let truth = try await maker.photograph(made, reading, request: request, wearing: construction)
        let fit = image.fit
        record.shadow = ShadowError(
            of: image.picture, coverage: image.coverage, against: truth,
            millimetresPerPixel: fit.scale.millimetresPerPixel * fit.placement.minification)
        guard let pictures else { return }
        var worn = image.picture
        worn.paste(truth.worn, x: truth.window.x, y: truth.window.y)
        let name = item.name.replacingOccurrences(of: " ", with: "-")
        try PhotoEncoder.write(image.picture, to: pictures.appending(path: "\(name)-made.png"))
        try PhotoEncoder.write(worn, to: pictures.appending(path: "\(name)-truth.png"))
        try PhotoEncoder.write(taken.photo.image, to: pictures.appending(path: "\(name)-photo.png"))
    }

    // MARK: - What was measured before

    private func file(_ item: String, on model: String) -> URL {
        let build = PlateCache.build.filter { $0.isNumber }
        let name = item.replacingOccurrences(of: " ", with: "-")
        return kept.appending(path: "\(name)-\(model)-\(build).json")
    }

    private func known(_ item: BenchCase, on model: String) -> WornRecord? {
        FileManager.default.contents(atPath: file(item.name, on: model).path).flatMap {
            try? JSONDecoder().decode(WornRecord.self, from: $0)
        }
    }

    private func keep(_ record: WornRecord) throws -> WornRecord {
        let file = file(record.name, on: record.model)
        let before = try? FileManager.default.contentsOfDirectory(at: kept, includingPropertiesForKeys: nil)
        let stem = file.lastPathComponent.prefix { $0 != "." }.split(separator: "-").dropLast().joined(separator: "-")
        for old in before ?? [] where old != file && old.lastPathComponent.hasPrefix(stem + "-") {
            try? FileManager.default.removeItem(at: old)
        }
        try JSONEncoder().encode(record).write(to: file, options: .atomic)
        return record
    }
}
