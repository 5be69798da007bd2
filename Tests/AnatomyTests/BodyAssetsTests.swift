import Anatomy
import Foundation
import Testing

@Suite struct BodyAssetsTests {
    @Test func theBaseMeshIsComplete() throws {
        let assets = try TestBody.engine.get().assets
        #expect(assets.basePositions.count == 19158)
        #expect(assets.bodyVertexCount == 13380)
        #expect(assets.faceGroups["body"]?.count == 13378)
        #expect(assets.bones.count == 163)
        #expect(assets.targetNames.contains("neck/measure-neck-circ-incr"))
        #expect(!assets.targetNames.contains { $0.contains("child") || $0.contains("baby") })
    }

    @Test func aMissingFileSaysWhatToDo() {
        #expect(throws: AnatomyError.missingAssets(path: "/nonexistent/body.bin")) {
            try BodyAssets.load(from: "/nonexistent/body.bin")
        }
        #expect(AnatomyError.missingAssets(path: "x").description.contains("./parure again"))
        #expect(!BodyAssets.isCurrent(at: "/nonexistent/body.bin"))
    }

    @Test func damagedFilesAreRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let good = folder.appendingPathComponent("good.bin").path
        try BodyAssets.import(from: TestBody.sourceFolder, to: good)
        #expect(BodyAssets.isCurrent(at: good))
        let data = try Data(contentsOf: URL(fileURLWithPath: good))
        var altered = data
        altered[3] ^= 0xff
        // Cut at many lengths, and with another header: never a crash, always the typed error.
        let lengths = [0, 7, 11, 40, 5000, data.count / 7, data.count / 2, data.count - 1]
        for bytes in lengths.map({ data.prefix($0) }) + [altered] {
            let bad = folder.appendingPathComponent("bad.bin").path
            try Data(bytes).write(to: URL(fileURLWithPath: bad))
            #expect {
                try BodyAssets.load(from: bad)
            } throws: { error in
                if case .damagedAssets = error as? AnatomyError { true } else { false }
            }
        }
    }

    @Test func anEmptyFolderCannotBeImported() throws {
        #expect {
            try BodyAssets.import(from: "/nonexistent", to: "/tmp/never.bin")
        } throws: { error in
            if case .unreadableSource = error as? AnatomyError { true } else { false }
        }
    }
}
