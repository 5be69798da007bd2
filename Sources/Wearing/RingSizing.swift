package import Anatomy
internal import Geometry

/// Makes a model's fingers fuller or slimmer until a stated ring fits.
package struct RingSizing {
    /// The shape detail that changes the girth of the left hand's fingers, both ways.
    private static let detail = "hands/l-hand-fingers-diameter"

    private let person: Person

    package init(person: Person) { self.person = person }

    /// Slimmest −1 … fullest 1.
    private var fullness: Float {
        (person.shape.details[Self.detail + "-incr"] ?? 0) - (person.shape.details[Self.detail + "-decr"] ?? 0)
    }

    private func person(fullness: Float) -> Person {
        var changed = person
        changed.shape.details[Self.detail + "-incr"] = fullness > 0 ? fullness : nil
        changed.shape.details[Self.detail + "-decr"] = fullness < 0 ? -fullness : nil
        return changed
    }

    /// The person with a finger of another girth, as far as people go.
    ///
    /// - Parameters:
    ///   - girth: of the finger as it is, millimetres.
    ///   - wanted: of the ring's inside, millimetres.
    ///   - measure: the same finger's girth on another person, millimetres.
    package func fitted(from girth: Float, to wanted: Float, measure: (Person) throws -> Float) rethrows -> Person {
        guard abs(wanted / girth - 1) > 0.01 else { return person }
        let own = fullness
        let trial = min(max(own + (wanted > girth ? 0.5 : -0.5), -1), 1)
        guard trial != own else { return person }
        let slope = (try measure(person(fullness: trial)) - girth) / (trial - own)
        guard slope > 0.1 else { return person }
        return person(fullness: min(max(own + (wanted - girth) / slope, -1), 1))
    }
}
