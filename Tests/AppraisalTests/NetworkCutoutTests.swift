import Appraisal
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct NetworkCutoutTests {
    private static let root =
        ProcessInfo.processInfo.environment["PARURE_ROOT"].map { URL(filePath: $0) }
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let weights = root.appending(path: "Assets/cutout")
    private static let runtime = root.appending(path: ".deps/openvino/lib")

    /// Loaded once: compiling both networks takes longer than most cutouts here.
    private static let loaded = Result { try NetworkCutout(weights: weights, runtime: runtime) }

    private static func method() throws -> NetworkCutout { try loaded.get() }

    // MARK: - What is missing is said

    @Test func missingWeightsAreNamed() {
        let nowhere = URL(filePath: "/nowhere/cutout")
        #expect {
            _ = try NetworkCutout(weights: nowhere, runtime: Self.runtime)
        } throws: { error in
            "\(error)".contains("/nowhere/cutout/finder.xml")
        }
    }

    @Test func aMissingLibraryAsksForSetUp() {
        #expect {
            _ = try NetworkCutout(weights: Self.weights, runtime: URL(filePath: "/nowhere/lib"))
        } throws: { error in
            error is InferenceError && "\(error)".contains("Scripts/setup")
        }
    }

    @Test func brokenWeightsAreAnErrorAndNoCrash() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "network-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["finder.xml", "finder.bin", "matter.xml", "matter.bin"] {
            try Data("<net>".utf8).write(to: folder.appending(path: name))
        }
        #expect {
            _ = try NetworkCutout(weights: folder, runtime: Self.runtime)
        } throws: { error in
            error is InferenceError && "\(error)".contains("finder.xml")
        }
    }

    // MARK: - What it is

    @Test(
        "Of two pieces in a photo the one that is pointed at is told by its own look",
        arguments: [PieceType.necklace, .ring])
    func typeOfTheChosenPiece(_ type: PieceType) throws {
        let halves = try ["necklace", "ring"].map { name in
            try PhotoDecoder.decode(contentsOf: Self.root.appending(path: "Examples/\(name).jpg")).image
                .resized(toWidth: 600, height: 700)
        }
        var photo = ImageBuffer<DisplayLinear>(width: 1200, height: 700)
        for y in 0..<700 {
            for (half, x0) in zip(halves, [0, 600]) {
                photo.pixels.replaceSubrange(
                    photo.index(x0, y)..<photo.index(x0, y) + 1800,
                    with: half.pixels[half.index(0, y)..<half.index(0, y) + 1800])
            }
        }
        let method = try Self.method()
        let pieces = try method.cutout(of: photo, type: .necklace, strokes: Strokes()).pieces
        let piece = try #require(pieces.first { ($0.point.x < 600) == (type == .necklace) })
        let tap = Strokes(keep: [Strokes.Stroke(points: [piece.point], width: 20)])
        #expect(try PhotoCheckUp(method: method).run(photo: photo, strokes: tap).check.type.value == type)
    }

    // MARK: - What is cut out

    @Test func noBlackOfABlackBustStaysBetweenPearls() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480, level: 0.02)
        photo.hangChain(colour: SyntheticPhoto.silver, radius: 4, pitch: 9)
        let cutout = try Self.method().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        var black = 0
        for i in cutout.alpha.pixels.indices where photo.matte.pixels[i] == 0 && cutout.alpha.pixels[i] > 0.5 {
            black += photo.image.pixels[3 * i + 1] < 0.03 ? 1 : 0
        }
        #expect(black < 40)
        #expect(photo.error(of: cutout.alpha) < 0.25)
    }

    @Test func theInsideOfALargePalePlateIsThePiece() throws {
        var photo = SyntheticPhoto.bust(width: 1100, height: 1200)
        photo.hangChain(colour: SyntheticPhoto.silver, radius: 7, pitch: 14)
        let centre = Vector2(550, 960)
        photo.disc(at: centre, radius: 170, colour: SyntheticPhoto.silver)
        let cutout = try Self.method().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        var (inside, count): (Float, Float) = (0, 0)
        for y in -120...120 {
            for x in -120...120 where x * x + y * y < 120 * 120 {
                inside += cutout.alpha.value(Int(centre.x) + x, Int(centre.y) + y)
                count += 1
            }
        }
        #expect(inside / count > 0.95)
    }

    @Test func aChainOnABustIsCutOutAndLosesTheBust() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let method = try Self.method()
        let cutout = try method.cutout(of: photo.image, type: .necklace, strokes: Strokes())
        #expect(photo.error(of: cutout.alpha) < 0.25)
        if let type = try method.type(of: photo.image) { #expect(type.value == .necklace) }
        // Gold has far less blue than red; grey has not.
        var (blue, red): (Float, Float) = (0, 0)
        for i in photo.matte.pixels.indices where cutout.alpha.pixels[i] > 0.5 && photo.matte.pixels[i] < 1 {
            red += cutout.foreground.pixels[3 * i]
            blue += cutout.foreground.pixels[3 * i + 2]
        }
        #expect(blue < 0.6 * red)
    }

    @Test func aChainOfThreePixelsStaysUnbroken() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480, level: 0.6)
        photo.hangChain(colour: SyntheticPhoto.gold * 0.7, radius: 1.5, pitch: 2)
        let cutout = try Self.method().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        let found = zip(cutout.alpha.pixels, photo.matte.pixels).filter { $1 > 0.9 && $0 > 0.3 }.count
        let there = photo.matte.pixels.filter { $0 > 0.9 }.count
        #expect(Float(found) > 0.9 * Float(there))
    }

    @Test func aPhotoOfManyPixelsIsCutAtItsOwnResolution() throws {
        var photo = SyntheticPhoto.bust(width: 1500, height: 1700)
        photo.hangChain(colour: SyntheticPhoto.silver * 1.4, radius: 10, pitch: 22)
        let cutout = try Self.method().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        #expect(cutout.alpha.width == 1500 && cutout.alpha.height == 1700)
        #expect(photo.error(of: cutout.alpha) < 0.25)
    }

    @Test func whatIsKeptIsKeptAndWhatIsRemovedIsGone() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let (kept, removed) = (Vector2(210, 400), Vector2(210, 345))
        photo.disc(at: removed, radius: 26, colour: SIMD3(0.05, 0.1, 0.5))
        let strokes = Strokes(
            keep: [Strokes.Stroke(points: [kept - Vector2(6, 0), kept + Vector2(6, 0)], width: 8)],
            remove: [Strokes.Stroke(points: [removed - Vector2(14, 5), removed + Vector2(14, -5)], width: 30)])
        let cutout = try Self.method().cutout(of: photo.image, type: .necklace, strokes: strokes)
        #expect(cutout.alpha.value(210, 400) == 1)
        #expect(cutout.alpha.value(214, 401) == 1)
        #expect(cutout.alpha.value(210, 340) == 0)
        #expect(cutout.alpha.value(198, 344) == 0)
        #expect(cutout.uncertainty.value(210, 400) == 0)
    }

    @Test func aKeepStrokeAcrossAPlateTakesAllOfItAndNoneOfTheBust() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        // Far from the chain, so that it is not taken unasked.
        let centre = Vector2(210, 170)
        photo.disc(at: centre, radius: 34, colour: SIMD3(0.15, 0.16, 0.13))
        let method = try Self.method()
        func coverage(_ strokes: Strokes, from: Float, to: Float) throws -> Float {
            let alpha = try method.cutout(of: photo.image, type: .necklace, strokes: strokes).alpha
            var (sum, count): (Float, Float) = (0, 0)
            for y in 110..<230 {
                for x in 150..<270 {
                    let d = (Vector2(Float(x), Float(y)) - centre).length
                    guard d >= from, d < to else { continue }
                    sum += alpha.value(x, y)
                    count += 1
                }
            }
            return sum / count
        }
        // Narrower than the plate is wide.
        let stroke = Strokes(keep: [
            Strokes.Stroke(points: [centre - Vector2(18, 0), centre + Vector2(18, 0)], width: 24)
        ])
        #expect(try coverage(Strokes(), from: 0, to: 30) < 0.5)
        #expect(try coverage(stroke, from: 0, to: 31) > 0.95)
        #expect(try coverage(stroke, from: 40, to: 58) < 0.05)
    }

    @Test func aDotChoosesAmongPieces() throws {
        var photo = SyntheticPhoto.bust(width: 480, height: 480)
        let ring: (Vector2, SIMD3<Float>) -> Void = { centre, colour in
            for k in 0..<90 {
                let a = Float(k) / 90 * 2 * .pi
                photo.disc(at: centre + Vector2(40 * cosf(a), 40 * sinf(a)), radius: 6, colour: colour)
            }
        }
        let (left, right) = (Vector2(150, 300), Vector2(330, 300))
        ring(left, SyntheticPhoto.gold)
        ring(right, SyntheticPhoto.gold)
        for (wanted, other) in [(left, right), (right, left)] {
            let dot = Strokes.Stroke(points: [wanted + Vector2(0, 40)], width: 6)
            let cutout = try Self.method().cutout(of: photo.image, type: .ring, strokes: Strokes(keep: [dot]))
            #expect(cutout.alpha.value(Int(wanted.x) - 40, Int(wanted.y)) > 0.5)
            #expect(cutout.alpha.value(Int(other.x) - 40, Int(other.y)) == 0)
            // Both were found, and a dot at the place that was found for the other one takes that.
            let pieces = cutout.pieces
            #expect(pieces.count == 2 && pieces.count(where: \.isWanted) == 1)
            let there = try #require(pieces.first { !$0.isWanted })
            #expect(abs((there.point - other).length - 40) < 7)
            let next = Strokes.Stroke(points: [there.point], width: 9.6)
            let second = try Self.method().cutout(of: photo.image, type: .ring, strokes: Strokes(keep: [next]))
            #expect(second.alpha.value(Int(other.x) - 40, Int(other.y)) > 0.5)
        }
    }

    @Test func strokesOnAFoundPhotoGiveWhatTheyGiveOnTheWhole() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let method = try Self.method()
        let found = try method.find(in: photo.image)
        let kept = Strokes(keep: [Strokes.Stroke(points: [Vector2(200, 400), Vector2(220, 404)], width: 8)])
        let before = try method.cutout(of: found, type: .necklace, strokes: Strokes())
        let after = try method.cutout(of: found, type: .necklace, strokes: kept)
        #expect(before.alpha.value(210, 402) < 1 && after.alpha.value(210, 402) == 1)
        let whole = try method.cutout(of: photo.image, type: .necklace, strokes: kept)
        #expect(whole.alpha.pixels == after.alpha.pixels)
    }

    @Test func nothingOnTheBustIsRefusedWithAdvice() throws {
        let method = try Self.method()
        for photo in [
            SyntheticPhoto.bust(width: 300, height: 340).image,
            ImageBuffer<DisplayLinear>(width: 200, height: 150, fill: 0.4), ImageBuffer(width: 8, height: 8, fill: 0.4),
        ] {
            #expect {
                _ = try method.cutout(of: photo, type: .necklace, strokes: Strokes())
            } throws: { error in
                guard let first = (error as? Refusal)?.findings.first else { return false }
                return first.severity == .refuse && !first.fix.isEmpty
            }
        }
    }

    @Test func strokesOutsideThePhotoDoNoHarm() throws {
        var photo = SyntheticPhoto.bust(width: 300, height: 340)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let strokes = Strokes(
            keep: [Strokes.Stroke(points: [Vector2(.nan, 3), Vector2(-1e9, 4)], width: 10)],
            remove: [
                Strokes.Stroke(points: [Vector2(1e7, 1e7)], width: .infinity), Strokes.Stroke(points: [], width: 3),
            ])
        _ = try Self.method().cutout(of: photo.image, type: .necklace, strokes: strokes)
        for width in [Float.nan, .infinity] {
            let odd = [Strokes.Stroke(points: [Vector2(150, 250), Vector2(160, 250)], width: width)]
            _ = try Self.method().cutout(of: photo.image, type: .necklace, strokes: Strokes(keep: odd, remove: odd))
        }
    }

    @Test func theSamePhotoGivesTheSameCutout() throws {
        var photo = SyntheticPhoto.bust(width: 300, height: 340)
        photo.hangChain(colour: SyntheticPhoto.copper, radius: 4, pitch: 7)
        let method = try Self.method()
        let a = try method.cutout(of: photo.image, type: .necklace, strokes: Strokes())
        let b = try method.cutout(of: photo.image, type: .necklace, strokes: Strokes())
        #expect(a.alpha.pixels == b.alpha.pixels)
        #expect(a.foreground.pixels == b.foreground.pixels)
    }
}
