import Anatomy
import Geometry
import Testing

struct EarTests {
    /// Both sexes, ages, weights and descents.
    private static let people: [BodyShape] = [
        .reference, TestBody.shape(age: 70, male: 1, weight: 0.9), TestBody.shape(african: 1, european: 0),
        TestBody.shape(height: 0.8, asian: 1, european: 0),
    ]

    private static func body(
        _ shape: BodyShape, _ side: EarSide = .left, seed: UInt32 = 7, detail: Int = 3
    ) throws -> PosedBody {
        let gesture = Gesture.of(side)
        return try TestBody.engine.get().posedBody(
            of: TestBody.person(shape, seed: seed), gesture: gesture, region: gesture.region, detail: detail)
    }

    @Test(arguments: people)
    func `The piercing lies on the lobe's skin, and its normal leaves it`(_ shape: BodyShape) throws {
        let body = try Self.body(shape)
        let lobe = try #require(body.landmarks.ears[.left])
        let skin = try #require(body.parts[.skin])
        let near = skin.positions.indices.filter { (skin.positions[$0] - lobe.piercing).length < 1.2 }
        #expect(near.count > 8)
        let nearest = near.map { (skin.positions[$0] - lobe.piercing).length }.min() ?? .infinity
        #expect(nearest < 0.25, "\(nearest) mm off the skin")
        // A lobe is flat where it is pierced.
        for i in near { #expect(dot(skin.normals[i], lobe.normal) > 0.8) }
        // It looks out and, with the ear, a little forward; the frame is square.
        #expect(dot(lobe.normal, lobe.lateral) > 0.6)
        for (a, b) in [(lobe.normal, lobe.forward), (lobe.normal, lobe.down), (lobe.forward, lobe.down)] {
            #expect(abs(dot(a, b)) < 1e-3)
        }
        #expect(dot(lobe.forward, lobe.ahead) > 0.7 && dot(lobe.down, lobe.upward) < -0.8)
        #expect((2...8).contains(lobe.thickness), "\(lobe.thickness) mm thick")
        #expect((3...14).contains(lobe.edgeDistance), "\(lobe.edgeDistance) mm to the edge")
        // Sforza et al. 2009: adults' ears are about 52–75 mm long.
        let length = dot(lobe.top - lobe.piercing, lobe.upward) + lobe.edgeDistance
        #expect((48...76).contains(length), "\(length) mm")
    }

    @Test func `Left and right ears mirror`() throws {
        // Nobody's halves are alike, but nothing else may differ: the reference body without a person's own shape.
        let (a, b) = try (Self.body(.reference, .left), Self.body(.reference, .right))
        let (left, right) = try (#require(a.landmarks.ears[.left]), #require(b.landmarks.ears[.right]))
        func mirrored(_ v: Vector3) -> Vector3 { v * Vector3(-1, 1, 1) }
        #expect((mirrored(left.piercing) - right.piercing).length < 4)
        for (u, v) in [
            (left.normal, right.normal), (left.forward, right.forward), (left.down, right.down),
            (left.lateral, right.lateral), (left.ahead, right.ahead), (left.upward, right.upward),
        ] {
            #expect(dot(mirrored(u), v) > 0.99)
        }
        #expect(abs(left.thickness - right.thickness) < 0.6)
        #expect(abs(left.edgeDistance - right.edgeDistance) < 0.8)
        #expect(dot(cross(left.forward, left.down), left.normal) > 0.99)
        #expect(dot(cross(right.forward, right.down), right.normal) < -0.99)
    }

    @Test func `The ear has folds that catch light: rim and antihelix stand over the bowl`() throws {
        let body = try Self.body(.reference)
        let skin = try #require(body.parts[.skin])
        let lobe = try #require(body.landmarks.ears[.left])
        func out(_ i: Int) -> Float { dot(skin.positions[i] - lobe.piercing, lobe.lateral) }
        let concha = try #require(skin.channels["concha"])
        let rim = try #require(skin.channels["earRim"])
        let bowl = skin.positions.indices.filter { concha[$0] > 0.9 }
        let edge = skin.positions.indices.filter { rim[$0] > 0.9 && skin.positions[$0].y > lobe.piercing.y + 15 }
        #expect(bowl.count > 500 && edge.count > 500)
        func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }
        #expect(median(edge.map(out)) - median(bowl.map(out)) > 4)
    }

    @Test(arguments: [(HairTraits.Style.up, Float(0.3)), (.overShoulder, 0.1), (.overShoulder, 0.7), (.cropped, 1)])
    func `Hair leaves the lobe and the place below it free`(_ style: HairTraits.Style, _ curl: Float) throws {
        for side in [style == .up ? EarSide.right : .left] {
            var person = TestBody.person(seed: side == .left ? 7 : 12)
            person.hair = HairTraits(style: style, melanin: 0.6, curl: curl)
            let gesture = Gesture.of(side)
            let body = try TestBody.engine.get().posedBody(
                of: person, gesture: gesture, region: gesture.region, detail: 2)
            let groom = try #require(EarHairGroom(person, side: side, body: body, obstacle: body.collisionMesh))
            let strands = groom.strands()
            #expect(strands.counts.count > 5000)
            #expect(strands.points.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite })
            let lobe = try #require(body.landmarks.ears[side])
            let inTheWay = strands.points.count { p in
                let d = p - lobe.piercing
                return (-90...4).contains(d.y) && d.x * d.x + d.z * d.z < 13 * 13
            }
            #expect(inTheWay == 0, "\(inTheWay) points would cross an earring")
            // Nor does any lie on the ear's front.
            let ahead = strands.points.count { p in
                let d = p - (lobe.piercing + lobe.top) / 2
                return abs(d.y) < 15 && dot(d, lobe.lateral) > 0 && abs(dot(d, lobe.ahead)) < 10
            }
            #expect(ahead < 40, "\(ahead) points lie over the ear")
        }
    }

    @Test func `Long hair is tied back at some moments and hangs at others; the down is finer than any of it`() throws {
        var person = TestBody.person(seed: 7)
        person.hair = HairTraits(style: .overShoulder, melanin: 0.6, curl: 0.1)
        let body = try TestBody.engine.get().posedBody(of: person, gesture: .leftEar, region: .leftEar, detail: 1)
        let lobe = try #require(body.landmarks.ears[.left])
        var hanging: Set<Bool> = []
        for moment in UInt32(0)..<8 {
            person.moment = moment
            let groom = try #require(EarHairGroom(person, side: .left, body: body, obstacle: body.collisionMesh))
            let points = groom.strands().points
            hanging.insert(points.count { $0.y < lobe.piercing.y - 70 } > points.count / 10)
            guard moment == 0 else { continue }
            let down = groom.down()
            #expect(down.counts.count > 10_000)
            #expect(down.radii.max()! < groom.strands().radii.max()!)
            #expect(down.points.allSatisfy { ($0 - lobe.piercing).length > 1 })
        }
        #expect(hanging == [true, false])
    }

    @Test func `The jersey covers what is below the neckline and keeps off the skin`() throws {
        let body = try Self.body(TestBody.shape(age: 45, weight: 0.8), detail: 2)
        let jersey = CrewNeck(body, seed: 7)
        let cloth = jersey.mesh(on: body)
        #expect(cloth.triangles.count > 4000)
        let notch = body.landmarks.suprasternalNotch
        // Chest and shoulders are under it; jaw and upper neck are not.
        let top = cloth.positions.map(\.y).max() ?? 0
        #expect(top < body.landmarks.mouth.y - 20)
        #expect(cloth.positions.contains { abs($0.x - notch.x) < 8 && $0.z > notch.z - 12 && $0.y < notch.y + 12 })
        let bare = jersey.uncovered(body.collisionMesh)
        let breast = bare.triangles.count { t in
            let p = bare.positions[Int(t.x)]
            return p.y < notch.y - 45 && p.y > notch.y - 120 && abs(p.x) < 120
        }
        #expect(breast == 0)
    }
}
