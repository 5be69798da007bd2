internal import ArgumentParser
internal import Wearing

/// The command line: one file a command.
@main
struct Parure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parure",
        abstract: "Photographs of your jewelry, worn by people who do not exist.",
        discussion: """
            A photo of a necklace on a bust or a ring on a stand goes in; a photograph of that very piece worn by a \
            rendered person comes out. The product's pixels stay yours, the person is computed.

            Start with:
              parure studio                     everything, in your browser
              parure check photo.jpg            is the photo good enough?
              parure wear photo.jpg -o worn.png
              parure cast list                  who can wear it

            Exit codes: 0 done; 2 wrong usage; 3 the photo was refused, with reasons and advice; 4 the file cannot \
            be read; 1 our fault. Output files appear whole or not at all.
            """,
        version: WearReport.currentVersion,
        subcommands: [
            StudioCommand.self, BackupCommand.self, RestoreCommand.self, WearCommand.self, CheckCommand.self,
            CutoutCommand.self, PlateCommand.self, CastCommand.self,
            GalleryCommand.self, BenchCommand.self, ImportAssetsCommand.self, PhotographCommand.self,
            SpecimensCommand.self, LightCommand.self, WorkCommand.self, InspectCommand.self,
        ])

    static func main() async {
        Interruption.cancelOnFirstSignal()
        await Interruption.run {
            do {
                var command = try parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            } catch {
                ExitStatus.leave(with: error)
            }
        }
    }
}
