import Appraisal
import Imaging
import Studio
import Testing

@Suite("A proof of scale") struct ScaleProofTests {
    private let grey = ImageBuffer<DisplayLinear>(width: 800, height: 1000, fill: 0.25)

    private func proof(millimetresPerPixel: Float, source: ScaleEstimate.Source = .stated) -> ScaleProof {
        ScaleProof(
            picture: grey, millimetresPerPixel: millimetresPerPixel,
            scale: ScaleEstimate(millimetresPerPixel: 0.05, source: source, uncertainty: 0.02),
            dimensions: [
                PieceDimension(
                    name: "drop height", millimetres: 200 * millimetresPerPixel, from: [500, 400], to: [500, 600],
                    aside: [1, 0], distance: 40)
            ])
    }

    @Test(arguments: [Float(0.1), 0.2])
    func `Ten millimetres of the ruler are ten millimetres of the picture`(millimetresPerPixel: Float) throws {
        let drawn = proof(millimetresPerPixel: millimetresPerPixel).drawn()
        // The piece is right of the middle, so the ruler lies at the left; its long marks reach farther in than others.
        func isPaper(_ x: Int, _ y: Int) -> Bool { drawn.rgb(x, y).y > 0.7 }
        let row = 500
        let edge = try #require((0..<300).last { isPaper($0, row) || isPaper($0, row + 2) })
        // The heights of a capital are 0.0135 of the frame: between the middle marks' ends and the long ones'.
        let x = edge - 19
        let marks = (1..<999).filter { y in
            drawn.rgb(x, y).y < 0.4 && drawn.rgb(x, y - 1).y > drawn.rgb(x, y).y
                && drawn.rgb(x, y + 1).y >= drawn.rgb(x, y).y && isPaper(x, y - 3) && isPaper(x, y + 3)
        }
        #expect(marks.count >= 6)
        let steps = zip(marks.dropFirst(), marks).map { Float($0 - $1) }
        for step in steps { #expect(abs(step - 10 / millimetresPerPixel) <= 1.01, "\(steps)") }
    }

    @Test func `The dimension is marked at the piece, and the rest of the picture is left alone`() {
        let drawn = proof(millimetresPerPixel: 0.1).drawn()
        #expect(drawn.rgb(540, 500).y > 0.7)
        #expect(drawn.rgb(400, 900) == grey.rgb(400, 900) && drawn.rgb(450, 500) == grey.rgb(450, 500))
    }

    @Test func `A stated and an estimated size are told apart`() {
        #expect(
            proof(millimetresPerPixel: 0.1).drawn().pixels
                != proof(millimetresPerPixel: 0.1, source: .estimated).drawn().pixels)
    }
}
