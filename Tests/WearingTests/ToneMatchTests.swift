import Appraisal
import Testing
import Wearing

@Suite("A person takes on the photo's tones")
struct ToneMatchTests {
    private func tone(
        illuminant: SIMD3<Float> = .one, confidence: Float = 0.8, key: Float = 0.3, black: Float = 0.001
    ) -> PhotoTone {
        PhotoTone(
            illuminant: illuminant, illuminantConfidence: confidence, keyLuminance: key, blackLevel: black, contrast: 3)
    }

    @Test("warm light makes a warm person, less surely where the light is a guess")
    func cast() {
        let warm = SIMD3<Float>(1.25, 0.97, 0.6)
        let (sure, unsure) = (
            ToneMatch(tone(illuminant: warm)).tint, ToneMatch(tone(illuminant: warm, confidence: 0.2)).tint
        )
        #expect(sure.x / sure.z > 1.4)
        #expect(unsure.x / unsure.z > 1 && unsure.x / unsure.z < sure.x / sure.z)
        #expect(ToneMatch(tone()).tint == .one)
    }

    @Test("no photo makes a person purple, glowing or grey")
    func bounds() {
        let wild = ToneMatch(
            PhotoTone(
                illuminant: [3, 0.1, 4], illuminantConfidence: 1, keyLuminance: 5, blackLevel: 0.4, contrast: 500))
        #expect(wild.tint.max() / wild.tint.min() < 2)
        #expect(wild.exposure <= 0.3 && wild.black <= 0.006 && wild.contrast < 1.05)
    }

    @Test("a high-key photo gives a brighter person with the photo's lifted black")
    func highKey() {
        let bright = ToneMatch(tone(key: 0.9, black: 0.015))
        #expect(bright.exposure > 0.25 && bright.black == 0.006)
        #expect(ToneMatch(tone(key: 0.05)).exposure == 0, "black velvet tells nothing")
    }
}
