public import Anatomy
internal import Foundation

/// The people whom `parure cast make` made, a file of JSON each, in the user's own data.
public struct MadePeople: Sendable {
    private let folder: URL

    public init(folders: Folders) { folder = folders.data.appending(path: "models") }

    /// Everybody, by identifier; files that hold nobody are passed over.
    public var all: [Person] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { person(String($0.dropLast(5))) }
    }

    /// Keeps a person under its identifier; one of the same is replaced.
    public func save(_ person: Person) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(person).write(to: file(person.id), options: .atomic)
    }

    /// An identifier for a name: lower-case letters and digits of ASCII with hyphens; nil where none are left.
    public static func identifier(for name: String) -> String? {
        let plain = name.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "en"))
        let words = plain.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return words.isEmpty ? nil : words.joined(separator: "-")
    }

    private func person(_ id: String) -> Person? {
        guard Self.identifier(for: id) == id, let data = try? Data(contentsOf: file(id)) else { return nil }
        return try? JSONDecoder().decode(Person.self, from: data)
    }

    private func file(_ id: String) -> URL { folder.appending(path: "\(id).json") }
}
