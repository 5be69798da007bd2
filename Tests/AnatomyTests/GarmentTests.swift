import Anatomy
import Foundation
import Geometry
import Testing

struct GarmentTests {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Assets/garments").path

    private func height(of p: Vector3, over skin: Mesh) -> Float {
        // The nearest vertex's tangent plane: fine enough where the skin's edges are a few millimetres.
        var best: (Float, Int) = (.infinity, 0)
        for (i, q) in skin.positions.enumerated() {
            let d = dot(p - q, p - q)
            if d < best.0 { best = (d, i) }
        }
        return dot(p - skin.positions[best.1], skin.normals[best.1])
    }

    @Test func `A garment hangs as it was draped on the body it was draped on`() throws {
        let engine = try TestBody.engine.get()
        let blouse = try Garment.load(named: "blouse", from: Self.folder)
        let positions = try engine.posedPositions(.reference, .neck)
        let bound = try blouse.bound(to: positions)
        // Draping knew linear skinning and stood elsewhere, so distances between neighbours are compared.
        #expect(bound.count == blouse.vertexCount)
        let draped = blouse.drapedPositions
        let changes = (1..<bound.count).compactMap { i -> Float? in
            let length = (draped[i] - draped[i - 1]).length
            return length < 15 ? abs((bound[i] - bound[i - 1]).length - length) : nil
        }.sorted()
        #expect(changes.count > 10_000)
        #expect(changes[changes.count / 2] < 0.1, "distances change by \(changes[changes.count / 2]) mm")
        #expect(changes[changes.count * 99 / 100] < 1, "distances change by \(changes[changes.count * 99 / 100]) mm")
    }

    static let tops = ["blouse", "knit", "satin", "wrap", "camisole"]

    /// The shapes that a garment is tried on: all of them for one, the extremes for the others.
    private func shapes(for name: String) -> [BodyShape] {
        name == "blouse" ? TestBody.grid : [TestBody.grid[0], TestBody.grid[TestBody.grid.count - 1]]
    }

    @Test(arguments: tops + ["blazer"]) func `In a portrait cloth covers the chest and leaves the face free`(
        _ name: String
    ) throws {
        let engine = try TestBody.engine.get()
        let top = try Garment.load(named: name, from: Self.folder)
        for gesture in [Gesture.leftPortrait, .rightPortrait] {
            let person = TestBody.person()
            let body = try engine.posedBody(of: person, gesture: gesture, region: gesture.region, detail: 0)
            let mesh = try top.fitted(
                to: try engine.posedPositions(of: person, gesture), skin: body.collisionMesh, detail: 0)
            let (mouth, notch) = (body.landmarks.mouth, body.landmarks.suprasternalNotch)
            #expect(mesh.positions.allSatisfy { $0.y < mouth.y - 40 })
            // From side to side below the breastbone's upper third; a jacket is open there, over a camisole.
            for x in stride(from: Float(-60), through: 60, by: 20) where name != "blazer" {
                #expect(
                    mesh.positions.contains {
                        abs($0.x - notch.x - x) < 12 && abs($0.y - notch.y + 140) < 15 && $0.z > notch.z - 20
                    })
            }
        }
    }

    @Test(arguments: tops + ["blazer"]) func `Cloth near the neckline stays off the skin of every shape`(_ name: String)
        throws
    {
        let engine = try TestBody.engine.get()
        let blouse = try Garment.load(named: name, from: Self.folder)
        for shape in shapes(for: name) {
            let body = try engine.posedBody(of: TestBody.person(shape), gesture: .neck, region: .neck, detail: 1)
            let positions = try engine.posedPositions(shape, .neck)
            let mesh = try blouse.fitted(to: positions, skin: body.collisionMesh, detail: 0)
            var below = 0
            var seen = 0
            for (i, edge) in mesh.channels["edge"]!.enumerated() where edge < 14 && i % 7 == 0 {
                guard mesh.positions[i].y > body.landmarks.suprasternalNotch.y - 150 else { continue }
                seen += 1
                if height(of: mesh.positions[i], over: body.collisionMesh) < 0 { below += 1 }
            }
            #expect(seen > 100)
            #expect(below * 100 <= seen, "\(below) of \(seen) points of \(shape) lie under the skin")
        }
    }

    @Test(arguments: Gesture.allCases.filter(\.isHand))
    func `A sleeve's cuff clings to the wrist however the hand bends`(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        let sleeve = try Garment.load(named: "sleeve", from: Self.folder)
        let body = try engine.posedBody(of: TestBody.person(), gesture: gesture, region: .hand, detail: 1)
        let positions = try engine.posedPositions(.reference, gesture)
        let mesh = try sleeve.fitted(to: positions, skin: body.collisionMesh, detail: 0)
        let wrist = body.landmarks.arm.wrist
        let heights = mesh.positions.indices
            .filter { mesh.channels["edge"]![$0] < 6 && (mesh.positions[$0] - wrist).length < 80 && $0 % 3 == 0 }
            .map { height(of: mesh.positions[$0], over: body.collisionMesh) }.sorted()
        #expect(heights.count > 50)
        // Cloth of 2.6 mm, its ribs and a little air: nobody looks into a tube.
        #expect(heights[heights.count * 9 / 10] < 7, "\(heights[heights.count * 9 / 10]) mm")
        #expect(heights[heights.count / 20] > -0.5)
    }

    /// Hands show the one cuff, wrists the one that is turned back.
    @Test(arguments: Gesture.allCases.filter { $0.isHand || $0.isWrist })
    func `A shirt's cuff keeps off the arm and near it, however the hand bends`(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        let shirt = try Garment.load(named: gesture.isHand ? "shirt" : "shirtback", from: Self.folder)
        for shape in [TestBody.grid[0], TestBody.grid[4], TestBody.grid[6]] {
            let body = try engine.posedBody(
                of: TestBody.person(shape), gesture: gesture, region: gesture.region, detail: 1)
            let positions = try engine.posedPositions(of: TestBody.person(shape), gesture)
            let mesh = try shirt.fitted(to: positions, skin: body.collisionMesh, detail: 0)
            let elbow = body.landmarks.arm.elbow
            let heights = mesh.positions.indices
                .filter { mesh.channels["edge"]![$0] < 6 && (mesh.positions[$0] - elbow).length > 60 && $0 % 5 == 0 }
                .map { height(of: mesh.positions[$0], over: body.collisionMesh) }.sorted()
            #expect(heights.count > 100)
            #expect(heights[heights.count / 100] > -0.5, "\(heights[heights.count / 100]) mm on \(shape)")
            #expect(heights[heights.count * 9 / 10] < 22, "\(heights[heights.count * 9 / 10]) mm on \(shape)")
        }
    }

    @Test(arguments: Gesture.allCases.filter(\.isHand))
    func `A button lies on its cuff`(_ gesture: Gesture) throws {
        let engine = try TestBody.engine.get()
        let (shirt, buttons) = (
            try Garment.load(named: "shirt", from: Self.folder),
            try Garment.load(named: "shirt-buttons", from: Self.folder)
        )
        for shape in [TestBody.grid[0], TestBody.grid[4]] {
            let body = try engine.posedBody(of: TestBody.person(shape), gesture: gesture, region: .hand, detail: 1)
            let positions = try engine.posedPositions(of: TestBody.person(shape), gesture)
            let cuff = try shirt.fitted(to: positions, skin: body.collisionMesh, detail: 1)
            let button = try buttons.fitted(to: positions)
            let middle = button.positions.reduce(.zero, +) / Float(button.positions.count)
            let above = height(of: middle, over: cuff)
            #expect((0...3).contains(above), "\(above) mm on \(shape)")
        }
    }

    @Test(arguments: tops) func `The chest is covered, the clavicles are not`(_ name: String) throws {
        let engine = try TestBody.engine.get()
        let blouse = try Garment.load(named: name, from: Self.folder)
        for shape in shapes(for: name) {
            let body = try engine.posedBody(of: TestBody.person(shape), gesture: .neck, region: .neck, detail: 1)
            let positions = try engine.posedPositions(shape, .neck)
            let mesh = try blouse.fitted(to: positions, skin: body.collisionMesh, detail: 0)
            let notch = body.landmarks.suprasternalNotch
            // The lowest point of the neckline's edge near the middle.
            let tip = mesh.positions.indices
                .filter { mesh.channels["edge"]![$0] < 0.5 && abs(mesh.positions[$0].x - notch.x) < 25 }
                .map { mesh.positions[$0] }.filter { $0.z > notch.z - 20 && notch.y - $0.y < 200 }
                .min { $0.y < $1.y }
            let depth = notch.y - (try #require(tip)).y
            #expect((40...130).contains(depth), "the neckline lies \(depth) mm below the notch")
            // From the front, every skin vertex of the chest lower than that has cloth before it.
            let cloth = ClothColumns(mesh)
            var shown = 0
            for p in body.collisionMesh.positions
            where p.y < notch.y - depth - 10 && p.y > notch.y - 260 && abs(p.x - notch.x) < 110 && p.z > notch.z - 60 {
                // What is hidden is not drawn, but it must not stand out of the cloth by more than cloth yields.
                if cloth.front(p.x, p.y) < p.z - 2 { shown += 1 }
            }
            for v in blouse.hidden.indices where !blouse.hidden[v] {
                let p = positions[v]
                guard p.y < notch.y - depth - 10, p.y > notch.y - 260, abs(p.x - notch.x) < 110, p.z > notch.z - 60
                else { continue }
                if cloth.front(p.x, p.y) < p.z { shown += 1 }
            }
            #expect(shown == 0, "skin shows at \(shown) points on \(shape)")
        }
    }

    @Test func `Straps lie on the shoulders of every shape`() throws {
        let engine = try TestBody.engine.get()
        let camisole = try Garment.load(named: "camisole", from: Self.folder)
        for shape in TestBody.grid {
            let body = try engine.posedBody(of: TestBody.person(shape), gesture: .neck, region: .neck, detail: 1)
            let mesh = try camisole.fitted(
                to: try engine.posedPositions(shape, .neck), skin: body.collisionMesh, detail: 0)
            let strap = mesh.positions.filter { $0.y > body.landmarks.suprasternalNotch.y - 25 }
            // One on each side, each thinner than a finger.
            #expect(Set(strap.map { $0.x > body.landmarks.suprasternalNotch.x }).count == 2)
            let heights = strap.map { height(of: $0, over: body.collisionMesh) }.sorted()
            #expect(heights.count > 100)
            #expect(heights[heights.count / 50] > -0.5, "\(heights[heights.count / 50]) mm on \(shape)")
            #expect(heights[heights.count * 9 / 10] < 7, "\(heights[heights.count * 9 / 10]) mm on \(shape)")
        }
    }

    @Test func `A blazer lies over its camisole, and both cover the chest`() throws {
        let engine = try TestBody.engine.get()
        let (blazer, camisole) = (
            try Garment.load(named: "blazer", from: Self.folder), try Garment.load(named: "camisole", from: Self.folder)
        )
        for shape in shapes(for: "blazer") {
            let body = try engine.posedBody(of: TestBody.person(shape), gesture: .neck, region: .neck, detail: 1)
            let positions = try engine.posedPositions(shape, .neck)
            let jacket = ClothColumns(try blazer.fitted(to: positions, skin: body.collisionMesh, detail: 1))
            let top = try camisole.fitted(to: positions, skin: body.collisionMesh, detail: 1)
            let under = ClothColumns(top)
            let notch = body.landmarks.suprasternalNotch
            let seen = top.positions.filter {
                abs($0.x - notch.x) < 110 && $0.z > notch.z - 40 && $0.y > notch.y - 300 && $0.y < notch.y - 60
                    && jacket.front($0.x, $0.y) > notch.z - 60
            }
            #expect(seen.count > 500)
            let through = seen.count { jacket.front($0.x, $0.y) < $0.z - 0.5 }
            #expect(through * 100 <= seen.count, "\(through) of \(seen.count) points of \(shape) lie before the jacket")
            // Between the lapels there is the camisole.
            for y in stride(from: notch.y - 240, to: notch.y - 110, by: 5) {
                #expect(under.front(notch.x, y) > notch.z - 60 && jacket.front(notch.x, y) < under.front(notch.x, y))
            }
        }
    }

    @Test func `What covers the trunk hides no bare arm`() throws {
        let engine = try TestBody.engine.get()
        let camisole = try Garment.load(named: "camisole", from: Self.folder)
        let rest = engine.referencePositions
        #expect(camisole.hidden.count { $0 } > 300)
        // At rest the arms stand off: beyond the shoulders there is nothing else.
        #expect(camisole.hidden.indices.allSatisfy { !camisole.hidden[$0] || abs(rest[$0].x) < 185 })
    }

    @Test func `Hidden vertices lie under cloth`() throws {
        let engine = try TestBody.engine.get()
        let blouse = try Garment.load(named: "blouse", from: Self.folder)
        #expect(blouse.hidden.count == engine.assets.bodyVertexCount)
        let positions = try engine.posedPositions(.reference, .neck)
        let (_, skeleton) = try engine.skeleton(of: .reference)
        #expect(skeleton.names.contains("neck01"))
        let chest = blouse.hidden.indices.filter { blouse.hidden[$0] }
        #expect(chest.count > 300)
        let cloth = try blouse.bound(to: positions)
        let top = cloth.map(\.y).max()!
        #expect(chest.allSatisfy { positions[$0].y < top })
    }

    @Test func `The mesh is sound`() throws {
        let engine = try TestBody.engine.get()
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder) where name.hasSuffix(".bin") {
            let garment = try Garment.load(named: String(name.dropLast(4)), from: Self.folder)
            let positions = try engine.posedPositions(.reference, .neck)
            let mesh = try garment.fitted(to: positions, detail: 1)
            let count = mesh.positions.count
            #expect(mesh.normals.count == count && mesh.uvs.count == count && mesh.restPositions.count == count)
            #expect(mesh.channels.values.allSatisfy { $0.count == count })
            #expect(mesh.triangles.allSatisfy { $0.x < count && $0.y < count && $0.z < count })
            #expect(mesh.positions.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite })
            let flat = mesh.normals.filter { abs($0.length - 1) > 1e-3 }.count
            #expect(flat * 1000 < count, "\(flat) normals of \(name) are missing")
        }
    }

    @Test func `Files that cannot be used are refused with a reason`() throws {
        #expect(throws: GarmentError.missing(name: "toga", folder: Self.folder)) {
            try Garment.load(named: "toga", from: Self.folder)
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "parure-garment-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.folder).appendingPathComponent("blouse.bin"))
        let file = folder.appendingPathComponent("blouse.bin")
        for length in [0, 7, 12, 40, 1000, whole.count / 3, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: file)
            #expect(throws: GarmentError.self) { try Garment.load(named: "blouse", from: folder.path) }
        }
        var altered = whole
        altered[9] = 0x7f
        try altered.write(to: file)
        #expect(throws: GarmentError.damaged(path: file.path, reason: "it is of another version")) {
            try Garment.load(named: "blouse", from: folder.path)
        }
        // Bytes turned at random must never crash the reader.
        var random = PCG32(seed: 5)
        for _ in 0..<60 {
            altered = whole
            for _ in 0..<40 { altered[Int.random(in: 0..<whole.count, using: &random)] = 0xff }
            try altered.write(to: file)
            _ = try? Garment.load(named: "blouse", from: folder.path)
        }
    }

    @Test func `Too few positions are refused`() throws {
        let blouse = try Garment.load(named: "blouse", from: Self.folder)
        #expect(throws: GarmentError.self) { try blouse.fitted(to: [.zero, .zero]) }
        #expect(throws: GarmentError.self) {
            try blouse.fitted(to: [Vector3](repeating: .zero, count: 20_000), detail: 9)
        }
    }
}

/// The front of cloth as a map over x and y, in cells of 4 mm.
struct ClothColumns {
    private var front: [SIMD2<Int32>: Float] = [:]

    init(_ mesh: Mesh) {
        for t in mesh.triangles {
            let corners = [t.x, t.y, t.z].map { mesh.positions[Int($0)] }
            for u in 0...3 {
                for v in 0...(3 - u) {
                    let (a, b) = (Float(u) / 3, Float(v) / 3)
                    let p = corners[0] * (1 - a - b) + corners[1] * a + corners[2] * b
                    let cell = Self.cell(p.x, p.y)
                    front[cell] = max(front[cell] ?? -.infinity, p.z)
                }
            }
        }
    }

    func front(_ x: Float, _ y: Float) -> Float { front[Self.cell(x, y)] ?? -.infinity }

    private static func cell(_ x: Float, _ y: Float) -> SIMD2<Int32> {
        SIMD2(Int32((x / 4).rounded(.down)), Int32((y / 4).rounded(.down)))
    }
}
