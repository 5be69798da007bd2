import Anatomy
import Geometry
import Testing

@Suite("Retouch of the skin")
struct SkinRetouchTests {
    private struct Skin {
        var tone: Float
        /// Relative deviation of the albedo in green, of which blood and pigment take most.
        var unevenness: Float
        var relief: Float
        var places: [Vector3]
        var green: [Float]
    }

    private func skin(_ amount: Float, redSpots: Float = 0.6, freckles: Float = 0) throws -> Skin {
        var person = TestBody.person(TestBody.shape(age: 62))
        (person.skin.redSpots, person.skin.veins, person.skin.moles, person.skin.freckles) = (
            redSpots, 0.6, 0.5, freckles
        )
        let retouch = SkinRetouch(amount)
        let body = try TestBody.engine.get().posedBody(
            of: person, gesture: .handFlat, region: .hand, detail: 3, retouch: retouch)
        var mesh = try #require(body.parts[.skin])
        SkinMap(person, retouch: retouch).bake(into: &mesh)
        let back = try #require(mesh.channels["handBack"])
        let (green, relief) = (try #require(mesh.channels["albedoG"]), try #require(mesh.channels["relief"]))
        let seen = back.indices.filter { back[$0] > 0.9 }
        func mean(_ value: (Int) -> Float) -> Float { seen.reduce(0) { $0 + value($1) } / Float(seen.count) }
        let tone = mean { green[$0] }
        return Skin(
            tone: tone, unevenness: mean { (green[$0] / tone - 1) * (green[$0] / tone - 1) }.squareRoot(),
            relief: mean { relief[$0] }, places: seen.map { mesh.positions[$0] }, green: seen.map { green[$0] })
    }

    @Test("The more it is retouched the evener a skin is, while its tone stays and its pores do not go")
    func evens() throws {
        let (natural, half, flawless) = (try skin(0), try skin(0.5), try skin(1))
        #expect(half.unevenness < 0.9 * natural.unevenness)
        #expect(flawless.unevenness < 0.75 * natural.unevenness && flawless.unevenness > 0.1 * natural.unevenness)
        // Blood that gathered is lessened, so it is a little lighter.
        #expect(abs(flawless.tone / natural.tone - 1) < 0.12)
        #expect(flawless.relief < half.relief && flawless.relief > 0.6 * natural.relief)
        // Wrinkles and veins lose depth, no fold its place.
        let moved = zip(natural.places, flawless.places).map { ($0 - $1).length }
        #expect(moved.reduce(0, max) > 0.1 && moved.reduce(0, max) < 1.5)
    }

    @Test("Freckles are a person's own: they stay until near the end")
    func freckles() throws {
        func theirs(_ amount: Float) throws -> Float {
            let (with, without) = (
                try skin(amount, redSpots: 0, freckles: 1).green, try skin(amount, redSpots: 0).green
            )
            return zip(with, without).reduce(0) { $0 + abs($1.0 / $1.1 - 1) }
        }
        let (natural, most, flawless) = (try theirs(0), try theirs(0.65), try theirs(1))
        #expect(most > 0.85 * natural && flawless < 0.7 * most && flawless > 0.2 * natural)
    }

    @Test("An amount that is no share counts as the nearest")
    func amounts() {
        #expect(SkinRetouch(-1) == .natural && SkinRetouch(.nan) == .natural)
        #expect(SkinRetouch(7).amount == 1)
    }
}
