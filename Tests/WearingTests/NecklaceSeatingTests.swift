import Anatomy
import Appraisal
import Foundation
import Geometry
import Imaging
import Plates
import Rendering
import Testing
import Wearing

@Suite("Seating necklaces", .serialized)
struct NecklaceSeatingTests {
    /// A chain on a bust: half an ellipse, 8 pixels wide.
    ///
    /// - Parameter stone: middle and radius of a disc besides.
    private func request(
        length: Float, crop: Crop = .standard, garment: String = "blouse", stone: (Vector2, Float)? = nil
    ) -> WearRequest {
        let line = (0...240).map { k -> Vector2 in
            let t = Float(k) / 240 * .pi
            return Vector2(400 - 220 * cos(t), 120 + 330 * sin(t))
        }
        let strand = Strand(centreLine: line, widths: line.map { _ in 8 }, start: .behindDisplay, end: .behindDisplay)
        let geometry = PieceGeometry.necklace(NecklaceGeometry(strands: [strand], pendants: [], residual: 0.3))
        var alpha = ImageBuffer<Coverage>(width: 800, height: 600)
        for p in line {
            for y in Int(p.y) - 4...Int(p.y) + 4 {
                for x in Int(p.x) - 4...Int(p.x) + 4 { alpha.pixels[y * 800 + x] = 1 }
            }
        }
        if let (centre, radius) = stone {
            for i in alpha.pixels.indices
            where (Vector2(Float(i % 800) + 0.5, Float(i / 800) + 0.5) - centre).length < radius {
                alpha.pixels[i] = 1
            }
        }
        let cutout = Cutout(
            alpha: alpha, foreground: ImageBuffer(width: 800, height: 600, fill: 0.5),
            uncertainty: ImageBuffer(width: 800, height: 600))
        let piece = Piece(
            type: .necklace, cutout: cutout, geometry: geometry, metal: Estimate(.silver, confidence: 1),
            light: Estimate(LightMix([.left: .one]), confidence: 0.5),
            scale: ScaleEstimate(geometry, stated: .chainLength(millimetres: length)))
        let person = Person(
            id: "test", name: "Test", shape: .reference, skin: SkinTraits(melanin: 0.3),
            hair: HairTraits(style: .up, melanin: 0.6), seed: 7)
        var framing = Framing(width: 320, height: 400)
        framing.crop = crop
        return WearRequest(
            piece: piece, person: person,
            setting: Setting(place: .room, garment: garment, clothColour: [0.1, 0.1, 0.1]), framing: framing,
            statedMillimetres: length)
    }

    @Test("a stated chain is worn at its length, and touches the skin")
    func size() throws {
        let seated = try TestWearer.shared.get().seat(request(length: 480))
        #expect(seated.fit.gesture == .neck && seated.fit.scale.source == .stated)
        #expect(seated.fit.placement.maxStretch < 0.02, "\(seated.fit.placement.maxStretch)")
        let gaps = seated.fit.gaps.sorted()
        #expect(!gaps.isEmpty && abs(gaps[gaps.count / 2]) < 1.5)
    }

    /// Of a chain that bends as it is laid on a neck: set in it where it bends most, and hanging beside the middle.
    @Test("a stone neither bends nor stretches", arguments: [Vector2(240, 350), Vector2(380, 476)])
    func stones(_ centre: Vector2) throws {
        let seated = try TestWearer.shared.get().seat(request(length: 450, stone: (centre, 22)))
        let placement = seated.fit.placement
        let corners: [Vector2] = [[-18, 0], [18, 0], [0, -18], [0, 18]]
        let places = try corners.map { try #require(placement.picturePositions(of: centre + $0).first) }
        for i in 0..<4 {
            for j in 0..<i {
                let (there, here) = ((corners[i] - corners[j]).length, (places[i] - places[j]).length)
                #expect(
                    abs(here * placement.minification / there - 1) < 0.04, "\(here * placement.minification / there)")
            }
        }
        #expect(
            cross(places[1] - places[0], places[3] - places[2]) > 0, "it is not turned over")
    }

    @Test("no frame shows what lies below the garment's hem", arguments: ["blouse", "knit", "satin", "wrap"])
    func hems(_ garment: String) throws {
        let seated = try TestWearer.shared.get().seat(request(length: 760, crop: .lifestyle, garment: garment))
        let (stage, camera) = (seated.stage, seated.fit.camera)
        let hem = try #require(stage.hem)
        let notch = stage.landmarks.suprasternalNotch
        #expect((250...600).contains(notch.y - hem), "\(notch.y - hem)")
        #expect(camera.project([notch.x, hem, notch.z]).pixel.y > Float(camera.height))
    }

    @Test("a chain that would hang below every frame is refused, with what to do")
    func tooLong() throws {
        let wearer = try TestWearer.shared.get()
        let refusal = #expect(throws: Refusal.self) { try wearer.seat(request(length: 1700)) }
        let finding = try #require(refusal?.findings.first)
        #expect(finding.message.contains("cm below the throat") && finding.fix.contains("length"))
    }
}
