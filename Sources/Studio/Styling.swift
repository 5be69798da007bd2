internal import Anatomy
internal import Appraisal
internal import Geometry
internal import Plates

/// What people wear and where they are: what suits them and leaves the piece the brightest thing.
enum Styling {
    /// Linear colours of cloth.
    private static let cloth: [Vector3] = [
        [0.035, 0.085, 0.075], [0.42, 0.40, 0.37], [0.055, 0.06, 0.09], [0.26, 0.11, 0.085], [0.09, 0.085, 0.08],
        [0.30, 0.27, 0.23],
    ]

    /// A person dresses the same way for every piece of a type, so that pieces share plates.
    static func setting(for person: Person, wearing type: PieceType) -> Setting {
        Setting(
            place: person.seed % 3 == 1 ? .garden : .room, garment: type == .ring ? "sleeve" : "blouse",
            clothColour: cloth[Int(person.seed) % cloth.count])
    }
}
