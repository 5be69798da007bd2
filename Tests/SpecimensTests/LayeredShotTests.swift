import Appraisal
import Foundation
import Geometry
import Imaging
import Specimens
import Testing

@Suite("Layered photographs for training")
struct LayeredShotTests {
    private func shot(_ index: Int, size: Int = 96, split: SpecimenSplit = .train) -> LayeredShot {
        SpecimenLottery(split: split, size: size).shot(seed: 11, index: index)
    }

    @Test("piece and place put together are the photograph in one render", arguments: [2, 5])
    func layersRecompose(_ index: Int) async throws {
        var shot = shot(index)
        (shot.pieceSamples, shot.placeSamples) = (48, 48)
        let (layered, whole) = (try await shot.take(), try await shot.takeAtOnce())
        var (difference, onPiece, weight): (Float, Float, Float) = (0, 0, 0)
        let picture = layered.picture
        for i in layered.alpha.pixels.indices {
            let a = layered.alpha.pixels[i]
            for c in 0..<3 {
                let d = abs(picture.pixels[3 * i + c] - whole.pixels[3 * i + c]) / 3
                difference += d
                onPiece += d * a
            }
            weight += a
        }
        try #require(weight > 40)
        #expect(difference / Float(layered.alpha.pixels.count) < 0.012)
        #expect(onPiece / weight < 0.05)
    }

    @Test("a strand's middle line lies on its matte", arguments: [SpecimenSplit.train, .heldout])
    func linesLieOnMattes(_ split: SpecimenSplit) async throws {
        var (seen, covered) = (0, 0)
        for index in 0..<5 {
            let photograph = try await shot(index, split: split).cheap.take()
            for line in photograph.truth.centreLines {
                for p in line {
                    seen += 1
                    if photograph.alpha.greatest(near: p) > 0.05 { covered += 1 }
                }
            }
        }
        try #require(seen > 100)
        #expect(Double(covered) > 0.93 * Double(seen))
    }

    @Test("the matte of a chain of two pixels is unbroken")
    func thinChains() async throws {
        // Graduated beads are half as wide at the ends of their strand: those are no chain of two pixels.
        let thin = (0..<24).lazy.map { shot($0, size: 256) }.filter {
            (1.1...2.6).contains($0.finestStrand) && !$0.kind.contains("graduated")
        }
        var lines = 0
        for candidate in thin.prefix(2) {
            var shot = candidate
            (shot.pieceSamples, shot.placeSamples) = (16, 1)
            let photograph = try await shot.take()
            for line in photograph.truth.centreLines where line.count > 12 {
                lines += 1
                // The ends of what is seen go behind something.
                let broken = line.dropFirst(3).dropLast(3).count { photograph.alpha.greatest(near: $0) < 0.08 }
                #expect(Double(broken) < 0.01 * Double(line.count), "\(shot.kind)")
            }
        }
        #expect(lines > 0)
    }

    @Test("the same ticket is the same sample, the next one another")
    func seeded() async throws {
        let (one, same) = (try await shot(4).cheap.take(), try await shot(4).cheap.take())
        #expect(one.alpha.pixels == same.alpha.pixels && one.foreground.pixels == same.foreground.pixels)
        #expect(one.background.pixels == same.background.pixels)
        #expect(try await shot(6).cheap.take().background.pixels != one.background.pixels)
    }

    @Test("the foreground's colour goes on beyond the piece's edge")
    func foregroundGoesOn() async throws {
        let photograph = try await shot(5).cheap.take()
        let alpha = photograph.alpha
        #expect(alpha.pixels.allSatisfy { (0...1).contains($0) } && alpha.pixels.contains { $0 > 0.9 })
        // Without the extension all uncovered pixels would be black.
        let uncovered = alpha.pixels.indices.filter { alpha.pixels[$0] == 0 }
        let dark = uncovered.count { photograph.foreground.pixels[3 * $0 + 1] < 0.002 }
        try #require(!uncovered.isEmpty)
        #expect(Double(dark) < 0.5 * Double(uncovered.count))
    }

    @Test("a set goes on where it stopped and holds every file of a sample")
    func resumes() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "specimens-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let set = SpecimenSet(folder: folder, split: .heldout, seed: 11, size: 64)
        #expect(try await set.make(3))
        #expect(try await !set.make(3))
        let files = try FileManager.default.contentsOfDirectory(atPath: set.folder(of: 3).path)
        #expect(
            Set(files).isSuperset(of: ["foreground.jpg", "alpha.png", "background.jpg", "display.png", "truth.json"]))
        // Nothing half made is left.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "heldout").path) == ["00003"])
    }
}

extension LayeredShot {
    /// With few samples, for what noise does not matter to.
    fileprivate var cheap: LayeredShot {
        var shot = self
        (shot.pieceSamples, shot.placeSamples) = (6, 2)
        return shot
    }
}

extension ImageBuffer<Coverage> {
    /// The greatest coverage of the nine pixels round a point.
    fileprivate func greatest(near p: [Float]) -> Float {
        let (x, y) = (Int(p[0]), Int(p[1]))
        var most: Float = 0
        for v in max(y - 1, 0)...min(max(y + 1, 0), height - 1) {
            for u in max(x - 1, 0)...min(max(x + 1, 0), width - 1) { most = max(most, value(u, v)) }
        }
        return most
    }
}
