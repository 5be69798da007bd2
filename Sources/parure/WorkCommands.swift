internal import ArgumentParser
internal import Studio
internal import StudioServer

/// `parure work`: one job of the studio, in a process of its own. The server starts it; nobody else has to.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Does one job of the studio.", shouldDisplay: false)

    func run() async throws {
        try ChildWork.confine(.work)
        try await ChildWork.run(folders: .standard())
    }
}

/// `parure inspect`: looks at an upload without network, new privileges or much memory.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Looks at an upload of the studio.", shouldDisplay: false)

    func run() async throws {
        try ChildWork.confine(.inspection)
        try await ChildWork.run(folders: .standard())
    }
}
