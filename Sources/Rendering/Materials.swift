public import Geometry

/// Skin: random-walk subsurface scattering under two GGX lobes and fine relief.
///
/// Values here are the base; a mesh's channels vary them point by point:
/// `"albedoR"`, `"albedoG"`, `"albedoB"` (diffuse albedo, replaces `albedo`), `"scatter"` (factor on
/// `meanFreePath`), `"roughness"` (added), `"oil"` (factor on `oil`), `"relief"` (factor on `reliefDepth`), `"furrows"` (−1: wide pores, as on a nose … 0: pores, as on
/// a cheek … 1: furrows that cross, as on the back of a hand; without it ½).
public struct SkinMaterial: Sendable {
    /// Multiple-scattering albedo, linear.
    public var albedo: Vector3
    /// Mean distance of scatter per channel, millimetres: the diffuse mean free path, over which the light of a point
    /// falls by e whatever the albedo.
    public var meanFreePath: Vector3
    /// Henyey–Greenstein asymmetry of the medium. The walk uses its isotropic equal, which `meanFreePath` fixes
    /// already, so it changes nothing; it is kept for other renderers.
    public var anisotropy: Float
    public var indexOfRefraction: Float
    public var roughness: Float
    /// Strength and roughness of the thin oily second lobe.
    public var oil: Float
    public var oilRoughness: Float
    /// Depth of pores and fine lines, millimetres, and their spacing.
    public var reliefDepth: Float
    public var poreSpacing: Float
    /// Width of a furrow, millimetres.
    public var furrowWidth: Float = 0.085
    /// Unit vectors over rest space along which the two nets of furrows are drawn out.
    public var furrowDirections: (Vector3, Vector3) = (
        Vector3(1, 0.25, 0.1).normalized, Vector3(1, -0.3, 0.1).normalized
    )
    /// Strength of the fine specks of blood and pigment; 1 is usual.
    public var stain: Float = 1
    /// What one unit of melanin and one of blood take from each channel there and back, as natural logarithms.
    public var pigmentAbsorption: (melanin: Vector3, blood: Vector3) = ([0.9, 1.3, 1.9], [0.10, 0.98, 0.80])
    /// Seed of the relief.
    public var seed: UInt32

    public init(
        albedo: Vector3 = [0.7, 0.45, 0.35], meanFreePath: Vector3 = [2.0, 0.72, 0.4], anisotropy: Float = 0.8,
        indexOfRefraction: Float = 1.4, roughness: Float = 0.44, oil: Float = 0.11, oilRoughness: Float = 0.26,
        reliefDepth: Float = 0.06, poreSpacing: Float = 0.7, seed: UInt32 = 1
    ) {
        (self.albedo, self.meanFreePath, self.anisotropy) = (albedo, meanFreePath, anisotropy)
        (self.indexOfRefraction, self.roughness) = (indexOfRefraction, roughness)
        (self.oil, self.oilRoughness) = (oil, oilRoughness)
        (self.reliefDepth, self.poreSpacing, self.seed) = (reliefDepth, poreSpacing, seed)
    }
}

/// Cloth: Oren–Nayar body, fibre sheen, and a weave in colour and relief over the mesh's uv (millimetres of cloth).
///
/// A mesh's channels `"edge"`, `"arc"` and `"seam"` say where it is sewn: distance from the nearest finished edge,
/// length along that edge, distance from the nearest seam, millimetres.
public struct ClothMaterial: Sendable {
    public enum Weave: Sendable, Hashable {
        case plain
        case knit
        case none
    }
    public var colour: Vector3
    public var weave: Weave
    /// Thread or stitch spacing, millimetres.
    public var spacing: Float
    /// Depth of the relief, millimetres.
    public var reliefDepth: Float
    /// A second colour, woven or printed.
    public var pattern: ClothPattern?
    /// Relative variation of the thread colour: slubs and fibres.
    public var colourVariation: Float
    public var roughness: Float
    public var sheen: Float
    /// Gloss of smooth fibres, 0…1; cloth that has it lets no light through and has no sheen.
    public var gloss: Float = 0
    /// Share of light let through, 0…1.
    public var translucency: Float
    /// Width of the turned edge, which a line of stitches holds, millimetres; 0 for none.
    public var hemWidth: Float
    /// Height of small creases that wearing leaves, millimetres.
    public var crumple: Float
    public var seed: UInt32

    public init(
        colour: Vector3, weave: Weave = .plain, spacing: Float = 0.5, reliefDepth: Float = 0.1,
        colourVariation: Float = 0.1, roughness: Float = 0.8, sheen: Float = 0.3, translucency: Float = 0,
        hemWidth: Float = 0, crumple: Float = 0, seed: UInt32 = 1
    ) {
        (self.colour, self.weave, self.spacing, self.reliefDepth) = (colour, weave, spacing, reliefDepth)
        (self.colourVariation, self.roughness, self.sheen) = (colourVariation, roughness, sheen)
        (self.translucency, self.hemWidth) = (translucency, hemWidth)
        (self.crumple, self.seed) = (crumple, seed)
    }
}

/// A conductor, by its reflectance at normal incidence and at 82° (Hoffman 2019) and GGX roughness.
public struct MetalMaterial: Sendable {
    public var reflectance: Vector3
    public var edgeTint: Vector3
    public var roughness: Float

    public init(reflectance: Vector3, edgeTint: Vector3 = .one, roughness: Float = 0.15) {
        (self.reflectance, self.edgeTint, self.roughness) = (reflectance, edgeTint, roughness)
    }
}

/// A clear or tinted solid: gems, glass, cornea.
public struct DielectricMaterial: Sendable {
    public var indexOfRefraction: Float
    /// Absorption a millimetre, per channel.
    public var absorption: Vector3
    public var roughness: Float

    public init(indexOfRefraction: Float, absorption: Vector3 = .zero, roughness: Float = 0) {
        (self.indexOfRefraction, self.absorption, self.roughness) = (indexOfRefraction, absorption, roughness)
    }
}

/// A boundary that lets a share of light straight through and scatters none: a closed mesh of it stands in for a clear
/// solid whose facets are not known. Camera and mirrors do not see it.
///
/// Channels `"albedoR"`… replace the transmittance point by point.
public struct FilterMaterial: Sendable {
    /// Share of light that passes one boundary, per channel; what goes through a solid passes two.
    public var transmittance: Vector3

    public init(transmittance: Vector3 = .one) { self.transmittance = transmittance }
}

/// A diffuse base under a clear coat; channels `"albedoR"`… replace `colour` point by point.
public struct CoatedMaterial: Sendable {
    public var colour: Vector3
    public var roughness: Float
    /// Strength of the coat, 0 (bare, matte) … 1.
    public var coat: Float
    public var coatRoughness: Float

    public init(colour: Vector3, roughness: Float = 1, coat: Float = 0, coatRoughness: Float = 0.2) {
        (self.colour, self.roughness, self.coat, self.coatRoughness) = (colour, roughness, coat, coatRoughness)
    }
}

/// Light given off by a surface, seen by camera and mirrors; channels `"albedoR"`… tint it.
///
/// It belongs to the `environment` group. It lights nothing and shades nothing: what it stands for lies in the
/// environment light already.
public struct EmissiveMaterial: Sendable {
    public var radiance: Vector3
    public init(radiance: Vector3) { self.radiance = radiance }
}

/// A hair fibre (Chiang, Bitterli, Tappan, Burley 2016).
public struct HairMaterial: Sendable {
    /// Concentrations of the pigments, ≥ 0, which give absorption per fibre radius: eumelanin of 0.3 is blond, 1.3 brown,
    /// 8 black.
    public var eumelanin: Float
    public var pheomelanin: Float
    /// Longitudinal and azimuthal roughness, 0…1.
    public var longitudinalRoughness: Float
    public var azimuthalRoughness: Float
    /// Tilt of the cuticle scales, degrees.
    public var cuticleTilt: Float

    public init(
        eumelanin: Float, pheomelanin: Float = 0.1, longitudinalRoughness: Float = 0.25,
        azimuthalRoughness: Float = 0.3, cuticleTilt: Float = 2
    ) {
        (self.eumelanin, self.pheomelanin) = (eumelanin, pheomelanin)
        (self.longitudinalRoughness, self.azimuthalRoughness) = (longitudinalRoughness, azimuthalRoughness)
        self.cuticleTilt = cuticleTilt
    }
}
