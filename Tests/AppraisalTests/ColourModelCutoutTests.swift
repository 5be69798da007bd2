import Appraisal
import Geometry
import Imaging
import Testing

@Suite struct ColourModelCutoutTests {
    @Test func aGoldChainOnAGreyBustIsCutOutAndLosesTheBust() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let cutout = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        #expect(photo.error(of: cutout.alpha) < 0.08)
        // No bust colour in the beads' rims: gold has far less blue than red, grey has not.
        var worst: Float = 0
        for i in photo.matte.pixels.indices where cutout.alpha.pixels[i] > 0.2 && photo.matte.pixels[i] > 0 {
            let f = cutout.foreground.pixels
            worst = max(worst, cutout.alpha.pixels[i] * (f[3 * i + 2] / max(f[3 * i], 0.05) - 0.161))
        }
        #expect(worst < 0.3)
    }

    @Test func aChainOfThreePixelsSurvives() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480, level: 0.6)
        photo.hangChain(colour: SyntheticPhoto.gold * 0.7, radius: 1.5, pitch: 2)
        let cutout = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        #expect(photo.error(of: cutout.alpha) < 0.25)
        let found = zip(cutout.alpha.pixels, photo.matte.pixels).filter { $1 > 0.9 && $0 > 0.5 }.count
        let there = photo.matte.pixels.filter { $0 > 0.9 }.count
        #expect(Float(found) > 0.93 * Float(there))
    }

    @Test func bigPhotosAreRefinedAtTheirOwnResolution() throws {
        var photo = SyntheticPhoto.bust(width: 1300, height: 1500)
        photo.hangChain(colour: SyntheticPhoto.silver * 1.4, radius: 9, pitch: 21)
        let cutout = try ColourModelCutout(findingSize: 500).cutout(
            of: photo.image, type: .necklace, strokes: Strokes())
        #expect(cutout.alpha.width == 1300 && cutout.alpha.height == 1500)
        // The gaps between beads are two pixels at the size where the piece is looked for.
        #expect(photo.error(of: cutout.alpha) < 0.12)
    }

    @Test func nothingOnTheBustIsRefusedWithAdvice() {
        let photo = SyntheticPhoto.bust(width: 300, height: 340)
        #expect {
            _ = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        } throws: { error in
            guard let refusal = error as? Refusal, let first = refusal.findings.first else { return false }
            return first.severity == .refuse && !first.fix.isEmpty
        }
    }

    @Test func aFlatGreyPictureAndATinyOneAreRefused() {
        for (w, h) in [(200, 150), (8, 8), (1, 1)] {
            let photo = ImageBuffer<DisplayLinear>(width: w, height: h, fill: 0.4)
            #expect(throws: Refusal.self) {
                try ColourModelCutout().cutout(of: photo, type: .ring, strokes: Strokes())
            }
        }
    }

    @Test func removeStrokesTakeASecondPieceAway() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let alone = photo
        // A brooch that touches the chain.
        photo.disc(at: Vector2(210, 345), radius: 26, colour: SIMD3(0.05, 0.1, 0.5))
        let strokes = Strokes(remove: [
            Strokes.Stroke(points: [Vector2(196, 340), Vector2(224, 340)], width: 30)
        ])
        let cutout = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: strokes)
        #expect(cutout.alpha.value(210, 340) == 0)
        #expect(cutout.alpha.value(198, 344) == 0)
        #expect(alone.error(of: cutout.alpha) < 0.25)
    }

    @Test func keepStrokesBringBackWhatLooksLikeTheBust() throws {
        var photo = SyntheticPhoto.bust(width: 420, height: 480)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        // A grey cabochon, the bust's own colour.
        let c = Vector2(210, 400)
        let grey = photo.image.rgb(210, 400)
        photo.disc(at: c, radius: 14, colour: grey)
        let strokes = Strokes(keep: [Strokes.Stroke(points: [c], width: 20)])
        let cutout = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: strokes)
        #expect(cutout.alpha.value(210, 400) > 0.9)
        #expect(cutout.alpha.value(205, 395) > 0.9)
        // And the chain is still there.
        #expect(photo.error(of: cutout.alpha) < 0.35)
    }

    @Test func strokesOutsideThePhotoDoNoHarm() throws {
        var photo = SyntheticPhoto.bust(width: 300, height: 340)
        photo.hangChain(colour: SyntheticPhoto.gold, radius: 5, pitch: 9)
        let strokes = Strokes(
            keep: [Strokes.Stroke(points: [Vector2(.nan, 3), Vector2(-1e9, 4)], width: 10)],
            remove: [
                Strokes.Stroke(points: [Vector2(1e7, 1e7)], width: .infinity), Strokes.Stroke(points: [], width: 3),
            ])
        _ = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: strokes)
    }

    @Test func theSamePhotoGivesTheSameCutout() throws {
        var photo = SyntheticPhoto.bust(width: 300, height: 340)
        photo.hangChain(colour: SyntheticPhoto.copper, radius: 4, pitch: 7)
        let a = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        let b = try ColourModelCutout().cutout(of: photo.image, type: .necklace, strokes: Strokes())
        #expect(a.alpha.pixels == b.alpha.pixels)
        #expect(a.foreground.pixels == b.foreground.pixels)
    }
}
