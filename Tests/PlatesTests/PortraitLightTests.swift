import Imaging
import Plates
import Testing

@Suite("The light that people are photographed in")
struct PortraitLightTests {
    private static let photos: [LightMix] = [
        LightMix([.tent: .init(repeating: 1)]), LightMix([.flash: .init(repeating: 1)]),
        LightMix([.softboxes: .init(repeating: 0.5), .tent: .init(repeating: 0.5)]),
        LightMix([.right: .init(repeating: 0.6), .fill: .init(repeating: 0.4)]),
        LightMix([.overhead: .init(repeating: 1)]), LightMix([:]),
    ]

    @Test("nobody is lit flat, however flat the product was", arguments: photos)
    func modelled(photo: LightMix) {
        let mix = PortraitLight.mix(like: photo)
        let key = max(luminance(mix[.left]), luminance(mix[.right]))
        let even = [LightGroup.fill, .tent, .environment, .flash, .softboxes].map { luminance(mix[$0]) }.reduce(0, +)
        #expect(key > 4 * even)
        #expect(min(luminance(mix[.left]), luminance(mix[.right])) == 0)
        // A hollow-eyed light from above alone suits no neck.
        #expect(luminance(mix[.overhead]) < key)
    }

    @Test("the key comes from the side that lit the product")
    func side() {
        let right = PortraitLight.mix(like: LightMix([.right: .init(repeating: 0.5), .tent: .init(repeating: 0.5)]))
        #expect(right[.right] != .zero && right[.left] == .zero)
        let left = PortraitLight.mix(like: LightMix([.left: .init(repeating: 0.5), .tent: .init(repeating: 0.5)]))
        #expect(left[.left] != .zero && left[.right] == .zero)
        #expect(PortraitLight.mix()[.left] != .zero)
    }

    @Test("a warm product gives a warm key, but nobody turns orange")
    func colour() {
        let mix = PortraitLight.mix(like: LightMix([.left: [1.6, 1, 0.3]]))
        let key = mix[.left]
        #expect(key.x > key.y && key.y > key.z)
        #expect(key.x < 1.6 * key.z)
    }
}
