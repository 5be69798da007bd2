internal import Foundation
public import Geometry

/// Concentrations of what colours skin at one point, in arbitrary but physical units: 0 is none.
public struct Chromophores: Sendable, Hashable {
    /// Epidermal melanin as a mean optical depth in red, there and back.
    public var melanin: Float
    /// Share of pheomelanin, which lets more red through, 0…1.
    public var pheomelanin: Float
    /// Dermal haemoglobin, oxygenated.
    public var haemoglobin: Float
    /// Deep venous blood, deoxygenated.
    public var venous: Float
    /// Carotene of the fat below, 0…1.
    public var carotene: Float

    public init(
        melanin: Float, pheomelanin: Float = 0.2, haemoglobin: Float, venous: Float = 0, carotene: Float = 0.1
    ) {
        (self.melanin, self.pheomelanin, self.haemoglobin) = (melanin, pheomelanin, haemoglobin)
        (self.venous, self.carotene) = (venous, carotene)
    }

    /// The even ground tone of a skin, before region and history vary it.
    public init(_ traits: SkinTraits) {
        // Optical depth spans 0.04 (very fair) … 6 (very dark): people tell tones apart by ratio, not by difference.
        self.init(
            melanin: 0.04 * exp(traits.melanin * log(Float(150))),
            pheomelanin: min(max(traits.pheomelanin + 0.15 * traits.undertone, 0), 1),
            haemoglobin: mix(0.18, 0.62, traits.haemoglobin),
            carotene: max(0.12 + 0.16 * traits.undertone, 0))
    }
}

/// Diffuse reflectance of skin, linear Rec. 709.
///
/// A dermis whose blood and carotene absorb (Beer–Lambert over the mean path), seen twice through an epidermis
/// whose melanin absorbs as λ^−3.33 (Jacques 1998). Melanin lies in unevenly filled cells, so its transmittance is
/// averaged over a gamma distribution of shape 1.5: that keeps dark skin brown where an even layer would turn red.
public func skinAlbedo(_ c: Chromophores) -> Vector3 {
    let dermis: Vector3 = [0.86, 0.75, 0.66]
    let blood: Vector3 = [0.10, 0.98, 0.80]
    let deoxygenated: Vector3 = [0.42, 0.36, 0.10]
    let carotene: Vector3 = [0.0, 0.10, 0.85]
    // Relative absorption at 610, 545 and 460 nm.
    let eumelanin: Vector3 = [1, 1.455, 2.56]
    let pheomelanin: Vector3 = [0.62, 1.55, 3.2]
    let shape: Float = 1.5

    let absorbed = blood * c.haemoglobin + deoxygenated * c.venous + carotene * c.carotene
    let m = mix(eumelanin, pheomelanin, c.pheomelanin) * c.melanin
    var albedo = Vector3.zero
    for i in 0..<3 { albedo[i] = dermis[i] * exp(-absorbed[i]) * pow(1 + m[i] / shape, -shape) }
    return albedo
}
