import Geometry
import Testing
import Wearing

/// A sphere of radius 50 mm about a point, as a mesh.
func sphereMesh(centre: Vector3 = .zero, radius: Float = 50, rows: Int = 48) -> Mesh {
    var mesh = Mesh()
    for j in 0...rows {
        let latitude = Float(j) / Float(rows) * .pi
        for i in 0..<2 * rows {
            let longitude = Float(i) / Float(rows) * .pi
            let d = AffineTransform.rotation(axis: [0, 1, 0], degrees: longitude * 180 / .pi)
                .applyToDirection(
                    AffineTransform.rotation(axis: [0, 0, 1], degrees: latitude * 180 / .pi).applyToDirection([0, 1, 0])
                )
            mesh.positions.append(centre + d * radius)
        }
    }
    let stride = UInt32(2 * rows)
    for j in 0..<UInt32(rows) {
        for i in 0..<stride {
            let (a, b) = (j * stride + i, j * stride + (i + 1) % stride)
            mesh.triangles += [[a, a + stride, b + stride], [a, b + stride, b]]
        }
    }
    mesh.normals = mesh.positions.map { ($0 - centre).normalized }
    return mesh
}

@Suite("The body as something to rest on")
struct BodySurfaceTests {
    private let surface = BodySurface(mesh: sphereMesh())

    @Test("distances are signed: outside positive, inside negative")
    func signedDistance() throws {
        var random = PCG32(seed: 8)
        for _ in 0..<200 {
            let d = Vector3(random.nextFloat() - 0.5, random.nextFloat() - 0.5, random.nextFloat() - 0.5).normalized
            let r = mix(35, 80, random.nextFloat())
            let contact = try #require(surface.nearest(to: d * r))
            #expect(abs(contact.distance - (r - 50)) < 0.3)
            #expect(dot(contact.normal, d) > 0.99)
        }
    }

    @Test("nothing within reach is nothing")
    func reach() { #expect(surface.nearest(to: [0, 200, 0], within: 20) == nil) }

    @Test("a ray meets the near side first, and misses what it misses")
    func rays() throws {
        var random = PCG32(seed: 9)
        for _ in 0..<200 {
            let offset = (random.nextFloat() * 2 - 1) * 70
            let hit = surface.hit(from: [offset, 0, 300], along: [0, 0, -1])
            if abs(offset) > 50.1 {
                #expect(hit == nil)
            } else if abs(offset) < 49 {
                let expected = 300 - (2500 - offset * offset).squareRoot()
                #expect(abs(try #require(hit).distance - expected) < 0.5)
            }
        }
    }
}

@Suite("Chains hung by gravity")
struct ChainDrapeTests {
    /// A neck: an upright column of radius 55 mm on a shoulder-like ball.
    private func bust() -> BodySurface {
        var mesh = sphereMesh(centre: [0, -130, 0], radius: 130)
        var column = sphereMesh(radius: 55)
        column.positions = column.positions.map { [$0.x, $0.y * 3, $0.z] }
        column.normals = column.smoothNormals()
        let first = UInt32(mesh.positions.count)
        mesh.positions += column.positions
        mesh.normals += column.normals
        mesh.triangles += column.triangles.map { $0 &+ SIMD3(repeating: first) }
        return BodySurface(mesh: mesh)
    }

    @Test("the chain keeps its length, rests on the body, and a longer one hangs lower")
    func hangs() {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        let short = drape.hang(length: 420, radius: 2)
        let long = drape.hang(length: 520, radius: 2)
        for (chain, length) in [(short, Float(420)), (long, Float(520))] {
            #expect(abs(chain.length - length) < 0.04 * length)
            // Nothing sinks in by more than a tenth of a millimetre or so.
            #expect(chain.gaps.min()! > -0.6)
        }
        #expect(long.points[long.bottom].y < short.points[short.bottom].y - 15)
        #expect(short.points[short.bottom].z > 0, "the lowest point hangs in front")
    }

    @Test("the same chain hangs the same way twice")
    func deterministic() {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        #expect(drape.hang(length: 450, radius: 2).points == drape.hang(length: 450, radius: 2).points)
    }

    /// The largest distance between points of equal arc length.
    private func difference(_ a: DrapedChain, _ b: DrapedChain) -> Float {
        zip(a.points, b.points).map { ($0 - $1).length }.max() ?? .infinity
    }

    @Test("a chain comes to rest in one place, wherever it started, and the same on both sides")
    func atRest() {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        let fresh = drape.hang(length: 480, radius: 2, weightAtFront: 8)
        let later = drape.hang(
            length: 480, radius: 2, weightAtFront: 8, from: drape.hang(length: 540, radius: 2, weightAtFront: 8))
        #expect(difference(fresh, later) < 3)
        let n = fresh.points.count
        let mirrored = (0..<n).map { fresh.points[($0 == 0 ? 0 : n - $0)] * Vector3(-1, 1, 1) }
        #expect(zip(fresh.points, mirrored).map { ($0 - $1).length }.max()! < 3)
    }

    @Test("a heavy pendant draws the chain to a V")
    func pendant() {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        /// Width of the front, millimetres, a little above its lowest point.
        func width(_ chain: DrapedChain) -> Float {
            let low = chain.points[chain.bottom].y
            let near = chain.points.filter { $0.z > 0 && $0.y < low + 12 }.map(\.x)
            return near.max()! - near.min()!
        }
        let bare = drape.hang(length: 480, radius: 1)
        let loaded = drape.hang(length: 480, radius: 1, weightAtFront: 15)
        #expect(width(loaded) < 0.6 * width(bare))
        #expect(loaded.points[loaded.bottom].y < bare.points[bare.bottom].y)
    }

    @Test("a pendant that is slid along its chain takes the lowest point along", arguments: [-16, 16] as [Float])
    func slidPendant(offset: Float) {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        let chain = drape.hang(length: 480, radius: 2, weightAtFront: 12, offset: offset)
        // Indices grow over the camera's left to the front: what is farther along lies farther right.
        #expect(chain.points[chain.bottom].x * offset > 16 * 4)
        let middle = Float(chain.points.count) / 2
        #expect(abs((Float(chain.bottom) - middle) * 480 / Float(chain.points.count) - offset) < 5)
    }

    @Test("a chain keeps its length, whatever hangs from it", arguments: [0, 12, 40] as [Float])
    func keepsItsLength(weight: Float) {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        let chain = drape.hang(length: 480, radius: 2, weightAtFront: weight)
        #expect(abs(chain.length - 480) < 2)
        #expect(abs(chain.lowestPosition - Float(chain.bottom)) <= 0.5)
    }

    @Test("a finer chain is the same chain")
    func refined() {
        let drape = ChainDrape(surface: bust(), nape: [0, 20, -55], notch: [0, 0, 55])
        let chain = drape.hang(length: 450, radius: 2)
        let fine = chain.refined(spacing: 1)
        #expect(fine.points.count >= 450 && fine.points.count == fine.normals.count)
        for p in chain.points { #expect(fine.points.contains { ($0 - p).length < 1e-3 }) }
        #expect(abs(fine.points[fine.bottom].y - chain.points[chain.bottom].y) < 0.5)
    }
}
