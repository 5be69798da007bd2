public import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
internal import Rendering

/// The peer to beat: what an hour in a picture editor makes of the same cutout and the same person.
///
/// One similarity brings the cutout to where the seating put the piece, a blurred shadow lies under it, and nothing is
/// hidden, bent, continued or lit again.
public struct NaivePaste: Sendable {
    /// Offset and blur of the shadow as shares of the picture's width, and its strength, 0…1.
    public var shadowOffset: SIMD2<Float> = [0.003, 0.006]
    public var shadowBlur: Float = 0.006
    public var shadowStrength: Float = 0.45

    public init() {}

    /// Pastes a cutout.
    ///
    /// - Parameters:
    ///   - person: the picture without the piece.
    ///   - placement: the seating whose place and size the paste takes over.
    public func picture(
        person: ImageBuffer<DisplayLinear>, cutout: Cutout, placement: Placement
    ) -> ImageBuffer<DisplayLinear> {
        guard let similarity = Similarity2D(nearest: placement, in: cutout) else { return person }
        let (w, h) = (person.width, person.height)
        let source = (0..<w * h).map { i in
            similarity.apply(Vector2(Float(i % w) + 0.5, Float(i / w) + 0.5))
        }
        let layer = ProductLayer(
            cutout: cutout,
            placement: Placement(
                window: PixelWindow(x: 0, y: 0, width: w, height: h), source: source,
                depth: [Float](repeating: 0, count: w * h), minification: similarity.scale, maxStretch: 0,
                hiddenFraction: 0, continuedFraction: 0, bendMillimetres: 0))
        let shadow = layer.alpha.blurred(sigma: shadowBlur * Float(w))
        let (dx, dy) = (Int(shadowOffset.x * Float(w)), Int(shadowOffset.y * Float(w)))
        var picture = person
        for y in 0..<h {
            for x in 0..<w {
                let a = layer.alpha.value(x, y)
                let shade = shadow.value(min(max(x - dx, 0), w - 1), min(max(y - dy, 0), h - 1)) * shadowStrength
                guard a > 0 || shade > 1e-3 else { continue }
                let under = person.rgb(x, y) * (1 - shade)
                let over = under + (layer.colour.rgb(x, y) - under) * a
                for c in 0..<3 { picture.pixels[3 * (y * w + x) + c] = over[c] }
            }
        }
        return picture
    }
}

extension Similarity2D {
    /// The similarity from picture to photo that is nearest to a placement over the piece.
    fileprivate init?(nearest placement: Placement, in cutout: Cutout) {
        var pairs: [(from: Vector2, to: Vector2)] = []
        let w = placement.window
        for i in 0..<w.width * w.height {
            let s = placement.source[i]
            guard s.x >= 0, s.y >= 0, Int(s.x) < cutout.alpha.width, Int(s.y) < cutout.alpha.height,
                cutout.alpha.value(Int(s.x), Int(s.y)) > 0.5
            else { continue }
            let q = Vector2(Float(w.x + i % w.width) + 0.5, Float(w.y + i / w.width) + 0.5)
            pairs.append((q, s))
        }
        self.init(nearest: pairs)
    }
}
