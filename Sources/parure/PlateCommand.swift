public import Anatomy
internal import Appraisal
public import ArgumentParser
internal import Foundation
internal import Imaging
internal import Plates
internal import Rendering
internal import Studio
internal import Wearing

/// `parure plate`.
struct PlateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plate",
        abstract: "Photographs a model without a piece.",
        discussion: """
            Shows who would wear a piece, and how; 'wear' chooses pose and camera itself, to suit the photo of the piece.
            """)

    @OptionGroup var picture: PictureOptions

    @Option(help: "What the model would wear: necklace, ring, earring or bracelet.")
    var type: PieceType

    @Option(
        help: ArgumentHelp(
            "How hand or wrist is held; see 'parure cast gestures'.", valueName: "name"))
    var gesture: String?

    @Option(help: ArgumentHelp("The ear that is shown: left or right.", visibility: .hidden))
    var ear = EarSide.left

    @Option(help: ArgumentHelp("Degrees from the head's side toward the face, -10 to 45.", visibility: .hidden))
    var yaw: Float = 10

    @Option(help: ArgumentHelp("Only a part of the frame: x,y,width,height in pixels.", visibility: .hidden))
    var part: FramePart?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write: .png, .jpg, .webp or .tif.", valueName: "file"),
        completion: .file())
    var out: String

    @Flag(help: "Print JSON: model, size and seconds.")
    var json = false

    mutating func validate() throws {
        _ = try OutputFile(out, extensions: OutputFile.pictures)
        _ = try PoseOptions.gestures(named: gesture, for: type)
        guard EarView.range.contains(yaw) else {
            let range = EarView.range
            throw ValidationError(
                "--yaw is \(yaw): an ear is seen from \(Int(range.lowerBound)) to \(Int(range.upperBound)) degrees.")
        }
    }

    private struct Made: Encodable {
        var model: String
        var width, height: Int
        var seconds: Double
    }

    func run() async throws {
        let target = try OutputFile(out, extensions: OutputFile.pictures)
        let bar = ProgressBar()
        defer { bar.clear() }
        let start = ContinuousClock.now
        let plate = try await PlateMaker(folders: .standard()).picture(
            of: try picture.person, wearing: type, gestures: try PoseOptions.gestures(named: gesture),
            framing: picture.framing, ear: ear, yawDegrees: yaw, style: picture.look.style,
            samplesPerPixel: picture.samples, seed: picture.seed, part: part?.window
        ) { bar.update("photographing the model", $0) }
        try PhotoEncoder.write(plate, to: target.url, options: EncodingOptions(quality: 95))
        bar.clear()
        guard json else { return print(target.url.relativePath) }
        let seconds = start.duration(to: .now) / .seconds(1)
        try JSONOutput.print(Made(model: picture.model, width: plate.width, height: plate.height, seconds: seconds))
    }
}

extension EarSide: ExpressibleByArgument {}

/// A rectangle of the frame.
struct FramePart: ExpressibleByArgument {
    let window: PixelWindow

    init?(argument: String) {
        let n = argument.split(separator: ",").compactMap { Int($0) }
        guard n.count == 4, n.allSatisfy({ $0 >= 0 }) else { return nil }
        window = PixelWindow(x: n[0], y: n[1], width: n[2], height: n[3])
    }
}
