internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Hummingbird
internal import Persistence
internal import Studio
internal import Wearing

/// One of the ways in which a worn piece can be moved, as a slider or a choice.
struct NudgeHandle: Encodable {
    /// `millimetres`, `degrees` or `percent`; nil for a choice.
    var unit: String?
    var min, max, step: Double?
    var options: [OptionsView.Named]?
    var value: JSONValue

    /// What the page's numbers are to the engine's: a size is percent there, a factor here.
    static func factor(of move: Nudge.Move) -> Float { move == .scale ? 100 : 1 }

    static func unit(of move: Nudge.Move) -> String {
        switch move {
        case .slide, .drop: "millimetres"
        case .turn: "degrees"
        case .scale: "percent"
        }
    }

    /// How far a piece of a type may be moved, in the page's numbers; nil where it is not moved so.
    static func range(of move: Nudge.Move, for type: PieceType) -> ClosedRange<Int>? {
        Nudge.range(of: move, for: type).map { range in
            let factor = factor(of: move)
            return Int((range.lowerBound * factor).rounded())...Int((range.upperBound * factor).rounded())
        }
    }

    /// Those of a type, as a recipe has them.
    static func all(of type: PieceType, _ recipe: Recipe) -> [String: NudgeHandle] {
        let nudge = recipe.nudge ?? Nudge()
        var handles: [String: NudgeHandle] = [:]
        for move in Nudge.Move.allCases {
            guard let range = range(of: move, for: type) else { continue }
            handles[move.rawValue] = NudgeHandle(
                unit: unit(of: move), min: Double(range.lowerBound), max: Double(range.upperBound),
                step: move == .scale ? 1 : 0.5,
                value: .number(Double((nudge[move] * factor(of: move) * 2).rounded() / 2)))
        }
        let choices: [(name: String, options: [OptionsView.Named]?, value: String?)] = [
            ("finger", OptionsView.fingers[type.rawValue], recipe.look.finger?.rawValue),
            ("ear", OptionsView.ears[type.rawValue], recipe.look.ear?.rawValue),
        ]
        for case (let name, let options?, let value) in choices {
            handles[name] = NudgeHandle(options: options, value: .string(value ?? LookChoice.open))
        }
        return handles
    }
}

/// The piece alone, as large as its picture, and how it moves there.
struct NudgeGhost: Encodable {
    var url: String
    var centre: [Double]
    var millimetre: Double
    var slide: [Double]
    var drop: [Double]?

    init(_ handle: WearReport.Handle, url: String) {
        (self.url, centre, millimetre) = (url, [handle.x, handle.y], handle.millimetre)
        (slide, drop) = (handle.slide, handle.drop)
    }
}

/// Moves as the page sends them: millimetres, degrees, percent; and where else the piece is to be worn.
struct Nudging: Decodable {
    var slide, drop, turn, scale: Double?
    var finger, ear: String?

    /// - Throws: `Problem` where a piece of this type does not move so, or not so far.
    func nudge(for type: PieceType) throws -> Nudge {
        var nudge = Nudge()
        let asked: [(Nudge.Move, Double?)] = [(.slide, slide), (.drop, drop), (.turn, turn), (.scale, scale)]
        for case (let move, let value?) in asked { nudge[move] = Float(value) / NudgeHandle.factor(of: move) }
        guard let fault = nudge.faults(for: type).first else { return nudge }
        guard let range = NudgeHandle.range(of: fault.move, for: type) else {
            throw Problem.malformed("'nudge': \(fault).")
        }
        let unit = NudgeHandle.unit(of: fault.move)
        throw Problem.malformed(
            "'nudge.\(fault.move)' goes from \(range.lowerBound) to \(range.upperBound) \(unit) for a \(type).")
    }

    /// - Throws: `Choices.Problem` where there is no such finger or ear.
    func choose(_ look: inout LookChoice) throws {
        if let finger { look.finger = try LookChoice.chosen(finger, "finger") }
        if let ear { look.ear = try LookChoice.chosen(ear, "ear") }
    }
}

extension StudioServices {
    /// Makes a picture anew with the piece moved. Its plate is there already, and a correction costs nothing.
    ///
    /// - Parameter key: names the order, which is made once however often it comes.
    func move(
        _ picture: StudioPicture, by nudging: Nudging, key: String?, _ account: AccountID
    ) async throws -> Response {
        guard let type = picture.wearReport?.type ?? picture.recipe.edits.type else {
            throw Problem.malformed("It is not known what this picture shows.")
        }
        var recipe = picture.recipe
        recipe.edits.type = type
        let nudge = try nudging.nudge(for: type)
        recipe.nudge = nudge.isIdentity ? nil : nudge
        try nudging.choose(&recipe.look)
        recipe.isFree = true
        return try await submit([recipe], photo: picture.photo, key: key, account)
    }
}
