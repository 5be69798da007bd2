import Anatomy
import Foundation
import Geometry
import Testing
import Wearing

@Suite struct RingSizingTests {
    /// Inner girths of ISO 8653 sizes that women and men of average hands ask for.
    @Test(arguments: [Float(47), 52, 57])
    func aStatedSizeFindsAFingerThatFits(_ size: Float) throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let engine = try AnatomyEngine(assets: .load(from: root.appending(path: ".deps/body.bin").path))
        let person = Person(
            id: "test", name: "Test", shape: .reference, skin: SkinTraits(melanin: 0.3),
            hair: HairTraits(style: .up, melanin: 0.6), seed: 7)
        func girth(_ person: Person) throws -> Float {
            try engine.posedBody(of: person, gesture: .handFlat, region: .hand, detail: 0)
                .landmarks.fingers[.ring]?.circumference ?? 0
        }
        let own = try girth(person)
        let fitted = try RingSizing(person: person).fitted(from: own, to: size, measure: girth)
        #expect(try abs(girth(fitted) - size) < max(0.02 * size, 0.5 * abs(own - size)))
        #expect(fitted.skin == person.skin && fitted.shape.ageYears == person.shape.ageYears)
    }
}
