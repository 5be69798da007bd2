internal import Appraisal
internal import ArgumentParser

/// What the seller knows of the piece's size.
struct SizeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Length of a necklace's longest chain, or round the inside of a bracelet, in millimetres, clasp included.",
            discussion: "Without a stated size the scale is estimated, and the report says how surely.", valueName: "mm"
        ))
    var length: Float?

    @Option(
        help: ArgumentHelp(
            "Ring size: US (7, 6.5), UK (N½), ISO (54) or the inner diameter ('17.3 mm').", valueName: "size"))
    var ringSize: String?

    mutating func validate() throws { _ = try stated }

    /// - Throws: `ValidationError` for sizes that no piece has.
    var stated: StatedSize? {
        get throws {
            do {
                switch (length, ringSize) {
                case (nil, nil): return nil
                case (let length?, nil): return try .length(millimetres: length)
                case (nil, let size?): return try .ring(size)
                case (_?, _?):
                    throw ValidationError("Give --length for a necklace or a bracelet or --ring-size for a ring, not both.")
                }
            } catch let error as StatedSizeError {
                throw ValidationError(error.description)
            }
        }
    }

    /// - Throws: `ValidationError` when the size is of another type of piece than the one stated.
    func check(against type: PieceType?) throws {
        if let length, let type {
            switch type {
            case .necklace, .bracelet:
                do {
                    _ = try type == .necklace ? StatedSize.chain(millimetres: length) : .bracelet(millimetres: length)
                } catch {
                    throw ValidationError(error.description)
                }
            case .ring, .earring:
                throw ValidationError("--length is a necklace's or a bracelet's; this is a \(type.rawValue).")
            }
        }
        if ringSize != nil, let type, type != .ring {
            throw ValidationError("--ring-size is a ring's; this is a \(type.rawValue).")
        }
    }
}
