internal import ArgumentParser
internal import Foundation
internal import Persistence
internal import Studio
internal import StudioServer

/// `parure studio`.
struct StudioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio",
        abstract: "Opens the studio in your browser.",
        discussion: """
            Starts everything and prints the address: pages, data and workers, on this machine, for you alone. Photos, \
            pictures and the ledger lie in one folder; 'parure backup' copies it while the studio runs. Stop it with \
            Ctrl-C: what is being rendered is put back into the queue and goes on at the next start.

            Settings may also stand in the environment (PARURE_HOST, PARURE_PORT, PARURE_DATA, PARURE_RENDERERS, \
            PARURE_QUOTA_GIGABYTES, PARURE_ACCOUNT_GIGABYTES, PARURE_PORTRAITS, PARURE_SAMPLES, PARURE_LOG_LEVEL) or in studio.json in the data folder.
            """)

    @Option(help: ArgumentHelp("The address to listen at; only this machine's own are allowed.", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("The port; 0 takes any free one. 8080 if left out.", valueName: "n"))
    var port: Int?

    @OptionGroup var data: DataOptions

    func run() async throws {
        let settings: StudioSettings
        do {
            settings = try StudioSettings.read(
                data: data.data, host: host, port: port, environment: ProcessInfo.processInfo.environment,
                standardData: Folders.standard().studio)
        } catch let error as StudioSettings.Invalid {
            throw ValidationError(error.description)
        }
        Interruption.leaveToOthers()
        let server = try await StudioServer(
            settings: settings, folders: .standard(), executable: try ownExecutable())
        try await server.run { address in
            // At once, also into a pipe.
            FileHandle.standardOutput.write(Data("The studio is open at \(address)\n".utf8))
        }
    }

    private func ownExecutable() throws -> URL {
        guard let url = Bundle.main.executableURL else { throw ValidationError("Parure cannot find its own program.") }
        return url.resolvingSymlinksInPath()
    }
}

/// Where a studio's data lie.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the studio's data.", discussion: "The user's data folder if left out.", valueName: "dir"),
        completion: .directory)
    var data: String?

    var folder: URL { data.map { URL(filePath: $0) } ?? Self.usualFolder }

    /// Where they lie unless it is said otherwise.
    static var usualFolder: URL {
        ProcessInfo.processInfo.environment["PARURE_DATA"].map { URL(filePath: $0) } ?? Folders.standard().studio
    }
}

extension Folders {
    /// The data of the studio in the browser.
    var studio: URL { data.appending(path: "studio") }
}
