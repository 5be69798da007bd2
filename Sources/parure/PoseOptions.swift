public import Anatomy
internal import Appraisal
public import ArgumentParser

/// How the person is held.
struct PoseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How hand or wrist is held for a ring or a bracelet; see 'parure cast gestures'.",
            discussion: "Chosen to suit the photo if you leave it out.", valueName: "name"))
    var gesture: String?

    @Option(
        help: ArgumentHelp(
            "The finger that wears a ring: thumb, index, middle, ring or little.",
            discussion: "Chosen to suit the photo if you leave it out.", valueName: "finger"))
    var finger: Finger?

    @Option(
        help: ArgumentHelp(
            "The hand that wears a ring or a bracelet: left or right.",
            discussion: "Chosen to suit the photo if you leave it out.", valueName: "side"))
    var hand: HandSide?

    mutating func validate() throws { _ = try gestures }

    /// The gestures of that name; none where none was asked for.
    var gestures: [Gesture] { get throws { try Self.gestures(named: gesture) } }

    /// - Throws: `ValidationError` when the type of piece that is stated is not worn so.
    func check(against type: PieceType?) throws {
        guard let type else { return }
        let this = "this is \(type == .earring ? "an" : "a") \(type.rawValue)."
        if finger != nil, type != .ring { throw ValidationError("--finger is a ring's; \(this)") }
        if hand != nil, type != .ring, type != .bracelet {
            throw ValidationError("--hand is for rings and bracelets; \(this)")
        }
        _ = try Self.gestures(named: gesture, for: type)
    }

    /// The gestures of a name, of all types or of one; none where no name is given.
    ///
    /// - Throws: `ValidationError` where there is no such gesture.
    static func gestures(named name: String?, for type: PieceType? = nil) throws -> [Gesture] {
        guard let name else { return [] }
        let found = Gesture.named(name.lowercased())
        guard !found.isEmpty else {
            throw ValidationError(
                "There is no gesture '\(name)'. Rings: \(names(of: .hand)). Bracelets: \(names(of: .wrist)).")
        }
        guard let type else { return found }
        guard type == .ring || type == .bracelet else {
            throw ValidationError("--gesture is for rings and bracelets, not for \(type.rawValue)s.")
        }
        let region: BodyRegion = type == .ring ? .hand : .wrist
        guard found.contains(where: { $0.region == region }) else {
            throw ValidationError(
                "A \(type.rawValue) is not worn with the gesture '\(name)'. There are: \(names(of: region)).")
        }
        return found
    }

    /// The names of a region's gestures, with commas.
    static func names(of region: BodyRegion) -> String {
        Gesture.allCases.filter { $0.region == region }.compactMap(\.name).joined(separator: ", ")
    }
}

extension Finger: ExpressibleByArgument {}

extension HandSide: ExpressibleByArgument {}
