import Anatomy
import Geometry
import Testing

@Suite("Faces of portraits")
struct FaceTests {
    private static let people: [BodyShape] = [
        .reference, TestBody.shape(age: 70), TestBody.shape(age: 70, male: 1, weight: 0.9),
        TestBody.shape(african: 1, european: 0), TestBody.shape(asian: 1, european: 0),
        TestBody.shape(male: 1, muscle: 0.9),
    ]

    private static func body(_ shape: BodyShape, _ gesture: Gesture = .leftPortrait, seed: UInt32 = 7) throws
        -> PosedBody
    {
        try TestBody.engine.get().posedBody(
            of: TestBody.person(shape, seed: seed), gesture: gesture, region: gesture.region, detail: 3)
    }

    /// A head's own axes, and where its eyes are: about 83 mm before the lobes, 38 mm above.
    private struct Head {
        let lateral, ahead, upward: Vector3
        let lobes: [Vector3]

        init(_ body: PosedBody) throws {
            let left = try #require(body.landmarks.ears[.left])
            let right = try #require(body.landmarks.ears[.right])
            (lateral, ahead, upward) = (left.lateral, left.ahead, left.upward)
            lobes = [left.piercing, right.piercing]
        }

        /// Toward the left, up, ahead.
        func local(_ p: Vector3) -> Vector3 {
            let d = p - (lobes[0] + lobes[1]) / 2
            return Vector3(dot(d, lateral), dot(d, upward), dot(d, ahead))
        }
    }

    /// The farthest that light sees behind a lid's surface, millimetres: from before, past the skin of both eyes.
    private func deepest(_ body: PosedBody) throws -> Float {
        let head = try Head(body)
        let skin = try #require(body.parts[.skin])
        let points = skin.positions.map(head.local)
        let origin = body.referenceOrigin
        var deepest: Float = 0
        for side in [Float(1), -1] {
            // What belongs to the eye on the reference body, its socket too.
            let near = skin.triangles.filter { t in
                let p = skin.restPositions[Int(t.x)] - Vector3(28.8 * side, 685 + origin, 111)
                return abs(p.x) < 26 && abs(p.y) < 20 && p.z > -30
            }
            let lids = points.indices.filter { i in
                (skin.restPositions[i] - Vector3(28.8 * side, 681 + origin, 129)).length < 3
            }
            let middle = lids.reduce(Vector3.zero) { $0 + points[$1] } / Float(lids.count)
            for x in stride(from: middle.x - 10, through: middle.x + 10, by: 1) {
                for y in stride(from: middle.y - 5, through: middle.y + 7, by: 0.25) {
                    let front = near.compactMap { Self.depth(of: $0, points, at: [x, y]) }.max()
                    deepest = max(deepest, middle.z - (front ?? -.infinity))
                }
            }
        }
        return deepest
    }

    /// Where a line straight ahead meets a triangle.
    private static func depth(of t: SIMD3<UInt32>, _ points: [Vector3], at p: Vector2) -> Float? {
        let (a, b, c) = (points[Int(t.x)], points[Int(t.y)], points[Int(t.z)])
        func side(_ u: Vector3, _ v: Vector3) -> Float { (v.x - u.x) * (p.y - u.y) - (v.y - u.y) * (p.x - u.x) }
        let (u, v, w) = (side(b, c), side(c, a), side(a, b))
        guard u >= 0 && v >= 0 && w >= 0 || u <= 0 && v <= 0 && w <= 0, u + v + w != 0 else { return nil }
        return (a.z * u + b.z * v + c.z * w) / (u + v + w)
    }

    @Test("closed lids leave no sight into the socket", arguments: people)
    func lids(_ shape: BodyShape) throws {
        let closed = try deepest(Self.body(shape))
        #expect(closed < 9, "\(closed) mm deep")
        // The same eyes are open in nearer pictures, which do not show them.
        #expect(try deepest(Self.body(shape, .leftEar)) > 20)
    }

    /// Roots of strands, and their tips.
    private func ends(_ strands: HairStrands) -> [(root: Vector3, tip: Vector3)] {
        var first = 0
        return strands.counts.map { count in
            defer { first += count }
            return (strands.points[first], strands.points[first + count - 1])
        }
    }

    @Test("brows and lashes grow out of the skin, on both sides, brows above", arguments: people)
    func hair(_ shape: BodyShape) throws {
        let person = TestBody.person(shape)
        let body = try Self.body(shape)
        let (head, skin) = (try Head(body), try #require(body.parts[.skin]))
        let face = skin.positions.filter { head.local($0).z > 40 }
        let hair = try #require(FaceHair(person, body: body))
        let (brows, lashes) = (ends(hair.brows()), ends(hair.lashes()))
        for (kind, count) in [(brows, 700), (lashes, 400)] {
            #expect(kind.count > count)
            let left = kind.count { head.local($0.root).x > 0 }
            #expect(abs(Float(left) / Float(kind.count) - 0.5) < 0.12)
            for strand in kind {
                #expect(strand.root.x.isFinite && strand.tip.x.isFinite)
                #expect((1...13).contains((strand.tip - strand.root).length))
            }
            // Of some, how far the root lies from the skin.
            for strand in kind[..<kind.endIndex].enumerated().filter({ $0.offset % 40 == 0 }).map(\.element) {
                let gap = face.reduce(Float.infinity) { min($0, ($1 - strand.root).length) }
                #expect(gap < 1.2, "\(gap) mm off the skin")
            }
        }
        let lowestBrow = brows.map { head.local($0.root).y }.min() ?? 0
        let highestLash = lashes.map { head.local($0.root).y }.max() ?? 0
        #expect(lowestBrow > highestLash + 5)
        // Lashes point ahead and down, brows lie flat.
        let ahead = lashes.count { head.local($0.tip).z > head.local($0.root).z }
        let down = lashes.count { head.local($0.tip).y < head.local($0.root).y }
        #expect(ahead * 10 > lashes.count * 9 && down * 10 > lashes.count * 8)
    }

    @Test("the same person has the same brows, another has others; men alone have stubble")
    func persons() throws {
        let body = try Self.body(.reference)
        func brows(_ seed: UInt32) -> [Vector3]? {
            FaceHair(TestBody.person(seed: seed), body: body)?.brows().points
        }
        #expect(brows(7) == brows(7))
        #expect(brows(7) != brows(8))
        let shape = TestBody.shape(male: 1)
        let man = try #require(FaceHair(TestBody.person(shape), body: try Self.body(shape)))
        #expect(man.stubble().counts.count > 5_000)
        #expect(try #require(FaceHair(TestBody.person(), body: body)).stubble().isEmpty)
    }

    @Test("what other pictures show of a person stays as it is: a portrait moves the face alone")
    func elsewhere() throws {
        let (portrait, ear) = try (Self.body(.reference), Self.body(.reference, .leftEar))
        let (a, b) = try (#require(portrait.landmarks.ears[.left]), #require(ear.landmarks.ears[.left]))
        #expect((a.piercing - b.piercing).length < 0.05)
        #expect((portrait.landmarks.suprasternalNotch - ear.landmarks.suprasternalNotch).length < 0.05)
    }
}
