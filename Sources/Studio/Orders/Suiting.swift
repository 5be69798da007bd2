public import Anatomy
public import Appraisal

/// Which skin shows a metal well.
public enum Suiting {
    /// Why a metal suits a person, in words; nil where there is nothing to say.
    public static func reason(_ person: Person, _ metal: Metal) -> String? {
        let (melanin, warmth) = (person.skin.melanin, person.skin.undertone)
        switch metal {
        case .yellowGold where warmth > 0.25 && melanin > 0.15:
            return "suits your yellow gold, because the skin is warm and deeper than the metal"
        case .yellowGold where melanin > 0.6:
            return "suits your yellow gold, because dark skin makes it the brightest thing"
        case .roseGold where melanin < 0.25:
            return "suits your rose gold, because fair skin takes up its pink"
        case .roseGold where warmth > 0.25 && melanin < 0.45:
            return "suits your rose gold, because the skin is as warm as the metal"
        case .silver where warmth < 0.1:
            return "suits your white metal, because the skin is cool"
        case .silver where melanin > 0.6:
            return "suits your white metal, because dark skin sets it off"
        default: return nil
        }
    }

    /// Who is proposed: the standard model where she suits, else the first who does.
    public static func model(for metal: Metal, among people: [Person]) -> String {
        let standard = people.first { $0.id == Cast.standardID } ?? people.first
        if let standard, reason(standard, metal) != nil { return standard.id }
        return people.first { reason($0, metal) != nil }?.id ?? standard?.id ?? Cast.standardID
    }
}
