internal import Foundation
internal import Geometry
public import Imaging

/// A cutout from colour models: the display is what is smooth, the piece is what it cannot explain.
///
/// The piece is found at about 1000 pixels and cut at full resolution. Strokes bind: what the seller keeps is the
/// piece, what the seller removes is not, and both teach the models.
///
/// ```swift
/// let cutout = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: Strokes())
/// ```
public struct ColourModelCutout: CutoutMethod {
    /// Longer side at which the piece is looked for, pixels.
    public var findingSize: Int

    public init(findingSize: Int = 1000) { self.findingSize = findingSize }

    public func cutout(
        of photo: ImageBuffer<DisplayLinear>, type: PieceType, strokes: Strokes
    ) throws(Refusal) -> Cutout {
        guard min(photo.width, photo.height) >= 32 else { throw Refusal([.unreadablePhoto]) }
        let evidence = CutoutEvidence(photo: photo, strokes: strokes, longest: findingSize)
        guard let found = CutoutFinder(evidence: evidence, type: type).find(), let bounds = found.mask.bounds else {
            throw Refusal([.unreadablePhoto])
        }
        try judge(found, bounds, hasStrokes: !strokes.isEmpty)
        return refine(photo, found, bounds, strokes)
    }

    /// Refuses what cannot be a piece.
    private func judge(_ found: FoundPiece, _ bounds: PixelRectangle, hasStrokes: Bool) throws(Refusal) {
        let area = Float(found.mask.cells.lazy.filter { $0 }.count) / Float(found.mask.cells.count)
        if area < 0.0002 { throw Refusal([.unreadablePhoto]) }
        if hasStrokes { return }
        if area > 0.4 || found.doubtfulOutline > 0.8 || found.clarity < 0.15 {
            let s = found.evidence.scale
            throw Refusal([
                .uncertainCutout(
                    region: Region(
                        x: Int(Float(bounds.x0) / s), y: Int(Float(bounds.y0) / s),
                        width: Int(Float(bounds.width) / s), height: Int(Float(bounds.height) / s)))
            ])
        }
    }

    private func refine(
        _ photo: ImageBuffer<DisplayLinear>, _ found: FoundPiece, _ bounds: PixelRectangle, _ strokes: Strokes
    ) -> Cutout {
        let s = found.evidence.scale
        let margin = Int(24 / s)
        let crop = PixelRectangle(
            x0: Int(Float(bounds.x0) / s), y0: Int(Float(bounds.y0) / s), x1: Int((Float(bounds.x1) / s).rounded(.up)),
            y1: Int((Float(bounds.y1) / s).rounded(.up))
        ).grown(by: margin, within: photo.width, photo.height)
        let image = photo.reduced(crop, to: crop.width, crop.height)
        var soft = Raster(width: crop.width, height: crop.height, fill: Float(0))
        for y in 0..<crop.height {
            for x in 0..<crop.width {
                soft[x, y] = found.soft.bilinear(
                    (Float(crop.x0 + x) + 0.5) * s - 0.5, (Float(crop.y0 + y) + 0.5) * s - 0.5)
            }
        }
        let marks = strokes.raster(
            width: crop.width, height: crop.height, scale: 1, origin: Vector2(Float(crop.x0), Float(crop.y0)))
        let matte = Matting(
            image: image, soft: soft, strokes: marks, slack: Int((1.5 / s).rounded(.up)) + 1, blur: s > 0.6 ? 1 : 2
        ).solve()
        return placed(matte, crop, photo)
    }

    private func placed(
        _ matte: MattingResult, _ crop: PixelRectangle, _ photo: ImageBuffer<DisplayLinear>
    ) -> Cutout {
        var alpha = ImageBuffer<Coverage>(width: photo.width, height: photo.height)
        var foreground = photo
        var uncertainty = alpha
        for y in 0..<crop.height {
            for x in 0..<crop.width {
                let (i, j) = (y * crop.width + x, (y + crop.y0) * photo.width + x + crop.x0)
                alpha.pixels[j] = matte.alpha.cells[i]
                uncertainty.pixels[j] = matte.uncertainty.cells[i]
                let f = matte.foreground.cells[i]
                foreground.pixels[3 * j] = f.x
                foreground.pixels[3 * j + 1] = f.y
                foreground.pixels[3 * j + 2] = f.z
            }
        }
        return Cutout(alpha: alpha, foreground: foreground, uncertainty: uncertainty)
    }
}

extension Finding {
    /// Nothing stands out of the display.
    static var unreadablePhoto: Finding {
        Finding(
            .unreadable, .refuse, message: "No piece could be told from its display.",
            fix: "Photograph the piece alone on a plain display of another colour, or mark it with a keep stroke.")
    }

    /// Something was found, but where it ends is a guess.
    static func uncertainCutout(region: Region?) -> Finding {
        Finding(
            .uncertainCutout, .refuse, message: "Where the piece ends and its display begins cannot be told.",
            fix: "Draw a keep stroke along the piece and a remove stroke beside it, "
                + "or use a plain display that contrasts with the metal.",
            region: region)
    }
}
