internal import Foundation
internal import Geometry
public import Imaging

/// What is too fine for a denoiser to tell from noise: pores, furrows and specks of skin.
///
/// It is kept beside the light: the difference that fine relief makes to the luminance of each layer, and the
/// logarithm of what specks do to the colour. Both come from the same samples as the light, with so little noise of
/// their own that they are laid over the denoised picture as they are.
public struct FineDetail: Sendable {
    /// Added luminance a light group, at a gain of 1.
    public var layers: [LightGroup: ImageBuffer<Scalar>] = [:]
    /// Natural logarithm of a factor on each channel.
    public var tint: ImageBuffer<Vector>

    public init(tint: ImageBuffer<Vector>) { self.tint = tint }
}

/// A film under one mix of lights, before its noise is taken away.
///
/// ```swift
/// var exposure = plate.film.exposed(mix)
/// exposure.blend(retake.exposed(mix), at: window, weight: weight)
/// let picture = try exposure.developed()
/// ```
public struct Exposure: Sendable {
    public private(set) var light: ImageBuffer<SceneLinear>
    private var albedo, normal: ImageBuffer<Vector>
    private var relief: ImageBuffer<Scalar>?
    private var tint: ImageBuffer<Vector>?

    init(_ film: Film, _ mix: LightMix) {
        (light, albedo, normal) = (film.mixed(mix), film.albedo, film.normal)
        guard let fine = film.fine else { return }
        var sum = ImageBuffer<Scalar>(width: film.width, height: film.height)
        for (group, layer) in fine.layers {
            let gain = luminance(mix[group])
            guard gain != 0 else { continue }
            for i in sum.pixels.indices { sum.pixels[i] += gain * layer.pixels[i] }
        }
        (relief, tint) = (sum, fine.tint)
    }

    /// Replaces a part of the picture by another, by the weight of each of the part's pixels.
    public mutating func blend(_ part: Exposure, at window: PixelWindow, weight: ImageBuffer<Coverage>) {
        light.blend(part.light, at: window, weight: weight)
        albedo.blend(part.albedo, at: window, weight: weight)
        normal.blend(part.normal, at: window, weight: weight)
        if let fine = part.relief { relief?.blend(fine, at: window, weight: weight) }
        if let fine = part.tint { tint?.blend(fine, at: window, weight: weight) }
    }

    /// The picture without its noise, with its fine detail.
    ///
    /// - Throws: `RenderError.denoiser`.
    public func developed(quality: Denoiser.Quality = .high) throws(RenderError) -> ImageBuffer<SceneLinear> {
        var picture = try Denoiser().denoise(light, albedo: albedo, normal: normal, quality: quality)
        guard let relief, let tint else { return picture }
        let shares = Self.withoutSpecks(relief, over: picture)
        for i in shares.pixels.indices {
            let k = 3 * i
            var colour = Vector3(picture.pixels[k], picture.pixels[k + 1], picture.pixels[k + 2])
            let t = Vector3(tint.pixels[k], tint.pixels[k + 1], tint.pixels[k + 2])
            colour *= Vector3(exp(t.x), exp(t.y), exp(t.z))
            colour = Self.relieved(colour, by: shares.pixels[i])
            for c in 0..<3 { picture.pixels[k + c] = colour[c] }
        }
        return picture
    }

    /// Relief as a share of the light it lies on, without what a pixel shares with none of its neighbours: relief is
    /// broader than a pixel, and noise of light that is rarely met is not.
    private static func withoutSpecks(
        _ relief: ImageBuffer<Scalar>, over picture: ImageBuffer<SceneLinear>
    ) -> ImageBuffer<Scalar> {
        var shares = relief
        for i in relief.pixels.indices {
            let k = 3 * i
            let y = luminance(Vector3(picture.pixels[k], picture.pixels[k + 1], picture.pixels[k + 2]))
            shares.pixels[i] = y > 1e-5 ? relief.pixels[i] / y : 0
        }
        var held = shares
        for y in 1..<max(relief.height - 1, 1) {
            for x in 1..<max(relief.width - 1, 1) {
                var (low, high) = (Float.infinity, -Float.infinity)
                for (u, v) in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
                    let there = shares.value(x + u, y + v)
                    (low, high) = (min(low, there), max(high, there))
                }
                held.pixels[y * relief.width + x] = min(max(shares.value(x, y), low), high)
            }
        }
        return held
    }

    /// A hollow darkens, red the least, since light finds its way below; a crest has the light's own glint.
    private static func relieved(_ colour: Vector3, by share: Float) -> Vector3 {
        guard share > 0 else {
            // Where light only grazes, hollows lose all of it, but for what comes from below.
            let g = 1 + share / (1 - share / 0.6)
            return colour * Vector3(pow(g, 0.78), pow(g, 1.05), pow(g, 1.18))
        }
        // Glints keep below the shoulder of the tone curve.
        let held = share / (1 + share / 0.55)
        return colour * (1 + 0.5 * held) + 0.5 * held * luminance(colour)
    }
}

extension Film {
    /// The film under a mix; groups that it lacks are dark.
    public func exposed(_ mix: LightMix) -> Exposure { Exposure(self, mix) }
}

extension ImageBuffer {
    fileprivate mutating func blend(_ part: ImageBuffer, at w: PixelWindow, weight: ImageBuffer<Coverage>) {
        let n = Meaning.channels
        for y in 0..<w.height {
            for x in 0..<w.width {
                let t = weight.value(x, y)
                guard t > 0 else { continue }
                let (i, o) = (part.index(x, y), index(x + w.x, y + w.y))
                for c in 0..<n { pixels[o + c] += (part.pixels[i + c] - pixels[o + c]) * t }
            }
        }
    }
}
