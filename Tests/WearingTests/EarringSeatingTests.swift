import Anatomy
import Appraisal
import Foundation
import Geometry
import Imaging
import Plates
import Rendering
import Testing
import Wearing

@Suite struct EarringSeatingTests {
    /// A lobe that faces 20° before the head's side.
    private func lobe(_ side: EarSide) -> Landmarks.EarLobe {
        let s = side.sign
        let (c, n) = (cos(Float(0.35)), sin(Float(0.35)))
        return Landmarks.EarLobe(
            side: side, piercing: [78 * s, 1470, 45], normal: [c * s, 0, n], forward: [-n * s, 0, c],
            down: [0, -1, 0], thickness: 4, edgeDistance: 7, top: [80 * s, 1520, 40], lateral: [s, 0, 0],
            ahead: [0, 0, 1])
    }

    private func matte(_ covers: (Vector2) -> Bool) -> ImageBuffer<Coverage> {
        var alpha = ImageBuffer<Coverage>(width: 300, height: 400)
        for y in 0..<400 {
            for x in 0..<300 where covers(Vector2(Float(x) + 0.5, Float(y) + 0.5)) { alpha.pixels[y * 300 + x] = 1 }
        }
        return alpha
    }

    /// A ring of radius 80 seen 0.6 open.
    private func isHoop(_ p: Vector2) -> Bool {
        func level(_ grown: Float) -> Float {
            let (u, v) = ((p.x - 150) / (48 + grown), (p.y - 180) / (80 + grown))
            return u * u + v * v
        }
        return level(4) < 1 && level(-4) > 1
    }

    private func isDrop(_ p: Vector2) -> Bool {
        (p - Vector2(150, 100)).length < 12 || abs(p.x - 150) < 2 && (100...180).contains(p.y)
            || (p - Vector2(150, 200)).length < 30
    }

    private func seat(
        _ covers: (Vector2) -> Bool, on side: EarSide = .left, height: Float
    ) throws -> (fit: Fit, earring: Earring, geometry: EarringGeometry) {
        let geometry = try EarringReader().read(matte(covers)).geometry
        let fit = EarringSeating(
            fit: EarringFit(geometry), lobe: lobe(side),
            scale: ScaleEstimate(.earring(geometry), stated: .earringHeight(millimetres: height)),
            framing: Framing(width: 800, height: 1000)
        ).seat()
        return (fit, geometry.earrings[0], geometry)
    }

    /// Depth behind the hole of what the photo shows at a place, millimetres.
    private func depth(_ fit: Fit, at photo: Vector2, of lobe: Landmarks.EarLobe) throws -> Float {
        let p = try #require(fit.placement.picturePositions(of: photo).first)
        let w = fit.placement.window
        return fit.placement.depth[(Int(p.y) - w.y) * w.width + Int(p.x) - w.x]
            - fit.camera.project(lobe.piercing).depth
    }

    @Test(arguments: EarSide.allCases)
    func `The hole comes to lie on the lobe's, at the stated size, hanging straight down`(side: EarSide) throws {
        let (fit, earring, _) = try seat(isDrop, on: side, height: 36)
        let pull = try #require(fit.lobePull?.displacement)
        let hole = fit.camera.project(lobe(side).piercing + pull)
        let seen = try #require(fit.placement.picturePositions(of: earring.attachment).first)
        #expect((seen - hole.pixel).length < 0.7)
        let low = try #require(fit.placement.picturePositions(of: [150, 228]).first)
        let millimetres = (low - seen).length * hole.depth / fit.camera.focalLengthPixels
        // From the front's middle to 2 pixels above the bottom: 128 of 142 pixels, which are 36 mm.
        #expect(abs(millimetres - 36 * 128 / 142) < 0.4)
        #expect(abs(low.x - seen.x) < 1 && low.y > seen.y)
    }

    @Test func `Moved by hand it goes where it is asked to, and camera and plate stay`() throws {
        let geometry = try EarringReader().read(matte(isDrop)).geometry
        func fit(_ nudge: Nudge) -> Fit {
            EarringSeating(
                fit: EarringFit(geometry), lobe: lobe(.left),
                scale: ScaleEstimate(.earring(geometry), stated: .earringHeight(millimetres: 36)),
                framing: Framing(width: 800, height: 1000), nudge: nudge
            ).seat()
        }
        var nudge = Nudge()
        (nudge.drop, nudge.turn, nudge.scale) = (2, 8, 1.1)
        let (still, moved) = (fit(Nudge()), fit(nudge))
        #expect(moved.camera == still.camera)
        let attachment = geometry.earrings[0].attachment
        let from = try #require(still.placement.picturePositions(of: attachment).first)
        let to = try #require(moved.placement.picturePositions(of: attachment).first)
        let down = still.camera.project(lobe(.left).piercing + lobe(.left).down * 2).pixel
        #expect(((to - from) - (down - still.camera.project(lobe(.left).piercing).pixel)).length < 1)
        // What hung straight down swings to the left when it is turned clockwise, and is longer.
        let low = try #require(moved.placement.picturePositions(of: [150, 228]).first)
        let before = try #require(still.placement.picturePositions(of: [150, 228]).first)
        #expect(abs(atan2(to.x - low.x, low.y - to.y) * 180 / .pi - 8) < 0.5)
        #expect(abs((low - to).length / (before - from).length - 1.1) < 0.01)
    }

    @Test func `A sketch has the same places at fewer pixels`() throws {
        let (fit, earring, _) = try seat(isDrop, height: 36)
        let small = fit.reduced(by: 3)
        #expect(
            small.camera.width == fit.camera.width / 3 && small.placement.minification == fit.placement.minification * 3
        )
        for place in [earring.attachment, Vector2(150, 200), Vector2(150, 228)] {
            let large = try #require(fit.placement.picturePositions(of: place).first)
            let little = try #require(small.placement.picturePositions(of: place).first)
            #expect((little * 3 - large).length < 1.5)
        }
    }

    @Test func `A front is looked at along the lobe's normal`() throws {
        let (fit, _, _) = try seat(isDrop, height: 36)
        let view = EarView(toward: fit.camera.position - fit.camera.target, of: lobe(.left))
        #expect(abs(view.yawDegrees - 20) < EarringFit.tolerance)
        let look = EarringFit(try EarringReader().read(matte(isDrop)).geometry).look(at: lobe(.left), width: 120)
        #expect(abs(look.offDegrees) < EarringFit.tolerance)
    }

    @Test(arguments: EarSide.allCases)
    func `One half of a hoop lies before the lobe and the other behind it`(side: EarSide) throws {
        let (fit, _, geometry) = try seat(isHoop, on: side, height: 26)
        // A little below the hole, on the middle of the rim.
        let halves = try [Vector2(150 - 42, 141), Vector2(150 + 42, 141)].map { try depth(fit, at: $0, of: lobe(side)) }
        #expect(halves.min()! < 0)
        #expect(halves.max()! > lobe(side).thickness)
        let look = EarringFit(geometry).look(at: lobe(side), width: 120)
        #expect((halves[1] < halves[0]) == (look.frontSide > 0))
    }

    @Test func `A light piece leaves the lobe as it is, a heavy one draws it down`() throws {
        let light = try seat(isHoop, height: 12).fit.lobePull?.displacement.length ?? 0
        let heavy = try seat(isDrop, height: 80).fit.lobePull?.displacement.length ?? 0
        #expect(light < 0.15)
        #expect(heavy > 3 * light && heavy < 1.5)
    }

    @Test func `A stud draws nothing`() throws {
        let fit = try seat({ ($0 - Vector2(150, 200)).length < 40 }, height: 8).fit
        #expect(fit.lobePull?.displacement == .zero)
    }

    @Test func `A wire goes into a hole in the lobe, and a front hides its hole`() throws {
        let (fit, earring, _) = try seat(isHoop, height: 26)
        let hole = try #require(fit.piercing)
        let inside = try depth(fit, at: earring.attachment, of: lobe(.left))
        #expect(inside > 1 && inside < lobe(.left).thickness + 1, "\(inside) mm deep")
        #expect((hole.centre - lobe(.left).piercing).length < 1e-3 && (1...2).contains(2 * hole.radius))
        #expect(try seat(isDrop, height: 36).fit.piercing == nil)
    }

    @Test func `A hole sinks into the skin, and leaves the rest of the lobe and its back as they are`() {
        let lobe = lobe(.left)
        func sheet(_ depth: Float) -> Mesh {
            var mesh = Mesh()
            for k in 0..<41 * 41 {
                let (u, v) = (Float(k % 41) * 0.25 - 5, Float(k / 41) * 0.25 - 5)
                mesh.positions.append(lobe.piercing + lobe.forward * u + lobe.down * v - lobe.normal * depth)
                guard k % 41 < 40, k / 41 < 40 else { continue }
                let i = UInt32(k)
                mesh.triangles += [[i, i + 42, i + 1], [i, i + 41, i + 42]]
            }
            mesh.normals = mesh.smoothNormals()
            return mesh
        }
        let hole = Piercing(of: lobe, at: lobe.piercing, wire: 0.4, sag: 0.5)
        func depths(_ mesh: Mesh) -> [(aside: Float, depth: Float)] {
            mesh.positions.map { p in
                let d = p - lobe.piercing
                let depth = -dot(d, lobe.normal)
                return ((d + lobe.normal * depth).length, depth)
            }
        }
        var front = sheet(0)
        hole.apply(to: &front)
        let sunk = depths(front)
        #expect(sunk.map(\.depth).max()! > 1.5 && sunk.map(\.depth).max()! < 0.75 * lobe.thickness)
        // Steep: dark, not a dish.
        #expect(sunk.allSatisfy { $0.aside < 1.6 * hole.radius * hole.slit || $0.depth < 0.35 })
        #expect(sunk.allSatisfy { $0.aside < 3.5 || $0.depth < 0.01 })
        var back = sheet(lobe.thickness)
        hole.apply(to: &back)
        #expect(depths(back).allSatisfy { abs($0.depth - lobe.thickness) < 1e-3 })
    }

    @Test func `A drawn lobe moves at its hole, and its neck stays where it was`() {
        var mesh = Mesh(
            positions: [[0, 0, 0], [6, 0, 0], [0, 30, 0], [30, 30, 0]], normals: [],
            triangles: [[0, 1, 2], [1, 3, 2]])
        LobePull(piercing: .zero, displacement: [0, -1, 0]).apply(to: &mesh)
        #expect((mesh.positions[0] - Vector3(0, -1, 0)).length < 0.01)
        #expect(mesh.positions[1].y < -0.5)
        #expect(mesh.positions[2] == [0, 30, 0] && mesh.positions[3] == [30, 30, 0])
    }

    @Test func `Of a pair the photo's left one is worn on the right ear`() throws {
        let geometry = try EarringReader().read(
            matte { ($0 - Vector2(90, 200)).length < 30 || ($0 - Vector2(220, 200)).length < 26 }
        ).geometry
        #expect(geometry.earrings.count == 2 && geometry.best == 0)
        #expect(EarringFit(geometry).ear == .right)
    }

    @Test func `Without a stated size the seller is told that it is a guess`() throws {
        let geometry = try EarringReader().read(matte(isDrop)).geometry
        let fit = EarringSeating(
            fit: EarringFit(geometry), lobe: lobe(.left), scale: ScaleEstimate(.earring(geometry)),
            framing: Framing(width: 400, height: 500)
        ).seat()
        #expect(fit.scale.source == .estimated)
        #expect(fit.warnings.contains { $0.contains("State its height") })
    }
}
