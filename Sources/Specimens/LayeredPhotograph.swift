package import Appraisal
package import Foundation
package import Imaging

/// The layers of a product photograph and what is true of it.
///
/// The picture is `alpha · foreground + (1 − alpha) · background` in display-linear light. Shadows and reflections of
/// the piece belong to the background.
package struct LayeredPhotograph: Sendable {
    package struct Truth: Sendable, Codable {
        package struct Band: Sendable, Codable {
            /// Pixels.
            package var centre: [Float]
            /// Unit, camera space: x right, y down, z away.
            package var axis, headDirection: [Float]
            /// Pixels.
            package var innerRadius: Float
        }
        /// The pinhole camera in the piece's own frame: millimetres about the piece, y against the way it hangs and z
        /// away from its support; of a ring y along the finger and z toward the head.
        ///
        /// A point p is seen at `principalPoint` + `focalLength` · ((p − position) · right, (p − position) · down) /
        /// ((p − position) · forward), pixels.
        package struct Camera: Sendable, Codable {
            /// Pixels.
            package var focalLength: Float
            /// Pixels: x right, y down, pixel centres at .5.
            package var principalPoint: [Float]
            /// Three millimetres.
            package var position: [Float]
            /// Unit and square to each other, three numbers each: to the picture's right, down it and into it.
            package var right, down, forward: [Float]
        }
        package var type: PieceType
        package var metal: Metal
        package var family: String
        package var display: String
        /// Size of a pixel on the piece.
        package var millimetresPerPixel: Float
        /// Middle lines of the strands where they are seen, pixels, and whether each closes on itself.
        package var centreLines: [[[Float]]]
        package var closed: [Bool]
        /// Index of the design's strand that each middle line is a stretch of, innermost first; nil in older sets.
        package var strands: [Int]?
        /// Nil in older sets.
        package var camera: Camera?
        package var band: Band?
        /// Where earrings hang from, pixels.
        package var attachments: [[Float]]
        /// Gain of each light group.
        package var light: [String: [Float]]
        /// How many pieces make up the piece: two earrings, a stack of rings.
        package var instances: Int
        /// Whether other jewelry is in the frame, covered by `others.png`.
        package var others: Bool
        package var seed: UInt64
    }

    package var foreground: ImageBuffer<DisplayLinear>
    package var alpha: ImageBuffer<Coverage>
    package var background: ImageBuffer<DisplayLinear>
    package var display: ImageBuffer<Coverage>
    package var others: ImageBuffer<Coverage>?
    package var truth: Truth

    /// Area of the piece in the frame.
    package var coveredPixels: Float { alpha.pixels.reduce(0, +) }

    /// The picture as it would be taken.
    package var picture: ImageBuffer<DisplayLinear> {
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
    package func write(to folder: URL) throws {
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

extension LayeredPhotograph {
    /// Reads what ``write(to:)`` wrote.
    ///
    /// - Throws: `ImagingError`, `DecodingError`, errors of the file system.
    package init(contentsOf folder: URL) throws {
        truth = try Truth(contentsOf: folder)
        foreground = try PhotoDecoder.decode(contentsOf: folder.appending(path: "foreground.jpg")).image
        background = try PhotoDecoder.decode(contentsOf: folder.appending(path: "background.jpg")).image
        func coverage(_ name: String) throws -> ImageBuffer<Coverage> {
            try PhotoDecoder.decodeCoverage(contentsOf: folder.appending(path: name))
        }
        (alpha, display) = (try coverage("alpha.png"), try coverage("display.png"))
        others = truth.others ? try coverage("others.png") : nil
    }
}

extension LayeredPhotograph.Truth {
    /// What is true of the photograph in a folder.
    package init(contentsOf folder: URL) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appending(path: "truth.json")))
    }
}
