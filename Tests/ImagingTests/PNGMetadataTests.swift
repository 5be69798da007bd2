import Foundation
import Imaging
import Testing

@Suite("What a PNG says about itself")
struct PNGMetadataTests {
    @Test("Its XMP packet is there to be read by anybody, and the picture is still whole")
    func packet() throws {
        var image = ImageBuffer<DisplayLinear>(width: 3, height: 2)
        for i in image.pixels.indices { image.pixels[i] = Float(i) / 18 }
        let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>é</x:xmpmeta>"
        let bytes = try PhotoEncoder.encode(image, options: EncodingOptions(format: .png, xmp: packet))
        let text = Data("iTXtXML:com.adobe.xmp".utf8) + Data([0, 0, 0, 0, 0]) + Data(packet.utf8)
        #expect(Data(bytes).firstRange(of: text) != nil)
        #expect(Data(bytes).firstRange(of: Data("zTXt".utf8)) == nil)
        let plain = try PhotoEncoder.encode(image, options: EncodingOptions(format: .png))
        #expect(try PhotoDecoder.decode(Data(bytes)).image.pixels == PhotoDecoder.decode(Data(plain)).image.pixels)
    }

    @Test("Its checksum is that of the standard")
    func checksum() { #expect(CRC32.of("123456789".utf8) == 0xCBF4_3926) }
}
