import ArgumentParser

@main
struct Parure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parure", abstract: "Photographs of your jewelry, worn by people who do not exist.")
}
