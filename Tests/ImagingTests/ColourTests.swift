import Foundation
import Imaging
import Testing

@Suite("Colour") struct ColourTests {
    /// Sharma, Wu, Dalal 2005, table 1 (a selection): L*, a*, b* of two colours and their difference.
    static let pairs: [(SIMD3<Float>, SIMD3<Float>, Float)] = [
        ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
        ([50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615),
        ([50, 2.8361, -74.0200], [50, 0, -82.7485], 3.4412),
        ([50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0000),
        ([50, -1.1848, -84.8006], [50, 0, -82.7485], 1.0000),
        ([50, -0.9009, -85.5211], [50, 0, -82.7485], 1.0000),
        ([50, 0, 0], [50, -1, 2], 2.3669),
        ([50, -1, 2], [50, 0, 0], 2.3669),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0009], 7.1792),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0010], 7.1792),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0011], 7.2195),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0012], 7.2195),
        ([50, -0.0010, 2.4900], [50, 0.0009, -2.4900], 4.8045),
        ([50, -0.0010, 2.4900], [50, 0.0011, -2.4900], 4.7461),
        ([50, 2.5, 0], [50, 0, -2.5], 4.3065),
        ([50, 2.5, 0], [73, 25, -18], 27.1492),
        ([50, 2.5, 0], [61, -5, 29], 22.8977),
        ([50, 2.5, 0], [56, -27, -3], 31.9030),
        ([50, 2.5, 0], [58, 24, 15], 19.4535),
        ([50, 2.5, 0], [50, 3.1736, 0.5854], 1.0000),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.2630),
        ([35.0831, -44.1164, 3.7933], [35.0232, -40.0716, 1.5901], 1.8645),
        ([22.7233, 20.0904, -46.6940], [23.0331, 14.9730, -42.5619], 2.0373),
        ([90.8027, -2.0831, 1.4410], [91.1528, -1.6435, 0.0447], 1.4441),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ]

    @Test("CIEDE2000 agrees with the published pairs", arguments: pairs.indices)
    func ciede2000(index: Int) {
        let (a, b, expected) = Self.pairs[index]
        #expect(abs(CIELab.ciede2000(a, b) - expected) < 0.0002)
        #expect(abs(CIELab.ciede2000(b, a) - expected) < 0.0002)
    }

    @Test("L*a*b* of known colours and back")
    func lab() {
        let white = CIELab.lab(fromLinear: [1, 1, 1])
        #expect(abs(white.x - 100) < 0.01 && abs(white.y) < 0.01 && abs(white.z) < 0.01)
        let red = CIELab.lab(fromLinear: [1, 0, 0])
        // Lindbloom's calculator for sRGB red under D65.
        #expect(abs(red.x - 53.24) < 0.05 && abs(red.y - 80.09) < 0.1 && abs(red.z - 67.20) < 0.1)
        for colour: SIMD3<Float> in [[0.2, 0.5, 0.9], [0.001, 0.002, 0], [1.4, 0.3, 0.02]] {
            let back = CIELab.linear(fromLab: CIELab.lab(fromLinear: colour))
            #expect((0..<3).allSatisfy { abs(back[$0] - colour[$0]) < 1e-4 })
        }
    }

    @Test("The sRGB curve meets its defining values and its own inverse")
    func transfer() {
        #expect(abs(SRGB.linear(fromEncoded: 0.5) - 0.214041) < 1e-5)
        #expect(abs(SRGB.encoded(fromLinear: 1 as Float) - 1) < 1e-6 && SRGB.encoded(fromLinear: 0 as Float) == 0)
        for v: Float in stride(from: -0.2, through: 1.5, by: 0.01) {
            #expect(abs(SRGB.encoded(fromLinear: SRGB.linear(fromEncoded: v)) - v) < 1e-5)
        }
    }

    /// Primaries of the profiles as their files hold them: XYZ adapted to D50.
    static let displayP3 = [[0.51512, 0.2412, -0.00105], [0.29198, 0.69225, 0.04189], [0.1571, 0.06657, 0.78407]]
    static let adobeRGB = [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]]

    private func decodeTIFF(_ code: [UInt16], bits: UInt16, profile: [UInt8]) throws -> SIMD3<Float> {
        let pixel: [UInt8] = bits == 16 ? code.flatMap { littleEndian($0) } : code.map { UInt8($0) }
        let strip = [[UInt8]](repeating: pixel, count: 16).flatMap { $0 }
        var tiff = TestTIFF(
            width: 4, height: 4, samples: code.count, bits: bits, photometric: code.count == 3 ? 2 : 1, strip: strip)
        tiff.add(34675, bytes: profile)
        return try PhotoDecoder.decode(Data(tiff.file)).image.rgb(2, 2)
    }

    @Test("Adobe RGB pictures take their real colours")
    func adobeRGBPhotos() throws {
        let profile = testProfile(columns: Self.adobeRGB, gamma: 2.19921875)
        let white = try decodeTIFF([255, 255, 255], bits: 8, profile: profile)
        #expect((0..<3).allSatisfy { abs(white[$0] - 1) < 1e-5 })
        // Adobe RGB's red is Rec. 709's, brighter: linear (1.398, 0, 0), beyond the display.
        let red = try decodeTIFF([255, 0, 0], bits: 8, profile: profile)
        #expect(abs(red.x - 1.398) < 0.01 && red.y < 0.005 && red.z < 0.005)
        // By hand: linear (0.1275, 0.3114, 0.5860), times the matrix 1.3984 −0.3984 0 / 0 1 0 / 0 −0.0429 1.0429.
        let blue = try decodeTIFF([100, 150, 200], bits: 8, profile: profile)
        let code = SRGB.encoded(fromLinear: blue) * 255
        #expect(abs(code.x - 65.8) < 0.5 && abs(code.y - 151.4) < 0.5 && abs(code.z - 203.1) < 0.5)
    }

    @Test("Display P3 pictures take their real colours, 16 bits too")
    func displayP3Photos() throws {
        let profile = testProfile(columns: Self.displayP3, gamma: 2.19921875)
        for (bits, top) in [(UInt16(8), UInt16(255)), (16, 65535)] {
            // The matrix of linear Display P3 to linear sRGB has the first column 1.2249, −0.0420, −0.0196.
            let red = try decodeTIFF([top, 0, 0], bits: bits, profile: profile)
            #expect(abs(red.x - 1.2249) < 0.002 && red.y == 0 && red.z == 0)
            let green = try decodeTIFF([0, top, 0], bits: bits, profile: profile)
            #expect(green.x == 0 && abs(green.y - 1.0420) < 0.002 && green.z == 0)
            let grey = try decodeTIFF([top / 2, top / 2, top / 2], bits: bits, profile: profile)
            #expect(abs(grey.x - grey.y) < 1e-5 && abs(grey.y - grey.z) < 1e-5)
            #expect(abs(grey.x - powf(Float(top / 2) / Float(top), 2.19921875)) < 1e-4)
        }
    }

    @Test("A JPEG's profile counts, and its name is told")
    func jpegProfile() throws {
        let picture = ImageBuffer<DisplayLinear>(width: 16, height: 16, fill: 0.5)
        var options = EncodingOptions(format: .jpeg)
        options.quality = 100
        let bytes = try PhotoEncoder.encode(picture, options: options)
        // A second profile segment at the front: the decoder takes what comes first or reassembles; strip ours.
        let plain = try strippingProfile(bytes)
        let profile = testProfile(columns: Self.adobeRGB, gamma: 1.0)
        let tagged = jpeg(plain, withSegment: 0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + profile)
        let photo = try PhotoDecoder.decode(Data(tagged))
        #expect(photo.metadata.profileName == "Test")
        let code = SRGB.encoded(fromLinear: Float(0.5))
        #expect(abs(photo.image.rgb(8, 8).y - code) < 0.01, "a gamma of 1 makes the code itself the light")
    }

    private func strippingProfile(_ bytes: [UInt8]) throws -> [UInt8] {
        var out = Array(bytes[..<2])
        var i = 2
        while bytes[i + 1] != 0xDA {
            let length = Int(bytes[i + 2]) << 8 | Int(bytes[i + 3])
            if bytes[i + 1] != 0xE2 { out += bytes[i..<i + 2 + length] }
            i += 2 + length
        }
        return out + bytes[i...]
    }

    @Test("Grey, CMYK and 16-bit grey pictures decode")
    func otherSpaces() throws {
        let grey = TestTIFF(
            width: 4, height: 4, samples: 1, bits: 8, photometric: 1, strip: .init(repeating: 188, count: 16))
        let light = try PhotoDecoder.decode(Data(grey.file)).image.rgb(1, 1)
        #expect(abs(light.x - SRGB.linear(fromEncoded: 188.0 / 255)) < 1e-5 && light.x == light.y && light.y == light.z)

        let deep = TestTIFF(
            width: 4, height: 4, samples: 1, bits: 16, photometric: 1,
            strip: (0..<16).flatMap { _ in littleEndian(UInt16(40000)) })
        let deepLight = try PhotoDecoder.decode(Data(deep.file)).image.rgb(1, 1)
        #expect(abs(deepLight.x - SRGB.linear(fromEncoded: 40000.0 / 65535)) < 1e-5)

        func cmyk(_ ink: [UInt8]) throws -> SIMD3<Float> {
            let strip = (0..<16).flatMap { _ in ink }
            let tiff = TestTIFF(width: 4, height: 4, samples: 4, bits: 8, photometric: 5, strip: strip)
            let photo = try PhotoDecoder.decode(Data(tiff.file))
            #expect(photo.alpha == nil)
            return photo.image.rgb(1, 1)
        }
        let paper = try cmyk([0, 0, 0, 0])
        #expect(paper.min() > 0.95 && paper.max() < 1.05, "paper is white, not tinted: \(paper)")
        #expect(try cmyk([0, 0, 0, 255]).max() < 0.06)
        let cyan = try cmyk([255, 0, 0, 0])
        #expect(cyan.z > 0.5 && cyan.x < 0.2)
    }
}
