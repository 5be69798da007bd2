public import Appraisal
internal import Foundation
internal import Imaging

/// What was learnt about a photo, as it is stored and shown.
public struct PhotoReading: Sendable, Codable, Hashable {
    /// A rectangle in shares of the upright photo: x, y, width, height, 0…1.
    public typealias Box = [Double]

    public struct Remark: Sendable, Codable, Hashable {
        public enum Severity: String, Sendable, Codable { case note, warning, refuse }
        public enum Fix: String, Sendable, Codable { case whiteBalance, exposure }
        public var code: String
        public var severity: Severity
        public var message: String
        public var advice: String
        public var box: Box?
        /// The correction that is offered.
        public var fix: Fix?
    }

    public struct Size: Sendable, Codable, Hashable {
        public var millimetres: Double
        /// 0…1.
        public var certainty: Double
        public var words: String
    }

    public var type: PieceType
    public var typeConfidence: Double
    public var metal: Metal
    public var findings: [Remark]
    /// Whether no picture can be made of it as it is.
    public var isRefused: Bool
    public var pieces: [Box]
    /// How large the piece is, where its geometry was read.
    public var size: Size?

    public init(check: PhotoCheck, cutout: Cutout?, piece: Piece?, width: Int, height: Int) {
        type = check.type.value
        typeConfidence = Double(check.type.confidence)
        metal = check.metal.value
        isRefused = check.findings.contains { $0.severity == .refuse }
        findings = check.findings.map { Remark($0, width: width, height: height) }
        pieces = cutout.flatMap { Self.box(of: $0.alpha) }.map { [$0] } ?? []
        size = piece.flatMap(Size.init)
    }

    /// The box about everything that is more piece than not.
    private static func box(of alpha: ImageBuffer<Coverage>) -> Box? {
        var (x0, y0, x1, y1) = (Int.max, Int.max, -1, -1)
        for y in 0..<alpha.height {
            for x in 0..<alpha.width where alpha.value(x, y) > 0.5 {
                (x0, x1) = (min(x0, x), max(x1, x))
                (y0, y1) = (min(y0, y), max(y1, y))
            }
        }
        guard x1 >= 0 else { return nil }
        let (w, h) = (Double(alpha.width), Double(alpha.height))
        return [Double(x0) / w, Double(y0) / h, Double(x1 - x0 + 1) / w, Double(y1 - y0 + 1) / h]
    }
}

extension PhotoReading.Remark {
    init(_ finding: Finding, width: Int, height: Int) {
        code = finding.code.rawValue
        severity =
            switch finding.severity {
            case .advice: .note
            case .warning: .warning
            case .refuse: .refuse
            }
        (message, advice) = (finding.message, finding.fix)
        box = finding.region.map {
            [
                Double($0.x) / Double(width), Double($0.y) / Double(height), Double($0.width) / Double(width),
                Double($0.height) / Double(height),
            ]
        }
        fix = finding.code == .colourCast ? .whiteBalance : finding.code == .blownHighlights ? .exposure : nil
    }
}

extension PhotoReading.Size {
    /// The measure by which a piece of this type is sold.
    init?(_ piece: Piece) {
        let scale = piece.scale.millimetresPerPixel
        let pixels: Float =
            switch piece.geometry {
            case .necklace(let necklace): HiddenChain(necklace).wholePixels
            case .ring(let ring): 2 * ring.innerRadius
            case .earring(let pair): pair.earrings[pair.best].upper.y - pair.earrings[pair.best].lower.y
            case .bracelet(let bracelet): 2 * .pi * (bracelet.radius - (bracelet.thickness ?? 0) / 2)
            }
        let length = Double(pixels * scale)
        guard length.isFinite, length > 0 else { return nil }
        millimetres = (length * 10).rounded() / 10
        certainty = Double(min(max(1 - piece.scale.uncertainty, 0), 1))
        let rounded =
            length >= 300
            ? String(format: "%.0f cm", length / 10) : String(format: length < 30 ? "%.1f mm" : "%.0f mm", length)
        words = piece.scale.source == .stated ? rounded : "about \(rounded)"
    }
}
