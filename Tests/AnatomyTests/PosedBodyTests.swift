import Anatomy
import Geometry
import Testing

@Suite struct PosedBodyTests {
    @Test func childrenAndNonsenseAreRefused() throws {
        let engine = try TestBody.engine.get()
        for shape in [
            TestBody.shape(age: 17), TestBody.shape(age: 81), TestBody.shape(male: -0.1), TestBody.shape(weight: .nan),
            TestBody.shape(european: 0),
        ] {
            #expect {
                try engine.posedBody(of: TestBody.person(shape), gesture: .neck, region: .neck, detail: 0)
            } throws: { error in
                if case .invalidShape = error as? AnatomyError { true } else { false }
            }
        }
        var odd = TestBody.shape()
        odd.details = ["ears/no-such-ear": 1]
        #expect(throws: AnatomyError.unknownTarget("ears/no-such-ear")) {
            try engine.posedBody(of: TestBody.person(odd), gesture: .neck, region: .neck, detail: 0)
        }
    }

    @Test func adultsHaveAdultHeights() throws {
        let engine = try TestBody.engine.get()
        for shape in TestBody.grid {
            let positions = try engine.assets.positions(of: shape)[..<engine.assets.bodyVertexCount]
            let top = positions.reduce(0) { max($0, $1.y) }
            #expect((1450...1950).contains(top), "\(shape)")
            #expect(positions.reduce(Float.infinity) { min($0, $1.y) } == 0)
        }
        func top(_ shape: BodyShape) throws -> Float {
            try engine.assets.positions(of: shape).reduce(0) { max($0, $1.y) }
        }
        #expect(try top(TestBody.shape(height: 0.8)) > top(TestBody.shape(height: 0.5)) + 40)
        #expect(try top(TestBody.shape(male: 1)) > top(TestBody.shape(male: 0)) + 40)
        #expect(try (1500...1900).contains(top(TestBody.shape())))
    }

    @Test(arguments: [(Gesture.neck, BodyRegion.neck), (.handFlat, .hand), (.handUpright, .hand), (.handFist, .hand)])
    func fineMeshesAreWhole(_ gesture: Gesture, _ region: BodyRegion) throws {
        let engine = try TestBody.engine.get()
        let body = try engine.posedBody(of: TestBody.person(), gesture: gesture, region: region, detail: 4)
        let skin = try #require(body.parts[.skin])
        #expect((250_000...600_000).contains(skin.positions.count))
        #expect(skin.restPositions.count == skin.positions.count && skin.normals.count == skin.positions.count)
        #expect(skin.channels.values.allSatisfy { $0.count == skin.positions.count })
        #expect(skin.positions.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite })
        #expect(skin.normals.allSatisfy { abs($0.length - 1) < 1e-3 })
        #expect(TestMesh.creasedShare(skin) < 0.004)
    }

    @Test func handsHaveFiveNailsThatFaceOutward() throws {
        let engine = try TestBody.engine.get()
        for shape in [TestBody.grid[0], TestBody.shape(age: 65, male: 1, weight: 0.8)] {
            let body = try engine.posedBody(
                of: TestBody.person(shape), gesture: .handUpright, region: .hand, detail: 3)
            let nails = try #require(body.parts[.nails])
            #expect(TestMesh.openEdges(nails) == 0)
            #expect(TestMesh.volume(nails) > 0)
            for (finger, seat) in body.landmarks.fingers {
                // Each plate lies on the back of its fingertip.
                let near = nails.positions.indices.filter { (nails.positions[$0] - seat.tip).length < 16 }
                #expect(near.count > 1000, "\(finger)")
            }
            #expect(try #require(nails.channels["lunula"]).contains { $0 > 0.4 })
        }
    }

    @Test func nailsCurveAcross() throws {
        let engine = try TestBody.engine.get()
        for shape in [TestBody.shape(), TestBody.shape(age: 65, male: 1, weight: 0.8)] {
            let body = try engine.posedBody(
                of: TestBody.person(shape), gesture: .handUpright, region: .hand, detail: 2)
            let nails = try #require(body.parts[.nails])
            for (finger, seat) in body.landmarks.fingers {
                // Across the middle of each plate, both sides of it taken together.
                func mean(_ u: ClosedRange<Float>) -> Vector3 {
                    let near = nails.positions.indices.filter {
                        (nails.positions[$0] - seat.tip).length < 16 && u.contains(nails.uvs[$0].x)
                            && (0.45...0.65).contains(nails.uvs[$0].y)
                    }
                    return near.reduce(Vector3.zero) { $0 + nails.positions[$1] } / Float(max(near.count, 1))
                }
                let (left, middle, right) = (mean(0...0.03), mean(0.47...0.53), mean(0.97...1))
                let width = (right - left).length
                #expect((5...17).contains(width), "\(finger) \(width) mm wide")
                #expect((middle - (left + right) / 2).length > 0.12 * width, "\(finger) is flat")
            }
        }
    }

    @Test func straightJointsWrinkleAndBentOnesStretch() throws {
        let engine = try TestBody.engine.get()
        func creases(_ gesture: Gesture) throws -> Float {
            let skin = try #require(
                engine.posedBody(of: TestBody.person(), gesture: gesture, region: .hand, detail: 3).parts[.skin])
            let (crease, knuckles) = try (
                #require(skin.channels["crease"]), #require(skin.channels["knuckles"])
            )
            return zip(crease, knuckles).reduce(0) { $0 + ($1.1 > 0.4 ? $1.0 : 0) }
        }
        #expect(try creases(.handUpright) > 1.5 * creases(.handFist))
    }

    @Test func theSameRequestGivesTheSameMesh() throws {
        let engine = try TestBody.engine.get()
        let bodies = try (0..<2).map { _ in
            try engine.posedBody(of: TestBody.person(), gesture: .handFist, region: .hand, detail: 2)
        }
        #expect(bodies[0].parts[.skin]?.positions == bodies[1].parts[.skin]?.positions)
        #expect(bodies[0].collisionMesh.positions == bodies[1].collisionMesh.positions)
    }

    @Test func everyPersonIsSculptedTheirOwnWay() throws {
        let engine = try TestBody.engine.get()
        let necks = try [UInt32(1), 2].map { seed in
            try #require(
                engine.posedBody(of: TestBody.person(seed: seed), gesture: .neck, region: .neck, detail: 2).parts[.skin]
            )
        }
        let moved = zip(necks[0].positions, necks[1].positions).map { ($0 - $1).length }
        #expect(moved.reduce(0, max) > 0.5 && moved.reduce(0, max) < 12)
    }

    @Test func topologyAndRestPositionsDoNotDependOnShapeOrPose() throws {
        let engine = try TestBody.engine.get()
        let a = try engine.posedBody(of: TestBody.person(), gesture: .handFlat, region: .hand, detail: 2)
        let b = try engine.posedBody(
            of: TestBody.person(TestBody.shape(age: 60, male: 1, weight: 0.8)), gesture: .handFist, region: .hand,
            detail: 2)
        #expect(a.parts[.skin]?.triangles == b.parts[.skin]?.triangles)
        #expect(a.parts[.skin]?.restPositions == b.parts[.skin]?.restPositions)
    }

    @Test func theCollisionMeshIsClosedAndFacesOutward() throws {
        let engine = try TestBody.engine.get()
        for gesture in Gesture.allCases {
            let mesh = try engine.posedBody(of: TestBody.person(), gesture: gesture, region: .neck, detail: 0)
                .collisionMesh
            #expect(TestMesh.openEdges(mesh) == 0)
            // A closed surface that faces outward encloses a positive volume: about 60 litres.
            #expect((40...90).contains(TestMesh.volume(mesh) / 1e6))
        }
    }
}

/// Measures of a mesh's soundness.
enum TestMesh {
    /// Share of triangles that face against their own vertices' normals.
    static func creasedShare(_ mesh: Mesh) -> Float {
        let against = mesh.triangles.count { t in
            let (a, b, c) = (Int(t.x), Int(t.y), Int(t.z))
            let n = cross(mesh.positions[b] - mesh.positions[a], mesh.positions[c] - mesh.positions[a])
            return dot(n, mesh.normals[a] + mesh.normals[b] + mesh.normals[c]) < 0
        }
        return Float(against) / Float(mesh.triangles.count)
    }

    static func openEdges(_ mesh: Mesh) -> Int {
        var sides: [SIMD2<UInt32>: Int] = [:]
        for t in mesh.triangles {
            for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] {
                sides[SIMD2(min(a, b), max(a, b)), default: 0] += a < b ? 1 : -1
            }
        }
        return sides.values.count { $0 != 0 }
    }

    /// Cubic millimetres, by the divergence theorem.
    static func volume(_ mesh: Mesh) -> Double {
        mesh.triangles.reduce(0) { sum, t in
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            return sum + Double(dot(a, cross(b, c))) / 6
        }
    }
}
