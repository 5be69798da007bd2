internal import Appraisal
internal import ArgumentParser
internal import Foundation
internal import Imaging
internal import Studio
internal import Wearing

/// `parure wear`.
struct WearCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wear",
        abstract: "Makes a photograph of the piece worn by a model.",
        discussion: """
            The piece's pixels come from your photo and stay as they are; the person is rendered around them.

              parure wear necklace.jpg --length 450 -o worn.jpg
              parure wear ring.jpg --ring-size 54 --model amara --aspect 1:1

            State the size if you know it: without it the scale is estimated. If the cutout keeps some of the stand or \
            loses some of the piece, correct it with --strokes. A photo that cannot be made into a good picture is \
            refused with advice (exit code 3); 'parure check' tells beforehand.
            """)

    @OptionGroup var photo: PhotoOptions
    @OptionGroup var picture: PictureOptions
    @OptionGroup var size: SizeOptions
    @OptionGroup var pose: PoseOptions
    @OptionGroup var strokes: StrokeOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The picture to write: .png, .jpg, .webp or .tif.", discussion: "NAME-worn.png in this folder if left out.",
            valueName: "file"), completion: .file())
    var out: String?

    @Option(
        help: ArgumentHelp("Write the integrity report to this file too.", valueName: "file.json"),
        completion: .file(extensions: ["json"]))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Write crops of the places where the piece meets the person into this folder.", valueName: "dir"),
        completion: .directory)
    var connections: String?

    @Option(
        help: ArgumentHelp(
            "Write the picture with a scale in millimetres and the piece's measures too, as a proof of its size.",
            valueName: "file.png"), completion: .file())
    var ruler: String?

    @Option(
        help: ArgumentHelp(
            "Correct a colour cast of the photo: 'offered', or the place of something grey in it.",
            discussion: """
                A place is given in pixels of the upright photo. Red, green and blue of the whole photo get one gain \
                each, which the report declares.
                """,
            valueName: "offered|x,y"))
    var whiteBalance: WhiteBalance?

    @Flag(
        help: ArgumentHelp(
            "Let polished metal mirror skin near its edge, where it mirrors the stand in your photo.",
            discussion: "This changes the piece's own pixels; the report says so and counts it."))
    var mirrorSkin = false

    @Option(help: ArgumentHelp("Write the cutout to this file too.", valueName: "file.png"), completion: .file())
    var cutout: String?

    @Option(
        help: ArgumentHelp(
            "Write what a naive paste of the same cutout looks like.", valueName: "file.png", visibility: .hidden),
        completion: .file())
    var naive: String?

    @Flag(help: "Print the report, or why the photo was refused, as JSON.")
    var json = false

    mutating func validate() throws {
        try size.check(against: photo.type)
        try pose.check(against: photo.type)
        _ = try Targets(self)
    }

    /// The files to write, checked before any work is done.
    struct Targets {
        let picture: OutputFile
        let report, cutout, ruler, naive: OutputFile?
        let crops: [Fit.Connection.Kind: OutputFile]

        init(_ command: WearCommand) throws {
            let photo = command.photo.photo
            let name = URL(filePath: photo).deletingPathExtension().lastPathComponent
            picture = try OutputFile(command.out ?? "\(name)-worn.png", extensions: OutputFile.pictures)
            report = try command.report.map { try OutputFile($0, extensions: ["json"]) }
            cutout = try command.cutout.map { try OutputFile($0, extensions: OutputFile.cutouts) }
            ruler = try command.ruler.map { try OutputFile($0, extensions: OutputFile.pictures) }
            naive = try command.naive.map { try OutputFile($0, extensions: OutputFile.pictures) }
            crops =
                try command.connections.map { folder in
                    let files = try Fit.Connection.Kind.allCases.map { kind in
                        let file = URL(filePath: folder).appending(path: "\(kind.rawValue).png").path
                        return (kind, try OutputFile(file, extensions: ["png"]))
                    }
                    return Dictionary(uniqueKeysWithValues: files)
                } ?? [:]
            for file in [picture, report, cutout, ruler, naive].compactMap(\.self) + crops.values
            where file.isSame(as: photo) {
                throw ValidationError("'\(file.url.lastPathComponent)' would replace the photo.")
            }
        }
    }

    func run() async throws {
        let targets = try Targets(self)
        let bar = ProgressBar()
        let report = try await JSONOutput.explainingRefusals(json, alsoTo: targets.report) {
            defer { bar.clear() }
            let strokes = try strokes.read()
            var photo = try photo.read()
            var request = PictureRequest(
                person: try picture.person, type: self.photo.type, size: try size.stated, strokes: strokes,
                framing: picture.framing, samplesPerPixel: picture.samples, seed: picture.seed)
            request.pastesNaively = naive != nil
            request.mirrorsSkin = mirrorSkin
            request.style = picture.look.style
            (request.gestures, request.finger, request.hand) = (try pose.gestures, pose.finger, pose.hand)
            (request.ear, request.nudge) = (pose.ear, pose.nudge)
            let maker = try PictureMaker(folders: .standard())
            photo = try whiteBalance?.applied(to: photo, request: request, by: maker) ?? photo
            let made = try await maker.make(photo, request: request) { bar.update($0, $1) }
            return try write(made, request: request, to: targets)
        }
        if json {
            try JSONOutput.print(report)
        } else {
            for warning in report.warnings { Terminal.complain("Note: \(warning)") }
            for sentence in report.words { Terminal.complain(sentence) }
            print(targets.picture.url.relativePath)
        }
    }

    /// Writes the picture first and measures what was written.
    private func write(_ made: PictureMaker.Made, request: PictureRequest, to targets: Targets) throws -> WearReport {
        // Below 100 a JPEG costs a chain more colour than all that was done to it before.
        try PhotoEncoder.write(made.picture, to: targets.picture.url, options: EncodingOptions(quality: 100))
        let written = try PhotoDecoder.decode(contentsOf: targets.picture.url).image
        let report = made.report(of: written, request: request)
        for connection in report.connections {
            guard let file = targets.crops[connection.kind] else { continue }
            try PhotoEncoder.write(connection.crop(of: made.picture), to: file.url)
        }
        if let file = targets.cutout { try PhotoEncoder.write(made.cutout.straightAlpha, to: file.url) }
        if let file = targets.ruler { try PhotoEncoder.write(made.scaleProof(), to: file.url) }
        if let file = targets.naive, let paste = made.onModel.naivePaste { try PhotoEncoder.write(paste, to: file.url) }
        if let file = targets.report { try JSONOutput.data(report).write(to: file.url, options: .atomic) }
        return report
    }
}
