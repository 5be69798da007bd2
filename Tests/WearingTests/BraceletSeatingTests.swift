import Anatomy
import Appraisal
import Foundation
import Geometry
import Imaging
import Plates
import Rendering
import Testing
import Wearing

@Suite("Seating bracelets", .serialized)
struct BraceletSeatingTests {
    /// A round band of 300 × 14 pixels, whose axis leans 24° out of the picture.
    private func band(isLoop: Bool) -> (geometry: BraceletGeometry, cutout: Cutout) {
        let (s, c): (Float, Float) = (sin(0.42), cos(0.42))
        let geometry = BraceletGeometry(
            strips: [
                BraceletStrip(
                    centreLine: [[100, 200], [400, 200]], widths: [14, 14], heights: -7...7, start: .behind,
                    end: .behind)
            ], centre: [250, 200], radius: 150, axis: [0, c, s], front: [0, s, -c], seenArc: -1.5...1.5, width: 14,
            thickness: 12, isLoop: isLoop, residual: 0.01, uncertainty: 1)
        var alpha = ImageBuffer<Coverage>(width: 500, height: 400)
        for k in 0..<3000 {
            let a = (isLoop ? Float.pi : .pi / 2) * (2 * Float(k) / 2999 - 1)
            for h in stride(from: Float(-7), through: 7, by: 0.5) {
                let p = geometry.pixel(angle: a, height: h)
                alpha.pixels[Int(p.y) * 500 + Int(p.x)] = 1
            }
        }
        let colour = ImageBuffer<DisplayLinear>(width: 500, height: 400, fill: 0.5)
        let unsure = ImageBuffer<Coverage>(width: 500, height: 400)
        return (geometry, Cutout(alpha: alpha, foreground: colour, uncertainty: unsure))
    }

    private func seated(
        isLoop: Bool = false, isStiff: Bool = false, length: Float? = 170, hand: HandSide? = nil
    ) throws -> (Seated, BraceletGeometry) {
        let (drawn, cutout) = band(isLoop: isLoop)
        var geometry = drawn
        geometry.isStiff = isStiff
        let piece = Piece(
            type: .bracelet, cutout: cutout, geometry: .bracelet(geometry), metal: Estimate(.silver, confidence: 1),
            light: Estimate(LightMix([.left: .one]), confidence: 0.5),
            scale: ScaleEstimate(.bracelet(geometry), stated: length.map { .braceletLength(millimetres: $0) }))
        let person = Person(
            id: "test", name: "Test", shape: .reference, skin: SkinTraits(melanin: 0.3),
            hair: HairTraits(style: .up, melanin: 0.6), seed: 7)
        let setting = Setting(place: .room, garment: PushedSleeve.name, clothColour: [0.1, 0.1, 0.1])
        var request = WearRequest(
            piece: piece, person: person, setting: setting, framing: Framing(width: 320, height: 400),
            statedMillimetres: length)
        request.hand = hand
        return (try TestWearer.shared.get().seat(request), geometry)
    }

    @Test("the arm is seen as the bracelet was, at the stated size, and nothing stretches")
    func scaleAndView() throws {
        let (seated, g) = try seated()
        let fit = seated.fit
        #expect(fit.gesture.isWrist)
        let inner = 2 * Float.pi * (150 - 6)
        #expect(abs(fit.scale.millimetresPerPixel * inner / 170 - 1) < 0.01 && fit.scale.source == .stated)
        let seat = try #require(seated.stage.landmarks.wrist)
        let axes = fit.camera.axes
        // Along the ray through the wrist, as the photo's axis is along its own.
        let ray = (seat.centre - fit.camera.position).normalized
        #expect(abs(abs(dot(seat.axis, ray)) - abs(g.axis.z)) < 0.02)
        #expect(abs(dot(seat.axis, axes.right)) < 0.08)
        #expect(fit.placement.maxStretch < 0.25)
        // Near the front the product is turned and scaled, no more.
        let photo: [Vector2] = [g.pixel(angle: -0.2, height: 0), g.pixel(angle: 0.2, height: 0)]
        let places = photo.map { fit.placement.picturePositions(of: $0).first }
        let (a, b) = (try #require(places[0]), try #require(places[1]))
        let length = (b - a).length * fit.placement.minification / (photo[1] - photo[0]).length
        #expect(abs(length - 1) < 0.12, "\(length)")
    }

    @Test("a long bracelet hangs: it touches the arm above and leaves a gap below")
    func gravity() throws {
        let (seated, _) = try seated()
        let gaps = seated.fit.gaps.sorted()
        #expect(!gaps.isEmpty)
        #expect((gaps.first ?? 9) < 0.6 && gaps[gaps.count / 2] < 2)
        let seat = try #require(seated.stage.landmarks.wrist)
        let down = seated.fit.camera.axes.down
        // What touches lies above the arm's middle.
        let mean = seated.fit.contacts.reduce(Vector3.zero) { $0 + $1.centre } / Float(seated.fit.contacts.count)
        #expect(dot(mean - seat.centre, down) < 1)
    }

    @Test("a bangle keeps its circle: nothing of it stretches, and it hangs off the wrist below")
    func bangles() throws {
        let (seated, _) = try seated(isLoop: true, isStiff: true, length: 200)
        #expect(seated.fit.placement.maxStretch < 0.06, "\(seated.fit.placement.maxStretch)")
        let gaps = seated.fit.gaps.sorted()
        #expect(!gaps.isEmpty && (gaps.first ?? 9) < 1)
    }

    @Test("a right wrist wears it as a left one does, mirrored", arguments: HandSide.allCases)
    func bothHands(_ side: HandSide) throws {
        let (seated, _) = try seated(hand: side)
        #expect(seated.stage.hand == side)
        let seat = try #require(seated.stage.landmarks.wrist)
        // The body's left is at positive x.
        #expect((seat.centre.x > 0) == (side == .left))
        let gaps = seated.fit.gaps.sorted()
        #expect((gaps.first ?? 9) < 0.6 && gaps[gaps.count / 2] < 2)
        // Skin faces outward still.
        let mesh = seated.stage.skin
        let outward = stride(from: 0, to: mesh.triangles.count, by: 97).count { k in
            let t = mesh.triangles[k]
            let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
            return dot(cross(b - a, c - a), mesh.normals[Int(t.x)]) > 0
        }
        #expect(Double(outward) > 0.99 * Double(mesh.triangles.count / 97))
    }

    @Test("the far half of a loop lies behind the wrist")
    func farSide() throws {
        let (seated, g) = try seated(isLoop: true)
        let (placement, camera) = (seated.fit.placement, seated.fit.camera)
        let surface = BodySurface(
            mesh: seated.stage.collisionMesh,
            within: (
                lower: seated.stage.subject - Vector3(repeating: 200),
                upper: seated.stage.subject
                    + Vector3(
                        repeating: 200)
            ), cellSize: 4)
        func isHidden(_ photo: Vector2) throws -> Bool {
            let q = try #require(placement.picturePositions(of: photo).first)
            let d = camera.direction(through: q)
            let i =
                (Int(q.y) - placement.window.y) * placement.window.width + Int(q.x) - placement.window.x
            guard let hit = surface.hit(from: camera.position, along: d) else { return false }
            return hit.distance * dot(d, camera.axes.forward) < placement.depth[i] - 1
        }
        #expect(try !isHidden(g.pixel(angle: 0.1, height: 0)))
        #expect(try !isHidden(g.pixel(angle: -0.9, height: 0)))
        #expect(try isHidden(g.pixel(angle: .pi, height: 0)))
        #expect(try isHidden(g.pixel(angle: .pi - 0.5, height: 0)))
    }

    @Test("without a stated length the scale is declared an estimate")
    func estimated() throws {
        let (seated, _) = try seated(length: nil)
        #expect(seated.fit.scale.source == .estimated && seated.fit.scale.uncertainty > 0.05)
        #expect(seated.fit.warnings.contains { $0.contains("estimated") })
    }
}
