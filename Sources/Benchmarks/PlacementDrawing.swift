internal import Appraisal
internal import Geometry
internal import Imaging
internal import Rendering
internal import Specimens
internal import Wearing

/// The seated product on grey, with the true chain drawn over it: to see what ``PlacementError`` says.
struct PlacementDrawing {
    private(set) var image: ImageBuffer<DisplayLinear>

    init(_ seated: Seated, item: BenchCase, taken: BenchPhotographs.Taken, cutout: Cutout) {
        let (fit, camera) = (seated.fit, seated.fit.camera)
        image = ImageBuffer(width: camera.width, height: camera.height, fill: 0.4)
        let layer = ProductLayer(cutout: cutout, placement: fit.placement)
        let w = layer.window
        for y in 0..<w.height {
            for x in 0..<w.width {
                let (i, o) = (y * w.width + x, (y + w.y) * image.width + x + w.x)
                for c in 0..<3 {
                    image.pixels[3 * o + c] += (layer.colour.pixels[3 * i + c] - 0.4) * layer.alpha.pixels[i]
                }
            }
        }
        guard case .necklace(let necklace) = item.shot.subject else { return }
        for point in TruePoint.all(of: seated, necklace: necklace, camera: item.shot.camera, truth: taken.truth) {
            dot(at: point.picture, colour: [1, 0, 0])
            for place in fit.placement.picturePositions(of: point.photo) { dot(at: place, colour: [0, 0.8, 0]) }
        }
    }

    private mutating func dot(at p: Vector2, colour: SIMD3<Float>) {
        let (x, y) = (Int(p.x), Int(p.y))
        guard x >= 0, y >= 0, x < image.width, y < image.height else { return }
        for c in 0..<3 { image.pixels[image.index(x, y) + c] = colour[c] }
    }
}
