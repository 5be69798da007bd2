import Foundation
import Geometry
import Imaging
import Testing

private func noise<M>(_ width: Int, _ height: Int, as meaning: M.Type, seed: UInt64 = 1) -> ImageBuffer<M> {
    var random = PCG32(seed: seed)
    var image = ImageBuffer<M>(width: width, height: height)
    for i in image.pixels.indices { image.pixels[i] = random.nextFloat() }
    return image
}

private func mean(_ values: [Float]) -> Double { values.reduce(0.0) { $0 + Double($1) } / Double(values.count) }

@Suite("Resizing, blurring and warping") struct ResamplingTests {
    @Test("Shrinking by area keeps the light", arguments: [(30, 20), (37, 11), (60, 1), (100, 75)])
    func areaKeepsLight(width: Int, height: Int) {
        let image = noise(60, 40, as: SceneLinear.self)
        let small = image.resized(toWidth: width, height: height, filter: .area)
        #expect(small.width == width && small.height == height)
        if width <= 60 { #expect(abs(mean(small.pixels) - mean(image.pixels)) < 1e-5) }
    }

    @Test("Every filter keeps an even picture even, larger and smaller", arguments: ResamplingFilter.allCases)
    func constant(filter: ResamplingFilter) {
        let image = ImageBuffer<DisplayLinear>(width: 33, height: 21, fill: 0.4)
        for (w, h) in [(10, 7), (100, 64), (33, 5), (1, 1)] {
            let other = image.resized(toWidth: w, height: h, filter: filter)
            #expect(other.pixels.allSatisfy { abs($0 - 0.4) < 1e-5 })
        }
    }

    @Test("A ramp stays where it is", arguments: [ResamplingFilter.triangle, .mitchell, .lanczos3])
    func ramp(filter: ResamplingFilter) {
        var image = ImageBuffer<Scalar>(width: 120, height: 3)
        for x in 0..<120 { for y in 0..<3 { image.pixels[y * 120 + x] = Float(x) + 0.5 } }
        for width in [40, 77, 240] {
            let other = image.resized(toWidth: width, height: 3, filter: filter)
            for x in width / 6..<width * 5 / 6 {
                let expected = (Float(x) + 0.5) * 120 / Float(width)
                #expect(abs(other.value(x, 1) - expected) < 0.12)
            }
        }
    }

    @Test("Lanczos removes what a smaller picture cannot hold")
    func noAliasing() {
        var image = ImageBuffer<Scalar>(width: 256, height: 4)
        for x in 0..<256 { for y in 0..<4 { image.pixels[y * 256 + x] = x % 2 == 0 ? 1 : 0 } }
        let small = image.resized(toWidth: 90, height: 4)
        #expect(small.pixels[3..<87].allSatisfy { abs($0 - 0.5) < 0.02 })
    }

    @Test("Clear pixels lend no colour")
    func straightAlpha() {
        // Opaque red beside clear green.
        var image = ImageBuffer<DisplayLinearAlpha>(width: 40, height: 40)
        for i in 0..<1600 {
            let red = i % 40 < 20
            (image.pixels[4 * i], image.pixels[4 * i + 1], image.pixels[4 * i + 3]) = red ? (1, 0, 1) : (0, 1, 0)
        }
        let turned = Similarity2D(scale: 0.7, angle: 0.3, translation: [12, 3])
        for other in [
            image.resized(toWidth: 13, height: 9), image.blurred(sigma: 2), image.blurred(sigma: 9),
            image.warped(by: turned, width: 50, height: 50),
        ] {
            for i in 0..<other.width * other.height where other.pixels[4 * i + 3] > 0.01 {
                #expect(abs(other.pixels[4 * i] - 1) < 0.02 && other.pixels[4 * i + 1] < 0.02)
            }
        }
    }

    @Test("A blurred point has the variance asked for", arguments: [0.7, 2, 5, 9, 15] as [Float])
    func blurVariance(sigma: Float) {
        let n = 161
        var image = ImageBuffer<Scalar>(width: n, height: n)
        image.pixels[n / 2 * n + n / 2] = 1
        let blurred = image.blurred(sigma: sigma)
        var (sum, square) = (0.0, 0.0)
        for y in 0..<n {
            for x in 0..<n {
                let v = Double(blurred.value(x, y))
                sum += v
                square += v * Double((x - n / 2) * (x - n / 2))
            }
        }
        #expect(abs(sum - 1) < 0.01)
        #expect(abs((square / sum).squareRoot() - Double(sigma)) < 0.03 * Double(sigma))
    }

    @Test("Sampling at pixel centres gives the pixels, between them the line")
    func sampling() {
        let image = noise(9, 7, as: DisplayLinear.self)
        for (x, y) in [(0, 0), (4, 3), (8, 6)] {
            let p = Vector2(Float(x) + 0.5, Float(y) + 0.5)
            for c in 0..<3 {
                #expect(abs(image.sampledBilinear(at: p)[c] - image.rgb(x, y)[c]) < 1e-6)
                #expect(abs(image.sampledBicubic(at: p)[c] - image.rgb(x, y)[c]) < 1e-6)
            }
        }
        let middle = image.sampledBilinear(at: [3, 2.5])
        #expect(abs(middle.x - (image.rgb(2, 2).x + image.rgb(3, 2).x) / 2) < 1e-6)
        #expect(image.sampledBilinear(at: [-3, 2], edge: .clear) == .zero)
        #expect(image.sampledBilinear(at: [.nan, 2]) == .zero)
        #expect(abs(image.sampledBilinear(at: [-30, 0.5]).x - image.rgb(0, 0).x) < 1e-6)
    }

    @Test("A warp and its inverse meet; a point lands where the similarity says")
    func warp() {
        var image = ImageBuffer<Scalar>(width: 80, height: 60)
        image.pixels[30 * 80 + 40] = 1
        let blob = image.blurred(sigma: 2)
        let map = Similarity2D(scale: 1.5, angle: 0.4, translation: [10, -5])
        let moved = blob.warped(by: map, width: 160, height: 120)
        let brightest = moved.pixels.indices.max { moved.pixels[$0] < moved.pixels[$1] }!
        let expected = map.apply([40.5, 30.5])
        #expect(
            abs(Float(brightest % 160) + 0.5 - expected.x) < 1 && abs(Float(brightest / 160) + 0.5 - expected.y) < 1)
        let back = moved.warped(by: map.inverse, width: 80, height: 60)
        #expect(zip(back.pixels, blob.pixels).allSatisfy { abs($0 - $1) < 0.003 })
    }

    @Test("A map of positions warps like the similarity it was made of")
    func mapWarp() {
        let image = noise(64, 64, as: Coverage.self).blurred(sigma: 1.5)
        let similarity = Similarity2D(scale: 1.3, angle: -0.2, translation: [5, 12])
        var map = ImageBuffer<SourcePosition>(width: 70, height: 70)
        for y in 0..<70 {
            for x in 0..<70 {
                let p = similarity.inverse.apply([Float(x) + 0.5, Float(y) + 0.5])
                (map.pixels[map.index(x, y)], map.pixels[map.index(x, y) + 1]) = (p.x, p.y)
            }
        }
        let (a, b) = (image.warped(by: map), image.warped(by: similarity, width: 70, height: 70))
        #expect(zip(a.pixels, b.pixels).allSatisfy { abs($0 - $1) < 1e-3 })
        map.pixels[0] = .nan
        #expect(image.warped(by: map).pixels[0] == 0)
    }

    @Test("A map that shrinks averages what it covers")
    func mapFootprint() {
        let image = noise(160, 160, as: Scalar.self)
        var map = ImageBuffer<SourcePosition>(width: 20, height: 20)
        for i in 0..<400 { (map.pixels[2 * i], map.pixels[2 * i + 1]) = (Float(i % 20) * 8 + 4, Float(i / 20) * 8 + 4) }
        let small = image.warped(by: map)
        #expect(small.pixels.allSatisfy { abs($0 - 0.5) < 0.2 })
    }

    @Test("A crop holds the pixels it names")
    func crop() {
        let image = noise(12, 9, as: DisplayLinearAlpha.self)
        let part = image.cropped(x: 3, y: 2, width: 5, height: 4)
        #expect(part.rgb(0, 0) == image.rgb(3, 2) && part.rgb(4, 3) == image.rgb(7, 5))
    }
}

@Suite("Masks and edges") struct MaskTests {
    @Test("Distances are the nearest by search")
    func distances() {
        var random = PCG32(seed: 9)
        var mask = ImageBuffer<Coverage>(width: 37, height: 23)
        for i in mask.pixels.indices { mask.pixels[i] = random.nextFloat() < 0.02 ? 1 : 0 }
        let transform = mask.distanceTransform()
        for y in 0..<23 {
            for x in 0..<37 {
                var nearest = Float.infinity
                for j in 0..<23 {
                    for i in 0..<37 where mask.value(i, j) == 1 {
                        nearest = min(nearest, Float((i - x) * (i - x) + (j - y) * (j - y)).squareRoot())
                    }
                }
                #expect(abs(transform.value(x, y) - nearest) < 1e-4)
            }
        }
        #expect(ImageBuffer<Coverage>(width: 5, height: 4).distanceTransform().pixels.allSatisfy { $0 == .infinity })
    }

    @Test("Growing and shrinking by a disc")
    func morphology() {
        var mask = ImageBuffer<Coverage>(width: 41, height: 41)
        mask.pixels[20 * 41 + 20] = 1
        let disc = mask.dilated(by: 10)
        let area = disc.pixels.reduce(0, +)
        #expect(abs(area - 317) < 1, "pixels within 10 of one: Gauss's circle count")
        let back = disc.eroded(by: 9)
        #expect(back.value(20, 20) == 1 && back.pixels.reduce(0, +) < 30)
    }

    @Test("Pieces are told apart and measured")
    func components() {
        let rows = ["##..#", "#...#", "..#..", "###.#"]
        let values: [Float] = rows.joined().map { $0 == "#" ? 1 : 0 }
        let mask = ImageBuffer<Coverage>(width: 5, height: 4, pixels: values)
        let four = mask.connectedComponents(diagonally: false)
        #expect(four.components.map(\.area) == [3, 2, 4, 1])
        #expect(four.components[2] == .init(area: 4, minX: 0, minY: 2, maxX: 2, maxY: 3))
        #expect(four.largest == 2)
        #expect(four.mask(of: 1).pixels.reduce(0, +) == 2)
        #expect(mask.connectedComponents().components.map(\.area) == [3, 2, 4, 1])
        let touching = ImageBuffer<Coverage>(width: 2, height: 2, pixels: [1, 0, 0, 1])
        #expect(touching.connectedComponents().components.count == 1)
        #expect(touching.connectedComponents(diagonally: false).components.count == 2)
    }

    @Test("A U of pixels is one piece")
    func unionFind() {
        let rows = ["#.#.#", "#.#.#", "#####"]
        let mask = ImageBuffer<Coverage>(width: 5, height: 3, pixels: rows.joined().map { $0 == "#" ? 1 : 0 })
        #expect(mask.connectedComponents(diagonally: false).components.map(\.area) == [11])
    }

    @Test("The slope of a ramp is its slope")
    func sobel() {
        var ramp = ImageBuffer<Scalar>(width: 10, height: 10)
        for y in 0..<10 { for x in 0..<10 { ramp.pixels[10 * y + x] = 0.3 * Float(x) - 0.4 * Float(y) } }
        let (gx, gy) = ramp.sobelGradient()
        #expect(abs(gx.value(5, 5) - 0.3) < 1e-5 && abs(gy.value(5, 5) + 0.4) < 1e-5)
        #expect(abs(ramp.gradientMagnitude().value(4, 6) - 0.5) < 1e-5)
    }

    @Test("Box means are means, at edges too", arguments: [1, 3, 30])
    func boxMean(radius: Int) {
        let image = noise(25, 18, as: DisplayLinear.self)
        let means = image.boxMean(radius: radius)
        for (x, y) in [(0, 0), (12, 9), (24, 17), (3, 16)] {
            var (sum, count) = (0.0, 0.0)
            for j in max(y - radius, 0)...min(y + radius, 17) {
                for i in max(x - radius, 0)...min(x + radius, 24) {
                    sum += Double(image.rgb(i, j).y)
                    count += 1
                }
            }
            #expect(abs(Double(means.rgb(x, y).y) - sum / count) < 1e-5)
        }
    }

    @Test("A guided mask takes over the guide's edge")
    func guidedFilter() {
        // The guide steps at column 32; the rough mask steps at column 29, noisy.
        var guide = ImageBuffer<DisplayLinear>(width: 64, height: 64)
        var rough = ImageBuffer<Coverage>(width: 64, height: 64)
        var random = PCG32(seed: 5)
        for y in 0..<64 {
            for x in 0..<64 {
                let i = guide.index(x, y)
                (guide.pixels[i], guide.pixels[i + 1], guide.pixels[i + 2]) = x < 32 ? (0.8, 0.6, 0.2) : (0.2, 0.3, 0.5)
                rough.pixels[64 * y + x] = x < 29 ? 0.8 + 0.2 * random.nextFloat() : 0.2 * random.nextFloat()
            }
        }
        let refined = rough.guided(by: guide, radius: 12, epsilon: 1e-4)
        #expect(refined.value(31, 32) - refined.value(32, 32) > 0.5, "the step is at the guide's edge")
        #expect(abs(refined.value(28, 32) - refined.value(29, 32)) < 0.1, "and no longer at the mask's")
    }

    @Test("Luminance weighs green most")
    func luminance() {
        let image = ImageBuffer<DisplayLinear>(width: 1, height: 1, pixels: [1, 0.5, 0.25])
        #expect(abs(image.luminance().value(0, 0) - 0.58825) < 1e-5)
    }
}
