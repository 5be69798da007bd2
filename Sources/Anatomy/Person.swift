/// A person who does not exist: shape, skin, hair and a seed, from which everything else follows.
public struct Person: Sendable, Codable, Hashable {
    /// Stable identifier, lower case, e.g. `"amara"`.
    public var id: String
    public var name: String
    public var shape: BodyShape
    public var skin: SkinTraits
    public var hair: HairTraits
    /// Seeds moles, mottling, asymmetry, strands.
    public var seed: UInt32
    /// Which of many moments it is: how the head is held and how the hair fell. 0 is the usual one.
    public var moment: UInt32 = 0

    public init(id: String, name: String, shape: BodyShape, skin: SkinTraits, hair: HairTraits, seed: UInt32) {
        (self.id, self.name, self.shape, self.skin, self.hair, self.seed) = (id, name, shape, skin, hair, seed)
    }
}

/// The body's shape attributes.
public struct BodyShape: Sendable, Codable, Hashable {
    /// 18…80 years; younger is refused.
    public var ageYears: Float
    /// 0 feminine … 1 masculine.
    public var masculinity: Float
    /// Shares of the three ethnic shape sets; they are normalised to a sum of 1.
    public var african, asian, european: Float
    /// 0…1 with 0.5 the average.
    public var weight, muscle, height: Float
    /// Further targets by path below `targets/` without suffix, with weights.
    public var details: [String: Float]

    public init(
        ageYears: Float, masculinity: Float, african: Float, asian: Float, european: Float, weight: Float = 0.5,
        muscle: Float = 0.5, height: Float = 0.5, details: [String: Float] = [:]
    ) {
        (self.ageYears, self.masculinity) = (ageYears, masculinity)
        (self.african, self.asian, self.european) = (african, asian, european)
        (self.weight, self.muscle, self.height, self.details) = (weight, muscle, height, details)
    }
}

/// What colours a skin and what a life has left on it.
public struct SkinTraits: Sendable, Codable, Hashable {
    /// Epidermal melanin, 0 (very fair) … 1 (very dark).
    public var melanin: Float
    /// Share of red-yellow pheomelanin, 0…1.
    public var pheomelanin: Float
    /// Dermal haemoglobin, 0 … 1.
    public var haemoglobin: Float
    /// −1 cool … +1 warm: carotene and the balance of the two melanins.
    public var undertone: Float
    /// 0…1 densities of the marks of a life.
    public var freckles, moles, redSpots, veins, lines: Float

    public init(
        melanin: Float, pheomelanin: Float = 0.2, haemoglobin: Float = 0.5, undertone: Float = 0,
        freckles: Float = 0.2, moles: Float = 0.4, redSpots: Float = 0.3, veins: Float = 0.3, lines: Float = 0.3
    ) {
        (self.melanin, self.pheomelanin, self.haemoglobin) = (melanin, pheomelanin, haemoglobin)
        (self.undertone, self.freckles, self.moles) = (undertone, freckles, moles)
        (self.redSpots, self.veins, self.lines) = (redSpots, veins, lines)
    }
}

/// Colour and cut of the hair.
public struct HairTraits: Sendable, Codable, Hashable {
    public enum Style: String, Sendable, Codable { case up, overShoulder, cropped }
    public var style: Style
    /// 0 white … 1 black.
    public var melanin: Float
    /// Share of red pheomelanin, 0…1.
    public var redness: Float
    /// 0 straight … 0.3 wavy … 0.7 curly … 1 coily.
    public var curl: Float

    public init(style: Style, melanin: Float, redness: Float = 0.2, curl: Float = 0.25) {
        (self.style, self.melanin, self.redness, self.curl) = (style, melanin, redness, curl)
    }
}
