internal import Appraisal
internal import ArgumentParser
internal import Benchmarks
internal import Foundation
internal import Imaging
internal import Studio

/// `parure light`: how well light is read.
struct LightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "light", abstract: "Reads what lit a photo, or measures the reading on specimens.",
        discussion: """
            For developers. A folder made by 'parure specimens' is measured against its truth; a photo is read, and the \
            light is printed.

              parure light specimens/heldout
              parure light photo.jpg --type ring
            """, shouldDisplay: false)

    @Argument(help: "A folder of specimens, or photos.", completion: .file())
    var paths: [String]

    @Option(help: "What the photos show: necklace, ring, earring or bracelet.")
    var type: PieceType?

    @Flag(help: "Read as if the network were missing.")
    var displayOnly = false

    @Option(help: "Stop after this many specimens.")
    var limit = Int.max

    @Flag(help: "Print what was read of each as JSON.")
    var json = false

    private struct Read: Encodable {
        var photo: String
        var side: String
        var confidence: Float
        var direction: [Float]
        var shares: [String: Float]
    }

    func run() async throws {
        let folders = Folders.standard()
        let network =
            displayOnly
            ? nil : try LightNetwork(weights: folders.lightWeights, runtime: folders.inferenceLibraries)
        func isFolder(_ url: URL) -> Bool {
            (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
        }
        let urls = paths.map { URL(filePath: $0) }
        let (bench, photos) = (LightBench(network: network), urls.filter { !isFolder($0) })
        let records = try urls.filter(isFolder).flatMap { try measure($0, bench) }
        if !photos.isEmpty {
            let checkUp = PhotoCheckUp(
                method: try CutoutChoice.standard.method(folders: folders), lightNetwork: network)
            let reads = try photos.compactMap { try read($0, checkUp) }
            if !reads.isEmpty { try JSONOutput.print(reads) }
        }
        guard !records.isEmpty else { return }
        if json { try JSONOutput.print(records) } else { print(LightBenchTable(records).text) }
    }

    private func measure(_ folder: URL, _ bench: LightBench) throws -> [LightBench.Record] {
        try SpecimenTable.samples(below: folder).prefix(limit).map { specimen in
            try Task.checkCancellation()
            return try bench.run(specimen)
        }
    }

    private func read(_ url: URL, _ checkUp: PhotoCheckUp) throws -> Read? {
        let photo = try PhotoDecoder.decode(contentsOf: url)
        let result = try checkUp.run(photo: photo.image, type: type, flashFired: photo.metadata.flashFired)
        guard let light = result.light else {
            Terminal.complain("\(url.lastPathComponent): no piece was found")
            return nil
        }
        let mix = light.mix.value
        return Read(
            photo: url.lastPathComponent, side: LightBench.side(of: mix).rawValue, confidence: light.mix.confidence,
            direction: [light.direction.x, light.direction.y],
            shares: Dictionary(uniqueKeysWithValues: mix.gains.map { ("\($0.key)", $0.value.y) }))
    }
}
