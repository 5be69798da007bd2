public import Imaging

extension PackShot {
    /// The piece alone on its ground: what its display hid stays absent.
    ///
    /// The frame is the piece with a margin of an eighth of its longer side. A soft shadow is its own silhouette,
    /// blurred and lowered, as a large light from above would throw it on the ground.
    ///
    /// - Parameter cutout: the piece with straight alpha, the size of the photo.
    /// - Returns: nil where there is no piece or no such ground.
    public func picture(of cutout: ImageBuffer<DisplayLinearAlpha>) -> ImageBuffer<DisplayLinearAlpha>? {
        guard let ground, let piece = Self.framed(cutout) else { return nil }
        var out = piece
        let cast = shadow == .soft ? Self.shadow(of: piece) : nil
        let colour: SIMD3<Float>? =
            switch ground {
            case .transparent: nil
            case .colour(let red, let green, let blue):
                SIMD3(
                    SRGB.linear(fromEncoded: Float(red) / 255), SRGB.linear(fromEncoded: Float(green) / 255),
                    SRGB.linear(fromEncoded: Float(blue) / 255))
            }
        for i in 0..<piece.width * piece.height {
            let alpha = piece.pixels[4 * i + 3]
            let dark = cast?.pixels[i] ?? 0
            let seen = SIMD3(piece.pixels[4 * i], piece.pixels[4 * i + 1], piece.pixels[4 * i + 2])
            let (below, belowAlpha): (SIMD3<Float>, Float) = colour.map { ($0 * (1 - dark), 1) } ?? (.zero, dark)
            let whole = alpha + belowAlpha * (1 - alpha)
            let mixed = whole > 0 ? (seen * alpha + below * (belowAlpha * (1 - alpha))) / whole : .zero
            for c in 0..<3 { out.pixels[4 * i + c] = mixed[c] }
            out.pixels[4 * i + 3] = whole
        }
        return out
    }

    /// The part of the photo that holds the piece, with a margin; what lies beyond the photo is empty.
    private static func framed(_ cutout: ImageBuffer<DisplayLinearAlpha>) -> ImageBuffer<DisplayLinearAlpha>? {
        var (x0, y0, x1, y1) = (Int.max, Int.max, -1, -1)
        for y in 0..<cutout.height {
            for x in 0..<cutout.width where cutout.pixels[4 * (y * cutout.width + x) + 3] > 0.05 {
                (x0, x1, y0, y1) = (min(x0, x), max(x1, x), min(y0, y), max(y1, y))
            }
        }
        guard x1 >= 0 else { return nil }
        let margin = max(max(x1 - x0, y1 - y0) / 8, 8)
        let (width, height) = (x1 - x0 + 1 + 2 * margin, y1 - y0 + 1 + 2 * margin)
        var out = ImageBuffer<DisplayLinearAlpha>(width: width, height: height)
        for y in max(y0 - margin, 0)...min(y1 + margin, cutout.height - 1) {
            for x in max(x0 - margin, 0)...min(x1 + margin, cutout.width - 1) {
                let (from, to) = (cutout.index(x, y), out.index(x - x0 + margin, y - y0 + margin))
                for c in 0..<4 { out.pixels[to + c] = cutout.pixels[from + c] }
            }
        }
        return out
    }

    /// Share of the ground's light that the piece takes away, 0…0.35.
    private static func shadow(of piece: ImageBuffer<DisplayLinearAlpha>) -> ImageBuffer<Coverage> {
        let drop = max(piece.height / 40, 2)
        var cast = ImageBuffer<Coverage>(width: piece.width, height: piece.height)
        for y in drop..<piece.height {
            for x in 0..<piece.width {
                cast.pixels[y * piece.width + x] = piece.pixels[4 * ((y - drop) * piece.width + x) + 3]
            }
        }
        var soft = cast.blurred(sigma: Float(max(piece.width, piece.height)) / 50)
        for i in soft.pixels.indices { soft.pixels[i] *= 0.35 }
        return soft
    }
}
