internal import Anatomy
internal import ArgumentParser
internal import Persistence
internal import Studio

/// Whom `--model` can name: the cast, whom `parure cast make` made, and whom the Model Maker of the studio made whose
/// data this command line would open.
enum KnownPeople {
    static func made() throws -> [Person] {
        try MadePeople(folders: .standard()).all + SQLiteStore.ownersModels(in: DataOptions.usualFolder)
    }

    /// Somebody by identifier.
    ///
    /// - Throws: `ValidationError` that names those there are.
    static func required(_ id: String) throws -> Person {
        if let person = Cast.member(id) { return person }
        let made = try made()
        if let person = made.first(where: { $0.id == id }) { return person }
        throw ValidationError(
            "There is no model '\(id)'. The cast: \(Cast.members.map(\.id).joined(separator: ", "))."
                + (made.isEmpty ? "" : " Made: \(made.map(\.id).joined(separator: ", "))."))
    }
}
