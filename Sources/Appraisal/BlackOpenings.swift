internal import Imaging

/// Openings of links and fringes that show a display which is nearly black itself.
///
/// The matter closes openings of a few pixels. On skin black in a chain's links is seen at once, and a piece seldom shows
/// black beside a black display; so there a pixel's own level decides.
struct BlackOpenings {
    private let image: Raster<SIMD3<Float>>
    private let display: Raster<SIMD3<Float>>

    /// Mean linear level below which a display counts as nearly black.
    private static let black: Float = 0.08

    /// Pixels by which what was found may be off.
    private static let slack = 3

    /// Nothing where no part of the display is nearly black.
    ///
    /// - Parameter alpha: coverage as found, at the photo's size.
    init?(_ photo: ImageBuffer<DisplayLinear>, alpha: [Float]) {
        let image = photo.reduced(toLongest: max(photo.width, photo.height))
        let touched = Raster(width: photo.width, height: photo.height, cells: alpha.map { $0 > 0.06 })
        let near = touched.dilated(by: Self.slack)
        // The display is filled in by means of what is seen of it, and no mean is blacker than all of that.
        guard image.cells.indices.contains(where: { !near.cells[$0] && image.cells[$0].sum() / 3 < Self.black }) else {
            return nil
        }
        self.image = image
        display = MattingBackground.fill(
            image, known: Raster(width: photo.width, height: photo.height, cells: near.cells.map { !$0 }))
    }

    /// The share of its coverage that a pixel keeps: none where it is no brighter than its black display.
    func kept(_ i: Int) -> Float { Self.kept(image.cells[i], over: display.cells[i]) }

    /// The same for a pixel's linear colour over its display's.
    static func kept(_ colour: SIMD3<Float>, over display: SIMD3<Float>) -> Float {
        let level = max(display.sum() / 3, 0)
        guard level < black else { return 1 }
        // A dark facet differs in one channel at least.
        let brighter = (colour - display * 1.15).max() - 0.003
        return min(max(brighter / (0.4 * level + 0.006), 0), 1)
    }
}
