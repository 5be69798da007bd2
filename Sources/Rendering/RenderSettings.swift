public import Imaging

/// What to render and how well.
public struct RenderSettings: Sendable {
    public var samplesPerPixel: Int
    /// Bounces after the first hit; a subsurface walk counts as one.
    public var maximumDepth: Int
    public var seed: UInt64
    /// The light groups to render; the film gets one layer each.
    public var groups: [LightGroup]
    /// The mix that the picture will most likely use: light groups are sampled in its proportion.
    public var expectedMix: LightMix
    /// Part of the frame to render, pixels; nil means all of it.
    public var window: PixelWindow?
    /// The pixels that matter, where above 0; it has the window's size. Tiles without one are left black, which saves
    /// their time. Nil means all.
    public var wanted: ImageBuffer<Coverage>?
    /// Largest contribution of one indirect sample, in units of the mixed picture's white; 0 means no limit.
    ///
    /// It trades a little lost energy (sparkles of sparkles) for the absence of fireflies, which the denoiser would
    /// turn into stars. Direct light is never limited.
    public var indirectLimit: Float
    /// What will be laid into the picture; the film then tells how much of it shows.
    public var inset: Inset?

    /// Something flat that the scene does not hold, at a depth of its own in every pixel.
    public struct Inset: Sendable {
        /// Distance along the camera axis, millimetres, infinite where it has nothing; it has the window's size.
        public var depth: ImageBuffer<Scalar>
        /// As far before it a surface may lie and not hide it, millimetres: it rests on surfaces, never on hair.
        public var tolerance: Float

        public init(depth: ImageBuffer<Scalar>, tolerance: Float) { (self.depth, self.tolerance) = (depth, tolerance) }
    }

    public init(
        samplesPerPixel: Int = 16, maximumDepth: Int = 6, seed: UInt64 = 1, groups: [LightGroup],
        expectedMix: LightMix, window: PixelWindow? = nil, wanted: ImageBuffer<Coverage>? = nil,
        indirectLimit: Float = 4
    ) {
        (self.wanted, self.indirectLimit) = (wanted, indirectLimit)
        (self.samplesPerPixel, self.maximumDepth, self.seed) = (samplesPerPixel, maximumDepth, seed)
        (self.groups, self.expectedMix, self.window) = (groups, expectedMix, window)
    }
}

/// A rectangle of a frame, pixels.
public struct PixelWindow: Sendable, Hashable, Codable {
    public var x, y, width, height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }
}

/// What the camera recorded: linear light a group, and what it saw at each pixel. All buffers have the window's size.
public struct Film: Sendable {
    public var layers: [LightGroup: ImageBuffer<SceneLinear>]
    /// Diffuse reflectance of the first hit.
    public var albedo: ImageBuffer<Vector>
    /// Shading normal of the first hit, world space.
    public var normal: ImageBuffer<Vector>
    /// Distance along the camera axis, millimetres; infinite where nothing was hit.
    public var depth: ImageBuffer<Scalar>
    /// `Surface.objectID` of the first hit, 0 for none.
    public var object: ImageBuffer<Scalar>
    /// What is too fine for a denoiser; nil where the scene has nothing of the kind.
    public var fine: FineDetail?
    /// How much of the settings' inset shows, over lens and pixel; nil without one.
    public var insetShown: ImageBuffer<Coverage>?

    public init(
        layers: [LightGroup: ImageBuffer<SceneLinear>], albedo: ImageBuffer<Vector>, normal: ImageBuffer<Vector>,
        depth: ImageBuffer<Scalar>, object: ImageBuffer<Scalar>
    ) {
        (self.layers, self.albedo, self.normal) = (layers, albedo, normal)
        (self.depth, self.object) = (depth, object)
    }
}
