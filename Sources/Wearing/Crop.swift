/// How much of the person a picture shows round the piece.
public enum Crop: String, Sendable, Codable, CaseIterable {
    /// The piece, or a necklace's lowest part, fills a third to three fifths of the width.
    case macro
    /// What shops show: the part of the body that wears it.
    case standard
    /// The piece on somebody, with air round them; an earring with the face.
    case lifestyle

    /// Whether the picture of an earring is a portrait.
    package var showsFace: Bool { self == .lifestyle }

    /// Width of a frame, millimetres, from short lists, so that pieces share plates.
    ///
    /// - Parameters:
    ///   - needed: what a standard picture of this piece needs.
    ///   - steps: the widths of standard pictures, ascending.
    ///   - macro, lifestyle: the other crops' share of that.
    func frameWidth(
        _ needed: Float, of steps: [Float], macro: Float = 0.6, lifestyle: Float = 1.4
    ) -> Float {
        let (first, last) = (steps[0], steps[steps.count - 1])
        switch self {
        case .standard: return steps.first { $0 >= needed } ?? last
        case .macro:
            let close = [0.5, 0.6, 0.72, 0.86].map { $0 * first } + steps
            return close.first { $0 >= macro * needed } ?? last
        case .lifestyle:
            let wide = steps + [1.2, 1.4].map { $0 * last }
            return wide.first { $0 >= lifestyle * needed } ?? 1.4 * last
        }
    }
}
