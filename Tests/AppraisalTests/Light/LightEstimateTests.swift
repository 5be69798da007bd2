import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite("What lit a photo")
struct LightEstimateTests {
    private static let root =
        ProcessInfo.processInfo.environment["PARURE_ROOT"].map { URL(filePath: $0) }
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let runtime = root.appending(path: ".deps/openvino/lib")

    private static func network() throws -> LightNetwork {
        try LightNetwork(weights: root.appending(path: "Assets/light"), runtime: runtime)
    }

    /// A ring of beads on a display, both lit from a direction (x right, y down, z toward the camera).
    private static func beads(litFrom light: Vector3, ambient: Float, width: Int = 240, height: Int = 240) -> (
        photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>
    ) {
        var photo = ImageBuffer<DisplayLinear>(width: width, height: height)
        var alpha = ImageBuffer<Coverage>(width: width, height: height)
        let centre = Vector2(Float(width), Float(height)) / 2
        let (l, radius) = (light.normalized, Float(7))
        let half = (l + Vector3(0, 0, 1)).normalized
        let places = (0..<26).map { k -> Vector2 in
            let a = Float(k) / 26 * 2 * .pi
            return centre + Vector2(cos(a), sin(a)) * 60
        }
        func set(_ x: Int, _ y: Int, _ value: Float) {
            for c in 0..<3 { photo.pixels[photo.index(x, y) + c] = min(value, 1) }
        }
        for y in 0..<height {
            for x in 0..<width {
                let p = Vector2(Float(x), Float(y))
                let away = (p - centre) / Float(width)
                // Nearer to the lamp the display is brighter; a bead keeps the light from what lies behind it.
                var display = 0.3 * (ambient + (1 - ambient) * (0.7 + 1.2 * dot(away, Vector2(l.x, l.y))))
                let shadow = places.contains { (p - ($0 - Vector2(l.x, l.y) * 6)).length < radius }
                if shadow { display *= 0.4 + 0.6 * ambient }
                set(x, y, display)
                for place in places {
                    let o = (p - place) / radius
                    guard o.length < 1 else { continue }
                    let n = Vector3(o.x, o.y, (1 - dot(o, o)).squareRoot())
                    let glint = powf(max(dot(n, half), 0), 60)
                    set(x, y, 0.25 * (ambient + (1 - ambient) * max(dot(n, l), 0)) + 0.8 * (1 - ambient) * glint)
                    alpha.pixels[y * width + x] = 1
                }
            }
        }
        return (photo, alpha)
    }

    private static func mirrored<M>(_ image: ImageBuffer<M>) -> ImageBuffer<M> {
        var out = image
        for y in 0..<image.height {
            for x in 0..<image.width {
                for c in 0..<M.channels {
                    out.pixels[image.index(image.width - 1 - x, y) + c] = image.pixels[image.index(x, y) + c]
                }
            }
        }
        return out
    }

    // MARK: - Sides

    @Test("beads and their shadows tell the side", arguments: [Float(-1), 1])
    func sideOfBeads(_ side: Float) throws {
        let (photo, alpha) = Self.beads(litFrom: [side * 0.8, -0.35, 0.5], ambient: 0.25)
        let light = LightEstimate(photo: photo, alpha: alpha, network: try Self.network())
        #expect(light.direction.x * side > 0.15)
        let (own, other): (LightGroup, LightGroup) = side < 0 ? (.left, .right) : (.right, .left)
        #expect(light.mix.value[own].x > 2 * light.mix.value[other].x)
    }

    @Test("light from all round names no side")
    func evenLight() throws {
        let (photo, alpha) = Self.beads(litFrom: [0, 0, 1], ambient: 1)
        let light = LightEstimate(photo: photo, alpha: alpha, network: try Self.network())
        #expect(abs(light.direction.x) < 0.1)
        let even = [LightGroup.tent, .softboxes, .environment, .fill].reduce(0) { $0 + light.mix.value[$1].x }
        #expect(even > 0.5)
    }

    @Test(
        "glints lie on the flank toward the light", arguments: [Vector2(-0.8, 0), [0.8, 0], [0, -0.8], [0.5, -0.6]])
    func glints(_ toward: Vector2) throws {
        let (photo, alpha) = Self.beads(litFrom: [toward.x, toward.y, 0.6], ambient: 0.2)
        let glints = LightReadings(photo: photo, alpha: alpha, network: nil).glints
        #expect(glints.certainty > 0.4)
        #expect(dot(glints.direction.normalized, toward.normalized) > 0.9)
    }

    @Test("glints of even light say nothing")
    func noGlints() {
        let (photo, alpha) = Self.beads(litFrom: [0, 0, 1], ambient: 1)
        let glints = LightReadings(photo: photo, alpha: alpha, network: nil).glints
        #expect(glints.direction.length * glints.certainty < 0.1)
    }

    @Test("a mirrored photo has the mirrored light")
    func mirroring() throws {
        let network = try Self.network()
        // A width that is no multiple of what the network reads.
        let (photo, alpha) = Self.beads(litFrom: [-0.7, -0.3, 0.6], ambient: 0.3, width: 226, height: 300)
        let a = LightEstimate(photo: photo, alpha: alpha, network: network)
        let b = LightEstimate(photo: Self.mirrored(photo), alpha: Self.mirrored(alpha), network: network)
        #expect(abs(a.direction.x + b.direction.x) < 0.05)
        #expect(abs(a.direction.y - b.direction.y) < 0.05)
        #expect(abs(a.mix.value[.left].x - b.mix.value[.right].x) < 0.05)
        #expect(a.mix.value[.left].x != a.mix.value[.right].x)
    }

    // MARK: - The camera's word

    @Test("the camera's flash is believed over the picture")
    func flash() throws {
        let (photo, alpha) = Self.beads(litFrom: [-0.8, -0.35, 0.5], ambient: 0.25)
        let network = try Self.network()
        let fired = LightEstimate(photo: photo, alpha: alpha, flashFired: true, network: network)
        let quiet = LightEstimate(photo: photo, alpha: alpha, flashFired: false, network: network)
        #expect(fired.mix.value[.flash].x > 0.5)
        #expect(fired.mix.confidence >= 0.7)
        #expect(quiet.mix.value[.flash].x < 0.2)
    }

    // MARK: - Without the network

    @Test("missing weights are named")
    func missingWeights() {
        #expect {
            _ = try LightNetwork(weights: URL(filePath: "/nowhere/light"), runtime: Self.runtime)
        } throws: { error in
            error is InferenceError && "\(error)".contains("/nowhere/light/light.xml")
        }
    }

    @Test("without the network the display still tells the side")
    func displayAlone() {
        let (photo, alpha) = Self.beads(litFrom: [-0.8, -0.35, 0.5], ambient: 0.25)
        let light = LightEstimate(photo: photo, alpha: alpha)
        #expect(light.direction.x < -0.15)
        #expect(light.mix.value[.left].x > light.mix.value[.right].x)
    }

    @Test("a mix says where its light comes from")
    func netDirections() {
        #expect(LightMix([.left: .one]).netDirection.x < -0.7)
        #expect(LightMix([.overhead: .one]).netDirection.y < -0.9)
        #expect(LightMix([.flash: .one]).netDirection.z > 0.9)
        #expect(LightMix([.tent: .one]).netDirection.length == 0)
        #expect(LightMix([.left: .one, .right: .one]).netDirection.length < 0.7)
    }
}
