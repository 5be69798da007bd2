internal import Anatomy
internal import Appraisal
internal import Foundation
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

    /// Those of a type, as a recipe has them.
    static func all(of type: PieceType, _ recipe: Recipe) -> [String: NudgeHandle] {
        let nudge = recipe.nudge ?? Nudge()
        var handles: [String: NudgeHandle] = [:]
        for move in Nudge.Move.allCases {
            guard let range = Nudge.range(of: move, for: type) else { continue }
            let percent: Float = move == .scale ? 100 : 1
            handles[move.rawValue] = NudgeHandle(
                unit: move == .scale ? "percent" : move == .turn ? "degrees" : "millimetres",
                min: Double((range.lowerBound * percent).rounded()),
                max: Double((range.upperBound * percent).rounded()),
                step: move == .scale ? 1 : 0.5, value: .number(Double((nudge[move] * percent * 2).rounded() / 2)))
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
        let asked: [(Nudge.Move, Double?)] = [
            (.slide, slide), (.drop, drop), (.turn, turn), (.scale, scale.map { $0 / 100 }),
        ]
        for case (let move, let value?) in asked { nudge[move] = Float(value) }
        if let fault = nudge.faults(for: type).first { throw Problem.malformed("'nudge': \(fault).") }
        return nudge
    }

    /// - Throws: `Choices.Problem` where there is no such finger or ear.
    func choose(_ look: inout LookChoice) throws {
        if let finger { look.finger = try LookChoice.chosen(finger, "finger") }
        if let ear { look.ear = try LookChoice.chosen(ear, "ear") }
    }
}

extension StudioServices {
    /// Makes a picture anew with the piece moved. Its plate is there already, and a correction costs nothing.
    func move(_ picture: StudioPicture, by nudging: Nudging, _ account: AccountID) async throws -> JobView {
        guard let type = picture.wearReport?.type ?? picture.recipe.edits.type else {
            throw Problem.malformed("It is not known what this picture shows.")
        }
        var recipe = picture.recipe
        recipe.edits.type = type
        let nudge = try nudging.nudge(for: type)
        recipe.nudge = nudge.isIdentity ? nil : nudge
        try nudging.choose(&recipe.look)
        recipe.isFree = true
        let job = try await store.submit([JobOrder(.picture(recipe), photo: picture.photo)], account: account)[0]
        return try await view(job, account)
    }
}
