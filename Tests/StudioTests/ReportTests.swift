import Anatomy
import Appraisal
import Foundation
import Imaging
import Studio
import Testing
import Wearing

@Suite struct ReportTests {
    private func report(stated: Bool, continued: Double = 0, stretch: Double = 0) -> WearReport {
        WearReport(
            type: .necklace, model: "lucia", seed: 1, seconds: [:],
            product: WearReport.Product(
                colourDifference: WearReport.ColourDifference(mean: 0.21, p99: 1.4), detailRetained: 0.98,
                maxStretch: stretch, hiddenFraction: 0, continuedFraction: continued, enlargement: 1),
            scale: ScaleEstimate(
                millimetresPerPixel: 0.1, source: stated ? .stated : .estimated, uncertainty: stated ? 0.01 : 0.3),
            contact: WearReport.Contact(gapMillimetres: WearReport.Gap([0.2])), warnings: [])
    }

    @Test func `The report says in words what it says in numbers`() {
        let words = report(stated: true).sentences.joined(separator: " ")
        for part in ["0.21", "1.40", "98 %", "stated", "1.0 %", "Nothing of it was stretched", "0.2 mm"] {
            #expect(words.contains(part), "\(part) is missing in: \(words)")
        }
        #expect(!words.contains("repeats"))
    }

    @Test func `A guess and what was made up are owned up to`() {
        let words = report(stated: false, continued: 0.12, stretch: 0.02).sentences.joined(separator: " ")
        for part in ["estimated", "30 %", "12 % of what is seen repeats", "stretched by at most 2.0 %"] {
            #expect(words.contains(part), "\(part) is missing in: \(words)")
        }
    }

    @Test func `What could not be measured is not said`() {
        var bare = report(stated: true)
        bare.product.colourDifference = WearReport.ColourDifference(mean: .nan, p99: .nan)
        bare.contact.gapMillimetres = WearReport.Gap([])
        let words = bare.sentences.joined(separator: " ")
        #expect(!words.contains("nan") && !words.contains("ΔE") && !words.contains("contact"))
    }

    @Test func `A crop at the picture's corner is as much of the square as there is`() {
        var picture = ImageBuffer<DisplayLinear>(width: 60, height: 40)
        picture.pixels[picture.index(3, 2)] = 1
        let crop = WearReport.Connection(kind: .lobe, x: 2, y: 1, reach: 10).crop(of: picture)
        #expect(crop.width == 12 && crop.height == 11)
        #expect(crop.rgb(3, 2).x == 1)
    }

    @Test func `A wish that has no use for the piece as read is owned up to`() throws {
        var request = PictureRequest(
            person: Cast.members[0], size: try .length(millimetres: 180), framing: Framing(width: 80, height: 100))
        #expect(request.wishesWithoutUse(for: .bracelet).isEmpty)
        let note = try #require(request.wishesWithoutUse(for: .necklace).first)
        #expect(note.contains("--length") && note.contains("read as a necklace") && note.contains("--type"))
        (request.size, request.finger, request.gestures) = (nil, .thumb, [.handFist, .wristFist])
        #expect(request.wishesWithoutUse(for: .ring).isEmpty)
        #expect(request.wishesWithoutUse(for: .bracelet).count == 1)
        #expect(request.wishesWithoutUse(for: .earring).count == 2)
    }
}
