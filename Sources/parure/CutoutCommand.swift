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

            With --background it becomes a pack shot: the piece on a ground, in a frame of its own, with a soft shadow \
            if you like. What the photo hid stays absent.

              parure cutout ring.jpg --background white --shadow soft -o packshot.png
            """)

    @OptionGroup var photo: PhotoOptions
    @OptionGroup var strokes: StrokeOptions

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write: .png, .webp or .tif.", valueName: "file"),
        completion: .file())
    var out: String

    @Option(help: ArgumentHelp("What lies behind the piece: white, transparent or #rrggbb.", valueName: "ground"))
    var background: String?

    @Option(help: "Its shadow on that ground: soft or none.")
    var shadow: PackShot.Shadow?

    @Option(help: ArgumentHelp("How the piece is cut out.", visibility: .hidden))
    var method = CutoutChoice.standard

    @Flag(help: "Print what was found as JSON: size, type, metal, findings.")
    var json = false

    mutating func validate() throws {
        _ = try target
        if let shot, shot.ground == nil {
            throw ValidationError("--background must be white, transparent or a colour like #f4f1ec.")
        }
    }

    /// The pack shot that is asked for; nil for the cutout as it is.
    private var shot: PackShot? {
        guard background != nil || shadow != nil else { return nil }
        return PackShot(background: background ?? "white", shadow: shadow ?? .none)
    }

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
            let picture = shot.map { $0.picture(of: cutout.straightAlpha) } ?? cutout.straightAlpha
            guard let picture else { throw Refusal(result.check.findings) }
            try PhotoEncoder.write(picture, to: target.url)
            guard json else { return print(target.url.relativePath) }
            let covered = cutout.alpha.pixels.reduce(0) { $0 + Double($1) } / Double(max(cutout.alpha.pixels.count, 1))
            try JSONOutput.print(
                Found(
                    width: cutout.alpha.width, height: cutout.alpha.height, coveredShare: covered, check: result.check))
        }
    }
}

extension CutoutChoice: ExpressibleByArgument {}
extension PackShot.Shadow: ExpressibleByArgument {}
