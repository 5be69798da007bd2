internal import Appraisal
internal import Foundation
internal import Wearing

/// What became of one photo.
struct GalleryRecord: Codable, Sendable {
    enum Outcome: String, Codable, CaseIterable { case given, refused, unreadable, failed, outOfTime }

    /// Path of the photo below the folder of photos.
    var name: String
    /// Where the photo was.
    var photo: String
    var outcome: Outcome
    var status: Int32
    /// Wall clock of the whole process.
    var seconds: Double
    var model: String
    var usedStrokes: Bool
    var report: WearReport?
    var findings: [Finding]?
    /// What the program said on standard error.
    var complaints: String
    /// The job that gave this; another one is done anew.
    var key: String
    /// Paths below the gallery's folder.
    var picture, cutout: String?

    var line: String {
        let reason = findings?.first.map { ": \($0.message)" } ?? ""
        return String(format: "%@ %@ in %.1f s%@", name, outcome.rawValue, seconds, reason)
    }
}

/// How many of each outcome.
struct GallerySummary {
    var line: String

    init(_ records: [GalleryRecord]) {
        let counts = Dictionary(grouping: records, by: \.outcome).mapValues(\.count)
        let parts = GalleryRecord.Outcome.allCases.compactMap { o in counts[o].map { "\($0) \(o.rawValue)" } }
        let mean = records.map(\.seconds).reduce(0, +) / Double(max(records.count, 1))
        line = "\(records.count) photos: \(parts.joined(separator: ", ")); \(String(format: "%.1f", mean)) s each"
    }
}

/// One photo to wear.
struct GalleryJob: Sendable {
    var name: String
    var photo: URL
    var strokes: URL?
    var type: PieceType?
    var model: String
    var side: Int
    var timeout: Double
    var codeVersion: String
    var folder: GalleryFolder

    /// Tells whether a kept record is of the same photo, strokes, settings and build.
    var key: String {
        let files = [photo, strokes].compactMap(\.self).map { url in
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
            let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(attributes?[.size] ?? 0)@\(date)"
        }
        return ([codeVersion, model, "\(side)", type?.rawValue ?? "any"] + files).joined(separator: " ")
    }

    func run() async throws -> GalleryRecord {
        let picture = folder.file("pictures", name, "png")
        let cutout = folder.file("cutouts", name, "png")
        let report = folder.file("reports", name, "json")
        for file in [picture, cutout, report] {
            try? FileManager.default.removeItem(at: file)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        }
        var arguments = ["wear", photo.path, "--model", model, "--side", "\(side)", "--json"]
        arguments += ["-o", picture.path, "--cutout", cutout.path, "--report", report.path]
        if let strokes { arguments += ["--strokes", strokes.path] }
        if let type { arguments += ["--type", type.rawValue] }
        let result = try await ChildProcess.run(arguments, timeout: timeout, scratch: folder.url)

        let status = ExitStatus(rawValue: result.status)
        let outcome: GalleryRecord.Outcome =
            switch status {
            case .done: .given
            case .refused: .refused
            case .unreadable: .unreadable
            default: result.ranOutOfTime ? .outOfTime : .failed
            }
        struct Refused: Decodable { var findings: [Finding] }
        func existing(_ file: URL) -> String? {
            FileManager.default.fileExists(atPath: file.path) ? folder.path(of: file) : nil
        }
        return GalleryRecord(
            name: name, photo: photo.path, outcome: outcome, status: result.status, seconds: result.seconds,
            model: model,
            usedStrokes: strokes != nil,
            report: outcome == .given ? try? JSONDecoder().decode(WearReport.self, from: result.output) : nil,
            findings: (try? JSONDecoder().decode(Refused.self, from: result.output))?.findings,
            complaints: String(result.complaints.suffix(2000)), key: key, picture: existing(picture),
            cutout: existing(cutout))
    }
}
