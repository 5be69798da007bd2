public import Geometry
public import Imaging

/// A source of light that belongs to one light group.
public enum Light: Sendable {
    case area(AreaLight)
    case environment(EnvironmentLight)
}

/// A rectangle that shines from its front side, square to `direction`.
public struct AreaLight: Sendable {
    public var group: LightGroup
    public var centre: Vector3
    /// Half edges, square to each other; the front is the side that `cross(u, v)` points to.
    public var u, v: Vector3
    /// Emitted radiance, linear Rec. 709.
    public var radiance: Vector3
    /// 0: even; 1: falls to the edge like a softbox with one bulb.
    public var falloff: Float
    /// Whether the camera sees it as a surface; reflections always do.
    public var visible: Bool

    public init(
        group: LightGroup, centre: Vector3, u: Vector3, v: Vector3, radiance: Vector3, falloff: Float = 0,
        visible: Bool = false
    ) {
        (self.group, self.centre, self.u, self.v) = (group, centre, u, v)
        (self.radiance, self.falloff, self.visible) = (radiance, falloff, visible)
    }
}

/// Light from all round, a latitude–longitude map; the middle column is seen along −z, the top row is up (+y).
public struct EnvironmentLight: Sendable {
    public var group: LightGroup
    public var map: ImageBuffer<SceneLinear>
    public var gain: Vector3
    /// Right-handed turn about +y, degrees.
    public var yaw: Float
    /// Whether camera rays that leave the scene see it.
    public var visibleToCamera: Bool

    public init(
        group: LightGroup, map: ImageBuffer<SceneLinear>, gain: Vector3 = .one, yaw: Float = 0,
        visibleToCamera: Bool = false
    ) {
        (self.group, self.map, self.gain, self.yaw) = (group, map, gain, yaw)
        self.visibleToCamera = visibleToCamera
    }
}
