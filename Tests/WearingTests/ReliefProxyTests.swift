import Appraisal
import Geometry
import Imaging
import Rendering
import Testing
import Wearing

@Suite("The stand-in that throws the piece's shadow") struct ReliefProxyTests {
    /// 24 mm seen in 96 pixels from above.
    private let camera = Camera(
        position: [0, 0, 1000], target: .zero, focalLength: 36 * 1000 / 24, width: 96, height: 96)

    /// What covers a part of the frame, 4 mm above the floor.
    private func layer(_ colour: (Int, Int) -> SIMD3<Float>?) -> ProductLayer {
        var alpha = ImageBuffer<Coverage>(width: 96, height: 96)
        var colours = ImageBuffer<DisplayLinear>(width: 96, height: 96)
        var source: [Vector2] = []
        for y in 0..<96 {
            for x in 0..<96 {
                source.append(Vector2(Float(x) + 0.5, Float(y) + 0.5))
                guard let colour = colour(x, y) else { continue }
                alpha.pixels[y * 96 + x] = 1
                for c in 0..<3 { colours.pixels[3 * (y * 96 + x) + c] = colour[c] }
            }
        }
        let placement = Placement(
            window: PixelWindow(x: 0, y: 0, width: 96, height: 96), source: source,
            depth: [Float](repeating: 996, count: 96 * 96), minification: 1, maxStretch: 0, hiddenFraction: 0,
            continuedFraction: 0, bendMillimetres: 0)
        return ProductLayer(
            cutout: Cutout(alpha: alpha, foreground: colours, uncertainty: ImageBuffer(width: 96, height: 96)),
            placement: placement)
    }

    private func meshes(_ piece: ProductLayer, stones: ProductLayer?) -> (opaque: Mesh?, clear: Mesh?) {
        ReliefProxy(
            layer: piece, stones: stones, camera: camera, maximumHalfThickness: 1, edgeHalfThickness: 0.2, bounce: 1,
            blur: 4, step: 1
        ).meshes(visibleAgainst: ImageBuffer(width: 96, height: 96, fill: 1000), tolerance: 0.5)
    }

    /// The white floor as it is lit beside and through the stand-in, which no camera sees.
    private func floor(_ meshes: (opaque: Mesh?, clear: Mesh?), _ light: Light) async throws -> ImageBuffer<SceneLinear>
    {
        var surfaces = [
            Surface(
                mesh: Mesh(
                    positions: [[-40, -40, 0], [40, -40, 0], [40, 40, 0], [-40, 40, 0]],
                    triangles: [[0, 1, 2], [0, 2, 3]]),
                material: .coated(CoatedMaterial(colour: Vector3(repeating: 0.8), roughness: 0)), objectID: 1)
        ]
        if let opaque = meshes.opaque {
            let paint = Material.coated(CoatedMaterial(colour: .zero))
            surfaces.append(Surface(mesh: opaque, material: paint, objectID: 2, visibleToCamera: false))
        }
        if let clear = meshes.clear {
            surfaces.append(Surface(mesh: clear, material: .filter(FilterMaterial()), objectID: 2))
        }
        let settings = RenderSettings(
            samplesPerPixel: 64, maximumDepth: 6, seed: 1, groups: [.overhead], expectedMix: LightMix([.overhead: .one])
        )
        let film = try await Renderer().render(
            Scene(surfaces: surfaces, lights: [light]), camera: camera, settings: settings)
        return try #require(film.layers[.overhead])
    }

    private func mean(_ image: ImageBuffer<SceneLinear>, _ xs: Range<Int>, _ ys: Range<Int>) -> Vector3 {
        var sum = Vector3.zero
        for y in ys { for x in xs { sum += image.rgb(x, y) } }
        return sum / Float(xs.count * ys.count)
    }

    /// Whether every edge is gone along as often one way as the other.
    private func isClosed(_ mesh: Mesh) -> Bool {
        var balance: [SIMD2<UInt32>: Int] = [:]
        for t in mesh.triangles {
            for (a, b) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] {
                balance[[min(a, b), max(a, b)], default: 0] += a < b ? 1 : -1
            }
        }
        return balance.values.allSatisfy { $0 == 0 }
    }

    @Test("under a clear stone lies tinted light, under metal beside it a shadow")
    func tintedShadow() async throws {
        let tint = SIMD3<Float>(0.1, 0.3, 0.6)
        let piece = layer { x, y in (20..<76).contains(x) && (20..<76).contains(y) ? [0.6, 0.5, 0.3] : nil }
        let stone = layer { x, y in (48..<76).contains(x) && (20..<76).contains(y) ? tint : nil }
        let meshes = meshes(piece, stones: stone)
        let (opaque, clear) = (try #require(meshes.opaque), try #require(meshes.clear))
        #expect(isClosed(opaque) && isClosed(clear))
        let lamp = Light.area(
            AreaLight(
                group: .overhead, centre: [0, 0, 900], u: [10, 0, 0], v: [0, -10, 0], radiance: Vector3(repeating: 3000)
            ))
        let (bare, lit) = (try await floor((nil, nil), lamp), try await floor(meshes, lamp))
        let under = mean(lit, 56..<70, 30..<66) / mean(bare, 56..<70, 30..<66)
        #expect((under - tint).length < 0.05, "\(under)")
        #expect(mean(lit, 26..<40, 30..<66).max() < 0.1 * mean(bare, 26..<40, 30..<66).min())
        let beside = mean(lit, 84..<94, 30..<66) / mean(bare, 84..<94, 30..<66)
        #expect(beside.min() > 0.97 && beside.max() < 1.1, "\(beside)")
        // As one opaque mesh all of it is dark.
        let dark = try await floor(self.meshes(piece, stones: nil), lamp)
        #expect(mean(dark, 56..<70, 30..<66).max() < 0.1 * mean(bare, 56..<70, 30..<66).min())
    }

    @Test("skin beside a red part is lit red, beside a blue part blue")
    func bleeding() async throws {
        let piece = layer { x, y in
            guard (44..<52).contains(x) else { return nil }
            return y < 48 ? [0.8, 0.05, 0.05] : [0.05, 0.05, 0.8]
        }
        // From the side, so that the piece's flank is lit.
        let lamp = Light.area(
            AreaLight(
                group: .overhead, centre: [-300, 0, 120], u: [0, 60, 0], v: [20, 0, 50],
                radiance: Vector3(repeating: 300)))
        let (bare, lit) = (try await floor((nil, nil), lamp), try await floor(meshes(piece, stones: nil), lamp))
        let gain = (
            mean(lit, 24..<42, 6..<36) - mean(bare, 24..<42, 6..<36),
            mean(lit, 24..<42, 60..<90) - mean(bare, 24..<42, 60..<90)
        )
        #expect(gain.0.x > 2 * gain.0.z && gain.0.x > 0, "\(gain.0)")
        #expect(gain.1.z > 2 * gain.1.x && gain.1.z > 0, "\(gain.1)")
    }
}
