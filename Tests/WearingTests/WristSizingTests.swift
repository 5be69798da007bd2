import Anatomy
import Foundation
import Geometry
import Testing
import Wearing

@Suite struct WristSizingTests {
    /// Inner lengths that women and men of average build ask for; nil is the model's own wrist.
    @Test("a wrist has people's girth and suits a stated length", arguments: [nil, Float(152), 165, 185])
    func girths(_ length: Float?) throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let engine = try AnatomyEngine(assets: .load(from: root.appending(path: ".deps/body.bin").path))
        let person = Person(
            id: "test", name: "Test", shape: .reference, skin: SkinTraits(melanin: 0.3),
            hair: HairTraits(style: .up, melanin: 0.6), seed: 7)
        func girth(_ person: Person) throws -> Float {
            try engine.posedBody(of: person, gesture: .wristLong, region: .wrist, detail: 0).landmarks.wrist?
                .circumference ?? 0
        }
        let fitted = try girth(WristSizing(person: person).fitted(for: length, measure: girth))
        let wanted = length.map { min(max($0 - 10, 137), 164) } ?? 149
        #expect(abs(fitted - wanted) < 5, "\(fitted) for \(wanted)")
    }
}
