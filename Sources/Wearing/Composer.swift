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
    let layer: ProductLayer
    /// How far behind the scene's surface a product pixel may lie and still count as in front, millimetres.
    let depthTolerance: Float

    struct Result {
        var picture: ImageBuffer<DisplayLinear>
        /// Coverage of the product that shows, on the whole frame.
        var coverage: ImageBuffer<Coverage>
    }

    /// The rendered light of a film under the mix, without its noise.
    static func developed(_ film: Film, mix: LightMix) throws -> ImageBuffer<SceneLinear> {
        try Denoiser().denoise(film.mixed(mix), albedo: film.albedo, normal: film.normal, quality: .high)
    }

    /// - Parameter contact: the retake round the contact, with the window that it covers.
    func compose(contact: (film: Film, window: PixelWindow)?) throws -> Result {
        var scene = try Self.developed(plate.film, mix: mix)
        if let contact {
            let light = try Self.developed(contact.film, mix: mix)
            Self.feather(light, window: contact.window, into: &scene)
        }
        var picture = view.apply(to: scene)
        let visible = visibility(contact: contact)
        var coverage = ImageBuffer<Coverage>(width: picture.width, height: picture.height)
        let w = layer.window
        for y in 0..<w.height {
            for x in 0..<w.width {
                let i = y * w.width + x
                let a = layer.alpha.pixels[i] * visible[i]
                guard a > 0 else { continue }
                let o = (y + w.y) * picture.width + x + w.x
                coverage.pixels[o] = a
                for c in 0..<3 {
                    let under = picture.pixels[3 * o + c]
                    picture.pixels[3 * o + c] = under + (layer.colour.pixels[3 * i + c] - under) * a
                }
            }
        }
        return Result(picture: picture, coverage: coverage)
    }

    /// How much of each product pixel stands in front of the body: 0 or 1, softened over a pixel.
    ///
    /// - Parameter contact: where given, the skin as the piece presses it says what lies in front.
    func visibility(contact: (film: Film, window: PixelWindow)? = nil) -> [Float] {
        let w = layer.window
        var depth = plate.film.depth
        if let contact {
            for y in 0..<contact.window.height {
                for x in 0..<contact.window.width {
                    depth.pixels[(y + contact.window.y) * depth.width + x + contact.window.x] =
                        contact.film.depth.value(x, y)
                }
            }
        }
        var hard = [Float](repeating: 0, count: w.width * w.height)
        for y in 0..<w.height {
            for x in 0..<w.width {
                let scene = depth.value(x + w.x, y + w.y)
                let product = layer.depth.value(x, y)
                hard[y * w.width + x] = product.isFinite && product < scene + depthTolerance ? 1 : 0
            }
        }
        var soft = hard
        for y in 1..<max(w.height - 1, 1) {
            for x in 1..<max(w.width - 1, 1) {
                let i = y * w.width + x
                let cross = hard[i - 1] + hard[i + 1] + hard[i - w.width] + hard[i + w.width]
                soft[i] = (2 * hard[i] + 0.5 * cross) / 4
            }
        }
        return soft
    }

    /// Replaces a part of a picture, fading over its border where both agree.
    private static func feather(
        _ part: ImageBuffer<SceneLinear>, window w: PixelWindow, into scene: inout ImageBuffer<SceneLinear>
    ) {
        let border = Float(max(min(w.width, w.height) / 12, 6))
        for y in 0..<w.height {
            for x in 0..<w.width {
                // No fade at the frame's own edge: there is nothing beyond it to agree with.
                let left = w.x == 0 ? Float.infinity : Float(x) + 0.5
                let right = w.x + w.width == scene.width ? Float.infinity : Float(w.width - x) - 0.5
                let top = w.y == 0 ? Float.infinity : Float(y) + 0.5
                let bottom = w.y + w.height == scene.height ? Float.infinity : Float(w.height - y) - 0.5
                let t = smoothstep(0, border, min(min(left, right), min(top, bottom)))
                let (i, o) = (3 * (y * w.width + x), 3 * ((y + w.y) * scene.width + x + w.x))
                for c in 0..<3 { scene.pixels[o + c] += (part.pixels[i + c] - scene.pixels[o + c]) * t }
            }
        }
    }
}
