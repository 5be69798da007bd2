public import Foundation

/// A data set of layered product photographs with their truth, for training and judging the cutout.
///
/// ```swift
/// let set = SpecimenSet(folder: URL(filePath: "specimens"), split: .train, seed: 1, size: 640)
/// for index in 0..<50 { try await set.make(index) }
/// ```
///
/// Sample k is the folder `SPLIT/0000k` with `foreground.jpg`, `alpha.png`, `background.jpg`, `display.png` and
/// `truth.json`. It depends on split, seed, index and size alone, and one that exists is left as it is, so a set can be
/// made bit by bit and by several processes.
public struct SpecimenSet: Sendable {
    public var folder: URL
    public var split: SpecimenSplit
    public var seed: UInt64
    /// Longer side of the pictures, pixels.
    public var size: Int

    public init(folder: URL, split: SpecimenSplit, seed: UInt64, size: Int = 640) {
        (self.folder, self.split, self.seed, self.size) = (folder, split, seed, size)
    }

    /// The folder of a sample.
    public func folder(of index: Int) -> URL {
        let name = String(index)
        return folder.appending(path: split.rawValue).appending(
            path: String(repeating: "0", count: max(5 - name.count, 0)) + name)
    }

    /// Type, family and display of a sample in the first draw, with strokes between them; nothing is rendered.
    public func kind(of index: Int) -> String {
        SpecimenLottery(split: split, size: size).shot(seed: seed, index: index).kind
    }

    /// Renders a sample and writes it.
    ///
    /// - Returns: false if it was there already.
    /// - Throws: `RenderError`, `ImagingError`, errors of the file system, `CancellationError`.
    @discardableResult public func make(_ index: Int) async throws -> Bool {
        let place = folder(of: index)
        guard !FileManager.default.fileExists(atPath: place.path) else { return false }
        let lottery = SpecimenLottery(split: split, size: size)
        // A piece that lies behind something or outside the frame teaches nothing: draw again.
        var photograph = try await lottery.shot(seed: seed, index: index).take()
        for again in 1..<4 where photograph.coveredPixels < Float(size) / 4 {
            photograph = try await lottery.shot(seed: seed &+ UInt64(again) << 32, index: index).take()
        }
        try photograph.write(to: place)
        return true
    }

    /// Renders a sample under each light group alone and writes `SPLIT/0000k.light`, for training the reading of light.
    ///
    /// - Returns: false if it was there already.
    /// - Throws: as ``make(_:)``.
    @discardableResult public func makeRelightable(_ index: Int) async throws -> Bool {
        let file = folder(of: index).appendingPathExtension("light")
        guard !FileManager.default.fileExists(atPath: file.path) else { return false }
        let lottery = SpecimenLottery(split: split, size: size)
        try await lottery.shot(seed: seed, index: index).takeRelightable().write(to: file)
        return true
    }
}
