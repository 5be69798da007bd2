package import Anatomy
internal import Geometry
package import Plates

/// Gives a model's arms the girth that people of such a build have, and a wrist that a stated bracelet fits.
///
/// The base mesh's wrists are those of a child: 124 mm on a body of 1.66 m, where women measure 152 ± 8 mm and men
/// 176 ± 9 mm (Gordon et al. 2014, ANSUR II).
package struct WristSizing {
    /// Shape details that change the girth of wrist and forearm, and how much of each.
    private static let details: [(name: String, share: Float)] = [
        ("hands/measure-wrist-circ", 1), ("arms/l-lowerarm-fat", 0.4),
    ]
    /// Of people's wrists over the base mesh's.
    private static let usual: Float = 1.2
    /// What hangs well is longer than the wrist, millimetres.
    private static let ease: Float = 10

    private let person: Person

    package init(person: Person) { self.person = person }

    private func person(fullness: Float) -> Person {
        var changed = person
        for (name, share) in Self.details {
            let own =
                (person.shape.details[name + "-incr"] ?? 0) - (person.shape.details[name + "-decr"] ?? 0)
            let value = min(max(own + fullness * share, -1), 1.5)
            changed.shape.details[name + "-incr"] = value > 0 ? value : nil
            changed.shape.details[name + "-decr"] = value < 0 ? -value : nil
        }
        return changed
    }

    /// The person with such wrists.
    ///
    /// - Parameters:
    ///   - length: of the bracelet's inside that the seller states, millimetres; nil for the model's own girth.
    ///   - measure: a person's girth where bracelets rest, millimetres.
    package func fitted(for length: Float?, measure: (Person) throws -> Float) rethrows -> Person {
        let own = try measure(person)
        let natural = Self.usual * own
        // A model's wrist gives or takes a tenth; nobody's is another person's.
        let wanted = length.map { min(max($0 - Self.ease, 0.92 * natural), 1.1 * natural) } ?? natural
        var (fullness, girth, slope) = (Float(0), own, Float(0))
        for trial in [Float(0.7), 0] {
            let next = slope > 1 ? min(max(fullness + (wanted - girth) / slope, -1), 1.5) : trial
            guard abs(next - fullness) > 0.02 else { break }
            let measured = try measure(person(fullness: next))
            slope = (measured - girth) / (next - fullness)
            (fullness, girth) = (next, measured)
        }
        return person(fullness: fullness)
    }
}

extension WristSizing {
    /// The person with such wrists, measured on a straight arm.
    package func fitted(for length: Float?, in studio: PlateStudio) throws -> Person {
        try fitted(for: length) {
            try studio.body(person: $0, gesture: .wristLong).landmarks.wrist?.circumference ?? 0
        }
    }
}
