import Foundation
import Imaging
import Testing

@Suite("Float image files") struct FloatImageFileTests {
    private let light = ImageBuffer<SceneLinear>(
        width: 3, height: 2, pixels: (0..<18).map { Float($0) * 0.37 })
    private let depth = ImageBuffer<Scalar>(width: 5, height: 1, pixels: [1234.567, -.infinity, .infinity, 1e9, 1e-20])

    @Test("Layers come back as written")
    func roundTrip() throws {
        let folder = try ScratchFolder()
        let url = folder.file("plate.layers")
        try FloatImageFile.write(
            [.init("rim", light), .init("depth", depth, precision: .single), .init("half depth", depth)],
            attributes: ["seed": "7"], to: url)
        let file = try FloatImageFile(contentsOf: url)
        #expect(file.layerNames == ["rim", "depth", "half depth"] && file.attributes == ["seed": "7"])
        #expect(try file.layer("depth", as: Scalar.self).pixels == depth.pixels)
        let rim = try file.layer("rim", as: SceneLinear.self)
        #expect(rim.width == 3 && rim.height == 2)
        #expect(zip(rim.pixels, light.pixels).allSatisfy { abs($0 - $1) <= $1 * 0.0005 })
        let half = try file.layer("half depth", as: Scalar.self)
        #expect(half.pixels[1] == -.infinity && half.pixels[2] == .infinity && half.pixels[3] == 65504)
    }

    @Test("Wrong names and meanings are refused")
    func wrong() throws {
        let folder = try ScratchFolder()
        try FloatImageFile.write([.init("rim", light)], to: folder.file("a"))
        let file = try FloatImageFile(contentsOf: folder.file("a"))
        #expect(throws: ImagingError.self) { try file.layer("fill", as: SceneLinear.self) }
        #expect(throws: ImagingError.self) { try file.layer("rim", as: Coverage.self) }
        #expect(throws: ImagingError.self) { try FloatImageFile(contentsOf: folder.file("none")) }
    }

    @Test("Every damaged byte is noticed")
    func damage() throws {
        let folder = try ScratchFolder()
        let url = folder.file("a")
        try FloatImageFile.write([.init("rim", light)], to: url)
        let good = try [UInt8](Data(contentsOf: url))
        for at in good.indices {
            var bytes = good
            bytes[at] ^= 0x10
            try Data(bytes).write(to: url)
            #expect(throws: ImagingError.self, "byte \(at)") {
                let file = try FloatImageFile(contentsOf: url)
                _ = try file.layer("rim", as: SceneLinear.self)
            }
        }
        for length in stride(from: 0, to: good.count, by: 7) {
            try Data(good[..<length]).write(to: url)
            #expect(throws: ImagingError.self) { try FloatImageFile(contentsOf: url) }
        }
    }
}
