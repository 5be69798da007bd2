internal import Appraisal
internal import ArgumentParser
internal import Geometry
internal import Imaging
internal import Studio

/// How a photo's colour cast is corrected.
enum WhiteBalance: Hashable, ExpressibleByArgument {
    /// As the photo itself tells.
    case offered
    /// So that what lies there becomes grey, pixels of the upright photo.
    case grey(x: Int, y: Int)

    init?(argument: String) {
        if argument == "offered" {
            self = .offered
            return
        }
        let place = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard place.count == 2, let x = place[0], let y = place[1], x >= 0, y >= 0 else { return nil }
        self = .grey(x: x, y: y)
    }

    /// The corrected photo; where it does not tell what is white, the photo as it is, with a note.
    ///
    /// - Throws: `ValidationError` for a place outside, `Refusal` where the photo cannot be read.
    func applied(to photo: Photo, request: PictureRequest, by maker: PictureMaker) throws -> Photo {
        switch self {
        case .offered:
            let tone = try maker.read(photo, request: request).piece.tone
            guard let correction = tone.flatMap({ PhotoCorrection(offeredFor: $0) }) else {
                Terminal.complain(
                    "Note: Nothing in the photo tells what is white, so its colours stay. Give the place of something grey: --white-balance x,y."
                )
                return photo
            }
            return correction.applied(to: photo)
        case .grey(let x, let y):
            let (w, h) = (photo.image.width, photo.image.height)
            guard x < w, y < h else {
                throw ValidationError("--white-balance \(x),\(y) lies outside the photo, which has \(w) × \(h) pixels.")
            }
            var edits = PhotoEdits()
            edits.grey = (Vector2(Float(x), Float(y)) + 0.5) / Vector2(Float(w), Float(h))
            return PhotoCorrection(edits, of: photo.image).applied(to: photo)
        }
    }
}
