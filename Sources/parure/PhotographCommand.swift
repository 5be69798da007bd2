internal import Appraisal
internal import ArgumentParser
internal import Foundation
internal import Imaging
internal import Specimens

/// `parure photograph`: makes the product photographs of `Examples/`.
struct PhotographCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "photograph", abstract: "Renders a product photograph of a procedural piece, with its truth.",
        shouldDisplay: false)

    @Argument(help: "One of: \(ProductShot.exampleNames.joined(separator: ", ")).")
    var name: String

    @Option(
        name: .shortAndLong, help: "The photograph to write; NAME.json and NAME-matte.png go beside it with --truth.")
    var out: String

    @Option(help: "Pixels of the photograph's width.")
    var width = 1400

    @Option(help: "Samples a pixel.")
    var samples = 64

    @Flag(help: "Write matte and truth too.")
    var truth = false

    func run() async throws {
        guard let shot = ProductShot.example(name, width: width, samplesPerPixel: samples) else {
            throw ValidationError("There is no example '\(name)': \(ProductShot.exampleNames.joined(separator: ", ")).")
        }
        let file = try OutputFile(out, extensions: OutputFile.pictures)
        let bar = ProgressBar()
        let photograph = try await shot.take { bar.update("photographing \(name)", $0) }
        bar.clear()
        try PhotoEncoder.write(photograph.image, to: file.url, options: EncodingOptions(quality: 92))
        guard truth else { return }
        let base = file.url.deletingPathExtension()
        try JSONOutput.data(photograph.truth).write(to: base.appendingPathExtension("json"), options: .atomic)
        let matte = base.deletingLastPathComponent().appending(path: base.lastPathComponent + "-matte.png")
        try PhotoEncoder.write(photograph.matte, to: matte)
    }
}
