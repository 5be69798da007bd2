public import Anatomy
internal import Appraisal
public import ArgumentParser
internal import Foundation
public import Wearing

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

    @Option(
        help: ArgumentHelp(
            "The ear that wears an earring: left or right.",
            discussion: "Chosen to suit the photo if you leave it out.", valueName: "side"))
    var ear: EarSide?

    @Option(
        help: ArgumentHelp(
            "Move the worn piece by hand, e.g. slide=2,drop=-3,turn=4,scale=1.05.",
            discussion: """
                slide: millimetres to the picture's right (necklace), to the fingertip, the hand or the face; drop: \
                millimetres lower (necklace, earring); turn: degrees clockwise (not a necklace); scale: a factor. The \
                camera stays, and the report says what was moved.
                """, valueName: "moves"))
    var nudge = Nudge()

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
        if ear != nil, type != .earring { throw ValidationError("--ear is for earrings; \(this)") }
        if let fault = nudge.faults(for: type).first { throw ValidationError("--nudge \(fault).") }
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

extension Nudge: ExpressibleByArgument {
    /// Moves with equals signs, with commas between them.
    public init?(argument: String) {
        self.init()
        for term in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = term.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard sides.count == 2, let move = Move(rawValue: sides[0]), let value = Float(sides[1]), value.isFinite,
                PieceType.allCases.contains(where: { Self.range(of: move, for: $0)?.contains(value) ?? false })
            else { return nil }
            self[move] = value
        }
    }
}
