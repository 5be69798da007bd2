internal import Foundation
internal import Imaging

/// The folder that a gallery is written to.
///
///     index.html  sheet-1.png …
///     records/  reports/  pictures/  cutouts/  thumbnails/      named after the photos
struct GalleryFolder: Sendable {
    let url: URL

    init(_ url: URL) throws {
        self.url = url.standardizedFileURL
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    var page: URL { url.appending(path: "index.html") }

    /// A file for a photo: two photos that differ in their extension only do not share it.
    func file(_ kind: String, _ name: String, _ pathExtension: String) -> URL {
        url.appending(path: kind).appending(path: name.replacing("/", with: "-")).appendingPathExtension(pathExtension)
    }

    /// Path below this folder.
    func path(of file: URL) -> String {
        "\(file.deletingLastPathComponent().lastPathComponent)/\(file.lastPathComponent)"
    }

    /// The kept record of the same job, if its files are still there.
    func record(of job: GalleryJob) -> GalleryRecord? {
        guard let data = try? Data(contentsOf: file("records", job.name, "json")),
            let record = try? JSONDecoder().decode(GalleryRecord.self, from: data), record.key == job.key
        else { return nil }
        let files = [record.picture, record.cutout].compactMap(\.self)
        return files.allSatisfy { FileManager.default.fileExists(atPath: url.appending(path: $0).path) } ? record : nil
    }

    func keep(_ record: GalleryRecord) throws {
        try write(JSONOutput.data(record), to: file("records", record.name, "json"))
    }

    func write(_ data: Data, to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file, options: .atomic)
    }
}
