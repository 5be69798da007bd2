import Anatomy
import Foundation
import Geometry
import Testing

struct HairTests {
    fileprivate static let folder = GarmentTests.folder

    /// A dressed body and the hair on it.
    private struct Groomed {
        var body: PosedBody
        var cloth: Mesh
        var strands: HairStrands

        init(_ style: HairTraits.Style, curl: Float = 0.25, shape: BodyShape = .reference, seed: UInt32 = 7) throws {
            let engine = try TestBody.engine.get()
            var person = TestBody.person(shape, seed: seed)
            person.hair = HairTraits(style: style, melanin: 0.6, curl: curl)
            body = try engine.posedBody(of: person, gesture: .neck, region: .neck, detail: 0)
            cloth = try Garment.load(named: "blouse", from: HairTests.folder)
                .fitted(to: engine.posedPositions(of: person, .neck), skin: body.collisionMesh)
            strands = HairGroom(person, body: body, obstacle: Self.joined(body.collisionMesh, cloth)).strands()
        }

        var obstacle: Mesh { Self.joined(body.collisionMesh, cloth) }

        static func joined(_ body: Mesh, _ cloth: Mesh) -> Mesh {
            let first = UInt32(body.positions.count)
            return Mesh(
                positions: body.positions + cloth.positions, normals: body.normals + cloth.normals,
                triangles: body.triangles + cloth.triangles.map { $0 &+ SIMD3(repeating: first) })
        }
    }

    @Test(arguments: [HairTraits.Style.up, .overShoulder, .cropped])
    func `No strand goes into skin or cloth`(_ style: HairTraits.Style) throws {
        for (seed, curl, shape) in [
            (UInt32(7), Float(0.1), BodyShape.reference), (8, 0.75, TestBody.shape(age: 60, weight: 0.85)),
        ] {
            let groomed = try Groomed(style, curl: curl, shape: shape, seed: seed)
            let sample = stride(from: 0, to: groomed.strands.points.count, by: 11).map { groomed.strands.points[$0] }
            let surface = NearbyTriangles(groomed.obstacle, around: sample)
            let cloth = ClothFront(groomed.cloth)
            let notch = groomed.body.landmarks.suprasternalNotch
            var (seen, sunk, slipped) = (0, 0, 0)
            for p in sample {
                seen += 1
                // A strand is a tenth of a millimetre thick.
                if let height = surface.height(of: p), height < -0.1 { sunk += 1 }
                if p.z > notch.z - 40, p.y < notch.y - 30, cloth.front(p.x, p.y) > p.z + 1 { slipped += 1 }
            }
            #expect(seen > 300)
            #expect(sunk == 0, "\(sunk) of \(seen) points lie inside")
            #expect(slipped == 0, "\(slipped) of \(seen) points lie under the blouse")
        }
    }

    @Test func `Thinned locks are fewer of the same strands, and thicker`() throws {
        let full = try Groomed(.overShoulder)
        var person = TestBody.person(.reference, seed: 7)
        person.hair = HairTraits(style: .overShoulder, melanin: 0.6, curl: 0.25)
        let thin = HairGroom(person, body: full.body, obstacle: full.obstacle).strands(thinning: 6)
        #expect(thin.counts.count < full.strands.counts.count / 4)
        #expect(Set(thin.points).isSubset(of: Set(full.strands.points)))
        #expect(thin.radii.max()! > 4 * full.strands.radii.max()!)
    }

    @Test(arguments: [HairTraits.Style.up, .overShoulder])
    func `Hair leaves the jewelry's place free`(_ style: HairTraits.Style) throws {
        for seed in UInt32(1)...2 {
            let groomed = try Groomed(style, curl: 0.3 * Float(seed), seed: seed * 5)
            let notch = groomed.body.landmarks.suprasternalNotch
            // A chain of 45 cm lies within this, but for its last fifth on each side.
            let before = groomed.strands.points.filter {
                $0.z > notch.z - 70 && $0.y < notch.y + 20 && abs($0.x - notch.x) < 62
            }
            #expect(before.isEmpty, "\(before.count) points of seed \(seed) lie before the chest")
        }
    }

    @Test func `Loose hair falls over one shoulder only, and behind both`() throws {
        let groomed = try Groomed(.overShoulder)
        let notch = groomed.body.landmarks.suprasternalNotch
        let front = groomed.strands.points.filter { $0.z > notch.z - 40 && $0.y < notch.y - 60 }
        let left = front.count { $0.x > notch.x }
        #expect(front.count > 3000)
        #expect(left == 0 || left == front.count)
        for side in [Float(-1), 1] {
            let behind = groomed.strands.points.filter {
                $0.z < notch.z - 100 && $0.y > notch.y + 40 && ($0.x - notch.x) * side > 55
            }
            #expect(behind.count > 1000)
        }
        #expect((5000...8500).contains(groomed.strands.counts.count))
        #expect(groomed.strands.points.count < 350_000)
    }

    @Test func `The same person has the same hair, another seed other hair`() throws {
        let (a, b, c) = try (Groomed(.up).strands, Groomed(.up).strands, Groomed(.up, seed: 8).strands)
        #expect(a.points == b.points && a.radii == b.radii && a.counts == b.counts && a.isLight == b.isLight)
        #expect(a.points.prefix(200) != c.points.prefix(200))
    }

    @Test func `Strands are as thin as hair and narrow to their tips`() throws {
        for (style, curl) in [(HairTraits.Style.up, Float(0.2)), (.overShoulder, 0.2), (.overShoulder, 0.9)] {
            let strands = try Groomed(style, curl: curl).strands
            #expect(strands.counts.reduce(0, +) == strands.points.count && strands.radii.count == strands.points.count)
            #expect(strands.points.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite })
            var (first, odd) = (0, 0)
            for count in strands.counts {
                let radii = strands.radii[first..<first + count]
                let (root, tip) = (radii.max()!, radii.last!)
                if count < 2 || root > 0.1 || root < 0.015 || tip > 0.4 * root { odd += 1 }
                first += count
            }
            #expect(odd == 0, "\(odd) of \(strands.counts.count) strands are too thick, too thin or blunt")
        }
    }
}

/// Triangles sorted into cells of 12 mm, each also into its neighbours.
private struct NearbyTriangles {
    private let mesh: Mesh
    private var cells: [SIMD3<Int32>: [Int]] = [:]

    init(_ mesh: Mesh, around points: [Vector3]) {
        self.mesh = mesh
        let wanted = Set(points.map { Self.cell($0) })
        for (i, t) in mesh.triangles.enumerated() {
            let corners = [t.x, t.y, t.z].map { mesh.positions[Int($0)] }
            let low = Self.cell(pointwiseMin(corners[0], pointwiseMin(corners[1], corners[2])) - 5)
            let high = Self.cell(pointwiseMax(corners[0], pointwiseMax(corners[1], corners[2])) + 5)
            for x in low.x...high.x {
                for y in low.y...high.y {
                    for z in low.z...high.z where wanted.contains(SIMD3(x, y, z)) {
                        cells[SIMD3(x, y, z), default: []].append(i)
                    }
                }
            }
        }
    }

    private static func cell(_ p: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((p / 12).rounded(.down)) }

    /// Signed height over the nearest triangle within 5 mm.
    func height(of p: Vector3) -> Float? {
        var (best, result): (Float, Float?) = (5, nil)
        for i in cells[Self.cell(p)] ?? [] {
            let t = mesh.triangles[i]
            let corners = [t.x, t.y, t.z].map { (mesh.positions[Int($0)], mesh.normals[Int($0)]) }
            let (a, b, c) = (corners[0].0, corners[1].0, corners[2].0)
            let n = cross(b - a, c - a).normalized
            let h = dot(p - a, n)
            let isOverFace = (0..<3).allSatisfy {
                let (u, v) = (corners[$0].0, corners[($0 + 1) % 3].0)
                return dot(cross(v - u, p - n * h - u), n) >= 0
            }
            if isOverFace {
                if abs(h) < best { (best, result) = (abs(h), h) }
                continue
            }
            // Beside the face an edge is nearest, with the smooth normal there.
            for k in 0..<3 {
                let (u, v) = (corners[k], corners[(k + 1) % 3])
                let along = v.0 - u.0
                let s = min(max(dot(p - u.0, along) / max(dot(along, along), 1e-9), 0), 1)
                let d = p - mix(u.0, v.0, s)
                if d.length < best {
                    best = d.length
                    result = dot(d, mix(u.1, v.1, s)) < 0 ? -d.length : d.length
                }
            }
        }
        return result
    }
}

/// Where the foremost cloth lies before a point, exactly: folds are steep, and a few millimetres aside it is elsewhere.
private struct ClothFront {
    private let mesh: Mesh
    private var triangles: [SIMD2<Int32>: [Int]] = [:]

    init(_ mesh: Mesh) {
        self.mesh = mesh
        for (i, t) in mesh.triangles.enumerated() {
            let corners = [t.x, t.y, t.z].map { mesh.positions[Int($0)] }
            let (xs, ys) = (corners.map(\.x), corners.map(\.y))
            let (low, high) = (Self.cell(xs.min()!, ys.min()!), Self.cell(xs.max()!, ys.max()!))
            for x in low.x...high.x { for y in low.y...high.y { triangles[SIMD2(x, y), default: []].append(i) } }
        }
    }

    func front(_ x: Float, _ y: Float) -> Float {
        var foremost = -Float.infinity
        for i in triangles[Self.cell(x, y)] ?? [] {
            let t = mesh.triangles[i]
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
            guard abs(area) > 1e-6 else { continue }
            let u = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / area
            let v = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / area
            guard u >= 0, v >= 0, u + v <= 1 else { continue }
            foremost = max(foremost, a.z + u * (b.z - a.z) + v * (c.z - a.z))
        }
        return foremost
    }

    private static func cell(_ x: Float, _ y: Float) -> SIMD2<Int32> {
        SIMD2(Int32((x / 8).rounded(.down)), Int32((y / 8).rounded(.down)))
    }
}
