import Anatomy
import Foundation
import Geometry
import Imaging
import Plates
import Rendering
import Testing

@Suite("Plates on disk")
struct PlateCacheTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "plates-\(UUID().uuidString)")
    private let camera = Camera(position: [0, 0, 500], target: .zero, width: 8, height: 4)

    private var key: PlateKey {
        PlateKey(
            person: Person(
                id: "a", name: "A",
                shape: BodyShape(ageYears: 30, masculinity: 0, african: 0, asian: 0, european: 1),
                skin: SkinTraits(melanin: 0.3), hair: HairTraits(style: .up, melanin: 0.5), seed: 1),
            gesture: .neck, setting: Setting(place: .room, garment: "blouse", clothColour: .one), camera: camera,
            samplesPerPixel: 4, seed: 1)
    }

    private var plate: Plate {
        var layer = ImageBuffer<SceneLinear>(width: 8, height: 4)
        for i in layer.pixels.indices { layer.pixels[i] = Float(i) / 64 }
        var depth = ImageBuffer<Scalar>(width: 8, height: 4, fill: 480.5)
        depth.pixels[3] = .infinity
        var film = Film(
            layers: [.left: layer], albedo: ImageBuffer(width: 8, height: 4, fill: 0.5),
            normal: ImageBuffer(width: 8, height: 4, fill: -0.25), depth: depth,
            object: ImageBuffer(width: 8, height: 4, fill: 10))
        film.fine = FineDetail(tint: ImageBuffer(width: 8, height: 4, fill: 0.125))
        film.fine?.layers[.left] = ImageBuffer(width: 8, height: 4, fill: -0.5)
        return Plate(camera: camera, film: film)
    }

    @Test("what is kept comes back")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = PlateCache(folder: folder)
        #expect(cache.plate(for: key) == nil)
        try cache.keep(plate, for: key)
        let back = try #require(cache.plate(for: key))
        #expect(back.camera == camera)
        #expect(back.film.layers[.left]?.pixels == plate.film.layers[.left]?.pixels)
        #expect(back.film.depth.pixels[0] == 480.5 && back.film.depth.pixels[3] == .infinity)
        #expect(back.film.fine?.tint.pixels[9] == 0.125 && back.film.fine?.layers[.left]?.pixels[7] == -0.5)
        #expect(back.film.object.pixels[0] == 10 && back.film.normal.pixels[5] == -0.25)
    }

    @Test("another seed, person or camera is another plate; light is not part of the key")
    func keys() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = PlateCache(folder: folder)
        try cache.keep(plate, for: key)
        var other = key
        other.seed = 2
        #expect(cache.plate(for: other) == nil)
        other = key
        other.camera.focalLength += 1
        #expect(cache.plate(for: other) == nil)
    }

    @Test("the longest unused plate makes room, the newest stays")
    func room() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = PlateCache(folder: folder, limit: 2500)
        var keys = [key, key, key]
        for i in 0..<3 { keys[i].seed = UInt64(i) }
        for i in 0..<2 {
            try cache.keep(plate, for: keys[i])
            Thread.sleep(forTimeInterval: 0.02)
        }
        #expect(cache.plate(for: keys[0]) != nil, "read: the other one is older now")
        Thread.sleep(forTimeInterval: 0.02)
        try cache.keep(plate, for: keys[2])
        #expect(cache.plate(for: keys[1]) == nil)
        #expect(cache.plate(for: keys[0]) != nil && cache.plate(for: keys[2]) != nil)
        let tiny = PlateCache(folder: folder, limit: 1)
        try tiny.keep(plate, for: keys[1])
        #expect(tiny.plate(for: keys[1]) != nil && tiny.plate(for: keys[2]) == nil)
    }

    @Test("a damaged or cut file counts as no plate")
    func damage() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let cache = PlateCache(folder: folder)
        try cache.keep(plate, for: key)
        let file = try #require(
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
        let whole = try Data(contentsOf: file)
        try whole.dropLast(7).write(to: file)
        #expect(cache.plate(for: key) == nil)
        var flipped = whole
        flipped[whole.count - 20] ^= 0x40
        try flipped.write(to: file)
        #expect(cache.plate(for: key) == nil)
    }
}
