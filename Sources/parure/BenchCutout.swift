internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Specimens
internal import Studio

/// Time of a cutout by the photo's size, and of what a stroke changes while the seller brushes.
struct BenchCutout {
    var method: CutoutChoice

    /// One size of the same photo.
    struct Measure: Encodable {
        var type: String
        var megapixels: Double
        /// Wall-clock seconds from the decoded photo to the cutout at its own size, the networks being loaded.
        var cutout: Double
        /// Seconds over those of the smallest photo.
        var ratio: Double
        /// Seconds from a stroke to the changed cutout at preview size; nil for methods that find anew each time.
        var stroke: Double?
    }

    /// Longer side of what a seller brushes on, pixels.
    private static let preview = 1000

    func run(json: Bool) async throws {
        let chosen = try method.method(folders: .standard())
        let bar = ProgressBar()
        var measures: [Measure] = []
        let rows = json ? nil : BenchRows(["", "MP", "cutout s", "ratio", "stroke s"], bar: bar)
        for type in [PieceType.necklace, .ring] {
            bar.update("photographing", 0)
            guard let shot = ProductShot.example(type.rawValue, width: 1000, samplesPerPixel: 8) else {
                preconditionFailure("there is an example of each type")
            }
            let photo = try await shot.take().image
            // The first run of a network also finds its memory.
            _ = try chosen.cutout(of: photo, type: type, strokes: Strokes())
            let stroke = try strokeSeconds(photo, type, chosen)
            for megapixels in [1.0, 2, 6, 12, 24] {
                try Task.checkCancellation()
                bar.update("\(type.rawValue), \(Int(megapixels)) MP", megapixels / 25)
                let scale = (megapixels * 1e6 / Double(photo.width * photo.height)).squareRoot()
                let sized = photo.resized(
                    toWidth: Int(Double(photo.width) * scale), height: Int(Double(photo.height) * scale),
                    filter: .mitchell)
                let seconds = try Self.best(of: 2) {
                    _ = try chosen.cutout(of: sized, type: type, strokes: Strokes())
                }
                let first = measures.first { $0.type == type.rawValue }?.cutout ?? seconds
                let measure = Measure(
                    type: type.rawValue, megapixels: megapixels, cutout: seconds, ratio: seconds / first, stroke: stroke
                )
                measures.append(measure)
                rows?.tell(Self.row(measure))
            }
        }
        bar.clear()
        if json { try JSONOutput.print(measures) }
    }

    private func strokeSeconds(
        _ photo: ImageBuffer<DisplayLinear>, _ type: PieceType, _ chosen: any CutoutMethod
    ) throws -> Double? {
        guard let network = chosen as? NetworkCutout else { return nil }
        let scale = Float(Self.preview) / Float(max(photo.width, photo.height))
        let small = photo.resized(
            toWidth: Int(Float(photo.width) * scale), height: Int(Float(photo.height) * scale), filter: .area)
        let found = try network.find(in: small)
        let middle = Vector2(Float(small.width) / 2, Float(small.height) / 2)
        let strokes = Strokes(keep: [Strokes.Stroke(points: [middle, middle + [40, 20]], width: 12)])
        return try Self.best(of: 3) { _ = try network.cutout(of: found, type: type, strokes: strokes) }
    }

    private static func best(of count: Int, _ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<count {
            let start = ContinuousClock.now
            try body()
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
        }
        return best
    }

    private static func row(_ m: Measure) -> [String] {
        [
            m.type, String(format: "%.0f", m.megapixels), String(format: "%.2f", m.cutout),
            String(format: "%.2f", m.ratio), m.stroke.map { String(format: "%.2f", $0) } ?? "·",
        ]
    }
}
