internal import Geometry

/// What a retoucher leaves of a skin, from natural to flawless.
///
/// Redness in patches, specks, veins, bumps and the depth of fine wrinkles are lessened; pores, gloss, big folds and the
/// person's tone stay. Moles fade late, and freckles at the highest values only.
///
/// Each share says how much is left: 1 of a natural skin, whose pictures do not change by a bit.
public struct SkinRetouch: Sendable, Hashable {
    /// 0 natural … 1 flawless.
    public let amount: Float

    public static let natural = SkinRetouch(0)

    /// - Parameter amount: taken as the nearest of 0…1.
    public init(_ amount: Float) { self.amount = amount > 0 ? min(amount, 1) : 0 }

    /// Of what is uneven in blood and pigment.
    var mottling: Float { 1 - 0.6 * amount }
    /// Of blood that gathers over joints, in creases and on the chest.
    var flush: Float { 1 - 0.45 * amount }
    var veins: Float { 1 - 0.85 * amount }
    var ageSpots: Float { 1 - 0.9 * amount }
    /// Of the depth of lines that a finger would not feel.
    var wrinkles: Float { 1 - 0.45 * amount }
    /// Of pores, bumps and furrows, as deep as the years have made them.
    var relief: Float { 1 - 0.22 * amount }
    var furrows: Float { 1 - 0.25 * amount }
    /// Of the finest specks of blood and pigment.
    public var stain: Float { 1 - 0.35 * amount }

    func share(of mark: SkinMark.Kind) -> Float {
        switch mark {
        case .redSpot, .blemish: 1 - smoothstep(0, 0.8, amount)
        case .paleSpot: mottling
        case .mole: 1 - 0.7 * smoothstep(0.4, 1, amount)
        case .freckle: 1 - 0.6 * smoothstep(0.7, 1, amount)
        }
    }

    /// A place of the body as its blood and pigment show it.
    func applied(to region: SkinRegions.Weights) -> SkinRegions.Weights {
        var r = region
        r.knuckles *= flush
        r.fingertip *= flush
        r.crease *= flush
        r.fineLines *= flush
        r.chestFlush *= flush
        r.vein *= veins
        return r
    }
}
