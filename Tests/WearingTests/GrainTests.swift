import Appraisal
import Foundation
import Geometry
import Imaging
import Testing
import Wearing

@Suite struct GrainTests {
    /// A photo with a slope of light, grain of a deviation, and stripes on its left part.
    private func photo(grain: Float, stripes: Bool = false) -> ImageBuffer<DisplayLinear> {
        var random = PCG32(seed: 5)
        func normal() -> Float { (0..<12).reduce(-6) { sum, _ in sum + random.nextFloat() } }
        var photo = ImageBuffer<DisplayLinear>(width: 512, height: 384)
        for y in 0..<384 {
            for x in 0..<512 {
                let stripe: Float = stripes && x < 330 ? 0.08 * sin(Float(x + y)) : 0
                let v = 0.35 + 0.0005 * Float(x) + stripe + grain * normal()
                for c in 0..<3 { photo.pixels[3 * (y * 512 + x) + c] = SRGB.linear(fromEncoded: v) }
            }
        }
        return photo
    }

    private let nothing = ImageBuffer<Coverage>(width: 512, height: 384)

    @Test(arguments: [Float(0.004), 0.02])
    func `Grain is measured, and reduced with the photo`(sigma: Float) throws {
        let grain = try #require(PhotoGrain(photo: photo(grain: sigma), alpha: nothing))
        #expect(abs(grain.deviation(at: 1).lightness / sigma - 1) < 0.12)
        // White noise halves with each halving.
        #expect(abs(grain.deviation(at: 2).lightness / (sigma / 2) - 1) < 0.2)
        #expect(grain.colour[0] < 0.1 * sigma)
    }

    @Test func `Cloth and print are no grain`() throws {
        let grain = try #require(PhotoGrain(photo: photo(grain: 0.01, stripes: true), alpha: nothing))
        #expect(abs(grain.deviation(at: 1).lightness / 0.01 - 1) < 0.15)
    }

    @Test func `A photo without an even part tells nothing`() {
        let everywhere = ImageBuffer<Coverage>(width: 512, height: 384, fill: 1)
        #expect(PhotoGrain(photo: photo(grain: 0.01), alpha: everywhere) == nil)
    }

    @Test(arguments: [Float(1), 3, 0.4])
    func `A person gets as much grain, however the photo is scaled`(minification: Float) throws {
        let grain = PhotoGrain(lightness: [0.02, 0.02, 0.02], colour: [0, 0, 0])
        var picture = ImageBuffer<DisplayLinear>(width: 200, height: 160, fill: SRGB.linear(fromEncoded: 0.5))
        GrainMatch(grain, minification: minification, seed: 3).apply(to: &picture)
        let values = picture.encodedValues()
        let mean = values.reduce(0, +) / Float(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
        #expect(abs(mean - 0.5) < 0.002)
        #expect(abs(variance.squareRoot() - 0.02) < 0.002)
    }

    @Test func `White, black and the pictures of clean photos stay clean`() {
        var ends = ImageBuffer<DisplayLinear>(width: 40, height: 20)
        for i in 0..<1200 { ends.pixels[i] = i < 600 ? 0 : 1 }
        let before = ends
        GrainMatch(PhotoGrain(lightness: [0.02], colour: [0.01]), minification: 1, seed: 1).apply(to: &ends)
        #expect(ends.pixels == before.pixels)
        var grey = ImageBuffer<DisplayLinear>(width: 40, height: 20, fill: 0.2)
        let even = grey
        GrainMatch(PhotoGrain(lightness: [0], colour: [0]), minification: 1, seed: 1).apply(to: &grey)
        #expect(grey.pixels == even.pixels)
    }
}
