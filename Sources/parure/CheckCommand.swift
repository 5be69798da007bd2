internal import Appraisal
internal import ArgumentParser
internal import Imaging
internal import Studio

/// `parure check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tells whether a photo is good enough, and what would make it better.",
        discussion: """
            The verdict is good, usable or refuse. Each finding comes with a fix. Exit code 3 says that 'wear' would \
            refuse the photo as it is.
            """)

    @OptionGroup var photo: PhotoOptions
    @OptionGroup var strokes: StrokeOptions

    @Flag(help: "Print JSON: type, metal, verdict and findings.")
    var json = false

    func run() async throws {
        let photo = try await JSONOutput.explainingRefusals(json) { try self.photo.read() }
        let check = try PhotoCheckUp(method: try CutoutChoice.standard.method(folders: .standard())).run(
            photo: photo.image, type: self.photo.type, strokes: try strokes.read(),
            flashFired: photo.metadata.flashFired
        ).check
        if json { try JSONOutput.print(check) } else { describe(check) }
        if check.verdict == .refuse { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private func describe(_ check: PhotoCheck) {
        func sure(_ confidence: Float) -> String {
            confidence > 0.8 ? "" : confidence > 0.5 ? " (probably)" : " (a guess)"
        }
        print(
            "\(check.type.value.rawValue)\(sure(check.type.confidence)), \(check.metal.value.words)\(sure(check.metal.confidence))"
        )
        print("Verdict: \(check.verdict.rawValue)")
        for finding in check.findings { print("- \(finding.message)\n  → \(finding.fix)") }
    }
}

extension Metal {
    fileprivate var words: String {
        switch self {
        case .yellowGold: "yellow gold"
        case .roseGold: "rose gold"
        case .silver: "silver or white gold"
        case .mixed: "mixed metals"
        case .other: "another material"
        }
    }
}
