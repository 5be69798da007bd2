public import Appraisal
internal import Geometry
public import Rendering

extension MetalMaterial {
    /// A polished metal of a colour class, by its reflectance at normal incidence (measured alloys, rounded).
    public static func polished(_ metal: Metal, roughness: Float = 0.12) -> MetalMaterial {
        switch metal {
        case .yellowGold, .mixed: MetalMaterial(reflectance: [0.93, 0.70, 0.33], roughness: roughness)
        case .roseGold: MetalMaterial(reflectance: [0.92, 0.63, 0.50], roughness: roughness)
        case .silver: MetalMaterial(reflectance: [0.90, 0.89, 0.87], roughness: roughness)
        case .other: MetalMaterial(reflectance: [0.55, 0.56, 0.58], roughness: roughness)
        }
    }
}
