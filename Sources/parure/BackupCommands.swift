internal import ArgumentParser
internal import Foundation
internal import Persistence

/// `parure backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies a studio's data, also while it runs.",
        discussion: """
            Writes the database, every file that it names and a list of checksums into a new folder. It appears whole \
            or not at all.
            """)

    @Argument(help: ArgumentHelp("The folder to make.", valueName: "dir"), completion: .directory)
    var target: String

    @OptionGroup var data: DataOptions

    func run() async throws {
        let count = try Backup.make(of: data.folder, to: URL(filePath: target))
        print("\(target): the database and \(count) files")
    }
}

/// `parure restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Brings a backup into an empty folder.",
        discussion: "Every checksum and the ledger are verified first; data that are there are never overwritten.")

    @Argument(help: ArgumentHelp("A folder that 'parure backup' made.", valueName: "dir"), completion: .directory)
    var backup: String

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await Backup.restore(URL(filePath: backup), to: data.folder)
        print("\(data.folder.path): restored, checksums and ledger agree")
    }
}
