package import Appraisal
internal import Foundation
package import Imaging

/// Gives a rendered person what the photo's camera gave the piece: its blur, its sharpening halo, the texture of its
/// compression and its grain, in the order in which they come about.
///
/// The piece's own pixels have them already and are not touched. Beside the piece halo and compression are those of the
/// whole picture: a sharpened photo has a rim along the piece on the skin too, and rings about its edges.
package struct CameraMatch: Sendable {
    package var sharpness: SharpnessMatch?
    package var compression: CompressionMatch?
    package var grain: GrainMatch?

    package init(
        sharpness: SharpnessMatch? = nil, compression: CompressionMatch? = nil, grain: GrainMatch? = nil
    ) {
        (self.sharpness, self.compression, self.grain) = (sharpness, compression, grain)
    }

    /// What is known of the photo that a piece was read from.
    ///
    /// - Parameters:
    ///   - minification: photo pixels a picture pixel.
    ///   - seed: of the picture.
    package init(_ piece: Piece, minification: Float, seed: UInt64) {
        self.init(
            sharpness: piece.sharpness.map { SharpnessMatch($0, minification: minification) },
            compression: piece.compression.flatMap { CompressionMatch($0, minification: minification) },
            grain: piece.grain.map { GrainMatch($0, minification: minification, seed: seed) })
    }

    /// - Parameter piece: lays the piece over a picture of the person.
    package func apply(
        to person: inout ImageBuffer<DisplayLinear>,
        piece: (ImageBuffer<DisplayLinear>) -> ImageBuffer<DisplayLinear> = { $0 }
    ) {
        if let sharpness {
            sharpness.blur(&person)
            if sharpness.sharpens { sharpness.sharpen(&person, seen: piece(person)) }
        }
        compression?.apply(to: &person, seen: piece(person))
        grain?.apply(to: &person)
    }
}

/// Draws a rendered person's edges as the photo draws the piece's.
package struct SharpnessMatch: Sendable, Hashable {
    /// Deviation of the Gaussian that is added, picture pixels.
    package let blur: Float
    /// Of the unsharp mask: strength, and radius in picture pixels.
    package let amount, radius: Float

    /// Deviation of what the renderer's pixel filter spreads by itself, and of the resampled piece's footprint.
    private static let rendered: Float = 0.4
    private static let footprint: Float = 0.29
    /// Beyond this a photo is spoilt, and a person need not be.
    private static let widest: Float = 3.5
    /// Differences of encoded values that are sharpened by half.
    private static let noise: Float = 0.008

    /// - Parameter minification: photo pixels a picture pixel.
    package init(_ photo: PhotoSharpness, minification: Float) {
        let m = max(minification, 0.05)
        // A piece's pixels are means of a footprint where they are made smaller, and interpolated where larger.
        let own = m > 1 ? Self.footprint : 0
        let wanted = (photo.spread / m) * (photo.spread / m) + own * own
        blur = min(max(wanted - Self.rendered * Self.rendered, 0).squareRoot(), Self.widest)
        amount = min(photo.amount, 2)
        radius = photo.radius / m
    }

    var sharpens: Bool { amount > 0.02 && radius > 0.2 }

    func blur(_ picture: inout ImageBuffer<DisplayLinear>) {
        // A lens spreads light, so it is done in linear light.
        if blur > 0.15 { picture = picture.blurred(sigma: blur) }
    }

    /// An unsharp mask on encoded values, as cameras and editors do it.
    ///
    /// - Parameter seen: the person with the piece: what the mask was blurred from.
    func sharpen(_ person: inout ImageBuffer<DisplayLinear>, seen: ImageBuffer<DisplayLinear>) {
        let encoded = ImageBuffer<Vector>(
            width: seen.width, height: seen.height,
            pixels: seen.pixels.map { SRGB.encoded(fromLinear: min(max($0, 0), 1)) })
        let smooth = encoded.blurred(sigma: radius)
        for i in person.pixels.indices {
            let own = SRGB.encoded(fromLinear: min(max(person.pixels[i], 0), 1))
            // As editors do: noise is spared, and a rim of a fifth of white would be glare.
            let detail = own - smooth.pixels[i]
            let clear = detail * detail / (detail * detail + Self.noise * Self.noise)
            guard clear > 0.01 else { continue }
            let halo = min(max(amount * clear * detail, -0.2), 0.2)
            person.pixels[i] = SRGB.linear(fromEncoded: min(max(own + halo, 0), 1))
        }
    }
}

/// Gives a rendered person the texture of the photo's JPEG, at the scale at which the photo's blocks are seen.
package struct CompressionMatch: Sendable, Hashable {
    package let quality: Int
    let minification: Float

    /// - Returns: nil where nothing of it can be seen: of high quality, or blocks reduced to less than four pixels.
    package init?(_ photo: PhotoCompression, minification: Float) {
        guard photo.quality < 93, minification <= 2 else { return nil }
        (quality, self.minification) = (photo.quality, max(minification, 0.25))
    }

    /// - Parameter seen: the person with the piece: what would have been compressed.
    func apply(to person: inout ImageBuffer<DisplayLinear>, seen: ImageBuffer<DisplayLinear>) {
        let (w, h) = (seen.width, seen.height)
        let size = [w, h].map { max(Int((Float($0) * minification).rounded()), 16) }
        let same = size[0] == w && size[1] == h
        let photo = same ? seen : seen.resized(toWidth: size[0], height: size[1])
        var error = photo.quantisationError(QuantisationTables(quality: quality))
        if !same { error = error.resized(toWidth: w, height: h) }
        for i in person.pixels.indices {
            let own = SRGB.encoded(fromLinear: min(max(person.pixels[i], 0), 1))
            person.pixels[i] = SRGB.linear(fromEncoded: min(max(own + error.pixels[i], 0), 1))
        }
    }
}
