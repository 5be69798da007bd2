import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

/// A matte of 400 × 400 where any of some shapes covers.
private func matte(_ shapes: [(Vector2) -> Bool]) -> ImageBuffer<Coverage> {
    var alpha = ImageBuffer<Coverage>(width: 400, height: 400)
    for y in 0..<400 {
        for x in 0..<400 {
            let p = Vector2(Float(x) + 0.5, Float(y) + 0.5)
            if shapes.contains(where: { $0(p) }) { alpha.pixels[y * 400 + x] = 1 }
        }
    }
    return alpha
}

private func disc(_ x: Float, _ y: Float, _ radius: Float) -> (Vector2) -> Bool {
    { ($0 - Vector2(x, y)).length < radius }
}

private func stroke(_ points: [Vector2], width: Float) -> (Vector2) -> Bool {
    { p in
        zip(points, points.dropFirst()).contains { a, b in
            let t = min(max(dot(p - a, b - a) / dot(b - a, b - a), 0), 1)
            return (p - mix(a, b, t)).length < width / 2
        }
    }
}

/// An upright ellipse's rim.
private func rim(_ x: Float, _ y: Float, _ halfWidth: Float, _ halfHeight: Float, thickness: Float) -> (Vector2) -> Bool
{
    { p in
        func level(_ grown: Float) -> Float {
            let (u, v) = ((p.x - x) / (halfWidth + grown), (p.y - y) / (halfHeight + grown))
            return u * u + v * v
        }
        return level(thickness / 2) < 1 && level(-thickness / 2) > 1
    }
}

/// A front of radius 9 with a drop of radius 22 on a stem of 30.
private func drop(_ x: Float, _ y: Float) -> [(Vector2) -> Bool] {
    [disc(x, y, 9), stroke([[x, y], [x, y + 40]], width: 3), disc(x, y + 60, 22)]
}

/// A hook whose free leg is on a side, with a ball below.
private func hook(_ x: Float, _ y: Float, freeSide: Float) -> [(Vector2) -> Bool] {
    let arch = (0...16).map { k -> Vector2 in
        let a = Float(k) / 16 * .pi
        return [x + freeSide * (14 - 14 * cos(a)), y + 14 - 14 * sin(a)]
    }
    return [
        stroke([[x, y + 60]] + arch + [[x + freeSide * 28, y + 44]], width: 4), disc(x, y + 80, 20),
    ]
}

@Suite struct EarringReaderTests {
    private func read(_ shapes: [(Vector2) -> Bool]) throws -> EarringGeometry {
        try EarringReader().read(matte(shapes)).geometry
    }

    @Test func `Two round fronts side by side are a pair of studs, each hung at its middle`() throws {
        let pair = try read([disc(100, 200, 24), disc(260, 204, 24)])
        #expect(pair.earrings.map(\.style.value) == [.stud, .stud])
        for (earring, middle) in zip(pair.earrings, [Vector2(100, 200), Vector2(260, 204)]) {
            #expect((earring.attachment - middle).length < 1.5)
            #expect(earring.symmetry > 0.95)
        }
    }

    @Test func `One earring alone stays one, however it is built`() throws {
        #expect(try read(drop(200, 120)).earrings.count == 1)
        #expect(try read([rim(200, 200, 40, 60, thickness: 6)]).earrings.count == 1)
        #expect(try read(hook(200, 100, freeSide: 1)).earrings.count == 1)
        // In two parts, as a cutout may lose a thin stem.
        #expect(try read([disc(200, 100, 12), disc(200, 170, 30)]).earrings.count == 1)
    }

    @Test func `A pair that touches is cut between the two`() throws {
        let pair = try read(drop(160, 120) + drop(202, 120))
        #expect(pair.earrings.count == 2)
        #expect(pair.earrings[0].coveredShare < 0.12)
        #expect(abs(pair.earrings[0].attachment.x - 160) < 2 && abs(pair.earrings[1].attachment.x - 202) < 2)
    }

    @Test func `A drop hangs from the middle of its front`() throws {
        let earring = try read(drop(200, 100)).earrings[0]
        #expect(earring.style.value == .drop)
        #expect((earring.attachment - Vector2(200, 100)).length < 3)
    }

    @Test(arguments: [Float(-1), 1])
    func `A hook hangs from its crown, and its free leg is told from the one that carries`(side: Float) throws {
        let earring = try read(hook(200, 100, freeSide: side)).earrings[0]
        #expect(earring.style.value == .hook)
        // The crown lies 14 beside the front leg, at the wire's middle.
        #expect((earring.attachment - Vector2(200 + 14 * side, 100)).length < 4)
        #expect(earring.arch?.rearSide == Int(side))
    }

    @Test(arguments: [Float(-1), 1])
    func `A hook whose free leg the stand hides leads back beyond its crown; the link below it has no legs`(
        side: Float
    ) throws {
        let arch = (0...9).map { k -> Vector2 in
            let a = Float(k) / 16 * .pi
            return [200 + side * (14 - 14 * cos(a)), 114 - 14 * sin(a)]
        }
        let shapes = [stroke([[200, 148]] + arch, width: 4), rim(200, 155, 6, 7, thickness: 3), disc(200, 182, 20)]
        let earring = try read(shapes).earrings[0]
        #expect(earring.style.value == .hook)
        #expect(earring.arch?.rearSide == Int(side))
    }

    @Test(arguments: [Float(0.4), 0.7, 0.95])
    func `A hoop's opening says how far it is turned from the camera`(openness: Float) throws {
        let earring = try read([rim(200, 200, 70 * openness, 70, thickness: 6)]).earrings[0]
        #expect(earring.style.value == .hoop)
        let hoop = try #require(earring.hoop)
        #expect(abs(hoop.openness - openness) < 0.04)
        #expect(abs(hoop.radius - 70) < 2)
        #expect((earring.attachment - Vector2(200, 130)).length < 3)
    }

    @Test func `A ring open at its top is a hoop too`() throws {
        let ring = rim(200, 200, 60, 70, thickness: 8)
        let earring = try read([{ ring($0) && !(abs($0.x - 200) < 14 && $0.y < 200) }]).earrings[0]
        #expect(earring.style.value == .hoop)
        #expect(abs(earring.attachment.x - 200) < 3 && abs(earring.attachment.y - 132) < 8)
    }

    @Test func `What hangs aslant is read along the way it hangs`() throws {
        let (c, s) = (cos(Float(0.26)), sin(Float(0.26)))
        let upright = drop(0, 0)
        let earring = try read(
            upright.map { shape in
                { p in
                    let d = p - Vector2(200, 100)
                    return shape(Vector2(c * d.x + s * d.y, -s * d.x + c * d.y))
                }
            }
        ).earrings[0]
        #expect(dot(earring.down, Vector2(-s, c)) > 0.995)
        #expect((earring.attachment - Vector2(200, 100)).length < 4)
    }

    @Test func `A worn earring's cutout holds nothing of its pair`() throws {
        let alpha = matte([disc(100, 200, 24), disc(260, 204, 24)])
        let geometry = try EarringReader().read(alpha).geometry
        let cutout = Cutout(
            alpha: alpha, foreground: ImageBuffer(width: 400, height: 400),
            uncertainty: ImageBuffer(width: 400, height: 400))
        let left = geometry.regions.alone(0, of: cutout).alpha
        #expect(left.value(100, 200) == 1 && left.value(260, 204) == 0)
        let covered = left.pixels.reduce(0, +)
        #expect(abs(covered - .pi * 24 * 24) < 40)
    }

    @Test func `An empty matte is refused`() {
        #expect(throws: Refusal.self) { try read([]) }
    }

    @Test("what hangs from nothing is told, and refused; a link joins it, be it ever so faint")
    func looseParts() throws {
        func reading(link: Float) throws -> EarringReader.Reading {
            var alpha = ImageBuffer<Coverage>(width: 200, height: 400)
            for y in 0..<400 {
                for x in 0..<200 {
                    let p = Vector2(Float(x), Float(y)) + 0.5
                    let isPart = (p - Vector2(100, 60)).length < 20 || (p - Vector2(100, 250)).length < 40
                    let isLink = abs(p.x - 100) < 2 && (60...250).contains(p.y)
                    alpha.pixels[y * 200 + x] = isPart ? 1 : isLink ? link : 0
                }
            }
            return try EarringReader().read(alpha)
        }
        let (loose, linked, faint) = (try reading(link: 0), try reading(link: 1), try reading(link: 0.12))
        #expect(loose.looseShare > 0.15 && linked.looseShare == 0 && faint.looseShare == 0)
        let cutout = Cutout(
            alpha: ImageBuffer(width: 200, height: 400, fill: 1), foreground: ImageBuffer(width: 200, height: 400),
            uncertainty: ImageBuffer(width: 200, height: 400))
        func isRefused(_ reading: EarringReader.Reading) -> Bool {
            HandOutGate().findings(for: HandOutGate.Evidence(reading, cutout: cutout), type: .earring)
                .contains { $0.severity == .refuse }
        }
        #expect(isRefused(loose) && !isRefused(linked))
    }
}
