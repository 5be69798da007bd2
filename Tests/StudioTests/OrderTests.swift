import Anatomy
import Appraisal
import Foundation
import Geometry
import Imaging
import Plates
import Studio
import Testing
import Wearing

@Suite("Orders")
struct OrderTests {
    private func recipes(_ choices: Choices) throws -> [Recipe] {
        try choices.recipes(photo: "0", edits: PhotoEdits(), output: { .full($0) }, model: { Cast.member($0) })
    }

    @Test("A picture costs four credits, at 4K six; sketches, readings and retries cost nothing")
    func prices() throws {
        var choices = Choices()
        func price(_ change: (inout Recipe) -> Void = { _ in }) throws -> Int {
            var recipe = try recipes(choices)[0]
            change(&recipe)
            return Price.credits(for: .picture(recipe))
        }
        #expect(try price() == 4)
        choices.outputSize = .fourK
        #expect(try price() == 6)
        #expect(try price { $0.output = .preview } == 0)
        #expect(try price { $0.isFree = true } == 0)
        #expect(Price.credits(for: .reading(PhotoEdits())) == 0)
    }

    @Test("Credits that run out first are spent first; those without end last")
    func draws() throws {
        let now = Date()
        let lots = [
            CreditLot(id: "house", remaining: nil), CreditLot(id: "late", remaining: 5, expiresAt: now + 900),
            CreditLot(id: "soon", remaining: 3, expiresAt: now + 60),
            CreditLot(id: "gone", remaining: 9, expiresAt: now - 1),
        ]
        #expect(try LedgerRules.draws(for: 10, from: lots, at: now).map(\.lot) == ["soon", "late", "house"])
        #expect(try LedgerRules.draws(for: 10, from: lots, at: now).map(\.credits) == [3, 5, 2])
        #expect(throws: LedgerError.notEnough(price: 10, available: 8)) {
            try LedgerRules.draws(for: 10, from: Array(lots.dropFirst()), at: now)
        }
        #expect(try LedgerRules.draws(for: 0, from: [], at: now) == [])
    }

    @Test("A recipe is read back as it was written, person, strokes and all")
    func recipeSurvives() throws {
        var choices = Choices()
        (choices.model, choices.seed, choices.type) = ("amara", 7, .ring)
        choices.size = Choices.Size(kind: .ring, value: "US 7")
        var recipe = try recipes(choices)[0]
        recipe.edits.strokes.keep = [.init(points: [Vector2(0.1, 0.2), Vector2(0.3, 0.4)], width: 0.02)]
        recipe.edits.grey = Vector2(0.5, 0.5)
        let again = try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(recipe))
        #expect(again == recipe)
        // One of the time before skin could be retouched.
        recipe.look.retouch = nil
        let older = try JSONEncoder().encode(recipe)
        #expect(!String(decoding: older, as: UTF8.self).contains("retouch"))
        #expect(try JSONDecoder().decode(Recipe.self, from: older).request(photo: (9, 9)).style.retouch == 0)
        let request = again.request(photo: (200, 100))
        #expect(request.strokes.keep[0].points[0] == Vector2(20, 20))
        #expect(request.person.id == "amara" && request.seed == 7)
    }

    @Test("A page begins with whom the metal suits, at 2K, by a window's light, and leaves the rest open")
    func presets() throws {
        let choices = Choices(presetsFor: .ring, metal: .silver, size: nil, among: Cast.members)
        let recipe = try recipes(choices)[0]
        #expect(recipe.person.id == Suiting.model(for: .silver, among: Cast.members))
        #expect(Suiting.reason(recipe.person, .silver) != nil)
        #expect(recipe.output == .full(.twoK) && recipe.edits.type == .ring && recipe.edits.size == nil)
        #expect(recipe.look.light == .window && recipe.look.gesture == nil && recipe.look.backdrop == nil)
        #expect(Choices(presetsFor: nil, metal: nil, size: nil, among: []).model == Cast.standardID)
    }

    @Test("Looks reach the engine, what is left open stays open, and a gesture counts for hands and wrists only")
    func looks() throws {
        var choices = Choices()
        (choices.type, choices.backdrop, choices.light, choices.garment) = (.necklace, "stone", "golden", "satin")
        (choices.crop, choices.gesture, choices.retouch) = ("macro", "fist", 0.5)
        let request = try recipes(choices)[0].request(photo: (200, 100))
        #expect(request.style == Style(backdrop: .stone, light: .golden, garment: .satin, retouch: 0.5))
        #expect(request.framing.crop == .macro && request.gestures.isEmpty)
        choices.type = .ring
        (choices.backdrop, choices.crop) = ("auto", nil)
        let ring = try recipes(choices)[0].request(photo: (200, 100))
        #expect(ring.style.backdrop == nil && ring.framing.crop == .standard)
        #expect(ring.gestures.contains(.handFist))
        #expect(Style.Garment.allCases.allSatisfy { garment in PieceType.allCases.contains { garment.suits($0) } })
    }

    @Test("A ring has a finger and a hand, a bracelet a hand, and other pieces neither")
    func fingersAndHands() throws {
        var choices = Choices()
        (choices.finger, choices.hand) = ("index", "left")
        let found = try [PieceType.ring, .bracelet, .necklace].map { type in
            choices.type = type
            let request = try recipes(choices)[0].request(photo: (200, 100))
            return [request.finger?.rawValue, request.hand?.rawValue]
        }
        #expect(found == [["index", "left"], [nil, "left"], [nil, nil]])
        (choices.type, choices.finger, choices.hand) = (.ring, LookChoice.open, nil)
        #expect(try recipes(choices)[0].look.finger == nil)
    }

    @Test("A look that was stored before there were fingers and hands is read still")
    func olderLook() throws {
        let look = try JSONDecoder().decode(LookChoice.self, from: Data(#"{"gesture":"fist","crop":"macro"}"#.utf8))
        #expect(look.gesture == "fist" && look.finger == nil && look.hand == nil)
    }

    @Test("What cannot be chosen, worn or measured is refused by name")
    func problems() throws {
        var choices = Choices()
        choices.model = "nobody"
        #expect(throws: Choices.Problem.unknownModel("nobody")) { try recipes(choices) }
        choices = Choices()
        choices.light = "moon"
        let offered = LightMood.allCases.map(\.rawValue)
        #expect(throws: Choices.Problem.unknownLook(part: "light", value: "moon", offered: offered)) {
            try recipes(choices)
        }
        choices = Choices()
        choices.retouch = 1.5
        #expect(throws: Choices.Problem.retouch(1.5)) { try recipes(choices) }
        choices.retouch = .nan
        #expect(throws: Choices.Problem.self) { try recipes(choices) }
        choices = Choices()
        choices.size = Choices.Size(kind: .ring, value: "EU 99")
        #expect(throws: Choices.Problem.self) { try recipes(choices) }
        choices.size = Choices.Size(kind: .estimated, value: nil)
        #expect(try recipes(choices)[0].edits.size == nil)
        choices.models = (0...12).map { "\($0)" }
        #expect(throws: Choices.Problem.tooManyModels) { try recipes(choices) }
    }

    @Test("A tap on something grey makes it neutral and leaves it as bright")
    func whiteBalance() {
        var photo = ImageBuffer<DisplayLinear>(width: 40, height: 40)
        for i in 0..<1600 {
            (photo.pixels[3 * i], photo.pixels[3 * i + 1], photo.pixels[3 * i + 2]) = (0.5, 0.4, 0.2)
        }
        var edits = PhotoEdits()
        edits.grey = Vector2(0.5, 0.5)
        let seen = PhotoCorrection(edits, of: photo).applied(to: photo).rgb(20, 20)
        #expect(abs(seen.x - seen.y) < 1e-4 && abs(seen.y - seen.z) < 1e-4)
        #expect(abs(seen.y - (0.2126 * 0.5 + 0.7152 * 0.4 + 0.0722 * 0.2)) < 1e-4)
        edits.grey = nil
        #expect(PhotoCorrection(edits, of: photo).isIdentity)
        edits.exposureStops = 1
        #expect(abs(PhotoCorrection(edits, of: photo).applied(to: photo).rgb(3, 3).x - 1) < 1e-5)
    }

    @Test("A corrected photo notes its gains; one that does not tell what is white gets none")
    func offeredWhiteBalance() throws {
        func tone(_ confidence: Float) -> PhotoTone {
            PhotoTone(
                illuminant: [1.1, 1, 0.7], illuminantConfidence: confidence, keyLuminance: 0.4, blackLevel: 0,
                contrast: 3)
        }
        #expect(PhotoCorrection(offeredFor: tone(0.4)) == nil)
        let correction = try #require(PhotoCorrection(offeredFor: tone(0.9)))
        let grey = ImageBuffer<DisplayLinear>(width: 4, height: 4, pixels: (0..<16).flatMap { _ in [0.55, 0.5, 0.35] })
        var photo = Photo(
            image: grey,
            metadata: PhotoMetadata(format: .jpeg, storedWidth: 4, storedHeight: 4, orientation: 1, bitDepth: 8))
        photo = correction.applied(to: correction.applied(to: photo))
        #expect(photo.gains == correction.gains * correction.gains)
        let once = correction.applied(to: grey).rgb(1, 1)
        #expect(abs(once.x - once.y) < 1e-5 && abs(once.y - once.z) < 1e-5)
    }

    @Test("A pack shot keeps the piece's own pixels on any ground, with a shadow only where one is asked for")
    func packShot() throws {
        var cutout = ImageBuffer<DisplayLinearAlpha>(width: 200, height: 200)
        for y in 80..<120 {
            for x in 80..<120 {
                let i = cutout.index(x, y)
                (cutout.pixels[i], cutout.pixels[i + 1], cutout.pixels[i + 2], cutout.pixels[i + 3]) = (
                    0.8, 0.6, 0.1, 1
                )
            }
        }
        let plain = try #require(PackShot(background: "white", shadow: .none).picture(of: cutout))
        let shadowed = try #require(PackShot(background: "white", shadow: .soft).picture(of: cutout))
        let clear = try #require(PackShot(background: "transparent", shadow: .none).picture(of: cutout))
        #expect(plain.width < 70 && plain.width == plain.height)
        let middle = plain.index(plain.width / 2, plain.height / 2)
        for shot in [plain, shadowed, clear] {
            #expect(shot.pixels[middle] == 0.8 && shot.pixels[middle + 1] == 0.6 && shot.pixels[middle + 3] == 1)
        }
        #expect(plain.pixels[0] == 1 && clear.pixels[3] == 0)
        let below = plain.index(plain.width / 2, plain.height - 5)
        #expect(plain.pixels[below] == 1 && shadowed.pixels[below] < 0.99)
        #expect(PackShot(background: "red; drop", shadow: .none).picture(of: cutout) == nil)
        #expect(PackShot().picture(of: ImageBuffer(width: 5, height: 5)) == nil, "no piece, no picture")
    }

    @Test("Progress never goes back from stage to stage, and ends at one")
    func progress() {
        let stages = [
            "reading the piece", "fitting the piece", "dressing the model", "photographing the model",
            "laying the piece on", "finishing",
        ]
        let shares = stages.flatMap { stage in [0, 0.5, 1].map { JobProgress.overall(stage: stage, share: $0) } }
        #expect(shares == shares.sorted())
        #expect(abs((shares.last ?? 0) - 1) < 1e-9)
        #expect(JobProgress.secondsLeft(share: 0.5, elapsed: 30) == 30)
        #expect(JobProgress.secondsLeft(share: 0.01, elapsed: 30) == nil)
    }

    @Test("A file's name holds nothing that a shop or a disk stumbles on")
    func fileNames() {
        let item = ExportItem(
            picture: URL(filePath: "/p"), original: nil, sku: "Größe 7/../é", model: "lucia", number: 2, altText: "")
        #expect(item.fileName.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        #expect(item.fileName.hasSuffix("_lucia_2"))
        #expect(PictureMetadata.xmp(altText: "<a & \"b\">").contains("&lt;a &amp; &quot;b&quot;&gt;"))
    }
}
