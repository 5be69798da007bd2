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
        /// or of the area, whichever is more, that is neither band nor head. Earrings: share that hangs from nothing.
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
    /// In radii of the band's middle.
    public var braceletMisfit = Threshold(warn: 0.06, refuse: 0.14)
    public var missingShare = Threshold(warn: 0.12, refuse: 0.35)
    /// Share of what a picture would show of the piece that its photo does not.
    public var continuedShare = Threshold(warn: 0.25, refuse: 0.46)
    /// The same of a bracelet. A photo that shows a front up to 60° either side leaves an eighth of what a wrist shows to
    /// its pattern, one up to 42° a third: less is no front of a bracelet.
    public var braceletContinuedShare = Threshold(warn: 0.2, refuse: 0.34)
    /// Root mean square distance that a necklace was bent to lie as a chain does, millimetres.
    public var bend = Threshold(warn: 15, refuse: 24)
    /// Relative change of length that a necklace suffers anywhere.
    public var stretch = Threshold(warn: 0.051, refuse: 0.06)
    /// Share of a necklace's cutout that a picture has no place for.
    public var unshownShare = Threshold(warn: 0.07, refuse: 0.25)
    public var necklaceUnexplained = Threshold(warn: 0.55, refuse: 0.9)
    public var ringUnexplained = Threshold(warn: 0.35, refuse: 0.62)
    /// What hangs from nothing floats beside a neck.
    public var earringUnexplained = Threshold(warn: 0.04, refuse: 0.12)

    public init() {}

    /// What is wrong with a seating that must make up a share of the piece; empty means it may be shown.
    public func findings(continuedShare share: Float, type: PieceType) -> [Finding] {
        let threshold = type == .bracelet ? braceletContinuedShare : continuedShare
        // Not a number is no evidence for a good picture.
        guard !(share < threshold.warn) else { return [] }
        let amount = share.isFinite ? "\(Int((share * 100).rounded())) %" : "An unknown part"
        let (part, fix) =
            switch type {
            case .ring:
                (
                    "band",
                    "Turn the ring so that its head and both shoulders are in view, or put less of it into the stand."
                )
            case .bracelet:
                (
                    "bracelet",
                    "Put it round a roll or a pillow and show its whole front, up to where it goes out of sight; if it is no bracelet, state another --type."
                )
            case .necklace, .earring:
                ("chain", "Photograph more of the chain, up to where it goes behind the bust.")
            }
        return [
            Finding(
                .tooMuchHidden, share < threshold.refuse ? .warning : .refuse,
                message: "\(amount) of the \(part) that a picture shows is not in the photo.", fix: fix)
        ]
    }

    /// What is wrong with how a necklace was seated; empty means it may be shown.
    ///
    /// What was cut out besides the necklace (its bust, a second piece) is torn or left out when the strand is hung, and
    /// a line through it bends as no chain does.
    ///
    /// - Parameters:
    ///   - bend: root mean square distance that the strand was bent, millimetres.
    ///   - shown: share of the cutout's area that the picture shows.
    ///   - stretch: largest relative change of length.
    public func findings(bendMillimetres bend: Float, shownShare shown: Float, stretch: Float = 0) -> [Finding] {
        let fix = "Mark what is not the necklace with remove strokes."
        var findings: [Finding] = []
        // Not a number is no evidence for a good picture.
        if !(bend < self.bend.warn) {
            findings.append(
                Finding(
                    .poorFit, bend < self.bend.refuse ? .warning : .refuse,
                    message: "What was cut out does not hang as a necklace does.", fix: fix))
        }
        if !(stretch < self.stretch.warn) {
            findings.append(
                Finding(
                    .poorFit, stretch < self.stretch.refuse ? .warning : .refuse,
                    message: "The piece would have to be stretched to lie on a neck as it does in the photo.",
                    fix: "Photograph it from the front, on a bust with the slope of a chest."))
        }
        if !(1 - shown < unshownShare.warn) {
            let amount = shown.isFinite ? "\(Int(((1 - shown) * 100).rounded())) %" : "An unknown part"
            findings.append(
                Finding(
                    .poorFit, 1 - shown < unshownShare.refuse ? .warning : .refuse,
                    message: "\(amount) of what was cut out finds no place in the picture.", fix: fix))
        }
        return findings
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
        let words = Words(type)
        judge(evidence.misfit, misfit(type), .poorFit, words.misfit.message, words.misfit.fix)
        judge(evidence.missingShare, missingShare, .tooMuchHidden, words.missing.message, words.missing.fix)
        judge(
            evidence.unexplainedShare, unexplained(type), .poorFit,
            words.unexplained.message, words.unexplained.fix)
        return findings
    }

    private func unexplained(_ type: PieceType) -> Threshold {
        switch type {
        case .ring: ringUnexplained
        case .earring: earringUnexplained
        case .bracelet, .necklace: necklaceUnexplained
        }
    }

    /// Earrings are fitted to no shape: their evidence has no misfit.
    private func misfit(_ type: PieceType) -> Threshold {
        switch type {
        case .ring: ringMisfit
        case .bracelet: braceletMisfit
        case .necklace, .earring: necklaceMisfit
        }
    }
}

extension HandOutGate {
    /// What is said of each fault of a piece.
    private struct Words {
        typealias Advice = (message: String, fix: String)
        var misfit, missing, unexplained: Advice

        init(_ type: PieceType) {
            switch type {
            case .necklace:
                misfit = (
                    "The course of the strand could not be followed closely.",
                    "Photograph the necklace from the front so that its strands lie apart, or mark them with keep strokes."
                )
                missing = (
                    "Parts of the strand are hidden or missing in the cutout.",
                    "Show the whole front of the necklace, or mark the missing part with keep strokes."
                )
                unexplained = (
                    "Most of what was cut out is no strand: a collar or bib, or what does not belong to the necklace.",
                    "Mark what is not the necklace with remove strokes."
                )
            case .ring:
                misfit = (
                    "The band's shape does not fit a ring seen from one side.",
                    "Photograph one ring alone, standing or in a slot, with a good part of its band in view."
                )
                missing = (
                    "Too much of the band is hidden by the stand.",
                    "Turn the ring so that its head and both shoulders are in view."
                )
                unexplained = (
                    "Much of what was cut out belongs neither to a band nor to one head.",
                    "Mark what is not the ring with remove strokes."
                )
            case .earring:
                misfit = (
                    "The shape of the earring could not be made out.",
                    "Photograph it hanging or lying flat, seen from its front."
                )
                missing = (
                    "The two earrings cover each other.",
                    "Photograph them side by side with a gap between them, or one alone."
                )
                unexplained = (
                    "Part of what was cut out hangs from no earring: a second piece, or one whose link was lost.",
                    "Mark what is not the earring with remove strokes, or its link with a keep stroke."
                )
            case .bracelet:
                misfit = (
                    "The bracelet's course does not fit one that goes round a wrist.",
                    "Put it round a roll or a pillow so that its front lies free."
                )
                missing = (
                    "Too much of the bracelet's front is out of sight.",
                    "Show its whole front, up to where it goes round the display."
                )
                unexplained = (
                    "Much of what was cut out belongs to no bracelet.",
                    "Mark what is not the bracelet with remove strokes."
                )
            }
        }
    }
}
