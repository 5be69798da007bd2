import Geometry
import Testing

@Suite("The nearest similarity")
struct SimilarityTests {
    @Test("It is found again from the places that it made, with a free scale and with a given one")
    func found() throws {
        let made = Similarity2D(scale: 1.7, angle: 0.4, translation: [12, -3])
        let places: [Vector2] = [[0, 0], [10, 2], [-4, 8], [3, 3]]
        let pairs = places.map { (from: $0, to: made.apply($0)) }
        for scale in [nil, 1.7] as [Float?] {
            let near = try #require(Similarity2D(nearest: pairs, scale: scale))
            for place in [Vector2(5, 5), [-20, 1]] { #expect((near.apply(place) - made.apply(place)).length < 1e-3) }
        }
        #expect(Similarity2D(nearest: [(from: [1, 1], to: [2, 2])]) == nil)
        #expect(Similarity2D(nearest: []) == nil)
    }
}
