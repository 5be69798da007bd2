public import Foundation
public import Imaging
public import Specimens

/// The photographs of the cases, taken once and kept in a folder.
public struct BenchPhotographs: Sendable {
    private let folder: URL

    /// - Parameter folder: made when it is not there.
    public init(folder: URL) { self.folder = folder }

    /// A photograph as a seller's file would give it, and what is true of it.
    public struct Taken: Sendable {
        public var photo: Photo
        public var matte: ImageBuffer<Coverage>
        public var truth: ProductShot.Truth
    }

    /// The case's photograph, from the folder where it lies.
    public func photograph(
        _ item: BenchCase, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> Taken {
        let base = "\(item.name.replacingOccurrences(of: " ", with: "-"))-\(item.type)-v\(BenchCase.version)"
        let photo = folder.appending(path: base + ".jpg")
        let matte = folder.appending(path: base + "-matte.png")
        // The truth is written last: it says that the others are whole.
        let truth = folder.appending(path: base + ".json")
        if let data = FileManager.default.contents(atPath: truth.path),
            let known = try? JSONDecoder().decode(ProductShot.Truth.self, from: data)
        {
            return Taken(
                photo: try PhotoDecoder.decode(contentsOf: photo),
                matte: try PhotoDecoder.decodeCoverage(contentsOf: matte),
                truth: known)
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let taken = try await item.shot.take(progress: progress)
        try PhotoEncoder.write(taken.image, to: photo, options: EncodingOptions(quality: 95))
        try PhotoEncoder.write(taken.matte, to: matte)
        try JSONEncoder().encode(taken.truth).write(to: truth, options: .atomic)
        return Taken(
            photo: try PhotoDecoder.decode(contentsOf: photo), matte: taken.matte, truth: taken.truth)
    }
}
