import Foundation
import Imaging
import Testing

@Suite("Command line: wear, before any engine runs")
struct WearUsageTests {
    @Test(
        "Wrong usage exits 2, says what is wrong, and writes nothing",
        arguments: [
            (["wear"], "Missing expected argument"),
            (["wear", "a.jpg", "--aspect", "5:4"], "--aspect"),
            (["wear", "a.jpg", "--resolution", "8K"], "--resolution"),
            (["wear", "a.jpg", "--type", "crown"], "--type"),
            (["wear", "a.jpg", "--model", "nobody"], "nobody"),
            (["wear", "a.jpg", "--ring-size", "huge"], "huge"),
            (["wear", "a.jpg", "--length", "5"], "250"),
            (["wear", "a.jpg", "--type", "bracelet", "--length", "450"], "130 to 245"),
            (["wear", "a.jpg", "--length", "450", "--ring-size", "54"], "one size"),
            (["wear", "a.jpg", "--type", "ring", "--length", "450"], "necklace"),
            (["wear", "a.jpg", "-o", "worn.gif"], ".png"),
            (["wear", "a.jpg", "-o", "/nowhere/at/all/worn.png"], "no folder"),
            (["wear", "a.jpg", "--connections", "/nowhere/at/all"], "no folder"),
            (["wear", "a.jpg", "--type", "necklace", "--height", "30"], "earring"),
            (["wear", "a.jpg", "--type", "earring", "--height", "1"], "2 to 200"),
            (["wear", "a.jpg", "--seed", "-3"], "--seed"),
            (["wear", "a.jpg", "--gesture", "handstand"], "fanned"),
            (["wear", "a.jpg", "--type", "ring", "--gesture", "raised"], "chin"),
            (["wear", "a.jpg", "--type", "necklace", "--gesture", "fist"], "rings and bracelets"),
            (["wear", "a.jpg", "--finger", "toe"], "--finger"),
            (["wear", "a.jpg", "--type", "bracelet", "--finger", "ring"], "--finger is a ring's"),
            (["wear", "a.jpg", "--type", "earring", "--hand", "left"], "--hand"),
            (["wear", "a.jpg", "--type", "ring", "--ear", "left"], "--ear is for earrings"),
            (["wear", "a.jpg", "--white-balance", "grey"], "--white-balance"),
            (["wear", "a.jpg", "--white-balance", "12"], "--white-balance"),
            (["wear", "a.jpg", "--white-balance=-3,4"], "--white-balance"),
            (["wear", "a.jpg", "--nudge", "lift=3"], "--nudge"),
            (["wear", "a.jpg", "--nudge", "turn=90"], "--nudge"),
            (["wear", "a.jpg", "--type", "necklace", "--nudge", "turn=4"], "turn does not move a necklace"),
            (["wear", "a.jpg", "--type", "ring", "--nudge", "slide=20"], "from -6"),
        ])
    func wrongUsage(arguments: [String], word: String) async throws {
        let result = try await CommandLineTool.run(arguments)
        #expect(result.status == 2, "\(result.complaints)")
        #expect(result.complaints.contains(word), "\(result.complaints)")
        #expect(result.output.isEmpty)
    }

    @Test("Help for wear teaches sizes, strokes and formats")
    func help() async throws {
        let result = try await CommandLineTool.run("wear", "--help")
        #expect(result.status == 0)
        for word in [
            "--length", "--ring-size", "--height", "N½", "--strokes", "4:5", "4096", "--report", "--seed", "--gesture",
            "--finger", "--white-balance",
            "--mirror-skin",
        ] {
            #expect(result.text.contains(word))
        }
    }

    @Test("A file that is missing, empty or no photo exits 4", arguments: ["missing", "empty", "text"])
    func unreadable(kind: String) async throws {
        try await inScratchFolder { folder in
            let file = folder.appending(path: "photo.jpg")
            if kind != "missing" { try Data(kind == "empty" ? "".utf8 : "not a photo".utf8).write(to: file) }
            let out = folder.appending(path: "worn.png")
            let result = try await CommandLineTool.run("wear", file.path, "--json", "-o", out.path)
            #expect(result.status == 4)
            #expect(result.complaints.contains("photo.jpg"))
            let json = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            #expect(json["verdict"] as? String == "refuse")
            let findings = try #require(json["findings"] as? [[String: Any]])
            #expect(findings.first?["code"] as? String == "unreadable")
            #expect((findings.first?["fix"] as? String)?.isEmpty == false)
            #expect(!FileManager.default.fileExists(atPath: out.path))
        }
    }

    @Test("A photo without a piece is refused in the report, too", arguments: ["earring", "bracelet"])
    func refused(type: String) async throws {
        try await inScratchFolder { folder in
            let file = folder.appending(path: "photo.png")
            try PhotoEncoder.write(ImageBuffer<DisplayLinear>(width: 64, height: 64, fill: 0.5), to: file)
            let (report, out) = (folder.appending(path: "report.json"), folder.appending(path: "w.png"))
            let result = try await CommandLineTool.run(
                "wear", file.path, "--type", type, "--report", report.path, "-o", out.path)
            #expect(result.status == 3)
            #expect(result.complaints.contains("keep stroke"))
            #expect(result.output.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: out.path))
            let data = try Data(contentsOf: report)
            let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(((json["findings"] as? [[String: Any]])?.first?["code"] as? String) == "unreadable")
        }
    }

    @Test("Strokes that are no strokes exit 4", arguments: ["{", "{\"keep\": [{\"points\": [], \"width\": 3}]}", "[]"])
    func strokes(text: String) async throws {
        try await inScratchFolder { folder in
            let file = folder.appending(path: "photo.png")
            try PhotoEncoder.write(ImageBuffer<DisplayLinear>(width: 64, height: 64, fill: 0.5), to: file)
            let strokes = folder.appending(path: "strokes.json")
            try Data(text.utf8).write(to: strokes)
            let result = try await CommandLineTool.run(
                "wear", file.path, "--strokes", strokes.path, "-o", folder.appending(path: "w.png").path)
            #expect(result.status == 4)
            #expect(result.complaints.contains("strokes.json"))
        }
    }
}
