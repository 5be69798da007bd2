public import Geometry

/// Something the photo check noticed, in the seller's words, with what to do about it.
public struct Finding: Sendable, Codable, Hashable {
    public enum Code: String, Codable, Sendable, CaseIterable {
        case tooSmall, blurred, blownHighlights, colourCast, flatLay, unreadable, cutOff, severalPieces
        case uncertainCutout, poorFit, tooMuchHidden
    }
    public enum Severity: String, Codable, Sendable { case advice, warning, refuse }

    public var code: Code
    public var severity: Severity
    public var message: String
    public var fix: String
    public var region: Region?

    public init(_ code: Code, _ severity: Severity, message: String, fix: String, region: Region? = nil) {
        (self.code, self.severity, self.message, self.fix, self.region) = (code, severity, message, fix, region)
    }
}

/// A rectangle of the upright photo, pixels.
public struct Region: Sendable, Codable, Hashable {
    public var x, y, width, height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }
}

/// The photo check's answer.
public struct PhotoCheck: Sendable, Codable {
    public enum Verdict: String, Codable, Sendable { case good, usable, refuse }

    public var type: Estimate<PieceType>
    public var metal: Estimate<Metal>
    public var verdict: Verdict
    public var findings: [Finding]

    public init(type: Estimate<PieceType>, metal: Estimate<Metal>, verdict: Verdict, findings: [Finding]) {
        (self.type, self.metal, self.verdict, self.findings) = (type, metal, verdict, findings)
    }
}

/// A photo that cannot be made into a picture, and why.
public struct Refusal: Error, Sendable {
    public var findings: [Finding]
    public init(_ findings: [Finding]) { self.findings = findings }
}

/// The seller's corrections of the cutout, in pixels of the upright photo.
public struct Strokes: Sendable, Codable {
    public struct Stroke: Sendable, Codable {
        public var points: [Vector2]
        /// Brush diameter, pixels.
        public var width: Float
        public init(points: [Vector2], width: Float) { (self.points, self.width) = (points, width) }
    }
    public var keep: [Stroke]
    public var remove: [Stroke]
    public init(keep: [Stroke] = [], remove: [Stroke] = []) { (self.keep, self.remove) = (keep, remove) }
}
