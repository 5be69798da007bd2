import Anatomy
import Appraisal
import Plates
import Rendering
import Studio
import Testing
import Wearing

@Suite("Clothes and places")
struct StylingTests {
    private let lucia = Cast.member("lucia")!

    private func settings(of person: Person, _ style: Style = Style(), _ seeds: Range<UInt64> = 1..<25) -> [Setting] {
        seeds.map { Styling.setting(for: person, wearing: .necklace, style: style, seed: $0) }
    }

    @Test("the seed of a picture chooses its scene, not the moment of the person")
    func constant() {
        var other = lucia
        other.moment = 9
        #expect(settings(of: other) == settings(of: lucia))
    }

    @Test("other seeds and other people have other clothes, colours, patterns and places")
    func variety() {
        for all in [settings(of: lucia), Cast.members.flatMap { settings(of: $0, Style(), 1..<4) }] {
            #expect(Set(all.map(\.garment)).count >= 5)
            #expect(Set(all.map(\.clothColour)).count >= 5)
            #expect(Set(all.map { $0.pattern?.kind }).count >= 3)
            #expect(Set(all.map(\.place)).count >= 5)
        }
    }

    @Test("a look keeps to its clothes and places", arguments: Look.allCases)
    func looks(_ look: Look) {
        let all = settings(of: lucia, Style(look))
        #expect(Set(all.map(\.garment)).isSubset(of: look.garments.map(\.rawValue)))
        #expect(Set(all.map(\.garment)).count > 1)
        #expect(Set(all.map(\.place)) == Set(look.places))
    }

    @Test("an earring's portrait shows a top, nearer pictures their collar")
    func portraits() {
        for (crop, garments) in [(Crop.lifestyle, Set(["blazer"])), (.standard, [CrewNeck.name])] {
            let worn = (1..<9).map {
                Styling.setting(
                    for: lucia, wearing: .earring, style: Style(garment: .blazer), crop: crop, seed: UInt64($0)
                ).garment
            }
            #expect(Set(worn) == garments)
        }
    }

    @Test("what is chosen stays, whatever the seed and the look")
    func chosen() {
        for look in [nil, Look.editorial] {
            var style = Style(backdrop: .sea, garment: .blazer)
            style.look = look
            #expect(settings(of: lucia, style).allSatisfy { $0.place == .sea && $0.garment == "blazer" })
        }
    }

    @Test("a man is given a jumper unless something else is chosen")
    func men() {
        let mateo = Cast.member("mateo")!
        #expect(settings(of: mateo).allSatisfy { $0.garment == "knit" })
    }
}
