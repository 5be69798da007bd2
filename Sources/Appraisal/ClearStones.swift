internal import Foundation
internal import Geometry
public import Imaging

/// The stones of a piece that let light through to what they are worn on, as far as its photo leaves no doubt.
///
/// A stone counts where it is of one hue that metal does not have, hangs free rather than lying in metal, whose back
/// would be closed, and is seen to be clear: its facets sparkle, or its body glows. Clear crystal looks like silver, jade
/// like enamel: what is doubtful is opaque.
///
/// ```swift
/// let stones = ClearStones(of: piece.wornCutout, illuminant: piece.illuminant)
/// ```
public struct ClearStones: Sendable {
    /// 1 on the stones, the size of the photo.
    public var coverage: ImageBuffer<Coverage>
    /// Share of light that comes through each stone to what lies behind it, one colour a stone.
    public var transmittance: ImageBuffer<DisplayLinear>

    /// What a colourless stone that hangs free lets through to its shadow: the mean of round beads (0.77), faceted ones
    /// (0.74), flat drops (0.67), briolettes (0.61) and pebbles (0.50) of glass, by tracing refraction under a softbox
    /// 20°, 45° and 65° off their face.
    static let openShare: Float = 0.65

    /// - Parameter illuminant: Colour of white in the photo, as `PhotoTone` gives it.
    /// - Returns: nil where no stone is surely clear.
    public init?(of cutout: Cutout, illuminant: SIMD3<Float> = .one) {
        guard let box = cutout.alpha.bounds(above: 0.5) else { return nil }
        let colours = StoneColours(cutout, box, illuminant: illuminant)
        let stones = colours.stones.filter { $0.isClear }
        guard !stones.isEmpty else { return nil }
        let size = (cutout.alpha.width, cutout.alpha.height)
        coverage = ImageBuffer(width: size.0, height: size.1)
        transmittance = ImageBuffer(width: size.0, height: size.1)
        let labels = colours.labels(of: stones)
        for y in 0..<box.height {
            for x in 0..<box.width {
                let label = labels[x * labels.width / box.width, y * labels.height / box.height]
                guard label > 0 else { continue }
                let i = (y + box.y) * size.0 + x + box.x
                coverage.pixels[i] = 1
                let share = stones[Int(label) - 1].transmittance
                for c in 0..<3 { transmittance.pixels[3 * i + c] = share[c] }
            }
        }
    }

    /// The stones as a layer of the piece, whose colour is what they let through.
    public var cutout: Cutout {
        Cutout(
            alpha: coverage, foreground: transmittance,
            uncertainty: ImageBuffer(width: coverage.width, height: coverage.height))
    }
}

/// A piece's pixels by colour, at the size at which stones are looked for.
private struct StoneColours {
    private let alpha: Raster<Float>
    private let colour: Raster<SIMD3<Float>>
    /// CIELAB under the photo's white.
    private let lab: Raster<SIMD3<Float>>

    private static let longestSide = 900

    init(_ cutout: Cutout, _ box: Region, illuminant: SIMD3<Float>) {
        let scale = min(1, Float(Self.longestSide) / Float(max(box.width, box.height)))
        let (w, h) = (max(Int(Float(box.width) * scale), 1), max(Int(Float(box.height) * scale), 1))
        let part = PixelRectangle(x0: box.x, y0: box.y, x1: box.x + box.width, y1: box.y + box.height)
        colour = cutout.foreground.reduced(part, to: w, h)
        let small = cutout.alpha.cropped(x: box.x, y: box.y, width: box.width, height: box.height)
            .resized(toWidth: w, height: h, filter: .area)
        alpha = Raster(width: w, height: h, cells: small.pixels)
        lab = Raster(width: w, height: h, cells: colour.cells.map { labColour($0 / illuminant) })
    }

    /// Groups of one colour that no metal has.
    var stones: [Stone] {
        let coloured = Raster(
            width: alpha.width, height: alpha.height,
            cells: lab.cells.indices.map { alpha.cells[$0] > 0.9 && Self.isGemLike(lab.cells[$0]) })
        // Glints are white: closed, and what is finer than a wire's sheen opened.
        let radius = 2
        var whole = coloured.dilated(by: radius).eroded(by: radius)
        for i in whole.cells.indices where alpha.cells[i] < 0.5 { whole.cells[i] = false }
        whole = whole.eroded(by: radius).dilated(by: radius)
        let groups = RasterComponents(whole.cells, width: whole.width, height: whole.height)
        return groups.components.indices.compactMap { k in
            groups.components[k].area < Stone.leastArea ? nil : stone(k, of: groups)
        }
    }

    /// Whether a colour is neither that of gold, copper and what they mirror nor grey.
    private static func isGemLike(_ c: SIMD3<Float>) -> Bool {
        let chroma = hypotf(c.y, c.z)
        guard chroma > 8, chroma / max(c.x, 12) > 0.3 else { return false }
        let hue = degrees(c)
        return hue < 18 || hue > 112
    }

    /// 0…360.
    static func degrees(_ c: SIMD3<Float>) -> Float {
        let hue = atan2f(c.z, c.y) * 180 / .pi
        return hue < 0 ? hue + 360 : hue
    }

    private func stone(_ k: Int, of groups: RasterComponents) -> Stone? {
        let group = groups.components[k]
        let margin = min(group.width, group.height) / 4 + 4
        let box = PixelRectangle(x0: group.left, y0: group.top, x1: group.right + 1, y1: group.bottom + 1)
        func window<T>(_ values: (Int, Int) -> T, outside: T) -> Raster<T> {
            let (w, h) = (box.width + 2 * margin, box.height + 2 * margin)
            var cells: [T] = []
            cells.reserveCapacity(w * h)
            for y in box.y0 - margin..<box.y1 + margin {
                for x in box.x0 - margin..<box.x1 + margin {
                    let isInside = x >= 0 && y >= 0 && x < alpha.width && y < alpha.height
                    cells.append(isInside ? values(x, y) : outside)
                }
            }
            return Raster(width: w, height: h, cells: cells)
        }
        let label = Int32(k + 1)
        let body = window({ groups.labels[$1 * alpha.width + $0] == label }, outside: false).filled
        return Stone(
            body: body, alpha: window({ alpha[$0, $1] }, outside: 0),
            colour: window({ colour[$0, $1] }, outside: .zero),
            lab: window({ lab[$0, $1] }, outside: .zero), origin: (box.x0 - margin, box.y0 - margin))
    }

    /// 1-based index of each pixel's stone, 0 for none.
    func labels(of stones: [Stone]) -> Raster<Int32> {
        var labels = Raster<Int32>(width: alpha.width, height: alpha.height, fill: 0)
        for (k, stone) in stones.enumerated() {
            for y in 0..<stone.body.height {
                for x in 0..<stone.body.width where stone.body[x, y] {
                    labels[x + stone.origin.x, y + stone.origin.y] = Int32(k + 1)
                }
            }
        }
        return labels
    }
}

/// One stone, and what tells clear from opaque.
private struct Stone {
    let body: Raster<Bool>
    /// Of the window in the raster of the piece.
    let origin: (x: Int, y: Int)
    /// Share of light that comes through.
    let transmittance: SIMD3<Float>

    /// Mean and spread, degrees.
    private let hue, hueSpread: Float
    /// Chroma over lightness, chroma, and lightness: medians.
    private let saturation, chroma, lightness: Float
    /// Between the twentieth part that is darkest and the thirtieth that is brightest.
    private let range: Float
    /// Root mean square of lightness less what is near, over a quarter of the stone's half width.
    private let sparkle: Float
    /// Chroma of the brightest tenth over that of the whole.
    private let brightChroma: Float
    /// Share of the surroundings, a third of the half width away, that is not the piece.
    private let freeShare: Float

    /// Half width, pixels: what is smaller shows no facets.
    private static let leastRadius: Float = 12
    /// Of a disc of that half width.
    static let leastArea = 450

    /// Opaque stones are of one hue, with white gloss. Through clear ones light goes far or near, so their hue changes
    /// from facet to facet, and what is bright is coloured too.
    ///
    /// Blue, violet, pink and red stones are clear as often as not. Green and blue-green ones are turquoise, jade,
    /// malachite or enamel as a rule: of these only the deep count, whose bright facets are the deepest coloured.
    var isClear: Bool {
        guard freeShare >= 0.5, hueSpread <= 18, saturation >= 0.4, lightness < 75 else { return false }
        guard hue > 235 || hue < 18 else {
            return (12...40).contains(lightness) && saturation >= 0.55 && hueSpread <= 15 && sparkle >= 4.5
                && brightChroma >= 1.15
        }
        let sparkles = sparkle >= 2.3 && range >= 12 && hueSpread >= 3 && brightChroma >= 0.68
        // No opaque blue is as light and as deep at once.
        let glows = hue > 235 && hue < 303 && chroma >= 50 && lightness >= 33 && range >= 15
        return lightness >= 15 && chroma >= 15 && (sparkles || glows)
    }

    /// - Returns: nil where it is too small or too slim to tell.
    init?(
        body: Raster<Bool>, alpha: Raster<Float>, colour: Raster<SIMD3<Float>>, lab: Raster<SIMD3<Float>>,
        origin: (x: Int, y: Int)
    ) {
        let (w, h) = (body.width, body.height)
        let depth = distanceTransform(to: body.cells.map { !$0 }, width: w, height: h)
        let radius = depth.max() ?? 0
        guard radius >= Self.leastRadius, radius.isFinite else { return nil }
        // The rim has the setting's colour in it.
        let rim = min(0.18 * radius + 1, 0.5 * radius)
        let inner = depth.indices.filter { depth[$0] > rim }
        (self.body, self.origin) = (body, origin)

        let tones = inner.map { lab.cells[$0] }
        let lightnesses = tones.map(\.x).sorted()
        func quantile(_ sorted: [Float], _ share: Float) -> Float { sorted[Int(share * Float(sorted.count - 1))] }
        func median(_ values: [Float]) -> Float { quantile(values.sorted(), 0.5) }
        func chroma(_ c: SIMD3<Float>) -> Float { hypotf(c.y, c.z) }
        lightness = quantile(lightnesses, 0.5)
        range = quantile(lightnesses, 0.97) - quantile(lightnesses, 0.05)
        self.chroma = median(tones.map(chroma))
        saturation = median(tones.map { chroma($0) / max($0.x, 12) })
        let bright = tones.filter { $0.x > quantile(lightnesses, 0.9) && $0.x < 97 }.map(chroma)
        brightChroma = bright.isEmpty ? 0 : median(bright) / max(self.chroma, 1)

        let mean = tones.reduce(SIMD3<Float>.zero, +)
        hue = StoneColours.degrees(mean)
        var (weight, square): (Float, Float) = (0, 0)
        for tone in tones {
            let apart = remainderf(StoneColours.degrees(tone) - hue, 360)
            weight += chroma(tone)
            square += chroma(tone) * apart * apart
        }
        hueSpread = (square / max(weight, 1e-3)).squareRoot()

        // Near means within the stone: a setting's edge is no facet.
        var (sums, weights) = (ImageBuffer<Scalar>(width: w, height: h), ImageBuffer<Scalar>(width: w, height: h))
        for i in inner { (sums.pixels[i], weights.pixels[i]) = (lab.cells[i].x, 1) }
        let sigma = max(0.25 * radius, 1)
        let (near, share) = (sums.blurred(sigma: sigma).pixels, weights.blurred(sigma: sigma).pixels)
        let differences = inner.map { lab.cells[$0].x - near[$0] / max(share[$0], 1e-4) }
        let offset = differences.reduce(0, +) / Float(differences.count)
        sparkle =
            (differences.reduce(0) { $0 + ($1 - offset) * ($1 - offset) } / Float(differences.count)).squareRoot()

        let reach = max(0.35 * radius, 2)
        let away = distanceTransform(to: body.cells, width: w, height: h)
        let round = away.indices.filter { away[$0] > reach - 1.5 && away[$0] <= reach }
        freeShare = Float(round.count { alpha.cells[$0] < 0.5 }) / Float(max(round.count, 1))

        // The colour that is seen went through the stone twice, in at the front and back.
        let seen = inner.reduce(SIMD3<Float>.zero) { $0 + colour.cells[$1] } / Float(inner.count)
        transmittance = seen.clamped(lowerBound: .zero, upperBound: .one).squareRoot() * ClearStones.openShare
    }
}

extension Raster where Value == Bool {
    /// This mask without its small holes, of a fifth of its area at most.
    fileprivate var filled: Raster<Bool> {
        let ground = RasterComponents(cells.map { !$0 }, width: width, height: height, diagonally: false)
        let area = cells.count { $0 }
        return Raster(
            width: width, height: height,
            cells: ground.labels.map { $0 == 0 || ground.components[Int($0) - 1].area <= area / 5 })
    }
}
