public import Imaging

extension Cutout {
    /// The photo's mean colour close beside the piece; nil where the piece fills the photo.
    ///
    /// - Parameter photo: upright, the size of the cutout.
    public func standColour(in photo: ImageBuffer<DisplayLinear>) -> SIMD3<Float>? {
        // Fine enough to keep beside a chain.
        let step = max(max(photo.width, photo.height) / 512, 1)
        let (w, h) = (max(photo.width / step, 1), max(photo.height / step, 1))
        let small = alpha.resized(toWidth: w, height: h, filter: .area)
        let near = small.blurred(sigma: 3)
        let colours = photo.resized(toWidth: w, height: h, filter: .area)
        var (sum, count) = (SIMD3<Float>.zero, Float(0))
        for i in 0..<w * h where small.pixels[i] < 0.02 && near.pixels[i] > 0.05 {
            sum += colours.rgb(i % w, i / w)
            count += 1
        }
        return count > 20 ? sum / count : nil
    }
}
