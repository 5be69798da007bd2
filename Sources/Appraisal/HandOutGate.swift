/// Decides whether what was read from a photo is good enough to make a picture that is handed out.
///
/// ```swift
/// let findings = HandOutGate().findings(for: evidence, type: .necklace)
/// let givenOut = !findings.contains { $0.severity == .refuse }
/// ```
public struct HandOutGate: Sendable {
    /// What the decision rests on. All are shares or ratios, so that they hold at any size of photo.
    public struct Evidence: Sendable, Codable, Hashable {
        /// Area of which the cutout is unsure (uncertainty over one half) to the piece's area.
        public var uncertainShare: Float
        /// Distance of the fit from the matte: necklace, in widths of the strand; ring, in inner radii.
        public var misfit: Float
        /// Share of the piece that the display, the photo's edge or gaps in the cutout hide and that must be
        /// continued to show it worn. What the body hides as well does not count.
        public var missingShare: Float
        /// Necklace: share of the cutout in a sheet below the strand, as in collars and bibs. Ring: share of the outline
        /// or of the area, whichever is more, that is neither band nor head. Earrings: share in crumbs.
        public var unexplainedShare: Float

        public init(uncertainShare: Float, misfit: Float, missingShare: Float, unexplainedShare: Float) {
            (self.uncertainShare, self.misfit) = (uncertainShare, misfit)
            (self.missingShare, self.unexplainedShare) = (missingShare, unexplainedShare)
        }
    }

    /// From `warn` on the seller is told, from `refuse` on no picture is given out.
    public struct Threshold: Sendable, Hashable {
        public var warn, refuse: Float
        public init(warn: Float, refuse: Float) { (self.warn, self.refuse) = (warn, refuse) }
    }

    public var uncertainShare = Threshold(warn: 0.08, refuse: 0.125)
    /// In widths of the strand.
    public var necklaceMisfit = Threshold(warn: 0.2, refuse: 0.45)
    /// In inner radii.
    public var ringMisfit = Threshold(warn: 0.05, refuse: 0.1)
    public var missingShare = Threshold(warn: 0.12, refuse: 0.35)
    /// Share of what a picture would show of the piece that its photo does not.
    public var continuedShare = Threshold(warn: 0.25, refuse: 0.46)
    public var necklaceUnexplained = Threshold(warn: 0.55, refuse: 0.9)
    public var ringUnexplained = Threshold(warn: 0.35, refuse: 0.62)

    public init() {}

    /// What is wrong with a seating that must make up a share of the piece; empty means it may be shown.
    public func findings(continuedShare share: Float, type: PieceType) -> [Finding] {
        // Not a number is no evidence for a good picture.
        guard !(share < continuedShare.warn) else { return [] }
        let amount = share.isFinite ? "\(Int((share * 100).rounded())) %" : "An unknown part"
        return [
            Finding(
                .tooMuchHidden, share < continuedShare.refuse ? .warning : .refuse,
                message:
                    "\(amount) of the \(type == .ring ? "band" : "chain") that a picture shows is not in the photo.",
                fix: type == .ring
                    ? "Turn the ring so that its head and both shoulders are in view, or put less of it into the stand."
                    : "Photograph more of the chain, up to where it goes behind the bust.")
        ]
    }

    /// What is said of a piece of which too much is missing.
    private static func missing(_ type: PieceType) -> (message: String, fix: String) {
        switch type {
        case .ring:
            (
                "Too much of the band is hidden by the stand.",
                "Turn the ring so that its head and both shoulders are in view."
            )
        case .earring:
            (
                "The two earrings cover each other.",
                "Photograph them side by side with a gap between them, or one alone."
            )
        case .necklace, .bracelet:
            (
                "Parts of the strand are hidden or missing in the cutout.",
                "Show the whole front of the piece, or mark the missing part with keep strokes."
            )
        }
    }

    /// What is wrong with the evidence; empty means a picture can be given out without a word.
    public func findings(for evidence: Evidence, type: PieceType) -> [Finding] {
        var findings: [Finding] = []
        func judge(_ value: Float, _ t: Threshold, _ code: Finding.Code, _ message: String, _ fix: String) {
            // Not a number is no evidence for a good picture.
            guard !(value < t.warn) else { return }
            findings.append(Finding(code, value < t.refuse ? .warning : .refuse, message: message, fix: fix))
        }
        judge(
            evidence.uncertainShare, uncertainShare, .uncertainCutout,
            "The outline of the piece could not be told from its stand with certainty.",
            "Mark the piece with keep strokes and the stand with remove strokes, or photograph it on a plain stand "
                + "of another colour.")
        judge(
            evidence.misfit, type == .ring ? ringMisfit : necklaceMisfit, .poorFit,
            type == .ring
                ? "The band's shape does not fit a ring seen from one side."
                : "The course of the strand could not be followed closely.",
            type == .ring
                ? "Photograph one ring alone, standing or in a slot, with a good part of its band in view."
                : "Photograph the necklace from the front so that its strands lie apart, or mark them with keep strokes."
        )
        judge(
            evidence.missingShare, missingShare, .tooMuchHidden,
            Self.missing(type).message, Self.missing(type).fix)
        judge(
            evidence.unexplainedShare, type == .ring ? ringUnexplained : necklaceUnexplained, .poorFit,
            type == .ring
                ? "Much of what was cut out belongs neither to a band nor to one head."
                : "This looks like a collar or bib rather than a chain with a pendant; those come later.",
            type == .ring
                ? "Mark what is not the ring with remove strokes."
                : "Try a chain, a strand of beads or a pendant necklace.")
        return findings
    }
}
