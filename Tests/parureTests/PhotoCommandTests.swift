import Foundation
import Imaging
import Testing

@Suite("Command line: check, cutout, plate")
struct PhotoCommandTests {
    @Test("A plain grey photo is refused by check with exit 3, findings and fixes")
    func check() async throws {
        try await inScratchFolder { folder in
            let file = try Self.greyPhoto(in: folder)
            let result = try await CommandLineTool.run("check", file.path, "--json")
            #expect(result.status == 3)
            let json = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            #expect(json["verdict"] as? String == "refuse")
            for key in ["type", "metal"] {
                let estimate = try #require(json[key] as? [String: Any])
                #expect(estimate["value"] is String && estimate["confidence"] is Double)
            }
            let findings = try #require(json["findings"] as? [[String: Any]])
            #expect(!findings.isEmpty)
            for finding in findings {
                for key in ["code", "severity", "message", "fix"] { #expect(finding[key] is String) }
            }
        }
    }

    @Test("Nothing is cut out of a plain grey photo, and no file appears")
    func cutoutRefused() async throws {
        try await inScratchFolder { folder in
            let file = try Self.greyPhoto(in: folder)
            let out = folder.appending(path: "cutout.png")
            let result = try await CommandLineTool.run("cutout", file.path, "-o", out.path)
            #expect(result.status == 3)
            #expect(result.complaints.contains("→"))
            #expect(!FileManager.default.fileExists(atPath: out.path))
        }
    }

    @Test("A gold ring drawn on grey is cut out at the photo's size, with alpha 1 on it and 0 beside it")
    func cutout() async throws {
        try await inScratchFolder { folder in
            let file = folder.appending(path: "ring.png")
            try PhotoEncoder.write(Self.drawnRing(), to: file)
            let out = folder.appending(path: "cutout.png")
            let result = try await CommandLineTool.run("cutout", file.path, "--type", "ring", "-o", out.path, "--json")
            #expect(result.status == 0, "\(result.complaints)")
            let cutout = try PhotoDecoder.decodeCutout(contentsOf: out)
            #expect(cutout.width == 480 && cutout.height == 400)
            #expect(cutout.pixels[cutout.index(240 + 110, 200) + 3] > 0.95)
            #expect(cutout.pixels[cutout.index(20, 20) + 3] < 0.02)
        }
    }

    @Test("A plate needs a type and a member of the cast")
    func plateUsage() async throws {
        #expect(try await CommandLineTool.run("plate", "-o", "a.png").status == 2)
        #expect(try await CommandLineTool.run("plate", "--type", "ring", "--model", "me", "-o", "a.png").status == 2)
        #expect(try await CommandLineTool.run("plate", "--type", "ring", "-o", "a.gif").status == 2)
    }

    @Test("A plate is written at the size asked for")
    func plate() async throws {
        try await inScratchFolder { folder in
            let out = folder.appending(path: "plate.png")
            let result = try await CommandLineTool.run(
                ["plate", "--type", "ring", "--side", "96", "--samples", "1", "--aspect", "1:1", "-o", out.path],
                environment: ["XDG_CACHE_HOME": folder.path])
            #expect(result.status == 0, "\(result.complaints)")
            let plate = try PhotoDecoder.decode(contentsOf: out).image
            #expect(plate.width == 96 && plate.height == 96)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "parure/plates").path))
        }
    }

    private static func greyPhoto(in folder: URL) throws -> URL {
        let file = folder.appending(path: "photo.png")
        try PhotoEncoder.write(ImageBuffer<DisplayLinear>(width: 480, height: 400, fill: 0.4), to: file)
        return file
    }

    /// An annulus of gold, 110 pixels from the middle and 24 wide, darker below, on even grey.
    private static func drawnRing() -> ImageBuffer<DisplayLinear> {
        var image = ImageBuffer<DisplayLinear>(width: 480, height: 400, fill: 0.35)
        for y in 0..<400 {
            for x in 0..<480 {
                let (dx, dy) = (Float(x - 240), Float(y - 200))
                let distance = abs((dx * dx + dy * dy).squareRoot() - 110)
                let cover = min(max(12.5 - distance, 0), 1)
                let shade = 1.1 - 0.4 * (dy / 110) + 0.25 * (Float((x / 7 + y / 9) % 3) - 1)
                for (c, gold) in [Float(0.62), 0.4, 0.11].enumerated() {
                    let i = image.index(x, y) + c
                    image.pixels[i] += (gold * shade - image.pixels[i]) * cover
                }
            }
        }
        return image
    }
}
