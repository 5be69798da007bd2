public import Appraisal

/// What was measured of one case. Missing where a stage gave nothing to measure.
public struct BenchRecord: Sendable, Codable {
    public var name: String
    public var type: PieceType
    public var model: String
    public var isStated: Bool
    /// Why no picture was made; empty where one was.
    public var refusals: [String] = []

    // The reading.
    public var isTypeRight: Bool?
    public var isMetalRight: Bool?
    public var matte: MatteError?
    public var line: CentreLineError?
    public var band: BandError?
    /// Earrings: whether stud, drop, hook or hoop was read as what it is.
    public var isStyleRight: Bool?
    /// Angle between the true and the estimated mix of light groups.
    public var lightDegrees: Double?
    /// Read millimetres a pixel over the true ones, less one; and that in units of the stated uncertainty.
    public var scalePercent: Double?
    public var scaleSigmas: Double?

    // The seating.
    /// As `scalePercent`, of the scale at which the piece is worn.
    public var wornScalePercent: Double?
    public var placement: PlacementError?
    /// Largest change of length along the centre line, share continued, share hidden.
    public var stretchPercent: Double?
    public var continuedPercent: Double?
    public var hiddenPercent: Double?

    // The finished picture.
    public var colourDifference: Double?
    public var detailRetained: Double?

    init(_ item: BenchCase) {
        (name, type, model, isStated) = (item.name, item.type, item.model, item.isStated)
    }
}

extension Double {
    /// What a picture too small to measure gives is no number, and is kept as none.
    var ifFinite: Double? { isFinite ? self : nil }
}
