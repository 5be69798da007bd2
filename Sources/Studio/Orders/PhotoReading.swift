public import Appraisal
internal import Foundation
public import Geometry

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

    /// A piece that was found.
    public struct Found: Sendable, Codable, Hashable {
        public var box: Box
        /// A place on the piece itself, shares of the photo.
        public var point: Vector2
        /// Whether it is worn.
        public var isWanted: Bool

        func contains(_ place: Vector2) -> Bool {
            let (x, y) = (Double(place.x), Double(place.y))
            return (box[0]...box[0] + box[2]).contains(x) && (box[1]...box[1] + box[3]).contains(y)
        }
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
    /// The pieces of the photo, the largest box first; nil in readings of before they were told apart.
    public var found: [Found]?
    /// How large the piece is, where its geometry was read.
    public var size: Size?

    public init(check: PhotoCheck, cutout: Cutout?, piece: Piece?, width: Int, height: Int) {
        type = check.type.value
        typeConfidence = Double(check.type.confidence)
        metal = check.metal.value
        isRefused = check.findings.contains { $0.severity == .refuse }
        findings = check.findings.map { Remark($0, width: width, height: height) }
        found = cutout?.pieces.map { Found($0, width: width, height: height) }
        size = piece.flatMap(Size.init)
    }

    /// The piece that somebody means who points there: of several whose boxes hold the place, the smallest.
    public func piece(at place: Vector2) -> Found? { found?.last { $0.contains(place) } }
}

extension PhotoReading.Found {
    init(_ piece: PieceInPhoto, width: Int, height: Int) {
        box = PhotoReading.box(piece.region, width: width, height: height)
        point = piece.point / Vector2(Float(width), Float(height))
        isWanted = piece.isWanted
    }
}

extension PhotoReading {
    static func box(_ region: Region, width: Int, height: Int) -> Box {
        let (w, h) = (Double(width), Double(height))
        return [Double(region.x) / w, Double(region.y) / h, Double(region.width) / w, Double(region.height) / h]
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
        box = finding.region.map { PhotoReading.box($0, width: width, height: height) }
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
