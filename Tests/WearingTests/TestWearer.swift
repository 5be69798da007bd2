import Anatomy
import Foundation
import Plates
import Wearing

/// Dresses and seats for the suites of this room; keeps no plates.
enum TestWearer {
    static let shared = Result {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let engine = try AnatomyEngine(assets: .load(from: root.appending(path: ".deps/body.bin").path))
        return Wearer(
            studio: PlateStudio(
                engine: engine, wardrobe: Wardrobe(folder: root.appending(path: "Assets/garments").path), cache: nil))
    }
}
