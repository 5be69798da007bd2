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

    @Option(
        help: ArgumentHelp("Height of the earring in millimetres, from its top to its bottom.", valueName: "mm"))
    var height: Float?

    mutating func validate() throws { _ = try stated }

    /// - Throws: `ValidationError` for sizes that no piece has.
    var stated: StatedSize? {
        get throws {
            do {
                guard [length != nil, ringSize != nil, height != nil].count(where: { $0 }) < 2 else {
                    throw ValidationError(
                        "Give one size: --length for a necklace or a bracelet, --ring-size for a ring or --height for an earring."
                    )
                }
                if let length { return try .length(millimetres: length) }
                if let ringSize { return try .ring(ringSize) }
                return try height.map { try .earring(millimetres: $0) }
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
        if height != nil, let type, type != .earring {
            throw ValidationError("--height is an earring's; this is a \(type.rawValue).")
        }
    }
}
