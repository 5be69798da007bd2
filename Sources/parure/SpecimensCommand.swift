internal import ArgumentParser
internal import Foundation
internal import Specimens

/// `parure specimens`: makes the photographs that cutout and light are trained on.
struct SpecimensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "specimens", abstract: "Renders layered photographs of procedural pieces with their truth.",
        discussion: """
            For developers. Samples that exist are left as they are, so an interrupted run goes on where it stopped, and \
            several processes can work on different ranges.
            """, shouldDisplay: false)

    @Argument(help: "The data set's folder.")
    var out: String

    @Option(help: "One of: train, heldout.", transform: Self.split)
    var split = SpecimenSplit.train

    @Option(help: "Number of the first sample.")
    var from = 0

    @Option(help: "How many samples.")
    var count = 50

    @Option(help: "Seed of the whole set.")
    var seed: UInt64 = 1

    @Option(help: "Pixels of the longer side.")
    var size = 640

    @Option(help: "Only samples whose piece or display has this in its name, as necklace/+plate or ring/wide.")
    var only: String?

    @Flag(help: "Whole photographs under each light group alone, for the reading of light.")
    var relightable = false

    private static func split(_ name: String) throws -> SpecimenSplit {
        guard let split = SpecimenSplit(rawValue: name) else { throw ValidationError("--split is train or heldout.") }
        return split
    }

    func validate() throws {
        guard from >= 0, count > 0 else {
            throw ValidationError("--from and --count say which samples: 0 or more, 1 or more.")
        }
        guard (64...4096).contains(size) else { throw ValidationError("--size goes from 64 to 4096.") }
    }

    func run() async throws {
        let set = SpecimenSet(folder: URL(filePath: out), split: split, seed: seed, size: size)
        let bar = ProgressBar()
        for index in from..<from + count {
            try Task.checkCancellation()
            if let only, !set.kind(of: index).contains(only) { continue }
            bar.update("specimen \(index)", Double(index - from) / Double(count))
            if relightable { try await set.makeRelightable(index) } else { try await set.make(index) }
        }
        bar.clear()
    }
}
