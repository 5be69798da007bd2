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
        var (records, reads): ([LightBench.Record], [Read]) = ([], [])
        for path in paths {
            let url = URL(filePath: path)
            if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
                records += try measure(url, LightBench(network: network))
            } else if let read = try read(url, network, folders) {
                reads.append(read)
            }
        }
        if !reads.isEmpty { try JSONOutput.print(reads) }
        guard !records.isEmpty else { return }
        if json { try JSONOutput.print(records) } else { print(LightBenchTable(records).text) }
    }

    private func measure(_ folder: URL, _ bench: LightBench) throws -> [LightBench.Record] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let specimens = names.map { folder.appending(path: $0) }.filter {
            FileManager.default.fileExists(atPath: $0.appending(path: "truth.json").path)
        }
        return try specimens.prefix(limit).map { specimen in
            try Task.checkCancellation()
            return try bench.run(specimen)
        }
    }

    private func read(_ url: URL, _ network: LightNetwork?, _ folders: Folders) throws -> Read? {
        let photo = try PhotoDecoder.decode(contentsOf: url)
        let result = try PhotoCheckUp(
            method: try CutoutChoice.standard.method(folders: folders), lightNetwork: network
        ).run(
            photo: photo.image, type: type, flashFired: photo.metadata.flashFired)
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
