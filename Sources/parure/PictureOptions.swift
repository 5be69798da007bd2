internal import Anatomy
public import ArgumentParser
public import Studio
internal import Wearing

/// Who is in the picture, and its size.
struct PictureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who wears it; see 'parure cast list'.", valueName: "id"))
    var model = Cast.standardID

    @Option(
        help: ArgumentHelp(
            "Size of the picture: 1K, 2K or 4K.",
            discussion: "1K and 2K are 1024 and 2048 pixels on the shorter side, 4K is 4096 on the longer one."))
    var resolution = Resolution.twoK

    @Option(help: "Width to height: \(Aspect.allCases.map(\.rawValue).joined(separator: ", ")).")
    var aspect = Aspect.fourToFive

    @Option(help: ArgumentHelp("Pixels of the longer side, instead of --resolution.", visibility: .hidden))
    var side: Int?

    @OptionGroup var look: LookOptions

    @Option(
        help: ArgumentHelp(
            "The same seed gives the same picture.",
            discussion: "Another one gives another moment: head and hair are held otherwise, another place is behind."))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Light paths a pixel.", visibility: .hidden))
    var samples = 16

    mutating func validate() throws {
        _ = try person
        guard (1...4096).contains(samples) else { throw ValidationError("--samples must lie between 1 and 4096.") }
        if let side {
            guard (64...4096).contains(side) else { throw ValidationError("--side must lie between 64 and 4096.") }
        }
    }

    var person: Person {
        get throws {
            try KnownPeople.required(model)
        }
    }

    var framing: Framing {
        var framing = side.map { Resolution.framing(aspect, longerSide: $0) } ?? resolution.framing(aspect)
        framing.crop = look.crop
        return framing
    }
}

extension Aspect: ExpressibleByArgument {}

extension Resolution: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
