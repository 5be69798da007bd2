internal import Appraisal
public import ArgumentParser
internal import Foundation
internal import Imaging
public import Studio

/// `parure cutout`.
struct CutoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cutout",
        abstract: "Lifts the piece off its photo.",
        discussion: """
            Writes the piece alone with straight alpha, the size of the upright photo: what 'wear' lays on the skin. \
            Where the stand shows through, or a part is missing, correct it with --strokes.
            """)

    @OptionGroup var photo: PhotoOptions
    @OptionGroup var strokes: StrokeOptions

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write: .png, .webp or .tif.", valueName: "file"),
        completion: .file())
    var out: String

    @Option(help: ArgumentHelp("How the piece is cut out.", visibility: .hidden))
    var method = CutoutChoice.standard

    @Flag(help: "Print what was found as JSON: size, type, metal, findings.")
    var json = false

    mutating func validate() throws { _ = try target }

    private var target: OutputFile {
        get throws {
            let target = try OutputFile(out, extensions: OutputFile.cutouts)
            guard !target.isSame(as: photo.photo) else { throw ValidationError("The cutout would replace the photo.") }
            return target
        }
    }

    private struct Found: Encodable {
        var width, height: Int
        /// Share of the photo that the piece covers.
        var coveredShare: Double
        var check: PhotoCheck
    }

    func run() async throws {
        let target = try target
        try await JSONOutput.explainingRefusals(json) {
            let photo = try self.photo.read()
            let result = try PhotoCheckUp(method: try method.method(folders: .standard())).run(
                photo: photo.image, type: self.photo.type, strokes: try strokes.read(),
                flashFired: photo.metadata.flashFired)
            // A photo that is merely poor is cut out all the same.
            guard let cutout = result.cutout else { throw Refusal(result.check.findings) }
            try PhotoEncoder.write(cutout.straightAlpha, to: target.url)
            guard json else { return print(target.url.relativePath) }
            let covered = cutout.alpha.pixels.reduce(0) { $0 + Double($1) } / Double(max(cutout.alpha.pixels.count, 1))
            try JSONOutput.print(
                Found(
                    width: cutout.alpha.width, height: cutout.alpha.height, coveredShare: covered, check: result.check))
        }
    }
}

extension CutoutChoice: ExpressibleByArgument {}
