public import Appraisal
public import ArgumentParser
internal import Foundation
internal import Geometry
internal import Imaging

/// The photo that a command reads, and how its piece is told from its stand.
struct PhotoOptions: ParsableArguments {
    @Argument(
        help: "A product photo as the camera made it: JPEG, PNG, WebP, TIFF, HEIC, AVIF or camera raw.",
        completion: .file())
    var photo: String

    @Option(
        help: ArgumentHelp(
            "What the piece is: necklace, ring, earring or bracelet.",
            discussion: "Read from the photo if you leave it out."))
    var type: PieceType?

    /// The decoded photo.
    func read() throws(ImagingError) -> Photo { try PhotoDecoder.decode(contentsOf: URL(filePath: photo)) }
}

/// The seller's corrections of the cutout.
struct StrokeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Brush strokes that correct the cutout.",
            discussion: """
                A JSON file in pixels of the upright photo: \
                {"keep": [{"points": [[10, 20], [30, 40]], "width": 12}], "remove": []}. \
                Stroke the piece with keep, the stand with remove.
                """,
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var strokes: String?

    /// - Throws: `UnreadableFile` when the file is missing or says something else.
    func read() throws(UnreadableFile) -> Strokes {
        guard let strokes else { return Strokes() }
        guard let data = FileManager.default.contents(atPath: strokes) else {
            throw UnreadableFile(path: strokes, reason: "there is no such file, or it cannot be opened")
        }
        do {
            let read = try JSONDecoder().decode(StrokeFile.self, from: data)
            return Strokes(
                keep: try read.keep?.map { try $0.stroke } ?? [], remove: try read.remove?.map { try $0.stroke } ?? [])
        } catch {
            throw UnreadableFile(
                path: strokes,
                reason: "it must hold {\"keep\": […], \"remove\": […]}, each stroke with points and width")
        }
    }

    /// Either list may be missing in the file.
    private struct StrokeFile: Decodable {
        struct Line: Decodable {
            struct Nonsense: Error {}
            var points: [Vector2]
            var width: Float
            var stroke: Strokes.Stroke {
                get throws {
                    let finite = points.allSatisfy { $0.x.isFinite && $0.y.isFinite }
                    guard !points.isEmpty, finite, width.isFinite, width > 0 else { throw Nonsense() }
                    return Strokes.Stroke(points: points, width: width)
                }
            }
        }
        var keep, remove: [Line]?
    }
}

extension PieceType: ExpressibleByArgument {}
