internal import Appraisal
internal import Foundation
internal import Imaging
internal import Specimens
internal import Wearing

/// Time and memory of a first picture and of another piece on the same plate, each in a process of its own.
struct BenchSeconds {
    /// 1K only.
    var isQuick: Bool

    /// One picture made.
    struct Measure: Encodable {
        var type: String
        var resolution: String
        /// `first`, with an empty plate cache, or `another`, a second piece that the first one's plate serves.
        var picture: String
        /// Wall-clock seconds a stage.
        var seconds: [String: Double]
        var peakMebibytes: Double
        /// Seconds of this over those of the first.
        var ratio: Double
    }

    func run(json: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bar = ProgressBar()
        var measures: [Measure] = []
        let rows = json ? nil : BenchRows(Self.heading, bar: bar)
        for type in ["necklace", "ring", "earring", "bracelet"] {
            bar.update("photographing", 0)
            let photos = try await photographs(type, in: folder)
            for resolution in isQuick ? ["1K"] : ["1K", "2K"] {
                let cache = folder.appending(path: "cache-\(type)-\(resolution)")
                var first: Double?
                for (index, photo) in photos.enumerated() {
                    bar.update("\(type), \(resolution), picture \(index + 1)", Double(index) / 2)
                    var measure = try await wear(photo, type: type, resolution: resolution, cache: cache, in: folder)
                    measure.picture = index == 0 ? "first" : "another"
                    let total = measure.seconds["total"] ?? .nan
                    measure.ratio = total / (first ?? total)
                    first = first ?? total
                    measures.append(measure)
                    rows?.tell(Self.row(measure))
                }
            }
        }
        bar.clear()
        if json { try JSONOutput.print(measures) }
    }

    /// Two pieces that differ in metal only, so that one plate serves both.
    private func photographs(_ type: String, in folder: URL) async throws -> [URL] {
        guard var shot = ProductShot.example(type, width: 1000, samplesPerPixel: 8) else {
            preconditionFailure("there is an example of each type")
        }
        var files: [URL] = []
        for name in ["first", "another"] {
            if name == "another" {
                switch shot.subject {
                case .necklace(var piece):
                    piece.metal = .roseGold
                    shot.subject = .necklace(piece)
                case .ring(var piece, let display):
                    piece.metal = .roseGold
                    shot.subject = .ring(piece, display: display)
                case .bracelet(var piece):
                    piece.metal = .roseGold
                    shot.subject = .bracelet(piece)
                case .earrings(var piece):
                    piece.metal = .roseGold
                    shot.subject = .earrings(piece)
                }
            }
            files.append(folder.appending(path: "\(type)-\(name).jpg"))
            try PhotoEncoder.write(try await shot.take().image, to: files.last!, options: EncodingOptions(quality: 95))
        }
        return files
    }

    private func wear(
        _ photo: URL, type: String, resolution: String, cache: URL, in folder: URL
    ) async throws -> Measure {
        let report = folder.appending(path: "report.json")
        let size =
            switch type {
            case "ring": ["--ring-size", "16.6 mm"]
            case "earring": ["--height", "27"]
            case "bracelet": ["--length", "168"]
            default: ["--length", "580"]
            }
        let result = try await ChildProcess.run(
            [
                "wear", photo.path, "--type", type, "--resolution", resolution, "-o",
                folder.appending(path: "worn.png").path,
                "--report", report.path,
            ] + size,
            timeout: 3600, scratch: folder, environment: ["XDG_CACHE_HOME": cache.path])
        guard result.status == 0 else { throw Failure(complaints: result.complaints) }
        let read = try JSONDecoder().decode(WearReport.self, from: Data(contentsOf: report))
        return Measure(
            type: type, resolution: resolution, picture: "", seconds: read.seconds, peakMebibytes: result.peakMebibytes,
            ratio: 1)
    }

    struct Failure: Error, CustomStringConvertible {
        var complaints: String
        var description: String { "A picture of the bench failed: \(complaints)" }
    }

    private static let stages = ["appraisal"] + WearStep.allCases.map(\.rawValue) + ["enlarging", "total"]

    private static var heading: [String] { ["", "", ""] + stages + ["MiB", "ratio"] }

    private static func row(_ m: Measure) -> [String] {
        [m.type, m.resolution, m.picture] + stages.map { m.seconds[$0].map { String(format: "%.1f", $0) } ?? "·" }
            + [String(format: "%.0f", m.peakMebibytes), String(format: "%.2f", m.ratio)]
    }
}
