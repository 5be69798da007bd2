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

    @Test(
        "no mood turns the light to another side or lets the person leave the product's white",
        arguments: LightMood.allCases)
    func moods(mood: LightMood) {
        let photo = LightMix([.right: .init(repeating: 0.5), .overhead: .init(repeating: 0.2)])
        let mix = PortraitLight.mix(like: photo, mood: mood)
        #expect(PortraitLight.isFromRight(mix) && mix[.left] == .zero)
        let key = mix[.right]
        #expect(max(key.x, key.y, key.z) < 1.35 * min(key.x, key.y, key.z))
        // Something of the key must model the face even in the brightest of them.
        #expect(luminance(key) > 1.4 * luminance(mix[.fill]) + luminance(mix[.environment]))
    }

    @Test("the moods differ by what they are named for")
    func moodsDiffer() {
        func shade(_ mood: LightMood) -> Float {
            let mix = PortraitLight.mix(mood: mood)
            return luminance(mix[.fill] + mix[.environment]) / luminance(mix[.left])
        }
        #expect(shade(.dark) < 0.5 * shade(.window))
        #expect(shade(.soft) > 2 * shade(.window) && shade(.bright) > shade(.soft))
        let golden = PortraitLight.mix(mood: .golden)
        #expect(golden[.left].x > 1.2 * golden[.left].z && golden[.rim] != .zero)
    }
}
