import Foundation
import Imaging
import Studio
import StudioServer
import Testing

@Suite("Exports", .serialized)
struct ExportTests {
    /// Lets a worker do an order, as the server would.
    private static func work(_ order: WorkOrder) throws -> [WorkMessage] {
        let process = Process()
        process.executableURL = LiveStudio.executable
        process.arguments = ["work"]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(order) + Data([0x0A]))
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try said.split(separator: 0x0A).map { try JSONDecoder().decode(WorkMessage.self, from: Data($0)) }
    }

    @Test(
        "Every preset gives a file that says what it is, in the shape that its shop wants", arguments: ExportPreset.all)
    func preset(_ preset: ExportPreset) throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let examples = LiveStudio.root.appending(path: "Docs/Pictures")
        let item = ExportItem(
            picture: examples.appending(path: "ring-worn.jpg"),
            original: LiveStudio.root.appending(path: "Examples/ring.jpg"), sku: "PR 1/2", model: "lucia", number: 1,
            altText: "Lucía wearing the ring")
        let last = try Self.work(WorkOrder(.export([item], preset: preset), input: nil, scratch: scratch)).last
        guard case .wrote(let files) = last else {
            Issue.record("nothing was written: \(String(describing: last))")
            return
        }
        #expect(files.count == (preset.originalFirst ? 2 : 1))
        let file = try #require(files.last)
        #expect(file.name == "PR-1-2_lucia_1.\(preset.format.pathExtension)")
        let bytes = try Data(contentsOf: scratch.appending(path: file.file))
        #expect(bytes.firstRange(of: Data("digitalsourcetype/compositeSynthetic".utf8)) != nil)
        #expect(bytes.firstRange(of: Data("Lucía wearing the ring".utf8)) != nil)
        let picture = try PhotoDecoder.decode(bytes)
        #expect(picture.metadata.profileName != nil)
        if let aspect = preset.aspect {
            #expect(abs(Double(picture.image.width) / Double(picture.image.height) - aspect) < 0.01)
        }
        if preset.originalFirst {
            let original = try Data(contentsOf: scratch.appending(path: files[0].file))
            #expect(original.firstRange(of: Data("compositeSynthetic".utf8)) == nil, "the seller's photo is a photo")
        }
    }

    @Test(
        "Another shape is cut out of the picture where the piece keeps room, and padded where it does not",
        arguments: [(box: [0.4, 0.4, 0.2, 0.2], isCut: true), (box: [0.3, 0.02, 0.4, 0.96], isCut: false)])
    func reframed(box: [Double], isCut: Bool) throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let source = LiveStudio.root.appending(path: "Docs/Pictures/ring-worn.jpg")
        let whole = try PhotoDecoder.decode(contentsOf: source).image
        try #require(whole.width < whole.height)
        let item = ExportItem(
            picture: source, original: nil, sku: "a", model: "lucia", number: 1, altText: "", box: box)
        let square = ExportPreset(id: "square", name: "", words: "", format: .png, aspect: 1)
        let last = try Self.work(WorkOrder(.export([item], preset: square), input: nil, scratch: scratch)).last
        guard case .wrote(let files) = last, let file = files.first else {
            Issue.record("nothing was written: \(String(describing: last))")
            return
        }
        let picture = try PhotoDecoder.decode(contentsOf: scratch.appending(path: file.file)).image
        #expect(picture.width == picture.height)
        #expect(picture.width == (isCut ? whole.width : whole.height))
    }

    @Test("An archive opens elsewhere, and names that come twice are told apart")
    func archive() throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let (first, second) = (scratch.appending(path: "1"), scratch.appending(path: "2"))
        try Data("eins".utf8).write(to: first)
        try Data(repeating: 7, count: 100_000).write(to: second)
        let archive = scratch.appending(path: "a.zip")
        try ZipArchive.write([("ring.jpg", first), ("shop/ring.jpg", second), ("ring.jpg", first)], to: archive)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1]) as archive:
                assert archive.testzip() is None
                print(*sorted((entry.filename, entry.file_size) for entry in archive.infolist()))
            """, archive.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said.contains("('ring-2.jpg', 4)") && said.contains("('shop/ring.jpg', 100000)"))
    }
}
