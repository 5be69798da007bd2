import Anatomy
import Geometry
import Plates
import Rendering
import Testing

struct EarViewTests {
    private static let lobes: [Landmarks.EarLobe] = EarSide.allCases.map { side in
        Landmarks.EarLobe(
            side: side, piercing: [78 * side.sign, 1470, 45], normal: [side.sign, 0, 0], forward: [0, 0, 1],
            down: [0, -1, 0], thickness: 4, edgeDistance: 7, top: [80 * side.sign, 1520, 40],
            lateral: [side.sign, 0, 0], ahead: [0, 0, 1])
    }

    private static func key(yaw: Float, _ lobe: Landmarks.EarLobe) -> PlateKey {
        let person = Person(
            id: "test", name: "Test", shape: .reference, skin: SkinTraits(melanin: 0.3),
            hair: HairTraits(style: .up, melanin: 0.6), seed: 7)
        return PlateKey(
            person: person, gesture: .of(lobe.side),
            setting: Setting(place: .room, garment: CrewNeck.name, clothColour: .one),
            camera: EarView(yawDegrees: yaw).camera(for: lobe, width: 410, height: 512), samplesPerPixel: 8, seed: 1)
    }

    @Test(arguments: lobes)
    func `Pictures of nearly the same yaw share a plate, others do not`(_ lobe: Landmarks.EarLobe) {
        #expect(Self.key(yaw: 19.1, lobe) == Self.key(yaw: 20.9, lobe))
        #expect(Self.key(yaw: 20, lobe) != Self.key(yaw: 22.5, lobe))
        #expect(Self.key(yaw: 20, lobe) != Self.key(yaw: 20, Self.lobes[lobe.side == .left ? 1 : 0]))
        #expect(EarView(yawDegrees: 400).yawDegrees == EarView.range.upperBound)
        #expect(EarView(yawDegrees: -400).yawDegrees == EarView.range.lowerBound)
    }

    @Test(arguments: lobes)
    func `The lobe is in the frame, and sharp, at any yaw; the eye is not in it`(_ lobe: Landmarks.EarLobe) {
        for yaw in stride(from: EarView.range.lowerBound, through: EarView.range.upperBound, by: EarView.step) {
            for (width, height) in [(410, 512), (512, 512), (512, 288), (288, 512)] {
                let camera = EarView(yawDegrees: yaw).camera(for: lobe, width: width, height: height)
                let (pixel, depth) = camera.project(lobe.piercing)
                #expect((0.2...0.8).contains(pixel.x / Float(width)) && (0.2...0.6).contains(pixel.y / Float(height)))
                #expect(abs(depth - camera.focusDistance) < 8)
                // The outer corner of the eye is 65 mm before the lobe and 42 mm nearer the middle.
                let eye = camera.project(lobe.piercing + Vector3(-42 * lobe.side.sign, 40, 65)).pixel.x
                #expect(!(0...Float(width)).contains(eye))
            }
        }
    }

    @Test(arguments: lobes)
    func `A portrait has the nose with air before it, the lobe and the throat, at any yaw`(
        _ lobe: Landmarks.EarLobe
    ) {
        // From the lobe: the nose's tip, the chin and the notch above the breastbone, of large and small heads.
        let places: [Vector3] = [[-78, 14, 115], [-78, -40, 95], [-78, -130, 30]]
        for yaw in stride(from: EarView.range.lowerBound, through: EarView.range.upperBound, by: EarView.step) {
            for (width, height) in [(410, 512), (512, 512), (288, 512)] {
                let view = EarView(yawDegrees: yaw, width: EarView.portraitWidth, showsFace: true)
                let camera = view.camera(for: lobe, width: width, height: height)
                func share(_ p: Vector3) -> Vector2 {
                    let (pixel, _) = camera.project(p)
                    // From the edge before the face.
                    let x = lobe.side == .left ? pixel.x : Float(width) - pixel.x
                    return [x / Float(width), pixel.y / Float(height)]
                }
                for size in [Float(0.92), 1, 1.08] {
                    let seen = places.map { share(lobe.piercing + $0 * Vector3(lobe.side.sign, 1, 1) * size) }
                    #expect(seen.allSatisfy { (0.04...0.96).contains($0.x) && (0.04...1).contains($0.y) })
                    #expect((0.06...0.24).contains(seen[0].x))
                }
                let hole = share(lobe.piercing)
                #expect((0.45...0.9).contains(hole.x) && (0.3...0.6).contains(hole.y))
            }
        }
    }

    @Test(arguments: lobes)
    func `A view toward a direction comes within its step`(_ lobe: Landmarks.EarLobe) {
        for yaw in [Float(-9), 3.7, 21, 44] {
            let wanted = EarView(yawDegrees: yaw).direction(at: lobe)
            #expect(abs(EarView(toward: wanted, of: lobe).yawDegrees - yaw) <= EarView.step / 2 + 0.01)
        }
    }
}
