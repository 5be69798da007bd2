internal import Anatomy
public import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
internal import Plates
public import Rendering

/// The product's own pixels, brought to the picture's grid.
public struct ProductLayer: Sendable {
    public var window: PixelWindow
    /// Display-linear colour, not multiplied by alpha.
    public var colour: ImageBuffer<DisplayLinear>
    /// Coverage before the body hides any of it.
    public var alpha: ImageBuffer<Coverage>
    /// Distance along the camera axis, millimetres.
    public var depth: ImageBuffer<Scalar>

    /// Resamples a cutout through a placement.
    ///
    /// Colour is filtered premultiplied, so that what lies outside the matte never bleeds in. Where the photo is
    /// denser than the picture, or the map squeezes it, the footprint is averaged; elsewhere a Catmull–Rom kernel
    /// interpolates.
    public init(cutout: Cutout, placement: Placement) {
        let w = placement.window
        window = w
        var colour = ImageBuffer<DisplayLinear>(width: w.width, height: w.height)
        var alpha = ImageBuffer<Coverage>(width: w.width, height: w.height)
        let sampler = PremultipliedSampler(cutout: cutout)
        for i in 0..<w.width * w.height {
            guard let sum = sampler.mean(of: i, in: placement) else { continue }
            let a = min(max(sum.w, 0), 1)
            guard a > 1 / 1024 else { continue }
            alpha.pixels[i] = a
            let gain = placement.gain.isEmpty ? 1 : placement.gain[i]
            for c in 0..<3 { colour.pixels[3 * i + c] = max(gain * sum[c] / sum.w, 0) }
        }
        self.colour = colour
        self.alpha = alpha
        depth = ImageBuffer<Scalar>(width: w.width, height: w.height, pixels: placement.depth)
    }

    /// The depth in another window of the frame, infinite where the layer has nothing.
    func depth(in other: PixelWindow) -> ImageBuffer<Scalar> {
        var part = ImageBuffer<Scalar>(width: other.width, height: other.height, fill: .infinity)
        for y in max(window.y, other.y)..<min(window.y + window.height, other.y + other.height) {
            for x in max(window.x, other.x)..<min(window.x + window.width, other.x + other.width) {
                guard alpha.value(x - window.x, y - window.y) > 0 else { continue }
                part.pixels[(y - other.y) * other.width + x - other.x] = depth.value(x - window.x, y - window.y)
            }
        }
        return part
    }
}

extension ProductLayer {
    /// Lifts what would lie under a garment onto it: a necklace is worn over the clothes, whose hems and folds stand
    /// higher than a chain knows.
    ///
    /// - Parameters:
    ///   - film: of the person without the piece.
    ///   - thickness: of the piece, millimetres.
    mutating func lieOnCloth(of film: Film, thickness: Float) {
        // What is deeper than this lies behind the neck or a shoulder, not under a hem.
        let deepest: Float = 40
        for y in 0..<window.height {
            for x in 0..<window.width {
                guard film.object.value(x + window.x, y + window.y) == Float(SceneObject.garment.rawValue) else {
                    continue
                }
                let cloth = film.depth.value(x + window.x, y + window.y)
                let i = y * window.width + x
                guard depth.pixels[i] > cloth - thickness, depth.pixels[i] < cloth + deepest else { continue }
                depth.pixels[i] = cloth - thickness
            }
        }
    }
}

extension ProductLayer {
    /// Keeps what hangs from an ear before the skin: against jaw and neck it leans on them, where a plumb line from the
    /// hole would lie inside, and a front lies flush on the lobe, which its post draws flat.
    ///
    /// What lies deeper beside the lobe is a wire that goes into the hole, and stays where it is.
    ///
    /// - Parameter seat: where the earring was seated, which the lobe's piercing is but for weight and the seller's hand.
    mutating func hang(before plate: Plate, from lobe: Landmarks.EarLobe, at seat: Vector3, halfThickness: Float) {
        let hole = plate.camera.project(seat).depth
        let edge = plate.camera.project(lobe.piercing + lobe.down * (lobe.edgeDistance + 1)).pixel.y
        let flush = EarringSeating.flush(halfThickness)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let i = y * window.width + x
                let behind = depth.pixels[i] - hole
                let goesIn = behind > flush + 0.05 && Float(y + window.y) < edge
                guard behind.isFinite, !goesIn else { continue }
                let skin = plate.film.depth.value(x + window.x, y + window.y)
                let isFront = abs(behind - flush) <= 0.05 && abs(skin - hole) < lobe.thickness
                depth.pixels[i] = isFront ? skin + flush : min(depth.pixels[i], skin + flush)
            }
        }
    }

    /// Where the outline of a front presses the lobe: points on the skin, with the radius that it must clear.
    func pressedOutline(
        of lobe: Landmarks.EarLobe, at seat: Vector3, on plate: Plate, halfThickness: Float
    ) -> [(centre: Vector3, radius: Float)] {
        let camera = plate.camera
        let hole = camera.project(seat)
        let millimetresPerPixel = hole.depth / camera.focalLengthPixels
        let step = max(Int(0.2 / millimetresPerPixel), 1)
        var points: [(centre: Vector3, radius: Float)] = []
        for y in stride(from: step, to: window.height - step, by: step) {
            for x in stride(from: step, to: window.width - step, by: step) where alpha.value(x, y) > 0.5 {
                let isOutline = [(step, 0), (-step, 0), (0, step), (0, -step)].contains {
                    alpha.value(x + $0.0, y + $0.1) <= 0.5
                }
                let pixel = Vector2(Float(x + window.x), Float(y + window.y)) + 0.5
                let skin = plate.film.depth.value(x + window.x, y + window.y)
                guard isOutline, abs(skin - hole.depth) < lobe.thickness,
                    abs(depth.value(x, y) - skin - EarringSeating.flush(halfThickness)) < 0.3,
                    (pixel - hole.pixel).length * millimetresPerPixel < 2 * lobe.edgeDistance
                else { continue }
                let ray = camera.direction(through: pixel)
                points.append((camera.position + ray * (skin / dot(ray, camera.axes.forward)), 0.5))
            }
        }
        return points
    }
}

/// Catmull–Rom samples of premultiplied colour and alpha.
private struct PremultipliedSampler {
    private let width, height: Int
    private let pixels: [SIMD4<Float>]
    /// Pixels are kept only for the box that the matte covers.
    private let x0, y0: Int

    init(cutout: Cutout) {
        let alpha = cutout.alpha
        guard let box = alpha.bounds(above: 0) else {
            (x0, y0, width, height, pixels) = (0, 0, 0, 0, [])
            return
        }
        (x0, y0, width, height) = (box.x, box.y, box.width, box.height)
        var pixels = [SIMD4<Float>](repeating: .zero, count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                let a = alpha.value(x + x0, y + y0)
                pixels[y * width + x] = SIMD4(cutout.foreground.rgb(x + x0, y + y0) * a, a)
            }
        }
        self.pixels = pixels
    }

    /// Colour and alpha over a pixel of a placement; nil where nothing of the matte is near.
    func mean(of i: Int, in placement: Placement) -> SIMD4<Float>? {
        let reach = placement.minification
        if let fold = placement.folds[i] {
            let side = Float(fold.count).squareRoot()
            let sum = fold.reduce(SIMD4<Float>.zero) { sum, s in
                guard s.x.isFinite, mayCover(s, margin: reach + 2) else { return sum }
                return sum + mean(about: s, along: Vector2(reach / side, 0), down: Vector2(0, reach / side))
            }
            return sum / Float(fold.count)
        }
        let s = placement.source[i]
        guard s.x.isFinite, mayCover(s, margin: 4 * reach + 3) else { return nil }
        let footprint = placement.footprint(i % placement.window.width, i / placement.window.width)
        return mean(about: s, along: footprint.along, down: footprint.down)
    }

    /// Over a parallelogram, by taps no farther apart than pixels, so that minified detail does not alias.
    private func mean(about s: Vector2, along: Vector2, down: Vector2) -> SIMD4<Float> {
        // Float noise in a map of equal scale is no minification.
        func taps(_ side: Vector2) -> Int { max(Int((side.length - 1e-3).rounded(.up)), 1) }
        let (columns, rows) = (taps(along), taps(down))
        var sum = SIMD4<Float>.zero
        for v in 0..<rows {
            for u in 0..<columns {
                let offset =
                    along * ((Float(u) + 0.5) / Float(columns) - 0.5) + down * ((Float(v) + 0.5) / Float(rows) - 0.5)
                sum += sample(s + offset)
            }
        }
        return sum / Float(columns * rows)
    }

    private func mayCover(_ p: Vector2, margin: Float) -> Bool {
        p.x > Float(x0) - margin && p.y > Float(y0) - margin && p.x < Float(x0 + width) + margin
            && p.y < Float(y0 + height) + margin
    }

    private func sample(_ p: Vector2) -> SIMD4<Float> {
        let q = p - Vector2(Float(x0) + 0.5, Float(y0) + 0.5)
        let (fx, fy) = (q.x.rounded(.down), q.y.rounded(.down))
        let (wx, wy) = (Self.weights(q.x - fx), Self.weights(q.y - fy))
        let (ix, iy) = (Int(fx) - 1, Int(fy) - 1)
        var sum = SIMD4<Float>.zero
        for j in 0..<4 {
            let y = iy + j
            guard y >= 0, y < height else { continue }
            var row = SIMD4<Float>.zero
            for i in 0..<4 {
                let x = ix + i
                guard x >= 0, x < width else { continue }
                row += pixels[y * width + x] * wx[i]
            }
            sum += row * wy[j]
        }
        return sum
    }

    private static func weights(_ t: Float) -> SIMD4<Float> {
        let (t2, t3) = (t * t, t * t * t)
        return SIMD4(
            -0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1, -1.5 * t3 + 2 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2)
    }
}
