public import Geometry

/// Everything light meets, as values. Positions in millimetres.
public struct Scene: Sendable {
    public var surfaces: [Surface]
    public var curves: [CurveSet]
    public var lights: [Light]

    public init(surfaces: [Surface] = [], curves: [CurveSet] = [], lights: [Light] = []) {
        (self.surfaces, self.curves, self.lights) = (surfaces, curves, lights)
    }
}

/// A mesh of one material.
public struct Surface: Sendable {
    public var mesh: Mesh
    public var material: Material
    /// Written to the object AOV.
    public var objectID: UInt32
    /// False for a proxy that light meets and the camera does not.
    public var visibleToCamera: Bool

    public init(mesh: Mesh, material: Material, objectID: UInt32, visibleToCamera: Bool = true) {
        (self.mesh, self.material, self.objectID, self.visibleToCamera) = (mesh, material, objectID, visibleToCamera)
    }
}

/// Round strands (hair, fibres) as chains of control points, Catmull–Rom.
public struct CurveSet: Sendable {
    /// Control points of all strands, one after the other.
    public var points: [Vector3]
    /// Radius at each point, millimetres.
    public var radii: [Float]
    /// Number of points of each strand, at least two.
    public var counts: [Int]
    public var material: HairMaterial
    public var objectID: UInt32
    /// Whether it is down too fine to hide anything: depth and object are those of what lies behind it.
    public var isDown = false

    public init(points: [Vector3], radii: [Float], counts: [Int], material: HairMaterial, objectID: UInt32) {
        (self.points, self.radii, self.counts, self.material) = (points, radii, counts, material)
        self.objectID = objectID
    }
}

/// How a surface answers light.
public enum Material: Sendable {
    case skin(SkinMaterial)
    case cloth(ClothMaterial)
    case metal(MetalMaterial)
    case dielectric(DielectricMaterial)
    /// A diffuse base under an optional clear coat: paint, leatherette, plastic, nails' lacquer, paper.
    case coated(CoatedMaterial)
    /// A stand-in for a clear solid, which only scattered light meets.
    case filter(FilterMaterial)
    /// Light of its own, not sampled as a light: out-of-focus lamps and windows in a backdrop.
    case emissive(EmissiveMaterial)
}
