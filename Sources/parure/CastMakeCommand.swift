internal import Anatomy
internal import ArgumentParser
internal import Foundation
internal import Studio

extension CastCommand {
    /// `parure cast make`.
    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a model who looks the same in every picture.",
            discussion: """
                  parure cast make Nora --trait age=45 --trait melanin=0.7 --trait hairStyle=cropped
                  parure wear ring.jpg --model nora

                What is not said is as usual. The traits are those of the studio's Model Maker:

                \(Self.traits)

                Made people are kept in the user's data and can be chosen in the studio, too.
                """)

        @Argument(help: "Her name.")
        var name: String

        @Option(help: ArgumentHelp("A trait; may be given several times.", valueName: "name=value"))
        var trait: [String] = []

        @Option(help: ArgumentHelp("Of moles, mottling and strands; drawn from the name if left out.", valueName: "n"))
        var seed: UInt32?

        @Flag(help: "Replace a made model of that name.")
        var replace = false

        private static let shares = ["african", "asian", "european"]

        /// Names and ranges, a line a trait.
        private static var traits: String {
            ModelTraits.groups.flatMap(\.items).flatMap { item -> [String] in
                if let parts = item.parts { return parts.map { "  \($0.id)  0 to 1, a share of the features" } }
                if let options = item.options { return ["  \(item.id)  \(options.map(\.id).joined(separator: ", "))"] }
                guard let min = item.min, let max = item.max else { return [] }
                return ["  \(item.id)  \(String(format: "%g to %g", min, max))"]
            }.joined(separator: "\n")
        }

        func run() throws {
            let people = MadePeople(folders: .standard())
            guard let id = MadePeople.identifier(for: name), id.count <= 40 else {
                throw ValidationError("'\(name)' is no name for a model: use up to 40 letters and digits.")
            }
            guard Cast.member(id) == nil else {
                throw ValidationError("'\(id)' is of the cast. Give the new model another name.")
            }
            guard replace || !people.all.contains(where: { $0.id == id }) else {
                throw ValidationError("There is a model '\(id)' already. Give another name, or --replace.")
            }
            let hash = id.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
            let person = try read().person(id: id, name: name, seed: seed ?? hash)
            try people.save(person)
            print("\(id): \(person.summary)")
        }

        /// The traits as the Model Maker would send them, and checked as it checks them.
        private func read() throws -> ModelTraits {
            let known = ModelTraits.groups.flatMap(\.items).filter { $0.parts == nil }.map(\.id) + Self.shares
            var (values, ancestry): ([String: Any], [String: Double]) = ([:], [:])
            for text in trait {
                let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard sides.count == 2 else { throw ValidationError("A trait is NAME=VALUE, not '\(text)'.") }
                let (name, value) = (sides[0], sides[1])
                guard known.contains(name) else {
                    throw ValidationError("There is no trait '\(name)'. There are: \(known.joined(separator: ", ")).")
                }
                if name == "hairStyle" {
                    values[name] = value
                    continue
                }
                guard let number = Double(value), number.isFinite else {
                    throw ValidationError("'\(name)' must be a number, not '\(value)'.")
                }
                if Self.shares.contains(name) { ancestry[name] = number } else { values[name] = number }
            }
            if !ancestry.isEmpty {
                values["ancestry"] = Dictionary(uniqueKeysWithValues: Self.shares.map { ($0, ancestry[$0] ?? 0) })
            }
            do {
                return try JSONDecoder().decode(
                    ModelTraits.self, from: JSONSerialization.data(withJSONObject: values))
            } catch let error as ModelTraits.Invalid {
                throw ValidationError(error.description)
            }
        }
    }

    /// `parure cast show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tells the traits of a model.")

        @Argument(help: "An identifier; see 'parure cast list'.")
        var id: String

        @Flag(help: "Print JSON: identifier, shape, skin and hair.")
        var json = false

        func run() throws {
            let person = try KnownPeople.required(id)
            if json { return try JSONOutput.print(person) }
            print("\(person.name): \(person.summary)")
            for line in ModelTraits(person).lines { print("  \(line)") }
        }
    }
}
