internal import Anatomy
internal import ArgumentParser
internal import Foundation
internal import Studio

/// `parure import-assets`: what set-up calls once.
struct ImportAssetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-assets",
        abstract: "Turns the unpacked body data into one compact file; set-up calls this.", shouldDisplay: false)

    func run() throws {
        let folders = Folders.standard()
        try BodyAssets.import(from: folders.bodySource.path, to: folders.bodyFile.path)
        // What was written must be readable, now and not at the first picture.
        _ = try BodyAssets.load(from: folders.bodyFile.path)
    }
}
