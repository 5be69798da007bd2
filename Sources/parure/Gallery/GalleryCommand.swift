internal import Anatomy
internal import Appraisal
internal import ArgumentParser
internal import Foundation
internal import Studio

/// `parure gallery`.
struct GalleryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "Wears every photo of a folder and shows the results on one page.",
        discussion: """
            Writes index.html and contact sheets (sheet-1.png …) with photo, cutout, picture, time and report of every \
            file, so that a person can judge a hundred at a glance. Each photo runs in a process of its own: one that \
            fails spoils no other. Run it again to go on where it stopped; results of another build are made anew.
            """)

    @Argument(help: "The folder of photos; folders in it are searched too.", completion: .directory)
    var photos: String

    @Argument(help: "The folder to write; it is made if it is not there.", completion: .directory)
    var out: String

    @Option(help: "Pixels of the pictures' longer side.")
    var size = 768

    @Option(
        help: ArgumentHelp(
            "A folder with strokes, NAME.json for NAME.jpg; photos without one go without.", valueName: "dir"),
        completion: .directory)
    var strokes: String?

    @Option(help: "What the pieces are, if they are all of one type.")
    var type: PieceType?

    @Option(help: ArgumentHelp("Who wears them; in turn the whole cast if left out.", valueName: "id"))
    var model: String?

    @Option(help: "Only the first so many photos.")
    var limit: Int?

    @Option(help: ArgumentHelp("Seconds after which a photo is given up.", valueName: "s"))
    var timeout: Double = 900

    @Flag(help: "Print JSON: one record a photo.")
    var json = false

    mutating func validate() throws {
        guard (64...4096).contains(size) else { throw ValidationError("--size must lie between 64 and 4096.") }
        guard timeout > 0 else { throw ValidationError("--timeout must be positive.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be positive.") }
        if let model { _ = try KnownPeople.required(model) }
        for folder in [photos, strokes].compactMap(\.self) {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("There is no folder '\(folder)'.")
            }
        }
    }

    func run() async throws {
        let names = try Array(Self.photoNames(in: photos).prefix(limit ?? .max))
        guard !names.isEmpty else { throw ValidationError("There is no photo in '\(photos)'.") }
        let gallery = try GalleryFolder(URL(filePath: out))
        let codeVersion = try ChildProcess.codeVersion()
        let bar = ProgressBar()
        var records: [GalleryRecord] = []
        for (index, name) in names.enumerated() {
            try Task.checkCancellation()
            bar.update("\(index + 1) of \(names.count): \(name)", Double(index) / Double(names.count))
            let job = job(name, index: index, in: gallery, codeVersion: codeVersion)
            if let record = gallery.record(of: job) {
                records.append(record)
                continue
            }
            let record = try await job.run()
            try gallery.keep(record)
            records.append(record)
            if !Terminal.isWatched { Terminal.complain("\(index + 1)/\(names.count) \(record.line)") }
            // The page grows while one waits.
            try gallery.writePage(records, total: names.count)
        }
        bar.clear()
        try gallery.writePage(records, total: names.count)
        try gallery.writeSheets(records)
        if json { return try JSONOutput.print(records) }
        print(GallerySummary(records).line)
        print(gallery.page.path)
    }

    private func job(_ name: String, index: Int, in gallery: GalleryFolder, codeVersion: String) -> GalleryJob {
        let photo = URL(filePath: photos).appending(path: name)
        let strokes = strokes.map {
            URL(filePath: $0).appending(path: name).deletingPathExtension().appendingPathExtension("json")
        }
        return GalleryJob(
            name: name, photo: photo,
            strokes: strokes.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }, type: type,
            model: model ?? Cast.members[index % Cast.members.count].id, side: size, timeout: timeout,
            codeVersion: codeVersion, folder: gallery)
    }

    /// Relative paths of what may be photos, in the order a person would sort them.
    static func photoNames(in folder: String) throws -> [String] {
        let extensions: Set = [
            "jpg", "jpeg", "png", "webp", "tif", "tiff", "heic", "heif", "avif", "dng", "cr2", "cr3", "nef", "arw",
            "raf",
            "orf", "rw2",
        ]
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return names.filter { extensions.contains(URL(filePath: $0).pathExtension.lowercased()) }
            .sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    }
}
