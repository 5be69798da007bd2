import Appraisal
import Foundation
import Imaging

/// The layers of a product photograph and what is true of it.
///
/// The picture is `alpha · foreground + (1 − alpha) · background` in display-linear light. Shadows and reflections of
/// the piece belong to the background.
struct LayeredPhotograph: Sendable {
    struct Truth: Sendable, Codable {
        struct Band: Sendable, Codable {
            /// Pixels.
            var centre: [Float]
            /// Unit, camera space: x right, y down, z away.
            var axis, headDirection: [Float]
            /// Pixels.
            var innerRadius: Float
        }
        var type: PieceType
        var metal: Metal
        var family: String
        var display: String
        /// Size of a pixel on the piece.
        var millimetresPerPixel: Float
        /// Middle lines of the strands where they are seen, pixels, and whether each closes on itself.
        var centreLines: [[[Float]]]
        var closed: [Bool]
        var band: Band?
        /// Where earrings hang from, pixels.
        var attachments: [[Float]]
        /// Gain of each light group.
        var light: [String: [Float]]
        /// How many pieces make up the piece: two earrings, a stack of rings.
        var instances: Int
        /// Whether other jewelry is in the frame, covered by `others.png`.
        var others: Bool
        var seed: UInt64
    }

    var foreground: ImageBuffer<DisplayLinear>
    var alpha: ImageBuffer<Coverage>
    var background: ImageBuffer<DisplayLinear>
    var display: ImageBuffer<Coverage>
    var others: ImageBuffer<Coverage>?
    var truth: Truth

    /// The picture as it would be taken.
    var picture: ImageBuffer<DisplayLinear> {
        var out = background
        for i in alpha.pixels.indices {
            let a = alpha.pixels[i]
            for c in 0..<3 {
                out.pixels[3 * i + c] = a * foreground.pixels[3 * i + c] + (1 - a) * out.pixels[3 * i + c]
            }
        }
        return out
    }

    /// Writes the layers into a folder that appears whole or not at all.
    func write(to folder: URL) throws {
        let files = FileManager.default
        let parent = folder.deletingLastPathComponent()
        try files.createDirectory(at: parent, withIntermediateDirectories: true)
        let temporary = parent.appending(path: ".\(folder.lastPathComponent).\(UUID().uuidString)")
        try files.createDirectory(at: temporary, withIntermediateDirectories: false)
        do {
            let best = EncodingOptions(quality: 95)
            try PhotoEncoder.write(foreground, to: temporary.appending(path: "foreground.jpg"), options: best)
            try PhotoEncoder.write(background, to: temporary.appending(path: "background.jpg"), options: best)
            try PhotoEncoder.write(alpha, to: temporary.appending(path: "alpha.png"))
            try PhotoEncoder.write(display, to: temporary.appending(path: "display.png"))
            if let others { try PhotoEncoder.write(others, to: temporary.appending(path: "others.png")) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            try encoder.encode(truth).write(to: temporary.appending(path: "truth.json"))
            try files.moveItem(at: temporary, to: folder)
        } catch {
            try? files.removeItem(at: temporary)
            throw error
        }
    }
}
