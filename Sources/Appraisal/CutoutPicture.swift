public import Imaging

extension Cutout {
    /// The piece alone, the size of the upright photo, with straight alpha: what a cutout file holds.
    public var straightAlpha: ImageBuffer<DisplayLinearAlpha> {
        var picture = ImageBuffer<DisplayLinearAlpha>(width: alpha.width, height: alpha.height)
        for i in alpha.pixels.indices where alpha.pixels[i] > 0 {
            for c in 0..<3 { picture.pixels[4 * i + c] = foreground.pixels[3 * i + c] }
            picture.pixels[4 * i + 3] = alpha.pixels[i]
        }
        return picture
    }
}
