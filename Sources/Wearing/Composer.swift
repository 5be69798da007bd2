internal import Foundation
internal import Geometry
internal import Imaging
internal import Plates
internal import Rendering

/// Lays the product over the rendered person, in display-linear light.
struct Composer {
    let plate: Plate
    let mix: LightMix
    let view: ViewTransform
    let tone: ToneMatch
    /// What the photo's camera did to the piece, and so to the person.
    var camera = CameraMatch()
    let layer: ProductLayer
    /// How its metal mirrors skin; nil leaves the product's pixels as they are.
    var mirror: MirroredSkin?
    /// How far behind the scene's surface a product pixel may lie and still count as in front, millimetres.
    let depthTolerance: Float
    /// Whether small parts that the body cuts off from the piece are left out: a ring is in one piece, a chain goes in
    /// and out of hair.
    let dropsFragments: Bool

    struct Result {
        var picture: ImageBuffer<DisplayLinear>
        /// Coverage of the product that shows, on the whole frame.
        var coverage: ImageBuffer<Coverage>
    }

    /// - Parameter contact: the retake round the contact, and where it counts.
    func compose(contact: (film: Film, region: ContactRegion)?) throws -> Result {
        let scene = try developed(contact: contact)
        var picture = tone.apply(to: scene, view: view)
        var shown = zip(layer.alpha.pixels, visibility(contact: contact)).map { $0 * $1 }
        if dropsFragments {
            shown = withoutFragments(shown, width: layer.window.width, height: layer.window.height)
        }
        let object = plate.film.object
        let colour =
            mirror?.colours(of: layer, shown: shown, over: picture) {
                object.value($0, $1) == Float(SceneObject.skin.rawValue)
            } ?? layer.colour
        camera.apply(to: &picture) { laid(colour, by: shown, over: $0) }
        var coverage = ImageBuffer<Coverage>(width: picture.width, height: picture.height)
        let w = layer.window
        for y in 0..<w.height {
            for x in 0..<w.width {
                coverage.pixels[(y + w.y) * picture.width + x + w.x] = max(shown[y * w.width + x], 0)
            }
        }
        return Result(picture: laid(colour, by: shown, over: picture), coverage: coverage)
    }

    /// The product's pixels over a picture, by how much of each is shown.
    private func laid(
        _ colour: ImageBuffer<DisplayLinear>, by shown: [Float], over picture: ImageBuffer<DisplayLinear>
    ) -> ImageBuffer<DisplayLinear> {
        var picture = picture
        let w = layer.window
        for y in 0..<w.height {
            for x in 0..<w.width {
                let i = y * w.width + x
                let a = shown[i]
                guard a > 0 else { continue }
                let o = (y + w.y) * picture.width + x + w.x
                for c in 0..<3 {
                    let under = picture.pixels[3 * o + c]
                    picture.pixels[3 * o + c] = under + (colour.pixels[3 * i + c] - under) * a
                }
            }
        }
        return picture
    }

    /// The picture without the piece.
    func person() throws -> ImageBuffer<DisplayLinear> {
        var picture = tone.apply(to: try developed(contact: nil), view: view)
        camera.apply(to: &picture)
        return picture
    }

    /// How much of each product pixel stands in front of body, cloth and hair.
    ///
    /// - Parameter contact: where given, it was looked for over lens and pixel, before the skin as the piece presses it.
    func visibility(contact: (film: Film, region: ContactRegion)?) -> [Float] {
        let w = layer.window
        var shown = [Float](repeating: 0, count: w.width * w.height)
        for y in 0..<w.height {
            for x in 0..<w.width {
                let product = layer.depth.value(x, y)
                let scene = plate.film.depth.value(x + w.x, y + w.y)
                shown[y * w.width + x] = product.isFinite && product < scene + depthTolerance ? 1 : 0
            }
        }
        guard let (film, region) = contact, let clear = film.insetShown else { return shown }
        let part = region.window
        for y in max(w.y, part.y)..<min(w.y + w.height, part.y + part.height) {
            for x in max(w.x, part.x)..<min(w.x + w.width, part.x + part.width)
            where region.weight.value(x - part.x, y - part.y) > 0 {
                // Glimpses through a mass of hair look like crumbs.
                shown[(y - w.y) * w.width + x - w.x] = smoothstep(0.15, 0.85, clear.value(x - part.x, y - part.y))
            }
        }
        return shown
    }

    /// The light of plate and retake under the mix, without their noise.
    ///
    /// The two are joined before the denoiser sees them: one pass instead of two, and no seam between two guesses.
    private func developed(contact: (film: Film, region: ContactRegion)?) throws -> ImageBuffer<SceneLinear> {
        var exposure = plate.film.exposed(mix)
        if let (film, region) = contact {
            exposure.blend(film.exposed(mix), at: region.window, weight: region.weight)
        }
        return try exposure.developed()
    }
}
