internal import Anatomy
internal import ArgumentParser
internal import Foundation
internal import Studio

/// `parure cast`.
struct CastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cast", abstract: "The people who can wear a piece.",
        subcommands: [List.self, Show.self, Make.self, Gestures.self],
        defaultSubcommand: List.self)

    /// `parure cast list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the cast, from very fair to very dark skin, and whom you made.",
            discussion: """
                Give a model's identifier to --model. The same model looks the same in every picture, so a whole \
                catalogue can be worn by one person. Those of the studio's Model Maker are listed too; PARURE_DATA \
                names the folder of a studio whose data lie elsewhere.
                """)

        @Flag(help: "Print JSON: identifier, shape, skin and hair of each.")
        var json = false

        func run() throws {
            let people = try Cast.members + KnownPeople.made()
            if json { return try JSONOutput.print(people) }
            let width = people.map(\.id.count).max() ?? 0
            for person in people {
                let standard = person.id == Cast.standardID ? "  (wears it unless you say otherwise)" : ""
                // The studio's identifiers do not tell the name.
                let name = MadePeople.identifier(for: person.name) == person.id ? "" : "\(person.name): "
                print(
                    person.id.padding(toLength: width + 2, withPad: " ", startingAt: 0) + name + person.summary
                        + standard)
            }
        }
    }

    /// `parure cast gestures`.
    struct Gestures: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists how hands and wrists can be held for rings and bracelets.",
            discussion: "Give a name to --gesture. Without one, the gesture that suits the photo best is taken.")

        @Flag(help: "Print JSON: names and what they are, for rings and for bracelets.")
        var json = false

        private struct Line: Encodable {
            var type, name, words: String
        }

        func run() throws {
            let lines = Gesture.allCases.compactMap { gesture in
                gesture.name.map {
                    Line(type: gesture.isHand ? "ring" : "bracelet", name: $0, words: gesture.words)
                }
            }
            if json { return try JSONOutput.print(lines) }
            let width = lines.map(\.name.count).max() ?? 0
            for type in ["ring", "bracelet"] {
                print("For a \(type):")
                for line in lines where line.type == type {
                    print("  " + line.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + line.words)
                }
            }
        }
    }
}
