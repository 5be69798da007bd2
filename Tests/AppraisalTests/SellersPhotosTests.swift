import Appraisal
import Foundation
import Imaging
import Testing

/// The sellers' own photos, where `PARURE_PHOTOS` names their folder.
@Suite struct SellersPhotosTests {
    static let folder = ProcessInfo.processInfo.environment["PARURE_PHOTOS"].flatMap { $0.isEmpty ? nil : $0 }

    @Test(.enabled(if: folder != nil, "set PARURE_PHOTOS to the folder of sellers' photos"))
    func mostPiecesAreFoundAndNoneCoversItsPhoto() throws {
        let root = URL(filePath: try #require(Self.folder))
        var (found, all) = (0, 0)
        for (name, type) in [("necklace_bust", PieceType.necklace), ("ring_stand", .ring)] {
            let files = try FileManager.default.contentsOfDirectory(
                at: root.appending(path: name), includingPropertiesForKeys: nil)
            for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "jpg" {
                all += 1
                let photo = try PhotoDecoder.decode(contentsOf: file)
                guard let cutout = try? ColourModelCutout().cutout(of: photo.image, type: type, strokes: Strokes())
                else { continue }
                found += 1
                let share = cutout.alpha.pixels.reduce(0, +) / Float(cutout.alpha.pixels.count)
                #expect(share < 0.4, "\(file.lastPathComponent)")
            }
        }
        #expect(Float(found) > 0.75 * Float(all))
    }
}
