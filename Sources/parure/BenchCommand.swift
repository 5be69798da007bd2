internal import ArgumentParser
internal import Benchmarks
internal import Foundation
internal import Studio

/// `parure bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures the whole pipeline against pieces of our own, of which everything is known.",
        discussion: """
            Procedural pieces of the four types are photographed once and kept in the cache; then each is read, seated \
            and worn as a seller's photo would be, and what comes out is compared with the truth.

              parure bench --quick
              parure bench --only pearls --pictures /tmp/bench
              parure bench --seconds
              parure bench --cutout
              parure bench --worn --count 10 --models lucia,amara

            --seconds measures time and peak memory instead: of a first picture, and of another piece on the same \
            plate, at 1K and 2K. It takes long and wants an idle machine; of its numbers the ratio counts. --cutout \
            measures the cutout alone, by the photo's size, and what a stroke costs. --worn puts drawn pieces on models \
            by construction, 40 of each type on three models, and compares with that: place, angle, scale and stretch of \
            all, shadow, colour and detail of the first 8 at 512 pixels (none with --geometry). It takes hours, tells as \
            it goes, and goes on where it was stopped.
            """)

    @Flag(help: "Three pieces of each type only.")
    var quick = false

    @Option(help: ArgumentHelp("Only the cases whose name contains this.", valueName: "text"))
    var only: String?

    @Flag(help: "Read and seat only: no picture is made or measured, which takes a fraction of the time.")
    var geometry = false

    @Flag(help: "Measure seconds and memory instead.")
    var seconds = false

    @Flag(help: "Measure the cutout's seconds by the photo's size instead.")
    var cutout = false

    @Flag(help: "Compare with the same pieces put on the same bodies by construction instead.")
    var worn = false

    @Option(help: ArgumentHelp("Pieces of each type, with --worn.", valueName: "n"))
    var count = 40

    @Option(help: ArgumentHelp("Pieces of each type of which pictures are compared too, with --worn.", valueName: "n"))
    var pictured = 8

    @Option(help: ArgumentHelp("Who wears them, with --worn, separated by commas.", valueName: "ids"))
    var models = "lucia,amara,mateo"

    @Option(help: ArgumentHelp("How the piece is cut out.", visibility: .hidden))
    var method = CutoutChoice.standard

    @Option(
        help: ArgumentHelp("Write each case's photo, cutout and picture there.", valueName: "dir"),
        completion: .directory)
    var pictures: String?

    @Option(
        help: ArgumentHelp(
            "Score how geometry is read from the true mattes of layered specimens below a folder.", valueName: "dir",
            visibility: .hidden), completion: .directory)
    var specimens: String?

    @Option(help: ArgumentHelp("The first specimens only.", visibility: .hidden))
    var limit: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        if let specimens { return try score(URL(filePath: specimens)) }
        if cutout { return try await BenchCutout(method: method).run(json: json) }
        if worn {
            return try await BenchWorn(
                count: max(count, 1), pictured: geometry ? 0 : pictured,
                models: models.split(separator: ",").map(String.init), only: only,
                pictures: pictures.map { URL(filePath: $0) }
            ).run(json: json)
        }
        if seconds { return try await BenchSeconds(isQuick: quick).run(json: json) }
        let cases = (quick ? BenchCase.quick : BenchCase.all).filter { only.map($0.name.contains) ?? true }
        guard !cases.isEmpty else { throw ValidationError("No case is called '\(only ?? "")'.") }
        let bench = try Bench(folders: .standard(), isFinished: !geometry, pictures: pictures.map { URL(filePath: $0) })
        let bar = ProgressBar()
        var records: [BenchRecord] = []
        for (index, item) in cases.enumerated() {
            try Task.checkCancellation()
            records.append(
                try await bench.run(item) { share in
                    bar.update(
                        "\(index + 1) of \(cases.count): \(item.name)", (Double(index) + share) / Double(cases.count))
                })
            if !Terminal.isWatched { Terminal.complain("\(index + 1)/\(cases.count) \(item.name)") }
        }
        bar.clear()
        if json { return try JSONOutput.print(records) }
        print(BenchTable(records).text)
    }

    private func score(_ folder: URL) throws {
        var scores: [SpecimenScore] = []
        for sample in SpecimenTable.samples(below: folder) where scores.count < limit ?? .max {
            try Task.checkCancellation()
            if let score = try SpecimenScore.of(sample) { scores.append(score) }
        }
        if json { return try JSONOutput.print(scores) }
        print(SpecimenTable(scores).text)
    }
}
