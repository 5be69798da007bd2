internal import Appraisal
internal import ArgumentParser
internal import Benchmarks
internal import Foundation
internal import Studio

/// `parure bench --worn`: the pipeline against the same pieces put on the same bodies by construction.
struct BenchWorn {
    /// Pieces of each type that are seated, and of them how many are pictured.
    var count, pictured: Int
    var models: [String]
    var only: String?
    var pictures: URL?

    func run(json: Bool) async throws {
        for model in models where Cast.member(model) == nil {
            throw ValidationError("There is no model '\(model)'; see 'parure cast list'.")
        }
        let bench = try WornBench(folders: .standard(), pictures: pictures)
        // Types in turn, so that a run that is stopped has measured something of each.
        let lists = [PieceType.necklace, .ring, .earring, .bracelet].map { BenchCase.drawn($0, count: count) }
        let drawn = (0..<count).flatMap { k in lists.map { (item: $0[k], isPictured: k < pictured) } }
        let cases = (drawn + BenchCase.crystals.map { (item: $0, isPictured: pictured > 0) })
            .filter { only.map($0.item.name.contains) ?? true }
        guard !cases.isEmpty else { throw ValidationError("No case is called '\(only ?? "")'.") }
        let bar = ProgressBar()
        var records: [WornRecord] = []
        for (index, (item, isPictured)) in cases.enumerated() {
            try Task.checkCancellation()
            records += try await bench.run(item, models: models, isPictured: isPictured) { share in
                bar.update(
                    "\(index + 1) of \(cases.count): \(item.name)", (Double(index) + share) / Double(cases.count))
            }
            if !Terminal.isWatched { Terminal.complain("\(index + 1)/\(cases.count) \(item.name)") }
        }
        bar.clear()
        if json { return try JSONOutput.print(records) }
        print(WornTable(records).text)
    }
}
