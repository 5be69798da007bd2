import Geometry

/// One of the lobes of `Scattering/`, chosen without an existential so that it stays in registers.
enum SurfaceScattering {
    case lambertian(Lambertian)
    case skin(SkinSpecular)
    case cloth(ClothScattering)
    case conductor(ConductorScattering)
    case dielectric(DielectricScattering)
    case coated(CoatedScattering)

    /// f · |cos θi| and the density of `sample`, in the frame of the surface.
    @inline(__always) func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float) {
        switch self {
        case .lambertian(let lobe): lobe.evaluate(wo: wo, wi: wi)
        case .skin(let lobe): lobe.evaluate(wo: wo, wi: wi)
        case .cloth(let lobe): lobe.evaluate(wo: wo, wi: wi)
        case .conductor(let lobe): lobe.evaluate(wo: wo, wi: wi)
        case .dielectric(let lobe): lobe.evaluate(wo: wo, wi: wi)
        case .coated(let lobe): lobe.evaluate(wo: wo, wi: wi)
        }
    }

    @inline(__always) func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample? {
        switch self {
        case .lambertian(let lobe): lobe.sample(wo: wo, u: u)
        case .skin(let lobe): lobe.sample(wo: wo, u: u)
        case .cloth(let lobe): lobe.sample(wo: wo, u: u)
        case .conductor(let lobe): lobe.sample(wo: wo, u: u)
        case .dielectric(let lobe): lobe.sample(wo: wo, u: u)
        case .coated(let lobe): lobe.sample(wo: wo, u: u)
        }
    }

    /// Whether light passes from one side to the other.
    var transmits: Bool {
        switch self {
        case .cloth, .dielectric: true
        case .lambertian, .skin, .conductor, .coated: false
        }
    }
}
