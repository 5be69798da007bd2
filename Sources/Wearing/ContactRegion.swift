internal import Geometry
internal import Imaging
internal import Rendering

/// The part of a plate that a piece changes: where its shadow, its bounced light and the skin that it presses can be seen.
struct ContactRegion {
    var window: PixelWindow
    /// Share of the retake in each pixel of the window: 1 near the piece, fading to 0 where both takes agree.
    var weight: ImageBuffer<Coverage>

    /// How far a shadow reaches that can still be told, and the width of the fade, millimetres: a piece stands 3 mm off
    /// the skin at most, under a lamp at least 12° high.
    static let reach: Float = 15
    private static let fade: Float = 7

    /// - Parameters:
    ///   - pixelsPerMillimetre: of the picture, at the piece.
    ///   - reach: how far from the piece its shadow is looked for, millimetres.
    /// - Returns: nil where no part of the piece lies in the frame.
    init?(layer: ProductLayer, camera: Camera, pixelsPerMillimetre: Float, reach: Float = Self.reach) {
        let w = layer.window
        let (reach, fade) = (reach * pixelsPerMillimetre, max(Self.fade * pixelsPerMillimetre, 4))
        var (left, top, right, bottom) = (w.width, w.height, -1, -1)
        for y in 0..<w.height {
            for x in 0..<w.width where layer.alpha.value(x, y) > 0.1 {
                (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
            }
        }
        guard right >= left else { return nil }
        let margin = Int((reach + fade).rounded(.up))
        let (x0, y0) = (max(left + w.x - margin, 0), max(top + w.y - margin, 0))
        let (x1, y1) = (min(right + w.x + margin + 1, camera.width), min(bottom + w.y + margin + 1, camera.height))
        guard x1 > x0, y1 > y0 else { return nil }
        window = PixelWindow(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
        var piece = ImageBuffer<Coverage>(width: window.width, height: window.height)
        for y in max(w.y, y0)..<min(w.y + w.height, y1) {
            for x in max(w.x, x0)..<min(w.x + w.width, x1) {
                piece.pixels[(y - y0) * window.width + x - x0] = layer.alpha.value(x - w.x, y - w.y)
            }
        }
        let distance = piece.distanceTransform(threshold: 0.1)
        weight = ImageBuffer(
            width: window.width, height: window.height,
            pixels: distance.pixels.map { 1 - smoothstep(reach, reach + fade, $0) })
    }
}
