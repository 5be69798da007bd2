import Foundation
import Testing

@Suite("Command line: usage")
struct UsageTests {
    @Test("Help is given on standard output, with the exit codes")
    func help() async throws {
        let result = try await CommandLineTool.run("--help")
        #expect(result.status == 0)
        #expect(result.complaints.isEmpty)
        #expect(result.text.contains("Exit codes"))
        #expect(result.text.contains("cast"))
    }

    @Test(
        "Wrong usage exits 2 and says so on standard error", arguments: [["--nonsense"], ["cast", "--wrong"], ["fly"]])
    func wrongUsage(arguments: [String]) async throws {
        let result = try await CommandLineTool.run(arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.complaints.contains("Error:"))
    }

    @Test("The cast has at least six adults, from very fair to very dark")
    func cast() async throws {
        let result = try await CommandLineTool.run("cast", "list", "--json")
        #expect(result.status == 0)
        let cast = try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]])
        #expect(cast.count >= 6)
        #expect(Set(cast.compactMap { $0["id"] as? String }).count == cast.count)
        let ages = cast.compactMap { ($0["shape"] as? [String: Any])?["ageYears"] as? Double }
        #expect(ages.count == cast.count)
        #expect(ages.allSatisfy { $0 >= 18 })
        let melanin = cast.compactMap { ($0["skin"] as? [String: Any])?["melanin"] as? Double }
        #expect(melanin.min()! < 0.1 && melanin.max()! > 0.85)
        #expect(melanin == melanin.sorted())
    }

    @Test("A model is made by its traits, listed, shown as it was made, and found to wear something")
    func makeModel() async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: data) }
        let home = ["XDG_DATA_HOME": data.path]
        let made = try await CommandLineTool.run(
            ["cast", "make", "Zoë Blum", "--trait", "age=61", "--trait", "african=1", "--trait", "hairStyle=cropped"],
            environment: home)
        #expect(made.status == 0)
        #expect(try await CommandLineTool.run("cast", "list", environment: home).text.contains("zoe-blum"))
        let shown = try await CommandLineTool.run("cast", "show", "zoe-blum", environment: home).text
        for trait in ["age=61", "african=1", "european=0", "hairStyle=cropped", "weight=0.48"] {
            #expect(shown.contains(trait))
        }
        let again = try await CommandLineTool.run("cast", "make", "zoe blum", environment: home)
        #expect(again.status == 2 && again.complaints.contains("already"))
        // The model is there, and so the photo is what is missed.
        let worn = try await CommandLineTool.run("wear", "none.jpg", "--model", "zoe-blum", environment: home)
        #expect(worn.status == 4)
    }

    @Test(
        "A trait out of range, of another kind or unknown is refused, and the sentence says what there is",
        arguments: [
            ("age=12", "18"), ("melanin=dark", "number"), ("height=2", "fingerLength"), ("hairStyle=mohawk", "cropped"),
            ("age", "NAME=VALUE"), ("asian=0", "ancestry"),
        ])
    func wrongTrait(trait: String, words: String) async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let result = try await CommandLineTool.run(
            ["cast", "make", "Nora", "--trait", trait], environment: ["XDG_DATA_HOME": data.path])
        #expect(result.status == 2)
        #expect(result.complaints.contains(words))
        #expect(!FileManager.default.fileExists(atPath: data.path))
    }

    @Test(
        "A look that does not exist is refused, and the help names those that do",
        arguments: [
            ("--backdrop", "moon"), ("--light", "disco"), ("--garment", "toga"), ("--crop", "tiny"), ("--look", "x"),
            ("--retouch", "1.2"), ("--retouch", "nan"),
        ])
    func looks(option: String, value: String) async throws {
        let result = try await CommandLineTool.run(["plate", "--type", "ring", "-o", "x.png", option, value])
        #expect(result.status == 2)
        let help = try await CommandLineTool.run("wear", "--help")
        for name in [option, "stone", "golden", "satin", "lifestyle", "editorial"] { #expect(help.text.contains(name)) }
    }
}
